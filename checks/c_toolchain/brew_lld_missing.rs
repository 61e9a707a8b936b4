//! Homebrew's LLVM is there, and lld, which is a formula of its own, is not.

use xdoctor_fixes::{Applicability, Change, Fix, Scope, packages::Need};

use super::brew_lld::{Clang, LldWanted};
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Symptom, Topic,
    answer::Metadata,
    check::Severity,
    facts::{
        homebrew::{BrewPath, Keg},
        linker::{LinkNeed, Linker},
    },
    linker::install,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "brew-lld-missing",
    topic: Topic::CToolchain,
    title: "Homebrew's lld is not installed, which is a formula of its own",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The configuration tells clang to link with lld (`-fuse-ld=lld`), or names lld in Homebrew's LLVM. Since LLVM 20 Homebrew's formula \
`llvm` has no lld any more: it is the formula `lld`, which is not installed.
## Why it breaks the build
`clang: error: invalid linker name in argument '-fuse-ld=lld'`: clang looks for `ld64.lld` (Apple's targets) or `ld.lld` (Linux and \
others) beside itself and on `PATH`.
## What to do
`brew install lld`. Its programs are linked into Homebrew's `bin`, which has to be on `PATH`.
## Sources
Homebrew's formulae llvm and lld; clang's `lib/Driver/ToolChain.cpp` (`GetLinkerPath`) and `DiagnosticDriverKinds.td` \
(`err_drv_invalid_linker_name`).",
    links: &["https://formulae.brew.sh/formula/lld"],
    symptoms: &[
        Symptom {
            all: &[
                r"invalid linker name in (argument )?'-fuse-ld=lld'",
                r"/(opt/homebrew|usr/local)/(opt|Cellar)/llvm|-apple-(darwin|ios)|macOS|macosx",
            ],
            none: &[],
            weight: 0.86,
            printed_by: "clang 3.9 and later, on macOS",
            source: "llvm-project clang/include/clang/Basic/DiagnosticDriverKinds.td, err_drv_invalid_linker_name",
        },
        Symptom {
            all: &[r"linker `[^`]*/(opt|Cellar)/llvm(@\d+)?/[^`]*(ld64\.lld|ld\.lld|/lld|lld-link|wasm-ld)` not found"],
            none: &[],
            weight: 0.95,
            printed_by: "rustc 1.30 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/errors.rs, LinkerNotFound",
        },
        Symptom {
            all: &[r"linker [`'](/opt/homebrew|/usr/local)/opt/(llvm(@\d+)?|lld(@\d+)?)/bin/(ld64\.lld|ld\.lld|lld|wasm-ld|lld-link)[`'] not found|linker [`'](ld64\.lld|wasm-ld)[`'] not found"],
            none: &[],
            weight: 0.75,
            printed_by: "rustc 1.30 and later, clang",
            source: "Homebrew's formula lld is not a part of llvm any more",
        },
        Symptom {
            all: &[r"(/opt/homebrew|/usr/local/(opt|Cellar))", r#"invalid linker name in (argument )?['"`]?-fuse-ld=(lld|\S*lld)"#],
            none: &[],
            weight: 0.7,
            printed_by: "Homebrew's clang",
            source: "llvm-project clang/lib/Driver/ToolChain.cpp",
        },
        Symptom {
            all: &[r"/(opt/homebrew|usr/local)/opt/(llvm|lld)(@\d+)?/bin/(ld64\.lld|ld\.lld|lld|wasm-ld|lld-link)['`\x22]?:? (No such file|not found|does not exist|doesn't exist)"],
            none: &[r"linker `|linker '"],
            weight: 0.8,
            printed_by: "ls and shells",
            source: "Homebrew's formula lld is not a part of llvm since 19",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let os = &cx.host()?.os;
    if os != "macos" || *cx.fact::<LinkNeed>(())? == LinkNeed::Never {
        return Ok(Outcome::NotApplicable);
    }
    let (lld, linker) = (LldWanted::of(wanted, cx), cx.fact::<Linker>(wanted.triple.clone()));
    let (lld, linker) = (lld?, linker?);
    let in_llvm = HostPath::parse(&linker.program).filter(|path| {
        BrewPath::parse(path).is_some_and(|brew| brew.formula.starts_with("llvm") && brew.keg() == "lld")
    });
    if lld.is_none() && in_llvm.is_none() {
        return Ok(Outcome::NotApplicable);
    }
    let (llvm, keg) = (cx.fact::<Keg>("llvm"), cx.fact::<Keg>("lld"));
    let (llvm, keg) = (llvm?, keg?);
    if let (None, Some(path)) = (&lld, &in_llvm) {
        let is_there = matches!(cx.metadata(path)?, Metadata::Found(_));
        return Ok(if is_there || keg.0.is_some() {
            // a path that is merely old
            Outcome::NotApplicable
        } else {
            let message = format!("the linker is `{path}`, and Homebrew's LLVM has no lld");
            missing(message, linker.evidence(), cx)?
        });
    }
    let Some(lld) = lld else { return Ok(Outcome::NotApplicable) };
    // with nothing but Apple's clang, that is what is missing
    if lld.of == Clang::Apple && llvm.0.is_none() {
        return Ok(Outcome::NotApplicable);
    }
    let message = format!("`-fuse-ld=lld` makes `{}` run `{}`, which is not there", lld.driver, lld.program);
    if let Some(keg) = &keg.0 {
        let steps = vec![format!("put `{}` on `PATH`", keg.join("bin"))];
        let fix = Fix {
            id: format!("{}/PATH", CHECK.id),
            title: "put Homebrew's lld on `PATH`".to_owned(),
            change: Change::Manual { steps },
            applicability: Applicability::Manual,
            scope: Scope::User,
        };
        return Ok(Finding::new(message, "clang looks for it beside itself and on `PATH`")
            .evidence([lld.flag.evidence("rustflags")])
            .fix([fix])
            .into());
    }
    missing(message, Some(lld.flag.evidence("rustflags")), cx)
}

fn missing(message: String, seen: Option<Evidence>, cx: &Cx<'_>) -> Judgement {
    Ok(Finding::new(message, "Homebrew's lld is the formula `lld`, which is not installed")
        .evidence(seen)
        .fix(install(CHECK.id, "install Homebrew's lld", Some(Need::Lld), cx)?)
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::linker::scene::{AARCH64, DARWIN, config, toolchain},
        testing::Fake,
    };

    const CLANG: &str = "/opt/homebrew/opt/llvm/bin/clang";

    fn brew() -> Fake {
        toolchain(Fake::macos(), DARWIN)
            .env("PATH", "/opt/homebrew/bin:/usr/bin")
            .program("/opt/homebrew/bin/brew")
            .program("/opt/homebrew/Cellar/llvm/21.1.8/bin/clang")
            .symlink("/opt/homebrew/opt/llvm", "../Cellar/llvm/21.1.8")
            .program("/usr/bin/cc")
    }

    fn linked_by(fake: Fake, linker: &str) -> Fake {
        let text = format!("[target.{AARCH64}]\nlinker = '{linker}'\nrustflags = ['-Clink-arg=-fuse-ld=lld']\n");
        config(fake, &text)
    }

    fn found(fake: &Fake, target: &str) -> Finding {
        match fake.judge(&CHECK, target) {
            Ok(Outcome::Found(finding)) => *finding,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn fires_for_homebrews_clang_without_lld() {
        let finding = found(&linked_by(brew(), CLANG), AARCH64);
        assert_eq!(finding.message, format!("`-fuse-ld=lld` makes `{CLANG}` run `ld.lld`, which is not there"));
        let Change::Command(line) = &finding.fixes[0].change else { panic!("no command") };
        assert_eq!(line.to_string(), "brew install lld");
    }

    #[test]
    fn fires_for_apples_cc_where_homebrews_llvm_is_there() {
        let fake = config(brew(), &format!("[target.{DARWIN}]\nrustflags = ['-Clink-arg=-fuse-ld=lld']\n"));
        assert_eq!(
            found(&fake, DARWIN).message,
            "`-fuse-ld=lld` makes `/usr/bin/cc` run `ld64.lld`, which is not there"
        );
    }

    #[test]
    fn fires_for_an_lld_in_llvms_directory() {
        let fake = config(brew(), &format!("[target.{AARCH64}]\nlinker = '/opt/homebrew/opt/llvm/bin/ld.lld'\n"));
        assert!(found(&fake, AARCH64).message.ends_with("and Homebrew's LLVM has no lld"));
    }

    #[test]
    fn an_installed_lld_is_fine_and_one_off_path_is_told() {
        let linked = linked_by(brew(), CLANG).program("/opt/homebrew/bin/ld.lld");
        assert_eq!(linked.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        let unlinked = linked_by(brew(), CLANG).dir("/opt/homebrew/opt/lld");
        assert_eq!(found(&unlinked, AARCH64).fixes[0].title, "put Homebrew's lld on `PATH`");
        assert_eq!(brew().judge(&CHECK, DARWIN), Ok(Outcome::NotApplicable));
    }
}
