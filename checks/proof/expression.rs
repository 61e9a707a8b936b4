//! Expressions of Rust as text: their parts, and the names that stand for them.

use std::collections::BTreeMap;

use super::source_text::{Piece, pieces};

/// The parts between a separator that stands in no bracket and no literal.
pub(super) fn split<'t>(text: &'t str, separator: &str) -> Vec<&'t str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_u32);
    for (at, piece) in pieces(text) {
        match piece {
            Piece::Char(_) if depth == 0 && at >= start && text[at..].starts_with(separator) => {
                parts.push(&text[start..at]);
                start = at + separator.len();
            }
            Piece::Char('(' | '[' | '{') => depth += 1,
            Piece::Char(')' | ']' | '}') => depth = depth.saturating_sub(1),
            Piece::Char(_) | Piece::Literal(_) => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// What stands between `open`, which ends with its parenthesis, and the one that closes it, where that is all.
pub(super) fn whole<'t>(text: &'t str, open: &str) -> Option<&'t str> {
    let inner = text.strip_prefix(open)?.strip_suffix(')')?;
    let mut depth = 0_u32;
    for (_, piece) in pieces(inner) {
        match piece {
            Piece::Char('(') => depth += 1,
            Piece::Char(')') => depth = depth.checked_sub(1)?,
            Piece::Char(_) | Piece::Literal(_) => {}
        }
    }
    (depth == 0).then_some(inner)
}

/// What is called last, and with what: `a.b(c).d` and `e(f)` of `a.b(c).d(e(f))`.
pub(super) fn last_call(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_suffix(')')?;
    let mut open = Vec::new();
    for (at, piece) in pieces(inner) {
        match piece {
            Piece::Char('(') => open.push(at),
            Piece::Char(')') => drop(open.pop()?),
            Piece::Char(_) | Piece::Literal(_) => {}
        }
    }
    let [at] = open[..] else { return None };
    Some((&inner[..at], &inner[at + 1..]))
}

/// Without what changes nothing but the type.
pub(super) fn bare(text: &str) -> &str {
    const CALLS: [&str; 11] = [
        ".unwrap()",
        ".unwrap_or_default()",
        ".as_str()",
        ".as_ref()",
        ".as_deref()",
        ".clone()",
        ".to_string()",
        ".to_owned()",
        ".into()",
        ".ok()",
        ".as_ref().map(String::as_str)",
    ];
    const AROUND: [&str; 3] = ["Ok(", "Some(", "String::from("];
    let mut text = text.trim();
    loop {
        let before = text;
        text = text.trim_start_matches(['&', '*']).trim();
        text = CALLS.iter().find_map(|call| text.strip_suffix(call)).unwrap_or(text);
        text = AROUND.iter().find_map(|around| whole(text, around)).unwrap_or(text);
        if let Some((subject, said)) = text.rsplit_once(".expect(")
            && said.strip_suffix(')').is_some_and(|said| text_of(said.trim()).is_some())
        {
            text = subject;
        }
        if text == before {
            return text;
        }
    }
}

/// The text of a literal that means what it looks like.
pub(super) fn text_of(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    (!inner.contains(['"', '\\'])).then_some(inner)
}

/// `env::var("NAME")`.
pub(super) fn variable(text: &str) -> Option<&str> {
    let text = text.strip_prefix("std::").unwrap_or(text);
    let text = text.strip_prefix("env::").unwrap_or(text);
    let inner = ["var(", "var_os("].iter().find_map(|call| whole(text, call))?;
    text_of(inner.trim())
}

/// What names stand for that are bound once, by `let`, and never assigned.
pub(super) fn bindings(code: &str) -> BTreeMap<&str, &str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut bound = BTreeMap::new();
    for (at, _) in code.match_indices("let ") {
        let rest = code[at + "let ".len()..].trim_start();
        let name = &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())];
        let rest = rest[name.len()..].trim_start();
        let Some((kind, expression)) = rest.split_once('=') else { continue };
        let is_plain = kind.is_empty() || kind.starts_with(':') && !kind.contains([';', '{']);
        if is_plain && name != "mut" && !code[..at].ends_with(is_word) && binders(code, name) == 1 {
            bound.insert(name, split(expression, ";")[0]);
        }
    }
    bound
}

/// How often the text gives a meaning to the name: by `let`, as a parameter, in a pattern, by an assignment.
fn binders(code: &str, name: &str) -> usize {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let binds = |at: &usize| {
        let (before, after) = (&code[..*at], &code[at + name.len()..]);
        if before.ends_with(is_word) || before.ends_with('.') || after.starts_with(is_word) {
            return false;
        }
        let (before, after) = (before.trim_end(), after.trim_start());
        let by_word = ["let", "mut", "ref", "for", "static", "const"]
            .iter()
            .any(|word| before.strip_suffix(word).is_some_and(|before| !before.ends_with(is_word)));
        let closes = after.trim_start_matches([')', '|']).trim_start();
        let assigned = |text: &str| text.starts_with('=') && !text.starts_with("==");
        let typed = after.starts_with(':') && !after.starts_with("::");
        by_word || typed || assigned(after) || closes.len() < after.len() && assigned(closes) || before.ends_with('|')
    };
    code.match_indices(name).filter(|(at, _)| binds(at)).count()
}
