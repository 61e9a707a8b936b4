//! The next line of a log that has to be looked at, found in whole regions of bytes: a log that somebody waits for is
//! long, and next to nothing in it says anything.

use std::{borrow::Cow, sync::LazyLock};

use memchr::{memchr, memchr_iter, memrchr};

use super::{clean, marks, patterns::PATTERNS, sieve::Sieve};

/// The texts of the anchors and the marks of the log's structure.
static ANCHORS: LazyLock<Sieve> = LazyLock::new(|| {
    let marks = marks::ERRORS.iter().chain(&marks::STRUCTURE);
    Sieve::of(PATTERNS.anchors().chain(marks.map(|mark| mark.as_bytes())))
});

/// Regions are looked through in blocks of whole lines of about this length,
const BLOCK: usize = 1 << 15;
/// the first of which is short: where errors follow upon each other the next line is not far.
const FIRST: usize = 1 << 11;

/// A text that has led to so many lines which there was no room to read says nothing new.
const TIRED: u16 = 512;

pub(super) struct Scanner {
    /// A block without what only terminals understand.
    plain: Vec<u8>,
    /// How often each text was found in vain.
    tried: Vec<u16>,
    /// The texts that are looked for still.
    sieve: Cow<'static, Sieve>,
    /// The text that was found last.
    last: usize,
}

impl Default for Scanner {
    fn default() -> Self {
        Self { plain: Vec::new(), tried: vec![0; ANCHORS.texts().len()], sieve: Cow::Borrowed(&ANCHORS), last: 0 }
    }
}

impl Scanner {
    /// The line that was found last says what many have said, and the log is full of them.
    pub(super) fn tire(&mut self) {
        self.tried[self.last] = self.tried[self.last].saturating_add(1);
        // Where builds and test runs begin and end is told by no other line.
        let text = ANCHORS.texts()[self.last].as_slice();
        let is_structure = marks::STRUCTURE.iter().any(|mark| mark.as_bytes() == text);
        if self.tried[self.last] == TIRED && !is_structure {
            self.sieve.to_mut().remove(self.last);
        }
    }

    /// The start of the next line in which something may stand. `bytes` are whole lines.
    pub(super) fn next_line(&mut self, bytes: &[u8]) -> Option<usize> {
        let (mut at, mut length) = (0, FIRST);
        while at < bytes.len() {
            let rest = &bytes[at..];
            let block = match memrchr(b'\n', &rest[..rest.len().min(length)]) {
                Some(end) => end + 1,
                None => memchr(b'\n', rest).map_or(rest.len(), |end| end + 1),
            };
            if let Some(found) = self.in_block(&rest[..block]) {
                return Some(at + found);
            }
            at += block;
            length = BLOCK.min(length * 4);
        }
        None
    }

    fn in_block(&mut self, block: &[u8]) -> Option<usize> {
        if clean::is_plain(block) {
            let (hit, text) = self.sieve.find(block)?;
            self.last = text;
            return Some(memrchr(b'\n', &block[..hit]).map_or(0, |end| end + 1));
        }
        // A colour in the middle of a message hides it.
        self.plain.clear();
        clean::strip(block, &mut self.plain);
        let (hit, text) = self.sieve.find(&self.plain)?;
        self.last = text;
        let lines = memchr_iter(b'\n', &self.plain[..hit]).count();
        let Some(before) = lines.checked_sub(1) else { return Some(0) };
        memchr_iter(b'\n', block).nth(before).map(|end| end + 1)
    }
}
