//! The configuration asks for `build-std`, and a stable cargo ignores it.

use super::mend;
use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::{build_std::BuildStd, std_gap::StdGap, toolchain::Toolchain},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "build-std-ignored-on-stable-cargo",
    topic: Topic::Toolchain,
    title: "the configured `build-std` is ignored by a stable cargo",
    severity: Severity::Failure,
    docs: "\
## What is wrong
`[unstable] build-std` in cargo's configuration makes cargo build the standard library along, which only a nightly cargo \
does. The cargo that runs is a stable one and reads past the whole table: another toolchain is chosen than the project \
means, or a linked toolchain has no cargo and rustup falls back to another's.
## Why it breaks the build
Nothing is built along, nothing is installed for the target, and the first crate stops with E0463. Nothing in the output \
mentions `build-std`.
## What to do
Build with a nightly: `channel = \"nightly\"` (better with a date) and `components = [\"rust-src\"]` in \
`rust-toolchain.toml`, or `cargo +nightly build`.
## Sources
cargo's reference, *Unstable Features*; cargo's `src/workspace/features.rs`; rustup's `src/toolchain.rs`, \
`maybe_do_cargo_fallback`.",
    links: &["https://doc.rust-lang.org/cargo/reference/unstable.html#build-std"],
    symptoms: &[
        Symptom {
            all: &[r"the `-Z` flag is only accepted on the nightly channel of Cargo"],
            none: &[],
            weight: 0.6,
            printed_by: "cargo 1.31 and later",
            source: "rust-lang/cargo src/cargo/core/features.rs, CliUnstable::parse",
        },

        Symptom {
            all: &[
                r"info: `cargo` is unavailable for the active toolchain",
                r"can't find crate for [`']?(std|core|alloc)\b",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "rustup 1.26 and later, falling back to another toolchain's cargo",
            source: "rust-lang/rustup src/toolchain.rs, Toolchain::command",
        },
        Symptom {
            all: &[r"the `-Z` flag is only accepted on the nightly channel of Cargo", r"-Z ?build-std"],
            none: &[],
            weight: 0.8,
            printed_by: "a stable cargo, with the flag on its command line",
            source: "rust-lang/cargo src/workspace/features.rs",
        },
        Symptom {
            all: &[r"the `-Z` flag is only accepted on the nightly channel|unused config key `unstable\.build-std|ignoring (the )?`?\[unstable\]|flag `-Zbuild-std` .*nightly", r"build-std|can't find crate for"],
            none: &[],
            weight: 0.8,
            printed_by: "cargo 1.38 and later",
            source: "rust-lang/cargo src/cargo/core/features.rs",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let triple = &wanted.triple;
    let (gap, build_std) = (cx.fact::<StdGap>(triple.clone()), cx.fact::<BuildStd>(()));
    let (gap, build_std) = (gap?, build_std?);
    let BuildStd::Ignored { setting, cargo } = &*build_std else { return Ok(Outcome::NotApplicable) };
    if *gap != StdGap::BuildStdIgnored {
        return Ok(Outcome::Pass(format!("cargo {cargo} ignores `build-std`, but std is installed for `{triple}`")));
    }
    let toolchain = cx.fact::<Toolchain>(())?;
    Ok(Finding::new(
        format!("cargo {cargo} ignores `build-std`, and no standard library is installed for `{triple}`"),
        "only a nightly cargo builds the standard library along",
    )
    .evidence([setting.evidence("unstable.build-std")])
    .evidence(mend::choice(&toolchain.chosen_by, toolchain.cargo.as_str()))
    .fix([mend::manual(
        format!("{}/{triple}", CHECK.id),
        "build with a nightly toolchain",
        [
            "rustup toolchain install nightly --component rust-src".to_owned(),
            format!("cargo +nightly build --target {triple} (or `channel = \"nightly\"` in `rust-toolchain.toml`)"),
        ],
    )])
    .conclusive()
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Evidence,
        testing::{Fake, path},
        toolchain::scene::{AARCH64, HOST, NIGHTLY, finding, rustup},
    };

    fn configured() -> Fake {
        rustup().file("/p/.cargo/config.toml", "[unstable]\nbuild-std = [\"std\"]\n")
    }

    #[test]
    fn fires_with_the_line_of_the_setting() {
        let finding = finding(&configured(), &CHECK, AARCH64);
        assert_eq!(
            finding.message,
            format!("cargo 1.95.0 ignores `build-std`, and no standard library is installed for `{AARCH64}`")
        );
        let setting = Evidence::Config {
            key: "unstable.build-std".into(),
            value: "std".into(),
            file: Some(path("/p/.cargo/config.toml")),
            line: Some(2),
        };
        assert_eq!(finding.evidence[0], setting);
    }

    #[test]
    fn does_not_fire_where_a_nightly_heeds_it_or_std_is_installed() {
        let nightly = configured()
            .toolchain(NIGHTLY, "1.98.0-nightly", "(aaaaaaaaa 2026-06-01)")
            .env("RUSTUP_TOOLCHAIN", "nightly");
        assert_eq!(nightly.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        assert!(matches!(configured().judge(&CHECK, HOST), Ok(Outcome::Pass(_))));
        assert_eq!(rustup().judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }
}
