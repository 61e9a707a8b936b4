//! C code calls helper functions of its compiler that the link does not have.

use crate::{Check, Live, Symptom, Topic, check::Severity};

pub static CHECK: Check = Check {
    id: "missing-compiler-rt-builtins",
    topic: Topic::Linker,
    title: "helper functions of the C compiler are not linked",
    severity: Severity::Failure,
    docs: "\
## What is wrong
Compilers turn what a processor cannot do, like 128-bit floats or wide divisions, into calls of helper functions: \
`__extenddftf2`, `__divti3`, `__addtf3`. They live in libgcc or in compiler-rt's builtins, and this link has neither.
## Why it breaks the build
rustc links with `-nodefaultlibs` and brings builtins for what Rust code needs; C and C++ code of a dependency can need \
more, and ends in undefined symbols.
## What to do
Link the C compiler's own runtime: in a build script `println!(\"cargo::rustc-link-lib=static=gcc\")` for gcc, or the file \
that `clang --target=TRIPLE --rtlib=compiler-rt -print-libgcc-file-name` prints. For Android that is \
`libclang_rt.builtins-<arch>-android.a` in the NDK.
## Sources
gcc's *GCC Internals*, \"The GCC low-level runtime library\"; rust-lang/rust#109717; rust-lang/compiler-builtins, README.",
    links: &[
        "https://gcc.gnu.org/onlinedocs/gccint/Libgcc.html",
        "https://github.com/rust-lang/compiler-builtins",
    ],
    symptoms: &[
        Symptom {
            all: &[r"(cannot open|no such file or directory:) [\x22']?[^\s\x22']*[/\\](lib)?clang_rt\.builtins[\w.-]*\.(a|lib)"],
            none: &[r"wasm|wasi"],
            weight: 0.85,
            printed_by: "clang with lld",
            source: "llvm-project clang/lib/Driver/ToolChain.cpp, getCompilerRT; lld/ELF/Driver.cpp",
        },
        Symptom {
            all: &[concat!(
                r"undefined (symbol|reference)s?:? .{0,20}?\b_{2,3}",
                r"(extend[sdh]f[sdt]f2|trunc[tdsx]f[hsd]f2|(add|sub|mul|div|neg)[tx]f[23c]*|(eq|ne|lt|le|gt|ge|unord|cmp)tf2|",
                r"fix(uns)?[tx]f[sdt]i|float(un)?[sdt]i[tx]f|(u?div|u?mod|mul|u?divmod)[td]i[34]|ashlti3|ashrti3|lshrti3|",
                r"mulodi4|muloti4|powi[sdt]f2|popcount[sdt]i2|clear_cache)\b"
            )],
            none: &[],
            weight: 0.9,
            printed_by: "GNU ld 2, lld 6 and later, ld64",
            source: "llvm-project lld/ELF/Relocations.cpp; the names are those of gcc's libgcc and compiler-rt",
        },
        Symptom {
            all: &[r"undefined (symbol|reference)s?:? .{0,20}?__aarch64_(ldadd|ldclr|ldeor|ldset|swp|cas)\d+_(acq|rel|acq_rel|relax)"],
            none: &[],
            weight: 0.8,
            printed_by: "GNU ld 2, lld 6 and later",
            source: "gcc 10 release notes, -moutline-atomics; the helpers are in its libgcc",
        },
        Symptom {
            all: &[r#"(?i)(undefined|unresolved).*[`'"\s_](__(extenddftf2|extendsftf2|extendhfsf2|truncdfhf2|truncsfhf2|trunctfdf2|trunctfsf2|addtf3|subtf3|multf3|divtf3|eqtf2|netf2|getf2|gttf2|letf2|lttf2|unordtf2|floatsitf|floatunsitf|floatditf|floatunditf|fixtfsi|fixtfdi|fixunstfsi|fixunstfdi|powitf2|udivti3|umodti3|divti3|modti3|muloti4|mulodi4|multi3|udivdi3|umoddi3|divdi3|moddi3|ashlti3|lshrti3|popcountdi2|popcountsi2|clear_cache|cpu_model|cpu_indicator_init|gnu_f2h_ieee|gnu_h2f_ieee|muldc3|mulsc3|divdc3|divsc3|isPlatformVersionAtLeast|isOSVersionAtLeast|aarch64_(ldadd|ldclr|ldeor|ldset|swp|cas)\d+_\w+|aeabi_(memcpy|memset|memmove|memclr|uldivmod|ldivmod|idiv|uidiv|d2f|f2d|l2d)\w*))\b"#],
            none: &[],
            weight: 0.9,
            printed_by: "any linker",
            source: "llvm-project compiler-rt/lib/builtins: names of its functions",
        },
        Symptom {
            all: &[r#""___(isPlatformVersionAtLeast|isOSVersionAtLeast|extendhfsf2|truncsfhf2|udivti3|umodti3|divti3|muloti4)", referenced from"#],
            none: &[],
            weight: 0.85,
            printed_by: "a linker that names the symbol on the next line",
            source: "Apple's ld: Undefined symbols for architecture",
        },
        Symptom {
            all: &[r"(?i)(undefined|unresolved)[^`'\x22]{0,40}[`'\s\x22]?_{2,3}(atomic_(load|store|exchange|compare_exchange|fetch_\w+|add_fetch|is_lock_free)|sync_(fetch_and_\w+|val_compare_and_swap|bool_compare_and_swap|lock_test_and_set|synchronize|\w+_and_fetch))(_(1|2|4|8|16))?\b"],
            none: &[],
            weight: 0.7,
            printed_by: "any linker, where the processor has no such instruction",
            source: "gcc libatomic/libatomic.map; llvm-project compiler-rt/lib/builtins/atomic.c and arm/sync-ops.h",
        },
        Symptom {
            all: &[r"(?i)(undefined|unresolved)[^`'\x22]{0,40}[`'\s\x22]?_{2,3}gcc_personality_(v0|sj0|seh0)\b"],
            none: &[r"mingw|-w64-"],
            weight: 0.7,
            printed_by: "any linker",
            source: "llvm-project compiler-rt/lib/builtins/gcc_personality_v0.c; gcc libgcc/unwind-c.c",
        },
        Symptom {
            all: &[r"(?i)(undefined|unresolved)[^`'\x22]{0,40}[`'\s\x22:]_{2,3}((u?div|u?mod|u?divmod|mul|ashl|ashr|lshr|neg|cmp|ucmp|bswap|clz|ctz|ffs|popcount|parity)[sdt]i[234]|(add|sub|mul|div|neg|cmp|eq|ne|lt|le|gt|ge|unord|pow|abs|mulc|divc)[hsdtx]f[23]|float(un)?[sdt]i[hsdtxb]f|fix(uns)?[hsdtx]f[sdt]i|(extend|trunc)[bhsdtx]f[bhsdtx]f2|aeabi_[a-z]+\w*|aarch64_have_lse_atomics|riscv_(save|restore)_\d+|emutls_get_address)\b"],
            none: &[r"mingw|-w64-", r"__aeabi_unwind_cpp_pr"],
            weight: 0.8,
            printed_by: "GNU ld, lld, link.exe and mold, of what the compiler calls for operations that the machine has no instruction for",
            source: "llvm-project compiler-rt/lib/builtins/README.txt; GCC Internals, libgcc's routines",
        },
        Symptom {
            all: &[r"cannot locate symbol \x22?__(extend|trunc|aarch64_|u?div|u?mod|mul|fix|float|add|sub)\w+\x22? referenced by"],
            none: &[],
            weight: 0.93,
            printed_by: "Android's loader, of a library that was linked without them",
            source: "aosp-mirror/platform_bionic linker/linker.cpp, soinfo::relocate",
        },
        Symptom {
            all: &[r"(cannot find|cannot open|file not found:|library not found for -l|library ')\s*\S*(lib)?clang_rt\.[\w.-]+"],
            none: &[],
            weight: 0.9,
            printed_by: "GNU ld, lld, ld64",
            source: "binutils-gdb ld/ldlang.c; llvm-project lld/ELF/Driver.cpp; apple-oss-distributions/ld64",
        },
    ],
    live: Live::LogOnly("which helpers the C code of a dependency calls is known only when it is compiled"),
};
