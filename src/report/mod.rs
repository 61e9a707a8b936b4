//! One report, many renderings.

mod clean;
mod compare;
mod github;
mod json;
mod junit;
mod markdown;
mod page;
mod paths;
mod plan;
mod sarif;
pub mod schema;
mod script;
mod text;

use std::borrow::Cow;

pub use clean::{clean, one_line};
pub use compare::{Comparison, Machine, compare_json, compare_text};
pub use github::github;
pub use json::json;
pub(crate) use json::relative;
pub use junit::junit;
pub use markdown::markdown;
pub use page::{Page, Tone, diff_tone};
pub use paths::{place, shown};
pub use plan::{changed, closing, left, plan, plan_json};
pub use sarif::sarif;
pub use script::{Form, Places, Told, script};
pub use text::{fix_lines, reason, text};
use xdoctor_checks::{
    Evidence, HostPath,
    report::{AcceptedReport, CheckReport, FixReport, Report, Status, TargetReport, Verdict},
};

/// What of a report is listed. It never changes a verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Only what is wrong.
    pub quiet: bool,
    /// Also what is right.
    pub verbose: bool,
    /// Only these checks; empty: all.
    pub only: Vec<String>,
}

impl Shown {
    fn lists(&self, check: &CheckReport) -> bool {
        let wanted = self.only.is_empty() || self.only.iter().any(|id| id == check.id);
        let loud = match check.status {
            Status::Fail => true,
            Status::Warn | Status::Unknown => !self.quiet,
            Status::Pass | Status::Skip | Status::Pending => self.verbose || !self.only.is_empty(),
        };
        wanted && loud
    }

    /// The report without the checks that are not asked for.
    fn narrowed<'r>(&self, report: &'r Report) -> Cow<'r, Report> {
        if self.only.is_empty() {
            return Cow::Borrowed(report);
        }
        let mut report = report.clone();
        let is_asked_for = |check: &CheckReport| self.only.iter().any(|id| id == check.id);
        report.host_checks.retain(is_asked_for);
        for target in &mut report.targets {
            target.checks.retain(is_asked_for);
        }
        Cow::Owned(report)
    }
}

/// The fixes of everything that fails, host checks first.
pub fn failing_fixes(report: &Report) -> impl Iterator<Item = &FixReport> {
    let host = report.host_checks.iter();
    let targets = report.targets.iter().filter(|target| target.counts).flat_map(|target| &target.checks);
    host.chain(targets).filter(|check| check.status == Status::Fail).flat_map(|check| &check.fixes)
}

/// What is worth a reader's attention, once for each target (none: it concerns the host).
fn findings(report: &Report) -> impl Iterator<Item = (Option<&TargetReport>, &CheckReport)> {
    let host_ids: Vec<_> = report.host_checks.iter().map(|check| check.id).collect();
    let host = report.host_checks.iter().map(|check| (None, check));
    let targets = report.targets.iter().flat_map(move |target| {
        let host_ids = host_ids.clone();
        target.checks.iter().filter(move |check| !host_ids.contains(&check.id)).map(move |check| (Some(target), check))
    });
    host.chain(targets).filter(|(_, check)| match check.status {
        Status::Fail | Status::Warn | Status::Unknown => true,
        Status::Pass | Status::Skip | Status::Pending => false,
    })
}

/// Whether the project accepts a finding, until when and why, and where it says so.
pub fn accepted(check: &CheckReport, report: &Report) -> Option<String> {
    let AcceptedReport { reason, until, in_force, days_left, file, line } = check.accepted.as_ref()?;
    let over = match days_left {
        _ if !in_force => ", which is over".to_owned(),
        Some(0) => ", which is today".to_owned(),
        Some(1) => ", which is tomorrow".to_owned(),
        Some(days) => format!(", which is in {days} days"),
        None => String::new(),
    };
    Some(format!("until {until}{over}: {reason} ({})", place(file, Some(*line), report)))
}

/// The verdict as programs read it.
fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ready => "ready",
        Verdict::Blocked => "blocked",
        Verdict::Unknown => "unknown",
        Verdict::Unproved => "unproved",
        Verdict::Pending => "pending",
    }
}

/// Where the finding stands in a file: the first of its evidence with a line of the project, else whoever wants the
/// target there, else the first of its evidence with a line, else with a file.
fn location<'r>(
    check: &'r CheckReport,
    target: Option<&'r TargetReport>,
    report: &Report,
) -> Option<(&'r HostPath, Option<u32>)> {
    let root = report.project.as_ref().and_then(|project| HostPath::parse(&project.root));
    let is_inside = |file: &HostPath| root.as_ref().is_some_and(|root| file.below(root).is_some());
    let places = || {
        check.evidence.iter().filter_map(|evidence| match evidence {
            Evidence::File { file, line, .. } | Evidence::Config { file: Some(file), line, .. } => Some((file, *line)),
            Evidence::Command { .. } | Evidence::Env { .. } | Evidence::Config { file: None, .. } => None,
        })
    };
    let wanted = target.into_iter().flat_map(|target| &target.wanted_by);
    let mut wanted = wanted.filter_map(|source| Some((source.file.as_ref()?, source.line)));
    places()
        .find(|(file, line)| line.is_some() && is_inside(file))
        .or_else(|| wanted.find(|(file, line)| line.is_some() && is_inside(file)))
        .or_else(|| places().find(|(_, line)| line.is_some()))
        .or_else(|| places().next())
}

/// A file as seen from the checkout of a workflow; where there is none or it is elsewhere, from the project's root.
fn in_checkout(file: &HostPath, checkout: Option<&HostPath>, report: &Report) -> String {
    let below = checkout.and_then(|checkout| file.below(checkout)).filter(|below| !below.is_empty());
    below.map_or_else(|| shown(file.as_str(), report), |below| below.replace('\\', "/"))
}
