//! A search for many texts at once that looks at every fourth place only.
//!
//! Of each text seven bytes are chosen. Wherever it stands, one of the four groups of four that these hold begins at a
//! multiple of four: a bit tells whether a group belongs to any text at all, and what it leaves is compared. An automaton
//! waits for its table at each byte; here nothing waits for what was read before.

use std::{iter, sync::Arc};

use super::anchors;

/// What is compared, chosen and hashed without regard to ASCII case.
#[derive(Clone)]
pub(super) struct Sieve {
    texts: Arc<Vec<Vec<u8>>>,
    /// Whether any group has a hash.
    hashes: Hashes,
    /// For each hash the first of its groups, as a place in `groups`.
    first: Vec<u16>,
    /// [`GROUPS`] of each text.
    groups: Vec<Group>,
}

/// Four bytes of a text.
#[derive(Clone, Copy)]
struct Group {
    /// The seven bytes to which they belong.
    seven: u64,
    /// Where in those they stand.
    offset: u8,
    text: u16,
    /// Where in the text they stand.
    at: u16,
    /// The next group of the same hash.
    next: u16,
}

/// In seven bytes.
const GROUPS: usize = 4;
const HASHES: usize = 1 << 16;
const NONE: u16 = u16::MAX;
/// Of letters the bit of the case; of others it joins pairs that the comparison tells apart.
const LOWER: u64 = 0x2020_2020_2020_2020;
const SEVEN: u64 = u64::MAX >> 8;

/// A set of hashes of four bytes.
#[derive(Clone)]
pub(super) struct Hashes(Box<[u64; HASHES / 64]>);

impl Hashes {
    fn none() -> Self {
        Self(Box::new([0; HASHES / 64]))
    }

    /// Those of every four bytes in a row.
    pub(super) fn of(text: &[u8]) -> Self {
        let mut all = Self::none();
        groups(text).for_each(|group| all.set(hash(group), true));
        all
    }

    /// May the text be a part of the one that they are of? Surely not where one is missing.
    pub(super) fn may_hold(&self, text: &[u8]) -> bool {
        groups(text).all(|group| self.has(hash(group)))
    }

    #[expect(clippy::inline_always, reason = "as of the hash")]
    #[inline(always)]
    fn has(&self, hash: usize) -> bool {
        self.0[hash / 64] >> (hash % 64) & 1 == 1
    }

    fn set(&mut self, hash: usize, to: bool) {
        let bit = 1 << (hash % 64);
        self.0[hash / 64] = if to { self.0[hash / 64] | bit } else { self.0[hash / 64] & !bit };
    }
}

fn groups(text: &[u8]) -> impl Iterator<Item = [u8; 4]> {
    text.windows(4).filter_map(|group| group.try_into().ok())
}

impl Sieve {
    /// `texts` have at least [`anchors::SHORTEST`] bytes.
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut texts: Vec<Vec<u8>> = texts.map(<[u8]>::to_ascii_lowercase).collect();
        texts.sort_unstable();
        texts.dedup();
        let (hashes, first) = (Hashes::none(), vec![NONE; HASHES]);
        let mut sieve = Self { texts: Arc::new(Vec::new()), hashes, first, groups: Vec::new() };
        for (number, text) in (0..).zip(&texts) {
            sieve.add(number, text);
        }
        Self { texts: Arc::new(texts), ..sieve }
    }

    fn add(&mut self, number: u16, text: &[u8]) {
        let hashes: Vec<usize> = groups(text).map(hash).collect();
        // The seven bytes whose groups are the seldomest.
        let common = |start: &usize| {
            let of_seven = &hashes[*start..*start + GROUPS];
            of_seven.iter().filter(|hash| anchors::ORDINARY_HASHES.has(**hash)).count()
        };
        let start = (0..=hashes.len() - GROUPS).min_by_key(common).expect("a text has at least seven bytes");
        let seven = text[start..start + 7].iter().rfold(0, |seven, byte| seven << 8 | u64::from(*byte));
        for (offset, hash) in (0_u8..).zip(&hashes[start..start + GROUPS]) {
            self.hashes.set(*hash, true);
            let group = u16::try_from(self.groups.len()).expect("four groups for each text");
            let next = std::mem::replace(&mut self.first[*hash], group);
            let at = u16::try_from(start).expect("a short text") + u16::from(offset);
            self.groups.push(Group { seven: (seven | LOWER) & SEVEN, offset, text: number, at, next });
        }
    }

    /// Finds this text no more.
    pub(super) fn remove(&mut self, text: usize) {
        for number in text * GROUPS..(text + 1) * GROUPS {
            let at = self.groups[number].at;
            let four = self.texts[text][usize::from(at)..].first_chunk().expect("four bytes of the text");
            let hash = hash(*four);
            let next = |group: &u16| Some(self.groups.get(usize::from(*group))?.next);
            let others: Vec<u16> = iter::successors(Some(self.first[hash]), next)
                .filter(|group| *group != NONE && usize::from(*group) != number)
                .collect();
            self.first[hash] = NONE;
            for group in others {
                self.groups[usize::from(group)].next = std::mem::replace(&mut self.first[hash], group);
            }
            self.hashes.set(hash, self.first[hash] != NONE);
        }
    }

    pub(super) fn texts(&self) -> &[Vec<u8>] {
        &self.texts
    }

    /// Where a text stands, in the first line in which any does, and the number of that text.
    pub(super) fn find(&self, bytes: &[u8]) -> Option<(usize, usize)> {
        let (groups, _) = bytes.as_chunks::<4>();
        for (place, group) in groups.iter().enumerate() {
            let hash = hash(*group);
            if self.hashes.has(hash)
                && let Some(found) = self.verify(bytes, place * 4, hash)
            {
                return Some(found);
            }
        }
        None
    }

    #[cold]
    fn verify(&self, bytes: &[u8], place: usize, hash: usize) -> Option<(usize, usize)> {
        let mut number = self.first[hash];
        while let Some(group) = self.groups.get(usize::from(number)) {
            if is_among(bytes, place, group)
                && let text = &self.texts[usize::from(group.text)]
                && let Some(start) = place.checked_sub(usize::from(group.at))
                && bytes.get(start..start + text.len()).is_some_and(|found| found.eq_ignore_ascii_case(text))
            {
                return Some((start, usize::from(group.text)));
            }
            number = group.next;
        }
        None
    }
}

/// Do the seven bytes stand there? At the very end nothing but the comparison says so.
fn is_among(bytes: &[u8], place: usize, group: &Group) -> bool {
    let Some(start) = place.checked_sub(usize::from(group.offset)) else { return false };
    let found = bytes.get(start..).and_then(<[u8]>::first_chunk::<8>);
    found.is_none_or(|found| (u64::from_le_bytes(*found) | LOWER) & SEVEN == group.seven)
}

#[expect(clippy::inline_always, reason = "what optimizes for size makes a call of it, for each four bytes of a log")]
#[inline(always)]
fn hash(group: [u8; 4]) -> usize {
    let letters = u32::from_le_bytes(group) | 0x2020_2020;
    (letters.wrapping_mul(0x9e37_79b1) >> 16) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_wherever_it_stands() {
        let sieve = Sieve::of([b"linker `".as_slice(), b"error: ", b"cannot find -l"].into_iter());
        for (text, expected) in [
            ("error: x", true),
            ("ERROR: x", true),
            ("Linker `cc`", true),
            ("ld: cannot find -lssl", true),
            ("cannot find -", false),
            ("errors: x", false),
            ("linker 'cc'", false),
            ("", false),
        ] {
            for before in 0..9 {
                let whole = format!("{}{text}", "-".repeat(before));
                let start = before + if text.starts_with("ld: ") { 4 } else { 0 };
                let found = sieve.find(whole.as_bytes());
                assert_eq!(found.map(|(place, _)| place), expected.then_some(start), "{whole}");
            }
        }
    }

    #[test]
    fn what_was_removed_is_found_no_more_and_the_others_are() {
        let texts: [&[u8]; 4] = [b"not found", b"is not found", b"file not found", b"not foun"];
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
        let texts: [&[u8]; 4] = [b"not found", b"found: no", b"no such file", b"filenot"];
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
