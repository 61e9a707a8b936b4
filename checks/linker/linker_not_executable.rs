//! The linker is there and cannot be run.

use super::judge::{Case, Seen, judge};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Pause, Symptom, Topic, answer::Header, check::Severity,
    facts::linker::LinkerState, wanted::Wanted,
};
use xdoctor_fixes::{Applicability, Change, Fix, Scope};

pub static CHECK: Check = Check {
    id: "linker-not-executable",
    topic: Topic::Linker,
    title: "the linker cannot be run",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The program that is set as linker exists, and the system does not start it: its mode has no execute bit, it is a \
directory, it is a binary of another architecture, a script without `#!`, or the interpreter that it names is not there.
## Why it breaks the build
``could not exec the linker`` with `Permission denied` or `Exec format error`; a missing interpreter is reported as \
``linker `X` not found`` although the file stands there.
## What to do
Make it executable (`chmod +x`), name the file instead of its directory, or install the build of the tool that is made \
for this machine. An x86_64 tool of an NDK or a vendor does not run on an ARM machine, nor a glibc one on Alpine.
## Sources
rustc's `compiler/rustc_codegen_ssa/src/back/link.rs`; `execve(2)`, its errors EACCES, ENOEXEC and ENOENT.",
    links: &["https://man7.org/linux/man-pages/man2/execve.2.html"],
    symptoms: &[Symptom {
        all: &[
            r"could not exec the linker [`']",
            r"Permission denied|Operation not permitted|Access is denied|Exec format error|Bad CPU type in executable|not a valid Win32 application|os error (5|13|193|86)\b",
        ],
        none: &[],
        weight: 0.9,
        printed_by: "rustc 1.0 and later",
        source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_unable_to_exe_linker (in 1.95 src/errors.rs)",
    }],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, cx, |case| look(case, cx))
}

fn look(case: &Case, cx: &Cx<'_>) -> Result<Seen, Pause> {
    if let LinkerState::Works { executable, .. } = &case.state {
        return Ok(if case.linker.chosen_by.origin().is_some() {
            Seen::Fine(format!("`{}` can be run", executable.path))
        } else {
            Seen::Beside
        });
    }
    let LinkerState::NotExecutable { path, why } = &case.state else { return Ok(Seen::Beside) };
    let kind = match cx.header(path)? {
        Header::Elf { arch, .. } | Header::Pe { arch } => format!("a binary for {arch}"),
        Header::MachO { archs } => format!("a macOS binary for {}", archs.join(", ")),
        Header::Script { interpreter } => format!("a script for `{interpreter}`"),
        Header::Archive { .. } => "an archive of objects".to_owned(),
        Header::Missing | Header::Unreadable { .. } | Header::Wasm | Header::Other => "no program".to_owned(),
    };
    let file = Evidence::File { file: path.clone(), line: None, text: format!("{kind}: {why}") };
    let mut steps = vec![format!("run `ls -l {path}` and `file {path}`")];
    steps.push(format!(
        "if it is meant for this machine: `chmod +x {path}`; else install the tool's build for this machine"
    ));
    Ok(Finding::new(
        format!("the linker for {} is `{path}`, which cannot be run: {why}", case.links_what()),
        "rustc starts the linker itself, and the system refuses",
    )
    .evidence(case.linker.evidence().into_iter().chain([file]))
    .fix([Fix {
        id: format!("{}/{path}", CHECK.id),
        title: format!("make `{path}` a program that runs here"),
        change: Change::Manual { steps },
        applicability: Applicability::Manual,
        scope: Scope::User,
    }])
    .conclusive()
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Outcome,
        facts::linker::scene::{HOST, config, debian},
        testing::{Fake, path},
    };

    fn with_tool() -> Fake {
        config(debian(), "[target.x86_64-unknown-linux-gnu]\nlinker = \"tools/wrap.sh\"\n")
    }

    #[test]
    fn fires_for_a_script_without_an_execute_bit() {
        let fake = with_tool().file("/p/tools/wrap.sh", "#!/bin/sh\nexec cc \"$@\"\n");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, HOST) else { panic!("did not fire") };
        assert_eq!(
            finding.message,
            format!("the linker for `{HOST}` is `/p/tools/wrap.sh`, which cannot be run: its mode does not allow it")
        );
        let text = "a script for `/bin/sh`: its mode does not allow it".into();
        assert_eq!(finding.evidence[1], Evidence::File { file: path("/p/tools/wrap.sh"), line: None, text });
        assert!(finding.conclusive);
    }

    #[test]
    fn an_executable_script_passes() {
        let script = Header::Script { interpreter: "/bin/sh".into() };
        let fake = with_tool()
            .program_with("/p/tools/wrap.sh", script)
            .command(["/p/tools/wrap.sh", "-dumpmachine"], "x86_64-linux-gnu\n")
            .command(["/p/tools/wrap.sh", "-print-search-dirs"], "")
            .command(["/p/tools/wrap.sh", "-###"], "");
        assert_eq!(fake.judge(&CHECK, HOST), Ok(Outcome::Pass("`/p/tools/wrap.sh` can be run".into())));
    }
}
