//! A cause with what this machine says of it.

use xdoctor_checks::{
    Check, Live, Topic,
    check::Severity,
    explain::Cause,
    report::{CheckReport, FixReport, Report, Status, Verdict},
};

pub(super) struct Told<'a> {
    pub(super) cause: &'a Cause,
    /// None: not asked, or not decidable here.
    pub(super) confirmed: Option<bool>,
    pub(super) found: Option<&'a CheckReport>,
}

impl<'a> Told<'a> {
    pub(super) fn new(cause: &'a Cause, report: Option<&'a Report>) -> Self {
        let (confirmed, found) = verdict(cause.check, report);
        Self { cause, confirmed, found }
    }

    pub(super) fn fixes(&self) -> &'a [FixReport] {
        self.found.map_or(&[], |found| &found.fixes)
    }

    pub(super) fn why(&self) -> &str {
        match self.found {
            Some(found) if !found.why.is_empty() => &found.why,
            _ => section(self.cause.check, "## Why it breaks the build"),
        }
    }
}

/// Confirmed, refuted, or not decidable here, and the finding that confirms.
pub(super) fn verdict<'a>(check: &Check, report: Option<&'a Report>) -> (Option<bool>, Option<&'a CheckReport>) {
    let targets = || report.into_iter().flat_map(|report| &report.targets);
    let all_build = targets().next().is_some() && targets().all(|target| target.verdict == Verdict::Ready);
    let of_host = report.into_iter().flat_map(|report| &report.host_checks).map(|known| (known, all_build));
    let of_targets =
        targets().flat_map(|target| target.checks.iter().map(|known| (known, target.verdict == Verdict::Ready)));
    let seen: Vec<_> = of_host.chain(of_targets).filter(|(known, _)| known.id == check.id).collect();
    // What breaks builds, and is still here beside a build that passes, is not what broke that one. (A build says nothing
    // of runs.)
    let breaks_builds = check.severity == Severity::Failure && check.topic != Topic::RunTime;
    let harmless = |status, builds: bool| status == Status::Warn && builds && breaks_builds;
    let fired = seen.iter().find(|(known, builds)| {
        matches!(known.status, Status::Fail | Status::Warn) && !harmless(known.status, *builds)
    });
    let fired = fired.map(|(known, _)| *known);
    let undecided = seen.iter().any(|(known, _)| matches!(known.status, Status::Unknown | Status::Pending));
    let confirmed = match check.live {
        // Of those that are seen in a log only, it is the log of the proof.
        Live::LogOnly(_) | Live::Host(_) | Live::Target(_) if fired.is_some() => Some(true),
        Live::LogOnly(_) => None,
        Live::Host(_) | Live::Target(_) if undecided || report.is_none() => None,
        Live::Host(_) | Live::Target(_) => Some(false),
    };
    (confirmed, fired)
}

/// One section of a check's docs.
pub(super) fn section<'a>(check: &'a Check, heading: &str) -> &'a str {
    let Some((_, rest)) = check.docs.split_once(heading) else { return "" };
    rest.split("\n## ").next().unwrap_or(rest).trim()
}
