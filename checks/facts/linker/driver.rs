//! What a compiler driver says of itself.

use crate::{
    Cx, Fact, Failure, HostPath, Pause,
    answer::{Header, Ran},
    facts::linker::{Executable, GnuTriple, Linker},
    question::Run,
};

/// A driver with those of the link arguments that change what it answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DriverKey {
    /// As found: the name can select what it does.
    pub path: HostPath,
    /// The file behind it. None where it is no binary: then what it answers depends on more than this file.
    pub binary: Option<HostPath>,
    pub args: Vec<String>,
    pub cwd: HostPath,
}

/// How a program answers to `-dumpmachine` and `-print-search-dirs`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Driver {
    /// It knows the language of gcc and clang.
    Driver(Says),
    /// It is a linker, not a driver: its `--version` says which.
    BareLinker { version: String },
    /// It runs and answers in no way known here: a wrapper with a mind of its own.
    Unclear { said: String },
    /// The system does not start it, and why: another machine's binary, a missing interpreter.
    CannotStart { why: String },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Says {
    pub machine: GnuTriple,
    pub kind: DriverKind,
    /// Where it searches for start files and libraries, in order.
    pub library_dirs: Vec<HostPath>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DriverKind {
    /// Its major version, as its installation directory is named.
    Gcc {
        major: Option<u32>,
    },
    Clang,
    /// `zig cc` and wrappers.
    Other,
}

impl DriverKey {
    pub fn new(executable: &Executable, args: Vec<String>, cwd: HostPath) -> Self {
        let binary = match &executable.header {
            Header::Elf { .. } | Header::MachO { .. } | Header::Pe { .. } => Some(executable.real.clone()),
            Header::Script { .. }
            | Header::Missing
            | Header::Unreadable { .. }
            | Header::Wasm
            | Header::Archive { .. }
            | Header::Other => None,
        };
        Self { path: executable.path.clone(), binary, args, cwd }
    }

    /// As rustc would run it for the target.
    pub fn of(linker: &Linker, executable: &Executable) -> Self {
        let mut args = selecting(linker.options.args.iter().map(|arg| arg.value.as_str()));
        // rustc's own argument, `pre_link_args` of these specifications
        if linker.spec.arch == "x86" && linker.spec.os == "linux" {
            args.insert(0, "-m32".to_owned());
        }
        Self::new(executable, args, linker.cwd.clone())
    }

    pub(super) fn run<S: Into<String>>(
        &self,
        own: impl IntoIterator<Item = S>,
        steady: bool,
        cx: &Cx<'_>,
    ) -> Result<Run, Pause> {
        let mut run = Run::probe(self.path.as_str(), self.args.iter().cloned().chain(own.into_iter().map(Into::into)));
        run.cwd = Some(self.cwd.clone());
        // gcc translates the headings of its answer, and these variables change the rest (gcc's manual, "Environment
        // Variables Affecting GCC"): they belong to the question, else a cached answer would outlive them
        run = run.env("LC_ALL", Some("C"));
        let variables = ["LIBRARY_PATH", "COMPILER_PATH", "GCC_EXEC_PREFIX"].map(|name| (name, cx.env(name)));
        for (name, value) in variables {
            if let Some(value) = value? {
                run = run.env(name, Some(value));
            }
        }
        Ok(match &self.binary {
            Some(real) if steady => run.steady_by([self.path.clone(), real.clone()]),
            Some(_) | None => run,
        })
    }
}

impl Fact for Driver {
    type Key = DriverKey;

    fn conclude(key: &DriverKey, cx: &Cx<'_>) -> Result<Self, Pause> {
        // clang's directories follow what gcc it finds installed
        let clang = key.binary.as_ref().and_then(HostPath::file_name).is_some_and(|name| name.contains("clang"));
        let machine = key.run(["-dumpmachine"], true, cx)?;
        let dirs = key.run(["-print-search-dirs"], !clang, cx)?;
        // a wrapper that gives gcc other specs (`musl-gcc`) changes what it links with, not what it says; `-v` would link,
        // and leave an `a.out`, where the wrapper adds an input of its own
        let specs = if key.binary.is_none() { Some(cx.run(key.run(["-###"], false, cx)?)) } else { None };
        let (machine, dirs) = (cx.run(machine), cx.run(dirs));
        let (printed, errors) = match machine? {
            Ran::NotExecutable { message } => return Ok(Self::CannotStart { why: message.clone() }),
            // the file is there: what is not found is its interpreter
            Ran::NotFound => return Ok(Self::CannotStart { why: "its interpreter is not there".to_owned() }),
            Ran::Finished { stdout, stderr, .. } => (stdout, stderr),
        };
        let Some(mut machine) = printed.lines().next().and_then(GnuTriple::parse) else {
            return Self::not_a_driver(key, errors, cx);
        };
        if let Some(Ran::Finished { stderr, .. }) = specs.transpose()?
            && stderr.lines().any(|line| line.starts_with("Reading specs from ") && line.contains("musl"))
        {
            machine = machine.with_musl();
        }
        let dirs = match dirs? {
            Ran::Finished { stdout, .. } => SearchDirs::parse(stdout, &key.cwd),
            Ran::NotFound | Ran::NotExecutable { .. } => SearchDirs::default(),
        };
        Ok(Self::Driver(Says { machine, kind: dirs.kind(), library_dirs: dirs.libraries }))
    }
}

impl Driver {
    fn not_a_driver(key: &DriverKey, said: &str, cx: &Cx<'_>) -> Result<Self, Pause> {
        let version = Run { args: vec!["--version".to_owned()], ..key.run::<&str>([], true, cx)? };
        let Ran::Finished { stdout, stderr, .. } = cx.run(version)? else {
            return Err(Pause::Unknown(Failure::Failed { message: format!("`{}` does not start again", key.path) }));
        };
        let first = stdout.lines().chain(stderr.lines()).find(|line| !line.trim().is_empty()).unwrap_or_default();
        let is_linker = ["GNU ld", "GNU gold", "LLD", "lld is a generic driver", "mold ", "wild "]
            .iter()
            .any(|name| first.contains(name));
        Ok(if is_linker {
            Self::BareLinker { version: first.to_owned() }
        } else {
            Self::Unclear { said: said.lines().next().unwrap_or(first).to_owned() }
        })
    }
}

/// `-print-search-dirs`: `install:` (gcc alone), `programs: =` and `libraries: =`.
#[derive(Default)]
struct SearchDirs {
    install: Option<String>,
    libraries: Vec<HostPath>,
    known: bool,
}

impl SearchDirs {
    fn parse(printed: &str, cwd: &HostPath) -> Self {
        let mut dirs = Self::default();
        for line in printed.lines() {
            if let Some(install) = line.strip_prefix("install: ") {
                dirs.install = Some(install.to_owned());
            } else if let Some(libraries) = line.strip_prefix("libraries: =") {
                dirs.known = true;
                for dir in split_list(libraries) {
                    let dir = cwd.join(dir);
                    if !dirs.libraries.contains(&dir) {
                        dirs.libraries.push(dir);
                    }
                }
            }
        }
        dirs
    }

    fn kind(&self) -> DriverKind {
        match &self.install {
            // .../lib/gcc/MACHINE/VERSION/ (gcc's `libsubdir`); Debian's MinGW says `12-win32`
            Some(install) => {
                let version = install.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or_default();
                let digits = version.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
                DriverKind::Gcc { major: digits.parse().ok() }
            }
            None if self.known => DriverKind::Clang,
            None => DriverKind::Other,
        }
    }
}

/// A path list; the colon of a drive letter is none between paths.
fn split_list(list: &str) -> impl Iterator<Item = &str> {
    let separator = if list.contains(';') { ';' } else { ':' };
    list.split(separator).filter(|dir| !dir.is_empty())
}

/// Those link arguments that change for which machine a driver works and where it searches.
fn selecting<'a>(args: impl Iterator<Item = &'a str>) -> Vec<String> {
    const JOINED: [&str; 9] = [
        "--target=",
        "--sysroot=",
        "--gcc-toolchain=",
        "--gcc-install-dir=",
        "--gcc-triple=",
        "-specs=",
        "-mfloat-abi=",
        "-mabi=",
        "-march=",
    ];
    const WITH_NEXT: [&str; 4] = ["-target", "--sysroot", "-isysroot", "-B"];
    let mut selected = Vec::new();
    let mut args = args.peekable();
    while let Some(arg) = args.next() {
        let joined = JOINED.iter().any(|option| arg.starts_with(option));
        if joined || ["-m32", "-m64", "-mx32"].contains(&arg) || (arg.starts_with("-B") && arg.len() > 2) {
            selected.push(arg.to_owned());
        } else if WITH_NEXT.contains(&arg)
            && let Some(value) = args.next()
        {
            selected.extend([arg.to_owned(), value.to_owned()]);
        }
    }
    selected
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::path;

    #[test]
    fn gcc_and_clang_are_told_apart_by_what_they_print() {
        for (printed, kind, libraries) in [
            (
                "install: /usr/lib/gcc-cross/aarch64-linux-gnu/12/\nprograms: =/usr/bin/\nlibraries: \
                 =/usr/lib/gcc-cross/aarch64-linux-gnu/12/:/usr/lib/../lib/:/usr/lib/\n",
                DriverKind::Gcc { major: Some(12) },
                vec!["/usr/lib/gcc-cross/aarch64-linux-gnu/12/", "/usr/lib/../lib/", "/usr/lib/"],
            ),
            (
                "install: /usr/lib/gcc/x86_64-w64-mingw32/12-win32/\nlibraries: =/x\n",
                DriverKind::Gcc { major: Some(12) },
                vec!["/x"],
            ),
            (
                "install: c:/mingw64/lib/gcc/x86_64-w64-mingw32/8.1.0/\nlibraries: =/a;/b\n",
                DriverKind::Gcc { major: Some(8) },
                vec!["/a", "/b"],
            ),
            (
                "programs: =/usr/bin\nlibraries: =/usr/lib/llvm-14/lib/clang/14.0.6:/lib\n",
                DriverKind::Clang,
                vec!["/usr/lib/llvm-14/lib/clang/14.0.6", "/lib"],
            ),
            ("", DriverKind::Other, vec![]),
        ] {
            let dirs = SearchDirs::parse(printed, &path("/p"));
            let found: Vec<_> = dirs.libraries.iter().map(HostPath::as_str).collect();
            assert_eq!((dirs.kind(), found), (kind, libraries), "{printed}");
        }
    }

    #[test]
    fn arguments_that_choose_the_machine_reach_the_question() {
        let args =
            ["-fuse-ld=lld", "--target=aarch64-linux-gnu", "-Wl,-z,now", "-target", "x", "-lfoo", "--sysroot", "/s"];
        let selected = selecting(args.into_iter());
        assert_eq!(selected, ["--target=aarch64-linux-gnu", "-target", "x", "--sysroot", "/s"]);
    }
}
