//! Another program called `link` stands before Microsoft's.

use xdoctor_fixes::{Applicability, Change, Fix, Scope};

use super::{
    judge::{Case, Seen, is_msvc, judge},
    mend::{Part, with_installer},
};
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Pause, Symptom, Topic,
    answer::Ran,
    check::Severity,
    facts::msvc::{Found, Msvc},
    question::Run,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "msvc-link-shadowed-by-gnu-link",
    topic: Topic::Windows,
    title: "GNU's `link` stands before Microsoft's linker on `PATH`",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The `link.exe` that rustc runs is the one of GNU coreutils, which makes hard links; Git for Windows, MSYS2 and Cygwin have it \
in their `usr\\\\bin`. rustc looks on `PATH` only in a developer prompt, or where it found no Visual C++ build tools.
## Why it breaks the build
That program does not know the linker's arguments: `link: extra operand '...'`, `Try 'link --help' for more information.`
## What to do
Outside a developer prompt, install or repair the Visual C++ build tools: then rustc finds Microsoft's linker by itself, \
whatever `PATH` says. In a developer prompt, start the build from a shell that does not put the other `usr\\\\bin` first.
## Sources
The crate find-msvc-tools, `src/find_tools.rs` (`find_msvc_environment`); rust-lang/rust \
`compiler/rustc_codegen_ssa/src/back/link.rs` (its advice after a failed link); GNU coreutils, `link`.",
    links: &["https://www.gnu.org/software/coreutils/manual/html_node/link-invocation.html"],
    symptoms: &[
        Symptom {
            all: &[r"`link\.exe` returned an unexpected error|the Visual Studio build tools may need to be repaired using the Visual Studio installer"],
            none: &[r"LNK\d{4}", r"exit (code|status): (0xc|-)"],
            weight: 0.5,
            printed_by: "rustc 1.52 and later, where the linker's exit code is none of Microsoft's and it knows of an installation",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/errors.rs, LinkExeUnexpectedError and RepairVSBuildTools; back/link.rs",
        },
        Symptom {
            all: &[r"in the Visual Studio installer, ensure the .C\+\+ build tools. workload is selected"],
            none: &[r"LNK\d{4}", r"exit (code|status): (0xc|-)"],
            weight: 0.3,
            printed_by: "rustc 1.52 and later, its last note alone",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/errors.rs, SelectCppBuildToolWorkload",
        },
        Symptom {
            all: &[r"in the Visual Studio installer, ensure the .C\+\+ build tools. workload is selected", r"linking with `link\.exe` failed: exit code: 1$"],
            none: &[r"LNK\d{4}"],
            weight: 0.6,
            printed_by: "rustc 1.52 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/back/link.rs, link_natively",
        },
        Symptom {
            all: &[r"linking with `link\.exe` failed: exit (code|status): 1$", r#"note: "link\.exe" "/NOLOGO""#],
            none: &[r"LNK\d{4}", r"lld-link"],
            weight: 0.55,
            printed_by: "rustc, whose own `link.exe` is an absolute path where it found one",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/back/linker.rs, get_linker",
        },
        Symptom {
            all: &[r"(^|[\s/\\:=])link(\.exe)?: (extra operand|missing operand|cannot create link|unknown option|unrecognized option|invalid option)|(^|[\s/\\:=])link(\.exe)?: .*(\.rcgu\.o|symbols\.o)\W|['‘](\S*[/\\])?link(\.exe)? --help|[Uu]sage: (\S*[/\\])?link(\.exe)? (FILE1|\[OPTION)|(^|\s)link FILE1 FILE2"],
            none: &[r"LNK\d{4}"],
            weight: 0.97,
            printed_by: "link of GNU coreutils, in whatever language: it names its second operand and its own --help; link of uutils",
            source: "coreutils src/link.c and src/system.h, emit_try_help; uutils/coreutils src/uu/link/locales/en-US.ftl",
        },
        Symptom {
            all: &[r"note: .*[/\\](Git|[Mm]sys\d*|[Cc]ygwin\d*|[Ss]coop)[/\\].*[/\\]link\.exe\x22 \x22/NOLOGO\x22"],
            none: &[r"LNK\d{4}"],
            weight: 0.9,
            printed_by: "rustc, of the program that it started",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/back/link.rs; Git for Windows, MSYS2 and Cygwin bring coreutils",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, is_msvc, cx, |case| look(case, cx))
}

fn look(case: &Case<'_>, cx: &Cx<'_>) -> Result<Seen, Pause> {
    if !case.on_windows() || !is_link(case.linker.name()) {
        return Ok(Seen::Beside);
    }
    let msvc = cx.fact::<Msvc>(case.linker.triple.clone())?;
    let named = HostPath::parse(&case.linker.program);
    let link = match (&named, &msvc.found) {
        (Some(path), _) => path.clone(),
        // With the tools found, their directories stand first on the linker's `PATH`.
        (None, Found::Tools(tools)) if msvc.sdk.is_some() => {
            return Ok(Seen::Fine(format!("rustc runs `{}`", tools.link)));
        }
        (None, Found::Prompt { .. } | Found::Tools(_) | Found::Nothing { .. }) => match cx.which("link")?.first() {
            Some(path) => path.clone(),
            None => return Ok(Seen::Beside),
        },
    };
    let Some(evidence) = gnu(&link, cx)? else { return Ok(Seen::Fine(format!("`{link}` is Microsoft's"))) };
    let message = format!("`{link}`, which rustc runs to link {}, is GNU's `link`", case.links_what());
    let finding =
        Finding::new(message, "it makes hard links, and does not know a linker's arguments").evidence([evidence]);
    Ok(match &msvc.found {
        Found::Nothing { .. } => finding.fix(with_installer(CHECK.id, Part::Tools, &msvc, cx)?),
        Found::Tools(_) => finding.fix(with_installer(CHECK.id, Part::Sdk, &msvc, cx)?),
        Found::Prompt { .. } => finding.fix([outside_the_prompt(&link)]),
    }
    .conclusive()
    .into())
}

fn is_link(name: &str) -> bool {
    ["link", "link.exe"].iter().any(|link| name.eq_ignore_ascii_case(link))
}

/// What the program says of itself, if that is GNU's.
fn gnu(link: &HostPath, cx: &Cx<'_>) -> Result<Option<Evidence>, Pause> {
    // Microsoft's own stand below the toolset or the SDK, and need not be asked.
    let known = ["\\VC\\", "\\Windows Kits\\"];
    if known.iter().any(|part| link.as_str().contains(part)) {
        return Ok(None);
    }
    let run = Run::probe(link.as_str(), ["--version"]).steady_by([link.clone()]);
    let Ran::Finished { stdout, stderr, exit } = cx.run(run)? else { return Ok(None) };
    let said = stdout.lines().chain(stderr.lines()).find(|line| !line.trim().is_empty()).unwrap_or_default();
    if !said.contains("coreutils") {
        return Ok(None);
    }
    let exit = match exit {
        crate::answer::Exit::Code(code) => Some(*code),
        crate::answer::Exit::Signal(_) => None,
    };
    let command = vec![link.to_string(), "--version".to_owned()];
    Ok(Some(Evidence::Command { command, exit, output: said.to_owned() }))
}

fn outside_the_prompt(link: &HostPath) -> Fix {
    let dir = link.parent().map_or_else(|| link.to_string(), |dir| dir.to_string());
    Fix {
        id: format!("{}/{dir}", CHECK.id),
        title: "build where Microsoft's linker comes first".to_owned(),
        change: Change::Manual {
            steps: vec![
                format!(
                    "build from a plain terminal, outside the developer prompt and without `{dir}` before it on `PATH`"
                ),
                "there rustc finds Microsoft's linker by itself".to_owned(),
            ],
        },
        applicability: Applicability::Manual,
        scope: Scope::User,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Outcome,
        testing::Fake,
        windows::scene::{MSVC, build_tools, sdk, windows},
    };

    const GIT: &str = "C:\\Program Files\\Git\\usr\\bin";

    fn git_first(fake: Fake, rest: &str) -> Fake {
        let link = format!("{GIT}\\link.exe");
        fake.env("PATH", &format!("{GIT};{rest}"))
            .program(&link)
            .command([link.as_str(), "--version"], "link (GNU coreutils) 8.32\n")
    }

    #[test]
    fn fires_where_no_build_tools_are_found() {
        let Ok(Outcome::Found(finding)) = git_first(windows(), "C:\\Windows").judge(&CHECK, MSVC) else {
            panic!("did not fire")
        };
        let expected = format!("`{GIT}\\link.exe`, which rustc runs to link `{MSVC}`, is GNU's `link`");
        assert_eq!(finding.message, expected);
    }

    #[test]
    fn fires_in_a_developer_prompt_behind_git() {
        let tools = "C:\\BuildTools\\VC\\Tools\\MSVC\\14.42.34433\\bin\\HostX64\\x64";
        let whole = || sdk(build_tools(windows(), &["x64"]), &["x64"]);
        let prompt = git_first(whole().env("VCINSTALLDIR", "C:\\BuildTools\\VC\\"), tools);
        assert!(matches!(prompt.judge(&CHECK, MSVC), Ok(Outcome::Found(_))));
        // the tools are found, so that PATH does not matter
        let found = git_first(whole(), tools).judge(&CHECK, MSVC);
        assert_eq!(found, Ok(Outcome::Pass(format!("rustc runs `{tools}\\link.exe`"))));
    }

    #[test]
    fn without_any_link_it_is_another_cause() {
        assert_eq!(windows().judge(&CHECK, MSVC), Ok(Outcome::NotApplicable));
    }
}
