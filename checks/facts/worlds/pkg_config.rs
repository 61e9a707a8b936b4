//! What the crate pkg-config runs for a target, and what it finds.

use super::environment::{Set, targeted};
use crate::{
    Cx, Fact, HostPath, Pause, Triple,
    answer::{Ran, Standing},
    facts::{
        linker::Tool,
        rustc::{Rustc, TargetSpec},
        sysroot::{Sysroot, SysrootOf, is_foreign},
    },
    question::Run,
};

/// The crate's settings for a target (pkg-config-rs 0.3 `src/lib.rs`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PkgConfig {
    /// `PKG_CONFIG`: the program, as one word.
    pub program: Option<Set>,
    /// `PKG_CONFIG_PATH`: searched before the program's own directories.
    pub path: Option<Set>,
    /// `PKG_CONFIG_LIBDIR`: searched instead of them.
    pub libdir: Option<Set>,
    /// `PKG_CONFIG_SYSROOT_DIR`: put before every path that it prints.
    pub sysroot: Option<Set>,
    pub allow_cross: Option<Set>,
    /// It is asked at all: the target is the host, or something says that it knows the target.
    pub is_allowed: bool,
    /// The program that runs; none: neither `pkg-config` nor `pkgconf` (or what `PKG_CONFIG` names) is there.
    pub found: Option<String>,
}

impl Fact for PkgConfig {
    type Key = Triple;

    fn conclude(target: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let rustc = cx.fact::<Rustc>(());
        let [program, path, libdir, sysroot, allow_cross] =
            ["PKG_CONFIG", "PKG_CONFIG_PATH", "PKG_CONFIG_LIBDIR", "PKG_CONFIG_SYSROOT_DIR", "PKG_CONFIG_ALLOW_CROSS"]
                .map(|name| targeted(name, target, cx));
        let (program, path, libdir) = (program?, path?, libdir?);
        let (sysroot, allow_cross) = (sysroot?, allow_cross?);
        let is_host = rustc?.host == *target;
        let is_allowed = is_host
            || match &allow_cross {
                Some(set) => set.value.value != "0",
                None => program.is_some() || sysroot.is_some(),
            };
        let candidates = match &program {
            Some(set) => vec![set.value.value.clone()],
            None => vec!["pkg-config".to_owned(), "pkgconf".to_owned()],
        };
        let mut found = None;
        let tools: Vec<_> = candidates.iter().map(|name| cx.fact::<Tool>(name.clone())).collect();
        for (name, tool) in candidates.into_iter().zip(tools) {
            let is_there = matches!(&*tool?, Tool::Executable(_));
            found = found.or(is_there.then_some(name));
        }
        Ok(Self { program, path, libdir, sysroot, allow_cross, is_allowed, found })
    }
}

impl PkgConfig {
    /// A run of `program` in the environment that the crate gives it.
    fn run(&self, program: &str, args: &[&str]) -> Run {
        let mut run = Run::probe(program, args.iter().copied());
        for (name, set) in [
            ("PKG_CONFIG_PATH", &self.path),
            ("PKG_CONFIG_LIBDIR", &self.libdir),
            ("PKG_CONFIG_SYSROOT_DIR", &self.sysroot),
        ] {
            if let Some(set) = set {
                run = run.env(name, Some(&set.value.value));
            }
        }
        run
    }

    /// The settings that are set, each once, as they stand.
    pub fn settings(&self) -> impl Iterator<Item = &Set> {
        [&self.program, &self.path, &self.libdir, &self.sysroot, &self.allow_cross].into_iter().flatten()
    }
}

/// What a crate that asks pkg-config for a module gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Module {
    /// The crate refuses: nothing says that pkg-config knows this target.
    NotAllowed,
    /// There is no program to ask.
    NoProgram,
    /// It does not know the module; what was run, and what it said.
    Unknown { command: Vec<String>, exit: Option<i32>, said: String },
    /// It names libraries that are there for another machine alone.
    Foreign { command: Vec<String>, printed: String, library: String, file: HostPath },
    /// It names a library that stands nowhere the link searches.
    Absent { command: Vec<String>, printed: String, library: String },
    /// What it names can be linked, as far as can be seen; where.
    Found { file: Option<HostPath> },
}

impl Fact for Module {
    type Key = (Triple, &'static str);

    fn conclude((target, name): &(Triple, &'static str), cx: &Cx<'_>) -> Result<Self, Pause> {
        let settings = cx.fact::<PkgConfig>(target.clone())?;
        if !settings.is_allowed {
            return Ok(Self::NotAllowed);
        }
        let Some(program) = &settings.found else { return Ok(Self::NoProgram) };
        let args = ["--libs", "--cflags", name];
        // With the directories that it leaves out otherwise, as most crates ask.
        let run = settings
            .run(program, &args)
            .env("PKG_CONFIG_ALLOW_SYSTEM_LIBS", Some("1"))
            .env("PKG_CONFIG_ALLOW_SYSTEM_CFLAGS", Some("1"));
        let command: Vec<_> = std::iter::once(program.clone()).chain(args.map(str::to_owned)).collect();
        match cx.run(run)? {
            Ran::NotFound | Ran::NotExecutable { .. } => Ok(Self::NoProgram),
            Ran::Finished { exit, stdout, .. } if exit.success() => linked(target, &command, stdout, cx),
            Ran::Finished { exit, stderr, stdout } => {
                let exit = match exit {
                    crate::answer::Exit::Code(code) => Some(*code),
                    crate::answer::Exit::Signal(_) => None,
                };
                let said = if stderr.trim().is_empty() { stdout } else { stderr };
                Ok(Self::Unknown { command, exit, said: said.trim().to_owned() })
            }
        }
    }
}

/// Whether a link for the target gets the libraries of `-lx` in `printed`.
fn linked(target: &Triple, command: &[String], printed: &str, cx: &Cx<'_>) -> Result<Module, Pause> {
    let (spec, sysroot) =
        (cx.fact::<TargetSpec>(target.clone()), cx.fact::<Sysroot>(SysrootOf::Target(target.clone())));
    let spec = spec?;
    let own = match crate::proof::settled(sysroot)?.as_deref() {
        Some(Sysroot::Judged(judged)) => judged.dirs.clone(),
        Some(Sysroot::NotJudged | Sysroot::NotFound { .. }) | None => Vec::new(),
    };
    let flag = |start: &'static str| printed.split_whitespace().filter_map(move |word| word.strip_prefix(start));
    let dirs: Vec<_> = flag("-L").filter_map(HostPath::parse).chain(own.iter().cloned()).collect();
    let libraries: Vec<_> = flag("-l").map(str::to_owned).collect();
    let file_names = |name: &str| ["so", "a", "dll.a", "dylib", "tbd"].map(|end| format!("lib{name}.{end}"));
    let searches: Vec<_> =
        libraries.iter().map(|name| cx.search(dirs.iter().cloned(), file_names(name).to_vec())).collect();
    let (mut first, mut result) = (None, None);
    for (name, hits) in libraries.iter().zip(searches) {
        let files: Vec<_> = hits?
            .values()
            .flatten()
            .filter(|hit| matches!(hit.standing, Standing::File { .. }))
            .map(|hit| (hit.path.clone(), cx.header(&hit.path)))
            .collect();
        let (mut right, mut foreign) = (None, None);
        for (path, header) in files {
            let wrong = is_foreign(header?, &spec);
            let place = if wrong { &mut foreign } else { &mut right };
            place.get_or_insert(path);
        }
        match (right, foreign) {
            (Some(path), _) => {
                first.get_or_insert(path);
            }
            (None, Some(file)) if result.is_none() => {
                let (command, printed) = (command.to_vec(), printed.trim().to_owned());
                result = Some(Module::Foreign { command, printed, library: name.clone(), file });
            }
            // Where the link searches is known only of drivers that tell.
            (None, None) if result.is_none() && !own.is_empty() => {
                let (command, printed) = (command.to_vec(), printed.trim().to_owned());
                result = Some(Module::Absent { command, printed, library: name.clone() });
            }
            (None, _) => {}
        }
    }
    Ok(result.unwrap_or(Module::Found { file: first }))
}
