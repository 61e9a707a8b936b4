//! Nobody builds a standard library for this target: it has to be built along.

use super::mend;
use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::{
        std_gap::{NoPrebuilt, StdGap},
        toolchain::Toolchain,
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "no-prebuilt-std",
    topic: Topic::Toolchain,
    title: "nobody builds a standard library for this target",
    severity: Severity::Failure,
    docs: "\
## What is wrong
rustc knows the target, but the Rust project does not build its standard library: a target of tier 3, one that was \
demoted (the MIPS targets in 1.72), one missing from this day's release, or a specification of one's own (`name.json`).
## Why it breaks the build
There is nothing to download. The build stops with E0463, and `rustup target add` with ``has no prebuilt artifacts \
available for target`` or ``component 'rust-std' ... is unavailable for download``.
## What to do
Take a related target that has one (`rustup target list`), or build the library along with the program: a nightly \
toolchain with the component `rust-src`, and `-Zbuild-std=std,panic_abort` (`core,alloc` without an operating system) on \
the command line or as `unstable.build-std` in `.cargo/config.toml`. A demoted target also builds with the last release \
that had it.
## Sources
The rustc book, *Platform Support*; cargo's reference, *Unstable Features*, `build-std`; rustup's `src/errors.rs`.",
    links: &[
        "https://doc.rust-lang.org/rustc/platform-support.html",
        "https://doc.rust-lang.org/cargo/reference/unstable.html#build-std",
    ],
    symptoms: &[
        Symptom {
            all: &[r"Unknown target `[^`]+`, typo or not supported by this version\?"],
            none: &[],
            weight: 0.8,
            printed_by: "rust-overlay, from the release's manifest: what is none of rustc's targets is the rarer reason",
            source: "oxalica/rust-overlay lib/mk-aggregated.nix",
        },
        Symptom {
            all: &[r"the `[^`]+-none-[0-9]{10,}` target may not be installed"],
            none: &[r"unused manifest key: `?unstable"],
            weight: 0.6,
            printed_by: "rustc 1.0 and later, of `std` where no system is",
            source: "rust-lang/rust compiler/rustc_target/src/spec/mod.rs, TargetTuple::debug_tuple",
        },
        Symptom {
            all: &[r"the `[^`]+-none-[0-9]{10,}` target may not be installed", r"can't find crate for [`']?(core|alloc)\b"],
            none: &[r"unused manifest key: `?unstable"],
            weight: 0.95,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_target/src/spec/mod.rs, TargetTuple::debug_tuple",
        },
        Symptom {
            all: &[r"toolchain '[^']+' does not support target '"],
            none: &[],
            weight: 0.3,
            printed_by: "rustup 1.26 and later, whose manifest lists what is prebuilt",
            source: "rust-lang/rustup src/errors.rs, UnknownTarget",
        },
        Symptom {
            all: &[r"couldn't find crate `(core|std|alloc)` with expected target triple"],
            none: &[],
            weight: 0.9,
            printed_by: "rustc 1.0 and later: what it finds beside the project was built for another specification",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl, metadata_no_crate_with_triple (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"the `[^`]+-[0-9]{10,}` target may not be installed"],
            none: &[r"-none-[0-9]{10,}` target may not", r"unused manifest key: `?unstable"],
            weight: 0.95,
            printed_by: "rustc, for a specification file: its name carries a hash",
            source: "rust-lang/rust compiler/rustc_target/src/spec/mod.rs, TargetTuple::debug_tuple",
        },
        Symptom {
            all: &[r"can't find crate for [`']?(std|core|alloc)\b", r"xargo|cargo-xbuild|cargo xbuild|cargo-psp|cargo-3ds"],
            none: &[],
            weight: 0.75,
            printed_by: "xargo, cargo-xbuild and their likes",
            source: "japaric/xargo src/sysroot.rs: they build what nobody publishes",
        },
        Symptom {
            all: &[r"can't find crate for [`']?(std|core|alloc)\b"],
            none: &[r"failed to compile `[^`]+`, intermediate artifacts"],
            weight: 0.12,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"consider building the standard library from source with `cargo build -Zbuild-std"],
            none: &[r"consider downloading the target with", r"may not support the standard library", r"with `x build library --target"],
            weight: 0.85,
            printed_by: "rustc 1.80 and later, for targets that it counts to tier 3",
            source: "rust-lang/rust compiler/rustc_metadata/src/errors.rs, CannotFindCrate: the download is proposed for tiers 1 and 2 only",
        },
        Symptom {
            all: &[r"toolchain '[^']+' does not contain component 'rust-std' for target '|not all platforms have the standard library pre-compiled"],
            none: &[],
            weight: 0.8,
            printed_by: "rustup 1.20 and later",
            source: "rust-lang/rustup src/errors.rs, UnknownComponent",
        },
        Symptom {
            all: &[r"component '?rust-std(-[\w-]+)?'?( for (target )?'?[^' ]+'?)? is (unavailable for download|not available)|has no prebuilt artifacts available for target|rust-std component available for \S+: must use nightly|rust-std is not available for \S+"],
            none: &[],
            weight: 0.95,
            printed_by: "rustup 1.2 and later; cross 0.2 and later",
            source: "rust-lang/rustup src/errors.rs, component_unavailable_msg and UnavailableTarget, before 1.21 src/rustup-dist/src/errors.rs; cross-rs/cross src/rustup.rs, available",
        },
        Symptom {
            all: &[r"the `[^`]+` target may not be installed"],
            none: &[r"failed to compile `[^`]+`, intermediate artifacts"],
            weight: 0.05,
            printed_by: "rustc 1.0 and later, its first line cut off: the target's name alone decides",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl, metadata_target_not_installed (in 1.95 src/errors.rs); see the rules of `explain`",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let triple = &wanted.triple;
    let (gap, toolchain) = (cx.fact::<StdGap>(triple.clone()), cx.fact::<Toolchain>(()));
    let (gap, toolchain) = (gap?, toolchain?);
    let StdGap::NoPrebuilt { libdir, why } = &*gap else { return Ok(Outcome::NotApplicable) };
    let name = toolchain.rustup.as_ref().map_or("this toolchain", |rustup| rustup.name.as_str());
    let message = match why {
        NoPrebuilt::OwnSpecification => {
            format!("`{triple}` is a specification of your own, for which nobody builds a standard library")
        }
        NoPrebuilt::NotInRelease => format!("the release of `{name}` has no standard library for `{triple}`"),
        NoPrebuilt::Tier(tier) => {
            format!("`{triple}` is a target of tier {tier}, for which no standard library is built")
        }
    };
    let nightly = if name.starts_with("nightly") { name } else { "nightly" };
    Ok(Finding::new(message, "there is nothing to download: std and core have to be built along with the program")
        .evidence([mend::absent(libdir)])
        .fix([mend::manual(
            format!("{}/{triple}", CHECK.id),
            "build the standard library along",
            [
                format!("rustup toolchain install {nightly} --component rust-src"),
                format!("cargo +{nightly} build -Zbuild-std=std,panic_abort --target {triple} (without an operating system: `-Zbuild-std=core,alloc`)"),
                "or choose a related target that `rustup target list` names".to_owned(),
            ],
        )])
        .conclusive()
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toolchain::scene::{AARCH64, MIPS, STABLE, finding, lab, rustup};

    #[test]
    fn fires_where_the_release_has_none() {
        let finding = finding(&rustup(), &CHECK, MIPS);
        assert_eq!(finding.message, format!("the release of `{STABLE}` has no standard library for `{MIPS}`"));
    }

    #[test]
    fn fires_by_tier_where_there_is_no_release() {
        let finding = finding(&lab(), &CHECK, MIPS);
        assert_eq!(finding.message, format!("`{MIPS}` is a target of tier 3, for which no standard library is built"));
    }

    #[test]
    fn fires_for_a_specification_file() {
        let fake = rustup().file("/p/x.json", "{}");
        assert!(finding(&fake, &CHECK, "x.json").message.contains("of your own"));
    }

    #[test]
    fn does_not_fire_for_what_only_has_to_be_added() {
        assert_eq!(rustup().judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        assert_eq!(lab().judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn does_not_fire_where_the_build_makes_its_own() {
        let text = "[unstable]\nbuild-std = [\"std\"]\n";
        let fake = rustup().env("RUSTC_BOOTSTRAP", "1").file("/p/.cargo/config.toml", text);
        assert_eq!(fake.judge(&CHECK, MIPS), Ok(Outcome::NotApplicable));
    }
}
