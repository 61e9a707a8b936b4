//! The next line of a log that has to be looked at, found in whole regions of bytes: a log that somebody waits for is
//! long, and next to nothing in it says anything.

use std::{borrow::Cow, sync::LazyLock};

use memchr::memrchr;

use super::{marks, patterns::PATTERNS, sieve::Sieve};

/// The texts of the anchors and the marks of the log's structure.
static ANCHORS: LazyLock<Sieve> = LazyLock::new(|| {
    let marks = marks::ERRORS.iter().chain(&marks::STRUCTURE);
    Sieve::of(PATTERNS.anchors().chain(marks.map(|mark| mark.as_bytes())))
});

/// A text that has led to so many lines which there was no room to read says nothing new.
const TIRED: u16 = 16;

pub(super) struct Scanner {
    /// How often each text was found in vain.
    tried: Vec<u16>,
    /// The texts that are looked for still.
    sieve: Cow<'static, Sieve>,
    /// The text that was found last.
    last: usize,
}

impl Default for Scanner {
    fn default() -> Self {
        Self { tried: vec![0; ANCHORS.texts().len()], sieve: Cow::Borrowed(&ANCHORS), last: 0 }
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
        let (hit, text) = self.sieve.find(bytes)?;
        self.last = text;
        Some(memrchr(b'\n', &bytes[..hit]).map_or(0, |end| end + 1))
    }
}
