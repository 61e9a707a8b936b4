//! Another libiconv than macOS's stands first on the link path.

use super::{
    iconv, mend, show,
    work::{Work, maker},
};
use crate::{
    Check, Cx, Finding, HostPath, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::{
        apple::{Maker, SearchDirs, hands_over_sdk},
        project::Project,
        rustc::Rustc,
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "foreign-libiconv-shadows-system",
    topic: Topic::Apple,
    title: "a libiconv of Homebrew, MacPorts or conda stands before the system's",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A `-L`, `LIBRARY_PATH` or `/usr/local/lib` names a directory with GNU's libiconv, which Homebrew, MacPorts and conda install. The \
linker finds it before macOS's own.
## Why it breaks the build
C code is compiled with the system's header and asks for `_iconv` and `_iconv_open`; GNU's library calls them `_libiconv` and \
`_libiconv_open`. The link ends with undefined symbols, most often in `libgit2-sys`.
## What to do
Take the directory off the link path: Homebrew's libiconv is keg-only so that nothing finds it by accident. If a crate needs \
that library, let its build script alone name the directory.
## Sources
GNU libiconv's `include/iconv.h.in`; Homebrew's formula libiconv; RELEASES.md of Rust 1.91 on `/usr/local/lib`; \
gitui-org/gitui#1190.",
    links: &["https://formulae.brew.sh/formula/libiconv"],
    symptoms: &[
        Symptom {
            all: &[r#""_iconv(_open|_close)?", referenced from"#],
            none: &[],
            weight: 0.93,
            printed_by: "Apple's ld64 and ld-prime",
            source: "apple-oss-distributions/ld64 src/ld/Resolver.cpp, checkUndefines",
        },
        Symptom {
            all: &[r"undefined symbol: _?iconv(_open|_close)?\b"],
            none: &[],
            weight: 0.85,
            printed_by: "lld",
            source: "llvm-project lld/MachO/SymbolTable.cpp",
        },
        Symptom {
            all: &[r#""_(lib)?iconv(_open|_close)?", referenced from|undefined symbols?:? _?(lib)?iconv(_open|_close)?\b|undefined reference to [`'](lib)?iconv(_open|_close)?'"#],
            none: &[],
            weight: 0.92,
            printed_by: "ld64 and Apple's new ld",
            source: "GNU libiconv's iconv.h renames its functions to libiconv_*",
        },
        Symptom {
            all: &[r"Expected in:\s+(<[0-9A-F-]+> )?/(opt/local|opt/homebrew|usr/local|sw)/\S*libiconv\S*\.dylib|libiconv\S*\.dylib provides version|Incompatible library version: .*libiconv"],
            none: &[],
            weight: 0.93,
            printed_by: "dyld, of a program that finds another iconv than it was linked with",
            source: "apple-oss-distributions/dyld dyld3/Loading.cpp and src/ImageLoaderMachO.cpp",
        },
        Symptom {
            all: &[r"^\s*_(lib)?iconv(_open|_close)?, referenced from|Undefined symbols:?\s+_(lib)?iconv(_open|_close)?\b"],
            none: &[],
            weight: 0.85,
            printed_by: "Apple's ld of Xcode 15 and later",
            source: "by Xcode's release notes: the names stand without quotes",
        },
        Symptom {
            all: &[r"Symbol not found: \(?_(lib)?iconv\w*\)?", r"Expected in: +(<\S+> )?['\x22]?/(opt|usr/local|nix|sw)/"],
            none: &[],
            weight: 0.95,
            printed_by: "dyld, every version",
            source: "apple-oss-distributions/dyld dyld/DyldRuntimeState.cpp",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let Some(_) = Work::of(wanted, cx)?.filter(|work| work.links && work.for_mac()) else {
        return Ok(Outcome::NotApplicable);
    };
    let (dirs, rustc, maker) = (cx.fact::<SearchDirs>(wanted.triple.clone()), cx.fact::<Rustc>(()), maker(cx));
    let (dirs, rustc, maker) = (dirs?, rustc?, maker?);
    if matches!(maker, Some(Maker::NixWrapper | Maker::NixBare)) {
        return Ok(Outcome::NotApplicable);
    }
    let named: Vec<_> = dirs.0.iter().filter(|dir| !dir.path.as_str().contains(".sdk/")).collect();
    // before rustc named the SDK, clang searched it without being told
    let implied = HostPath::parse("/usr/local/lib").filter(|_| !hands_over_sdk(&rustc.version));
    let paths = named.iter().map(|dir| dir.path.clone()).chain(implied.clone());
    let Some(found) = iconv::first(paths, cx)? else {
        return Ok(if named.is_empty() {
            Outcome::NotApplicable
        } else {
            Outcome::Pass("no directory on the link path has a `libiconv`".to_owned())
        });
    };
    let said = named.iter().find(|dir| found.parent().as_ref() == Some(&dir.path));
    let compiled = compiles_against_it(cx)?;
    let why = match &compiled {
        Some(by) => format!("`{by}` is compiled for the system's, whose symbols have other names"),
        None => "what is compiled for the system's misses its symbols".to_owned(),
    };
    let mut finding = Finding::new(format!("`{found}` is found before the system's libiconv"), why)
        .evidence(said.map(|dir| dir.setting.evidence(dir.key)))
        .evidence([show::file(found.clone(), "a libiconv")]);
    finding = if let Some(dir) = said {
        finding.fix(mend::without_search_dir(&CHECK, dir, cx)?)
    } else {
        let steps = vec![format!("remove `{found}`, or update Rust: from 1.91 on `/usr/local/lib` is not searched")];
        finding.fix([mend::manual(&CHECK, "local", "take it off the link path", steps)])
    };
    Ok(if compiled.is_some() { finding } else { finding.warning() }.into())
}

/// A locked package whose C code calls iconv.
fn compiles_against_it(cx: &Cx<'_>) -> Result<Option<String>, crate::Pause> {
    let Some(project) = Project::here(cx)? else { return Ok(None) };
    let locked = project.lock.iter().flat_map(|lock| &lock.packages).map(|package| &package.name);
    Ok(locked.into_iter().find(|name| ["libgit2-sys", "libxml2-sys"].contains(&name.as_str())).cloned())
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::{Applicability, Change};

    use super::*;
    use crate::{
        apple::scene::{DARWIN, finding, locked, mac, version, xcode},
        facts::linker::scene::config,
        testing::Fake,
    };

    const DIR: &str = "/opt/homebrew/opt/libiconv/lib";

    fn with_brew() -> Fake {
        locked(xcode(mac()), &[("libgit2-sys", "0.17.0")]).file(&format!("{DIR}/libiconv.dylib"), "")
    }

    #[test]
    fn fires_where_a_flag_names_its_directory() {
        let text = format!("[build]\nrustflags = [\"-L{DIR}\", \"-O\"]\n");
        let found = finding(&config(with_brew(), &text), &CHECK, DARWIN);
        assert_eq!(found.message, format!("`{DIR}/libiconv.dylib` is found before the system's libiconv"));
        assert!(matches!(found.fixes[0].change, Change::Edit { .. }), "{:?}", found.fixes);
    }

    #[test]
    fn fires_for_the_variable_and_for_what_an_older_rustc_searches() {
        let variable = with_brew().env("LIBRARY_PATH", &format!("/x:{DIR}"));
        assert_eq!(finding(&variable, &CHECK, DARWIN).fixes[0].applicability, Applicability::Manual);
        let local = with_brew().file("/usr/local/lib/libiconv.dylib", "");
        assert!(matches!(version(local.clone(), "1.85.0").judge(&CHECK, DARWIN), Ok(Outcome::Found(_))));
        assert_eq!(local.judge(&CHECK, DARWIN), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn nothing_that_calls_it_is_a_warning_and_another_directory_none() {
        let plain = xcode(mac()).file(&format!("{DIR}/libiconv.dylib"), "").env("LIBRARY_PATH", DIR);
        assert!(finding(&plain, &CHECK, DARWIN).warning);
        assert!(matches!(with_brew().env("LIBRARY_PATH", "/opt/other").judge(&CHECK, DARWIN), Ok(Outcome::Pass(_))));
    }
}
