//! Where a value stands.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Evidence, HostPath};

/// Where a value of cargo's configuration stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "kebab-case")]
pub enum Origin {
    /// In a file, which line (from 1). The path is as cargo prints it.
    File { path: HostPath, line: u32 },
    /// In a variable of the environment.
    Env { name: String },
    /// Nowhere: cargo's or rustc's own default.
    Default,
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Located<T> {
    pub value: T,
    pub origin: Origin,
}

impl Origin {
    pub fn file(&self) -> Option<&HostPath> {
        match self {
            Self::File { path, .. } => Some(path),
            Self::Env { .. } | Self::Default => None,
        }
    }

    /// The line of the file, from 1.
    pub fn line(&self) -> Option<u32> {
        match self {
            Self::File { line, .. } => Some(*line),
            Self::Env { .. } | Self::Default => None,
        }
    }

    pub fn variable(&self) -> Option<&str> {
        match self {
            Self::Env { name } => Some(name),
            Self::File { .. } | Self::Default => None,
        }
    }

    /// Environment before files before defaults (cargo `src/context/value.rs`, `Definition::is_higher_priority`).
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Env { .. } => 2,
            Self::File { .. } => 1,
            Self::Default => 0,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line } => write!(f, "`{path}` line {line}"),
            Self::Env { name } => write!(f, "the variable `{name}`"),
            Self::Default => write!(f, "the default"),
        }
    }
}

impl<T> Located<T> {
    pub fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Located<U> {
        Located { value: change(self.value), origin: self.origin }
    }

    pub fn as_ref(&self) -> Located<&T> {
        Located { value: &self.value, origin: self.origin.clone() }
    }
}

impl<T: fmt::Display> Located<T> {
    /// The value as evidence: the variable, or the key of the file it stands in. A build script's line has none.
    pub fn evidence(&self, key: &str) -> Evidence {
        match &self.origin {
            Origin::Env { name } => Evidence::Env { name: name.clone(), value: self.value.to_string() },
            Origin::File { path, line } if path.as_str().rsplit_once('.').is_some_and(|(_, ext)| ext == "rs") => {
                Evidence::File { file: path.clone(), line: Some(*line), text: self.value.to_string() }
            }
            Origin::File { path, line } => Evidence::Config {
                key: key.to_owned(),
                value: self.value.to_string(),
                file: Some(path.clone()),
                line: Some(*line),
            },
            Origin::Default => {
                Evidence::Config { key: key.to_owned(), value: self.value.to_string(), file: None, line: None }
            }
        }
    }
}
