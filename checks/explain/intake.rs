//! Bytes in pieces of any length, as whole lines of plain text.

use memchr::{memchr, memrchr};

use super::{clean, decode::Decoder};

/// Longer lines are read as their beginning: a linker's command line takes megabytes, a JSON message seldom one.
pub(super) const LINE_LIMIT: usize = 1 << 18;

/// What a log's bytes go through before anything in them is understood. It is a stage of its own so that one thread may
/// prepare what another one reads ([`super::Reader::push_text`]).
#[derive(Default)]
pub struct Intake {
    decoder: Decoder,
    lines: Lines,
}

impl Intake {
    /// Gives on the lines that the next piece of a log completes, without what only terminals understand.
    pub fn push(&mut self, bytes: &[u8], give: &mut dyn FnMut(&[u8])) {
        let lines = &mut self.lines;
        self.decoder.push(bytes, &mut |text| lines.push(text, give));
    }

    /// Gives on the last line, where it has no end.
    pub fn finish(self, give: &mut dyn FnMut(&[u8])) {
        let Self { decoder, mut lines } = self;
        decoder.finish(&mut |text| lines.push(text, give));
        lines.finish(give);
    }
}

#[derive(Default)]
struct Lines {
    /// The beginning of a line whose end has not come.
    carry: Vec<u8>,
    /// It was longer than that.
    overlong: bool,
    /// Lines without what only terminals understand.
    plain: Vec<u8>,
}

impl Lines {
    fn push(&mut self, mut bytes: &[u8], give: &mut dyn FnMut(&[u8])) {
        if !self.carry.is_empty() || self.overlong {
            let end = memchr(b'\n', bytes);
            self.keep(&bytes[..end.unwrap_or(bytes.len())]);
            let Some(end) = end else { return };
            let mut line = std::mem::take(&mut self.carry);
            self.overlong = false;
            line.push(b'\n');
            self.whole(&line, give);
            bytes = &bytes[end + 1..];
        }
        let whole = memrchr(b'\n', bytes).map_or(0, |end| end + 1);
        self.whole(&bytes[..whole], give);
        self.keep(&bytes[whole..]);
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = LINE_LIMIT - self.carry.len();
        self.overlong |= bytes.len() > room;
        self.carry.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    fn whole(&mut self, lines: &[u8], give: &mut dyn FnMut(&[u8])) {
        if clean::is_plain(lines) {
            return give(lines);
        }
        clean::strip(lines, &mut self.plain);
        give(&self.plain);
    }

    fn finish(mut self, give: &mut dyn FnMut(&[u8])) {
        let line = std::mem::take(&mut self.carry);
        self.whole(&line, give);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8], piece: usize) -> String {
        let (mut intake, mut text) = (Intake::default(), Vec::new());
        let mut give = |lines: &[u8]| text.extend_from_slice(lines);
        bytes.chunks(piece).for_each(|piece| intake.push(piece, &mut give));
        intake.finish(&mut give);
        String::from_utf8(text).expect("UTF-8")
    }

    #[test]
    fn in_pieces_of_any_length_the_lines_are_the_same_and_plain() {
        let log = "\u{1b}[1merror\u{1b}[0m: x\r\n\u{1b}]8;;https://example.org\u{7}é\n\nlast\u{1b}[0m";
        for piece in 1..=log.len() {
            assert_eq!(lines(log.as_bytes(), piece), "error: x\r\né\n\nlast");
        }
    }

    #[test]
    fn of_a_line_without_end_the_beginning_is_kept() {
        let log = "x".repeat(3 * LINE_LIMIT) + "\nnext";
        let expected = "x".repeat(LINE_LIMIT) + "\nnext";
        assert!(lines(log.as_bytes(), 1000) == expected);
    }
}
