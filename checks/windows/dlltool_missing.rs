//! rustc makes import libraries with a program that is not installed.

use super::{
    dlltool::{Dlltool, Kind, asker, sure_asker},
    judge::{Case, Seen, is_mingw, judge},
};
use crate::{Check, Cx, Finding, Judgement, Live, Pause, Symptom, Topic, check::Severity, wanted::Wanted};

pub static CHECK: Check = Check {
    id: "dlltool-missing",
    topic: Topic::Windows,
    title: "`dlltool`, which makes import libraries, is not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A crate of the build links a DLL by `#[link(kind = \"raw-dylib\")]`, as `windows-link` and with it the newer `windows` crates \
do. On `*-windows-gnu` rustc makes the import library with `dlltool` of GNU binutils, and finds none on `PATH`. rustup's \
`rust-mingw` brings the linker; it puts no `dlltool` on `PATH`.
## Why it breaks the build
The first crate of that kind stops: `error calling dlltool 'dlltool.exe': program not found`. A program that uses std alone \
is not concerned.
## What to do
Install MinGW-w64 with its binutils and have its `bin` on `PATH`: `dlltool.exe` on Windows, `x86_64-w64-mingw32-dlltool` \
elsewhere. `-C dlltool=PATH` names another one. `*-windows-msvc` needs none.
## Sources
rust-lang/rust `compiler/rustc_codegen_ssa/src/back/archive.rs` (`find_binutils_dlltool`, `create_mingw_dll_import_lib`); the \
rustc book, *Codegen Options*, `dlltool`; the crate windows-link, `src/lib.rs`.",
    links: &["https://doc.rust-lang.org/rustc/codegen-options/index.html#dlltool"],
    symptoms: &[
        Symptom {
            all: &[r"[Ee]rror calling dlltool '[^']*': .*(not found|No such file|os error [23]\b)"],
            none: &[],
            weight: 0.95,
            printed_by: "rustc 1.68 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/errors.rs, ErrorCallingDllTool; experiment on Debian 12",
        },
        Symptom {
            all: &[r"[Ee]rror calling dlltool( '[^']*')?: "],
            none: &[],
            weight: 0.85,
            printed_by: "rustc 1.65 and later, in any language of Windows",
            source: "rust-lang/rust compiler/rustc_codegen_llvm/src/errors.rs, ErrorCallingDllTool",
        },
        Symptom {
            all: &[r"[Ee]rror calling dlltool [`'][^`']*[`']"],
            none: &[r"Dlltool could not create import library"],
            weight: 0.96,
            printed_by: "rustc 1.64 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_error_calling_dlltool (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r#"dlltool(\.exe)?[`'"]?:? (program |[Cc]ommand )?not found|dlltool(\.exe)?[`'"]?: No such file|[Ff]ailed to find tool[.:]? ?(Is )?[`"]\S*dlltool"#],
            none: &[],
            weight: 0.9,
            printed_by: "rustc 1.64 and later, shells",
            source: "rust-lang/rust; POSIX sh",
        },
        Symptom {
            all: &[r"dlltool(\.exe)?: CreateProcess"],
            none: &[],
            weight: 0.5,
            printed_by: "GNU dlltool that finds no assembler",
            source: "binutils-gdb binutils/dlltool.c",
        },
        Symptom {
            all: &[r"(?i)(to|not|n't|cannot|error)\s(run|execute|exec|spawn|start|launch|invoke|call|find|locate)\s(the\s)?(command\s|program\s|process\s|tool\s|executable\s)?['\x22`\[]*(\S*[/\\])?dlltool\b|\bdlltool(\.exe)?['\x22`]?:?\s(executable\s|binary\s|command\s|program\s|tool\s)?((is|was|could|can|does|has)\s?(n't|not)|cannot|not)\b", r"(?i)no such file|not found|cannot find|notfound|os error 2|not recognized"],
            none: &[],
            weight: 0.3,
            printed_by: "whatever starts it, in words of its own",
            source: "the name of the program beside any wording of its absence: what other symptoms know is surer",
        },
        Symptom {
            all: &[r"command not found: [`'\x22]?(\S*/)?([\w-]*dlltool)['\x22]?\s*$|[Uu]nknown command:? [`'\x22]?([\w-]*dlltool)\b|\bno ([\w-]*dlltool) in \(/|[Tt]he term '([\w-]*dlltool)(\.exe)?' is not recognized|\benv: ['‘]?([\w-]*dlltool)['’]?: No such file|[`'\x22]([\w-]*dlltool)(\.exe)?['\x22`] (n'est pas reconnu|ist entweder falsch|no se reconoce|не является внутренней|não é reconhecido|non è riconosciuto|不是内部或外部命令)|'([\w-]*dlltool)' 不是内部或外部命令"],
            none: &[],
            weight: 0.9,
            printed_by: "zsh, fish, which, PowerShell, env, and cmd.exe in other languages",
            source: "zsh Src/exec.c; fish src/exec and share/functions/fish_command_not_found; GNU which; PowerShell's CommandNotFoundException; coreutils env.c",
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
        Kind::Absent => {
            let Some(asker) = sure_asker(case, cx)? else { return Ok(Seen::Beside) };
            let message =
                format!("`{}`, which rustc runs for {}, is not installed", dlltool.program, case.links_what());
            Finding::new(message, format!("{} links a DLL without an import library", asker.phrase()))
                .evidence(asker.evidence())
                .evidence(dlltool.evidence(cx)?)
                .fix(Dlltool::install(CHECK.id, case, cx)?)
                .conclusive()
                .into()
        }
        Kind::Gnu { path } | Kind::Llvm { path, .. } | Kind::Unclear { path } => {
            Seen::Fine(format!("`{path}` makes import libraries"))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Evidence, Outcome, Triple,
        facts::demands::{Built, Resolved, Tree},
        testing::Fake,
        windows::scene::{GNU, linux_mingw, on_windows, project},
    };

    const SOURCE: &str = "#[link(name = \"kernel32\", kind = \"raw-dylib\")]\nunsafe extern \"system\" {}\n";

    fn message(fake: &Fake) -> String {
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, GNU) else { panic!("did not fire") };
        finding.message
    }

    #[test]
    fn fires_where_a_source_asks_for_it() {
        let fake = project(linux_mingw(), "/p", SOURCE, "");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, GNU) else { panic!("did not fire") };
        let expected = format!("`x86_64-w64-mingw32-dlltool`, which rustc runs for `{GNU}`, is not installed");
        assert_eq!(finding.message, expected);
        assert!(finding.conclusive);
        assert!(matches!(&finding.evidence[0], Evidence::File { line: Some(1), .. }));
    }

    #[test]
    fn fires_where_a_locked_crate_asks_for_it() {
        let lock = "[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\"dep\"]\n\
                    [[package]]\nname = \"dep\"\nversion = \"1.0.0\"\nsource = \"r\"\ndependencies = [\"windows-link\"]\n\
                    [[package]]\nname = \"windows-link\"\nversion = \"0.2.1\"\nsource = \"r\"\n";
        let here = project(on_windows(GNU), "C:\\p", "", lock);
        assert_eq!(message(&here), format!("`dlltool`, which rustc runs for `{GNU}`, is not installed"));
    }

    #[test]
    fn cargo_knows_what_of_the_lock_file_is_built() {
        let lock = "[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\"dep\"]\n\
                    [[package]]\nname = \"dep\"\nversion = \"1.0.0\"\nsource = \"r\"\ndependencies = [\"windows-link\"]\n\
                    [[package]]\nname = \"windows-link\"\nversion = \"0.2.1\"\nsource = \"r\"\n";
        let fake = |built: &[&str]| {
            let package = |name: &&str| Built {
                name: (*name).to_owned(),
                version: None,
                dependencies: [].into(),
                features: Some([].into()),
            };
            let resolved = Resolved { target: built.iter().map(package).collect(), ..Resolved::default() };
            project(linux_mingw(), "/p", "fn main() {}\n", lock).granted(Triple::new(GNU), Tree(Some(resolved)))
        };
        message(&fake(&["app", "windows-link"]));
        assert_eq!(fake(&["app"]).judge(&CHECK, GNU), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn what_links_no_dll_by_itself_needs_none() {
        let plain = project(linux_mingw(), "/p", "fn main() {}\n", "");
        assert_eq!(plain.judge(&CHECK, GNU), Ok(Outcome::NotApplicable));
        let there = project(linux_mingw(), "/p", SOURCE, "")
            .program("/usr/bin/x86_64-w64-mingw32-dlltool")
            .command(["x86_64-w64-mingw32-dlltool", "--version"], "GNU dlltool (GNU Binutils) 2.40\n");
        let fine = "`/usr/bin/x86_64-w64-mingw32-dlltool` makes import libraries".to_owned();
        assert_eq!(there.judge(&CHECK, GNU), Ok(Outcome::Pass(fine)));
    }
}
