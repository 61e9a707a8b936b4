//! A plan as a script for any POSIX shell. It looks at every file before it changes the first one.

use std::fmt::Write as _;

use xdoctor_checks::HostPath;
use xdoctor_fixes::{Action, Step};

use super::{
    Told,
    commands::{commands_of_anybody, folder_of},
    comment,
    quote::{Unspeakable, format, path, word},
};

const HELPERS: &str = r#"
refuse() {
    printf '%s\n' "refused: $1; nothing was changed" >&2
    exit 1
}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# is file $2 what step $1 found, or already what it makes of it?
expect() {
    if [ -f "$scratch/$1.after" ]; then
        if [ -f "$2" ] && cmp -s "$scratch/$1.after" "$2"; then return; fi
    elif [ ! -e "$2" ] && [ ! -L "$2" ]; then
        return
    fi
    if [ -f "$scratch/$1.before" ]; then
        if [ ! -f "$2" ] || ! cmp -s "$scratch/$1.before" "$2"; then refuse "$2 is not what it was"; fi
    elif [ -e "$2" ] || [ -L "$2" ]; then
        refuse "$2 is there already"
    fi
}

# gives file $2 the text of step $1; a link and the permissions stay
replace() {
    if [ ! -f "$scratch/$1.after" ]; then
        rm -f "$2"
    elif [ -L "$2" ] || [ ! -e "$2" ]; then
        cat "$scratch/$1.after" >"$2"
    elif ! cmp -s "$scratch/$1.after" "$2"; then
        cp -p "$2" "$2.new.$$"
        cat "$scratch/$1.after" >"$2.new.$$"
        mv -f "$2.new.$$" "$2"
    fi
}
"#;

pub(super) fn sh(told: &Told<'_>) -> String {
    let mut out = String::from("#!/bin/sh\n");
    out.push_str(&comment(&format!("{}.", told.origin("sh")), ""));
    out.push_str("# Read it before you run it, in the project's root: `xdoctor undo` knows nothing of it.\n");
    out.push_str("set -eu\n");
    out.push_str(HELPERS);
    out.push('\n');
    let is_inside = |path: &HostPath| path.below(&told.places.project).is_some();
    let writes_inside = |step: &Step| matches!(&step.action, Action::Write { path, .. } if is_inside(path));
    if told.report.project.is_some() && told.plan.steps.iter().any(writes_inside) {
        out.push_str("[ -f Cargo.toml ] || refuse 'this is not the root of the project'\n");
    }
    let (mut looks, mut changes) = (String::new(), String::new());
    for (index, step) in told.plan.steps.iter().enumerate() {
        let number = index + 1;
        let head = comment(&format!("{number}. {}", told.title(step)), "");
        match parts(number, step, told) {
            Ok((look, change)) => {
                if !look.is_empty() {
                    let _ = write!(looks, "\n{head}{}{look}", comment(&told.diff(step), "   "));
                }
                let _ = write!(changes, "\n{head}{change}");
            }
            Err(Unspeakable) => {
                let _ = write!(changes, "\n{head}# by hand: a path in it has `..` or ends with a line break\n");
            }
        }
    }
    out.push_str(&looks);
    out.push_str(&changes);
    let rest = told.rest();
    if !rest.is_empty() {
        out.push('\n');
        out.extend(rest.iter().map(|line| comment(line, "")));
    }
    out
}

/// What is looked at first, and what is done then.
fn parts(number: usize, step: &Step, told: &Told<'_>) -> Result<(String, String), Unspeakable> {
    match &step.action {
        Action::Write { path: file, before, after, .. } => {
            let at = path(file, told.places)?;
            let mut look = String::new();
            for (name, text) in [("before", before), ("after", after)] {
                if let Some(text) = text {
                    let _ = writeln!(look, "printf {} >\"$scratch/{number}.{name}\"", format(text));
                }
            }
            let _ = writeln!(look, "expect {number} {at}");
            let mut change = String::new();
            if let (None, Some(folder)) = (before, file.parent()) {
                let _ = writeln!(change, "mkdir -p {}", folder_of(&folder, told)?);
            }
            let _ = writeln!(change, "replace {number} {at}");
            Ok((look, change))
        }
        Action::Relink { links, .. } => {
            let mut change = String::new();
            for link in links {
                let (at, old, new) = (path(&link.link, told.places)?, word(&link.old)?, word(&link.new)?);
                let _ = writeln!(change, "if [ \"$(readlink {at})\" = {old} ]; then ln -sfn -- {new} {at}; fi");
            }
            Ok((String::new(), change))
        }
        Action::Run(_) => {
            let lines = commands_of_anybody(step, told)?.unwrap_or_default();
            Ok((String::new(), lines.iter().map(|line| format!("{line}\n")).collect::<Vec<_>>().concat()))
        }
        Action::Manual { steps } => {
            let lines: Vec<_> = steps.iter().map(|line| comment(&format!("by hand: {line}"), "   ")).collect();
            Ok((String::new(), lines.concat()))
        }
    }
}
