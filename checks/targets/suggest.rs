//! Did you mean: from a name that the rustc in use does not know to those it does.

use std::sync::Arc;

use super::{
    names,
    near::Neighbours,
    renames,
    renames::{Fate, Rename},
    spelling,
};
use crate::{Cx, Fact, Pause, Triple, facts::rustc::TargetList};

/// Why a triple is none of the rustc in use, and what it may have meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suggestion {
    /// The rustc in use knows it.
    Known,
    /// It was renamed or removed; `now` is in the list of this rustc.
    Renamed { rename: &'static Rename, now: Triple },
    /// Its name in this rustc, which is older than the rename.
    NotYetRenamed { former: Triple, since: Option<&'static str> },
    /// A real triple, of a newer or another rustc.
    OtherVersion,
    /// One triple is meant beyond doubt: a known misspelling, or another way to write it.
    Meant(Triple),
    /// Triples that come near, likeliest first; at most five.
    Near(Vec<Triple>),
    /// Nothing comes near.
    Nothing,
}

impl Suggestion {
    /// The right name, where there is no doubt about it.
    pub fn certain(&self) -> Option<&Triple> {
        match self {
            Self::Renamed { rename: Rename { fate: Fate::Renamed(_), .. }, now } => Some(now),
            Self::NotYetRenamed { former, .. } => Some(former),
            Self::Meant(triple) => Some(triple),
            Self::Renamed { rename: Rename { fate: Fate::Removed { .. }, .. }, .. }
            | Self::Known
            | Self::OtherVersion
            | Self::Near(_)
            | Self::Nothing => None,
        }
    }

    /// The names to try, likeliest first.
    pub fn candidates(&self) -> &[Triple] {
        match self {
            Self::Renamed { now: triple, .. } | Self::NotYetRenamed { former: triple, .. } | Self::Meant(triple) => {
                std::slice::from_ref(triple)
            }
            Self::Near(triples) => triples,
            Self::Known | Self::OtherVersion | Self::Nothing => &[],
        }
    }
}

impl Fact for Suggestion {
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let list: Arc<TargetList> = cx.fact(())?;
        if list.knows(triple) {
            return Ok(Self::Known);
        }
        Ok(suggest(triple, &list, &*cx.fact::<Neighbours>(())?))
    }
}

/// Membership first; then the tables of renames and misspellings, then other ways of writing, then the edit distance.
pub fn suggest(triple: &Triple, list: &TargetList, neighbours: &Neighbours) -> Suggestion {
    if list.knows(triple) {
        return Suggestion::Known;
    }
    let text = triple.as_str();
    if let Some(rename) = renames::find(text) {
        let now = Triple::new(rename.now());
        if list.knows(&now) {
            return Suggestion::Renamed { rename, now };
        }
    }
    if let Some(rename) = renames::former(text) {
        let former = Triple::new(rename.old);
        if list.knows(&former) {
            return Suggestion::NotYetRenamed { former, since: rename.since };
        }
    }
    if names::is_known(text) {
        return Suggestion::OtherVersion;
    }
    let lower = spelling::without_api_level(text.trim()).to_ascii_lowercase();
    if list.knows(&Triple::new(&*lower)) {
        return Suggestion::Meant(Triple::new(lower));
    }
    let meant: Vec<_> =
        spelling::meant(&lower).iter().map(|name| Triple::new(*name)).filter(|name| list.knows(name)).collect();
    match &*meant {
        [] => {}
        // A single word may mean much: `x86`, `wasm`.
        [one] if lower.contains('-') => return Suggestion::Meant(one.clone()),
        [..] => return Suggestion::Near(meant),
    }
    if let Some(one) = neighbours.same(text) {
        return Suggestion::Meant(one.clone());
    }
    match &*neighbours.nearest(&lower) {
        [] => Suggestion::Nothing,
        // A slip of one letter, or of two with no other name within reach.
        [(1 | 2, one)] | [(1, one), (2.., _), ..] if lower.contains('-') => Suggestion::Meant((*one).clone()),
        near => Suggestion::Near(near.iter().map(|(_, name)| (*name).clone()).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> TargetList {
        TargetList(names::all().filter(|name| renames::find(name).is_none()).map(Triple::new).collect())
    }

    fn suggest_from(text: &str, list: &TargetList) -> Suggestion {
        suggest(&Triple::new(text), list, &Neighbours::of(list))
    }

    fn candidates(text: &str) -> (bool, Vec<String>) {
        let suggestion = suggest_from(text, &list());
        (suggestion.certain().is_some(), suggestion.candidates().iter().map(ToString::to_string).collect())
    }

    #[test]
    fn certain_are_renames_misspellings_slips_and_ways_of_writing() {
        for (text, right) in [
            ("wasm32-wasi", "wasm32-wasip1"),
            ("aarch64-linux-gnu", "aarch64-unknown-linux-gnu"),
            ("aarch64_unknown_linux_gnu", "aarch64-unknown-linux-gnu"),
            ("X86_64-PC-Windows-MSVC", "x86_64-pc-windows-msvc"),
            ("THUMBV8M_MAIN_NONE_EABI", "thumbv8m.main-none-eabi"),
            ("aarch64-unknow-linux-gnu", "aarch64-unknown-linux-gnu"),
            ("x86_64-unkonwn-linux-musl", "x86_64-unknown-linux-musl"),
            ("x86_64-apple-darwn", "x86_64-apple-darwin"),
            ("aarch64-linux-android24", "aarch64-linux-android"),
            ("armv7a-linux-androideabi21", "armv7-linux-androideabi"),
            ("ARM64-apple-darwin", "aarch64-apple-darwin"),
        ] {
            assert_eq!(candidates(text), (true, vec![right.to_owned()]), "{text}");
        }
    }

    #[test]
    fn doubtful_are_ambiguities_and_removals() {
        for (text, right) in [
            ("armv7-unknown-linux-gnueabih", "armv7-unknown-linux-gnueabi"),
            ("riscv32-unknown-none-elf", "riscv32imac-unknown-none-elf"),
            ("wasm32", "wasm32-unknown-unknown"),
            ("i586-pc-windows-msvc", "i686-pc-windows-msvc"),
        ] {
            let (certain, candidates) = candidates(text);
            assert_eq!((certain, candidates[0].as_str()), (false, right), "{text}: {candidates:?}");
        }
    }

    #[test]
    fn a_rustc_older_than_a_rename_is_given_the_old_name() {
        let old = TargetList([Triple::new("wasm32-wasi")].into());
        let suggestion = suggest_from("wasm32-wasip1", &old);
        assert_eq!(suggestion, Suggestion::NotYetRenamed { former: Triple::new("wasm32-wasi"), since: Some("1.84") });
        assert_eq!(suggest_from("wasm32-wasi", &old), Suggestion::Known);
        assert_eq!(suggest_from("avr-none", &old), Suggestion::OtherVersion);
    }

    #[test]
    fn nonsense_has_no_suggestion() {
        assert_eq!(suggest_from("frobnicate", &list()), Suggestion::Nothing);
        assert_eq!(suggest_from("", &list()), Suggestion::Nothing);
    }
}
