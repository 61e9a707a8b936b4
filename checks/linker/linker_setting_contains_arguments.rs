//! The linker setting is a command line, and it may only be one program.

use super::{
    judge::{Case, Seen, judge},
    mend,
};
use crate::{
    Check, Cx, Finding, Judgement, Live, Pause, Symptom, Topic, check::Severity, facts::linker::LinkerState,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "linker-setting-contains-arguments",
    topic: Topic::Linker,
    title: "the linker setting is a command line",
    severity: Severity::Failure,
    docs: "\
## What is wrong
`target.<triple>.linker` (or `-Clinker=`) holds a program with arguments: `zig cc`, `ccache gcc`, `gcc -m32`. It takes \
one program; nothing splits it at spaces.
## Why it breaks the build
The whole text is taken for the name of a file, so rustc reports that ``linker `zig cc` `` was not found.
## What to do
Set the program alone and put its arguments into `rustflags`, one `-Clink-arg=` each. Where the first word is a wrapper \
that wants a command (`zig cc`, `ccache gcc`), write a small script that runs it and name that script.
## Sources
cargo's book, *Configuration*, `target.<triple>.linker`; rustc's `compiler/rustc_codegen_ssa/src/back/linker.rs` \
(`get_linker`), by experiment with rustc 1.96.",
    links: &["https://doc.rust-lang.org/cargo/reference/config.html#targettriplelinker"],
    symptoms: &[
        Symptom {
            all: &[r"linker [`'][^`']*(ccache|sccache|distcc|gcc|g\+\+|clang|clang\+\+|zig|ld|lld|cc)(\.exe)? ((\S*/)?(gcc|g\+\+|cc|c\+\+|clang|clang\+\+)\s|-[A-Za-z])[^`']*[`'] not found"],
            none: &[],
            weight: 0.93,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/errors.rs, LinkerNotFound",
        },
        Symptom {
            all: &[r"error: linker `[^`\\:/]+ [^`\\:]+` not found"],
            none: &[],
            weight: 0.9,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_linker_not_found (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"error: linker `/[^`\\: ]+ [^`\\:]+` not found"],
            none: &[],
            weight: 0.7,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_linker_not_found (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"error: could not exec the linker `[^`\\:/]+ [^`\\:]+`"],
            none: &[],
            weight: 0.9,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_unable_to_exe_linker (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"(linker [`'][^`'\s\\:/]+ [^`'\\]+[`'] not found|could not exec the linker [`'][^`'\s\\:/]+ [^`']+[`'])"],
            none: &[],
            weight: 0.85,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r#"Is `(ccache|sccache|distcc|\S*gcc|\S*clang) [^`]+` (not )?installed|failed to find tool "(ccache|sccache|distcc|\S*gcc|\S*clang) [^"]+""#],
            none: &[],
            weight: 0.6,
            printed_by: "cc 1.0 and later",
            source: "rust-lang/cc-rs src/lib.rs",
        },
        Symptom {
            all: &[r"linker `( [^`]*|[^`]* )` not found|linker `[/~][^`]* (cc|c\+\+|-\S+|--\S+)` not found"],
            none: &[],
            weight: 0.93,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, linker_not_found",
        },
        Symptom {
            all: &[r"expected a string, but found an? array for [`']target\.[^`']+\.linker[`']|[`']target\.\S+\.linker[`'] expected a string"],
            none: &[],
            weight: 0.93,
            printed_by: "cargo, every version",
            source: "rust-lang/cargo src/cargo/util/context/mod.rs",
        },
        Symptom {
            all: &[r"multiple input filenames provided \(first two filenames are `?(\S*-)?(gcc|g\+\+|clang|clang\+\+|cc|ld|lld|zig)(-\d+)?`? and"],
            none: &[],
            weight: 0.88,
            printed_by: "rustc 1.30 and later, to which a linker of two words was passed",
            source: "rust-lang/rust compiler/rustc_driver_impl/src/lib.rs, make_input",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, cx, |case| look(case, cx))
}

fn look(case: &Case, cx: &Cx<'_>) -> Result<Seen, Pause> {
    let linker = &case.linker;
    if case.state != LinkerState::Arguments {
        return Ok(Seen::Beside);
    }
    Ok(Finding::new(
        format!("the linker for {} is set to `{}`, a program with arguments", case.links_what(), linker.written),
        "the setting names one program, and the whole text is taken for its name",
    )
    .evidence(linker.evidence())
    .fix(mend::with_arguments_apart(CHECK.id, linker, cx)?)
    .conclusive()
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Outcome,
        facts::linker::scene::{HOST, config, debian},
    };

    #[test]
    fn fires_for_a_command_line() {
        let fake = config(debian(), "[target.x86_64-unknown-linux-gnu]\nlinker = \"ccache gcc\"\n");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, HOST) else { panic!("did not fire") };
        assert_eq!(
            finding.message,
            format!("the linker for `{HOST}` is set to `ccache gcc`, a program with arguments")
        );
        assert!(finding.conclusive);
    }

    #[test]
    fn a_path_with_a_space_is_one_program() {
        let fake = config(debian(), "[target.x86_64-unknown-linux-gnu]\nlinker = \"/opt/my tools/gcc\"\n")
            .program("/opt/my tools/gcc")
            .command(["/opt/my tools/gcc", "-dumpmachine"], "x86_64-linux-gnu\n")
            .command(["/opt/my tools/gcc", "-print-search-dirs"], "");
        assert_eq!(fake.judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}
