//! A linker is set where a compiler driver is needed.

use super::{
    judge::{Case, Seen, judge},
    mend,
};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Pause, Symptom, Topic, check::Severity, facts::linker::LinkerState,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "bare-ld-as-linker",
    topic: Topic::Linker,
    title: "a bare linker is set where a compiler driver is needed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The setting names a linker itself (`ld`, `aarch64-linux-gnu-ld`, `ld.lld`, `rust-lld`, `mold`). For a target with a \
system's C library rustc needs a compiler driver (`gcc`, `clang`), which adds the start files and knows where the \
libraries are, and runs the linker.
## Why it breaks the build
Without the driver nothing says where libraries are: `cannot find -lgcc_s`, `unable to find library -lc`. A linker whose \
name rustc does not know, like `mold`, is even given the driver's language (`-Wl,...`), which it rejects.
## What to do
Name the driver of the same prefix (`aarch64-linux-gnu-gcc`). To use a particular linker, tell the driver: \
`rustflags = [\"-Clink-arg=-fuse-ld=mold\"]`. Bare linkers are right where rustc brings everything: static musl, \
WebAssembly, bare metal.
## Sources
rustc's `compiler/rustc_target/src/spec/mod.rs` (`infer_linker_hints`); gcc's manual, *Options for Linking*.",
    links: &["https://doc.rust-lang.org/rustc/codegen-options/index.html#linker-flavor"],
    symptoms: &[
        Symptom {
            all: &[r"lld is a generic driver\."],
            none: &[],
            weight: 0.92,
            printed_by: "lld",
            source: "llvm-project lld/Common/DriverDispatcher.cpp, parseFlavor; before LLVM 17 lld/tools/lld/lld.cpp",
        },
        Symptom {
            all: &[r"(^|[\s/])([a-z0-9_]+-[a-z0-9_-]+-)?ld(\.bfd|\.gold)?: cannot find -lgcc_s(:|$)"],
            none: &[r"/usr/bin/ld: cannot find -lgcc_s", r"/lib/gcc(-cross)?/\S*/ld(\.\w+)?: cannot find", r"collect2: error"],
            weight: 0.8,
            printed_by: "GNU ld 2.20 and later",
            source: "by experiment: rustc 1.96 with linker = aarch64-linux-gnu-ld, ld 2.40",
        },
        Symptom {
            all: &[r"error: linking with `([^`]*[-/\\])?(ld|ld\.lld|ld\.bfd|ld\.gold|mold|lld|rust-lld)` failed"],
            none: &[r"wasm", r"cannot find linker script", r"undefined symbol", r"region '"],
            weight: 0.55,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_linking_failed (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"(rust-lld|ld\.lld): error: unable to find library -lgcc_s", r"(rust-lld|ld\.lld): error: unable to find library -lc\b"],
            none: &[r"collect2|linker command failed|clang(\+\+)?(-\d+)?: "],
            weight: 0.8,
            printed_by: "rust-lld of rustc 1.96",
            source: "by experiment: linker = rust-lld for aarch64-unknown-linux-gnu",
        },
        Symptom {
            all: &[r"(mold|ld\.lld|rust-lld): (fatal|error): unknown (command line option|argument):? '?-Wl,"],
            none: &[],
            weight: 0.9,
            printed_by: "mold 1 and later, lld 6 and later",
            source: "rui314/mold src/cmdline.cc; llvm-project lld/ELF/DriverUtils.cpp",
        },
        Symptom {
            all: &[r#"(^|[\s/])(\S+-)?(ld|ld\.lld|ld\.bfd|ld\.gold|rust-lld|mold)(\.exe)?: (error: |fatal: )?(unrecognized option|unknown argument|unknown command line option|unknown option):? ['`"]?-Wl,"#],
            none: &[],
            weight: 0.85,
            printed_by: "GNU ld, lld and mold called without a compiler driver",
            source: "binutils-gdb ld/lexsup.c; llvm-project lld/ELF/Options.td",
        },
        Symptom {
            all: &[r"linking with [`'][^`']*-ld(\.bfd|\.gold)?(\.exe)?[`'] failed"],
            none: &[r"cannot find linker script"],
            weight: 0.8,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_linking_failed (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"\bmold: (fatal: )?library not found: gcc(_s|_eh)?$"],
            none: &[r"collect2: |clang(\+\+)?(-\d+)?: error|linker command failed"],
            weight: 0.75,
            printed_by: "mold 0.9 and later, called without a compiler driver, which would name gcc's own folder",
            source: "rui314/mold src/main.cc, find_library",
        },
        Symptom {
            all: &[r"(^|[\s/-])(ld|ld\.(bfd|gold|lld)|rust-lld|lld|mold|wild)(\.exe)?: (error: |fatal: )?(unrecogni[sz]ed option|unknown argument|unknown command line option):? ['`\x22]?-(m(64|32|arch=\S+|cpu=\S+|float-abi=\S+)|nodefaultlibs|nostartfiles|static-pie|fuse-ld=\S+|pthread|rdynamic|Wl,\S+)"],
            none: &[r"unknown options?: -"],
            weight: 0.85,
            printed_by: "GNU ld, lld, mold and wild, given a compiler driver's options",
            source: "binutils-gdb ld/lexsup.c, parse_args; llvm-project lld/ELF/DriverUtils.cpp; gcc gcc/common.opt, of the driver alone",
        },
        Symptom {
            all: &[r"unrecogni[sz]ed emulation mode: (64|32|arch=|cpu=|float-abi=|tune=)|\bld(\.\w+)?: -f may not be used without -shared"],
            none: &[],
            weight: 0.9,
            printed_by: "GNU ld, which reads `-m64` and `-f...` in its own way",
            source: "binutils-gdb ld/ldemul.c, ldemul_choose_mode; ld/lexsup.c, parse_args",
        },
        Symptom {
            all: &[r"\bmold: (fatal: )?unknown -m argument: (64|32|arch|cpu|float-abi|thumb)|\b(ld\.lld|rust-lld|lld): error: unknown emulation: (64|32|arch|cpu)|Invoke ld\.lld \(Unix\), (ld|ld64\.lld) \(macOS\)"],
            none: &[],
            weight: 0.88,
            printed_by: "mold and lld, given what a compiler driver takes",
            source: "rui314/mold src/cmdline.cc; llvm-project lld/ELF/Driver.cpp, parseEmulation; lld/tools/lld/lld.cpp",
        },
        Symptom {
            all: &[r"(^|[\s/-])(ld|ld\.(bfd|gold|lld)|rust-lld|gold)(\.exe)?: (error: |fatal: )?((unrecogni[sz]ed option|unknown argument|unknown option):? ['`\x22]?-(fno-use-linker-plugin|plugin-opt=-fresolution|nodefaultlibs)|-Wl,\S+: unknown option)"],
            none: &[],
            weight: 0.85,
            printed_by: "linkers, given what a compiler driver takes",
            source: "binutils-gdb ld/lexsup.c; gold/options.cc; apple-oss-distributions/ld64 src/ld/Options.cpp",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, cx, |case| look(case, cx))
}

fn look(case: &Case, cx: &Cx<'_>) -> Result<Seen, Pause> {
    let linker = &case.linker;
    let LinkerState::Bare { executable, version } = &case.state else {
        return Ok(match case.works_as_set() {
            Some((executable, Some(_))) => Seen::Fine(format!("`{}` is a compiler driver", executable.path)),
            Some((_, None)) | None => Seen::Beside,
        });
    };
    let program = executable.path.to_string();
    let says = version.iter().map(|version| Evidence::Command {
        command: vec![program.clone(), "--version".to_owned()],
        exit: Some(0),
        output: version.clone(),
    });
    Ok(Finding::new(
        format!("`{}` is a linker, and {} needs a compiler driver", linker.written, case.links_what()),
        "a linker by itself finds neither start files nor the C library",
    )
    .evidence(linker.evidence().into_iter().chain(says))
    .fix(mend::with_driver_instead(CHECK.id, linker, cx)?)
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Outcome,
        facts::linker::scene::{AARCH64, AARCH64_MUSL, config, with_cross_gcc},
    };

    fn set(target: &str, linker: &str) -> String {
        format!("[target.{target}]\nlinker = \"{linker}\"\n")
    }

    #[test]
    fn fires_for_a_linker_without_a_driver() {
        let fake =
            config(with_cross_gcc(), &set(AARCH64, "aarch64-linux-gnu-ld")).program("/usr/bin/aarch64-linux-gnu-ld");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(
            finding.message,
            format!("`aarch64-linux-gnu-ld` is a linker, and `{AARCH64}` needs a compiler driver")
        );
    }

    #[test]
    fn drivers_pass_and_musl_needs_none() {
        let fake = config(with_cross_gcc(), &set(AARCH64, "aarch64-linux-gnu-gcc"));
        let passed = Outcome::Pass("`/usr/bin/aarch64-linux-gnu-gcc` is a compiler driver".into());
        assert_eq!(fake.judge(&CHECK, AARCH64), Ok(passed));
        let musl = config(with_cross_gcc(), &set(AARCH64_MUSL, "rust-lld"));
        assert_eq!(musl.judge(&CHECK, AARCH64_MUSL), Ok(Outcome::NotApplicable));
    }
}
