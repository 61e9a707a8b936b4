//! What a check is: one named cause of failure, with all that is known of it.

use std::fmt;

use crate::{Cx, Finding, Pause, wanted::Wanted};

/// One cause. It stands in one file as `pub static CHECK`, whose stem is the id.
pub struct Check {
    /// Names the bad state, in kebab case.
    pub id: &'static str,
    pub topic: Topic,
    /// The bad state as a lowercase phrase: "the target's standard library is not installed".
    pub title: &'static str,
    /// A warning never blocks.
    pub severity: Severity,
    /// Markdown with the sections of [`DOC_SECTIONS`], in that order.
    pub docs: &'static str,
    /// Pages that explain more, for the reader.
    pub links: &'static [&'static str],
    pub symptoms: &'static [Symptom],
    pub live: Live,
}

impl fmt::Debug for Check {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id)
    }
}

pub const DOC_SECTIONS: [&str; 4] = ["## What is wrong", "## Why it breaks the build", "## What to do", "## Sources"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    Failure,
    Warning,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    Toolchain,
    Target,
    CargoConfig,
    Linker,
    Sysroot,
    Apple,
    Android,
    Windows,
    Wasm,
    BareMetal,
    CToolchain,
    Container,
    RunTime,
}

impl Topic {
    pub fn name(self) -> &'static str {
        match self {
            Self::Toolchain => "toolchain",
            Self::Target => "target",
            Self::CargoConfig => "cargo-config",
            Self::Linker => "linker",
            Self::Sysroot => "sysroot",
            Self::Apple => "apple",
            Self::Android => "android",
            Self::Windows => "windows",
            Self::Wasm => "wasm",
            Self::BareMetal => "bare-metal",
            Self::CToolchain => "c-toolchain",
            Self::Container => "container",
            Self::RunTime => "run-time",
        }
    }
}

/// How a check looks at a machine.
pub enum Live {
    /// Once per run: it concerns every target that builds here.
    Host(fn(&Cx<'_>) -> Judgement),
    /// Once per wanted target.
    Target(fn(&Wanted, &Cx<'_>) -> Judgement),
    /// It is seen in a log only; why no machine can be asked.
    LogOnly(&'static str),
}

pub type Judgement = Result<Outcome, Pause>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The bad state is absent; what was found instead, as a short phrase ("`aarch64-linux-gnu-gcc` links for aarch64").
    Pass(String),
    /// The check does not concern this target or this host.
    NotApplicable,
    Found(Box<Finding>),
}

impl From<Finding> for Outcome {
    fn from(finding: Finding) -> Self {
        Self::Found(Box::new(finding))
    }
}

/// A line that a tool prints because of this cause.
pub struct Symptom {
    /// Regular expressions: each must match a line of the same failure. The first one marks the deciding line.
    pub all: &'static [&'static str],
    /// None of these may match in the same failure.
    pub none: &'static [&'static str],
    /// How sure the cause is where these lines stand, 0 to 1, before what excludes it is weighed.
    pub weight: f32,
    /// The tool and version that prints it.
    pub printed_by: &'static str,
    /// Where the text comes from: a source file of that tool, or the experiment.
    pub source: &'static str,
}
