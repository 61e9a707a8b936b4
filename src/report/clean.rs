//! What tools print, made safe to print again.

/// The text without escape sequences and control characters: nothing a tool prints may move the cursor, change colours,
/// set a title or reorder what is shown. Line breaks stay; a carriage return becomes one, a tab four columns.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\n' => out.push('\n'),
            '\r' if rest.peek() == Some(&'\n') => {}
            '\r' => out.push('\n'),
            '\t' => out.push_str("    "),
            '\u{1b}' => skip_escape(&mut rest),
            '\u{9b}' => skip_csi(&mut rest),
            c if c.is_control() || is_format(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// The text on one line: for a table cell or a title.
pub fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// ECMA-48: `ESC [` starts a control sequence; `ESC ]`, `P`, `X`, `^`, `_` start a string that ends with `BEL` or `ESC \`.
fn skip_escape(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    match rest.next() {
        Some('[') => skip_csi(rest),
        Some(']' | 'P' | 'X' | '^' | '_') => {
            while let Some(c) = rest.next() {
                if c == '\u{7}' || c == '\u{9c}' {
                    return;
                }
                if c == '\u{1b}' {
                    rest.next_if_eq(&'\\');
                    return;
                }
            }
        }
        Some(c) if ('\u{20}'..='\u{2f}').contains(&c) => {
            rest.next();
        }
        Some(_) | None => {}
    }
}

/// Parameters and intermediates up to the final byte `@` to `~`.
fn skip_csi(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    while let Some(c) = rest.next_if(|c| ('\u{20}'..='\u{7e}').contains(c)) {
        if c >= '@' {
            return;
        }
    }
}

/// Invisible characters that change the order or the meaning of what is shown (Unicode's bidirectional controls, joiners
/// without a base, the byte-order mark, tags).
fn is_format(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_survives() {
        for (text, expected) in [
            ("plain\nlines\n", "plain\nlines\n"),
            ("\u{1b}[31mred\u{1b}[0m", "red"),
            ("\u{1b}]0;title\u{7}after", "after"),
            ("\u{1b}]8;;http://x\u{1b}\\link\u{1b}]8;;\u{1b}\\", "link"),
            ("\u{1b}Pq#0\u{1b}\\sixel", "sixel"),
            ("\u{9b}2Jcleared", "cleared"),
            ("progress 1%\rprogress 2%\r\ndone", "progress 1%\nprogress 2%\ndone"),
            ("bell\u{7}\u{8}\u{0}", "bell"),
            ("a\u{202e}b", "ab"),
            ("\u{1b}(Bcharset", "charset"),
            ("cut \u{1b}[3", "cut "),
            ("cut \u{1b}", "cut "),
        ] {
            assert_eq!(clean(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_sequence_that_never_ends_takes_no_more_than_its_line() {
        assert_eq!(clean("\u{1b}[12\nnext"), "\nnext");
    }

    #[test]
    fn one_line_joins_what_was_several() {
        assert_eq!(one_line(" a\n\tb \u{1b}[1mc\n"), "a b c");
    }
}
