//! The package is a kind of library that the target does not have.

use crate::{Check, Live, Symptom, Topic, check::Severity};

pub static CHECK: Check = Check {
    id: "crate-type-not-supported",
    topic: Topic::Target,
    title: "the target has no libraries of the kind that the package is",
    severity: Severity::Failure,
    docs: "\
## What is wrong
`[lib] crate-type` asks for a `cdylib`, `dylib` or `proc-macro` alone, and the target makes none: musl's targets that link \
libc statically, bare metal, and for `dylib` also wasm.
## Why it breaks the build
A shared library needs a libc that is shared as well. cargo asks rustc for the names of what it would produce, gets none, \
and stops before anything is compiled: ``cannot produce cdylib for `app` as the target ... does not support these crate \
types``. Where the package has another crate type beside it, rustc drops this one with a warning, and the library is \
missing from what was built.
## What to do
For musl: `rustflags = [\"-Ctarget-feature=-crt-static\"]` for the target, with a C compiler of musl as linker; what is \
built then needs musl's loader where it runs. Or build for the `-gnu` target. Elsewhere: `staticlib`.
## Sources
cargo's `src/compiler/build_runner/mod.rs` (`calc_outputs`); rustc's `compiler/rustc_session/src/output.rs` \
(`invalid_output_for_target`); the Rust reference, *Linkage*, static and dynamic C runtimes.",
    links: &["https://doc.rust-lang.org/reference/linkage.html#static-and-dynamic-c-runtimes"],
    symptoms: &[Symptom {
        all: &[r"cannot produce [\w, -]+ for `[^`]+` as the target `[^`]+` does not support these crate types"],
        none: &[],
        weight: 0.95,
        printed_by: "cargo 1.14 and later",
        source: "rust-lang/cargo src/cargo/core/compiler/build_context/target_info.rs, unsupported crate types; by experiment with cargo 1.96",
    }],
    live: Live::LogOnly("cargo asks rustc what it would produce before anything is built, and the proof does so"),
};
