//! Texts of which at least one stands in every match of a pattern: what a fast search looks for before the pattern runs.

use regex_syntax::{
    Parser,
    hir::{Class, Hir, HirKind},
};

use super::anchors;

/// Lowercase: the search for them does not distinguish ASCII case.
pub(super) type Literals = Vec<Vec<u8>>;

/// More alternatives are not worth searching for.
const MOST: usize = 96;
/// Shorter ones stand everywhere.
const SHORTEST: usize = 4;
/// Longer ones are no rarer.
const LONG_ENOUGH: usize = 12;

/// None where there is no such text that is worth searching for.
pub(super) fn of(pattern: &str) -> Option<Literals> {
    let hir = Parser::new().parse(pattern).ok()?;
    required(&hir).filter(|found| worth(found) >= SHORTEST)
}

fn worth(literals: &Literals) -> usize {
    if literals.len() > MOST { 0 } else { literals.iter().map(Vec::len).min().unwrap_or(0) }
}

fn required(hir: &Hir) -> Option<Literals> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => None,
        HirKind::Literal(literal) => Some(vec![literal.0.to_ascii_lowercase()]),
        HirKind::Class(class) => one_char(class).map(|byte| vec![vec![byte]]),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Repetition(_) => None,
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Alternation(branches) => {
            let mut all = Vec::new();
            for branch in branches {
                all.extend(required(branch)?);
            }
            all.sort();
            all.dedup();
            Some(all)
        }
        HirKind::Concat(parts) => of_sequence(parts),
    }
}

/// The best of what any part requires; neighbouring characters make one text.
fn of_sequence(parts: &[Hir]) -> Option<Literals> {
    let mut best: Option<Literals> = None;
    let mut run: Vec<u8> = Vec::new();
    let mut consider = |found: Literals| {
        // A few short words are dearer to look for than one: alternatives count against a candidate. What stands in
        // every log is the dearest.
        let score = |found: &Literals| {
            let worth = if worth(found) < SHORTEST || anchors::is_ordinary(found) { 1 } else { worth(found) };
            (worth.min(LONG_ENOUGH) * 8 + MOST).saturating_sub(found.len())
        };
        let is_better = best.as_ref().is_none_or(|best| score(&found) > score(best));
        if worth(&found) > 0 && is_better {
            best = Some(found);
        }
    };
    for part in parts {
        match part.kind() {
            HirKind::Literal(literal) => run.extend(literal.0.to_ascii_lowercase()),
            HirKind::Look(_) => {}
            HirKind::Class(class) if one_char(class).is_some() => run.extend(one_char(class)),
            _ => {
                if !run.is_empty() {
                    consider(vec![std::mem::take(&mut run)]);
                }
                if let Some(found) = required(part) {
                    consider(found);
                }
            }
        }
    }
    if !run.is_empty() {
        consider(vec![run]);
    }
    best
}

/// The ASCII character that the class stands for in both cases.
fn one_char(class: &Class) -> Option<u8> {
    let mut chars = Vec::new();
    match class {
        Class::Unicode(class) => {
            for range in class.ranges() {
                if u32::from(range.end()) - u32::from(range.start()) > 1 || chars.len() > 3 {
                    return None;
                }
                chars.extend(range.start()..=range.end());
            }
        }
        Class::Bytes(_) => return None,
    }
    // Without case, `k` also matches the Kelvin sign and `s` the long s: a log of a tool has neither.
    chars.retain(char::is_ascii);
    let first = u8::try_from(*chars.first()?).ok()?.to_ascii_lowercase();
    chars.iter().all(|c| c.to_ascii_lowercase() == char::from(first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str) -> Option<Vec<String>> {
        of(pattern).map(|found| found.into_iter().map(|text| String::from_utf8(text).expect("UTF-8")).collect())
    }

    #[test]
    fn the_longest_text_of_a_pattern_is_looked_for() {
        for (pattern, expected) in [
            (r"error: linker `[^`]+` not found", Some(vec!["error: linker `"])),
            (r"can't find crate for [`'](std|core)[`']", Some(vec!["can't find crate for "])),
            (r"(?i)could not find", Some(vec!["could not find"])),
            (r"[Cc]ould not find", Some(vec!["could not find"])),
            (r"^\s*(docker|podman): not found$", Some(vec![": not found"])),
            (r"^(ENOENT|EACCES)\d*$", Some(vec!["eacces", "enoent"])),
            (r"(abcd)?x+", None),
            (r"\d+", None),
        ] {
            let expected = expected.map(|texts| texts.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(found(pattern), expected, "{pattern}");
        }
    }
}
