//! The name of a target.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A target's name as somebody wrote it; whether rustc knows it is a question of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Triple(String);

impl Triple {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name in cargo's variables: upper case, `-` and `.` as `_` (cargo's `environment-variables.md`).
    pub fn as_env(&self) -> String {
        self.underscored().to_ascii_uppercase()
    }

    /// The name in cc's and pkg-config's variables: `-` and `.` as `_`, in its own case.
    pub fn underscored(&self) -> String {
        self.0.replace(['-', '.'], "_")
    }
}

impl fmt::Display for Triple {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
