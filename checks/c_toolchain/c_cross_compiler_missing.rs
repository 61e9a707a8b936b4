//! A crate compiles C for the target, and the compiler that the crate cc looks for is not installed.

use xdoctor_fixes::packages::Need;

use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::{
        cargo_config::EnvTable,
        linker::{ChosenBy, Linker, Tool},
        rustc::Rustc,
    },
    linker::{gnu_prefix, install},
    proof::Needs,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "c-cross-compiler-missing",
    topic: Topic::CToolchain,
    title: "the C compiler for the target is not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A crate of the build compiles C, and the compiler for this target is not on `PATH`. The crate cc looks for it under the \
name that GNU has for the target (`aarch64-linux-gnu-gcc`), whatever rustc links with; only a linker whose name ends in \
`-gcc` tells it another.
## Why it breaks the build
The crate's build script stops: `failed to find tool \"aarch64-linux-gnu-gcc\"`.
## What to do
Install the cross compiler, or name the one that is there: `CC_aarch64_unknown_linux_gnu`, in the environment or in \
`[env]` of cargo's configuration.
## Sources
The crate cc, `src/lib.rs` (`get_base_compiler`, `prefix_for_target`).",
    links: &["https://docs.rs/cc/latest/cc/#external-configuration-via-environment-variables"],
    symptoms: &[
        Symptom {
            all: &[r#"failed to find tool "[^"/\\]*(gcc|g\+\+|clang|clang\+\+|cc|c\+\+)(\.exe)?""#],
            none: &[],
            weight: 0.85,
            printed_by: "the crate cc, 1.1 and later",
            source: "rust-lang/cc-rs src/command_helpers.rs, spawn",
        },
        Symptom {
            all: &[r"Failed to find tool\. Is `[^`/\\]*(gcc|g\+\+|clang|clang\+\+|cc|c\+\+)(\.exe)?` installed\?"],
            none: &[],
            weight: 0.85,
            printed_by: "the crate cc, 1.0",
            source: "rust-lang/cc-rs src/lib.rs, spawn",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let needs = cx.fact::<Needs>(Some(wanted.triple.clone()));
    let (rustc, linker) = (cx.fact::<Rustc>(()), cx.fact::<Linker>(wanted.triple.clone()));
    if !needs?.c_compiler || rustc?.host == wanted.triple || is_named(wanted, cx)? {
        return Ok(Outcome::NotApplicable);
    }
    let linker = linker?;
    let names = names(&linker);
    let tools: Vec<_> = names.iter().map(|name| cx.fact::<Tool>(name.clone())).collect();
    for tool in tools {
        if let Tool::Executable(executable) = &*tool? {
            return Ok(Outcome::Pass(format!("C is compiled with `{}`", executable.path)));
        }
    }
    // For other targets the names are many, and the proof tries them.
    let Some(name) = names.first() else { return Ok(Outcome::NotApplicable) };
    let path = cx.env("PATH")?.unwrap_or_default().to_owned();
    let title = format!("install what has `{name}`");
    Ok(Finding::new(
        format!("`{name}`, which compiles C for `{}`, is not installed", wanted.triple),
        "a crate of the build compiles C, and the crate cc looks for this compiler",
    )
    .evidence([Evidence::Env { name: "PATH".into(), value: path }])
    .fix(install(CHECK.id, &title, Need::of_program(name), cx)?)
    .into())
}

/// Somebody says which compiler it is.
fn is_named(wanted: &Wanted, cx: &Cx<'_>) -> Result<bool, Pause> {
    let own = [format!("CC_{}", wanted.triple), format!("CC_{}", wanted.triple.underscored())];
    let names: Vec<_> = own.into_iter().chain(["TARGET_CC", "CC", "CROSS_COMPILE"].map(str::to_owned)).collect();
    let (table, inherited) = (cx.fact::<EnvTable>(()), names.iter().map(|name| cx.env(name)).collect::<Vec<_>>());
    let table = table?;
    let mut is_set = names.iter().any(|name| table.value(name).is_some());
    for value in inherited {
        is_set |= value?.is_some();
    }
    Ok(is_set)
}

/// What cc would run, the likeliest first: the linker that cargo tells it of (`RUSTC_LINKER`), where it is a gcc by its
/// name, else GNU's name for the target.
fn names(linker: &Linker) -> Vec<String> {
    if matches!(linker.chosen_by, ChosenBy::Config { .. }) && linker.program.ends_with("-gcc") {
        return vec![linker.program.clone()];
    }
    let own = gnu_prefix(linker.triple.as_str()).map(|prefix| format!("{prefix}-gcc"));
    let multilib = (linker.triple.as_str() == "i686-unknown-linux-gnu").then(|| "x86_64-linux-gnu-gcc".to_owned());
    own.into_iter().chain(multilib).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::linker::scene::{AARCH64, HOST, MUSL, config, debian, with_cross_gcc},
        testing::Fake,
    };

    /// With a crate on a path that compiles C, and no lock file.
    fn compiles_c(fake: Fake) -> Fake {
        fake.file("/p/Cargo.toml", "[package]\nname = \"p\"\n[dependencies]\npart = { path = \"part\" }\n")
            .file("/p/src/main.rs", "fn main() {}")
            .file("/p/part/Cargo.toml", "[package]\nname = \"part\"\n[build-dependencies]\ncc = \"1\"\n")
            .file("/p/part/build.rs", "fn main() {}")
    }

    #[test]
    fn fires_where_cc_finds_no_compiler() {
        let script = "[target.aarch64-unknown-linux-gnu]\nlinker = \"cross.sh\"\n";
        for fake in [compiles_c(debian()), config(compiles_c(debian()), script)] {
            let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("did not fire") };
            let expected = format!("`aarch64-linux-gnu-gcc`, which compiles C for `{AARCH64}`, is not installed");
            assert_eq!(finding.message, expected);
            assert_eq!(finding.fixes[0].title, "install what has `aarch64-linux-gnu-gcc`");
        }
    }

    #[test]
    fn a_compiler_that_is_there_or_named_is_fine() {
        let found = Outcome::Pass("C is compiled with `/usr/bin/aarch64-linux-gnu-gcc`".into());
        assert_eq!(compiles_c(with_cross_gcc()).judge(&CHECK, AARCH64), Ok(found));
        let named = compiles_c(debian()).env("CC_aarch64_unknown_linux_gnu", "clang");
        assert_eq!(named.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn without_c_code_for_another_target_nothing_is_missing() {
        assert_eq!(debian().judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        assert_eq!(compiles_c(debian()).judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
        assert_eq!(compiles_c(debian()).judge(&CHECK, MUSL), Ok(Outcome::NotApplicable));
    }
}
