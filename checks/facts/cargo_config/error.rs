//! Why cargo refuses a configuration.

use std::fmt;

use super::{Located, Origin};
use crate::{Evidence, HostPath};

/// What stops cargo before it builds anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// What is wrong, as a lowercase phrase.
    pub message: Box<str>,
    pub file: Option<HostPath>,
    /// From 1.
    pub line: Option<u32>,
    /// In characters, from 1.
    pub column: Option<u32>,
    /// The variable at fault, where it is one.
    pub variable: Option<String>,
    /// The line of the file, and a caret below the place.
    pub excerpt: Option<Box<str>>,
    pub kind: ErrorKind,
}

/// What can be mended without asking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ErrorKind {
    #[default]
    Other,
    /// Two files give the same key as a list and as a string, which may stand for a list.
    MixedShapes(Box<MixedShapes>),
    /// A name in a target's table that is no setting.
    UnknownSetting { key: Box<[String]> },
    /// A variable whose name goes on after that of a setting.
    UnknownVariable,
}

/// A key of two shapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MixedShapes {
    pub key: Vec<String>,
    /// The string.
    pub text: Located<String>,
}

impl ConfigError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into().into(),
            file: None,
            line: None,
            column: None,
            variable: None,
            excerpt: None,
            kind: ErrorKind::Other,
        }
    }

    pub(super) fn in_file(message: impl Into<String>, file: &HostPath) -> Self {
        Self { file: Some(file.clone()), ..Self::new(message) }
    }

    pub(super) fn at(message: impl Into<String>, origin: &Origin) -> Self {
        Self {
            file: origin.file().cloned(),
            line: origin.line(),
            variable: origin.variable().map(str::to_owned),
            ..Self::new(message)
        }
    }

    pub(super) fn of_kind(self, kind: ErrorKind) -> Self {
        Self { kind, ..self }
    }

    /// The place as evidence; none where nothing but the message is known.
    pub fn evidence(&self) -> Option<Evidence> {
        match (&self.file, &self.variable) {
            (Some(file), _) => Some(Evidence::File {
                file: file.clone(),
                line: self.line,
                text: self.excerpt.as_deref().unwrap_or(&self.message).to_owned(),
            }),
            (None, Some(name)) => Some(Evidence::Env { name: name.clone(), value: self.message.to_string() }),
            (None, None) => None,
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.file, self.line, self.column, &self.variable) {
            (Some(file), Some(line), Some(column), _) => write!(f, "`{file}` line {line} column {column}: ")?,
            (Some(file), Some(line), None, _) => write!(f, "`{file}` line {line}: ")?,
            (Some(file), None, _, _) => write!(f, "`{file}`: ")?,
            (None, _, _, Some(variable)) => write!(f, "variable `{variable}`: ")?,
            (None, _, _, None) => {}
        }
        f.write_str(&self.message)
    }
}
