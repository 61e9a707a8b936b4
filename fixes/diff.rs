//! A plan's steps as text: unified diffs and commands.

use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

use crate::{Action, HostPath, Plan, Step};

/// The unified diff of one file, with `path` as it is to be shown. A carriage return is shown as `␍`, a byte order mark
/// as `<BOM>`; other control characters as `·`.
pub fn unified(path: &str, before: Option<&str>, after: Option<&str>) -> String {
    let name = |state: Option<&str>| state.map_or("/dev/null", |_| path).to_owned();
    let mut out = format!("--- {}\n+++ {}\n", name(before), name(after));
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let diff = TextDiff::from_lines(before, after);
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        let _ = writeln!(out, "{}", hunk.header());
        for change in hunk.iter_changes() {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            let line = change.value();
            let _ = writeln!(out, "{sign}{}", visible(line.strip_suffix('\n').unwrap_or(line)));
            if !line.ends_with('\n') {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
    out
}

/// A step for people: a diff, a command line, links or instructions. `shorten` makes a path as the reader knows it.
pub fn step(step: &Step, shorten: &dyn Fn(&HostPath) -> String) -> String {
    match &step.action {
        Action::Write { path, before, after, .. } => unified(&shorten(path), before.as_deref(), after.as_deref()),
        Action::Run(line) => format!("$ {}\n", visible(&line.to_string())),
        Action::Relink { links, .. } => links.iter().fold(String::new(), |mut out, link| {
            let _ =
                writeln!(out, "{}\n-  -> {}\n+  -> {}", shorten(&link.link), visible(&link.old), visible(&link.new));
            out
        }),
        Action::Manual { steps } => steps.iter().enumerate().fold(String::new(), |mut out, (index, step)| {
            let _ = writeln!(out, "{}. {}", index + 1, visible(step));
            out
        }),
    }
}

impl Plan {
    /// Every step, in order, for people.
    pub fn diff(&self, shorten: &dyn Fn(&HostPath) -> String) -> String {
        self.steps.iter().map(|one| step(one, shorten)).collect::<Vec<_>>().join("\n")
    }
}

/// `text` without characters that steer a terminal.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\r' => out.push('␍'),
            '\t' => out.push('\t'),
            '\u{feff}' => out.push_str("<BOM>"),
            c if c.is_control() => out.push('·'),
            c => out.push(c),
        }
    }
    out
}
