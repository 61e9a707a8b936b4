//! The report for programs: version 1 of the schema. Paths inside the project are relative to its root.

use std::borrow::Cow;

use xdoctor_checks::report::Report;

use super::{Shown, paths::shown};

pub fn json(report: &Report, show: &Shown) -> String {
    let report = show.narrowed(report);
    let text = serde_json::to_string_pretty(&*report).expect("a report has only string keys");
    relative(&text, &report)
}

/// The same text with the paths of `file` and `files` as a reader wants them. In what is printed prettily each name and
/// each element begins a line, and no string holds a line break: to go through a tree of values takes five times as long.
pub(crate) fn relative(text: &str, report: &Report) -> String {
    let mut written = String::with_capacity(text.len() + 1);
    let mut in_files = false;
    for line in text.lines() {
        let trimmed = line.trim_start_matches(' ');
        let path = if in_files { Some(trimmed) } else { trimmed.strip_prefix("\"file\": ") };
        let path = path.and_then(|path| {
            let string = path.strip_suffix(',').unwrap_or(path);
            Some((string.len(), serde_json::from_str::<Cow<'_, str>>(string).ok()?, path))
        });
        match path {
            Some((length, file, path)) => {
                written.push_str(&line[..line.len() - path.len()]);
                written.push_str(&serde_json::to_string(&shown(&file, report)).expect("a string"));
                written.push_str(&path[length..]);
            }
            None => written.push_str(line),
        }
        written.push('\n');
        in_files = trimmed == "\"files\": [" || in_files && !trimmed.starts_with(']');
    }
    written
}
