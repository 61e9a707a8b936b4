//! std starts threads by a C library that has none.

use crate::{Check, Live, Symptom, Topic, check::Severity};

pub static CHECK: Check = Check {
    id: "libc-has-no-threads",
    topic: Topic::Wasm,
    title: "the target's std starts threads by a C library that has none",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The standard library for WASI was built for a C library with POSIX threads, and the one that is linked has none. \
rust-lang.org's std for `wasm32-wasip1` has a C library of its own and starts no thread; a distribution's, or one that was \
built with other files of wasi-libc than those that are here now, may ask for more.
## Why it breaks the build
A program that starts no thread is linked: the linker takes out what nobody calls. With the first `thread::spawn`, or a \
crate that has one (rayon), `pthread_create` and its like are undefined symbols in `libstd-*.rlib`.
## What to do
Build with a toolchain of rustup's (`rustup target add wasm32-wasip1`), whose std refuses to start threads when the program \
runs; or for `wasm32-wasip1-threads`, which has them. A project that works without leaves them out for WASI: by a `cfg` \
on `target_os`, with rayon as a dependency below `[target.'cfg(not(target_os = \"wasi\"))'.dependencies]`.
## Sources
rust-lang/rust `library/std/src/sys/thread/mod.rs` (which systems have `unix.rs`); wasi-libc `Makefile`, \
`THREAD_MODEL`; an experiment with Debian's rustc 1.96 and its wasi-libc.",
    links: &["https://doc.rust-lang.org/rustc/platform-support/wasm32-wasip1-threads.html"],
    symptoms: &[Symptom {
        all: &[r"(rust-lld|wasm-ld)(-[\d.]+)?(\.exe)?: error: .*libstd-[0-9a-f]+\.rlib\(.*\): undefined symbol: pthread_(create|join|detach|attr_\w+)"],
        none: &[],
        weight: 0.9,
        printed_by: "wasm-ld",
        source: "llvm-project lld/wasm/Relocations.cpp, reportUndefined; library/std/src/sys/thread/unix.rs",
    }],
    live: Live::LogOnly("which functions a C library has is seen by the linker alone, and the proof asks it where the project starts threads"),
};
