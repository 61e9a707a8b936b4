//! The rustflags have an option that the tool which gets it does not take.

use crate::{Check, Live, Symptom, Topic, check::Severity};

pub static CHECK: Check = Check {
    id: "flag-not-understood",
    topic: Topic::CargoConfig,
    title: "the rustflags or a build script have an option that this compiler or linker does not take",
    severity: Severity::Failure,
    docs: "\
## What is wrong
An option in the rustflags is misspelled, is of a later or an earlier version of rustc, is none for this target \
(`-Csplit-debuginfo=packed` on wasm), contradicts what cargo passes itself (`-Clto` and cargo's `-C embed-bitcode=no`), or \
is one of another linker: `-Clink-arg=-Wl,--icf=all` is for lld and gold, `-Clink-arg=-Wl,-ld_classic` for Apple's. A \
build script gives options to the linker as well: `cargo::rustc-link-arg=--export=f` is for WebAssembly's, where it has \
no condition every target gets it.
## Why it breaks the build
cargo asks rustc about the target with the same flags before it builds anything, and shows what rustc says: `unknown \
codegen option`, `incorrect value`, `Unrecognized option`. What is for the linker comes to light when the first program \
is linked, which is often a build script: `unrecognized option`, `unknown argument`.
## What to do
Look the option up with the tool that gets it: `rustc -C help`, `rustc -Z help`, `ld --help`. An option for one linker \
belongs beside the setting of that linker, in the same `[target.<triple>]`, so that no other gets it; in a build script, \
below a condition on `CARGO_CFG_TARGET_OS` and its like (its `cfg!` is of the host). What profiles can \
say (`lto`, `panic`, `strip`, `split-debuginfo`) belongs into `[profile]`: cargo then passes what goes with it.
## Sources
rustc's `compiler/rustc_session/src/options.rs` (`build_options`); cargo's \
`src/compiler/build_context/target_info.rs`; binutils' `ld/lexsup.c`; llvm-project `lld/ELF/DriverUtils.cpp`.",
    links: &["https://doc.rust-lang.org/rustc/codegen-options/index.html#link-arg"],
    symptoms: &[
        Symptom {
            all: &[r"error: [\w, -]+ sanitizers? (is|are) not supported for this target"],
            none: &[],
            weight: 0.85,
            printed_by: "rustc 1.63 and later",
            source: "rust-lang/rust compiler/rustc_session/src/errors.rs, SanitizerNotSupported",
        },
        Symptom {
            all: &[r"error: linker flavor `[^`]+` is incompatible with the current target"],
            none: &[],
            weight: 0.9,
            printed_by: "rustc, since some version between 1.63 and 1.85",
            source: "rust-lang/rust compiler/rustc_session/src/errors.rs, IncompatibleLinkerFlavor (its text in messages.ftl up to 1.93)",
        },
        Symptom {
            all: &[r"error: (unknown (codegen|unstable|debugging) option: `|incorrect value `[^`]*` for (codegen|unstable|debugging) option `|Unrecognized option: '|(codegen|unstable) option `[^`]+` requires )", r"failed to run `rustc` to learn about target-specific information"],
            none: &[],
            weight: 0.9,
            printed_by: "rustc, asked by cargo 1.18 and later",
            source: "rust-lang/rust compiler/rustc_session/src/options.rs, build_options; by experiment with rustc 1.96",
        },
        Symptom {
            all: &[r"error: (unknown (codegen|unstable|debugging) option: `|incorrect value `[^`]*` for (codegen|unstable|debugging) option `)"],
            none: &[],
            weight: 0.7,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_session/src/options.rs, build_options",
        },
        Symptom {
            all: &[r"error: (`-C ?[\w-]+=[^`]+` is unstable on this platform|options `-C [^`]+` and `-C [^`]+` are incompatible)"],
            none: &[],
            weight: 0.85,
            printed_by: "rustc 1.45 and later",
            source: "rust-lang/rust compiler/rustc_session/src/session.rs, validate_commandline_args_with_session_available; src/config.rs, build_session_options",
        },
        // Which tool got which option mostly says more: those causes are surer than this one.
        Symptom {
            all: &[
                r"(^|[\s/-])(ld|ld\.\w+|rust-lld|mold|wild)(\.exe)?: (error: |fatal: )?(unrecogni[sz]ed option(\(s\))?|unknown argument|unknown command line option|unknown options?):? ",
                r"linking with [`'][^`']+[`'] failed",
            ],
            none: &[],
            weight: 0.45,
            printed_by: "GNU ld, lld, mold, wild, ld64",
            source: "binutils-gdb ld/lexsup.c, parse_args; llvm-project lld/ELF/DriverUtils.cpp; rui314/mold src/cmdline.cc; davidlattimore/wild libwild/src/args/elf.rs; apple-oss-distributions/ld64 src/ld/Options.cpp",
        },
        Symptom {
            all: &[
                r"(^|[\s/-])(cc|gcc|g\+\+|clang|clang\+\+)(-[\d.]+)?(\.exe)?: error: (unrecognized command[- ]line option|unknown argument:?|unsupported option) ",
                r"linking with [`'][^`']+[`'] failed",
            ],
            // what rustc itself gives to a linker proper: the driver is taken for one
            none: &[r"(unrecognized command[- ]line option|unknown argument:?) [\x22'‘](--as-needed|--eh-frame-hdr|--gc-sections)"],
            weight: 0.45,
            printed_by: "gcc and clang as linkers",
            source: "gcc gcc/opts-common.cc, cmdline_handle_error; llvm-project clang/include/clang/Basic/DiagnosticDriverKinds.td",
        },
    ],
    live: Live::LogOnly("only the tool that gets an option says whether it knows it, and the proof asks it"),
};
