//! `-Clinker-plugin-lto` hands the linker LLVM's bitcode, and this linker cannot read it.

use crate::{Check, Live, Symptom, Topic, check::Severity};

pub static CHECK: Check = Check {
    id: "linker-cannot-read-bitcode",
    topic: Topic::Linker,
    title: "the linker cannot read the bitcode that rustc leaves to it",
    severity: Severity::Failure,
    docs: "\
## What is wrong
With `-Clinker-plugin-lto` rustc's objects are not machine code but LLVM's bitcode, which the linker is to optimise and \
compile. The linker that runs is one without LLVM (GNU ld without its plug-in, gold, mold), or one whose LLVM is older \
than rustc's.
## Why it breaks the build
GNU ld says `file not recognized: file format not recognized` of rustc's own object, or `bad -plugin-opt option`. An older \
LLVM says what it cannot read, and which versions wrote and read it: `Producer: 'LLVM22.1' Reader: 'LLVM 14.0'`. Every \
program fails, build scripts included.
## What to do
Take the option out; or link with LLVM's linker, of a version no older than rustc's (`rustc -vV` names its LLVM): \
`-Clinker=clang -Clink-arg=-fuse-ld=lld -Clinker-plugin-lto`. rustup's `rust-lld` is of rustc's own version.
## Sources
The rustc book, *Linker-plugin-based LTO*, with its table of versions; rustc's \
`compiler/rustc_codegen_ssa/src/back/linker.rs` (`push_linker_plugin_lto_args`).",
    links: &["https://doc.rust-lang.org/rustc/linker-plugin-lto.html"],
    symptoms: &[
        Symptom {
            all: &[r": plugin needed to handle lto object"],
            none: &[],
            weight: 0.85,
            printed_by: "GNU ld, ar and nm",
            source: "binutils-gdb bfd/elflink.c, bfd/linker.c, bfd/archive.c",
        },
        Symptom {
            all: &[r"\.(rcgu\.)?o: file not recognized: [Ff]ile format not recognized", r"-plugin-opt=|linker-plugin-lto"],
            none: &[],
            weight: 0.9,
            printed_by: "GNU ld",
            source: "binutils-gdb ld/ldfile.c and bfd/bfd.c; by experiment with rustc 1.96, gcc 12 and ld 2.40",
        },
        Symptom {
            all: &[r"ld(\.\w+)?: bad -plugin-opt option"],
            none: &[],
            weight: 0.9,
            printed_by: "GNU ld behind clang, which gives it no plug-in",
            source: "binutils-gdb ld/lexsup.c, OPTION_PLUGIN_OPT; by experiment with clang 14 and ld 2.40",
        },
        Symptom {
            all: &[r"\(Producer: '[^']*' Reader: '[^']*'\)"],
            none: &[],
            weight: 0.9,
            printed_by: "lld, ld64 and whatever reads bitcode with an LLVM before the writer's",
            source: "llvm-project llvm/lib/Bitcode/Reader/BitcodeReader.cpp, BitcodeReader::error; by experiment with lld 14",
        },
        Symptom {
            all: &[r"(^|[\s:])ld: could not parse bitcode object file "],
            none: &[],
            weight: 0.85,
            printed_by: "Apple's ld64 and ld-prime",
            source: "apple-oss-distributions/ld64 src/ld/parsers/lto_file.cpp",
        },
        Symptom {
            all: &[r"contains [\w -]+, but (the )?linker[ -]plugin |LTO inputs were detected"],
            none: &[],
            weight: 0.85,
            printed_by: "wild",
            source: "davidlattimore/wild libwild/src/input_data.rs, libwild/src/linker_plugins.rs and libwild/src/symbol_db.rs",
        },
    ],
    live: Live::LogOnly("only the link shows which LLVM, if any, its linker has"),
};
