//! What the Rust project builds for a target.

use std::{collections::HashMap, sync::LazyLock};

use crate::Triple;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prebuilt {
    /// rustup has `std` for it.
    Std,
    /// rustup has `core` and `alloc` for it: it never has a `std`.
    CoreOnly,
    /// Tier 3.
    Nothing,
}

/// Columns: triple, tier, whether it has a std, from `rustc --print all-target-specs-json` of 1.96.
static TIERS: LazyLock<HashMap<&'static str, Prebuilt>> = LazyLock::new(|| {
    let row = |row: &'static str| {
        let mut columns = row.split('\t');
        let (triple, tier, std) = (columns.next()?, columns.next()?, columns.next()?);
        Some((
            triple,
            match (tier, std) {
                ("3", _) => Prebuilt::Nothing,
                (_, "core") => Prebuilt::CoreOnly,
                (_, _) => Prebuilt::Std,
            },
        ))
    };
    include_str!("tiers.tsv").lines().filter_map(row).collect()
});

/// None for a name that rustc does not know: a specification of one's own, or a misspelling.
pub(super) fn prebuilt(triple: &Triple) -> Option<Prebuilt> {
    TIERS.get(triple.as_str()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_has_std_or_core_or_nothing() {
        for (triple, expected) in [
            ("x86_64-unknown-linux-gnu", Some(Prebuilt::Std)),
            ("aarch64-apple-ios", Some(Prebuilt::Std)),
            ("thumbv7em-none-eabihf", Some(Prebuilt::CoreOnly)),
            ("mips-unknown-linux-gnu", Some(Prebuilt::Nothing)),
            ("my-board", None),
        ] {
            assert_eq!(prebuilt(&Triple::new(triple)), expected, "{triple}");
        }
    }
}
