//! The target was added to one toolchain, and another one builds.

use super::mend;
use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::{std_gap::StdGap, toolchain::Toolchain},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "toolchain-override-without-target",
    topic: Topic::Toolchain,
    title: "the target was added to another toolchain than the one that builds",
    severity: Severity::Failure,
    docs: "\
## What is wrong
Each toolchain of rustup's has standard libraries of its own. The target is installed in one of them, but here another \
one is chosen: by `rust-toolchain.toml`, by `rustup override set`, by `RUSTUP_TOOLCHAIN` or by `+name`.
## Why it breaks the build
`rustup target add` was run where a different toolchain is active (in the home directory, in a CI step before the \
checkout), and reported success. The build runs the pinned toolchain, which never heard of it, and stops with E0463.
## What to do
Add the target to the toolchain that builds: `rustup target add TRIPLE --toolchain NAME`. Better for a team: name it in \
`targets` of `rust-toolchain.toml`. In CI run the command inside the checkout, or give the setup step the pinned version.
## Sources
rustup's book, page *Overrides*; rust-lang/rust issue 63519.",
    links: &["https://rust-lang.github.io/rustup/overrides.html"],
    symptoms: &[
        Symptom {
            all: &[
                r"can't find crate for [`']?(std|core|alloc)\b",
                r"cargo \+\S+ .*--target",
                r"^[$> ]*rustup target add [a-z0-9_.-]+\s*$",
            ],
            none: &[],
            weight: 0.75,
            printed_by: "a shell log: the target added without `--toolchain`, then a build with `+name`",
            source: "rust-lang/rust issue 63519",
        },
        Symptom {
            all: &[
                r"can't find crate for [`']?(std|core|alloc)\b",
                r"info: syncing channel updates for|info: the active toolchain `[^`]+` has been installed",
            ],
            none: &[],
            weight: 0.65,
            printed_by: "rustup 1.28 and later, installing a pinned toolchain just before the build fails",
            source: "rust-lang/rustup src/cli/rustup_mode.rs; rust-lang/rustup src/dist/manifestation.rs",
        },
        Symptom {
            all: &[r"can't find crate for [`']?(std|core|alloc)\b", r"(cargo|rustc|cross) \+\S+ |RUSTUP_TOOLCHAIN=|\(overridden by '|directory override for|overridden by environment variable"],
            none: &[r"failed to compile `[^`]+`, intermediate artifacts", r"target may not support the standard library", r"\(Homebrew\)"],
            weight: 0.62,
            printed_by: "rustup's toolchain override before rustc's E0463",
            source: "rust-lang/rustup doc/user-guide/src/overrides.md",
        },
        Symptom {
            all: &[r"can't find crate for [`']?(std|core|alloc)\b", r"component ['`]?rust-std['`]? for target ['`][^'`]+['`] is up to date|component rust-std-\S+ is up to date"],
            none: &[r"failed to compile `[^`]+`, intermediate artifacts", r"\(Homebrew\)"],
            weight: 0.66,
            printed_by: "rustup before rustc's E0463",
            source: "rust-lang/rustup src/cli/rustup_mode.rs, target_add",
        },
        Symptom {
            all: &[r"can't find crate for [`']?(std|core|alloc)\b", r"(^|[$>#❯%] ?|Run |&& |run: )rustup target (add|install) [a-z0-9]|downloading component 'rust-std' for '|installing component 'rust-std' for '"],
            none: &[r"failed to compile `[^`]+`, intermediate artifacts", r"target may not support the standard library", r"\(Homebrew\)", r"rustup target add` failed|is unavailable for download"],
            weight: 0.62,
            printed_by: "rustup target add and rustc's E0463 in one log",
            source: "rust-lang/rustup doc/user-guide/src/overrides.md",
        },
        Symptom {
            all: &[r"can't find crate for [`']?(std|core|alloc)\b", r"rust-toolchain(\.toml)?\b"],
            none: &[r"failed to compile `[^`]+`, intermediate artifacts"],
            weight: 0.62,
            printed_by: "a toolchain file's name in the log",
            source: "rust-lang/rustup src/config.rs",
        },
        Symptom {
            all: &[r"can't find crate for [`']?(std|core)\b"],
            none: &[r"failed to compile `[^`]+`, intermediate artifacts"],
            weight: 0.3,
            printed_by: "rustc 1.0 and later, without its notes",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl (in 1.95 src/errors.rs)",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let triple = &wanted.triple;
    let (gap, toolchain) = (cx.fact::<StdGap>(triple.clone()), cx.fact::<Toolchain>(()));
    let (gap, toolchain) = (gap?, toolchain?);
    let (StdGap::InOtherToolchain { libdir, others }, Some(rustup)) = (&*gap, &toolchain.rustup) else {
        return Ok(Outcome::NotApplicable);
    };
    let has = others.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let message =
        format!("`{triple}` is installed for {has}, but `{}` builds, chosen by {}", rustup.name, toolchain.chosen_by);
    let finding =
        Finding::new(message, "each toolchain has its own standard libraries, and this one has none for the target")
            .evidence(mend::choice(&toolchain.chosen_by, &rustup.name))
            .evidence([mend::absent(libdir)])
            .conclusive();
    let fix = if rustup.custom {
        mend::manual(
            format!("{}/{triple}", CHECK.id),
            "build with the toolchain that has the target",
            [format!("`{}` is a linked toolchain, to which rustup adds nothing: choose {has} instead", rustup.name)],
        )
    } else {
        mend::add_offered(CHECK.id, triple, (&rustup.name, &rustup.root), cx)?
    };
    Ok(finding.fix([fix]).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Evidence,
        testing::path,
        toolchain::scene::{AARCH64, NIGHTLY, STABLE, command, finding, rustup},
    };

    fn pinned() -> crate::testing::Fake {
        rustup()
            .toolchain(NIGHTLY, "1.98.0-nightly", "(aaaaaaaaa 2026-06-01)")
            .manifest(NIGHTLY)
            .std(STABLE, AARCH64)
            .file("/p/rust-toolchain.toml", "[toolchain]\nchannel = \"nightly\"\n")
    }

    #[test]
    fn fires_with_the_reason_and_its_place() {
        let finding = finding(&pinned(), &CHECK, AARCH64);
        assert_eq!(
            finding.message,
            format!(
                "`{AARCH64}` is installed for `{STABLE}`, but `{NIGHTLY}` builds, chosen by `/p/rust-toolchain.toml`"
            )
        );
        let pin = Evidence::File { file: path("/p/rust-toolchain.toml"), line: Some(2), text: NIGHTLY.into() };
        assert_eq!(finding.evidence[0], pin);
        assert_eq!(command(&finding.fixes[0]), format!("rustup target add {AARCH64} --toolchain {NIGHTLY}"));
    }

    #[test]
    fn the_default_toolchain_is_no_override() {
        let default = rustup().toolchain(NIGHTLY, "1.98.0-nightly", "(aaaaaaaaa 2026-06-01)").std(NIGHTLY, AARCH64);
        assert_eq!(default.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }
}
