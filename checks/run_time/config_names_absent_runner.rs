//! The configured runner does not exist here.

use xdoctor_fixes::packages::Need;

use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Symptom, Topic,
    cargo_config::mend,
    check::Severity,
    facts::{
        cargo_config::{CargoConfig, TargetSettings},
        linker::Tool,
    },
    linker::install,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "config-names-absent-runner",
    topic: Topic::RunTime,
    title: "the configured runner is not installed",
    severity: Severity::Warning,
    docs: "\
## What is wrong
The configuration names a `runner` for this target, the program that `cargo run`, `cargo test` and `cargo bench` hand what \
they built to, and there is none of that name on `PATH`: an emulator that is not installed, or one that another \
distribution names otherwise (`qemu-aarch64-static` and `qemu-aarch64`).
## Why it breaks the build
A build does not need it. A run or a test stops: ``could not execute process `qemu-aarch64 ...` (never executed)``, with \
`No such file or directory`.
## What to do
Install the emulator (`qemu-user` on Debian and Arch, `qemu-user-static` for the static ones), or correct the name in \
`target.<triple>.runner` or `CARGO_TARGET_<TRIPLE>_RUNNER`. macOS has no qemu for user programs: run the tests in a \
container or a virtual machine.
## Sources
cargo's book, *Configuration*, `target.<triple>.runner`; cargo `src/compiler/compilation.rs` (`target_runner`), \
`cargo-util/src/process_builder.rs`.",
    links: &["https://doc.rust-lang.org/cargo/reference/config.html#targettriplerunner"],
    symptoms: &[
        Symptom {
            all: &[r"[Cc]ould not execute process `(\S*[/\\])?(qemu-\S+|wine(64)?|wasmtime|wasmer|wasm-bindgen-test-runner|probe-rs|probe-run|espflash)( [^`]*)?`\s*$", r"No such file or directory|program not found|cannot find the file specified"],
            none: &[],
            weight: 0.85,
            printed_by: "cargo, which says `(never executed)` in between",
            source: "rust-lang/cargo crates/cargo-util/src/process_error.rs",
        },
        Symptom {
            all: &[r"[Cc]ould not execute process `(\S*[/\\])?(qemu-|wine|wasmtime|wasmer|node|cargo-dinghy|probe-rs|probe-run|espflash|adb|gdb|cross-runner|wasm-bindgen-test-runner|[\w.-]+-runner|[\w.-]+\.(sh|py))\S*( [^`]*)?` \(never executed\)", r"No such file or directory|program not found|cannot find the file specified|os error 2"],
            none: &[],
            weight: 0.92,
            printed_by: "cargo 1.0 and later",
            source: "rust-lang/cargo crates/cargo-util/src/process_builder.rs, exec",
        },
        Symptom {
            all: &[r"[Cc]ould not execute process `[^/`\\. ][^/`\\ ]* [^`]*[/\\]target[/\\][^`]*` \(never executed\)", r"No such file or directory|program not found|cannot find the file specified|os error 2"],
            none: &[r"[Cc]ould not execute process `(rustc|rustdoc|cargo|\S*sccache|cc|ld)\b"],
            weight: 0.85,
            printed_by: "cargo 1.0 and later",
            source: "rust-lang/cargo crates/cargo-util/src/process_builder.rs, exec",
        },
        Symptom {
            all: &[r"\b(qemu-(aarch64|arm|riscv(32|64)|x86_64|s390x|ppc64(le)?|mips\w*|i386|loongarch64|system-\w+)(-static)?|wine(64)?|wasmtime|wasmer|wasm-bindgen-test-runner|wasm-server-runner|probe-rs|probe-run|espflash|ravedude|elf2uf2-rs|picotool|arm-none-eabi-gdb|gdb-multiarch|openocd): (command )?not found"],
            none: &[],
            weight: 0.85,
            printed_by: "shells",
            source: "bash execute_cmd.c; dash exec.c",
        },
        Symptom {
            all: &[r"[Cc]ould not execute process `[^` ]+ [^`]*([/\\]target[/\\]|[/\\]deps[/\\]|[/\\](debug|release)[/\\]|\.wasm|\.elf)[^`]*` \(never executed\)"],
            none: &[r"Exec format error", r"[Cc]ould not execute process `(\S*[/\\])?(rustc|cargo|rustdoc|clippy-driver|sccache)"],
            weight: 0.92,
            printed_by: "cargo run, test and bench",
            source: "rust-lang/cargo src/cargo/core/compiler/compilation.rs: the configured runner is started",
        },
        Symptom {
            all: &[r"[Cc]ould not execute process `(\S*[/\\])?(qemu-\S+|wasmtime|wasmer|wasm-bindgen-test-runner|wine(64)?|probe-rs|probe-run|node|cargo-\S+|adb|ssh|gdb|openocd|arm-none-eabi-gdb|gdb-multiarch|espflash|elf2uf2-rs|picotool|simavr|ravedude|avrdude|uefi-run|qemu-system-\S+|wasm-server-runner|cargo) [^`]*` \(never executed\)"],
            none: &[r"Exec format error"],
            weight: 0.85,
            printed_by: "cargo run, test and bench",
            source: "rust-lang/cargo src/cargo/core/compiler/compilation.rs",
        },
        Symptom {
            all: &[r"(?i)(to|not|n't|cannot|error)\s(run|execute|exec|spawn|start|launch|invoke|call|find|locate)\s(the\s)?(command\s|program\s|process\s|tool\s|executable\s)?['\x22`\[]*(\S*[/\\])?(qemu-\w+|wasmtime|wasmer|wasm-bindgen-test-runner|probe-rs)\b|\b(qemu-\w+|wasmtime|wasmer|wasm-bindgen-test-runner|probe-rs)(\.exe)?['\x22`]?:?\s(executable\s|binary\s|command\s|program\s|tool\s)?((is|was|could|can|does|has)\s?(n't|not)|cannot|not)\b", r"(?i)no such file|not found|cannot find|notfound|os error 2|not recognized"],
            none: &[],
            weight: 0.3,
            printed_by: "whatever starts it, in words of its own",
            source: "the name of the program beside any wording of its absence: what other symptoms know is surer",
        },
        Symptom {
            all: &[r"Failed to execute (QEMU run command )?[`\x22 ]*\x22?qemu-system-[\w-]+", r"No such file or directory|program not found|cannot find the file specified"],
            none: &[],
            weight: 0.85,
            printed_by: "bootimage 0.7 and later",
            source: "rust-osdev/bootimage src/run.rs, RunError",
        },
        Symptom {
            all: &[r"(Couldn't|Could not|Cannot) find a working QEMU executable"],
            none: &[],
            weight: 0.7,
            printed_by: "the makefiles of operating systems' courses",
            source: "MIT's xv6 and its offspring, Makefile, QEMU",
        },
        Symptom {
            all: &[r"command `(qemu-\S+|wine\S*|wasmtime|wasmer|node|probe-rs|probe-run) [^`]* --list --format terse` failed to execute", r"No such file or directory|os error 2\b|program not found"],
            none: &[],
            weight: 0.92,
            printed_by: "cargo-nextest, with a runner",
            source: "nextest-rs/nextest nextest-runner/src/errors.rs, CreateTestListError::CommandExecFail",
        },
        Symptom {
            all: &[r"[Cc]ould not find the '?qemu-[\w-]+'? executable|[Ff]ailed to (launch|start|run|spawn) QEMU: .{0,40}NotFound|command not found: (qemu-(system-)?\w+|wasmtime|wasmer|probe-rs|espflash)\b|: (qemu-system-\w+|qemu-\w+-static): No such file or directory"],
            none: &[],
            weight: 0.8,
            printed_by: "pmbootstrap, Rust programs, zsh, make",
            source: "each tool's words for ENOENT of an emulator",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let settings = cx.fact::<TargetSettings>(wanted.triple.clone())?;
    let Some(runner) = &settings.runner else { return Ok(Outcome::NotApplicable) };
    let Some(program) = runner.value.first() else { return Ok(Outcome::NotApplicable) };
    // A path that is gone is the configuration's matter.
    if HostPath::parse(program).is_some() || program.contains(['/', '\\']) {
        return Ok(Outcome::NotApplicable);
    }
    match &*cx.fact::<Tool>(program.clone())? {
        Tool::Executable(executable) => return Ok(Outcome::Pass(format!("programs run under `{}`", executable.path))),
        Tool::Absent | Tool::Dangling { .. } | Tool::Directory { .. } | Tool::NotExecutable { .. } => {}
    }
    let path = cx.env("PATH")?.unwrap_or_default().to_owned();
    let setting = runner.clone().map(|words| words.join(" "));
    let mut finding = Finding::new(
        format!("`{program}`, the runner for `{}`, is not installed", wanted.triple),
        "no build needs it; `cargo run` and `cargo test` start it for this target",
    )
    .evidence([setting.evidence(&settings.runner_key.join(".")), Evidence::Env { name: "PATH".into(), value: path }]);
    // The same emulator under the other of its two names.
    let other = program.strip_suffix("-static").map_or_else(|| format!("{program}-static"), str::to_owned);
    let (tool, config) = (cx.fact::<Tool>(other.clone()), cx.fact::<CargoConfig>(()));
    if let (Tool::Executable(_), Some((file, line))) = (&*tool?, mend::place(&setting)) {
        let title = format!("name `{other}`, which is installed, as runner for `{}`", wanted.triple);
        let edit = mend::replace(file, line, program.clone(), other);
        let scope = mend::scope_of(file, &*config?);
        finding = finding.fix([mend::edit(&CHECK, wanted.triple.as_str(), title, scope, vec![edit])]);
    }
    let title = format!("install what has `{program}`");
    Ok(finding.fix(install(CHECK.id, &title, Need::of_program(program), cx)?).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::linker::scene::{AARCH64, config, with_cross_gcc};

    const SET: &str = "[target.aarch64-unknown-linux-gnu]\nrunner = \"qemu-aarch64 -L /usr/aarch64-linux-gnu\"\n";

    #[test]
    fn fires_where_the_name_is_on_no_path() {
        let Ok(Outcome::Found(finding)) = config(with_cross_gcc(), SET).judge(&CHECK, AARCH64) else {
            panic!("did not fire")
        };
        assert_eq!(finding.message, format!("`qemu-aarch64`, the runner for `{AARCH64}`, is not installed"));
        assert_eq!(finding.fixes[0].title, "install what has `qemu-aarch64`");
    }

    #[test]
    fn the_other_name_is_proposed_where_it_is_there() {
        let fake = config(with_cross_gcc(), SET).program("/usr/bin/qemu-aarch64-static");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        let expected = format!("name `qemu-aarch64-static`, which is installed, as runner for `{AARCH64}`");
        assert_eq!(finding.fixes[0].title, expected);
    }

    #[test]
    fn an_installed_runner_and_a_path_are_fine() {
        let fake = config(with_cross_gcc(), SET).program("/usr/bin/qemu-aarch64");
        let fine = Outcome::Pass("programs run under `/usr/bin/qemu-aarch64`".into());
        assert_eq!(fake.judge(&CHECK, AARCH64), Ok(fine));
        let path = config(with_cross_gcc(), "[target.aarch64-unknown-linux-gnu]\nrunner = \"/opt/qemu\"\n");
        assert_eq!(path.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        assert_eq!(with_cross_gcc().judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }
}
