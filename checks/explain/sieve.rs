//! A search for many texts at once that looks at every fourth place only.
//!
//! Of each text seven bytes are chosen. Wherever it stands, one of the four groups of four that these hold begins at a
//! multiple of four: a bit tells whether a group belongs to any text at all, and what it leaves is compared. An automaton
//! waits for its table at each byte; here nothing waits for what was read before.

use super::anchors;

/// What is compared, chosen and hashed without regard to ASCII case.
pub(super) struct Sieve {
    texts: Vec<Vec<u8>>,
    /// For each hash, whether any group has it.
    bits: Box<[u64; HASHES / 64]>,
    /// For each hash the first of its groups, as a place in `groups`.
    first: Vec<u16>,
    groups: Vec<Group>,
}

/// Four bytes of a text.
struct Group {
    text: u16,
    /// Where in the text they stand.
    at: u16,
    /// The next group of the same hash.
    next: u16,
}

const HASHES: usize = 1 << 16;
const NONE: u16 = u16::MAX;

impl Sieve {
    /// `texts` have at least [`anchors::SHORTEST`] bytes.
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut texts: Vec<Vec<u8>> = texts.map(<[u8]>::to_ascii_lowercase).collect();
        texts.sort_unstable();
        texts.dedup();
        let mut ordinary = vec![false; HASHES];
        for group in anchors::ORDINARY.as_bytes().windows(4) {
            if let [a, b, c, d] = *group {
                ordinary[hash([a, b, c, d])] = true;
            }
        }
        let mut sieve =
            Self { texts: Vec::new(), bits: Box::new([0; HASHES / 64]), first: vec![NONE; HASHES], groups: Vec::new() };
        for text in texts {
            sieve.add(text, &ordinary);
        }
        sieve
    }

    fn add(&mut self, text: Vec<u8>, ordinary: &[bool]) {
        let hashes: Vec<usize> =
            text.windows(4).filter_map(|group| <[u8; 4]>::try_from(group).ok()).map(hash).collect();
        // The seven bytes whose groups are the seldomest.
        let common = |start: &usize| hashes[*start..*start + 4].iter().filter(|hash| ordinary[**hash]).count();
        let start = (0..=hashes.len() - 4).min_by_key(common).expect("a text has at least seven bytes");
        let number = u16::try_from(self.texts.len()).expect("fewer texts than a u16 counts");
        for (at, hash) in hashes.iter().enumerate().skip(start).take(4) {
            self.bits[hash / 64] |= 1 << (hash % 64);
            let group = u16::try_from(self.groups.len()).expect("four groups for each text");
            let next = std::mem::replace(&mut self.first[*hash], group);
            self.groups.push(Group { text: number, at: u16::try_from(at).expect("a short text"), next });
        }
        self.texts.push(text);
    }

    pub(super) fn texts(&self) -> &[Vec<u8>] {
        &self.texts
    }

    /// Where a text stands that is not `off`, in the first line in which any does, and the number of that text.
    pub(super) fn find(&self, bytes: &[u8], off: &[bool]) -> Option<(usize, usize)> {
        let (groups, _) = bytes.as_chunks::<4>();
        for (place, group) in groups.iter().enumerate() {
            let hash = hash(*group);
            if self.bits[hash / 64] >> (hash % 64) & 1 == 1
                && let Some(found) = self.verify(bytes, place * 4, hash, off)
            {
                return Some(found);
            }
        }
        None
    }

    #[cold]
    fn verify(&self, bytes: &[u8], place: usize, hash: usize, off: &[bool]) -> Option<(usize, usize)> {
        let mut number = self.first[hash];
        while let Some(group) = self.groups.get(usize::from(number)) {
            let which = usize::from(group.text);
            let text = &self.texts[which];
            if !off.get(which).is_some_and(|off| *off)
                && let Some(start) = place.checked_sub(usize::from(group.at))
                && bytes.get(start..start + text.len()).is_some_and(|found| found.eq_ignore_ascii_case(text))
            {
                return Some((start, which));
            }
            number = group.next;
        }
        None
    }
}

fn hash(group: [u8; 4]) -> usize {
    // Of letters the bit of the case; of others it joins pairs that the comparison tells apart.
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
                let found = sieve.find(whole.as_bytes(), &[]);
                assert_eq!(found.map(|(place, _)| place), expected.then_some(start), "{whole}");
                assert_eq!(sieve.find(whole.as_bytes(), &[true; 3]), None, "{whole}");
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
            assert_eq!(sieve.find(line.as_bytes(), &[]).is_some(), expected, "{line}");
        }
    }
}
