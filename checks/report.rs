//! Everything for the reader. Renderers only render it; its JSON is version 1 of the published schema.

use serde::Serialize;
use xdoctor_fixes::Scope;

use crate::{Evidence, HostPath, Triple, policy::Day, wanted::Source};

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    pub schema_version: u32,
    pub tool: Tool,
    pub host: Option<HostReport>,
    pub toolchain: Option<ToolchainReport>,
    pub project: Option<ProjectReport>,
    pub host_checks: Vec<CheckReport>,
    pub targets: Vec<TargetReport>,
    pub summary: Summary,
    pub duration_ms: u64,
    /// An input of xdoctor's own that cannot be used; then nothing was diagnosed. Not in the JSON.
    #[serde(skip)]
    pub unusable: Option<UnusableInput>,
}

/// A file that is for xdoctor itself, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnusableInput {
    pub file: HostPath,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// A lowercase phrase.
    pub message: String,
    /// The line itself; none where it cannot be read.
    pub text: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tool {
    pub name: &'static str,
    pub version: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HostReport {
    pub triple: Option<Triple>,
    pub os: String,
    pub arch: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToolchainReport {
    pub rustc: Option<String>,
    pub name: Option<String>,
    pub sysroot: Option<String>,
    pub chosen_by: Option<ChosenByReport>,
    /// Where rustup's server was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rustup: Option<RustupReport>,
}

/// rustup beside its newest release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RustupReport {
    pub version: String,
    /// None: `reason` says why nobody knows.
    pub newest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Where it is older: what updates it, the end of "update it by ...".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChosenByReport {
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The end of the sentence "chosen by ...". Not in the JSON.
    #[serde(skip)]
    pub told: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProjectReport {
    pub root: String,
    pub name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TargetReport {
    pub triple: Triple,
    pub required: bool,
    /// It decides the summary and the exit code: required, or all wanted ones were asked for. Not in the JSON.
    #[serde(skip)]
    pub counts: bool,
    pub wanted_by: Vec<Source>,
    pub route: String,
    /// Why this route; none where the target could not be looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route_chosen_by: Option<RouteReport>,
    pub build_command: Vec<String>,
    /// The tools of the build side by side, those that it has.
    pub worlds: Vec<WorldReport>,
    pub verdict: Verdict,
    pub proof: ProofReport,
    /// Ids of failing checks, root cause first.
    pub blockers: Vec<&'static str>,
    /// It is blocked by nothing but what the project accepts: then it does not decide the exit code.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub accepted: bool,
    pub checks: Vec<CheckReport>,
}

/// A tool that has to know the target by settings of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WorldReport {
    /// `rustc` (its linker), `cc`, `pkg-config`, `bindgen`.
    pub tool: &'static str,
    /// What it runs or loads; none: nothing.
    pub runs: Option<String>,
    /// A phrase.
    pub chosen_by: String,
    /// The settings it follows.
    pub settings: Vec<SettingReport>,
}

/// A variable or key and where it stands; without a file: in the environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SettingReport {
    pub name: String,
    pub value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

/// Who says by which route a target is built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RouteReport {
    /// The end of the sentence "by the route `zig`, since ...".
    pub reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Ready,
    Blocked,
    Unknown,
    Unproved,
    /// Only while answers are awaited.
    Pending,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProofReport {
    pub status: ProofStatus,
    pub kind: ProofKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub command: Vec<String>,
    pub output: String,
    pub cached: bool,
    pub recorded: bool,
    pub duration_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<RunReport>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProofStatus {
    Passed,
    Failed,
    Skipped,
    Pending,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProofKind {
    Link,
    Compile,
    Project,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunReport {
    pub status: ProofStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CheckReport {
    pub id: &'static str,
    pub topic: &'static str,
    pub status: Status,
    pub title: &'static str,
    pub message: String,
    pub why: String,
    pub evidence: Vec<Evidence>,
    pub links: Vec<&'static str>,
    pub fixes: Vec<FixReport>,
    /// The project lives with this finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<AcceptedReport>,
    /// No build can pass while this stands. Not in the JSON.
    #[serde(skip)]
    pub conclusive: bool,
}

/// Who accepts a finding, why, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AcceptedReport {
    pub reason: String,
    /// The last day on which it holds.
    pub until: Day,
    /// False once that day is over, and where nobody knows which day it is: then the finding counts like any other.
    pub in_force: bool,
    /// So many days more, where they are few: then it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_left: Option<u32>,
    pub file: String,
    pub line: u32,
}

impl CheckReport {
    /// The project lives with it today, and soon no more.
    pub fn ends_soon(&self) -> bool {
        self.accepted.as_ref().is_some_and(|accepted| accepted.days_left.is_some())
    }

    /// The project lives with it today.
    pub fn is_accepted(&self) -> bool {
        self.accepted.as_ref().is_some_and(|accepted| accepted.in_force)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Pass,
    Skip,
    Warn,
    Unknown,
    Fail,
    /// Only while answers are awaited.
    Pending,
}

/// A fix as shown. The fix itself is kept for the plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FixReport {
    pub id: String,
    pub title: String,
    pub kind: &'static str,
    pub applicability: xdoctor_fixes::Applicability,
    pub scope: Scope,
    pub files: Vec<String>,
    pub command: Vec<String>,
    pub diff: String,
    #[serde(skip)]
    pub fix: xdoctor_fixes::Fix,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    pub ready: usize,
    pub blocked: usize,
    pub unknown: usize,
    pub unproved: usize,
    /// Of the blocked ones, those that are so by nothing but accepted findings.
    pub accepted: usize,
    /// Files that would require targets and cannot be read.
    pub unread: usize,
}
