//! The cause of a failed proof: what was printed, held against what the checks found.

use super::precedence;
use crate::{
    Check, Evidence, Topic, Triple,
    answer::Exit,
    catalog, explain,
    linker::unexplained_link_failure,
    report::{CheckReport, ProofReport, Status},
};

/// Names the cause of a failed proof, root first, and makes it a failing check where it was none.
pub(super) fn name(
    checks: &mut Vec<CheckReport>,
    report: &ProofReport,
    exit: Exit,
    target: &Triple,
) -> Vec<&'static str> {
    checks.sort_by_key(|check| precedence(check.id));
    let told = explain::explain_for(&report.output, std::slice::from_ref(target)).causes;
    let failing: Vec<&'static str> =
        checks.iter().filter(|check| check.status == Status::Fail).map(|check| check.id).collect();
    let agreed: Vec<_> = failing.iter().copied().filter(|id| told.iter().any(|cause| cause.check.id == *id)).collect();
    let rest = |first: &[&'static str]| failing.iter().copied().filter(|id| !first.contains(id)).collect::<Vec<_>>();
    if let Some(shown) = agreed.first() {
        // What is amiss in cargo's configuration comes before its consequence, and prints nothing in the tiny package.
        let roots = failing.iter().copied().take_while(|id| id != shown).filter(|id| is_configuration(id));
        let first: Vec<_> =
            roots.chain(agreed.iter().copied().filter(|id| !is_configuration(id) || id == shown)).collect();
        return [first.clone(), rest(&first)].concat();
    }
    let refuted = |id: &str| checks.iter().any(|check| check.id == id && check.status == Status::Pass);
    // Where the text is as good as certain, it is believed against a check that found nothing.
    let named = told.iter().find(|cause| cause.confidence >= CERTAIN || !refuted(cause.check.id));
    let related =
        |check: &Check| failing.iter().any(|id| catalog::find(id).is_some_and(|failing| failing.topic == check.topic));
    match named {
        // A live finding of the same kind knows this machine; the text does not.
        Some(cause) if related(cause.check) => failing,
        Some(cause) => {
            let lines = cause.lines.iter().map(|(_, line)| line.as_str()).collect::<Vec<_>>().join("\n");
            let message = format!("{}, as the failed proof for `{target}` shows", cause.check.title);
            insert(checks, cause.check, message, evidence(report, exit, lines));
            [vec![cause.check.id], failing].concat()
        }
        None if !failing.is_empty() => failing,
        None => {
            let check = &unexplained_link_failure::CHECK;
            let message = format!("cargo's build for `{target}` fails, and no known cause matches its output");
            insert(checks, check, message, evidence(report, exit, report.output.clone()));
            vec![check.id]
        }
    }
}

fn is_configuration(id: &str) -> bool {
    catalog::find(id).is_some_and(|check| check.topic == Topic::CargoConfig)
}

/// From here on a text alone is believed against a check that found nothing.
const CERTAIN: f32 = 0.9;

fn evidence(report: &ProofReport, exit: Exit, output: String) -> Evidence {
    let exit = match exit {
        Exit::Code(code) => Some(code),
        Exit::Signal(_) => None,
    };
    Evidence::Command { command: report.command.clone(), exit, output }
}

fn insert(checks: &mut Vec<CheckReport>, check: &'static Check, message: String, evidence: Evidence) {
    checks.retain(|known| known.id != check.id);
    checks.push(CheckReport {
        id: check.id,
        topic: check.topic.name(),
        status: Status::Fail,
        title: check.title,
        message,
        why: "the proof is cargo's own build, and it failed with this".into(),
        evidence: vec![evidence],
        links: check.links.to_vec(),
        fixes: Vec::new(),
        accepted: None,
        conclusive: false,
    });
    checks.sort_by_key(|check| precedence(check.id));
}
