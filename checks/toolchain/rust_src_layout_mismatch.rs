//! The library's source is installed, but cargo looks for its lock file at another place.

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::{
        build_std::{BuildStd, RustSrc},
        cargo_config::CargoVersion,
        toolchain::Toolchain,
    },
};

pub static CHECK: Check = Check {
    id: "rust-src-layout-mismatch",
    topic: Topic::Toolchain,
    title: "the installed `rust-src` is laid out for another version of cargo",
    severity: Severity::Failure,
    docs: "\
## What is wrong
With 1.82 the standard library became a workspace of its own, and its lock file moved from `rust/Cargo.lock` to \
`rust/library/Cargo.lock`. The cargo that runs and the installed source are from different sides of that change: a \
nightly of August 2024, a linked toolchain, or a cargo from elsewhere.
## Why it breaks the build
cargo says that the lock file does not exist and advises to add `rust-src`, which is installed already.
## What to do
Use cargo, rustc and `rust-src` of one release: `rustup update`, another date for a pinned nightly, or for a linked \
toolchain the source that belongs to it.
## Sources
rust-lang/rust issues 128534 and 128808; rust-lang/cargo pull request 14358.",
    links: &["https://github.com/rust-lang/rust/issues/128808"],
    symptoms: &[
        Symptom {
            all: &[
                r#"rustlib/src/rust/(library/)?Cargo\.lock" does not exist, unable to build with the standard library"#,
                r"component 'rust-src' .* is up to date|rust-src\W{0,3} (component )?(is |was )?already installed|rustc 1\.82\.0-nightly",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "cargo and rustup, the component being installed",
            source: "rust-lang/cargo src/compiler/standard_lib.rs",
        },
        Symptom {
            all: &[r#"rustlib/src/rust/Cargo\.lock" does not exist, unable to build with the standard library"#],
            none: &[r#""(/opt/local|/usr|/opt/homebrew|/nix/store)"#],
            weight: 0.4,
            printed_by: "cargo before 1.82",
            source: "rust-lang/cargo src/compiler/standard_lib.rs",
        },
        Symptom {
            all: &[
                r#"rustlib/src/rust/(library/)?Cargo\.lock" does not exist"#,
                r"component '?rust-src'?.* is up to date|rust-src\W{0,3} (component )?(is |was )?already installed|rust-src \(installed\)|rust-src-\S+ \(installed\)|1\.82\.0-nightly|nightly-2024-0[78]-",
            ],
            none: &[],
            weight: 0.86,
            printed_by: "cargo 1.38 and later beside another layout of rust-src",
            source: "rust-lang/rust#128534 moved the lock file to library/",
        },
        Symptom {
            all: &[
                r"failed to load manifest for workspace member `[^`]*rustlib/src/rust|failed to (read|parse) .*rustlib/src/rust/(library/)?\S*Cargo\.(toml|lock)",
            ],
            none: &[],
            weight: 0.7,
            printed_by: "cargo with -Zbuild-std",
            source: "rust-lang/cargo src/cargo/core/compiler/standard_lib.rs",
        },
        Symptom {
            all: &[
                r"Patch `rustc-std-workspace-\w+ v[^`]*rustlib/src/rust[^`]*` was not used in the crate graph|failed to load source for dependency `rustc-std-workspace-\w+`|required by package `\w+ v[^`]*rustlib[/\\]src[/\\]rust[^`]*`",
            ],
            none: &[],
            weight: 0.8,
            printed_by: "cargo with -Zbuild-std, against the sources of another version",
            source: "rust-lang/cargo src/cargo/core/resolver/errors.rs; src/cargo/ops/resolve.rs",
        },
    ],
    live: Live::Host(check),
};

fn check(cx: &Cx<'_>) -> Judgement {
    let build_std = cx.fact::<BuildStd>(())?;
    let BuildStd::InEffect { setting } = &*build_std else { return Ok(Outcome::NotApplicable) };
    let (source, toolchain, cargo) = (cx.fact::<RustSrc>(()), cx.fact::<Toolchain>(()), cx.fact::<CargoVersion>(()));
    let (source, toolchain, cargo) = (source?, toolchain?, cargo?);
    let (lock, found) = match &*source {
        RustSrc::Present => return Ok(Outcome::Pass("`rust-src` is laid out as this cargo expects it".into())),
        RustSrc::Missing { .. } => return Ok(Outcome::NotApplicable),
        RustSrc::OtherLayout { lock, found } => (lock, found),
    };
    let found =
        found.as_ref().map(|file| Evidence::File { file: file.clone(), line: None, text: "is here instead".into() });
    let fix = match &toolchain.rustup {
        Some(rustup) if !rustup.custom => mend::rustup(
            CHECK.id.to_owned(),
            format!("update `{}`, so that cargo and source are of one release", rustup.name),
            &["update", &rustup.name],
            xdoctor_fixes::Applicability::System,
        ),
        Some(_) | None => mend::manual(
            CHECK.id,
            "use cargo, rustc and source of one release",
            [format!(
                "`{}` and the source in the sysroot of `{}` do not belong together",
                toolchain.cargo, toolchain.rustc
            )],
        ),
    };
    Ok(Finding::new(
        format!("cargo {} looks for the standard library's lock file at `{lock}`, and it is not there", cargo.0),
        "the lock file moved with 1.82; cargo and source are from different sides of that change",
    )
    .evidence([setting.evidence("unstable.build-std"), mend::absent(lock)])
    .evidence(found)
    .fix([fix])
    .conclusive()
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        testing::{Fake, path},
        toolchain::scene::{HOST, NIGHTLY, finding, root, rustup},
    };

    fn nightly() -> Fake {
        rustup()
            .toolchain(NIGHTLY, "1.98.0-nightly", "(aaaaaaaaa 2026-06-01)")
            .env("RUSTUP_TOOLCHAIN", "nightly")
            .env("CARGO_UNSTABLE_BUILD_STD", "core")
    }

    #[test]
    fn fires_where_the_lock_file_is_at_the_old_place() {
        let old = format!("{}/lib/rustlib/src/rust/Cargo.lock", root(NIGHTLY));
        let finding = finding(&nightly().file(&old, ""), &CHECK, HOST);
        assert!(finding.message.starts_with("cargo 1.98.0-nightly looks for the standard library's lock file at"));
        let found = Evidence::File { file: path(&old), line: None, text: "is here instead".into() };
        assert!(finding.evidence.contains(&found));
    }

    #[test]
    fn does_not_fire_where_there_is_no_source_at_all() {
        assert_eq!(nightly().judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}
