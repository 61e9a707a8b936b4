//! The proof failed, and no known cause matches what was printed.

use crate::{Check, Live, Symptom, Topic, check::Severity};

pub static CHECK: Check = Check {
    id: "unexplained-link-failure",
    topic: Topic::Linker,
    title: "the build fails for a reason that is not known here",
    severity: Severity::Failure,
    docs: "\
## What is wrong
cargo's build of a tiny package that mirrors the project fails for this target, and neither a check nor the text of the \
failure names the cause.
## Why it breaks the build
The package holds next to nothing: what stops it stops the project's own build too.
## What to do
Read the output from its end: the line before `linker command failed` or `collect2: error` is the linker's own. \
`cargo build -v` prints the compiler's command, and `cargo rustc -- --print link-args` the linker's. Please report the \
output, so that the cause gets a name.
## Sources
rustc's `compiler/rustc_codegen_ssa/src/back/link.rs` prints the linker's output as a note below its own error.",
    links: &["https://doc.rust-lang.org/rustc/codegen-options/index.html#linker"],
    symptoms: &[Symptom {
        all: &[r"^error: linking with .+ failed: "],
        none: &[],
        // Anything else that matches is a better answer.
        weight: 0.01,
        printed_by: "rustc 1.0 and later",
        source: "rust-lang/rust compiler/rustc_codegen_ssa/src/errors.rs, LinkingFailed",
    }],
    live: Live::LogOnly("the failure of the proof is what shows it"),
};
