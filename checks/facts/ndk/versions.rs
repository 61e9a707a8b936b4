//! Which NDK and which API level go with which Rust.

use std::fmt;

use semver::Version;

/// `Pkg.Revision` of an NDK: 27.2.12479018 is what its makers call r27c.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revision {
    pub major: u32,
    pub minor: u32,
    pub build: u32,
    /// `beta1`, `rc2`; empty for a release.
    pub pre: String,
}

/// A revision that does for every Rust since 1.68, and aligns to 16 KB pages by itself (r28c).
pub const SUGGESTED: &str = "28.2.13676358";
/// The last that still has libgcc, for Rust before 1.68 (r22b).
pub const SUGGESTED_BEFORE_LIBUNWIND: &str = "22.1.7171670";

impl Revision {
    /// `27.2.12479018`, `28.0.12433566-beta1`; also what a directory below `ndk` is called.
    pub fn parse(text: &str) -> Option<Self> {
        let (numbers, pre) = text.split_once('-').unwrap_or((text, ""));
        let mut numbers = numbers.split('.').map(|part| part.parse().ok());
        let mut next = || numbers.next().flatten();
        let (major, minor, build) = (next()?, next()?, next()?);
        numbers.next().is_none().then(|| Self { major, minor, build, pre: pre.to_owned() })
    }

    /// From the text of `source.properties`.
    pub(super) fn of_properties(text: &str) -> Option<Self> {
        text.lines().find_map(|line| {
            let (key, value) = line.split_once('=')?;
            (key.trim() == "Pkg.Revision").then(|| Self::parse(value.trim()))?
        })
    }

    /// `r27c`.
    pub fn release(&self) -> String {
        let letter = match self.minor {
            0 => String::new(),
            minor => {
                u8::try_from(minor).ok().map_or_else(String::new, |minor| char::from(b'a' + minor % 26).to_string())
            }
        };
        format!("r{}{letter}", self.major)
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { major, minor, build, pre } = self;
        write!(f, "{major}.{minor}.{build}")?;
        if pre.is_empty() { Ok(()) } else { write!(f, "-{pre}") }
    }
}

/// Since 1.68, Rust's standard library for Android unwinds with LLVM's libunwind, and no longer with libgcc
/// (blog.rust-lang.org, *Updating the Android NDK in Rust 1.68*).
pub fn needs_libunwind(rustc: &Version) -> bool {
    (rustc.major, rustc.minor) >= (1, 68)
}

/// r23 replaced libgcc by libunwind (the NDK's changelog for r23).
pub fn has_libunwind(ndk: &Revision) -> bool {
    ndk.major >= 23
}

/// r23 removed GNU's binutils (the NDK's changelog for r23).
pub fn has_gnu_tools(ndk: &Revision) -> bool {
    ndk.major < 23
}

/// r28 aligns for 16 KB pages where nothing is said (the NDK's changelog for r28).
pub fn aligns_to_16_kb(ndk: &Revision) -> bool {
    ndk.major >= 28
}

/// The lowest API level that Rust's standard library is built for: 19 since 1.68, 21 since 1.82 (the release notes of
/// both). Before, no bound is known here.
pub fn min_api(rustc: &Version) -> Option<u32> {
    match (rustc.major, rustc.minor) {
        (1, minor) if minor < 68 => None,
        (1, minor) if minor < 82 => Some(19),
        _ => Some(21),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_is_read_from_the_properties() {
        let text = "Pkg.Desc = Android NDK\nPkg.Revision = 27.2.12479018\nPkg.BaseRevision = 27.2.12479018\n\
                    Pkg.ReleaseName = r27c\n";
        let revision = Revision::of_properties(text).expect("a revision");
        assert_eq!((revision.to_string(), revision.release()), ("27.2.12479018".into(), "r27c".into()));
        let beta = Revision::parse("28.0.12433566-beta1").expect("a revision");
        assert_eq!((beta.to_string(), beta.release()), ("28.0.12433566-beta1".into(), "r28".into()));
        assert!(["27", "27.2", "27.2.1.4", "r27c", "side-by-side"].iter().all(|text| Revision::parse(text).is_none()));
    }

    #[test]
    fn rust_and_the_ndk_changed_the_unwinder_apart_from_each_other() {
        for (rustc, unwinds, level) in [("1.67.1", false, None), ("1.68.0", true, Some(19)), ("1.95.0", true, Some(21))]
        {
            let rustc = Version::parse(rustc).expect("a version");
            assert_eq!((needs_libunwind(&rustc), min_api(&rustc)), (unwinds, level), "{rustc}");
        }
        let revision = |text| Revision::parse(text).expect("a revision");
        assert!(!has_libunwind(&revision("22.1.7171670")) && has_libunwind(&revision("23.0.7599858")));
        assert!(has_gnu_tools(&revision("22.1.7171670")) && !has_gnu_tools(&revision("23.0.7599858")));
        assert!(!aligns_to_16_kb(&revision("27.2.12479018")) && aligns_to_16_kb(&revision(SUGGESTED)));
    }
}
