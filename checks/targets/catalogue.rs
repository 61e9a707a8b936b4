//! What is known of the targets that people build for, beyond what rustc says: a row of `catalogue.tsv` each.

use std::sync::LazyLock;

use crate::Triple;

/// A row. Columns of the table, divided by tabs: triple, driver, C compiler, runner, aliases, note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub triple: &'static str,
    /// The compiler driver that links for it from another system; none where rustc's own linker, the platform's, or
    /// nothing but the platform itself does. `{api}` stands for Android's API level.
    pub driver: Option<&'static str>,
    /// The C compiler for C dependencies.
    pub cc: Option<&'static str>,
    /// What runs its programs elsewhere.
    pub runner: Option<&'static str>,
    /// What people call it.
    pub aliases: Vec<&'static str>,
    /// What surprises people, as a phrase.
    pub note: Option<&'static str>,
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| include_str!("catalogue.tsv").lines().map(entry).collect());

/// Every row, sorted by triple.
pub fn entries() -> &'static [Entry] {
    &ENTRIES
}

pub fn find(triple: &Triple) -> Option<&'static Entry> {
    let at = ENTRIES.binary_search_by(|entry| entry.triple.cmp(triple.as_str())).ok()?;
    Some(&ENTRIES[at])
}

fn entry(row: &'static str) -> Entry {
    let mut columns = row.split('\t');
    let mut column = || columns.next().unwrap_or_default();
    let optional = |text: &'static str| (!text.is_empty()).then_some(text);
    Entry {
        triple: column(),
        driver: optional(column()),
        cc: optional(column()),
        runner: optional(column()),
        aliases: column().split_whitespace().collect(),
        note: optional(column()),
    }
}

/// The triples that `text` may be looking for, best first: a triple, a part of one, or what people call it (`pi`,
/// `iphone`, `m1`). Every word of the text has to match.
pub fn search(text: &str) -> Vec<&'static str> {
    let text = text.to_ascii_lowercase();
    let words: Vec<_> = text.split_whitespace().collect();
    if words.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<_> = super::names::all()
        .filter_map(|triple| {
            let aliases = find(&Triple::new(triple)).map(|entry| entry.aliases.as_slice()).unwrap_or_default();
            let ranks: Option<Vec<u8>> = words.iter().map(|word| rank(word, triple, aliases)).collect();
            // Rows of the table are the targets that people mean.
            let common = u8::from(aliases.is_empty());
            Some((ranks?.into_iter().max()?, common, triple))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(.., triple)| triple).collect()
}

/// How well a word fits, 0 best; none: not at all.
fn rank(word: &str, triple: &str, aliases: &[&str]) -> Option<u8> {
    if word == triple || aliases.contains(&word) {
        Some(0)
    } else if triple.split('-').any(|part| part == word) {
        Some(1)
    } else if triple.starts_with(word) || aliases.iter().any(|alias| alias.starts_with(word)) {
        Some(2)
    } else {
        triple.contains(word).then_some(3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::targets::names;

    #[test]
    fn the_table_is_sorted_and_whole() {
        assert!(ENTRIES.is_sorted_by(|a, b| a.triple < b.triple));
        for row in include_str!("catalogue.tsv").lines() {
            assert_eq!(row.matches('\t').count(), 5, "{row}");
        }
        for entry in entries() {
            assert!(names::all().any(|name| name == entry.triple), "{}", entry.triple);
        }
    }

    #[test]
    fn people_find_their_targets() {
        for (text, first) in [
            ("pi", "aarch64-unknown-linux-gnu"),
            ("iphone", "aarch64-apple-ios"),
            ("m1", "aarch64-apple-darwin"),
            ("alpine x86_64", "x86_64-unknown-linux-musl"),
            ("lambda musl", "aarch64-unknown-linux-musl"),
            ("rp2040", "thumbv6m-none-eabi"),
            ("wasi", "wasm32-wasip1"),
            ("Windows", "x86_64-pc-windows-gnu"),
            ("s390x", "s390x-unknown-linux-gnu"),
        ] {
            assert_eq!(search(text).first(), Some(&first), "{text}: {:?}", search(text));
        }
        assert_eq!(search("frobnicate"), Vec::<&str>::new());
        assert_eq!(search(" "), Vec::<&str>::new());
    }
}
