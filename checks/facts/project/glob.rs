//! The patterns of `workspace.members`: directories are listed by questions, one level at a time.

use crate::{
    Cx, HostPath, Pause,
    answer::{Dir, EntryKind, Metadata},
};

/// The directories below `base` that `pattern` names. A pattern without wildcards is taken as it is, even if nothing
/// stands there, as is one that matches nothing (cargo's `members_paths`).
pub(super) fn expand(base: &HostPath, pattern: &str, cx: &Cx<'_>) -> Result<Vec<HostPath>, Pause> {
    if !pattern.contains(['*', '?', '[']) {
        return Ok(vec![base.join(pattern)]);
    }
    let mut found = vec![base.clone()];
    for part in pattern.split('/').filter(|part| !part.is_empty() && *part != ".") {
        found = step(found, part, cx)?;
    }
    if found.is_empty() {
        return Ok(vec![base.join(pattern)]);
    }
    found.sort();
    found.dedup();
    let kinds: Vec<_> = found.iter().map(|dir| cx.metadata(dir)).collect();
    let mut dirs = Vec::new();
    for (dir, kind) in found.into_iter().zip(kinds) {
        if matches!(kind?, Metadata::Found(found) if found.kind == EntryKind::Directory) {
            dirs.push(dir);
        }
    }
    Ok(dirs)
}

fn step(dirs: Vec<HostPath>, part: &str, cx: &Cx<'_>) -> Result<Vec<HostPath>, Pause> {
    if part == "**" {
        return below(dirs, cx);
    }
    if !part.contains(['*', '?', '[']) {
        return Ok(dirs.iter().map(|dir| dir.join(part)).collect());
    }
    let lists: Vec<_> = dirs.iter().map(|dir| cx.list(dir)).collect();
    let mut found = Vec::new();
    for (dir, list) in dirs.iter().zip(lists) {
        let Dir::Entries(entries) = list? else { continue };
        // glob's default: a leading dot is an ordinary character.
        found.extend(entries.iter().filter(|entry| matches(part, &entry.name)).map(|entry| dir.join(&entry.name)));
    }
    Ok(found)
}

/// Every directory at or below these; links are not followed, as a loop would have no end.
fn below(dirs: Vec<HostPath>, cx: &Cx<'_>) -> Result<Vec<HostPath>, Pause> {
    let mut found = dirs.clone();
    let mut level = dirs;
    while !level.is_empty() {
        let lists: Vec<_> = level.iter().map(|dir| cx.list(dir)).collect();
        let mut next = Vec::new();
        for (dir, list) in level.iter().zip(lists) {
            let Dir::Entries(entries) = list? else { continue };
            let below = entries.iter().filter(|entry| entry.kind == EntryKind::Directory);
            next.extend(below.map(|entry| dir.join(&entry.name)));
        }
        found.extend(next.iter().cloned());
        level = next;
    }
    Ok(found)
}

/// `*`, `?` and `[...]` within one name.
fn matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    matches_chars(&pattern, &name)
}

fn matches_chars(pattern: &[char], name: &[char]) -> bool {
    let Some((first, rest)) = pattern.split_first() else { return name.is_empty() };
    match first {
        '*' => (0..=name.len()).any(|skip| matches_chars(rest, &name[skip..])),
        '?' => !name.is_empty() && matches_chars(rest, &name[1..]),
        '[' => {
            let Some(end) = rest.iter().skip(1).position(|c| *c == ']').map(|at| at + 1) else { return false };
            let Some((c, left)) = name.split_first() else { return false };
            in_class(&rest[..end], *c) && matches_chars(&rest[end + 1..], left)
        }
        plain => name.split_first().is_some_and(|(c, left)| c == plain && matches_chars(rest, left)),
    }
}

fn in_class(class: &[char], c: char) -> bool {
    let (negated, class) = match class {
        ['!', rest @ ..] => (true, rest),
        _ => (false, class),
    };
    let mut at = 0;
    let mut found = false;
    while at < class.len() {
        if at + 2 < class.len() && class[at + 1] == '-' {
            found |= (class[at]..=class[at + 2]).contains(&c);
            at += 3;
        } else {
            found |= class[at] == c;
            at += 1;
        }
    }
    found != negated
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn wildcards_match_within_one_name() {
        for (pattern, name, expected) in [
            ("*", "a", true),
            ("a*c", "abbc", true),
            ("a*c", "abb", false),
            ("?a", "ba", true),
            ("?a", "a", false),
            ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("[]x]", "]", true),
            ("crate-[0-9]", "crate-7", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} on {name}");
        }
    }
}
