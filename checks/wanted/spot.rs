//! Words in a file, and where they stand.

use crate::{
    Triple,
    targets::{Builder, names, spelling},
};

/// A word of a file that names a target, or is meant to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// As it stands, without quotes.
    pub written: String,
    /// From 1.
    pub line: u32,
    /// From 1, in characters; a byte order mark is none.
    pub column: u32,
    /// Who builds for it there, where a command says so.
    pub built_by: BuiltBy,
}

/// Which tool a command builds a target with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum BuiltBy {
    /// No command says so: a list, a variable, a table.
    #[default]
    Unsaid,
    /// Plain cargo, or a tool that runs it as it is.
    Cargo,
    /// A tool that brings its linker.
    Tool {
        builder: Builder,
        /// What it is told besides: the API level for cargo-ndk.
        detail: Option<String>,
    },
}

/// Turns offsets into lines and columns.
pub(crate) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    pub(crate) fn spot(&self, offset: usize, written: &str) -> Spot {
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let before = &self.text[self.starts[line - 1]..offset];
        Spot {
            written: written.to_owned(),
            line: count(line),
            column: count(before.chars().count() + 1),
            built_by: BuiltBy::Unsaid,
        }
    }
}

pub(crate) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The text after a byte order mark.
pub(crate) fn without_bom(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// The triples a word asks for, each with the part of the word that names it; none for an expression (`${{ .. }}`,
/// `$TARGET`), a path or an empty word.
///
/// cargo-zigbuild's glibc version is no part of the triple (`aarch64-unknown-linux-gnu.2.17`), and its
/// `universal2-apple-darwin`, like Tauri's `universal-apple-darwin`, is both architectures of macOS (cargo-zigbuild
/// README, *macOS universal2 target*; Tauri's CLI reference, `build --target`).
pub(crate) fn triples(written: &str) -> Vec<(Triple, &str)> {
    let name = without_glibc(written);
    match name {
        "universal2-apple-darwin" | "universal-apple-darwin" => {
            ["aarch64-apple-darwin", "x86_64-apple-darwin"].map(|triple| (Triple::new(triple), name)).into()
        }
        _ if names::is_word(name) => vec![(Triple::new(name), name)],
        _ if is_json(name) => vec![(Triple::new(name), name)],
        _ => Vec::new(),
    }
}

/// A target specification of the project's own.
pub(crate) fn is_json(text: &str) -> bool {
    text.strip_suffix(".json").is_some_and(|stem| !stem.is_empty()) && !text.contains(['$', '{', '*', '<', '%'])
}

/// The word without cargo-zigbuild's glibc version.
fn without_glibc(word: &str) -> &str {
    glibc(word).map_or(word, |(name, _)| name)
}

/// The name before cargo-zigbuild's glibc version, and that version: `2.17`.
pub(crate) fn glibc(word: &str) -> Option<(&str, &str)> {
    let at = word.find("-gnu")?;
    let dot = at + word[at..].find('.')?;
    let version = &word[dot + 1..];
    let is_version = version.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    is_version.then(|| (&word[..dot], version))
}

/// cargo-ndk takes Android's names of ABIs beside triples (cargo-ndk 4, `src/meta.rs`).
pub(crate) fn of_android_abi(abi: &str) -> Option<Triple> {
    matches!(abi, "arm64-v8a" | "armeabi-v7a" | "x86" | "x86_64")
        .then(|| Triple::new(if abi == "x86_64" { "x86_64-linux-android" } else { spelling::meant(abi)[0] }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(word: &str) -> Vec<(String, &str)> {
        triples(word).into_iter().map(|(triple, part)| (triple.to_string(), part)).collect()
    }

    #[test]
    fn a_glibc_version_is_no_part_of_the_triple() {
        let gnu = "aarch64-unknown-linux-gnu";
        assert_eq!(read("aarch64-unknown-linux-gnu.2.17"), [(gnu.into(), gnu)]);
        assert_eq!(read("thumbv8m.main-none-eabi"), [("thumbv8m.main-none-eabi".into(), "thumbv8m.main-none-eabi")]);
        assert_eq!(
            read("x86_64-unknown-linux-gnu.x"),
            [("x86_64-unknown-linux-gnu.x".into(), "x86_64-unknown-linux-gnu.x")]
        );
    }

    #[test]
    fn a_universal_binary_is_two_targets() {
        let both = [
            ("aarch64-apple-darwin".into(), "universal2-apple-darwin"),
            ("x86_64-apple-darwin".into(), "universal2-apple-darwin"),
        ];
        assert_eq!(read("universal2-apple-darwin"), both);
    }

    #[test]
    fn expressions_name_nothing() {
        for word in
            ["", "${{ matrix.target }}", "$TARGET", "{{target}}", "%T%", "<triple>", "--release", "a/b", "$T.json"]
        {
            assert_eq!(read(word), [], "{word}");
        }
    }

    #[test]
    fn places_count_characters() {
        let lines = Lines::new("ä = 1\nö = 'x'\n");
        assert_eq!(lines.spot(13, "x"), Spot { written: "x".into(), line: 2, column: 6, built_by: BuiltBy::Unsaid });
        assert_eq!(lines.spot(0, ""), Spot { written: String::new(), line: 1, column: 1, built_by: BuiltBy::Unsaid });
    }

    #[test]
    fn abis_are_targets() {
        let read = |abi| of_android_abi(abi).map(|triple| triple.to_string());
        assert_eq!(read("arm64-v8a").as_deref(), Some("aarch64-linux-android"));
        assert_eq!(read("x86").as_deref(), Some("i686-linux-android"));
        assert_eq!(read("x86_64").as_deref(), Some("x86_64-linux-android"));
        assert_eq!(read("mips"), None);
    }
}
