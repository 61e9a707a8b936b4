//! The C compiler that the crate cc takes for WebAssembly, what it is told, and where it finds headers.

use crate::{
    Cx, HostPath, Pause,
    answer::{Hit, Ran, Standing},
    facts::{
        cargo_config::{EnvTable, Located, Origin},
        linker::Tool,
        rustc::{TargetList, TargetSpec},
    },
    proof::Needs,
    question::Run,
    targets::Family,
    wanted::Wanted,
};

/// What compiles C for a WebAssembly target.
pub(super) struct Compiler {
    pub(super) family: Family,
    /// The first word of the variable, wasi-sdk's own clang, or `clang`.
    pub(super) program: String,
    /// None: it is not there.
    pub(super) path: Option<HostPath>,
    /// The variable that names it.
    pub(super) variable: Option<(String, Located<String>)>,
    /// What the `CFLAGS` variables say, in the order in which cc passes them on.
    pub(super) flags: Vec<(String, Located<String>)>,
    llvm_target: String,
}

/// Whether a compiler makes WebAssembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Backend {
    Wasm,
    /// It is clang, and has none; `apple`: it is Apple's, which was not run.
    None {
        apple: bool,
    },
    /// It does not say: no clang, or one before 11.
    Unclear,
}

impl Compiler {
    /// None where the target is no WebAssembly target of this rustc, or no crate of the build compiles C for it.
    pub(super) fn of(wanted: &Wanted, cx: &Cx<'_>) -> Result<Option<Self>, Pause> {
        let triple = &wanted.triple;
        let family = Family::of(triple);
        if !matches!(family, Family::Wasm | Family::Wasi) {
            return Ok(None);
        }
        let (known, needs) = (cx.fact::<TargetList>(()), cx.fact::<Needs>(Some(triple.clone())));
        if !known?.knows(triple) || !needs?.c_compiler {
            return Ok(None);
        }
        let names = |tool: &str| {
            // the nearest first (cc-rs `src/lib.rs`, `target_envs`)
            vec![
                format!("{tool}_{triple}"),
                format!("{tool}_{}", triple.underscored()),
                format!("TARGET_{tool}"),
                tool.to_owned(),
            ]
        };
        let (spec, sdk) = (cx.fact::<TargetSpec>(triple.clone()), set(&["WASI_SDK_PATH".to_owned()], cx));
        let (compilers, flags) = (set(&names("CC"), cx), set(&names("CFLAGS"), cx));
        let (spec, sdk, compilers, mut flags) = (spec?, sdk?, compilers?, flags?);
        // all four count since cc 1.2.15, the nearest last
        flags.reverse();
        let variable = compilers.into_iter().next();
        let program = match (&variable, sdk.first()) {
            (Some((_, setting)), _) => program(&setting.value),
            (None, Some((_, sdk))) if family == Family::Wasi => {
                let clang = cx.host()?.cwd.join(&sdk.value).join("bin").join(&format!("{triple}-clang"));
                match &*cx.fact::<Tool>(clang.to_string())? {
                    Tool::Executable(_) => clang.to_string(),
                    Tool::Absent | Tool::Dangling { .. } | Tool::Directory { .. } | Tool::NotExecutable { .. } => {
                        "clang".to_owned()
                    }
                }
            }
            (None, _) => "clang".to_owned(),
        };
        let path = match &*cx.fact::<Tool>(program.clone())? {
            Tool::Executable(executable) => Some(executable.path.clone()),
            Tool::Absent | Tool::Dangling { .. } | Tool::Directory { .. } | Tool::NotExecutable { .. } => None,
        };
        let llvm_target =
            if spec.llvm_target.is_empty() { triple.as_str().to_owned() } else { spec.llvm_target.clone() };
        Ok(Some(Self { family, program, path, variable, flags, llvm_target }))
    }

    /// Whether it makes WebAssembly.
    pub(super) fn backend(&self, cx: &Cx<'_>) -> Result<Backend, Pause> {
        match &self.path {
            Some(path) => backend(path, cx),
            None => Ok(Backend::Unclear),
        }
    }

    /// The directories in which it looks for headers, in order; none where it does not tell.
    pub(super) fn header_dirs(&self, cx: &Cx<'_>) -> Result<Option<Vec<HostPath>>, Pause> {
        let Some(path) = &self.path else { return Ok(None) };
        if self.backend(cx)? != Backend::Wasm {
            return Ok(None);
        }
        let host = cx.host()?;
        let nothing = if host.os == "windows" { "NUL" } else { "/dev/null" };
        let mut args = vec![format!("--target={}", self.llvm_target)];
        args.extend(self.flags.iter().flat_map(|(_, flags)| flags.value.split_whitespace().map(str::to_owned)));
        args.extend(["-E", "-v", "-x", "c", nothing].map(str::to_owned));
        let Ran::Finished { stderr, .. } = cx.run(Run::probe(path.as_str(), args))? else { return Ok(None) };
        // clang `lib/Frontend/InitHeaderSearch.cpp`, Realize
        let mut listed = stderr.lines().skip_while(|line| !line.starts_with("#include <...> search starts here:"));
        if listed.next().is_none() {
            return Ok(None);
        }
        let dirs = listed.take_while(|line| *line != "End of search list.").map(str::trim);
        Ok(Some(dirs.filter_map(HostPath::parse).collect()))
    }

    /// Where `string.h` stands, which every C library has.
    pub(super) fn libc_header(&self, cx: &Cx<'_>) -> Result<LibcHeader, Pause> {
        let Some(dirs) = self.header_dirs(cx)? else { return Ok(LibcHeader::Untold) };
        let hits = cx.search(dirs, ["string.h".to_owned()])?;
        let file = |hit: &Hit| matches!(hit.standing, Standing::File { .. }).then(|| hit.path.clone());
        Ok(hits.get("string.h").and_then(|hits| hits.iter().find_map(file)).map_or(LibcHeader::Absent, LibcHeader::At))
    }
}

/// What the compiler finds of a C library's headers.
pub(super) enum LibcHeader {
    At(HostPath),
    Absent,
    /// The compiler does not tell where it looks.
    Untold,
}

/// Whether this clang makes WebAssembly.
pub(super) fn backend(path: &HostPath, cx: &Cx<'_>) -> Result<Backend, Pause> {
    // Apple's may be a placeholder that opens a window when it is run, and its back ends are known.
    if cx.host()?.os == "macos" && is_apples(path) {
        return Ok(Backend::None { apple: true });
    }
    if !path.file_name().is_some_and(|name| name.contains("clang") || name == "cc") {
        return Ok(Backend::Unclear);
    }
    Ok(match cx.run(Run::probe(path.as_str(), ["--print-targets"]))? {
        Ran::Finished { exit, stdout, .. } if exit.success() && stdout.contains("Registered Targets") => {
            if stdout.lines().any(|line| line.trim_start().starts_with("wasm32")) {
                Backend::Wasm
            } else {
                Backend::None { apple: false }
            }
        }
        Ran::Finished { .. } | Ran::NotFound | Ran::NotExecutable { .. } => Backend::Unclear,
    })
}

fn is_apples(path: &HostPath) -> bool {
    let path = path.as_str();
    path.starts_with("/usr/bin/")
        || path.contains("/XcodeDefault.xctoolchain/")
        || path.contains("/CommandLineTools/usr/bin/")
}

/// A directory with headers of the host's own C library.
pub(super) fn is_the_hosts(dir: &HostPath) -> bool {
    let dir = dir.as_str();
    let below_usr = dir.strip_prefix("/usr/include").is_some_and(|rest| !rest.contains("wasm"));
    below_usr || dir == "/usr/local/include" || dir.contains("/MacOSX") && dir.contains(".sdk/usr/include")
}

/// The variables of these names that are set, as a build script sees them.
fn set(names: &[String], cx: &Cx<'_>) -> Result<Vec<(String, Located<String>)>, Pause> {
    let (table, inherited) = (cx.fact::<EnvTable>(()), names.iter().map(|name| cx.env(name)).collect::<Vec<_>>());
    let table = table?;
    let mut found = Vec::new();
    for (name, inherited) in names.iter().zip(inherited) {
        let value = match (table.value(name), inherited?) {
            (Some(value), _) => value.clone(),
            (None, Some(value)) => Located::new(value.to_owned(), Origin::Env { name: name.clone() }),
            (None, None) => continue,
        };
        if !value.value.trim().is_empty() {
            found.push((name.clone(), value));
        }
    }
    Ok(found)
}

/// Of `ccache clang`, the compiler (cc-rs `src/lib.rs`, `env_tool`).
fn program(value: &str) -> String {
    const WRAPPERS: [&str; 7] = ["ccache", "distcc", "sccache", "icecc", "cachepot", "buildcache", "kache"];
    let mut words = value.split_whitespace();
    let first = words.next().unwrap_or_default();
    let is_wrapper = WRAPPERS.contains(&first.rsplit(['/', '\\']).next().unwrap_or_default());
    let program = if is_wrapper { words.next().unwrap_or(first) } else { first };
    program.to_owned()
}
