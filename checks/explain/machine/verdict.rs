//! Whether a cause is so on this machine.

use crate::{
    Check, Live, Topic, Triple,
    check::Severity,
    report::{CheckReport, Report, Status, Verdict},
};

/// Confirmed, refuted, or not decidable here, and the finding that confirms; for a log that is of the targets `of`, or of
/// all that the report has where there are none.
pub fn verdict<'a>(
    check: &Check,
    report: Option<&'a Report>,
    of: &[Triple],
) -> (Option<bool>, Option<&'a CheckReport>) {
    let Some(report) = report else { return (None, None) };
    let targets = || report.targets.iter().filter(|target| of.is_empty() || of.contains(&target.triple));
    let is_asked = of.iter().all(|triple| report.targets.iter().any(|target| target.triple == *triple));
    let all_build = targets().next().is_some() && targets().all(|target| target.verdict == Verdict::Ready);
    let of_host = report.host_checks.iter().map(|known| (known, all_build));
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
        Live::Host(_) | Live::Target(_) if undecided || !is_asked => None,
        Live::Host(_) | Live::Target(_) => Some(false),
    };
    (confirmed, fired)
}
