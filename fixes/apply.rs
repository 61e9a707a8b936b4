//! What an edit makes of a file's text.

use serde::{Deserialize, Serialize};

use crate::{
    Edit,
    document::{Document, EditError},
    rust_toolchain,
};

/// What stands at a path, for planning.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "state", content = "text", rename_all = "kebab-case")]
pub enum FileState {
    Missing,
    /// The whole text, a BOM included.
    Text(String),
    /// A directory, no permission, not UTF-8: why, as a lowercase phrase.
    Unusable(String),
}

impl Edit {
    /// The state of the file after this edit; `before` itself where nothing is to change. [`Edit::MoveTo`] leaves the
    /// file missing here: [`crate::Plan`] makes the other one.
    pub fn apply(&self, before: &FileState) -> Result<FileState, EditError> {
        let text = match before {
            FileState::Missing => None,
            FileState::Text(text) => Some(text.as_str()),
            FileState::Unusable(message) => return Err(EditError::Unusable { message: message.clone() }),
        };
        let after = match self {
            Self::SetToml { key, value } => parse(text.unwrap_or_default())?.set(key, value)?,
            Self::PushToml { key, value } => parse(text.unwrap_or_default())?.push(key, value)?,
            Self::RemoveToml { .. } | Self::PullToml { .. } if text.is_none() => return Ok(FileState::Missing),
            Self::RemoveToml { key } => parse(text.unwrap_or_default())?.remove(key)?,
            Self::PullToml { key, values } => parse(text.unwrap_or_default())?.pull(key, values)?,
            Self::Toolchain { entry } => rust_toolchain::with(text.ok_or(EditError::Missing)?, entry)?,
            Self::ReplaceOnLine { line, old, new } => {
                replace_on_line(text.ok_or(EditError::Missing)?, *line, old, new)?
            }
            Self::EnsureLine { text: line } => ensure_line(text.unwrap_or_default(), line),
            Self::MoveTo { .. } | Self::Remove => return Ok(FileState::Missing),
        };
        Ok(FileState::Text(after))
    }
}

fn parse(text: &str) -> Result<Document, EditError> {
    Document::parse(text).map_err(EditError::Unreadable)
}

/// `new` in place of `old` on line `line`, where `old` is not a part of a longer word: `wasm32-wasi` is not in
/// `wasm32-wasip1`. A line that has `new` and no `old` is left alone.
fn replace_on_line(text: &str, line: u32, old: &str, new: &str) -> Result<String, EditError> {
    let missing = || EditError::NotOnLine { line, text: old.to_owned() };
    let index = usize::try_from(line).ok().and_then(|line| line.checked_sub(1)).ok_or_else(missing)?;
    let source = text.split_inclusive('\n').nth(index).ok_or_else(missing)?;
    let start: usize = text.split_inclusive('\n').take(index).map(str::len).sum();
    let found: Vec<_> = words(source, old).collect();
    if found.is_empty() {
        return if words(source, new).next().is_some() { Ok(text.to_owned()) } else { Err(missing()) };
    }
    let mut out = text[..start].to_owned();
    let mut done = 0;
    for at in found {
        out.push_str(&source[done..at]);
        out.push_str(new);
        done = at + old.len();
    }
    out.push_str(&source[done..]);
    out.push_str(&text[start + source.len()..]);
    Ok(out)
}

/// Where `word` stands in `line`, not as a part of a longer word.
pub(crate) fn words<'a>(line: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let joins = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    line.match_indices(word).map(|(at, _)| at).filter(move |&at| {
        let before = line[..at].chars().next_back().is_some_and(joins) && word.starts_with(joins);
        let after = line[at + word.len()..].chars().next().is_some_and(joins) && word.ends_with(joins);
        !word.is_empty() && !before && !after
    })
}

/// `text` with `line` as its last line, unless it has that line; a missing last newline stays missing.
fn ensure_line(text: &str, line: &str) -> String {
    if text.lines().any(|present| present.trim_end() == line.trim_end()) {
        return text.to_owned();
    }
    let crlf = text.matches("\r\n").count();
    let newline = if crlf * 2 > text.matches('\n').count() { "\r\n" } else { "\n" };
    if text.is_empty() || text.ends_with('\n') {
        format!("{text}{line}{newline}")
    } else {
        format!("{text}{newline}{line}")
    }
}
