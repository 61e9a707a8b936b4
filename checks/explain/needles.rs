//! Which of many texts stand in a line.
//!
//! Of each text the four bytes that fewest others share are chosen. At each place of the line a bit tells whether any text
//! has those that begin there, and what it leaves is compared. An automaton is quicker at long texts and takes longer to
//! be built than most logs to be read.

use super::{
    anchors,
    groups::{Counts, HASHES, Hashes, groups, hash},
};

pub(super) struct Needles {
    hashes: Hashes,
    /// For each hash the first of its needles.
    first: Vec<u16>,
    texts: Vec<Needle>,
    /// The length of the shortest.
    shortest: usize,
}

struct Needle {
    /// Lowercase.
    text: Vec<u8>,
    /// Where in it the chosen bytes stand.
    at: usize,
    /// The next one of the same hash.
    next: u16,
}

const NONE: u16 = u16::MAX;

impl Needles {
    /// `texts` are lowercase and have at least [`super::literals::SHORTEST`] bytes.
    pub(super) fn of(texts: Vec<Vec<u8>>) -> Self {
        let counts = Counts::of(texts.iter().map(Vec::as_slice));
        let shortest = texts.iter().map(Vec::len).min().unwrap_or(0);
        let mut found = Self { hashes: Hashes::none(), first: vec![NONE; HASHES], texts: Vec::new(), shortest };
        for (number, text) in (0..).zip(texts) {
            let common = |group: &(usize, [u8; 4])| {
                let hash = hash(group.1);
                (anchors::COMMON_HASHES.has(hash), counts.of_hash(hash))
            };
            let (at, group) = groups(&text).enumerate().min_by_key(common).unwrap_or_else(|| (0, three(&text)));
            let hash = hash(group);
            found.hashes.set(hash, true);
            let next = std::mem::replace(&mut found.first[hash], number);
            found.texts.push(Needle { text, at, next });
        }
        found
    }

    /// Calls `found` with the number of each text that stands in the line, for each time that it does.
    pub(super) fn find(&self, line: &[u8], mut found: impl FnMut(usize)) {
        let has_short = self.shortest < 4;
        for (at, group) in groups(line).enumerate() {
            self.compare(line, at, hash(group), &mut found);
            if has_short {
                self.compare(line, at, hash(three(&group)), &mut found);
            }
        }
        if has_short && let Some(last) = line.last_chunk::<3>() {
            self.compare(line, line.len() - 3, hash(three(last)), &mut found);
        }
    }

    #[expect(clippy::inline_always, reason = "nearly always a bit that is not set")]
    #[inline(always)]
    fn compare(&self, line: &[u8], at: usize, hash: usize, found: &mut impl FnMut(usize)) {
        if !self.hashes.has(hash) {
            return;
        }
        let mut number = self.first[hash];
        while let Some(needle) = self.texts.get(usize::from(number)) {
            let stands = at.checked_sub(needle.at).and_then(|start| line.get(start..start + needle.text.len()));
            if stands.is_some_and(|stands| stands.eq_ignore_ascii_case(&needle.text)) {
                found(number.into());
            }
            number = needle.next;
        }
    }
}

/// The group by which a text of three bytes is found.
fn three(text: &[u8]) -> [u8; 4] {
    [text[0], text[1], text[2], 0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_finds_what_a_plain_search_finds() {
        let texts = ["not found", "found: no", "ndk", "file", "filenot", "no such"]
            .map(|text| text.as_bytes().to_vec())
            .to_vec();
        let needles = Needles::of(texts.clone());
        let pieces = ["not", " ", "found", ": ", "no such", "file", "FOUND", "x", "Ndk", "nd"];
        let mut random: usize = 7;
        for _ in 0..20_000 {
            let mut line = String::new();
            for _ in 0..(random >> 40) % 9 {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                line.push_str(pieces[(random >> 33) % pieces.len()]);
            }
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let lower = line.to_ascii_lowercase();
            let stands = |text: &Vec<u8>| memchr::memmem::find(lower.as_bytes(), text).is_some();
            let expected: Vec<_> = (0..texts.len()).filter(|number| stands(&texts[*number])).collect();
            let mut found = Vec::new();
            needles.find(line.as_bytes(), |number| found.push(number));
            found.sort_unstable();
            found.dedup();
            assert_eq!(found, expected, "{line}");
        }
    }
}
