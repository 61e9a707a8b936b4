//! What a target's checks and its proof come to. The proof overrules the checks, both ways.

mod cause;
#[cfg(test)]
mod tests;

use crate::{
    Cx, Failure, Pause, Topic, Triple,
    answer::{Exit, Linked},
    catalog,
    check::Severity,
    diagnose::{ProofMode, Request},
    proof::{self, Plan},
    report::{CheckReport, ProofKind, ProofReport, ProofStatus, RunReport, Status, Verdict},
    wanted::Wanted,
};

/// A target's checks as its proof leaves them, and what follows.
pub(crate) struct Judged {
    pub(crate) checks: Vec<CheckReport>,
    pub(crate) proof: ProofReport,
    /// Ids of the failing checks, root cause first.
    pub(crate) blockers: Vec<&'static str>,
    pub(crate) verdict: Verdict,
}

/// The proof as far as it came.
#[derive(Clone, Copy)]
enum Proof {
    Pending,
    /// Not made, or made without an end. `undetermined`: it was tried, so that nobody knows.
    None {
        undetermined: bool,
    },
    Passed {
        whole: bool,
    },
    Failed {
        exit: Exit,
    },
}

/// Judges a target by `own`, its checks, and `host`, those of the host, both in the catalogue's order.
pub(crate) fn judge(
    wanted: &Wanted,
    own: Vec<CheckReport>,
    host: &[CheckReport],
    request: &Request,
    cx: &Cx<'_>,
) -> Judged {
    let mut report = empty();
    let pending = own.iter().chain(host).any(|check| check.status == Status::Pending);
    let plan = if pending || request.proof == ProofMode::None {
        None
    } else {
        Some(proof::plan(wanted, request.proof, request.run, cx))
    };
    let stopping = own
        .iter()
        .find(|check| stops(check, plan.as_ref()) && !is_spared(check, plan.as_ref()))
        .or_else(|| host.iter().find(|check| stops(check, plan.as_ref())))
        .map(|check| check.id);
    let proof = match (pending, request.proof, stopping, plan) {
        (true, ..) => {
            report.status = ProofStatus::Pending;
            Proof::Pending
        }
        (false, ProofMode::None, ..) => skipped(&mut report, "not asked for", false),
        (false, ProofMode::Tiny | ProofMode::Project, Some(id), _) => {
            skipped(&mut report, &format!("no build can pass while `{id}` stands"), false)
        }
        (false, ProofMode::Tiny | ProofMode::Project, None, None | Some(Err(Pause::Pending))) => {
            report.status = ProofStatus::Pending;
            Proof::Pending
        }
        (false, ProofMode::Tiny | ProofMode::Project, None, Some(Err(Pause::Unknown(failure)))) => {
            not_made(&mut report, &failure)
        }
        (false, ProofMode::Tiny | ProofMode::Project, None, Some(Ok(plan))) => made(&mut report, &plan, cx),
    };
    conclude(own, host, proof, report, &wanted.triple)
}

/// A build cannot pass while this stands. What concerns only links stops no build that links nothing for the target.
fn stops(check: &CheckReport, plan: Option<&Result<Plan, Pause>>) -> bool {
    let links = !matches!(plan, Some(Ok(plan)) if !plan.links);
    check.status == Status::Fail && check.conclusive && (links || !is_about_targets_output(check))
}

/// The target's own toolchain is not used where cargo builds nothing for it.
fn is_spared(check: &CheckReport, plan: Option<&Result<Plan, Pause>>) -> bool {
    matches!(plan, Some(Ok(plan)) if plan.host_only)
        && catalog::find(check.id).is_some_and(|check| check.topic == Topic::Toolchain)
}

/// Whether a check concerns what is built for the target, rather than whether cargo runs at all.
fn is_about_targets_output(check: &CheckReport) -> bool {
    let Some(check) = catalog::find(check.id) else { return false };
    match check.topic {
        // A build script stops the build whatever it is to link.
        Topic::Toolchain | Topic::Target | Topic::CargoConfig | Topic::CToolchain => false,
        Topic::Linker
        | Topic::Sysroot
        | Topic::Apple
        | Topic::Android
        | Topic::Windows
        | Topic::Wasm
        | Topic::BareMetal
        | Topic::Container
        | Topic::RunTime => true,
    }
}

fn made(report: &mut ProofReport, plan: &Plan, cx: &Cx<'_>) -> Proof {
    report.kind = plan.kind;
    report.command.clone_from(&plan.link.command);
    let linked = match cx.link(plan.link.clone()) {
        Ok(linked) => linked,
        Err(Pause::Pending) => {
            report.status = ProofStatus::Pending;
            return Proof::Pending;
        }
        Err(Pause::Unknown(failure)) => return not_made(report, &failure),
    };
    report.command.clone_from(&linked.command);
    report.output.clone_from(&linked.output);
    report.cached = linked.cached;
    report.duration_ms = linked.duration_ms;
    if !linked.exit.success() && linked.output.contains("--locked was passed") {
        // Looking changes nothing, the project's lock file included.
        return not_made(report, &Failure::Skipped { message: "the build would write `Cargo.lock`".into() });
    }
    if !linked.exit.success() && would_download(&linked.output) {
        return not_made(report, &Failure::WouldDownload { message: "a package is not on this machine yet".into() });
    }
    if !linked.exit.success() {
        report.status = ProofStatus::Failed;
        return Proof::Failed { exit: linked.exit };
    }
    report.status = ProofStatus::Passed;
    report.run = Some(run_report(linked, plan));
    Proof::Passed { whole: plan.whole }
}

fn run_report(linked: &Linked, plan: &Plan) -> RunReport {
    match &linked.run {
        Some(run) => RunReport {
            status: if run.exit.success() { ProofStatus::Passed } else { ProofStatus::Failed },
            runner: run.runner.clone(),
            reason: (!run.exit.success()).then(|| run.output.trim().to_owned()).filter(|reason| !reason.is_empty()),
        },
        None => RunReport { status: ProofStatus::Skipped, runner: None, reason: plan.not_run.clone() },
    }
}

/// What cargo says where it would have to fetch (cargo `core/registry.rs`, `sources/registry/mod.rs`, `util/network`).
fn would_download(output: &str) -> bool {
    ["you're using offline mode (--offline)", "but --offline was specified", "can't checkout from"]
        .iter()
        .any(|text| output.contains(text))
}

fn empty() -> ProofReport {
    ProofReport {
        status: ProofStatus::Skipped,
        kind: ProofKind::Link,
        reason: None,
        command: Vec::new(),
        output: String::new(),
        cached: false,
        recorded: false,
        duration_ms: 0,
        run: None,
    }
}

fn skipped(report: &mut ProofReport, reason: &str, undetermined: bool) -> Proof {
    report.status = ProofStatus::Skipped;
    report.reason = Some(reason.to_owned());
    Proof::None { undetermined }
}

fn not_made(report: &mut ProofReport, failure: &Failure) -> Proof {
    let undetermined = match failure {
        Failure::TimedOut { .. } | Failure::Flooded { .. } | Failure::Failed { .. } => true,
        Failure::NotRecorded | Failure::WouldDownload { .. } | Failure::Skipped { .. } => false,
    };
    skipped(report, &failure.to_string(), undetermined)
}

fn conclude(own: Vec<CheckReport>, host: &[CheckReport], proof: Proof, report: ProofReport, target: &Triple) -> Judged {
    let host_failing = host.iter().filter(|check| check.status == Status::Fail).cloned();
    let unknown_host = host.iter().any(matters_unknown);
    let mut checks = own;
    let verdict = match proof {
        Proof::Pending => Verdict::Pending,
        Proof::Passed { whole } => {
            for check in &mut checks {
                if check.status == Status::Fail && (whole || !is_about_targets_output(check)) {
                    overrule(check);
                }
            }
            // What the compile did not try is still judged by the checks.
            if checks.iter().any(|check| check.status == Status::Fail) {
                Verdict::Blocked
            } else if !whole && checks.iter().any(|check| matters_unknown(check) && is_about_targets_output(check)) {
                Verdict::Unknown
            } else {
                Verdict::Ready
            }
        }
        Proof::Failed { exit } => {
            checks.extend(host_failing);
            let blockers = cause::name(&mut checks, &report, exit, target);
            return Judged { checks, proof: report, blockers, verdict: Verdict::Blocked };
        }
        Proof::None { undetermined } => {
            checks.extend(host_failing);
            let failing = |conclusive: bool| {
                checks.iter().any(|check| check.status == Status::Fail && (check.conclusive || !conclusive))
            };
            if failing(true) {
                Verdict::Blocked
            } else if undetermined || unknown_host || checks.iter().any(matters_unknown) {
                Verdict::Unknown
            } else if failing(false) {
                Verdict::Blocked
            } else {
                Verdict::Unproved
            }
        }
    };
    checks.sort_by_key(|check| precedence(check.id));
    let blockers = checks.iter().filter(|check| check.status == Status::Fail).map(|check| check.id).collect();
    Judged { checks, proof: report, blockers, verdict }
}

/// An unknown that could have been a failure.
fn matters_unknown(check: &CheckReport) -> bool {
    check.status == Status::Unknown && catalog::find(check.id).is_none_or(|check| check.severity == Severity::Failure)
}

fn overrule(check: &mut CheckReport) {
    check.status = Status::Warn;
    check.why = "the proof passed all the same, so it does not stop this build".into();
}

fn precedence(id: &str) -> usize {
    catalog::CHECKS.iter().position(|check| check.id == id).unwrap_or(usize::MAX)
}

/// Checks of the host that stopped no target while some proof passed: they hold, and builds pass all the same.
pub(crate) fn overrule_host(host: &mut [CheckReport], targets: &[crate::report::TargetReport]) {
    let passed = targets.iter().any(|target| target.proof.status == ProofStatus::Passed);
    for check in host.iter_mut().filter(|check| check.status == Status::Fail) {
        if passed && !targets.iter().any(|target| target.blockers.contains(&check.id)) {
            overrule(check);
        }
    }
}
