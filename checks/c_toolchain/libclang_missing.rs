//! bindgen finds no libclang.

use xdoctor_fixes::packages::Need;

use super::judge::{asked, by_hand, confirmed};
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::{
        demands::{Demand, Want},
        worlds::Libclang,
    },
    linker::install,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "libclang-missing",
    topic: Topic::CToolchain,
    title: "libclang is not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A crate of the build generates bindings with bindgen, which loads libclang, and there is none: not where `llvm-config` \
says, not in `LD_LIBRARY_PATH`, not in the usual directories. The program `clang` alone does not bring it (on Debian it is \
`libclang-dev`), and a libclang for another processor than the host's cannot be loaded.
## Why it breaks the build
The build script stops: `Unable to find libclang: \"couldn't find any valid shared libraries matching: ...\"`. On Alpine, \
where build scripts are static programs, it is found and cannot be loaded: `Dynamic loading not supported`.
## What to do
Install it: `libclang-dev` (Debian), `clang-devel` (Fedora), `clang` (Arch), `clang-dev` (Alpine), LLVM (Windows, \
Homebrew). Where it stands in a place of its own, `LIBCLANG_PATH` names the directory. On Alpine with rustup's toolchain, \
link the build dynamically: `RUSTFLAGS=-Ctarget-feature=-crt-static`. In a Nix shell, `rustPlatform.bindgenHook`.
## Sources
clang-sys 1.8 `build/common.rs`, `build/dynamic.rs`; bindgen 0.72 `lib.rs` (`ensure_libclang_is_loaded`); musl \
`src/ldso/dlopen.c`.",
    links: &["https://rust-lang.github.io/rust-bindgen/requirements.html"],
    symptoms: &[
        Symptom {
            all: &[r"couldn't execute `llvm-config [^`]*` \((path|error)[^)]*"],
            none: &[],
            weight: 0.45,
            printed_by: "clang-sys 1.0 and later",
            source: "KyleMayes/clang-sys build/common.rs, run_command",
        },
        Symptom {
            all: &[r"could not find LLVM and Clang static libraries, set the `?LIBCLANG_STATIC_PATH`?"],
            none: &[],
            weight: 0.85,
            printed_by: "clang-sys 0.15 and later",
            source: "KyleMayes/clang-sys build/static.rs",
        },
        Symptom {
            all: &[r#"Unable to find libclang: \\?"?couldn\\?'t find any valid shared libraries matching"#],
            none: &[r"invalid: \[\("],
            weight: 0.9,
            printed_by: "bindgen 0.53 and later with clang-sys",
            source: "rust-bindgen bindgen/lib.rs; clang-sys build/dynamic.rs",
        },
        Symptom {
            all: &[r"couldn\\?'t find any valid shared libraries matching: \[.*(libclang|clang\.dll)"],
            none: &[r"invalid: \[\("],
            weight: 0.85,
            printed_by: "clang-sys 0.29 and later",
            source: "clang-sys build/dynamic.rs, search_libclang_directories",
        },
        Symptom {
            all: &[r"couldn\\?'t find any of \[?'?(libclang|clang\.dll).*LIBCLANG_PATH|couldn\\?'t find any of the following: \["],
            none: &[],
            weight: 0.8,
            printed_by: "clang-sys 0.2x",
            source: "clang-sys build.rs, find",
        },
        Symptom {
            all: &[r"libclang shared library at .* could not be opened: Dynamic loading not supported"],
            none: &[],
            weight: 0.9,
            printed_by: "clang-sys on a static musl host",
            source: "clang-sys src/link.rs; musl src/ldso/dlopen.c",
        },
        Symptom {
            all: &[r"[Uu]nable to find libclang"],
            none: &[r"invalid: \[\("],
            weight: 0.7,
            printed_by: "bindgen",
            source: "rust-bindgen bindgen/lib.rs, ensure_libclang_is_loaded",
        },
        Symptom {
            all: &[r"(error: linking with|ld(\.\w+)?: (cannot find|library not found for)|unable to find library) .*-lclang\b|LINK : fatal error LNK1181: cannot open input file 'libclang\.lib'"],
            none: &[],
            weight: 0.7,
            printed_by: "linkers, below clang-sys without `runtime`",
            source: "clang-sys build/dynamic.rs, link",
        },
        Symptom {
            all: &[r"Unable to find libclang|couldn\\?'t find any valid shared libraries matching|couldn't find any (static|valid static) libraries|set the `LIBCLANG_PATH` environment variable|[Ll]ibclang (is |was )?not found|`libclang` function was not loaded|a `libclang` shared library is not loaded|libclang(-\S+)?\.(so|dylib|dll)\S*: cannot open shared object file|could not find libclang"],
            none: &[],
            weight: 0.86,
            printed_by: "clang-sys 0.20 and later",
            source: "KyleMayes/clang-sys build/common.rs and build/dynamic.rs",
        },
        Symptom {
            all: &[r"(?i)(to|not|n't|cannot|error)\s(run|execute|exec|spawn|start|launch|invoke|call|find|locate)\s(the\s)?(command\s|program\s|process\s|tool\s|executable\s)?['\x22`\[]*(\S*[/\\])?libclang\b|\blibclang(\.exe)?['\x22`]?:?\s(executable\s|binary\s|command\s|program\s|tool\s)?((is|was|could|can|does|has)\s?(n't|not)|cannot|not)\b", r"(?i)no such file|not found|cannot find|notfound|os error 2|not recognized"],
            none: &[],
            weight: 0.3,
            printed_by: "whatever starts it, in words of its own",
            source: "the name of the program beside any wording of its absence: what other symptoms know is surer",
        },
        Symptom {
            all: &[r"`?libclang`? shared library is not loaded|`?libclang`? function (was )?not loaded"],
            none: &[],
            weight: 0.8,
            printed_by: "clang-sys 0.8 and later",
            source: "KyleMayes/clang-sys src/link.rs",
        },
        Symptom {
            all: &[r"could not execute `llvm-config` one or more"],
            none: &[r"\.h' file not found"],
            weight: 0.45,
            printed_by: "clang-sys 1.3 and later",
            source: "KyleMayes/clang-sys build/common.rs, CommandErrorPrinter",
        },
        Symptom {
            all: &[r"failed to run custom build command for `clang-sys v"],
            none: &[],
            weight: 0.5,
            printed_by: "cargo: the build script of clang-sys looks for libclang and for nothing else",
            source: "KyleMayes/clang-sys build.rs",
        },
        Symptom {
            all: &[r"(cannot find|unable to find library|library not found for) -lclang(\s|:|$)|library 'clang' not found|\bLNK1181\b.*\blibclang\.lib"],
            none: &[],
            weight: 0.85,
            printed_by: "linkers, below clang-sys without `runtime`",
            source: "KyleMayes/clang-sys build/dynamic.rs",
        },
        Symptom {
            all: &[r"error while loading shared libraries: libclang(-\d+)?\.so"],
            none: &[],
            weight: 0.93,
            printed_by: "glibc's loader, of the program bindgen or a build script linked with libclang",
            source: "glibc elf/dl-load.c",
        },
        Symptom {
            all: &[r"(?i)\b(please|must|need to|have to|try)\s(\w+\s)?install\w*\s(\w+\s){0,3}`?libclang\b"],
            none: &[],
            weight: 0.4,
            printed_by: "build scripts, in words of their own",
            source: "what other symptoms know is surer",
        },
        Symptom {
            all: &[r"`libclang` shared library is not in use in the current thread"],
            none: &[],
            weight: 0.75,
            printed_by: "clang-sys 0.8 and later",
            source: "KyleMayes/clang-sys src/link.rs, unload",
        },
        Symptom {
            all: &[r"'function not loaded: clang_|could not find the required `libclang\.a` static library"],
            none: &[],
            weight: 0.8,
            printed_by: "clang-sys before 1, and with its feature static",
            source: "KyleMayes/clang-sys src/link.rs, build/static.rs",
        },
    ],
    live: Live::Target(check),
};

fn is_libclang(want: Want) -> bool {
    want == Want::Libclang
}

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    if asked(&wanted.triple, is_libclang, cx)?.is_none() {
        return Ok(Outcome::NotApplicable);
    }
    match &*cx.fact::<Libclang>(())? {
        Libclang::Found { path } => Ok(Outcome::Pass(format!("bindgen loads `{path}`"))),
        // A cause of its own.
        Libclang::PathWrong { .. } => Ok(Outcome::NotApplicable),
        Libclang::Missing { unusable } => {
            confirmed(&wanted.triple, is_libclang, |demand| finding(unusable, demand, cx), cx)
        }
    }
}

fn finding(unusable: &[(HostPath, String)], demand: &Demand, cx: &Cx<'_>) -> Result<Finding, Pause> {
    let message = match unusable.first() {
        Some((file, why)) => format!("no libclang can be loaded: `{file}`: {why}"),
        None => "no directory that bindgen searches has libclang".to_owned(),
    };
    let why = format!("`{}` of the build generates bindings with bindgen, which loads it", demand.told());
    let found = unusable.iter().map(|(file, why)| Evidence::File { file: file.clone(), line: None, text: why.clone() });
    let path = cx.env("LD_LIBRARY_PATH")?.map(str::to_owned);
    let variable = path.map(|value| Evidence::Env { name: "LD_LIBRARY_PATH".into(), value });
    let steps = vec!["where it is installed in a place of its own, set `LIBCLANG_PATH` to its directory".to_owned()];
    Ok(Finding::new(message, why)
        .evidence(found.chain(variable))
        .fix(install(CHECK.id, "install libclang", Some(Need::Libclang), cx)?)
        .fix([by_hand(&format!("{}/LIBCLANG_PATH", CHECK.id), "say where libclang is", steps)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        c_toolchain::testing::{asks, locked},
        facts::linker::scene::{HOST, debian, elf},
        testing::Fake,
    };

    fn project(fake: Fake) -> Fake {
        locked(fake, "librocksdb-sys", "0.17.1", &["bindgen", "cc"])
    }

    #[test]
    fn fires_where_a_crate_needs_it() {
        let fake = project(debian());
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, HOST) else { panic!("did not fire") };
        assert_eq!(finding.message, "no directory that bindgen searches has libclang");
        assert!(finding.conclusive && finding.fixes[0].title == "install libclang");
        assert_eq!(asks(fake, HOST, "librocksdb-sys", false).judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn where_it_is_there_or_nobody_asks_it_is_fine() {
        let at = "/usr/lib/x86_64-linux-gnu/libclang-14.so.1";
        let there = project(debian()).blob(at, elf("x86_64"));
        assert_eq!(there.judge(&CHECK, HOST), Ok(Outcome::Pass(format!("bindgen loads `{at}`"))));
        assert_eq!(debian().judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}
