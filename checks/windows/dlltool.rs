//! The `dlltool` that rustc runs for `*-windows-gnu`.

use xdoctor_fixes::{Fix, packages::Need};

use super::judge::Case;
use crate::{
    Cx, Evidence, HostPath, Pause,
    answer::{Exit, Ran},
    facts::{
        cargo_config::{Located, TargetSettings},
        linker::Subject,
        raw_dylib::{self, Asker, RawDylib},
    },
    linker::install,
    question::Run,
};

/// What rustc would run, and what it is.
pub(super) struct Dlltool {
    /// `-C dlltool=`, else the name that rustc looks for.
    pub(super) program: String,
    pub(super) set_by: Option<Located<String>>,
    pub(super) kind: Kind,
}

pub(super) enum Kind {
    Absent,
    Gnu {
        path: HostPath,
    },
    /// LLVM's, which takes rustc's options only from release 17 on.
    Llvm {
        path: HostPath,
        takes_options: bool,
        evidence: Box<Evidence>,
    },
    /// It runs, and does not say what it is.
    Unclear {
        path: HostPath,
    },
}

/// Who asks for import libraries in this link; none: `dlltool` is not run.
pub(super) fn asker(case: &Case<'_>, cx: &Cx<'_>) -> Result<Option<Asker>, Pause> {
    // A build script's own crates are not looked at.
    if case.subject == Subject::BuildScripts {
        return Ok(None);
    }
    Ok(cx.fact::<RawDylib>(case.linker.triple.clone())?.0.clone())
}

/// The same, once it would make a finding: as cargo itself resolves the build.
pub(super) fn sure_asker(case: &Case<'_>, cx: &Cx<'_>) -> Result<Option<Asker>, Pause> {
    raw_dylib::sure(&case.linker.triple, cx)
}

impl Asker {
    /// As the subject of a sentence: "`windows-link` 0.2.1".
    pub(super) fn phrase(&self) -> String {
        match self {
            Self::Locked { name, version } => format!("`{name}` {version}"),
            Self::Source { file, line, .. } => format!("`{file}` line {line}"),
        }
    }

    pub(super) fn evidence(&self) -> Option<Evidence> {
        match self {
            Self::Locked { .. } => None,
            Self::Source { file, line, text } => {
                Some(Evidence::File { file: file.clone(), line: Some(*line), text: text.clone() })
            }
        }
    }
}

impl Dlltool {
    /// As rustc finds it (rust-lang/rust `compiler/rustc_codegen_ssa/src/back/archive.rs`, `find_binutils_dlltool`): by a
    /// plain name on Windows, by the architecture's elsewhere, on `PATH` alone.
    pub(super) fn of(case: &Case<'_>, cx: &Cx<'_>) -> Result<Self, Pause> {
        let set_by = setting(case, cx)?;
        let name = if case.on_windows() {
            "dlltool".to_owned()
        } else {
            let arch = if case.linker.spec.arch == "x86" { "i686" } else { case.linker.spec.arch.as_str() };
            format!("{arch}-w64-mingw32-dlltool")
        };
        let program = set_by.as_ref().map_or(name, |set| set.value.clone());
        Ok(Self { kind: kind(&program, cx)?, program, set_by })
    }

    /// The setting, then `PATH` where the name is looked up there.
    pub(super) fn evidence(&self, cx: &Cx<'_>) -> Result<Vec<Evidence>, Pause> {
        if let Some(set) = &self.set_by {
            return Ok(vec![set.evidence("rustflags")]);
        }
        let value = cx.env("PATH")?.unwrap_or_default().to_owned();
        Ok(vec![Evidence::Env { name: "PATH".to_owned(), value }])
    }

    /// Installing what has GNU's.
    pub(super) fn install(id: &str, case: &Case<'_>, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
        let arch = if case.linker.spec.arch == "x86" { "i686" } else { "x86_64" };
        install(id, "install MinGW-w64, whose binutils have `dlltool`", Some(Need::Mingw(arch)), cx)
    }
}

/// The last `-C dlltool=` among the rustflags.
fn setting(case: &Case<'_>, cx: &Cx<'_>) -> Result<Option<Located<String>>, Pause> {
    let settings = cx.fact::<TargetSettings>(case.linker.triple.clone())?;
    let flags = &settings.rustflags.flags;
    let value = |index: usize| {
        let flag = &flags[index];
        let option = match flag.value.as_str() {
            "-C" | "--codegen" => flags.get(index + 1)?.value.as_str(),
            text => text.strip_prefix("-C").or_else(|| text.strip_prefix("--codegen="))?.trim_start(),
        };
        let value = option.strip_prefix("dlltool=")?.to_owned();
        Some(Located { value, origin: flag.origin.clone() })
    };
    Ok((0..flags.len()).rev().find_map(value))
}

fn kind(program: &str, cx: &Cx<'_>) -> Result<Kind, Pause> {
    let path = match HostPath::parse(program) {
        Some(path) => path,
        None => match cx.which(program)?.first() {
            Some(path) => path.clone(),
            None => return Ok(Kind::Absent),
        },
    };
    // GNU's says its version; LLVM's knows no such option, and prints its usage with all options that it knows.
    let run = Run::probe(path.as_str(), ["--version"]).steady_by([path.clone()]);
    let (stdout, stderr, exit) = match cx.run(run)? {
        Ran::Finished { stdout, stderr, exit } => (stdout, stderr, exit),
        Ran::NotFound => return Ok(Kind::Absent),
        Ran::NotExecutable { .. } => return Ok(Kind::Unclear { path }),
    };
    let said = if stdout.trim().is_empty() { stderr } else { stdout };
    if said.contains("GNU") {
        return Ok(Kind::Gnu { path });
    }
    if !said.contains("llvm-dlltool") {
        return Ok(Kind::Unclear { path });
    }
    let exit = match exit {
        Exit::Code(code) => Some(*code),
        Exit::Signal(_) => None,
    };
    let command = vec![path.to_string(), "--version".to_owned()];
    let evidence = Box::new(Evidence::Command { command, exit, output: said.trim_end().to_owned() });
    Ok(Kind::Llvm { path, takes_options: said.contains("no-leading-underscore"), evidence })
}
