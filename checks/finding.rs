//! A check that fired, and the evidence for it.

use serde::{Deserialize, Serialize};
use xdoctor_fixes::Fix;

use crate::HostPath;

/// What a check found. Texts are lowercase phrases without a full stop; commands and paths stand in backticks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong here, naming the thing: "the linker `aarch64-linux-gnu-gcc` is not installed".
    pub message: String,
    /// Why that breaks this build.
    pub why: String,
    pub evidence: Vec<Evidence>,
    /// Alternatives, the best first: a plan takes the first one that the user allows (`remedy`).
    pub fixes: Vec<Fix>,
    /// No build of the target can pass while this stands, so none is tried.
    pub conclusive: bool,
    /// Of a check whose findings block, one that does not: the build passes, and something is still wrong.
    pub warning: bool,
}

impl Finding {
    pub fn new(message: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            why: why.into(),
            evidence: Vec::new(),
            fixes: Vec::new(),
            conclusive: false,
            warning: false,
        }
    }

    #[must_use]
    pub fn evidence(mut self, evidence: impl IntoIterator<Item = Evidence>) -> Self {
        self.evidence.extend(evidence);
        self
    }

    #[must_use]
    pub fn fix(mut self, fixes: impl IntoIterator<Item = Fix>) -> Self {
        self.fixes.extend(fixes);
        self
    }

    /// It never blocks, whatever the check's severity.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.warning = true;
        self
    }

    /// No build can pass while this stands.
    #[must_use]
    pub fn conclusive(mut self) -> Self {
        self.conclusive = true;
        self
    }
}

/// What a finding rests on: the very thing that was read or run. Paths are absolute here; the report shortens them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Evidence {
    Command {
        command: Vec<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        exit: Option<i32>,
        output: String,
    },
    File {
        file: HostPath,
        #[serde(skip_serializing_if = "Option::is_none")]
        line: Option<u32>,
        text: String,
    },
    Env {
        name: String,
        value: String,
    },
    Config {
        key: String,
        value: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        file: Option<HostPath>,
        #[serde(skip_serializing_if = "Option::is_none")]
        line: Option<u32>,
    },
}
