//! Fixes of the family: the shapes they share.

use xdoctor_fixes::{Applicability, Change, Edit, FileEdit, Fix, Scope};

use crate::{
    Check, HostPath,
    facts::cargo_config::{Config, Located},
};

/// Edits that belong together, of values that are wrong where they stand.
pub(crate) fn edit(check: &Check, about: &str, title: String, scope: Scope, edits: Vec<FileEdit>) -> Fix {
    Fix {
        id: format!("{}/{about}", check.id),
        title,
        change: Change::Edit { edits },
        applicability: Applicability::Safe,
        scope,
    }
}

/// What only a person can do: change the environment, decide between two values.
pub(crate) fn manual(check: &Check, about: &str, title: impl Into<String>, steps: Vec<String>) -> Fix {
    Fix {
        id: format!("{}/{about}", check.id),
        title: title.into(),
        change: Change::Manual { steps },
        applicability: Applicability::Manual,
        scope: Scope::Local,
    }
}

/// For whom a value of this file is right: cargo's home is the user's, the rest belongs to projects.
pub(crate) fn scope_of(file: &HostPath, config: &Config) -> Scope {
    let at_home = config.home.as_ref().is_some_and(|home| file.below(home).is_some());
    if at_home { Scope::User } else { Scope::Project }
}

pub(crate) fn set(path: &HostPath, key: &[String], value: String) -> FileEdit {
    FileEdit { path: path.clone(), edit: Edit::SetToml { key: key.to_vec(), value } }
}

pub(crate) fn remove(path: &HostPath, key: &[String]) -> FileEdit {
    FileEdit { path: path.clone(), edit: Edit::RemoveToml { key: key.to_vec() } }
}

pub(crate) fn replace(path: &HostPath, line: u32, old: impl Into<String>, new: impl Into<String>) -> FileEdit {
    FileEdit { path: path.clone(), edit: Edit::ReplaceOnLine { line, old: old.into(), new: new.into() } }
}

/// TOML text of a string.
pub(crate) fn toml_string(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

/// TOML text of a list of strings.
pub(crate) fn toml_list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    toml_edit::Value::from_iter(texts).to_string()
}

/// The one candidate that `word` is a slip of the pen away from.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    let limit = if length < 5 { 1 } else { 2 };
    // It is at least the difference of the lengths.
    let may_be = candidates.into_iter().filter(|candidate| candidate.chars().count().abs_diff(length) <= limit);
    let distances = may_be.map(|candidate| (strsim::osa_distance(word, candidate), candidate));
    let (_, nearest) = distances.filter(|(distance, _)| *distance <= limit).min_by_key(|(distance, _)| *distance)?;
    Some(nearest)
}

/// The file and line of a value that stands in a file.
pub(crate) fn place<T>(located: &Located<T>) -> Option<(&HostPath, u32)> {
    Some((located.origin.file()?, located.origin.line()?))
}
