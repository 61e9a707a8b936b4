//! `LIBCLANG_PATH` leads to no libclang.

use super::judge::{asked, by_hand, confirmed, evidence};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    cargo_config::mend,
    check::Severity,
    facts::{
        demands::{Demand, Want},
        worlds::{Libclang, Set},
    },
    wanted::Wanted,
};
use xdoctor_fixes::{Applicability, Change, Fix, Scope};

pub static CHECK: Check = Check {
    id: "libclang-path-wrong",
    topic: Topic::CToolchain,
    title: "`LIBCLANG_PATH` leads to no libclang",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A crate of the build generates bindings with bindgen, which loads libclang, and `LIBCLANG_PATH` says where that is: a \
directory without any, a file of another name (`clang` itself, a header), or a library for another processor. Where the \
variable is set, no other place is searched.
## Why it breaks the build
The build script stops: `Unable to find libclang: \"couldn't find any valid shared libraries matching: ...\"`.
## What to do
Unset the variable if libclang is in a usual place, or let it name the directory that holds `libclang.so`, \
`libclang.dylib` or `libclang.dll` (on Windows that is LLVM's `bin`).
## Sources
clang-sys 1.8 `build/common.rs` (`search_libclang_directories`), `build/dynamic.rs` (`validate_library`).",
    links: &["https://rust-lang.github.io/rust-bindgen/requirements.html"],
    symptoms: &[
        Symptom {
            all: &[
                r"couldn\\?'t find any valid shared libraries matching: \[.*libclang.*invalid: \[\(",
            ],
            none: &[],
            weight: 0.75,
            printed_by: "clang-sys 0.29 and later",
            source: "clang-sys build/dynamic.rs, search_libclang_directories",
        },
        Symptom {
            all: &[
                r"^(\s*\S+\s+)?LIBCLANG_PATH\s*[=:]|(export|set|setx|ENV|env) LIBCLANG_PATH|LIBCLANG_PATH.*(is set|points|does not exist)",
                r"[Uu]nable to find libclang|couldn\\?'t find any valid shared libraries matching",
            ],
            none: &[],
            weight: 0.97,
            printed_by: "clang-sys, below a shell that shows the variable",
            source: "clang-sys build/common.rs",
        },
        Symptom {
            all: &[r"the `?libclang`? shared library at .* could not be opened"],
            none: &[r"Dynamic loading not supported"],
            weight: 0.8,
            printed_by: "clang-sys 0.29 and later",
            source: "clang-sys src/link.rs, load_manually",
        },
        Symptom {
            all: &[r"Unable to find libclang|couldn\\?'t find any valid shared libraries matching|libclang", r#"(LIBCLANG_PATH%|%LIBCLANG_PATH|\$env:LIBCLANG_PATH|\$\{?LIBCLANG_PATH|LIBCLANG_PATH ?[=:] ?["']?[/A-Za-z"']|export LIBCLANG_PATH|set LIBCLANG_PATH|LIBCLANG_PATH is set)"#],
            none: &[],
            weight: 0.9,
            printed_by: "clang-sys 0.20 and later, in a session that shows the variable",
            source: "KyleMayes/clang-sys build/common.rs",
        },
        Symptom {
            all: &[r"couldn\\?'t find any valid shared libraries matching.*\( ?invalid: \[\("],
            none: &[],
            weight: 0.88,
            printed_by: "clang-sys 0.20 and later: what it found there is none",
            source: "KyleMayes/clang-sys build/dynamic.rs, validate_library",
        },
        Symptom {
            all: &[r"the `libclang` shared library at .{0,200}could not be opened|LIBCLANG_PATH.{0,60}(does not exist|no such|invalid|not a directory)"],
            none: &[r"Dynamic loading not supported"],
            weight: 0.9,
            printed_by: "clang-sys",
            source: "KyleMayes/clang-sys src/link.rs",
        },
        Symptom {
            all: &[r"\binvalid: \[\(.{0,200}(invalid (DLL|ELF class|ELF header|PE header|shared library))"],
            none: &[],
            weight: 0.95,
            printed_by: "clang-sys 1",
            source: "KyleMayes/clang-sys build/dynamic.rs, validate_library",
        },
        Symptom {
            all: &[r"A `libclang` function was called that is not supported by the loaded `libclang` instance|loaded `libclang` instance = "],
            none: &[],
            weight: 0.8,
            printed_by: "clang-sys 1.5 and later",
            source: "KyleMayes/clang-sys src/link.rs",
        },
        Symptom {
            all: &[r"Did find:?\s*\S*libclang\S*: mach-o, but wrong architecture|^\s*\S*/libclang\.dylib: mach-o, but wrong architecture|using 'libclang\.dll', so 'libclang\.lib' or 'libclang\.dll\.a' must be available"],
            none: &[],
            weight: 0.85,
            printed_by: "dyld, clang-sys",
            source: "apple-oss-distributions/dyld; KyleMayes/clang-sys build/dynamic.rs, link",
        },
        Symptom {
            all: &[r"the `?libclang`? shared library at .{0,300}(incompatible architecture|wrong architecture|Symbol not found|not a valid Win32 application|LoadLibraryExW failed|wrong ELF class|invalid ELF header|image not found)"],
            none: &[r"Dynamic loading not supported"],
            weight: 0.97,
            printed_by: "clang-sys 1, where the file is there and does not load",
            source: "KyleMayes/clang-sys src/link.rs, load_manually",
        },
        Symptom {
            all: &[r"`libclang` function not loaded: `"],
            none: &[],
            weight: 0.8,
            printed_by: "clang-sys 1: an older libclang than the crate was made for",
            source: "KyleMayes/clang-sys src/link.rs",
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
        Libclang::PathWrong { set, why } => {
            confirmed(&wanted.triple, is_libclang, |demand| finding(set, why, demand, cx), cx)
        }
        Libclang::Found { .. } | Libclang::Missing { .. } => Ok(Outcome::NotApplicable),
    }
}

fn finding(set: &Set, why: &str, demand: &Demand, cx: &Cx<'_>) -> Result<Finding, Pause> {
    let value = &set.value.value;
    let path = cx.host()?.cwd.join(value);
    let message = format!("`LIBCLANG_PATH` names `{value}`, and {why}");
    let because = format!("`{}` of the build loads libclang, and searches nowhere else while it is set", demand.told());
    let elsewhere = elsewhere(cx)?;
    let fix = match (mend::place(&set.value), elsewhere) {
        (Some((file, _)), true) => Fix {
            id: format!("{}/LIBCLANG_PATH", CHECK.id),
            title: format!("remove `LIBCLANG_PATH` from `{file}`: libclang is in a usual place"),
            change: Change::Edit { edits: vec![mend::remove(file, &["env".into(), "LIBCLANG_PATH".into()])] },
            applicability: Applicability::Safe,
            scope: Scope::Project,
        },
        (_, elsewhere) => {
            let first = if elsewhere {
                format!("unset `LIBCLANG_PATH` ({}): libclang is in a usual place", set.value.origin)
            } else {
                format!("let `LIBCLANG_PATH` ({}) name the directory that holds libclang", set.value.origin)
            };
            by_hand(&format!("{}/LIBCLANG_PATH", CHECK.id), "correct `LIBCLANG_PATH`", vec![first])
        }
    };
    Ok(Finding::new(message, because)
        .evidence([evidence(set), Evidence::File { file: path, line: None, text: why.to_owned() }])
        .fix([fix]))
}

/// It would be found without the variable.
fn elsewhere(cx: &Cx<'_>) -> Result<bool, Pause> {
    Ok(matches!(crate::facts::worlds::libclang_elsewhere(cx)?, Libclang::Found { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        c_toolchain::testing::{asks, locked},
        facts::linker::scene::{HOST, config, debian, elf, layout},
        testing::Fake,
    };

    fn project(fake: Fake) -> Fake {
        locked(fake, "zstd-sys", "2.0.9", &["bindgen", "cc"]).granted((), layout(""))
    }

    const AT: &str = "/usr/lib/llvm-19/lib/libclang.so.1";

    #[test]
    fn fires_where_the_variable_leads_nowhere() {
        let fake = project(debian()).env("LIBCLANG_PATH", "/opt/llvm/lib");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, HOST) else { panic!("did not fire") };
        assert_eq!(finding.message, "`LIBCLANG_PATH` names `/opt/llvm/lib`, and there is no such directory");
        assert!(finding.conclusive);
        assert_eq!(asks(fake, HOST, "zstd-sys", false).judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn a_setting_in_cargos_table_is_removed_where_libclang_is_in_a_usual_place() {
        let fake = project(config(debian(), "[env]\nLIBCLANG_PATH = \"/opt/llvm/lib\"\n")).blob(AT, elf("x86_64"));
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, HOST) else { panic!("did not fire") };
        assert_eq!(finding.fixes[0].applicability, Applicability::Safe);
    }

    #[test]
    fn the_right_path_and_an_unused_variable_are_fine() {
        let right = project(debian()).blob(AT, elf("x86_64")).env("LIBCLANG_PATH", "/usr/lib/llvm-19/lib");
        assert_eq!(right.judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
        assert_eq!(debian().env("LIBCLANG_PATH", "/opt").judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}
