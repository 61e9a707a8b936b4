//! One round of diagnosis: from the answers so far to a report and the questions that are open.

use crate::{
    Answers, Check, Cx, HostPath, Judgement, Live, Memo, Outcome, Pause, Question, Topic, Triple, about,
    catalog::CHECKS,
    check::Severity,
    policy::{self, Policy, PolicyHere, Unusable},
    preview::preview,
    proof,
    report::{CheckReport, Report, RouteReport, Status, Summary, TargetReport, Tool, UnusableInput, Verdict},
    targets::{Builder, ChosenRoute, Route},
    verdict,
    wanted::{Mentions, Wanted, WantedTargets, mentions::line_of},
    worlds,
};

/// What the user asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Only these targets (`-t`); empty: whatever the project wants.
    pub targets: Vec<Triple>,
    /// Mentioned targets count like required ones.
    pub all_wanted: bool,
    pub proof: ProofMode,
    /// Any configured runner may run the proof's program, also one that is no emulator (`--run`).
    pub run: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProofMode {
    #[default]
    Tiny,
    Project,
    None,
}

#[derive(Debug)]
pub struct Diagnosis {
    pub report: Report,
    /// To be answered before the next round; none: the report is final.
    pub open: Vec<Question>,
}

/// Judge what the answers so far allow. The same answers give the same report.
pub fn diagnose(answers: &Answers, request: &Request, memo: &mut Memo) -> Diagnosis {
    diagnose_with(Cx::new(answers, memo), request)
}

/// The same, in a context of the caller's.
pub fn diagnose_with(cx: Cx<'_>, request: &Request) -> Diagnosis {
    let cx = if request.proof == ProofMode::None { cx } else { cx.proving() };
    let mut report = Report {
        schema_version: 1,
        tool: Tool { name: "xdoctor", version: env!("CARGO_PKG_VERSION") },
        ..Report::default()
    };
    let policy = cx.fact::<PolicyHere>(()).ok();
    if let Some(Err((file, unusable))) = policy.as_deref().map(|here| &here.0) {
        report.unusable = Some(unusable_input(file, unusable, &cx));
        return Diagnosis { report, open: Vec::new() };
    }
    let policy = policy.as_deref().and_then(PolicyHere::policy);
    report.host = about::host(&cx);
    report.toolchain = about::toolchain(&cx);
    report.project = about::project(&cx);
    report.host_checks = CHECKS
        .iter()
        .filter_map(|check| match check.live {
            Live::Host(judge) => Some((check, judge(&cx))),
            Live::Target(_) | Live::LogOnly(_) => None,
        })
        .filter_map(|(check, judgement)| check_report(check, judgement, &cx))
        .collect();
    if let Some(policy) = policy {
        policy::mark(&mut report.host_checks, None, policy, &cx);
    }
    if let Ok(wanted) = cx.fact::<WantedTargets>(request.targets.clone()) {
        report.targets =
            wanted.0.iter().map(|wanted| target_report(wanted, &report.host_checks, request, policy, &cx)).collect();
        verdict::overrule_host(&mut report.host_checks, &report.targets);
    }
    report.summary = Summary { unread: unread(request, &cx), ..summary(&report.targets) };
    Diagnosis { report, open: cx.into_open() }
}

fn unusable_input(file: &HostPath, unusable: &Unusable, cx: &Cx<'_>) -> UnusableInput {
    let Unusable { line, column, message } = unusable;
    let text = line_of(file, *line, cx).ok().flatten().map(str::to_owned);
    UnusableInput { file: file.clone(), line: *line, column: *column, message: message.clone(), text }
}

fn target_report(
    wanted: &Wanted,
    host_checks: &[CheckReport],
    request: &Request,
    policy: Option<&Policy>,
    cx: &Cx<'_>,
) -> TargetReport {
    let chosen = ChosenRoute::of(wanted, cx).ok();
    let builder = chosen.as_ref().map_or(Builder::Cargo, |chosen| chosen.builder);
    let mut checks = Vec::new();
    for check in CHECKS.iter() {
        let Live::Target(judge) = check.live else { continue };
        if is_brought_by(builder, check.topic) {
            continue;
        }
        // What a container has of these, this machine does not know.
        if matches!(check.topic, Topic::CToolchain | Topic::RunTime) && builder == Builder::Cross {
            continue;
        }
        let Some(judged) = check_report(check, judge(wanted, cx), cx) else { continue };
        // What rustc does not know has no library, no linker and no sysroot to look at.
        let nameless = check.topic == Topic::Target && judged.status == Status::Fail;
        checks.push(judged);
        if nameless {
            break;
        }
    }
    let worlds = worlds::of(&wanted.triple, !builder.brings_its_linker(), cx);
    let mut judged = verdict::judge(wanted, checks, host_checks, request, cx);
    if let Some(policy) = policy {
        policy::mark(&mut judged.checks, Some(&wanted.triple), policy, cx);
    }
    let is_accepted = |id: &str| judged.checks.iter().any(|check| check.id == id && check.is_accepted());
    let accepted = judged.verdict == Verdict::Blocked && judged.blockers.iter().all(|id| is_accepted(id));
    TargetReport {
        triple: wanted.triple.clone(),
        required: wanted.required,
        counts: wanted.required || request.all_wanted,
        wanted_by: wanted.sources.clone(),
        route: chosen.as_ref().map_or(Route::Native, |chosen| chosen.route).name().into(),
        route_chosen_by: chosen.as_ref().map(|chosen| RouteReport {
            reason: chosen.by.to_string(),
            file: chosen.by.place().map(|(file, _)| file.to_string()),
            line: chosen.by.place().map(|(_, line)| line),
        }),
        build_command: proof::build_command(wanted, cx).unwrap_or_default(),
        worlds,
        verdict: judged.verdict,
        proof: judged.proof,
        accepted,
        blockers: judged.blockers,
        checks: judged.checks,
    }
}

/// The route's own tool brings what a check of this topic looks at: a linker in place of the one that plain cargo would run,
/// and in a container every tool of the target.
fn is_brought_by(builder: Builder, topic: Topic) -> bool {
    match topic {
        Topic::Linker | Topic::Sysroot => builder.brings_its_linker(),
        Topic::Android | Topic::Wasm | Topic::CToolchain => builder == Builder::Cross,
        Topic::Toolchain
        | Topic::Target
        | Topic::CargoConfig
        | Topic::Apple
        | Topic::Windows
        | Topic::BareMetal
        | Topic::Container
        | Topic::RunTime => false,
    }
}

/// None where the check does not concern the target.
fn check_report(check: &Check, judgement: Judgement, cx: &Cx<'_>) -> Option<CheckReport> {
    let mut report = CheckReport {
        id: check.id,
        topic: check.topic.name(),
        status: Status::Pass,
        title: check.title,
        message: String::new(),
        why: String::new(),
        evidence: Vec::new(),
        links: check.links.to_vec(),
        fixes: Vec::new(),
        accepted: None,
        conclusive: false,
    };
    match judgement {
        Ok(Outcome::NotApplicable) => return None,
        Ok(Outcome::Pass(message)) => report.message = message,
        Ok(Outcome::Found(finding)) => {
            report.status = match check.severity {
                Severity::Failure if !finding.warning => Status::Fail,
                Severity::Failure | Severity::Warning => Status::Warn,
            };
            report.message = finding.message;
            report.why = finding.why;
            report.evidence = finding.evidence;
            report.conclusive = finding.conclusive;
            report.fixes = finding.fixes.into_iter().map(|fix| preview(fix, cx)).collect();
        }
        Err(Pause::Pending) => report.status = Status::Pending,
        Err(Pause::Unknown(failure)) => {
            report.status = Status::Unknown;
            report.message = failure.to_string();
        }
    }
    Some(report)
}

fn summary(targets: &[TargetReport]) -> Summary {
    let count = |verdict| targets.iter().filter(|target| target.counts && target.verdict == verdict).count();
    Summary {
        ready: count(Verdict::Ready),
        blocked: count(Verdict::Blocked),
        unknown: count(Verdict::Unknown),
        unproved: count(Verdict::Unproved),
        accepted: targets.iter().filter(|target| target.counts && target.accepted).count(),
        unread: 0,
    }
}

/// Files that would require targets and cannot be read; none where the user says which are wanted.
fn unread(request: &Request, cx: &Cx<'_>) -> usize {
    if !request.targets.is_empty() {
        return 0;
    }
    cx.fact::<Mentions>(()).map_or(0, |mentions| mentions.unread.iter().filter(|unread| unread.required).count())
}
