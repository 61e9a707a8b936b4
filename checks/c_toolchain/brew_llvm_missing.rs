//! The build needs an LLVM of its own, and only Apple's clang is there.

use xdoctor_fixes::{Applicability, Change, Fix, Scope, packages::Need};

use super::brew_lld::{Clang, LldWanted};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::{
        apple::{AppleCc, Maker, Variable, is_shim},
        homebrew::Keg,
        linker::LinkNeed,
    },
    linker::install,
    proof::Needs,
    targets::{Family, Route},
    wanted::{Mentions, Wanted},
};

pub static CHECK: Check = Check {
    id: "brew-llvm-missing",
    topic: Topic::CToolchain,
    title: "the build needs an LLVM with lld or a WebAssembly back end, and only Apple's clang is there",
    severity: Severity::Failure,
    docs: "\
## What is wrong
Apple's clang has no WebAssembly back end, no lld and no `clang-cl`. The build needs one of them: C code for wasm, \
`-fuse-ld=lld`, or the route `xwin`.
## Why it breaks the build
`No available targets are compatible with triple \"wasm32-unknown-unknown\"`, `invalid linker name in argument '-fuse-ld=lld'`, or \
`failed to find tool \"clang-cl\"`.
## What to do
`brew install llvm lld`. The formula llvm is keg-only: nothing of it is on `PATH` by itself, so name its compiler for the target, \
`CC_wasm32_unknown_unknown=$(brew --prefix llvm)/bin/clang` and `AR_wasm32_unknown_unknown=$(brew --prefix llvm)/bin/llvm-ar`.
## Sources
Homebrew's formulae llvm and lld; the output of `clang --print-targets` of Xcode; cargo-xwin's README.",
    links: &["https://formulae.brew.sh/formula/llvm"],
    symptoms: &[
        Symptom {
            all: &[
                r#"No available targets are compatible with triple "wasm32"#,
                r"Apple clang|/Applications/Xcode|CommandLineTools|apple-darwin|/Users/|/opt/homebrew",
            ],
            none: &[],
            // Where clang says so in words of its own, that is the cause.
            weight: 0.45,
            printed_by: "Apple's clang",
            source: "llvm-project llvm/lib/MC/TargetRegistry.cpp, lookupTarget",
        },
        Symptom {
            all: &[
                r"invalid linker name in (argument )?'-fuse-ld=lld'",
                r"Apple clang|/Applications/Xcode|CommandLineTools|/usr/bin/(cc|clang)",
            ],
            none: &[],
            weight: 0.7,
            printed_by: "Apple's clang",
            source: "llvm-project clang/include/clang/Basic/DiagnosticDriverKinds.td, err_drv_invalid_linker_name",
        },
        Symptom {
            all: &[r#"failed to find tool "clang-cl"|clang-cl: ([Cc]ommand )?not found"#, r"apple-darwin|/Users/|macos|/opt/homebrew"],
            none: &[],
            weight: 0.8,
            printed_by: "the crate cc under cargo-xwin on macOS",
            source: "rust-cross/cargo-xwin README.md",
        },
    ],
    live: Live::Target(check),
};

/// What only another LLVM has.
enum Lacks {
    Wasm,
    Lld(Evidence),
    ClangCl,
}

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    if cx.host()?.os != "macos" {
        return Ok(Outcome::NotApplicable);
    }
    let Some(lacks) = lacks(wanted, cx)? else { return Ok(Outcome::NotApplicable) };
    if let Some(keg) = &cx.fact::<Keg>("llvm")?.0 {
        // it is there: whether it is used is another cause
        return Ok(Outcome::Pass(format!("Homebrew's LLVM is `{keg}`")));
    }
    let triple = &wanted.triple;
    let (message, why, seen, need) = match lacks {
        Lacks::Wasm => (
            format!("C for `{triple}` needs a clang with a WebAssembly back end, and only Apple's is there"),
            "Apple's clang has none",
            None,
            Need::Clang,
        ),
        Lacks::Lld(flag) => (
            "`-fuse-ld=lld` needs an lld, and only Apple's clang is there".to_owned(),
            "Apple's tools have no lld",
            Some(flag),
            Need::Lld,
        ),
        Lacks::ClangCl => (
            format!("the route `xwin` to `{triple}` needs `clang-cl`, and only Apple's clang is there"),
            "Apple's tools have no `clang-cl`",
            None,
            Need::Clang,
        ),
    };
    let mut finding =
        Finding::new(message, why).evidence(seen).fix(install(CHECK.id, "install Homebrew's LLVM", Some(need), cx)?);
    let under = triple.underscored();
    let steps = vec![
        "install LLVM, with Homebrew: `brew install llvm lld`".to_owned(),
        format!("name its compiler for the target: `CC_{under}=$(brew --prefix llvm)/bin/clang`"),
        format!("and its archiver: `AR_{under}=$(brew --prefix llvm)/bin/llvm-ar`"),
    ];
    finding = finding.fix([Fix {
        id: format!("{}/name", CHECK.id),
        title: "install an LLVM and name it".to_owned(),
        change: Change::Manual { steps },
        applicability: Applicability::Manual,
        scope: Scope::User,
    }]);
    Ok(finding.into())
}

fn lacks(wanted: &Wanted, cx: &Cx<'_>) -> Result<Option<Lacks>, Pause> {
    let family = Family::of(&wanted.triple);
    if matches!(family, Family::Wasm) && cx.fact::<Needs>(Some(wanted.triple.clone()))?.c_compiler {
        return Ok((!names_compiler(wanted, cx)? && clang_is_apples(cx)?).then_some(Lacks::Wasm));
    }
    if matches!(family, Family::WindowsMsvc) {
        let route = cx.fact::<Mentions>(())?.routes.get(&wanted.triple).map(|named| named.route);
        let missing = route == Some(Route::Xwin) && cx.which("clang-cl")?.is_empty();
        return Ok(missing.then_some(Lacks::ClangCl));
    }
    if *cx.fact::<LinkNeed>(())? == LinkNeed::Never {
        return Ok(None);
    }
    let lld = LldWanted::of(wanted, cx)?.filter(|lld| lld.of == Clang::Apple);
    Ok(lld.map(|lld| Lacks::Lld(lld.flag.evidence("rustflags"))))
}

/// The variables that the crate cc reads.
fn names_compiler(wanted: &Wanted, cx: &Cx<'_>) -> Result<bool, Pause> {
    let triple = &wanted.triple;
    let names = [format!("CC_{triple}"), format!("CC_{}", triple.underscored()), "TARGET_CC".into(), "CC".into()];
    let asked = names.map(|name| cx.fact::<Variable>(name));
    let mut is_set = false;
    for variable in asked {
        is_set |= variable?.value().is_some();
    }
    Ok(is_set)
}

/// The `clang` that the crate cc runs is Apple's.
fn clang_is_apples(cx: &Cx<'_>) -> Result<bool, Pause> {
    let (clang, cc) = (cx.which("clang"), cx.fact::<AppleCc>(()));
    let (clang, cc) = (clang?, cc?);
    Ok(match clang.first() {
        Some(path) => is_shim(path) || path.as_str().contains(".xctoolchain/"),
        None => matches!(&*cc, AppleCc::Found { maker: Maker::Shim, .. }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::linker::scene::{AARCH64, DARWIN, WASM, config, debian, toolchain},
        testing::Fake,
    };

    fn mac() -> Fake {
        toolchain(Fake::macos(), DARWIN)
            .env("PATH", "/opt/homebrew/bin:/usr/bin")
            .program("/opt/homebrew/bin/brew")
            .program("/usr/bin/cc")
            .program("/usr/bin/clang")
    }

    fn compiles_c(fake: Fake) -> Fake {
        fake.file("/p/Cargo.toml", "[package]\nname = \"p\"\n[build-dependencies]\ncc = \"1\"\n")
            .file("/p/src/main.rs", "")
            .file("/p/build.rs", "")
    }

    fn found(fake: &Fake, target: &str) -> Finding {
        match fake.judge(&CHECK, target) {
            Ok(Outcome::Found(finding)) => *finding,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn fires_for_c_for_wasm() {
        let finding = found(&compiles_c(mac()), WASM);
        assert_eq!(
            finding.message,
            format!("C for `{WASM}` needs a clang with a WebAssembly back end, and only Apple's is there")
        );
        let Change::Command(line) = &finding.fixes[0].change else { panic!("no command") };
        assert_eq!(line.to_string(), "brew install llvm");
    }

    #[test]
    fn fires_for_lld_with_apples_clang() {
        let text = format!("[target.{AARCH64}]\nlinker = 'clang'\nrustflags = ['-Clink-arg=-fuse-ld=lld']\n");
        let finding = found(&config(mac(), &text), AARCH64);
        assert_eq!(finding.message, "`-fuse-ld=lld` needs an lld, and only Apple's clang is there");
    }

    #[test]
    fn fires_for_the_route_xwin() {
        let msvc = "x86_64-pc-windows-msvc";
        let fake = mac().file("/p/xdoctor.toml", &format!("[targets.{msvc}]\nroute = 'xwin'\n"));
        assert!(found(&fake, msvc).message.contains("`clang-cl`"));
        assert_eq!(mac().judge(&CHECK, msvc), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn another_clang_a_named_one_and_pure_rust_are_fine() {
        let installed = compiles_c(mac()).dir("/opt/homebrew/opt/llvm");
        assert!(matches!(installed.judge(&CHECK, WASM), Ok(Outcome::Pass(_))));
        let named = compiles_c(mac()).env("CC_wasm32_unknown_unknown", "/opt/wasi-sdk/bin/clang");
        assert_eq!(named.judge(&CHECK, WASM), Ok(Outcome::NotApplicable));
        assert_eq!(mac().judge(&CHECK, WASM), Ok(Outcome::NotApplicable));
        assert_eq!(compiles_c(debian()).judge(&CHECK, WASM), Ok(Outcome::NotApplicable));
    }
}
