//! A line as it stands in a file, without what only a terminal understands.

use std::borrow::Cow;

/// Without escape sequences and control characters: nothing of a log may steer the reader's terminal. Tabs stay.
///
/// ECMA-48: CSI sequences (colours), and strings up to their terminator (OSC 8 links; the APC marks of Buildkite).
pub(super) fn clean(line: &str) -> Cow<'_, str> {
    if !line.contains(is_control) {
        return Cow::Borrowed(line);
    }
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(is_control) {
        text.push_str(&rest[..at]);
        rest = if rest[at..].starts_with('\u{1b}') { after_escape(&rest[at + 1..]) } else { after_char(&rest[at..]) };
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// C0 without the tab, DEL, C1, and what turns the direction of writing.
fn is_control(c: char) -> bool {
    c.is_control() && c != '\t'
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn after_char(text: &str) -> &str {
    let mut chars = text.chars();
    chars.next();
    chars.as_str()
}

/// What follows an escape sequence; `text` begins after its ESC.
fn after_escape(text: &str) -> &str {
    let bytes = text.as_bytes();
    match bytes.first() {
        Some(b'[') => {
            let body = &bytes[1..];
            let end = body.iter().position(|byte| !(0x20..0x40).contains(byte)).unwrap_or(body.len());
            // The final byte, if it is one; an unfinished sequence ends before what does not belong to it.
            let ends = body.get(end).is_some_and(|byte| (0x40..0x7f).contains(byte));
            &text[1 + end + usize::from(ends)..]
        }
        Some(b']' | b'P' | b'X' | b'^' | b'_') => match text.find(['\u{7}', '\u{1b}', '\u{9c}']) {
            Some(at) if text[at..].starts_with("\u{1b}\\") => &text[at + 2..],
            Some(at) if text[at..].starts_with('\u{1b}') => &text[at..],
            Some(at) => after_char(&text[at..]),
            // Never ended: nobody knows where it was to end, so the rest is text.
            None => &text[1..],
        },
        Some(0x20..0x7f) => {
            let end = bytes.iter().position(|byte| !(0x20..0x30).contains(byte)).unwrap_or(bytes.len());
            let ends = bytes.get(end).is_some_and(|byte| (0x30..0x7f).contains(byte));
            &text[end + usize::from(ends)..]
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_is_left() {
        for (line, text) in [
            ("plain", "plain"),
            ("\u{1b}[0m\u{1b}[1m\u{1b}[38;5;9merror\u{1b}[0m: x", "error: x"),
            ("\u{1b}]8;;https://example.org\u{7}link\u{1b}]8;;\u{7}", "link"),
            ("\u{1b}]8;;https://example.org\u{1b}\\link\u{1b}]8;;\u{1b}\\", "link"),
            ("\u{1b}_bk;t=1700000000000\u{7}error: x", "error: x"),
            ("\u{1b}(B\u{1b}[mok", "ok"),
            ("\u{1b}[", ""),
            ("\u{1b}", ""),
            ("\u{1b}]never ended", "never ended"),
            ("a\u{8}\u{0}b\u{7f}\u{9b}31mc\td", "ab31mc\td"),
            ("\u{202e}rorre", "rorre"),
            ("\u{1b}[31é", "é"),
            ("\u{1b}é", "é"),
        ] {
            assert_eq!(clean(line), text, "{line:?}");
            assert!(!clean(line).contains(is_control), "{line:?}");
        }
    }
}
