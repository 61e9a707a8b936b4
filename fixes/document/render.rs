//! New fragments: keys, headers, values.

use super::{EditError, intent::Meaning, parse::value_node};

/// A new value: its text as it will stand, and what it means.
pub(super) struct NewValue {
    pub(super) text: String,
    pub(super) meaning: Meaning,
}

impl NewValue {
    pub(super) fn parse(text: &str, newline: &str) -> Result<Self, EditError> {
        let text = text.trim().replace("\r\n", "\n").replace('\n', newline);
        let value: toml_edit::Value = text.parse().map_err(|error: toml_edit::TomlError| EditError::BadValue {
            value: text.clone(),
            message: error.message().trim().replace('\n', ", "),
        })?;
        Ok(Self { meaning: Meaning::of(&value_node(&value, &(0..0))), text })
    }
}

/// `a."b.c".d`
pub(super) fn dotted(path: &[String]) -> String {
    path.iter().map(|part| key(part)).collect::<Vec<_>>().join(".")
}

/// A key as TOML needs it: bare where that is possible, else quoted.
pub(super) fn key(name: &str) -> String {
    toml_edit::Key::new(name).display_repr().into_owned()
}

/// `a = { b = value }` for the path `a.b`.
pub(super) fn nested(path: &[String], equals: &str, value: &str) -> String {
    match path {
        [] => value.to_owned(),
        [last] => format!("{}{equals}{value}", key(last)),
        [first, rest @ ..] => format!("{}{equals}{{ {} }}", key(first), nested(rest, equals, value)),
    }
}
