//! The program needs a newer glibc than the machine that runs it has.

use crate::{Check, Live, Symptom, Topic, check::Severity};

pub static CHECK: Check = Check {
    id: "glibc-too-old-on-run-host",
    topic: Topic::RunTime,
    title: "the machine that runs the program has an older glibc",
    severity: Severity::Warning,
    docs: "\
## What is wrong
A program linked against glibc asks for the symbol versions of the glibc it was linked with, not of the oldest that would \
do. The machine that runs it (an older distribution, a slim container, a lambda) has an older one.
## Why it breaks the build
The build passes; the program does not start: ``/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by \
./app)``. rust-std itself asks for 2.17 only; the rest comes from the libc of the machine that linked.
## What to do
Link against an older glibc: build in a container of the oldest distribution you ship to, name the floor to zig \
(`cargo zigbuild --target x86_64-unknown-linux-gnu.2.17`), or use a sysroot of that age. Or have no glibc at all: \
`x86_64-unknown-linux-musl` is static.
## Sources
glibc `elf/dl-version.c` (`match_symbol`); rust-lang/rust's *Platform Support* (glibc floors); cargo-zigbuild's README.",
    links: &["https://doc.rust-lang.org/rustc/platform-support.html", "https://github.com/rust-cross/cargo-zigbuild"],
    symptoms: &[
        Symptom {
            all: &[r"(^|[\s/])(cargo|rustc): /\S+: version [`']GLIBC(XX)?_[\d.]+' not found \(required by \S*[/~](rustc|cargo|lib(rustc|std|LLVM|test)\S*)\)"],
            none: &[r"(?i)\bcross\b|docker|podman|container|/rust/lib"],
            weight: 0.86,
            printed_by: "glibc's loader, for a toolchain that was unpacked by hand",
            source: "glibc elf/dl-version.c",
        },
        Symptom {
            all: &[r"relocation error: .*symbol \w+, version (GLIBC|GLIBCXX|CXXABI|GCC)_[\w.]+ not defined in file \S+ with link time reference"],
            none: &[r"build-script", r"/deps/lib\w+-[0-9a-f]{16}\.so"],
            weight: 0.85,
            printed_by: "glibc's ld.so",
            source: "glibc elf/dl-lookup.c, _dl_lookup_symbol_x: undefined_msg of a versioned symbol",
        },
        Symptom {
            all: &[r"version [`']GLIBC_[\d.]+' not found \(required by "],
            none: &[r"build[-_]script[-_](build|main)", r"required by [^)]*(/deps/lib\w+-[0-9a-f]{16}\.so|rustc|cargo|/\.rustup/|/toolchain)"],
            weight: 0.92,
            printed_by: "glibc 2.1 and later",
            source: "glibc elf/dl-version.c, match_symbol",
        },
        Symptom {
            all: &[r"version [`'](GLIBCXX|CXXABI|GCC)_[\d.]+' not found \(required by "],
            none: &[r"build[-_]script[-_](build|main)", r"required by [^)]*/(rustc|cargo)\)"],
            weight: 0.7,
            printed_by: "glibc 2.1 and later",
            source: "glibc elf/dl-version.c, match_symbol",
        },
        Symptom {
            all: &[r"symbol lookup error: .*undefined symbol: \w+, version GLIBC_[\d.]+"],
            none: &[],
            weight: 0.82,
            printed_by: "glibc's loader",
            source: "glibc elf/dl-lookup.c",
        },
        Symptom {
            all: &[r"version [`'‘]?(GLIBC|GLIBCXX|CXXABI)_[\w.]+['’]? not found|(GLIBC|GLIBCXX)_[\d.]+['’`]? (not found|is required|required)|[Rr]equires (glibc|GLIBC).{0,4}\d+\.\d+"],
            none: &[r"build-script", r"/deps/lib\S+\.so", r"required by (cargo|rustc|/rust/|\S*librustc)"],
            weight: 0.86,
            printed_by: "glibc's loader",
            source: "glibc elf/dl-version.c",
        },
        Symptom {
            all: &[r"because of the presence of too-recent versioned symbols|offending versions: GLIBC_"],
            none: &[],
            weight: 0.85,
            printed_by: "maturin, auditwheel",
            source: "PyO3/maturin src/auditwheel/linux.rs, AuditWheelError; pypa/auditwheel src/auditwheel/main_repair.py",
        },
        Symptom {
            all: &[r"(?i)\bglibc\b.{0,40}(too old|older than|not found|is required|or\s(newer|later)|mismatch|incompatible)|(requires|needs)\s(at\sleast\s)?glibc"],
            none: &[r"build-script", r"required by (cargo|rustc|/rust/|\S*librustc)"],
            weight: 0.35,
            printed_by: "installers and loaders that compare versions",
            source: "the thing's name beside any wording of its absence: what other symptoms know is surer",
        },
        Symptom {
            all: &[r"undefined (symbol|reference)s?:? .{0,4}__isoc23_\w+"],
            none: &[r"musl"],
            weight: 0.4,
            printed_by: "GNU ld 2, lld 6 and later, given a library that was made with glibc 2.38",
            source: "glibc include/stdlib.h, __isoc23_strtol since 2.38",
        },
        Symptom {
            all: &[r"FATAL: kernel too old"],
            none: &[],
            weight: 0.4,
            printed_by: "glibc, of a kernel older than it was built for",
            source: "glibc sysdeps/unix/sysv/linux/dl-sysdep.c, DL_SYSDEP_OSCHECK",
        },
        Symptom {
            all: &[r"Inconsistency detected by ld\.so: "],
            none: &[],
            weight: 0.3,
            printed_by: "glibc's loader, of libraries of two versions of glibc",
            source: "glibc assert/assert.c in the loader, elf/dl-minimal.c",
        },
        Symptom {
            all: &[r"version FBSD_[\d.]+ required by \S+ not (defined|found)"],
            none: &[],
            weight: 0.7,
            printed_by: "FreeBSD's loader, of its own C library",
            source: "freebsd libexec/rtld-elf/rtld.c, check_object_provided_version",
        },
    ],
    live: Live::LogOnly("only the machine that runs the program knows its glibc"),
};
