//! What of a build script's text has an effect: conditions that can be decided are, and what `main` prints whatever holds
//! is read.

use super::{
    cfg::Cfg,
    condition::{Conditions, Known, fits},
    expression::split,
    source_text::{Piece, after_block, after_item, pieces},
};

/// The literals that `main` reaches whatever holds, of code in effect: what follows a way out, or stands under a
/// condition, is left out.
pub(super) fn always_printed(code: &str) -> Vec<&str> {
    let Some((_, body)) = code.split_once("fn main()") else { return Vec::new() };
    let mut printed = Vec::new();
    let mut depth = 0_u32;
    for (at, piece) in pieces(body) {
        match piece {
            Piece::Literal(text) if depth == 1 => printed.push(text),
            Piece::Literal(_) => {}
            Piece::Char('{') => depth += 1,
            Piece::Char('}') if depth <= 1 => break,
            Piece::Char('}') => depth -= 1,
            Piece::Char('?') => break,
            Piece::Char(_) => {
                if ["return", "exit(", "#[cfg"].iter().any(|word| body[at..].starts_with(word)) {
                    break;
                }
            }
        }
    }
    printed
}

/// `cargo:KEY=VALUE` or `cargo::KEY=VALUE`.
pub(super) fn instruction(literal: &str) -> Option<(&str, &str)> {
    literal.strip_prefix("cargo:")?.trim_start_matches(':').split_once('=')
}

/// The code without the items and blocks whose condition is known not to hold. Where one is known to hold, its block
/// stands there as if there were no condition.
pub(super) fn in_effect(code: &str, known: &Known<'_>) -> String {
    let mut kept = String::with_capacity(code.len());
    reduce(code, &Conditions::of(code, known), &mut kept);
    kept
}

/// What attributes with a condition begin with, and how each goes on.
const ATTRIBUTE: &str = "#[cfg";
const CFG: &str = "(";
const CFG_ATTR: &str = "_attr(";
const IF: &str = "if ";
const MATCH: &str = "match ";

fn reduce(code: &str, conditions: &Conditions<'_>, kept: &mut String) {
    let mut rest = code;
    while let Some(start) = next(rest) {
        kept.push_str(&rest[..start]);
        rest = &rest[start..];
        let after = if let Some(attribute) = rest.strip_prefix(ATTRIBUTE) {
            on_item(attribute, conditions, kept).or_else(|| given(attribute, conditions, kept))
        } else if let Some(inner) = rest.strip_prefix(IF) {
            branch(inner, conditions, kept)
        } else {
            arm(&rest[MATCH.len()..], conditions, kept)
        };
        let one = rest.chars().next().map_or(0, char::len_utf8);
        rest = after.unwrap_or_else(|| {
            kept.push_str(&rest[..one]);
            &rest[one..]
        });
    }
    kept.push_str(rest);
}

/// Where the next condition begins.
fn next(code: &str) -> Option<usize> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let begins = |at: usize| {
        let rest = &code[at..];
        rest.starts_with(ATTRIBUTE)
            || (rest.starts_with(IF) || rest.starts_with(MATCH)) && !code[..at].ends_with(is_word)
    };
    pieces(code).find(|(at, piece)| matches!(piece, Piece::Char('#' | 'i' | 'm')) && begins(*at)).map(|(at, _)| at)
}

/// After an attribute of an item: what follows, where it is decided.
fn on_item<'c>(code: &'c str, conditions: &Conditions<'_>, kept: &mut String) -> Option<&'c str> {
    let (cfg, after) = Cfg::parse(code.strip_prefix(CFG)?)?;
    let after = after.trim_start().strip_prefix(")]")?;
    if !conditions.cfg(&cfg)? {
        return Some(after_item(after));
    }
    let item = after.trim_start();
    if !item.starts_with('{') {
        return Some(after);
    }
    let (inner, after) = block(item);
    reduce(inner, conditions, kept);
    Some(after)
}

/// After one that gives another attribute: what follows, where it is decided. What is given stands there as if it were
/// written so.
fn given<'c>(code: &'c str, conditions: &Conditions<'_>, kept: &mut String) -> Option<&'c str> {
    let (cfg, after) = Cfg::parse(code.strip_prefix(CFG_ATTR)?)?;
    let (given, after) = split_at(after.trim_start().strip_prefix(',')?, ")")?;
    let after = after.trim_start().strip_prefix(']')?;
    if conditions.cfg(&cfg)? {
        kept.push_str("#[");
        kept.push_str(given.trim());
        kept.push(']');
    }
    Some(after)
}

/// After `if `: what follows the decided branches.
fn branch<'c>(code: &'c str, conditions: &Conditions<'_>, kept: &mut String) -> Option<&'c str> {
    let (condition, body) = head(code)?;
    let holds = conditions.holds(condition)?;
    // One before it is open: then this one stays under a condition.
    let is_else = kept.trim_end().ends_with("else");
    let (inner, after) = block(body);
    if holds {
        around(inner, is_else, conditions, kept);
        return Some(after_else(after));
    }
    let Some(other) = after.trim_start().strip_prefix("else").map(str::trim_start) else {
        around("", is_else, conditions, kept);
        return Some(after);
    };
    if other.starts_with(IF) {
        return Some(other);
    }
    let (inner, after) = block(other);
    around(inner, is_else, conditions, kept);
    Some(after)
}

fn around(inner: &str, braces: bool, conditions: &Conditions<'_>, kept: &mut String) {
    kept.push_str(if braces { "{" } else { " " });
    reduce(inner, conditions, kept);
    kept.push_str(if braces { "}" } else { " " });
}

/// After `match `: what follows it, where the arm is known that is taken.
fn arm<'c>(code: &'c str, conditions: &Conditions<'_>, kept: &mut String) -> Option<&'c str> {
    let (subject, body) = head(code)?;
    let value = conditions.value(subject)?;
    let (mut arms, after) = block(body);
    let mut taken = "";
    while let Some((pattern, rest)) = split_at(arms, "=>") {
        let rest = rest.trim_start();
        let (inner, next) = if rest.starts_with('{') {
            let (inner, next) = block(rest);
            (inner, next.trim_start().strip_prefix(',').unwrap_or(next))
        } else {
            split_at(rest, ",").unwrap_or((rest, ""))
        };
        if fits(pattern, &value)? {
            taken = inner;
            break;
        }
        arms = next;
    }
    around(taken, false, conditions, kept);
    Some(after)
}

fn split_at<'c>(code: &'c str, separator: &str) -> Option<(&'c str, &'c str)> {
    let first = split(code, separator)[0];
    Some((first, code[first.len()..].strip_prefix(separator)?))
}

/// What stands before the block that `code` leads to, and from it on.
fn head(code: &str) -> Option<(&str, &str)> {
    let mut depth = 0_u32;
    for (at, piece) in pieces(code) {
        match piece {
            Piece::Char('{') if depth == 0 => return Some(code.split_at(at)),
            Piece::Char('(' | '[' | '{') => depth += 1,
            Piece::Char(';' | ')' | ']' | '}') if depth == 0 => return None,
            Piece::Char(')' | ']' | '}') => depth -= 1,
            Piece::Char(_) | Piece::Literal(_) => {}
        }
    }
    None
}

/// The inside of the block that `code` starts with, and what follows it.
fn block(code: &str) -> (&str, &str) {
    let after = after_block(code);
    let inner = &code[..code.len() - after.len()];
    let inner = inner.strip_prefix('{').unwrap_or(inner);
    (inner.strip_suffix('}').unwrap_or(inner), after)
}

/// After all branches that are left of an `if`.
fn after_else(code: &str) -> &str {
    let mut rest = code;
    while let Some(other) = rest.trim_start().strip_prefix("else") {
        let Some(at) = pieces(other).find(|(_, piece)| *piece == Piece::Char('{')).map(|(at, _)| at) else { break };
        rest = after_block(&other[at..]);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(body: &str) -> Vec<String> {
        let known = Known { target: Some("aarch64-unknown-linux-gnu"), ..Known::default() };
        let code = in_effect(&format!("fn main() {{ {body} }}"), &known);
        always_printed(&code).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_branch_that_is_taken_is_read_as_if_there_were_no_condition() {
        for body in [
            "if target.contains(\"linux\") { p(\"a\"); } else if x { p(\"b\"); } else { p(\"c\") }",
            "if target.contains(\"windows\") { p(\"b\"); } else { p(\"a\") }",
            "if target.contains(\"windows\") { p(\"b\"); } else if target.contains(\"linux\") { p(\"a\") } else { p(\"c\") }",
            "if target.contains(\"windows\") { return; } p(\"a\");",
            "if target.contains(\"linux\") { if target.contains(\"aarch64\") { p(\"a\"); } }",
            "match env::var(\"TARGET\").unwrap().as_str() { \"b\" | \"c\" => p(\"b\"), \"aarch64-unknown-linux-gnu\" => \
             { p(\"a\") } _ => panic!(\"c\"), }",
        ] {
            let read: Vec<_> = printed(body).into_iter().filter(|text| text.len() == 1).collect();
            assert_eq!(read, ["a"], "{body}");
        }
    }

    #[test]
    fn what_follows_an_open_condition_stays_under_it() {
        for body in [
            "if x { p(\"b\"); } else if target.contains(\"linux\") { p(\"a\"); } else { p(\"c\"); }",
            "if x { p(\"b\"); } else if target.contains(\"windows\") { p(\"a\"); } else { p(\"c\"); }",
            "if x { p(\"b\"); } else if target.contains(\"windows\") { p(\"a\"); }",
            "match x { \"a\" => p(\"a\"), _ => {} }",
            "match env::var(\"TARGET\").unwrap().as_str() { other if x => p(\"a\"), _ => p(\"b\"), }",
            "if target.contains(\"linux\") { return; } p(\"a\");",
            "for x in y { if target.contains(\"linux\") { p(\"a\"); } }",
        ] {
            let read: Vec<_> = printed(body).into_iter().filter(|text| text.len() == 1).collect();
            assert_eq!(read, Vec::<String>::new(), "{body}");
        }
    }

    #[test]
    fn what_is_cut_off_is_read_to_its_end() {
        for body in
            ["if", "if target.contains(\"linux\") {", "match env::var(\"TARGET\") {", "#[cfg(", "#[cfg(unix)] {"]
        {
            let known = Known { target: Some("x86_64-unknown-linux-gnu"), ..Known::default() };
            let _ = always_printed(&in_effect(&format!("fn main() {{ {body}"), &known));
        }
    }
}
