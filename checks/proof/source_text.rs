//! Rust's source as text, as far as it can be read without a compiler: comments, literals, blocks. Whatever is written
//! there, reading ends.

/// Something of code without comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// The contents of a literal, escapes as written.
    Literal(&'a str),
    Char(char),
}

impl<'a> Piece<'a> {
    pub(super) fn text(self) -> Option<&'a str> {
        match self {
            Self::Literal(text) => Some(text),
            Self::Char(_) => None,
        }
    }
}

/// The code, literals whole; each piece with where it begins.
pub(super) fn pieces(code: &str) -> impl Iterator<Item = (usize, Piece<'_>)> {
    let (mut at, mut before) = (0, ' ');
    std::iter::from_fn(move || {
        let rest = &code[at..];
        let c = rest.chars().next()?;
        let start = at;
        // `r` ends a name where one stands before it
        let literal = if before.is_alphanumeric() && c == 'r' { None } else { literal(rest) };
        let (piece, length) = match literal {
            Some((text, length)) => (Piece::Literal(text), length),
            None => (Piece::Char(c), c.len_utf8()),
        };
        (at, before) = (at + length, c);
        Some((start, piece))
    })
}

/// The contents of the literal that `text` starts with, and its whole length. One without an end goes to the text's.
fn literal(text: &str) -> Option<(&str, usize)> {
    if let Some(inner) = text.strip_prefix('"') {
        let mut escaped = false;
        for (at, c) in inner.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => return Some((&inner[..at], at + 2)),
                _ => {}
            }
        }
        return Some((inner, text.len()));
    }
    if let Some(inner) = text.strip_prefix('r') {
        let hashes = inner.len() - inner.trim_start_matches('#').len();
        let inner = inner[hashes..].strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        let before = hashes + 2;
        return Some(match inner.find(&end) {
            Some(at) => (&inner[..at], before + at + end.len()),
            None => (inner, text.len()),
        });
    }
    // a character, not a lifetime
    let inner = text.strip_prefix('\'')?;
    let mut chars = inner.char_indices();
    let (_, first) = chars.next()?;
    let (end, _) =
        if first == '\\' { inner.char_indices().skip(2).find(|(_, c)| *c == '\'')? } else { chars.next()? };
    inner[end..].starts_with('\'').then(|| (&inner[..end], end + 2))
}

/// The code without comments; what looks like one inside of a literal stays.
pub(super) fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |at| &rest[at..]);
        } else if rest.starts_with("/*") {
            rest = after_block_comment(rest);
            kept.push(' ');
        } else {
            let literal = if before.is_alphanumeric() && c == 'r' { None } else { literal(rest) };
            let length = literal.map_or(c.len_utf8(), |(_, length)| length);
            kept.push_str(&rest[..length]);
            rest = &rest[length..];
        }
        before = c;
    }
    kept
}

/// After the block comment that `text` starts with; they nest.
pub(super) fn after_block_comment(text: &str) -> &str {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0_u32, 0);
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => (depth, at) = (depth + 1, at + 2),
            b"*/" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return &text[at..];
        }
    }
    ""
}

/// After the item, statement or expression that an attribute stands on.
pub(super) fn after_item(code: &str) -> &str {
    let mut depth = 0_u32;
    for (at, piece) in pieces(code) {
        match piece {
            Piece::Char('{') if depth == 0 => return after_block(&code[at..]),
            Piece::Char('(' | '[' | '{') => depth += 1,
            // It was the last of its block.
            Piece::Char(')' | ']' | '}') if depth == 0 => return &code[at..],
            Piece::Char(')' | ']' | '}') => depth -= 1,
            Piece::Char(';' | ',') if depth == 0 => return &code[at + 1..],
            Piece::Char(_) | Piece::Literal(_) => {}
        }
    }
    ""
}

/// After the block in braces that `code` starts with.
pub(super) fn after_block(code: &str) -> &str {
    let mut depth = 0_u32;
    for (at, piece) in pieces(code) {
        match piece {
            Piece::Char('{') => depth += 1,
            Piece::Char('}') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return &code[at + 1..];
                }
            }
            Piece::Char(_) | Piece::Literal(_) => {}
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literals(code: &str) -> Vec<&str> {
        pieces(code).filter_map(|(_, piece)| piece.text()).collect()
    }

    #[test]
    fn literals_of_every_kind_are_whole() {
        let code = r##"f("a\"b", r#"c"d"#, '"', '{', '\'', b"e", r"f", r#type, x: &'a str, for_r"")"##;
        assert_eq!(literals(code), [r#"a\"b"#, r#"c"d"#, "\"", "{", r"\'", "e", "f", ""]);
    }

    #[test]
    fn what_has_no_end_is_read_to_the_texts() {
        for text in ["\"", "\"\\", "r#\"", "'", "'\\", "'é", "\"é", "/*", "r", "{"] {
            let _ = literals(text);
            let _ = without_comments(text);
            assert_eq!(after_block(text), "", "{text}");
        }
    }

    #[test]
    fn comments_go_and_literals_that_look_like_one_stay() {
        let text = "a /* b /* c */ d */ e // f\n\"g // h\" r#\"i // \" j\"# k";
        assert_eq!(without_comments(text), "a   e \n\"g // h\" r#\"i // \" j\"# k");
    }

    #[test]
    fn braces_inside_of_literals_close_nothing() {
        assert_eq!(after_block("{ '}'; \"}\"; r#\"}\"# } rest"), " rest");
        assert_eq!(after_item(" let x = f(\";\", ';'); rest"), " rest");
    }
}
