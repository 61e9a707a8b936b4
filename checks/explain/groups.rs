//! Four bytes in a row, hashed without regard to the case of letters: by them searches for many texts begin.

/// How many hashes of four bytes there are.
pub(super) const HASHES: usize = 1 << 16;

/// A set of hashes, of which there are 64 times as many as `WORDS`.
#[derive(Clone)]
pub(super) struct Hashes<const WORDS: usize = { HASHES / 64 }>(Box<[u64; WORDS]>);

impl Hashes {
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
}

impl<const WORDS: usize> Hashes<WORDS> {
    pub(super) fn none() -> Self {
        Self(Box::new([0; WORDS]))
    }

    #[expect(clippy::inline_always, reason = "as of the hash")]
    #[inline(always)]
    pub(super) fn has(&self, hash: usize) -> bool {
        self.0[hash / 64 % WORDS] >> (hash % 64) & 1 == 1
    }

    pub(super) fn set(&mut self, hash: usize, to: bool) {
        let bit = 1 << (hash % 64);
        let word = &mut self.0[hash / 64 % WORDS];
        *word = if to { *word | bit } else { *word & !bit };
    }
}

pub(super) fn groups(text: &[u8]) -> impl Iterator<Item = [u8; 4]> {
    text.windows(4).filter_map(|group| group.try_into().ok())
}

/// How many groups of many texts have each hash.
pub(super) struct Counts(Vec<u16>);

impl Counts {
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut counts = vec![0_u16; HASHES];
        for group in texts.flat_map(groups) {
            let count = &mut counts[hash(group)];
            *count = count.saturating_add(1);
        }
        Self(counts)
    }

    pub(super) fn of_hash(&self, hash: usize) -> usize {
        self.0[hash].into()
    }
}

/// Of letters the bit of the case; of others it joins pairs that a comparison tells apart.
pub(super) const LOWER: u64 = 0x2020_2020_2020_2020;

#[expect(clippy::inline_always, reason = "what optimizes for size makes a call of it, for each four bytes of a log")]
#[inline(always)]
pub(super) fn hash(group: [u8; 4]) -> usize {
    let letters = u32::from_le_bytes(group) | 0x2020_2020;
    (letters.wrapping_mul(0x9e37_79b1) >> 16) as usize
}

/// How many hashes of eight bytes there are.
pub(super) const HASHES_OF_EIGHT: usize = 1 << 18;

#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
pub(super) fn hash_of_eight(group: [u8; 8]) -> usize {
    let letters = u64::from_le_bytes(group) | LOWER;
    (letters.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 46) as usize
}
