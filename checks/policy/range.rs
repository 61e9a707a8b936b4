//! Ranges of versions that a policy allows.

use std::{fmt, sync::LazyLock};

use regex::Regex;
use semver::{Version, VersionReq};

/// A range as in a manifest's dependency: `1.85` is `^1.85`; `>=27, <29`; `0.15.*`; `*`.
///
/// Pre-releases are no part of a range and are compared as the release they become: a nightly 1.97 satisfies `>=1.97`, as
/// it does for cargo's `rust-version` (cargo `src/workspace/dependency`, `to_rustc_version`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    text: String,
    requirement: VersionReq,
}

/// What a range looks like; the schema says the same. A part of the ECMA dialect that `regex` reads alike.
pub(super) const PATTERN: &str = r"^(\*|([0-9]{1,9}\.){1,2}\*|((=|>=?|<=?|~|\^) ?)?[0-9]{1,9}(\.[0-9]{1,9}){0,2}(, ?((=|>=?|<=?|~|\^) ?)?[0-9]{1,9}(\.[0-9]{1,9}){0,2}){0,7})$";

static FORM: LazyLock<Regex> = LazyLock::new(|| Regex::new(PATTERN).expect("a pattern"));

impl Range {
    pub fn parse(text: &str) -> Option<Self> {
        // Not a line more: `$` would allow one in other dialects.
        if !FORM.is_match(text) {
            return None;
        }
        let plain: String = text.split(',').map(without_leading_zeros).collect::<Vec<_>>().join(",");
        Some(Self { text: text.to_owned(), requirement: VersionReq::parse(&plain).ok()? })
    }

    pub fn allows(&self, version: &Version) -> bool {
        self.requirement.matches(&Version::new(version.major, version.minor, version.patch))
    }
}

/// Some calendars write `2024.04`, which semver does not read.
fn without_leading_zeros(comparator: &str) -> String {
    let digits = comparator.find(|c: char| c.is_ascii_digit()).unwrap_or(comparator.len());
    let (operator, numbers) = comparator.split_at(digits);
    let trimmed = |part: &str| match part.trim_start_matches('0') {
        "" if !part.is_empty() => "0".to_owned(),
        rest => rest.to_owned(),
    };
    format!("{operator}{}", numbers.split('.').map(trimmed).collect::<Vec<_>>().join("."))
}

/// A version as tools print it: `16.4`, `0.15.2`, `27.2.12479018`, `0.16.0-dev.312+164c598`; what is not written is zero.
pub fn version(text: &str) -> Option<Version> {
    let numbers = text.trim().split(['-', '+', ' ']).next()?;
    let mut parts = numbers.split('.').map(|part| part.parse::<u64>().ok());
    let mut next = || parts.next().unwrap_or(Some(0));
    let version = Version::new(next()?, next()?, next()?);
    parts.all(|part| part.is_some()).then_some(version)
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(range: &str, of: &str) -> bool {
        Range::parse(range).expect(range).allows(&version(of).expect(of))
    }

    #[test]
    fn ranges_are_those_of_a_manifest() {
        for (range, inside, outside) in [
            ("1.85", "1.95.0", "1.84.1"),
            (">=27, <29", "28.2.13676358", "29.0.1"),
            ("27", "27.2.12479018", "28.0.1"),
            ("=0.15.2", "0.15.2", "0.15.1"),
            ("0.13", "0.13.7", "0.14.0"),
            ("~1.2", "1.2.9", "1.3.0"),
            ("0.15.*", "0.15.9", "0.16.0"),
            (">= 16.3", "16.3", "16.2"),
            ("<=1.90", "1.90.5", "1.91.0"),
            (">=2024.04", "2024.4.1", "2023.12"),
        ] {
            assert!(allows(range, inside) && !allows(range, outside), "{range}");
        }
        assert!(allows("*", "0.0.1"));
    }

    #[test]
    fn a_nightly_counts_as_the_release_it_becomes() {
        assert!(allows(">=1.97", "1.97.0-nightly") && allows("0.16", "0.16.0-dev.312+164c598"));
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in
            ["", " 1", "latest", "1.2.3-beta", ">", "1,", "1 2", "v1", "1..2", "*, 1", "1.2.3.4", "12345678901", "1\n"]
        {
            assert_eq!(Range::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn what_prints_no_version_has_none() {
        assert_eq!(["", "abc", "1.x", "r27c"].map(version), [None, None, None, None]);
    }
}
