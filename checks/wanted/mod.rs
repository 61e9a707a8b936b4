//! Which targets the project wants, and who says so.

mod cargo_config;
mod rust_toolchain;
mod shell;
mod spot;
mod toml;
mod words;
pub mod xdoctor_toml;

use serde::{Deserialize, Serialize};

use crate::{Cx, Fact, HostPath, Pause, Triple, facts::rustc::Rustc};

/// A target that the project or the user asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub triple: Triple,
    /// Counts in the summary's verdict and in the exit code; the others are merely mentioned.
    pub required: bool,
    pub sources: Vec<Source>,
}

/// Who says so.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Source {
    pub kind: SourceKind,
    /// None for the command line, a variable and the host's own triple.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<HostPath>,
    /// From 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// False where the tool that the file belongs to would not read it from here.
    pub in_effect: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    CommandLine,
    Host,
}

impl SourceKind {
    /// For a source that stands in no file.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::CommandLine => "the command line",
            Self::Host => "nobody: it is this host's own target",
        }
    }
}

/// Every wanted target, in the order of their first sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedTargets(pub Vec<Wanted>);

/// With triples: only those (`-t`).
impl Fact for WantedTargets {
    type Key = Vec<Triple>;

    fn conclude(only: &Vec<Triple>, cx: &Cx<'_>) -> Result<Self, Pause> {
        let from = |kind| vec![Source { kind, file: None, line: None, in_effect: true }];
        if only.is_empty() {
            let triple = cx.fact::<Rustc>(())?.host.clone();
            return Ok(Self(vec![Wanted { triple, required: true, sources: from(SourceKind::Host) }]));
        }
        let wanted =
            |triple: &Triple| Wanted { triple: triple.clone(), required: true, sources: from(SourceKind::CommandLine) };
        Ok(Self(only.iter().map(wanted).collect()))
    }
}
