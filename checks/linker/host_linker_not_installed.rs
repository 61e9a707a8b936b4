//! There is no C compiler on the host, so that rustc has nothing to link with.

use xdoctor_fixes::packages::Need;

use super::{
    judge::{Case, Seen, judge},
    mend,
};
use crate::{
    Check, Cx, Finding, Judgement, Live, Pause, Symptom, Topic, check::Severity, facts::linker::LinkerState,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "host-linker-not-installed",
    topic: Topic::Linker,
    title: "the host has no C compiler, which rustc links with",
    severity: Severity::Failure,
    docs: "\
## What is wrong
rustc compiles to objects and leaves linking to the system's C compiler, `cc`, which knows the start files and \
libraries of the machine. There is no `cc` here: neither on `PATH` nor in the configuration.
## Why it breaks the build
Every program needs it, and so do build scripts and proc macros, which run on the host whatever the build is for: even \
a WebAssembly build stops with ``linker `cc` not found`` at the first dependency that has one.
## What to do
Install the system's compiler: `build-essential` on Debian and Ubuntu, `gcc` on Fedora, `base-devel` on Arch, \
`build-base` on Alpine, the Command Line Tools on macOS.
## Sources
rustc's `compiler/rustc_codegen_ssa/src/back/link.rs` (`linker_and_flavor`); rustup's book, *Installation*.",
    links: &["https://doc.rust-lang.org/book/ch01-01-installation.html"],
    symptoms: &[Symptom {
        all: &[r"error: linker `(cc|gcc)` not found"],
        none: &[],
        weight: 0.9,
        printed_by: "rustc 1.0 and later",
        source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_linker_not_found",
    }],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, cx, |case| look(case, cx))
}

fn look(case: &Case, cx: &Cx<'_>) -> Result<Seen, Pause> {
    if case.state == LinkerState::HostDriverAbsent {
        return Ok(Finding::new(
            format!("there is no `cc` to link {} with", case.links_what()),
            "rustc runs the system's C compiler to link, and finds none",
        )
        .evidence(case.evidence(cx)?)
        .fix(mend::install(CHECK.id, "install the system's C compiler", Some(Need::HostCc), cx)?)
        .conclusive()
        .into());
    }
    match &case.works() {
        Some((executable, _)) if case.linker.program == "cc" => {
            Ok(Seen::Fine(format!("`cc` is `{}`", executable.real)))
        }
        Some(_) | None => Ok(Seen::Beside),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Outcome,
        facts::linker::{
            HostLinkerNeed,
            scene::{HOST, MUSL, WASM, bare, debian},
        },
    };

    #[test]
    fn fires_where_cc_is_needed_and_absent() {
        for target in [HOST, MUSL] {
            let Ok(Outcome::Found(finding)) = bare().judge(&CHECK, target) else { panic!("{target}: did not fire") };
            assert_eq!(finding.message, format!("there is no `cc` to link `{target}` with"));
            assert!(finding.conclusive);
        }
    }

    #[test]
    fn fires_for_build_scripts_of_a_build_that_needs_no_cc_itself() {
        let scripts = bare().granted((), HostLinkerNeed::Needed { by: "libc".into() });
        let Ok(Outcome::Found(finding)) = scripts.judge(&CHECK, WASM) else { panic!("did not fire") };
        assert_eq!(finding.message, "there is no `cc` to link build scripts and proc macros with");
        assert!(!finding.conclusive);
    }

    #[test]
    fn a_build_without_host_programs_needs_no_cc() {
        assert_eq!(bare().judge(&CHECK, WASM), Ok(Outcome::NotApplicable));
        assert_eq!(
            debian().judge(&CHECK, HOST),
            Ok(Outcome::Pass("`cc` is `/usr/bin/x86_64-linux-gnu-gcc-12`".into()))
        );
    }
}
