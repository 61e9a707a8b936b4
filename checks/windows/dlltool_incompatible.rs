//! The `dlltool` on `PATH` does not take what rustc gives it.

use super::{
    dlltool::{Dlltool, Kind, asker, sure_asker},
    judge::{Case, Seen, is_mingw, judge},
};
use crate::{Check, Cx, Finding, Judgement, Live, Pause, Symptom, Topic, check::Severity, wanted::Wanted};

pub static CHECK: Check = Check {
    id: "dlltool-incompatible",
    topic: Topic::Windows,
    title: "the `dlltool` on `PATH` does not take rustc's options",
    severity: Severity::Failure,
    docs: "\
## What is wrong
For `#[link(kind = \"raw-dylib\")]` on `*-windows-gnu` rustc runs `dlltool` with options of GNU binutils, among them \
`--no-leading-underscore` and `--temp-prefix NAME`. The program of that name on `PATH` is LLVM's, of a release before 17, \
which does not know them.
## Why it breaks the build
It prints its usage and writes nothing. rustc either shows that (`Dlltool could not create import library`), or goes on, and \
the linker does not find the library: `cannot find ....dll_imports.lib`.
## What to do
Have the `dlltool` of GNU binutils before it on `PATH` (of MinGW-w64), or an LLVM of release 17 or later, or name one by \
`-C dlltool=PATH` in the target's rustflags.
## Sources
rust-lang/rust `compiler/rustc_codegen_ssa/src/back/archive.rs` (`create_mingw_dll_import_lib`); llvm-project \
`llvm/lib/ToolDrivers/llvm-dlltool/Options.td`, differential revisions D152361 and D152363; experiment with LLVM 14 on \
Debian 12.",
    links: &["https://doc.rust-lang.org/rustc/codegen-options/index.html#dlltool"],
    symptoms: &[
        Symptom {
            all: &[r"[Dd]lltool could not create import library"],
            none: &[],
            weight: 0.9,
            printed_by: "rustc 1.65 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/errors.rs, DlltoolFailImportLibrary",
        },
        Symptom {
            all: &[r"cannot find \S*(\.dll)?_imports(_indirect)?\.lib: No such file or directory"],
            none: &[],
            weight: 0.9,
            printed_by: "GNU ld 2.40, after an llvm-dlltool 14 that rustc 1.96 ran",
            source: "experiment on Debian 12",
        },
        Symptom {
            all: &[r"(dlltool|llvm-dlltool)(\.exe)?: (unrecognized option|unrecognised option|error: unknown argument|ignoring unknown argument)"],
            none: &[],
            weight: 0.7,
            printed_by: "GNU dlltool and llvm-dlltool",
            source: "binutils dlltool.c, main; llvm-project DlltoolDriver.cpp",
        },
        Symptom {
            all: &[r"[Dd]lltool could not create import library|OVERVIEW: llvm-dlltool|dlltool\S*: (unknown|unrecognized|invalid) (option|argument)|dlltool\S*: .*(not recognised|no such option)"],
            none: &[r"CreateProcess"],
            weight: 0.9,
            printed_by: "rustc 1.64 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_dlltool_fail_import_library (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"can't open \S.*\.dll[ht]\.[os] for reading: No such file|dlltool(\.exe)?: (error: )?([Mm]achine '\S+' not supported|unknown target: )|Error calling dlltool '[^']*': .*(not a valid Win32 application|os error 193|Access is denied|os error 5\b)"],
            none: &[],
            weight: 0.98,
            printed_by: "rustc with a dlltool of another kind, binutils' and LLVM's dlltool",
            source: "binutils-gdb binutils/dlltool.c; llvm-project llvm/lib/ToolDrivers/llvm-dlltool/DlltoolDriver.cpp; rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, error_calling_dlltool",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, is_mingw, cx, |case| look(case, cx))
}

fn look(case: &Case<'_>, cx: &Cx<'_>) -> Result<Seen, Pause> {
    if asker(case, cx)?.is_none() {
        return Ok(Seen::Beside);
    }
    let dlltool = Dlltool::of(case, cx)?;
    Ok(match &dlltool.kind {
        Kind::Absent | Kind::Unclear { .. } => Seen::Beside,
        Kind::Gnu { path } => Seen::Fine(format!("`{path}` is GNU's")),
        Kind::Llvm { path, takes_options: true, .. } => Seen::Fine(format!("`{path}` takes rustc's options")),
        Kind::Llvm { path, takes_options: false, evidence } => {
            let Some(asker) = sure_asker(case, cx)? else { return Ok(Seen::Beside) };
            let message = format!("`{path}` is an LLVM before release 17, which does not take rustc's options");
            let why = format!("{} links a DLL without an import library, and rustc has it made", asker.phrase());
            Finding::new(message, why)
                .evidence(asker.evidence())
                .evidence([(**evidence).clone()])
                .fix(Dlltool::install(CHECK.id, case, cx)?)
                .conclusive()
                .into()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Outcome,
        testing::Fake,
        windows::scene::{GNU, linux_mingw, project},
    };

    const SOURCE: &str = "#[link(name = \"kernel32\", kind = \"raw-dylib\")]\nunsafe extern \"system\" {}\n";
    const USAGE: &str =
        "OVERVIEW: llvm-dlltool\n\nUSAGE: llvm-dlltool [options] file...\n\nOPTIONS:\n  -D <value> Specify\n";

    fn with(usage: &str) -> Fake {
        let name = "x86_64-w64-mingw32-dlltool";
        project(linux_mingw(), "/p", SOURCE, "")
            .program(&format!("/usr/bin/{name}"))
            .command([name, "--version"], usage)
    }

    #[test]
    fn fires_for_an_old_llvm() {
        let Ok(Outcome::Found(finding)) = with(USAGE).judge(&CHECK, GNU) else { panic!("did not fire") };
        let path = "/usr/bin/x86_64-w64-mingw32-dlltool";
        let expected = format!("`{path}` is an LLVM before release 17, which does not take rustc's options");
        assert_eq!(finding.message, expected);
    }

    #[test]
    fn a_new_llvm_and_gnus_pass() {
        let new = format!("{USAGE}  --no-leading-underscore Don't add leading underscores on symbols\n");
        assert!(matches!(with(&new).judge(&CHECK, GNU), Ok(Outcome::Pass(_))));
        assert!(matches!(with("GNU dlltool (GNU Binutils) 2.40\n").judge(&CHECK, GNU), Ok(Outcome::Pass(_))));
        let unused = project(linux_mingw(), "/p", "", "");
        assert_eq!(unused.judge(&CHECK, GNU), Ok(Outcome::NotApplicable));
    }
}
