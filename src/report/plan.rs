//! A plan before it is applied, and what applying it has changed.

use serde_json::json;
use xdoctor_checks::{
    HostPath, Triple,
    report::{Report, Verdict},
};
use xdoctor_fixes::{Action, Applicability, Fix, Plan, Step, diff};

use super::{
    page::{Page, Tone, diff_tone},
    paths::shown,
    text::counts,
};
use crate::host::Terminal;

/// Every step with what it serves and what it changes, in the order it will be done.
pub fn plan(plan: &Plan, report: &Report, terminal: Terminal) -> String {
    let mut page = Page::new(terminal);
    for (number, step) in plan.steps.iter().enumerate() {
        page.blank();
        let number = format!("{}.", number + 1);
        page.labelled(0, (Tone::Strong, &number), 4, Tone::Strong, &step.title());
        page.raw(4, &diff::step(step, &|path| shown(path.as_str(), report)), usize::MAX, tone_of(step));
    }
    for refusal in &plan.refused {
        page.blank();
        page.labelled(
            0,
            (Tone::Warning, "not planned:"),
            13,
            Tone::Plain,
            &format!("{}: {}", refusal.title, refusal.reason),
        );
    }
    page.blank();
    page.finish()
}

fn tone_of(step: &Step) -> fn(&str) -> Tone {
    match step.action {
        Action::Write { .. } | Action::Relink { .. } => diff_tone,
        Action::Run(_) => |_| Tone::Name,
        Action::Manual { .. } => |_| Tone::Plain,
    }
}

/// The plan for programs.
pub fn plan_json(plan: &Plan, report: &Report) -> String {
    let path = |path: &HostPath| shown(path.as_str(), report);
    let steps: Vec<_> = plan
        .steps
        .iter()
        .map(|step| {
            let (kind, files, command) = match &step.action {
                Action::Write { path: file, .. } => ("edit", vec![path(file)], Vec::new()),
                Action::Run(line) => {
                    ("command", Vec::new(), std::iter::once(line.program.clone()).chain(line.args.clone()).collect())
                }
                Action::Relink { links, .. } => {
                    ("symlink", links.iter().map(|link| path(&link.link)).collect(), Vec::new())
                }
                Action::Manual { .. } => ("manual", Vec::new(), Vec::new()),
            };
            json!({
                "fixes": step.fixes, "titles": step.titles, "kind": kind, "applicability": step.applicability,
                "files": files, "command": command, "diff": diff::step(step, &path),
            })
        })
        .collect();
    let refused: Vec<_> = plan
        .refused
        .iter()
        .map(|refusal| json!({"fix": refusal.fix, "title": refusal.title, "reason": refusal.reason}))
        .collect();
    let value = json!({"schema_version": 1, "steps": steps, "refused": refused});
    format!("{}\n", serde_json::to_string_pretty(&value).expect("a value has only string keys"))
}

/// What became of each target between two reports. A fix that did not help is said to have not helped; where nothing was
/// `done` for a target, nobody expects it to be better.
pub fn changed(before: &Report, after: &Report, done: impl Fn(&Triple) -> bool, terminal: Terminal) -> String {
    let mut page = Page::new(terminal);
    page.blank();
    for target in after.targets.iter().filter(|target| target.counts) {
        let earlier = before.targets.iter().find(|other| other.triple == target.triple);
        let was = earlier.map_or(Verdict::Pending, |target| target.verdict);
        if was == Verdict::Ready && target.verdict == Verdict::Ready {
            continue;
        }
        let gone: Vec<_> = earlier
            .into_iter()
            .flat_map(|target| &target.blockers)
            .filter(|id| !target.blockers.contains(id))
            .copied()
            .collect();
        let (tone, told) = match target.verdict {
            Verdict::Ready => (Tone::Good, "ready, proved by a real link".to_owned()),
            Verdict::Unproved => (Tone::Warning, "nothing found any more, not proved".to_owned()),
            Verdict::Blocked if gone.is_empty() && done(&target.triple) => {
                (Tone::Bad, format!("still blocked: {} (the fix did not help)", target.blockers.join(", ")))
            }
            Verdict::Blocked if gone.is_empty() => {
                (Tone::Warning, format!("as before: blocked by {}", target.blockers.join(", ")))
            }
            Verdict::Blocked => {
                (Tone::Warning, format!("mended {}; now blocked by {}", gone.join(", "), target.blockers.join(", ")))
            }
            Verdict::Unknown | Verdict::Pending => (Tone::Warning, "could not be determined".to_owned()),
        };
        page.labelled(0, (Tone::Strong, target.triple.as_str()), target.triple.as_str().len() + 2, tone, &told);
    }
    page.finish()
}

/// What a plan could not take: what needs `--system`, and what only a person can do.
pub fn left(fixes: &[Fix], report: &Report, terminal: Terminal) -> String {
    let mut page = Page::new(terminal);
    for fix in fixes {
        page.blank();
        let who = match fix.applicability {
            Applicability::Safe => "",
            Applicability::System => " (with `--system`)",
            Applicability::Manual => " (by hand)",
        };
        page.labelled(0, (Tone::Warning, "left:"), 6, Tone::Plain, &format!("{}{who}", fix.title));
        let told = Plan::build(std::slice::from_ref(fix), |_| xdoctor_fixes::FileState::Missing);
        page.raw(6, &told.diff(&|path| shown(path.as_str(), report)), usize::MAX, |_| Tone::Name);
    }
    page.finish()
}

/// How things stand after mending: the counts, and how to take back what was done.
pub fn closing(report: &Report, mended: bool, terminal: Terminal) -> String {
    let mut page = Page::new(terminal);
    page.blank();
    page.line(0, &[(Tone::Strong, &counts(report))]);
    if mended {
        page.line(0, &[(Tone::Plain, "to take it back: "), (Tone::Name, "xdoctor undo")]);
    } else if report.summary.blocked == 0 {
        page.line(0, &[(Tone::Plain, "there is nothing to mend")]);
    } else {
        page.line(
            0,
            &[
                (Tone::Plain, "nothing here can be mended without you: "),
                (Tone::Name, "xdoctor"),
                (Tone::Plain, " says why"),
            ],
        );
    }
    page.finish()
}
