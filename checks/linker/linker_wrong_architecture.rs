//! The configured linker works, for another machine than the target's.

use super::{
    judge::{Case, Seen, dumpmachine, judge},
    mend,
};
use crate::{
    Check, Cx, Finding, Judgement, Live, Pause, Symptom, Topic,
    check::Severity,
    facts::linker::{LinkerState, Mismatch},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "linker-wrong-architecture",
    topic: Topic::Linker,
    title: "the linker works for another machine",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The linker that is set for the target exists, runs, and says (`-dumpmachine`) that it links for another machine: another \
processor, another system, another C library, or, on 32-bit ARM, the other floating-point ABI. Whatever its name says: \
wrappers and links are asked, not believed.
## Why it breaks the build
It rejects rustc's objects (`file format not recognized`, `uses VFP register arguments, ... does not`), or it links with \
the wrong system's libraries.
## What to do
Name the driver made for the target. Mind the pairs that look alike: `arm-linux-gnueabi` and `arm-linux-gnueabihf`, \
`powerpc64` and `powerpc64le`, `-linux-gnu` and `-linux-musl`. clang is told its target with \
`-Clink-arg=--target=aarch64-linux-gnu`; `--target` is no option of gcc.
## Sources
gcc's manual, *Developer Options*, `-dumpmachine`; the rustc book, *Platform Support*; Arm's *ABI for the Arm \
Architecture*, procedure call standard.",
    links: &["https://doc.rust-lang.org/rustc/platform-support.html"],
    symptoms: &[
        Symptom {
            all: &[
                r"error: linking with `[^`]*-(linux|none|w64)-[^`]*` failed",
                r"(file format not recognized|file in wrong format|Relocations in generic ELF|is incompatible with)",
            ],
            none: &[r"(aarch64|arm\w*|riscv\w*|powerpc\w*|s390x|mips\w*|loongarch64)[\w-]*-linux-\w+(/bin/|-)ld(\.\w+)?: \S+\.rlib\([^)\s]+\.o\): Relocations in generic ELF \(EM: (3|62)\)"],
            weight: 0.92,
            printed_by: "rustc 1.0 and later with GNU ld",
            source: "by experiment: arm-linux-gnueabihf-gcc 12 as linker for aarch64-unknown-linux-gnu",
        },
        Symptom {
            all: &[r"uses VFP register arguments, .* does not"],
            none: &[],
            weight: 0.8,
            printed_by: "GNU ld 2.20 and later",
            source: "binutils-gdb bfd/elf32-arm.c, elf32_arm_merge_eabi_attributes",
        },
        Symptom {
            all: &[r"linking with [`'][^`']*(-linux-|-none-|-w64-|-elf-|-eabi)[^`']*[`'] failed", r"(file format not recognized|[Ff]ile in wrong format|Relocations in generic ELF|is incompatible with|unrecognized command[- ]line option ['‘`]-m(64|32)|unrecognised emulation mode|uses VFP register arguments)"],
            none: &[r"ignoring file", r"(aarch64|arm\w*|riscv\w*|powerpc\w*|s390x|mips\w*|loongarch64)[\w-]*-linux-\w+(/bin/|-)ld(\.\w+)?: \S+\.rlib\([^)\s]+\.o\): Relocations in generic ELF \(EM: (3|62)\)"],
            weight: 0.9,
            printed_by: "the cross driver's ld with objects of another machine",
            source: "binutils-gdb bfd; rust-lang/rust codegen_ssa_linking_failed",
        },
        Symptom {
            all: &[r"uses VFP register arguments, .* does not|can't link (hard-float|soft-float|double-float|single-float) modules with|unrecognised emulation mode"],
            none: &[],
            weight: 0.85,
            printed_by: "GNU ld for ARM and RISC-V",
            source: "binutils-gdb bfd/elf32-arm.c, elfnn-riscv.c",
        },
        Symptom {
            all: &[r"architecture of input file .* is incompatible with .* output", r"linking with [`'][^`']*-(linux|none|w64|elf|eabi)[^`']*[`'] failed"],
            none: &[],
            weight: 0.75,
            printed_by: "GNU ld",
            source: "binutils-gdb ld/ldmain.c",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, cx, |case| look(case, cx))
}

fn look(case: &Case, cx: &Cx<'_>) -> Result<Seen, Pause> {
    let linker = &case.linker;
    if let LinkerState::Works { says: Some(says), .. } = &case.state {
        return Ok(if linker.chosen_by.origin().is_some() {
            Seen::Fine(format!("`{}` links for `{}`", linker.written, says.machine))
        } else {
            Seen::Beside
        });
    }
    let LinkerState::WrongMachine { executable, says, mismatch } = &case.state else { return Ok(Seen::Beside) };
    let why = match mismatch {
        Mismatch::Arch => "a linker takes objects of its own architecture alone",
        Mismatch::System => "programs of another system have another format, or other libraries",
        Mismatch::Libc => "it would link with another C library than the one that std was built for",
        Mismatch::FloatAbi => "objects that pass floats in other registers do not link with each other",
    };
    Ok(Finding::new(
        format!("the linker for {}, `{}`, links for `{}`", case.links_what(), linker.written, says.machine),
        why,
    )
    .evidence(linker.evidence().into_iter().chain([dumpmachine(executable.path.as_str(), says.machine.as_str())]))
    .fix(mend::with_usual_linker(CHECK.id, linker, cx)?)
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Outcome,
        facts::linker::scene::{AARCH64, ARMV7, config, with_cross_gcc},
    };

    fn set(target: &str) -> String {
        format!("[target.{target}]\nlinker = \"aarch64-linux-gnu-gcc\"\n")
    }

    #[test]
    fn fires_whatever_the_name_says() {
        let fake = config(with_cross_gcc(), &set(ARMV7));
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, ARMV7) else { panic!("did not fire") };
        assert_eq!(
            finding.message,
            format!("the linker for `{ARMV7}`, `aarch64-linux-gnu-gcc`, links for `aarch64-linux-gnu`")
        );
        assert_eq!(finding.evidence[1], dumpmachine("/usr/bin/aarch64-linux-gnu-gcc", "aarch64-linux-gnu"));
    }

    #[test]
    fn the_right_one_passes() {
        let passed = Outcome::Pass("`aarch64-linux-gnu-gcc` links for `aarch64-linux-gnu`".into());
        assert_eq!(config(with_cross_gcc(), &set(AARCH64)).judge(&CHECK, AARCH64), Ok(passed));
    }
}
