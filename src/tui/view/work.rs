//! A plan while it is applied, while its targets are proved again, and when all is done.

use ratatui::layout::Rect;
use xdoctor_checks::report::{Report, Verdict};
use xdoctor_fixes::Action as Do;

use super::{Pane, stacked, words};
use crate::{
    report::{Tone, reason, shown},
    tui::{
        model::{Model, Phase, StepState, Work},
        text::{Doc, Line},
    },
};

pub(super) fn panes(model: &Model, work: &Work, body: Rect) -> Vec<Pane> {
    let steps = steps_doc(model, work);
    let title = match work.phase {
        Phase::Applying if work.cancelled => {
            format!("Stopping  {}", words::elapsed(model.now.saturating_sub(work.since)))
        }
        Phase::Applying => format!("Applying  {}", words::elapsed(model.now.saturating_sub(work.since))),
        Phase::Proving => "Applied, now the proof".to_owned(),
        Phase::Closed => "What was done".to_owned(),
    };
    let width = usize::from(body.width).saturating_sub(3);
    let wanted = u16::try_from(steps.lay(width, "").len() + 1).unwrap_or(u16::MAX);
    let (upper, lower) = stacked(body, wanted.clamp(3, (body.height / 2).max(3)));
    let (title_below, below) = match work.phase {
        Phase::Applying => ("Output", output_doc(model, work)),
        Phase::Proving | Phase::Closed => ("How things stand now", closing_doc(model, work)),
    };
    vec![
        Pane { index: 0, area: upper, title, doc: steps },
        Pane { index: 1, area: lower, title: title_below.into(), doc: below },
    ]
}

fn steps_doc(model: &Model, work: &Work) -> Doc {
    let mut doc = Doc::default();
    for (index, (step, state)) in work.plan.steps.iter().zip(&work.steps).enumerate() {
        let by_hand = matches!(step.action, Do::Manual { .. });
        let (tone, symbol, told) = match state {
            StepState::Waiting if by_hand => (Tone::Warning, "-", "for you to do".to_owned()),
            StepState::Waiting if work.phase == Phase::Applying => {
                (Tone::Faint, model.theme.symbol("·", "."), String::new())
            }
            StepState::Waiting => (Tone::Warning, "-", "not done".to_owned()),
            StepState::Running { since } => {
                let time = words::elapsed(model.now.saturating_sub(*since));
                (Tone::Name, model.theme.spinner(words::beat(model)), time)
            }
            StepState::Done { took } => {
                (Tone::Good, model.theme.symbol("✓", "+"), format!("done in {}", words::elapsed(*took)))
            }
            StepState::Skipped(reason) => (Tone::Warning, "-", (*reason).to_owned()),
            StepState::Failed(reason) => (Tone::Bad, model.theme.symbol("✗", "x"), reason.clone()),
        };
        let mut line = Line::of(tone, symbol).push(Tone::Plain, &format!(" {}. ", index + 1));
        for title in &step.titles {
            doc.push(line.prose(Tone::Plain, title).hang(5));
            line = Line::of(Tone::Plain, "     ");
        }
        if !told.is_empty() {
            doc.push(
                Line::of(Tone::Plain, "     ")
                    .prose(if tone == Tone::Bad { Tone::Bad } else { Tone::Faint }, &told)
                    .hang(5),
            );
        }
    }
    doc
}

fn output_doc(model: &Model, work: &Work) -> Doc {
    let mut doc = Doc::default();
    if work.dropped > 0 {
        let ellipsis = model.theme.symbol("…", "...");
        doc.push(Line::of(Tone::Faint, &format!("{ellipsis} {} lines above", work.dropped)));
    }
    let mut last = None;
    for (step, line) in &work.log {
        if last != Some(*step) && work.plan.steps.len() > 1 {
            doc.push(Line::of(Tone::Strong, &format!("step {}", step + 1)));
        }
        last = Some(*step);
        doc.push(Line::of(Tone::Plain, line).columns().hang(2));
    }
    if work.log.is_empty() {
        doc.push(Line::of(Tone::Faint, "nothing printed yet"));
    }
    doc
}

/// What became of each target, what was changed, how to build, how to take it back.
fn closing_doc(model: &Model, work: &Work) -> Doc {
    let mut doc = Doc::default();
    if let Some(error) = &work.error {
        doc.push(Line::of(Tone::Bad, "Nothing was changed: ").prose(Tone::Plain, error));
        doc.blank();
    } else if work.cancelled {
        let done = work.steps.iter().filter(|step| matches!(step, StepState::Done { .. })).count();
        let text = format!("Stopped: {done} of {} steps were done.", work.steps.len());
        doc.push(Line::of(Tone::Warning, &text));
        doc.blank();
    }
    let Some(report) = model.report.as_deref() else { return doc };
    for target in report.targets.iter().filter(|target| target.counts) {
        target_lines(&mut doc, model, work, target);
    }
    if work.phase == Phase::Proving {
        return doc;
    }
    let ready: Vec<_> =
        report.targets.iter().filter(|target| target.counts && target.verdict == Verdict::Ready).collect();
    if !ready.is_empty() {
        doc.heading("Build with");
        for target in ready {
            doc.push(Line::of(Tone::Faint, "  $ ").push(Tone::Name, &target.build_command.join(" ")).hang(4));
        }
    }
    changed(&mut doc, work, report);
    doc
}

fn target_lines(doc: &mut Doc, model: &Model, work: &Work, target: &xdoctor_checks::report::TargetReport) {
    let (tone, symbol, name) = words::verdict(model.theme, target.verdict);
    let pending =
        target.verdict == Verdict::Pending || (work.phase == Phase::Proving && !model.is_settled(&target.triple));
    let (tone, symbol, name) =
        if pending { (Tone::Faint, model.theme.spinner(words::beat(model)), "proving") } else { (tone, symbol, name) };
    let was = work.before.as_deref().and_then(|before| before.targets.iter().find(|old| old.triple == target.triple));
    let gone: Vec<_> =
        was.into_iter().flat_map(|was| &was.blockers).filter(|id| !target.blockers.contains(id)).copied().collect();
    let arrow = model.theme.symbol("→", "->");
    let mut line = Line::of(tone, symbol).push(Tone::Plain, &format!(" {}  ", target.triple));
    if let Some(was) = was.filter(|was| was.verdict != target.verdict && !pending) {
        line = line.push(Tone::Faint, &format!("{} {arrow} ", words::verdict(model.theme, was.verdict).2));
    }
    doc.push(line.push(tone, name).hang(2));
    if pending {
        return;
    }
    let told = match target.verdict {
        Verdict::Ready => reason(target),
        Verdict::Blocked if !work.is_for(&target.triple) && gone.is_empty() => {
            format!("as before: {}", target.blockers.join(", "))
        }
        Verdict::Blocked if gone.is_empty() && work.error.is_none() && !work.cancelled => {
            format!("still blocked by {}: what was done did not help", target.blockers.join(", "))
        }
        Verdict::Blocked if gone.is_empty() => format!("blocked by {}", target.blockers.join(", ")),
        Verdict::Blocked => format!("{} is mended; now blocked by {}", gone.join(", "), target.blockers.join(", ")),
        Verdict::Unproved | Verdict::Unknown | Verdict::Pending => reason(target),
    };
    doc.push(Line::of(Tone::Plain, "  ").push(Tone::Faint, &told).hang(2));
}

fn changed(doc: &mut Doc, work: &Work, report: &Report) {
    let done = work.plan.steps.iter().zip(&work.steps).filter(|(_, state)| matches!(state, StepState::Done { .. }));
    let mut files: Vec<(String, bool)> = Vec::new();
    for (step, _) in done {
        match &step.action {
            Do::Write { path, .. } => files.push((shown(path.as_str(), report), true)),
            Do::Relink { root, links } => {
                files.push((format!("{} links in {}", links.len(), shown(root.as_str(), report)), true));
            }
            Do::Run(line) => files.push((line.to_string(), false)),
            Do::Manual { .. } => {}
        }
    }
    if !files.is_empty() {
        doc.heading("Changed");
        for (what, can_undo) in &files {
            let note = if *can_undo { "" } else { "  (stays when undone)" };
            doc.push(Line::of(Tone::Plain, "  ").push(Tone::Name, what).push(Tone::Faint, note).hang(4));
        }
    }
    if let Some(journal) = work.journal {
        doc.blank();
        doc.push(Line::of(Tone::Plain, "To take it back: ").push(Tone::Name, &format!("xdoctor undo {journal}")));
    }
}
