//! A text as it stands in a file, without what only a terminal understands.

use std::{borrow::Cow, ops::Range};

const ESCAPE: u8 = 0x1b;

/// A line without escape sequences and control characters: nothing of a log may steer the reader's terminal. Tabs stay.
pub(super) fn clean(line: &str) -> Cow<'_, str> {
    let has_ends = line.contains(['\r', '\n']);
    if !has_ends && is_plain(line.as_bytes()) {
        return Cow::Borrowed(line);
    }
    let mut text = Vec::new();
    strip(line.as_bytes(), &mut text);
    if has_ends {
        text.retain(|byte| !matches!(byte, b'\r' | b'\n'));
    }
    Cow::Owned(String::from_utf8(text).expect("what is taken off are whole characters"))
}

/// Is there nothing in these lines to take off?
pub(super) fn is_plain(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<8>();
    let may_begin = |bytes: &[u8]| bytes.iter().fold(false, |may, byte| may | MAY_BEGIN[usize::from(*byte)]);
    let begins = |start: usize, length: usize| (start..start + length).any(|at| control(&bytes[at..]) > 0);
    let of_word = |(number, word): (usize, &[u8; 8])| {
        specials(u64::from_le_bytes(*word)) != 0 && may_begin(word) && begins(number * 8, 8)
    };
    !words.iter().enumerate().any(of_word) && !begins(words.len() * 8, rest.len())
}

/// Puts the lines in `to` without escape sequences and control characters. Tabs and line ends stay, and so does what is no
/// UTF-8.
///
/// ECMA-48: CSI sequences (colours), and strings up to their terminator (OSC 8 links; the APC marks of Buildkite). None
/// goes beyond its line.
pub(super) fn strip(bytes: &[u8], to: &mut Vec<u8>) {
    // Eight bytes are written where fewer count.
    to.resize(bytes.len() + 8, 0);
    let (mut at, mut length) = (0, 0);
    while let Some(eight) = bytes[at..].first_chunk::<8>() {
        let word = u64::from_le_bytes(*eight);
        if word & 0xffff == CSI {
            at += 2 + short_parameters(word >> 16).unwrap_or_else(|| parameters(&bytes[at + 2..]));
            continue;
        }
        // What stays is written.
        to[length..length + 8].copy_from_slice(eight);
        let specials = specials(word);
        if specials == 0 {
            at += 8;
            length += 8;
            continue;
        }
        let before = (specials.trailing_zeros() / 8) as usize;
        at += before;
        length += before;
        if bytes[at] == ESCAPE && before > 0 {
            continue;
        }
        let taken_off = if MAY_BEGIN[usize::from(bytes[at])] { control(&bytes[at..]) } else { 0 };
        length += usize::from(taken_off == 0);
        at += taken_off.max(1);
    }
    while at < bytes.len() {
        let taken_off = control(&bytes[at..]);
        to[length] = bytes[at];
        length += usize::from(taken_off == 0);
        at += taken_off.max(1);
    }
    to.truncate(length);
}

/// The highest bit of each byte that is below the space, DEL or no ASCII. By the word: what optimizes for size makes no
/// vectors.
fn specials(word: u64) -> u64 {
    // With no carry from one byte into the next.
    let low = word & !HIGH;
    let from_space = low + (0x80 - 0x20) * EACH;
    let is_delete = low + EACH;
    (word | !from_space | is_delete) & HIGH
}

/// The first two bytes of what most colours are.
const CSI: u64 = u16::from_le_bytes([ESCAPE, b'[']) as u64;
const EACH: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * EACH;

/// C0 without the tab, the line ends and the escape; DEL.
const fn is_c0(byte: u8) -> bool {
    matches!(byte, 0..=8 | 11 | 12 | 14..=26 | 28..=31 | 0x7f)
}

/// Whether a control character or sequence may begin with the byte.
const MAY_BEGIN: [bool; 256] = {
    let mut may = [false; 256];
    let mut byte = 0_u8;
    loop {
        may[byte as usize] = is_c0(byte) || matches!(byte, ESCAPE | 0xc2 | 0xe2);
        match byte.checked_add(1) {
            Some(next) => byte = next,
            None => break may,
        }
    }
};

/// How many bytes at the start only a terminal understands.
fn control(bytes: &[u8]) -> usize {
    match bytes {
        [ESCAPE, rest @ ..] => 1 + sequence(rest),
        [first, ..] if is_c0(*first) => 1,
        // C1, of which one begins a sequence as ESC and `[` do.
        [0xc2, 0x9b, rest @ ..] => 2 + parameters(rest),
        [0xc2, 0x80..=0x9f, ..] => 2,
        // What turns the direction of writing: U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069.
        [0xe2, 0x80, 0x8e | 0x8f | 0xaa..=0xae, ..] | [0xe2, 0x81, 0xa6..=0xa9, ..] => 3,
        _ => 0,
    }
}

/// How many bytes after an ESC belong to its sequence.
fn sequence(bytes: &[u8]) -> usize {
    match bytes.first() {
        Some(b'[') => 1 + parameters(&bytes[1..]),
        Some(b']' | b'P' | b'X' | b'^' | b'_') => string(bytes),
        Some(0x20..0x7f) => run(bytes, 0x20..0x30, 0x30..0x7f),
        _ => 0,
    }
}

/// The length of a CSI's parameters, intermediate bytes and final one.
fn parameters(bytes: &[u8]) -> usize {
    run(bytes, 0x20..0x40, 0x40..0x7f)
}

/// The same for the six lowest bytes of the word, where it ends in them: most do, and logs have millions of them.
fn short_parameters(word: u64) -> Option<usize> {
    let differ = (word ^ (0x20 * EACH)) & (0xe0 * EACH);
    let ends = (differ | (differ << 1) | (differ << 2)) & HIGH;
    let length = (ends.trailing_zeros() / 8) as usize;
    let last = *word.to_le_bytes().get(length)?;
    (length < 6).then(|| length + usize::from(matches!(last, 0x40..0x7f)))
}

/// Bytes of `body`, and one of `end`, if it is one: an unfinished sequence ends before what does not belong to it.
fn run(bytes: &[u8], body: Range<u8>, end: Range<u8>) -> usize {
    let length = bytes.iter().take_while(|byte| body.contains(byte)).count();
    length + usize::from(bytes.get(length).is_some_and(|byte| end.contains(byte)))
}

/// The length of a string with its terminator. Where it never ends nobody knows where it was to, so the rest is text.
fn string(bytes: &[u8]) -> usize {
    for at in 1..bytes.len() {
        match &bytes[at..] {
            [7, ..] => return at + 1,
            [ESCAPE, b'\\', ..] | [0xc2, 0x9c, ..] => return at + 2,
            [ESCAPE, ..] => return at,
            [b'\r' | b'\n', ..] => break,
            _ => {}
        }
    }
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [(&str, &str); 15] = [
        ("plain", "plain"),
        ("‘quoted’ by gcc: © é", "‘quoted’ by gcc: © é"),
        ("\u{1b}[0m\u{1b}[1m\u{1b}[38;5;9merror\u{1b}[0m: x", "error: x"),
        ("\u{1b}]8;;https://example.org\u{7}link\u{1b}]8;;\u{7}", "link"),
        ("\u{1b}]8;;https://example.org\u{1b}\\link\u{1b}]8;;\u{1b}\\", "link"),
        ("\u{1b}_bk;t=1700000000000\u{7}error: x", "error: x"),
        ("\u{1b}(B\u{1b}[mok", "ok"),
        ("\u{1b}[", ""),
        ("\u{1b}", ""),
        ("\u{1b}]never ended", "never ended"),
        ("\u{1b}]0;a\u{9c}b", "b"),
        ("a\u{8}\u{0}b\u{7f}\u{9b}31mc\td", "abc\td"),
        ("\u{202e}rorre", "rorre"),
        ("\u{1b}[31é", "é"),
        ("\u{1b}é", "é"),
    ];

    fn is_control(c: char) -> bool {
        c.is_control() && c != '\t'
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    }

    #[test]
    fn nothing_that_steers_a_terminal_is_left() {
        for (line, text) in LINES {
            assert_eq!(clean(line), text, "{line:?}");
            assert!(!clean(line).contains(is_control), "{line:?}");
            assert_eq!(is_plain(line.as_bytes()), !line.contains(is_control), "{line:?}");
        }
        assert_eq!(clean("a\rb\n"), "ab");
    }

    /// A sequence that one line leaves open does not reach into the next one.
    #[test]
    fn lines_are_the_same_one_by_one_and_together() {
        for (ending, count) in [("\n", 1), ("\r\n", 2), ("\r", 1)] {
            for first in LINES {
                for second in LINES {
                    let all = [first.0, second.0, first.0].map(|line| line.to_owned() + ending).concat();
                    let mut found = Vec::new();
                    strip(all.as_bytes(), &mut found);
                    let expected = [first.1, second.1, first.1].map(|line| line.to_owned() + ending).concat();
                    assert_eq!(String::from_utf8(found).expect("UTF-8"), expected, "{all:?}");
                    assert_eq!(expected.matches(['\r', '\n']).count(), 3 * count);
                }
            }
        }
    }

    #[test]
    fn whatever_stands_there_no_control_character_is_left_and_no_character_is_cut() {
        let pieces =
            ["\u{1b}", "[", "]", "3", "m", "\u{7}", "\\", "\u{9c}", "é", "\u{202e}", "x", "\u{0}", "’", "\t", "("];
        let mut random: usize = 11;
        for _ in 0..50_000 {
            let mut line = String::new();
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            for _ in 0..(random >> 33) % 90 {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                line.push_str(pieces[(random >> 33) % pieces.len()]);
            }
            let mut expected = Vec::new();
            let mut rest = line.as_bytes();
            while let Some(first) = rest.first() {
                let taken_off = control(rest);
                expected.extend((taken_off == 0).then_some(*first));
                rest = &rest[taken_off.max(1)..];
            }
            assert_eq!(clean(&line).as_bytes(), expected, "{line:?}");
            assert_eq!(is_plain(line.as_bytes()), expected.len() == line.len(), "{line:?}");
            assert!(!clean(&line).contains(is_control), "{line:?}");
        }
    }
}
