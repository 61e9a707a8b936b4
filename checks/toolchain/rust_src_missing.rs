//! `build-std` without the library's source.

use super::mend;
use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::{
        build_std::{BuildStd, RustSrc},
        toolchain::Toolchain,
    },
};

pub static CHECK: Check = Check {
    id: "rust-src-missing",
    topic: Topic::Toolchain,
    title: "the standard library is to be built along, and its source is not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
`-Zbuild-std` (or `unstable.build-std` in cargo's configuration) builds the standard library from the component \
`rust-src` of the toolchain that builds. This toolchain does not have it.
## Why it breaks the build
cargo opens the library's `Cargo.lock` in the sysroot before anything else, and stops: it ``does not exist, unable to \
build with the standard library``.
## What to do
`rustup component add rust-src --toolchain NAME`, with the name of the toolchain that builds; for a team, `components = \
[\"rust-src\"]` in `rust-toolchain.toml`. A distribution has a package (`rust-src` on Debian and Fedora).
## Sources
cargo's `src/compiler/standard_lib.rs`, `detect_sysroot_src_path`; rustup's book, page *Components*.",
    links: &["https://doc.rust-lang.org/cargo/reference/unstable.html#build-std"],
    symptoms: &[
        Symptom {
            all: &[r#"Cargo\.lock" does not exist, unable to build with the standard library"#],
            none: &[r#""(/opt/local|/usr|/opt/homebrew|/usr/local/Cellar|/nix/store)[^"]*/rustlib/src/rust"#, r"component 'rust-src' .* is up to date|rust-src\W{0,3} (component )?(is |was )?already installed", r"rustc 1\.82\.0-nightly"],
            weight: 0.8,
            printed_by: "cargo 1.38 and later",
            source: "rust-lang/cargo src/compiler/standard_lib.rs",
        },
        Symptom {
            all: &[r#"[`'"]?rust-src[`'"]?( component)? (is |was )?(not installed|missing|not found|required)|(install|add|run).{0,20}rustup component add rust-src|[Rr]ust (standard library )?sources? (are|is) (missing|not found)|couldn't read .*rustlib/src/rust"#],
            none: &[r#"Cargo\.lock" does not exist"#],
            weight: 0.85,
            printed_by: "rustup, cargo, miri, xargo, cargo-xbuild, rust-analyzer and others that need the sources",
            source: "their checks for the component rust-src",
        },
        Symptom {
            all: &[r"does not exist, unable to build with the standard library"],
            none: &[r"/opt/local/|/opt/homebrew/|/usr/lib/rustlib|/nix/store/", r"rust-src\W{0,3} (component )?(is |was )?already installed"],
            weight: 0.75,
            printed_by: "cargo 1.38 and later",
            source: "rust-lang/cargo src/cargo/core/compiler/standard_lib.rs, detect_sysroot_src_path",
        },
        Symptom {
            all: &[r#"rustlib[/\\]src[/\\]rust[^`"']*[`"']?:? (No such file|does not exist|not found)|failed to read `?[^`]*rustlib/src"#],
            none: &[],
            weight: 0.7,
            printed_by: "xargo, cargo-xbuild",
            source: "japaric/xargo src/rustc.rs",
        },
        Symptom {
            all: &[r"[Ff]ailed to install (the )?`?rust-src`? component|does not seem to be the `library` subdirectory of a Rust source checkout"],
            none: &[],
            weight: 0.85,
            printed_by: "cargo-miri",
            source: "rust-lang/miri cargo-miri/src/setup.rs",
        },
        Symptom {
            all: &[r"toolchain '[^']+' does not support components"],
            none: &[],
            weight: 0.3,
            printed_by: "rustup, of a custom toolchain",
            source: "rust-lang/rustup src/errors.rs, ComponentsUnsupported",
        },
    ],
    live: Live::Host(check),
};

fn check(cx: &Cx<'_>) -> Judgement {
    let build_std = cx.fact::<BuildStd>(())?;
    let BuildStd::InEffect { setting } = &*build_std else { return Ok(Outcome::NotApplicable) };
    let (source, toolchain) = (cx.fact::<RustSrc>(()), cx.fact::<Toolchain>(()));
    let (source, toolchain) = (source?, toolchain?);
    let lock = match &*source {
        RustSrc::Present => return Ok(Outcome::Pass("the component `rust-src` is installed".into())),
        RustSrc::OtherLayout { .. } => return Ok(Outcome::NotApplicable),
        RustSrc::Missing { lock } => lock,
    };
    let (name, fix) = match &toolchain.rustup {
        Some(rustup) if !rustup.custom => (
            format!("toolchain `{}`", rustup.name),
            mend::add_component(CHECK.id, "rust-src", (&rustup.name, &rustup.root), cx)?,
        ),
        Some(_) | None => {
            let step = format!(
                "install the source that belongs to `{}`: its package is often named `rust-src`",
                toolchain.rustc
            );
            (format!("`{}`", toolchain.rustc), mend::manual(CHECK.id, "install the library's source", [step]))
        }
    };
    Ok(Finding::new(
        format!("`build-std` is configured, and {name} has no `rust-src`"),
        "cargo builds the standard library from that component",
    )
    .evidence([setting.evidence("unstable.build-std"), mend::absent(lock)])
    .fix([fix])
    .conclusive()
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        testing::Fake,
        toolchain::scene::{HOST, NIGHTLY, command, finding, root, rustup},
    };

    fn nightly() -> Fake {
        rustup()
            .toolchain(NIGHTLY, "1.98.0-nightly", "(aaaaaaaaa 2026-06-01)")
            .manifest(NIGHTLY)
            .env("RUSTUP_TOOLCHAIN", "nightly")
            .file("/p/.cargo/config.toml", "[unstable]\nbuild-std = [\"core\"]\n")
    }

    #[test]
    fn fires_without_the_component() {
        let finding = finding(&nightly(), &CHECK, HOST);
        assert_eq!(finding.message, format!("`build-std` is configured, and toolchain `{NIGHTLY}` has no `rust-src`"));
        assert_eq!(command(&finding.fixes[0]), format!("rustup component add rust-src --toolchain {NIGHTLY}"));
    }

    #[test]
    fn does_not_fire_with_it_nor_without_build_std() {
        let lock = format!("{}/lib/rustlib/src/rust/library/Cargo.lock", root(NIGHTLY));
        assert!(matches!(nightly().file(&lock, "").judge(&CHECK, HOST), Ok(Outcome::Pass(_))));
        assert_eq!(rustup().judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}
