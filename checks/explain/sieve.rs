//! A search for many texts at once that looks at every eighth place, or every fourth, only.
//!
//! Of a text of fifteen bytes or more fifteen are chosen. Wherever it stands, one of the eight groups of eight that these
//! hold begins at a multiple of eight: a bit tells whether a group belongs to any text at all, and what it leaves is
//! compared. Of shorter texts seven are chosen, with groups of four at multiples of four. An automaton waits for its table
//! at each byte; here nothing waits for what was read before.

use std::sync::Arc;

use super::{
    anchors,
    groups::{Counts, HASHES, HASHES_OF_EIGHT, Hashes, LOWER, groups, hash, hash_of_eight},
};

/// What is compared, chosen and hashed without regard to ASCII case.
#[derive(Clone)]
pub(super) struct Sieve {
    texts: Arc<Vec<Vec<u8>>>,
    long: Net<8, { HASHES_OF_EIGHT / 64 }>,
    short: Net<4, { HASHES / 64 }>,
}

/// Groups of `LENGTH` bytes, as many of each text.
#[derive(Clone)]
struct Net<const LENGTH: usize, const WORDS: usize> {
    /// Whether any group has a hash.
    hashes: Hashes<WORDS>,
    /// For each beginning of a hash where in `groups` those with it stand: few, that they stay at hand.
    ranges: Vec<Range>,
    /// Those whose hashes begin alike side by side.
    groups: Vec<Group>,
}

/// How many beginnings of hashes are told apart.
const BEGINNINGS: usize = 1 << 13;

/// Up to 65,535 groups.
#[derive(Clone, Copy, Default)]
struct Range {
    start: u16,
    length: u16,
}

#[derive(Clone, Copy)]
struct Group {
    /// The group itself, or all seven bytes of which it is a part.
    word: u64,
    /// The text's first seven bytes.
    first: u64,
    text: u16,
    /// Where in the text the group stands.
    at: u16,
    /// How far before it the word begins.
    back: u8,
}

const SEVEN: u64 = u64::MAX >> 8;

impl<const LENGTH: usize, const WORDS: usize> Net<LENGTH, WORDS> {
    /// In so many bytes a group begins at a multiple of its length.
    const CHOSEN: usize = 2 * LENGTH - 1;
    const MASK: u64 = if LENGTH == 8 { u64::MAX } else { SEVEN };

    fn of<'a>(texts: impl Iterator<Item = (u16, &'a [u8])>, counts: &Counts) -> Self {
        let mut groups: Vec<_> = texts.flat_map(|(number, text)| Self::chosen(number, text, counts)).collect();
        groups.sort_unstable_by_key(|(hash, _)| *hash);
        let (mut hashes, mut ranges) = (Hashes::none(), vec![Range::default(); BEGINNINGS]);
        for (place, (hash, _)) in (0..).zip(&groups) {
            hashes.set(*hash, true);
            let range = &mut ranges[Self::beginning(*hash)];
            range.start = if range.length == 0 { place } else { range.start };
            range.length += 1;
        }
        Self { hashes, ranges, groups: groups.into_iter().map(|(_, group)| group).collect() }
    }

    /// The groups by which a text is found, with their hashes.
    fn chosen(number: u16, text: &[u8], counts: &Counts) -> Vec<(usize, Group)> {
        let hashes: Vec<usize> = groups(text).map(hash).collect();
        // Those that are the seldomest, in builds and in other texts.
        let common = |start: &usize| {
            let those = &hashes[*start..*start + Self::CHOSEN - 3];
            let common = those.iter().filter(|hash| anchors::COMMON_HASHES.has(**hash)).count();
            (common, those.iter().map(|hash| counts.of_hash(*hash)).sum::<usize>())
        };
        let start = (0..=text.len() - Self::CHOSEN).min_by_key(common).expect("a text is long enough");
        let group = |offset: usize| {
            let (at, back) = (start + offset, if LENGTH == 8 { 0 } else { offset });
            let group = Group {
                word: word(&text[at - back..]) & Self::MASK,
                first: word(text) & SEVEN,
                text: number,
                at: u16::try_from(at).expect("a short text"),
                back: u8::try_from(back).expect("a small number"),
            };
            (Self::hash(&text[at..]), group)
        };
        (0..LENGTH).map(group).collect()
    }

    fn hash(bytes: &[u8]) -> usize {
        match bytes.first_chunk::<8>() {
            Some(eight) if LENGTH == 8 => hash_of_eight(*eight),
            _ => hash(*bytes.first_chunk().expect("a group is a part of its text")),
        }
    }

    fn beginning(hash: usize) -> usize {
        hash / (WORDS * 64 / BEGINNINGS) % BEGINNINGS
    }

    fn remove(&mut self, number: usize, texts: &[Vec<u8>]) {
        let text = &texts[number];
        for at in 0..=text.len() - LENGTH {
            let hash = Self::hash(&text[at..]);
            let range = &mut self.ranges[Self::beginning(hash)];
            let alike = &mut self.groups[usize::from(range.start)..usize::from(range.start + range.length)];
            let is_its = |group: &Group| usize::from(group.text) == number && usize::from(group.at) == at;
            if let Some(place) = alike.iter().position(is_its) {
                let last = alike.len() - 1;
                alike.swap(place, last);
                range.length -= 1;
                let has_it = |group: &Group| Self::hash(&texts[usize::from(group.text)][group.at.into()..]) == hash;
                self.hashes.set(hash, alike[..last].iter().any(has_it));
            }
        }
    }

    /// The text of which a group stands there: where, and its number.
    fn at(&self, bytes: &[u8], place: usize, hash: usize, texts: &[Vec<u8>]) -> Option<(usize, usize)> {
        let Range { start, length } = self.ranges[Self::beginning(hash)];
        let groups = &self.groups[usize::from(start)..usize::from(start + length)];
        // What stands so far before the place. At the very ends nothing but the comparison says so.
        let around = place.checked_sub(3).and_then(|start| bytes.get(start..)?.first_chunk::<11>());
        let may_stand = |group: &&Group| {
            let word = around.and_then(|around| around.get(3 - usize::from(group.back & 3)..)?.first_chunk());
            word.is_none_or(|word| (u64::from_le_bytes(*word) | LOWER) & Self::MASK == group.word)
        };
        groups.iter().filter(may_stand).find_map(|group| {
            let start = place.checked_sub(group.at.into())?;
            let text = &texts[usize::from(group.text)];
            let first = bytes.get(start..)?.first_chunk();
            let stands = first.is_none_or(|first| (u64::from_le_bytes(*first) | LOWER) & SEVEN == group.first)
                && bytes.get(start..start + text.len())?.eq_ignore_ascii_case(text);
            stands.then_some((start, group.text.into()))
        })
    }
}

impl Sieve {
    /// `texts` have at least [`anchors::SHORTEST`] bytes.
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut texts: Vec<Vec<u8>> = texts.map(<[u8]>::to_ascii_lowercase).collect();
        texts.sort_unstable();
        texts.dedup();
        let counts = Counts::of(texts.iter().map(Vec::as_slice));
        let numbered = || (0..).zip(&texts).map(|(number, text)| (number, text.as_slice()));
        let long = Net::of(numbered().filter(|(_, text)| is_long(text)), &counts);
        let short = Net::of(numbered().filter(|(_, text)| !is_long(text)), &counts);
        Self { texts: Arc::new(texts), long, short }
    }

    /// Finds this text no more.
    pub(super) fn remove(&mut self, number: usize) {
        if is_long(&self.texts[number]) {
            self.long.remove(number, &self.texts);
        } else {
            self.short.remove(number, &self.texts);
        }
    }

    pub(super) fn texts(&self) -> &[Vec<u8>] {
        &self.texts
    }

    /// Where a text stands, in the first line in which any does, and the number of that text.
    pub(super) fn find(&self, bytes: &[u8]) -> Option<(usize, usize)> {
        let (groups, rest) = bytes.as_chunks::<8>();
        for (number, group) in groups.iter().enumerate() {
            let place = number * 8;
            let half = |start: usize| hash(std::array::from_fn(|at| group[start + at]));
            let (whole, first, second) = (hash_of_eight(*group), half(0), half(4));
            if self.long.hashes.has(whole)
                && let Some(found) = self.long.at(bytes, place, whole, &self.texts)
            {
                return Some(found);
            }
            if self.short.hashes.has(first)
                && let Some(found) = self.short.at(bytes, place, first, &self.texts)
            {
                return Some(found);
            }
            if self.short.hashes.has(second)
                && let Some(found) = self.short.at(bytes, place + 4, second, &self.texts)
            {
                return Some(found);
            }
        }
        let last = hash(*rest.first_chunk()?);
        self.short.at(bytes, groups.len() * 8, last, &self.texts)
    }
}

/// Where fifteen bytes can be chosen.
fn is_long(text: &[u8]) -> bool {
    text.len() >= 15
}

/// The first eight bytes, without regard to case: zeros where there are fewer.
fn word(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).rfold(0, |word, byte| word << 8 | u64::from(*byte)) | LOWER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_wherever_it_stands() {
        let texts: [&[u8]; 5] =
            [b"linker `", b"error: ", b"cannot find -l", b"cannot find a c", b"no such file or directory"];
        let sieve = Sieve::of(texts.into_iter());
        for (text, expected) in [
            ("error: x", true),
            ("ERROR: x", true),
            ("Linker `cc`", true),
            ("ld: cannot find -lssl", true),
            ("Cannot find a C", true),
            ("No such file or directory (os error 2)", true),
            ("cannot find -", false),
            ("cannot find a ", false),
            ("no such file or director", false),
            ("no such file: or directory", false),
            ("errors: x", false),
            ("linker 'cc'", false),
            ("", false),
        ] {
            for before in 0..17 {
                let whole = format!("{}{text}", "-".repeat(before));
                let start = before + if text.starts_with("ld: ") { 4 } else { 0 };
                let found = sieve.find(whole.as_bytes());
                assert_eq!(found.map(|(place, _)| place), expected.then_some(start), "{whole}");
            }
        }
    }

    #[test]
    fn what_was_removed_is_found_no_more_and_the_others_are() {
        let texts: [&[u8]; 6] = [
            b"not found",
            b"is not found",
            b"file not found",
            b"not foun",
            b"such a file is not found",
            b"such a file was not found",
        ];
        let every = Sieve::of(texts.into_iter());
        for removed in 0..1 << texts.len() {
            let mut sieve = every.clone();
            let is_removed = |number: usize| removed >> number & 1 == 1;
            (0..texts.len()).filter(|number| is_removed(*number)).for_each(|number| sieve.remove(number));
            for (number, text) in sieve.texts().iter().enumerate() {
                let line = [b"--", text.as_slice(), b"-----------"].concat();
                let found = sieve.find(&line).map(|(_, text)| text);
                assert!(found.is_none_or(|found| !is_removed(found)), "{removed:b}");
                assert!(found.is_some() || is_removed(number), "{removed:b}");
            }
        }
    }

    #[test]
    fn it_finds_what_a_plain_search_finds() {
        let texts: [&[u8]; 7] = [
            b"not found",
            b"found: no",
            b"no such file",
            b"filenot",
            b"found found found",
            b"foundxfoundfile",
            b"file: file: file",
        ];
        let sieve = Sieve::of(texts.into_iter());
        let pieces = ["not", " ", "found", ": ", "no such", "file", "FOUND", "x", ":"];
        let mut random: usize = 7;
        for _ in 0..20_000 {
            let mut line = String::new();
            for _ in 0..random % 9 {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                line.push_str(pieces[(random >> 33) % pieces.len()]);
            }
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            random ^= random >> 29;
            let lower = line.to_ascii_lowercase();
            let expected = texts.iter().any(|text| memchr::memmem::find(lower.as_bytes(), text).is_some());
            assert_eq!(sieve.find(line.as_bytes()).is_some(), expected, "{line}");
        }
    }
}
