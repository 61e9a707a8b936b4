//! The next line of a log that has to be looked at, found in whole regions of bytes: a log that somebody waits for is
//! long, and next to nothing in it says anything.

use std::sync::LazyLock;

use memchr::{memchr, memchr_iter, memrchr};

use super::{clean, marks, patterns::PATTERNS, sieve::Sieve};

/// The texts of the anchors and the marks of the log's structure.
static ANCHORS: LazyLock<Sieve> =
    LazyLock::new(|| Sieve::of(PATTERNS.anchors().chain(marks::MARKS.iter().map(|mark| mark.as_bytes()))));

/// Regions are looked through in blocks of whole lines of about this length.
const BLOCK: usize = 1 << 15;

#[derive(Default)]
pub(super) struct Scanner {
    /// A block without what only terminals understand.
    plain: String,
}

impl Scanner {
    /// The start of the next line in which something may stand. `bytes` are whole lines.
    pub(super) fn next_line(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            let rest = &bytes[at..];
            let length = match memrchr(b'\n', &rest[..rest.len().min(BLOCK)]) {
                Some(end) => end + 1,
                None => memchr(b'\n', rest).map_or(rest.len(), |end| end + 1),
            };
            if let Some(found) = self.in_block(&rest[..length]) {
                return Some(at + found);
            }
            at += length;
        }
        None
    }

    fn in_block(&mut self, block: &[u8]) -> Option<usize> {
        if is_plain(block) {
            let hit = ANCHORS.find(block)?;
            return Some(memrchr(b'\n', &block[..hit]).map_or(0, |end| end + 1));
        }
        // A colour in the middle of a message hides it.
        self.plain.clear();
        for line in block.split_inclusive(|byte| *byte == b'\n') {
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            let line = String::from_utf8_lossy(line);
            for part in line.split('\r') {
                self.plain.push_str(&clean::clean(part));
                self.plain.push('\r');
            }
            self.plain.push('\n');
        }
        let hit = ANCHORS.find(self.plain.as_bytes())?;
        let lines = memchr_iter(b'\n', &self.plain.as_bytes()[..hit]).count();
        let Some(before) = lines.checked_sub(1) else { return Some(0) };
        memchr_iter(b'\n', block).nth(before).map(|end| end + 1)
    }
}

/// Nothing in it is taken off before a line is read: no control characters, nor what begins one in UTF-8.
fn is_plain(block: &[u8]) -> bool {
    let is_taken_off = |byte: u8| matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 0x7f | 0xc2 | 0xe2);
    // Without an early end it goes many bytes at a time.
    !block.iter().fold(false, |found, byte| found | is_taken_off(*byte))
}
