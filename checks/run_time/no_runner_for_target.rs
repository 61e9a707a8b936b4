//! A foreign program is to be run or tested, and nothing here can run it.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic, Triple,
    answer::Host,
    check::Severity,
    facts::{
        cargo_config::TargetSettings,
        rustc::{Rustc, TargetSpec},
    },
    wanted::{Source, Wanted},
};

pub static CHECK: Check = Check {
    id: "no-runner-for-target",
    topic: Topic::RunTime,
    title: "nothing here runs the target's programs, and something wants to",
    severity: Severity::Warning,
    docs: "\
## What is wrong
`cargo test` or `cargo run` is asked for a target whose programs this machine cannot execute: another processor or another \
system. No `runner` is configured for it, and no emulator is registered with the kernel (binfmt_misc).
## Why it breaks the build
Building passes; then the program is started: \
``could not execute process `target/aarch64-.../deps/app-...` (never executed)``, `Exec format error (os error 8)`.
## What to do
Configure a runner: `target.aarch64-unknown-linux-gnu.runner = \"qemu-aarch64 -L /usr/aarch64-linux-gnu\"` for Linux \
programs, `wine` for Windows', `wasmtime` for WASI; or build only: `cargo test --no-run`. `qemu-user-static` with binfmt \
registers itself with the kernel, and needs no runner then. `cross test` brings its own.
## Sources
cargo's book, *Configuration*, `target.<triple>.runner`; `Documentation/admin-guide/binfmt-misc.rst` of Linux; \
execve(2), `ENOEXEC`.",
    links: &["https://doc.rust-lang.org/cargo/reference/config.html#targettriplerunner"],
    symptoms: &[
        Symptom {
            all: &[
                r"[Cc]ould not execute process `[^` ]*[/\\]target[/\\](\w+-)+\w+[/\\](debug|release|[\w-]+)[/\\][^`]*` \(never executed\)",
                r"[Ee]xec format error|os error (8|86|193|216)\b|Bad CPU type in executable|not a valid Win32 application|cannot execute binary file",
            ],
            none: &[r"build-script-build"],
            weight: 0.9,
            printed_by: "cargo 1.0 and later",
            source: "rust-lang/cargo crates/cargo-util/src/process_builder.rs, exec; execve(2)",
        },
        Symptom {
            all: &[
                r"[Cc]ould not execute process `[^` ]*\.(wasm|exe|elf)( [^`]*)?` \(never executed\)",
                r"[Pp]ermission denied|[Ee]xec format error|os error (8|13|193)\b",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "cargo 1.0 and later",
            source: "rust-lang/cargo crates/cargo-util/src/process_builder.rs, exec",
        },
        Symptom {
            all: &[
                r"Running (unittests )?\S*( \([^)]*[/\\]target[/\\]|`[^`]*[/\\]?target[/\\])(aarch64|arm|thumb|riscv|s390x|powerpc|mips|wasm|loongarch|i686)[\w-]*[/\\]",
                r"[Ee]xec format error|os error 8\b|cannot execute binary file",
            ],
            none: &[r"build-script-build"],
            weight: 0.8,
            printed_by: "cargo",
            source: "rust-lang/cargo src/ops/cargo_test.rs, run_unit_tests",
        },
        Symptom {
            all: &[r"[Cc]ould not execute process `[^` ]*([/\\]target[/\\]|^target[/\\]|debug[/\\]|release[/\\]|[/\\]deps[/\\])[^`]*` \(never executed\)", r"Exec format error|os error 193|os error 86|Bad CPU type|cannot execute binary|os error 8\)"],
            none: &[r"build-script"],
            weight: 0.92,
            printed_by: "cargo run, test and bench",
            source: "rust-lang/cargo crates/cargo-util/src/process_builder.rs and process_error.rs, could_not_execute: the program itself was started",
        },
        Symptom {
            all: &[r"(target[/\\](\w+-)+\w+[/\\](debug|release)\S*).{0,80}([Ee]xec format error|cannot execute binary file|Bad CPU type|cannot execute: required file not found|: Syntax error: )"],
            none: &[],
            weight: 0.85,
            printed_by: "cargo test and cargo run for a foreign target",
            source: "rust-lang/cargo src/cargo/ops/cargo_test.rs",
        },
        Symptom {
            all: &[r"[Cc]ould not execute process `[^` ]*[/\\](wasm32|wasm64|thumb|riscv32|avr|msp430|xtensa)[^` ]*[/\\](debug|release)[/\\][^`]*` \(never executed\)|[Cc]ould not execute process `[^` ]*\.wasm( [^`]*)?` \(never executed\)"],
            none: &[],
            weight: 0.6,
            printed_by: "cargo 1.0 and later: no host starts such a file by itself",
            source: "rust-lang/cargo crates/cargo-util/src/process_builder.rs, exec",
        },
        Symptom {
            all: &[r"run-detectors: unable to find an interpreter for "],
            none: &[],
            weight: 0.85,
            printed_by: "Debian's binfmt-support",
            source: "binfmt-support src/run-detectors.c",
        },
        Symptom {
            all: &[r"(?i)(exec format error|bad cpu type in executable|cannot execute binary file): \S*target[/\\](\w+-)+\w+[/\\](debug|release)[/\\]"],
            none: &[],
            weight: 0.92,
            printed_by: "zsh",
            source: "zsh Src/exec.c, zerr of execve",
        },
        Symptom {
            all: &[r"command `\S*[/\\]target[/\\](\w+-)+\w+[/\\](debug|release)[/\\]\S* --list --format terse` failed to execute", r"Exec format error|os error (8|86|193)\b"],
            none: &[],
            weight: 0.95,
            printed_by: "cargo-nextest",
            source: "nextest-rs/nextest nextest-runner/src/errors.rs, CreateTestListError::CommandExecFail",
        },
        Symptom {
            all: &[r"[Cc]ould not execute process `[^` ]*target[/\\](aarch64|arm|thumb|riscv|s390x|powerpc|mips|loongarch|x86_64-pc-windows|i686-pc-windows|wasm)[\w.-]*[/\\](debug|release)[/\\][^`]*` \(never executed\)"],
            none: &[r"build-script"],
            weight: 0.55,
            printed_by: "cargo run and cargo test",
            source: "rust-lang/cargo crates/cargo-util/src/process_error.rs",
        },
    ],
    live: Live::Target(check),
};

/// A line of a script or a workflow that runs what it builds.
static RUNS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\bcargo\s+(\+\S+\s+)?(t|r|test|run|bench|nextest)\b").expect("a constant pattern"));

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let Some((source, text)) = asks_to_run(wanted, cx)? else { return Ok(Outcome::NotApplicable) };
    let (settings, spec, rustc) = (
        cx.fact::<TargetSettings>(wanted.triple.clone()),
        cx.fact::<TargetSpec>(wanted.triple.clone()),
        cx.fact::<Rustc>(()),
    );
    let (host, settings, spec, rustc) = (cx.host()?, settings?, spec?, rustc?);
    if let Some(runner) = settings.runner.as_ref().and_then(|runner| runner.value.first()) {
        return Ok(Outcome::Pass(format!("programs run under `{runner}`")));
    }
    if runs_itself(&wanted.triple, &spec, &rustc.host, host) || is_registered(&spec, host, cx)? {
        return Ok(Outcome::NotApplicable);
    }
    let message = format!("something runs programs for `{}`, and no runner is configured", wanted.triple);
    let evidence = source.file.clone().map(|file| Evidence::File { file, line: source.line, text });
    Ok(Finding::new(message, "no build needs one; this machine cannot execute such a program by itself")
        .evidence(evidence)
        .into())
}

/// The source that runs or tests what it builds for the target, and its line.
fn asks_to_run<'a>(wanted: &'a Wanted, cx: &Cx<'_>) -> Result<Option<(&'a Source, String)>, Pause> {
    let placed = wanted.sources.iter().filter_map(|source| Some((source, source.file.as_ref()?, source.line?)));
    let texts: Vec<_> = placed.map(|(source, file, line)| (source, line, cx.text(file))).collect();
    for (source, line, text) in texts {
        let number = usize::try_from(line).unwrap_or(usize::MAX).saturating_sub(1);
        let Some(text) = text?.and_then(|text| text.lines().nth(number)) else { continue };
        // Most of them are settings, for which the pattern need not be compiled.
        if text.contains("cargo") && RUNS.is_match(text) && !text.contains("--no-run") {
            return Ok(Some((source, text.trim().to_owned())));
        }
    }
    Ok(None)
}

/// The machine executes it as it is.
fn runs_itself(target: &Triple, spec: &TargetSpec, host_triple: &Triple, host: &Host) -> bool {
    let os = if spec.os == "macos" || spec.os == "windows" { spec.os.as_str() } else { "linux" };
    let same_arch = spec.arch == host.arch
        || matches!((spec.arch.as_str(), host.arch.as_str()), ("x86", "x86_64"))
        // Rosetta, and Windows' own emulation
        || matches!((spec.arch.as_str(), host.arch.as_str()), ("x86_64", "aarch64")) && os != "linux";
    *target == *host_triple || same_arch && spec.os == host.os
}

/// The kernel hands such programs to an emulator.
fn is_registered(spec: &TargetSpec, host: &Host, cx: &Cx<'_>) -> Result<bool, Pause> {
    if host.os != "linux" {
        return Ok(false);
    }
    let names = match spec.os.as_str() {
        "linux" => vec![format!("qemu-{}", spec.arch)],
        "windows" => {
            vec!["wine".to_owned(), "WSLInterop".to_owned(), "WSLInterop-late".to_owned(), "DOSWin".to_owned()]
        }
        _ => return Ok(false),
    };
    let paths = names.iter().filter_map(|name| HostPath::parse(&format!("/proc/sys/fs/binfmt_misc/{name}")));
    let texts: Vec<_> = paths.map(|path| cx.text(&path)).collect();
    for text in texts {
        if text?.is_some_and(|text| text.starts_with("enabled")) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::linker::scene::{AARCH64, MUSL, config, with_cross_gcc},
        testing::{Fake, path, wanted},
        wanted::SourceKind,
    };

    fn wanted_by(target: &str) -> Wanted {
        let source =
            Source { kind: SourceKind::ShellScript, file: Some(path("/p/ci.sh")), line: Some(2), in_effect: true };
        Wanted { sources: vec![source], ..wanted(target) }
    }

    fn script(line: &str) -> Fake {
        with_cross_gcc().file("/p/ci.sh", &format!("#!/bin/sh\n{line}\n"))
    }

    #[test]
    fn fires_where_a_test_is_asked_for() {
        let fake = script("cargo test --target aarch64-unknown-linux-gnu");
        let Ok(Outcome::Found(finding)) = fake.judge_wanted(&CHECK, &wanted_by(AARCH64)) else {
            panic!("did not fire")
        };
        let expected = format!("something runs programs for `{AARCH64}`, and no runner is configured");
        assert_eq!(finding.message, expected);
    }

    #[test]
    fn what_only_builds_or_can_be_run_is_fine() {
        let na = Ok(Outcome::NotApplicable);
        for line in ["cargo build --target aarch64-unknown-linux-gnu", "cargo test --no-run --target x"] {
            assert_eq!(script(line).judge_wanted(&CHECK, &wanted_by(AARCH64)), na, "{line}");
        }
        let test = "cargo +nightly test --target x";
        assert_eq!(script(test).judge_wanted(&CHECK, &wanted_by(MUSL)), na);
        let registered =
            script(test).file("/proc/sys/fs/binfmt_misc/qemu-aarch64", "enabled\ninterpreter /usr/bin/q\n");
        assert_eq!(registered.judge_wanted(&CHECK, &wanted_by(AARCH64)), na);
        let set = "[target.aarch64-unknown-linux-gnu]\nrunner = \"qemu-aarch64\"\n";
        let fine = Ok(Outcome::Pass("programs run under `qemu-aarch64`".into()));
        assert_eq!(config(script(test), set).judge_wanted(&CHECK, &wanted_by(AARCH64)), fine);
    }
}
