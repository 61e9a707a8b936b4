//! C that needs a C library, compiled for a target that has none.

use xdoctor_fixes::{Applicability, Change, Fix, Scope};

use super::compiler::{Backend, Compiler, LibcHeader};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::{libc_users::LibcUser, project::Project},
    proof::HostedC,
    targets::Family,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "c-dependency-on-wasm-unknown",
    topic: Topic::Wasm,
    title: "C code needs a C library, and the target has none",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A crate of the build compiles C that includes headers of a C library (`stdio.h`, `stdlib.h`, `string.h`), for \
`wasm32-unknown-unknown` or `wasm32v1-none`. These targets have no operating system and no C library, and no SDK brings \
one: typical are SQLite, OpenSSL, libgit2, curl, zlib and RocksDB.
## Why it breaks the build
`fatal error: 'stdio.h' file not found`. Borrowed headers get through the compiler and leave undefined symbols, or imports \
named `env` that no browser provides.
## What to do
Do without that crate on the web: by a feature, by `[target.'cfg(not(target_family = \"wasm\"))'.dependencies]`, or by a \
crate in pure Rust (rustls with a provider for WebAssembly, miniz_oxide, gix). Where the program runs under WASI, build \
for `wasm32-wasip1`, for which wasi-sdk has a C library; for the browser with C, there is `wasm32-unknown-emscripten`.
## Sources
The rustc book, *Platform Support*, `wasm32-unknown-unknown`; clang `lib/Driver/ToolChains/WebAssembly.cpp`, which adds no \
system directories where the system is unknown.",
    links: &["https://doc.rust-lang.org/rustc/platform-support/wasm32-unknown-unknown.html"],
    symptoms: &[
        Symptom {
            all: &[r"(rust-lld|wasm-ld)(\.exe)?: error: unable to find library -l(stdc\+\+|c\+\+|c\+\+abi|c|m|pthread)\s*$"],
            none: &[],
            weight: 0.33,
            printed_by: "wasm-ld",
            source: "llvm-project lld/wasm/Driver.cpp, searchLibrary",
        },
        Symptom {
            all: &[r"fatal error: '?(stdio|stdlib|string|errno|assert|math|time|unistd|ctype|fcntl|signal|wchar|locale|setjmp|inttypes|pthread|sys/[a-z_]+)\.h'?( file not found|: No such file)", r"wasm(32|64)-unknown-unknown|wasm32v1-none"],
            none: &[r"wasm32-wasi", r"/usr/(local/)?include/[^\s:]+:\d+:\d+: (fatal )?error:"],
            weight: 0.95,
            printed_by: "clang, every version",
            source: "llvm-project clang/include/clang/Basic/DiagnosticLexKinds.td, err_pp_file_not_found",
        },
        Symptom {
            all: &[r"failed to run custom build command for `(libsqlite3-sys|openssl-sys|openssl-src|libz-sys|bzip2-sys|lzma-sys|zstd-sys|lz4-sys|libgit2-sys|libssh2-sys|curl-sys|librocksdb-sys|rdkafka-sys|tikv-jemalloc-sys|jemalloc-sys|libmimalloc-sys|ring|aws-lc-sys|blst|onig_sys|freetype-sys|mozjpeg-sys) v", r#"TARGET = Some\("?wasm(32|64)-unknown-unknown"#],
            none: &[r"No available targets are compatible", r"(?i)failed to find tool"],
            weight: 0.6,
            printed_by: "cargo, with what the crate cc tells of its environment",
            source: "rust-lang/cargo src/compiler/custom_build.rs; rust-lang/cc-rs src/lib.rs, getenv",
        },
        Symptom {
            all: &[r"(?i)cannot resolve module [`'\x22]?env[`'\x22]?|Failed to resolve (module specifier |import )?[`'\x22]env[`'\x22]|can't resolve 'env'|could not resolve \x22env\x22|module is not an object or function[^\n]*\benv\b|Import #\d+ (module=)?\x22env\x22|Imports argument must be present[^\n]*env|unknown import: `env::"],
            none: &[],
            weight: 0.45,
            printed_by: "bundlers, engines and wasmtime that load a module with imports of C functions",
            source: "the WebAssembly JavaScript interface; v8 src/wasm/module-instantiate.cc; by experiment with node 20",
        },
        Symptom {
            all: &[r"'(stdio|stdlib|string|strings|assert|math|errno|ctype|time|unistd|inttypes|stdint|sys/\w+|pthread|signal|memory|wchar|setjmp|fcntl|cstdlib|cstring|cstdint|cstddef|string\.h|vector|iostream|algorithm|limits|locale)(\.h)?' file not found", r"wasm32-unknown-unknown|wasm32v1-none|wasm32-unknown-none"],
            none: &[r"wasi-sysroot|wasm32-wasi"],
            weight: 0.87,
            printed_by: "clang for wasm32-unknown-unknown",
            source: "rust-lang/rust: this target has no libc",
        },
        Symptom {
            all: &[r#"(import|resolve module specifier|module) .{0,20}[`'"]env[`'"]|undefined symbol: (malloc|free|memcpy|strlen|printf|abort|fopen|__cxa_\w+|_Zn\w+|calloc|realloc|fprintf|stderr)\b"#, r"wasm32-unknown-unknown|wasm-bindgen|wasm-ld|\.wasm"],
            none: &[],
            weight: 0.75,
            printed_by: "wasm-ld, wasm-bindgen and browsers",
            source: "llvm-project lld/wasm: imports of the C library under `env`",
        },
        Symptom {
            all: &[r"fatal error: '(stdio|stdlib|string|assert|math|errno|ctype|time|unistd|inttypes)\.h' file not found"],
            none: &[],
            weight: 0.33,
            printed_by: "clang, with nothing said of the target",
            source: "headers of the C library",
        },
        Symptom {
            all: &[r"failed to run custom build command for `([\w-]+-(sys|src)|ring|blst|psm|onig_sys|tree-sitter[\w-]*) v"],
            none: &[r"No available targets are compatible", r"(?i)failed to find tool|not installed\?|command not found", r"GLIBC(XX)?_[\d.]+' not found", r"[Uu]nable to find libclang", r"pkg-config"],
            weight: 0.04,
            printed_by: "cargo, of a crate that builds a C library; the target alone decides",
            source: "rust-lang/cargo src/cargo/core/compiler/custom_build.rs",
        },
        Symptom {
            all: &[r"fatal error: '(cstdint|cstddef|cstdlib|cstring|vector|iostream|string|algorithm|memory|type_traits|stdint\.h|wchar\.h|limits\.h|pthread\.h|sys/\w+\.h)' file not found"],
            none: &[],
            weight: 0.04,
            printed_by: "clang, of any header of a C or C++ library; the target alone decides",
            source: "llvm-project clang/include/clang/Basic/DiagnosticLexKinds.td, err_pp_file_not_found",
        },
        Symptom {
            all: &[r"Cannot (resolve dependency|find (package|module)) 'env'|import \* as \w+ from 'env'|'env' is imported by \S+, but could not be resolved|import object field '(malloc|free|memcpy|strlen|printf|abort|calloc|realloc|\w*alloc\w*)' is not a Function"],
            none: &[],
            weight: 0.75,
            printed_by: "parcel, Node.js, wasm-bindgen's output, rollup, Firefox",
            source: "nodejs/node lib/internal/modules/esm/resolve.js; rollup src/utils/logs.ts; the WebAssembly JavaScript interface",
        },
    ],
    live: Live::Target(check),
};

/// Crates that compile C which no configuration of theirs gets by without a C library. Others have a version or a feature
/// for this target.
const NEED_LIBC: [&str; 10] = [
    "curl-sys",
    "libgit2-sys",
    "libmimalloc-sys",
    "libssh2-sys",
    "librocksdb-sys",
    "lzma-sys",
    "openssl-src",
    "rdkafka-sys",
    "tikv-jemalloc-sys",
    "jemalloc-sys",
];

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let (hosted, user) = (cx.fact::<HostedC>(wanted.triple.clone()), cx.fact::<LibcUser>(wanted.triple.clone()));
    let Some(compiler) = Compiler::of(wanted, cx)? else { return Ok(Outcome::NotApplicable) };
    // Emscripten's and zig's compilers bring a C library of their own.
    if compiler.family != Family::Wasm || compiler.backend(cx)? != Backend::Wasm {
        return Ok(Outcome::NotApplicable);
    }
    let (hosted, user) = (hosted?, user?);
    let why = "the target has no operating system and no C library";
    if let Some(include) = &hosted.0 {
        if !matches!(compiler.libc_header(cx)?, LibcHeader::Absent) {
            return Ok(Outcome::Pass("the compiler is given the headers of a C library".to_owned()));
        }
        let name = include.file.file_name().unwrap_or_default();
        let message = format!("`{name}` includes `{}`, and `{}` has no C library", include.header, wanted.triple);
        let text = format!("#include <{}>", include.header);
        let evidence = Evidence::File { file: include.file.clone(), line: Some(include.line), text };
        return Ok(Finding::new(message, why).evidence([evidence]).fix([fix(wanted, name)]).into());
    }
    if let Some(name) = user.told() {
        if !matches!(compiler.libc_header(cx)?, LibcHeader::Absent) {
            return Ok(Outcome::Pass("the compiler is given the headers of a C library".to_owned()));
        }
        let message = format!("`{name}` compiles C that needs a C library, and `{}` has none", wanted.triple);
        // The proof compiles C that needs none.
        let finding = Finding::new(message, why).evidence(user.evidence(cx)?).fix([fix(wanted, &name)]);
        return Ok(finding.conclusive().into());
    }
    let Some(name) = locked(cx)? else {
        return Ok(Outcome::Pass("no C that is known to need a C library".to_owned()));
    };
    // The lock file has what other targets need, too.
    let message = format!("`{name}` compiles C that needs a C library, and `{}` has none", wanted.triple);
    Ok(Finding::new(message, why).fix([fix(wanted, name)]).warning().into())
}

/// The first of the crates above that the build may need.
fn locked(cx: &Cx<'_>) -> Result<Option<&'static str>, Pause> {
    let Some(project) = Project::here(cx)? else { return Ok(None) };
    let Some(lock) = &project.lock else { return Ok(None) };
    let roots: Vec<_> = project.built().map(|package| package.name.as_str()).collect();
    let reached = lock.reachable(&roots, |_, _| false);
    Ok(NEED_LIBC.into_iter().find(|name| reached.iter().any(|package| package.name == *name)))
}

fn fix(wanted: &Wanted, what: &str) -> Fix {
    let steps = vec![
        format!(
            "leave `{what}` out on the web: by a feature, or by a dependency table for `cfg(not(target_family = \"wasm\"))`"
        ),
        "or take a crate in pure Rust in its place".to_owned(),
        "or build for `wasm32-wasip1` with wasi-sdk, where the program is not for browsers".to_owned(),
    ];
    Fix {
        id: format!("{}/{}", CHECK.id, wanted.triple),
        title: format!("do without `{what}` for `{}`", wanted.triple),
        change: Change::Manual { steps },
        applicability: Applicability::Manual,
        scope: Scope::Project,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        testing::Fake,
        wasm::scene::{UNKNOWN, WASI, builds, clang, compiles_c},
    };

    const OWN: &str = "/usr/lib/llvm-14/lib/clang/14.0.6/include";

    fn hosted(target: &str) -> Fake {
        clang(compiles_c(), "/usr/bin/clang", target, &[OWN])
            .file("/p/part/part.c", "#include <stdint.h>\n#include <stdio.h>\nvoid part(void) { puts(\"\"); }\n")
    }

    #[test]
    fn fires_for_the_projects_own_c_and_names_the_line() {
        let Ok(Outcome::Found(finding)) = hosted(UNKNOWN).judge(&CHECK, UNKNOWN) else { panic!("did not fire") };
        assert_eq!(finding.message, "`part.c` includes `stdio.h`, and `wasm32-unknown-unknown` has no C library");
        let file = crate::testing::path("/p/part/part.c");
        assert_eq!(finding.evidence, [Evidence::File { file, line: Some(2), text: "#include <stdio.h>".into() }]);
    }

    #[test]
    fn a_crate_that_cargo_builds_stops_it() {
        let clang = || clang(compiles_c(), "/usr/bin/clang", UNKNOWN, &[OWN]);
        let git = builds(clang(), "libgit2-sys", "0.18.8", &[], UNKNOWN);
        let Ok(Outcome::Found(finding)) = git.judge(&CHECK, UNKNOWN) else { panic!("did not fire") };
        let expected = "`libgit2-sys 0.18.8` compiles C that needs a C library, and `wasm32-unknown-unknown` has none";
        assert!(finding.message == expected && finding.conclusive && !finding.warning, "{}", finding.message);
        let is_found = |name, version, features: &[&str]| {
            let fake = builds(clang(), name, version, features, UNKNOWN);
            matches!(fake.judge(&CHECK, UNKNOWN), Ok(Outcome::Found(finding)) if finding.conclusive)
        };
        assert!(is_found("libsqlite3-sys", "0.35.0", &["bundled"]));
        // With what the system has, and since another crate brings it.
        assert!(!is_found("libsqlite3-sys", "0.35.0", &[]) && !is_found("libsqlite3-sys", "0.36.0", &["bundled"]));
        assert!(!is_found("libz-sys", "1.1.31", &[]));
    }

    #[test]
    fn warns_of_a_crate_of_the_lock_file() {
        let lock = "[[package]]\nname = \"p\"\nversion = \"0.1.0\"\ndependencies = [\"part\", \"libgit2-sys\"]\n\
                    [[package]]\nname = \"part\"\nversion = \"0.1.0\"\ndependencies = [\"cc\"]\n\
                    [[package]]\nname = \"cc\"\nversion = \"1.2.0\"\nsource = \"x\"\n\
                    [[package]]\nname = \"libgit2-sys\"\nversion = \"0.18.0\"\nsource = \"x\"\ndependencies = [\"cc\"]\n";
        let fake = clang(compiles_c(), "/usr/bin/clang", UNKNOWN, &[OWN]).file("/p/Cargo.lock", lock);
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, UNKNOWN) else { panic!("did not fire") };
        assert!(finding.warning);
    }

    #[test]
    fn freestanding_c_and_wasi_pass() {
        let fake = clang(compiles_c(), "/usr/bin/clang", UNKNOWN, &[OWN]);
        let passed = Outcome::Pass("no C that is known to need a C library".into());
        assert_eq!(fake.judge(&CHECK, UNKNOWN), Ok(passed));
        assert_eq!(hosted(WASI).judge(&CHECK, WASI), Ok(Outcome::NotApplicable));
    }
}
