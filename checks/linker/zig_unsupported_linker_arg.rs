//! `zig cc` rejects an option that rustc or a wrapper passes.

use crate::{Check, Live, Symptom, Topic, check::Severity};

pub static CHECK: Check = Check {
    id: "zig-unsupported-linker-arg",
    topic: Topic::Linker,
    title: "`zig cc` rejects a linker option",
    severity: Severity::Failure,
    docs: "\
## What is wrong
zig's own linker takes a part of GNU ld's options. rustc passes others, and each version of zig knows a different set: a \
bare `zig cc`, or a `cargo zigbuild` older than the zig beside it, passes on what this zig rejects.
## Why it breaks the build
zig stops with `unsupported linker arg` and links nothing.
## What to do
Build with `cargo zigbuild`, whose wrapper filters the options, instead of a script around `zig cc`; update \
`cargo-zigbuild` and zig together (`cargo install --locked cargo-zigbuild`, `pip install -U ziglang`).
## Sources
ziglang/zig `src/main.zig` (the parser of `-Wl,`); cargo-zigbuild's `src/zig.rs`, which lists what it filters for which \
version.",
    links: &["https://github.com/rust-cross/cargo-zigbuild", "https://github.com/ziglang/zig/issues/10050"],
    symptoms: &[
        Symptom {
            all: &[r"(error|warning): unsupported linker arg:"],
            // of a warning zig goes on
            none: &[r"error\(link\): "],
            weight: 0.95,
            printed_by: "zig 0.8 and later",
            source: "ziglang/zig src/main.zig",
        },
        Symptom {
            all: &[r"unsupported linker arg: -"],
            none: &[],
            weight: 0.9,
            printed_by: "zig 0.8 and later",
            source: "ziglang/zig src/main.zig",
        },
        Symptom {
            all: &[r"error: linking with `[^`]*zig[^`]*` failed"],
            none: &[r"undefined symbol", r"unable to find", r"error\(link\): "],
            weight: 0.5,
            printed_by: "rustc with a wrapper around `zig cc`",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_linking_failed (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"(error|warning): unsupported (linker|preprocessor) (arg|extension flag|option)|unsupported linker (arg|extension flag)"],
            none: &[],
            weight: 0.95,
            printed_by: "zig cc 0.9 and later",
            source: "ziglang/zig src/main.zig, buildOutputType: unsupported linker arguments",
        },
        Symptom {
            all: &[r"error: (unrecognized|unknown) (parameter|argument|option|command)[^\n]*['`:]", r"zigcc|zig cc|cargo[- ]zigbuild|zig-cc|[/\\]zig[/\\]"],
            none: &[r"rustc|undefined symbol"],
            weight: 0.75,
            printed_by: "zig cc",
            source: "ziglang/zig src/main.zig",
        },
    ],
    live: Live::LogOnly("which options a zig rejects shows only when it is given them: the proof's link says so"),
};
