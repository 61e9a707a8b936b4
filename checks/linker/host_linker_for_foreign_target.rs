//! No linker is configured for a foreign target, so that rustc runs the host's.

use super::{
    judge::{Case, Seen, dumpmachine, judge},
    mend,
};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Pause, Symptom, Topic, android,
    check::Severity,
    facts::linker::{ChosenBy, Linker, LinkerState},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "host-linker-for-foreign-target",
    topic: Topic::Linker,
    title: "the host's linker is used for another machine's target",
    severity: Severity::Failure,
    docs: "\
## What is wrong
Nothing says which linker to use for this target, and rustc's default for it is `cc`: the host's own compiler, which \
links for the host. (Some distributions' rustc has other defaults; xdoctor asks the rustc that runs.)
## Why it breaks the build
The host's linker is given objects of another architecture, or options of another system: `file in wrong format`, \
`Relocations in generic ELF (EM: 183)`, `incompatible with elf64-x86-64`, `unknown option: --as-needed`, \
`unrecognized command-line option '-arch'`.
## What to do
Install a cross compiler driver for the target and name it: `target.<triple>.linker = \"aarch64-linux-gnu-gcc\"`. For a \
static musl target in pure Rust, rustc's own `rust-lld` is enough and needs no installation. `clang` serves too, with \
`-Clink-arg=--target=...` and a sysroot. `cargo zigbuild` and containers bring their own linker.
## Sources
rustc's target specifications and `compiler/rustc_codegen_ssa/src/back/link.rs` (`linker_and_flavor`); the rustc book, \
*Codegen options*, `linker`.",
    links: &[
        "https://doc.rust-lang.org/rustc/codegen-options/index.html#linker",
        "https://doc.rust-lang.org/cargo/reference/config.html#targettriplelinker",
    ],
    symptoms: &[
        Symptom {
            all: &[r"(^|[\s/])ld(\.\w+)?: unrecognized option '--(fix-cortex-a53-843419|fix-cortex-a8|dynamicbase|nxcompat|high-entropy-va|large-address-aware|(en|dis)able-auto-image-base|enable-long-section-names|out-implib|subsystem|major-image-version|kill-at)'"],
            none: &[r"mingw"],
            weight: 0.85,
            printed_by: "GNU ld, of an option of another CPU's or system's",
            source: "binutils-gdb ld/lexsup.c, parse_args; rust-lang/rust compiler/rustc_target/src/spec/base/windows_gnu.rs and targets",
        },
        Symptom {
            all: &[r"/data/data/com\.termux/", r"-unknown-linux-(gnu|musl)", r"unable to find library -l(gcc_s|util|rt|pthread|c)\b"],
            none: &[],
            weight: 0.85,
            printed_by: "lld of Termux, given what Linux with glibc needs",
            source: "llvm-project lld/ELF/Driver.cpp; rust-lang/libc src/unix/linux_like: util and rt are libraries of glibc, which bionic has inside libc",
        },
        Symptom {
            all: &[r"-linux-gnu(eabi(hf)?)?/?(\S*/)?(bin/)?ld(\.\w+)?: ", r"undefined reference to [`']__errno'"],
            none: &[],
            weight: 0.85,
            printed_by: "GNU ld of a Linux toolchain, given Android's objects",
            source: "bionic libc/include/errno.h: errno is *__errno(), where glibc has __errno_location",
        },
        Symptom {
            all: &[r"[Rr]elocations in generic ELF|architecture of input file [`'][^']*\.o' is incompatible with"],
            none: &[r"(aarch64|arm\w*|riscv\w*|powerpc\w*|s390x|mips\w*|loongarch64)[\w-]*-linux-\w+(/bin/|-)ld(\.\w+)?: \S+\.rlib\([^)\s]+\.o\): Relocations in generic ELF \(EM: (3|62)\)"],
            weight: 0.9,
            printed_by: "GNU ld 2.20 and later",
            source: "binutils-gdb bfd/elf.c, elf_generic_info_to_howto, and ld/ldlang.c, lang_check; by experiment with ld 2.40",
        },
        Symptom {
            all: &[r#""cc" .*"-m64".*/toolchains/[^/"]*aarch64-[^/"]*/lib/rustlib/x86_64-|note: "cc" .*"-Wl,--as-needed".*-apple-darwin/lib/rustlib/[a-z0-9_]+-[a-z0-9]+-linux"#],
            none: &[],
            weight: 0.6,
            printed_by: "rustc before 1.86, the linker's command line",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_linking_failed (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"(symbols\.o|\.rcgu\.o\)?|\.rlib(\([^)]*\))?|\.o): (error adding symbols: |file not recognized: |could not read symbols: )?([Ff]ile in wrong format|[Ff]ile format not recognized)"],
            none: &[r"failed to run custom build command", r"-plugin-opt=|linker-plugin-lto"],
            weight: 0.82,
            printed_by: "GNU ld 2; bitcode for a linker plug-in is no object of another machine",
            source: "binutils-gdb ld/ldfile.c and bfd/bfd.c; by experiment with ld 2.40",
        },
        Symptom {
            all: &[r"mold: (fatal|error): \S*(symbols\.o|\.rcgu\.o\)?|\.rlib): incompatible file type|wild: error: .*(symbols\.o|\.rcgu\.o|\.rlib)\b[^`]*` has incompatible architecture"],
            none: &[],
            weight: 0.85,
            printed_by: "mold 1 and later; wild",
            source: "rui314/mold src/main.cc, check_file_compatibility; davidlattimore/wild libwild/src/elf.rs",
        },
        Symptom {
            all: &[r"(unsupported ELF machine number \d+|\.o: incompatible target)"],
            none: &[],
            weight: 0.85,
            printed_by: "gold",
            source: "binutils-gdb gold/object.cc",
        },
        Symptom {
            all: &[r"ld: unknown options?: (--|-z|-Bstatic|-Bdynamic|-T\S*\.(ld|x|lds)\b)|clang: error: (unknown argument|unsupported option)[: ]+'?(-Wl,)?--(as-needed|eh-frame-hdr|no-as-needed|gc-sections)"],
            none: &[],
            weight: 0.9,
            printed_by: "Apple's ld64 and ld-prime; Apple's clang",
            source: "apple-oss-distributions/ld64 src/ld/Options.cpp, parse: of ELF's options",
        },
        Symptom {
            all: &[r"unsupported file format ?\( ?0x7F 0x45 0x4C 0x46|unknown file type in .*\.(rcgu\.)?o"],
            none: &[],
            weight: 0.9,
            printed_by: "ld64",
            source: "apple-oss-distributions/ld64 src/ld/InputFiles.cpp, extractFileInfo: the first bytes of an ELF object",
        },
        Symptom {
            all: &[r"(^|\s|note: |/)(cc|gcc|x86_64-linux-gnu-gcc)(-\d+)?: error: unrecognized command[- ]line option ['‘`](-m\w+|-arch|-target)"],
            none: &[r"failed to run custom build command", r"cargo:warning=|ToolExecError|error occurred in cc-rs"],
            weight: 0.85,
            printed_by: "gcc 4 and later of another architecture, or for another system than Apple's",
            source: "gcc gcc/opts-common.cc, cmdline_handle_error; by experiment with gcc 12 for aarch64-apple-darwin",
        },
        Symptom {
            all: &[r"(cc|gcc): error: unrecognized command[- ]line option ['‘`](-arch|-target|-mmacosx-version-min|-isysroot|-framework)"],
            none: &[],
            weight: 0.7,
            printed_by: "gcc for a Linux program given an Apple target's options",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/back/link.rs: Apple's arguments",
        },
        Symptom {
            all: &[r"(symbols\.o|\.rcgu\.o\)?|\.rlib):? is incompatible with"],
            none: &[r"libxdoctor"],
            weight: 0.86,
            printed_by: "lld 6 and later, rust-lld",
            source: "llvm-project lld/ELF/InputFiles.cpp, isCompatible; by experiment with rust-lld of rustc 1.95",
        },
        Symptom {
            all: &[r"/usr/(local/)?bin/(\S+-)?ld(\.\w+)?: cannot find -l(log|android)\b"],
            none: &[],
            weight: 0.85,
            printed_by: "the host's ld, with the libraries of Android",
            source: "rust-lang/rust compiler/rustc_target: no target but Android's asks for liblog",
        },
        Symptom {
            all: &[r"linker [`'](cc|gcc)[`'] not found", r"program not found|The system cannot find the file|-pc-windows-msvc|[A-Z]:\\"],
            none: &[],
            weight: 0.93,
            printed_by: "rustc on Windows for a Linux target",
            source: "rust-lang/rust#47629: the default driver of Linux targets is cc",
        },
        Symptom {
            all: &[r"--fix-cortex-a53-843419 is only supported on AArch64|--fix-cortex-a8 is only supported on ARM"],
            none: &[],
            weight: 0.9,
            printed_by: "rust-lld of 1.99 and later as the host's linker",
            source: "llvm-project lld/ELF/Driver.cpp",
        },
        Symptom {
            all: &[r"linking with [`'](cc|gcc)[`'] failed"],
            none: &[],
            // The circumstances alone decide: see the rules of `explain`.
            weight: 0.04,
            printed_by: "rustc 1.0 and later, its linker's words cut off",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_linking_failed (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"unrecogni[sz]ed emulation mode:", r"linking with [`']?(cc|gcc|clang)[`']? failed"],
            none: &[],
            weight: 0.88,
            printed_by: "GNU ld of the host",
            source: "binutils-gdb ld/ldemul.c, ldemul_choose_mode",
        },
        Symptom {
            all: &[r"(^|\s|/)(cc|gcc)(-\d+)?: error: (unrecognized argument in option ['‘]-m(arch|abi|cpu|fpu|tune)=|bad value .{1,40} for ['‘]-m(arch|abi|cpu|fpu|tune)=)"],
            none: &[r"failed to run custom build command", r"cargo:warning="],
            weight: 0.8,
            printed_by: "gcc of another architecture",
            source: "gcc gcc/opts-common.cc, cmdline_handle_error",
        },
        Symptom {
            all: &[r"(^|\s)/usr/(local/)?bin/(x86_64-linux-gnu-)?ld(\.\w+)?: unrecogni[sz]ed emulation mode: (aarch64|arm|elf32l?riscv|elf64l?riscv|elf64_s390|elf(32|64)l?ppc|elf(32|64)\w*mips|elf64loongarch|i386pep?|nto|msp430|avr)"],
            none: &[],
            weight: 0.88,
            printed_by: "GNU ld of the host, started by a driver for another processor",
            source: "binutils-gdb ld/ldemul.c, ldemul_choose_mode",
        },
        Symptom {
            all: &[r"\bmold: (fatal: )?unknown command line option: -(arch|dynamic|syslibroot|platform_version|dead_strip|macosx_version_min|macos_version_min)\b"],
            none: &[],
            weight: 0.93,
            printed_by: "mold, which links ELF alone, given what Apple's ld takes",
            source: "rui314/mold src/cmdline.cc; clang lib/Driver/ToolChains/Darwin.cpp",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, cx, |case| look(case, cx))
}

fn look(case: &Case, cx: &Cx<'_>) -> Result<Seen, Pause> {
    let linker = &case.linker;
    let LinkerState::HostDriverForForeignTarget { machine } = &case.state else {
        return Ok(match case.works() {
            Some((_, Some(says))) if linker.chosen_by == ChosenBy::Default => {
                Seen::Fine(format!("`cc` links for `{}`", says.machine))
            }
            Some(_) | None => Seen::Beside,
        });
    };
    // without an NDK there is nothing to configure
    if linker.spec.os == "android" && android::is_missing_here(cx)? {
        return Ok(Seen::Beside);
    }
    let (links, evidence) = match machine {
        Some(machine) => (format!("links for `{machine}`"), dumpmachine("cc", machine.as_str())),
        None => ("is the host's own".to_owned(), not_set(linker)),
    };
    Ok(Finding::new(
        format!("no linker is set for `{}`, and rustc's default `cc` {links}", linker.triple),
        "the host's linker rejects objects and options of another machine",
    )
    .evidence([evidence])
    .fix(mend::with_usual_linker(CHECK.id, linker, cx)?)
    .into())
}

fn not_set(linker: &Linker) -> Evidence {
    let (key, value) = (format!("target.{}.linker", linker.triple), "not set".to_owned());
    Evidence::Config { key, value, file: None, line: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Outcome,
        facts::linker::scene::{AARCH64, AARCH64_MUSL, DARWIN, HOST, MUSL, WASM, bare, config, debian, with_cross_gcc},
    };

    #[test]
    fn fires_for_other_architectures_and_systems() {
        for target in [AARCH64, AARCH64_MUSL, DARWIN] {
            let Ok(Outcome::Found(finding)) = debian().judge(&CHECK, target) else { panic!("{target}: did not fire") };
            assert_eq!(
                finding.message,
                format!("no linker is set for `{target}`, and rustc's default `cc` links for `x86_64-linux-gnu`")
            );
            assert_eq!(finding.evidence, [dumpmachine("cc", "x86_64-linux-gnu")]);
        }
        assert!(matches!(bare().judge(&CHECK, AARCH64), Ok(Outcome::Found(_))));
    }

    #[test]
    fn native_targets_and_configured_ones_pass() {
        let links = Outcome::Pass("`cc` links for `x86_64-linux-gnu`".into());
        assert_eq!(debian().judge(&CHECK, HOST), Ok(links.clone()));
        // the same driver links static musl, for which rustc brings the C library
        assert_eq!(debian().judge(&CHECK, MUSL), Ok(links));
        assert_eq!(debian().judge(&CHECK, WASM), Ok(Outcome::NotApplicable));
        let set = "[target.aarch64-unknown-linux-gnu]\nlinker = \"aarch64-linux-gnu-gcc\"\n";
        assert_eq!(config(with_cross_gcc(), set).judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }
}
