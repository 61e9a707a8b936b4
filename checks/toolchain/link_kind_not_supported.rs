//! The code names a library of a kind that only another system has.

use crate::{Check, Live, Symptom, Topic, check::Severity};

pub static CHECK: Check = Check {
    id: "link-kind-not-supported",
    topic: Topic::Target,
    title: "the code names a library of a kind that only another system has",
    severity: Severity::Failure,
    docs: "\
## What is wrong
`#[link(name = \"...\", kind = \"raw-dylib\")]` stands in code that is compiled for a system other than Windows, or `kind = \
\"framework\"` for one that is not Apple's.
## Why it breaks the build
rustc makes the import library of a raw-dylib itself, in the form that Windows has, and passes `-framework` to Apple's linker \
alone; elsewhere both are errors when the crate is compiled: E0455, or E0658 where the kind is an unstable feature for the \
target.
## What to do
Put the block under a condition: `cfg(windows)` or `cfg(target_vendor = \"apple\")` as an attribute above the `#[link]` of \
its `extern` block, and the same above what calls into it. A crate that is for one system alone belongs into \
`[target.'cfg(windows)'.dependencies]` of those that use it.
## Sources
rustc's `compiler/rustc_attr_parsing/src/attributes/link_attrs.rs` (before 1.91 \
`compiler/rustc_metadata/src/native_libs.rs`); The Rust Reference, *External blocks*, \"The `link` attribute\".",
    links: &["https://doc.rust-lang.org/error_codes/E0455.html"],
    symptoms: &[Symptom {
        all: &[r"link kind `(raw-dylib|framework)` is (only supported on (Windows|Apple) targets|unstable on ELF platforms)"],
        none: &[],
        weight: 0.95,
        printed_by: "rustc, since some version before 1.85",
        source: "rust-lang/rust compiler/rustc_metadata/src/native_libs.rs; by experiment with rustc 1.85 and 1.96",
    }],
    live: Live::LogOnly("what a condition takes out of the code is known to rustc, and the proof asks it for what has none"),
};
