//! Removing one flag of `rustflags` from the line it stands on.

use xdoctor_fixes::{Applicability, Change, Edit, FileEdit, Fix, Scope};

use crate::{
    Cx, HostPath, Pause,
    facts::{
        cargo_config::{Located, Origin},
        linker::Linker,
    },
};

/// Removes `-Clink-arg=ARGUMENT` where it stands.
pub(in crate::linker) fn without_link_arg(
    id: &str,
    linker: &Linker,
    asked: &Located<String>,
    argument: &str,
    cx: &Cx<'_>,
) -> Result<Vec<Fix>, Pause> {
    let id = format!("{id}/{}/remove", linker.triple);
    let title = format!("remove `{argument}` from {}", asked.origin);
    let by_hand = |title| {
        let change = Change::Manual { steps: vec![format!("take `{argument}` out of {}", asked.origin)] };
        let (id, applicability, scope) = (id.clone(), Applicability::Manual, Scope::User);
        Ok(vec![Fix { id, title, change, applicability, scope }])
    };
    let Origin::File { path, line } = &asked.origin else { return by_hand(title) };
    let Some(edit) = without_flag(path, *line, "link-arg", argument, cx)? else { return by_hand(title) };
    Ok(vec![Fix {
        id,
        title,
        change: Change::Edit { edits: vec![FileEdit { path: path.clone(), edit }] },
        applicability: Applicability::Safe,
        scope: Scope::Project,
    }])
}

/// The edit that removes `-C OPTION=VALUE` from the line; none where the flag does not stand there whole.
pub(super) fn without_flag(
    path: &HostPath,
    line: u32,
    option: &str,
    value: &str,
    cx: &Cx<'_>,
) -> Result<Option<Edit>, Pause> {
    let text = cx.text(path)?.unwrap_or_default();
    let at = usize::try_from(line).unwrap_or(usize::MAX).saturating_sub(1);
    let Some(on_line) = text.lines().nth(at) else { return Ok(None) };
    Ok(cut(on_line, option, value).map(|old| Edit::ReplaceOnLine { line, old, new: String::new() }))
}

/// What is to be cut out of the line: the flag with one of its separators.
fn cut(line: &str, option: &str, value: &str) -> Option<String> {
    let elements = ['"', '\''].into_iter().flat_map(|quote| {
        [
            format!("{quote}-C{quote}, {quote}{option}={value}{quote}"),
            format!("{quote}-C{quote},{quote}{option}={value}{quote}"),
            format!("{quote}-C{option}={value}{quote}"),
            format!("{quote}-C {option}={value}{quote}"),
        ]
    });
    for element in elements {
        for whole in [format!(", {element}"), format!("{element}, "), format!("{element},"), element.clone()] {
            if line.matches(&whole).count() == 1 {
                return Some(whole);
            }
        }
    }
    // in a string, flags are words
    for flag in [format!("-C{option}={value}"), format!("-C {option}={value}")] {
        for (before, after) in [(" ", " "), (" ", "\""), ("\"", " "), (" ", "'"), ("'", " ")] {
            if line.matches(&format!("{before}{flag}{after}")).count() == 1 {
                return Some(if before == " " { format!(" {flag}") } else { format!("{flag} ") });
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(line: &str) -> Option<String> {
        Some(line.replacen(&cut(line, "link-arg", "-fuse-ld=mold")?, "", 1))
    }

    #[test]
    fn the_flag_and_one_separator_go() {
        for (line, left) in [
            (r#"rustflags = ["-C", "link-arg=-fuse-ld=mold"]"#, Some("rustflags = []")),
            (r#"rustflags = ["-Clink-arg=-fuse-ld=mold", "-O"]"#, Some(r#"rustflags = ["-O"]"#)),
            (r#"rustflags = ["-O", "-C", "link-arg=-fuse-ld=mold"]"#, Some(r#"rustflags = ["-O"]"#)),
            ("  '-Clink-arg=-fuse-ld=mold', # fast", Some("  # fast")),
            (r#"rustflags = "-O -Clink-arg=-fuse-ld=mold""#, Some(r#"rustflags = "-O""#)),
            (r#"rustflags = "-C link-arg=-fuse-ld=mold -O""#, Some(r#"rustflags = "-O""#)),
            // its `-C` stands on another line
            (r#"  "link-arg=-fuse-ld=mold","#, None),
            (r#"rustflags = ["-Clink-arg=-fuse-ld=moldy"]"#, None),
        ] {
            assert_eq!(without(line).as_deref(), left, "{line}");
        }
    }
}
