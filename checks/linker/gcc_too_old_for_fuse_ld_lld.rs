//! gcc before version 9 does not know `-fuse-ld=lld`.

use super::{
    judge::{Case, Seen, judge},
    mend,
};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Pause, Symptom, Topic, check::Severity, facts::linker::LinkerState,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "gcc-too-old-for-fuse-ld-lld",
    topic: Topic::Linker,
    title: "this gcc is too old for the linker it is told to run",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The rustflags tell gcc to run another linker, and this gcc does not know it: `-fuse-ld=lld` came with gcc 9, \
`-fuse-ld=mold` with gcc 12.
## Why it breaks the build
gcc rejects the option: `unrecognized command line option '-fuse-ld=lld'`. (Where rustc itself adds the option, it tries \
again without; what the configuration adds stays.)
## What to do
Remove the flag, so that gcc runs its own linker, or use a newer gcc or clang as driver. With rustc 1.90 and later on \
x86_64 Linux, rustc brings lld and hands it to the driver by itself.
## Sources
gcc's release notes of 9 and 12 (*General Improvements*); rustc's `compiler/rustc_codegen_ssa/src/back/link.rs` for the \
second try.",
    links: &["https://gcc.gnu.org/gcc-9/changes.html", "https://gcc.gnu.org/gcc-12/changes.html"],
    symptoms: &[
        Symptom {
            all: &[r"error: unrecognized command[- ]line option ['‘`]-fuse-ld=(lld|mold)"],
            none: &[],
            weight: 0.95,
            printed_by: "gcc 4.8 to 8 (lld), to 11 (mold)",
            source: "gcc gcc/opts-common.cc, cmdline_handle_error; gcc/common.opt, fuse-ld=",
        },
        Symptom {
            all: &[r#"unrecognized command[- ]line option ['‘`"]-fuse-ld="#],
            none: &[],
            weight: 0.95,
            printed_by: "gcc before 9 (lld) and before 12 (mold)",
            source: "gcc/common.opt, fuse-ld=",
        },
        Symptom {
            all: &[r"(nicht erkannte Kommandozeilenoption|option de la ligne de commande|无法识别的命令行选项|no se reconoce la opción de línea de órdenes|opzione della riga di comando non riconosciuta|нераспознанный параметр командной строки|unrecognized option).{0,6}-fuse-ld="],
            none: &[],
            weight: 0.9,
            printed_by: "gcc in its other languages, and before 4.6",
            source: "gcc gcc/po; gcc/gcc.c, before 4.6",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, cx, |case| look(case, cx))
}

fn look(case: &Case, cx: &Cx<'_>) -> Result<Seen, Pause> {
    let LinkerState::GccTooOld { executable, asked, major, since } = &case.state else { return Ok(Seen::Beside) };
    let argument = format!("-fuse-ld={}", asked.value);
    let version = Evidence::Command {
        command: vec![executable.path.to_string(), "-dumpversion".to_owned()],
        exit: Some(0),
        output: major.to_string(),
    };
    Ok(Finding::new(
        format!("`{}` is gcc {major}, and `{argument}` came with gcc {since}", executable.path),
        "gcc rejects the option and links nothing",
    )
    .evidence([asked.evidence("rustflags"), version])
    .fix(mend::without_link_arg(CHECK.id, &case.linker, asked, &argument, cx)?)
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Outcome,
        facts::linker::scene::{AARCH64, config, debian, driver},
        testing::Fake,
    };

    fn with(version: u32) -> Fake {
        let text =
            "[target.aarch64-unknown-linux-gnu]\nlinker = \"/opt/gcc\"\nrustflags = [\"-Clink-arg=-fuse-ld=lld\"]\n";
        let fake = config(debian(), text).program("/opt/gcc").program("/usr/bin/aarch64-linux-gnu-ld.lld");
        driver(fake, "/opt/gcc", &[], "aarch64-linux-gnu", "/opt/lib/gcc", version)
            .command(["/opt/gcc", "-print-prog-name=ld.lld"], "ld.lld\n")
    }

    #[test]
    fn fires_before_nine() {
        let Ok(Outcome::Found(finding)) = with(8).judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(finding.message, "`/opt/gcc` is gcc 8, and `-fuse-ld=lld` came with gcc 9");
    }

    #[test]
    fn nine_knows_it() {
        assert_eq!(with(9).judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }
}
