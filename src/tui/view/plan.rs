//! The plan: every step with its tick, and exactly what the selected one changes.

use ratatui::layout::Rect;
use xdoctor_checks::Triple;
use xdoctor_fixes::{Action as Do, Applicability, Plan, Step, diff};

use super::{Pane, beside, stacked};
use crate::{
    report::{Tone, shown},
    tui::{
        model::{Choice, Model, PlanPage, PlanRow, Purpose, scope_words},
        text::{Doc, Line},
    },
};

pub(super) fn panes(model: &Model, page: &PlanPage, body: Rect) -> Vec<Pane> {
    let list = page.list();
    let mut steps = Doc::default();
    for (row, entry) in list.iter().enumerate() {
        row_lines(&mut steps, model, page, entry, row);
    }
    if list.is_empty() {
        let text = if page.plan.is_none() { "reading the files" } else { "nothing to do" };
        steps.push(Line::of(Tone::Faint, text));
    }
    let title = match &page.purpose {
        Purpose::Everything => "Plan".to_owned(),
        Purpose::Finding(id) => format!("Plan for {id}"),
        Purpose::Setup(_) => "Setup 3 of 3: the plan".to_owned(),
    };
    let selected = list.get(page.panes.scroll[0].row.min(list.len().saturating_sub(1)));
    let detail = selected.map(|row| detail(model, page, row)).unwrap_or_default();
    let (list_area, detail_area) = if body.width >= 100 {
        beside(body, body.width * 2 / 5)
    } else {
        let wanted =
            u16::try_from(steps.lay(usize::from(body.width).saturating_sub(3), "").len() + 1).unwrap_or(u16::MAX);
        stacked(body, wanted.clamp(3, (body.height / 2).max(3)))
    };
    vec![
        Pane { index: 0, area: list_area, title, doc: steps },
        Pane { index: 1, area: detail_area, title: "Exactly this".into(), doc: detail },
    ]
}

fn row_lines(doc: &mut Doc, model: &Model, page: &PlanPage, entry: &PlanRow<'_>, row: usize) {
    let (ticked, unticked) = ("[x]", "[ ]");
    match entry {
        PlanRow::Step(_, step) => {
            let by_hand = matches!(step.action, Do::Manual { .. });
            let tick = if by_hand { " - " } else { ticked };
            for (index, title) in step.titles.iter().enumerate() {
                let before = if index == 0 { tick } else { "   " };
                doc.push(
                    Line::of(Tone::Good, before).push(Tone::Plain, " ").prose(Tone::Plain, title).hang(4).row(row),
                );
            }
            let choices: Vec<_> = page.choices_of(row).into_iter().map(|index| &page.choices[index]).collect();
            if !choices.is_empty() {
                doc.push(Line::of(Tone::Plain, "    ").push(Tone::Faint, &about(model, &choices)).hang(4).row(row));
            }
        }
        PlanRow::Left(index) => {
            let choice = &page.choices[*index];
            doc.push(
                Line::of(Tone::Plain, unticked)
                    .push(Tone::Plain, " ")
                    .prose(Tone::Faint, &choice.fix().title)
                    .hang(4)
                    .row(row),
            );
            doc.push(Line::of(Tone::Plain, "    ").push(Tone::Faint, &about(model, &[choice])).hang(4).row(row));
        }
        PlanRow::Refused(title, reason) => {
            doc.push(Line::of(Tone::Warning, " !  ").prose(Tone::Plain, title).hang(4).row(row));
            doc.push(
                Line::of(Tone::Plain, "    ").prose(Tone::Warning, &format!("not possible: {reason}")).hang(4).row(row),
            );
        }
    }
}

/// Who it is for, what it takes, and whether there is another way.
fn about(model: &Model, choices: &[&Choice]) -> String {
    let choice = choices[0];
    let fix = choice.fix();
    let kind = match fix.applicability {
        Applicability::Manual => "for you to do",
        Applicability::System => "installs with your package manager",
        Applicability::Safe => match fix.change {
            xdoctor_fixes::Change::Edit { .. } => scope_words(fix.scope),
            xdoctor_fixes::Change::Command(_) => "runs a command",
            xdoctor_fixes::Change::Symlink { .. } => "replaces links",
            xdoctor_fixes::Change::Manual { .. } => "for you to do",
        },
    };
    let dot = model.theme.symbol(" · ", ", ");
    let mut targets: Vec<_> = choices.iter().flat_map(|choice| &choice.targets).map(Triple::as_str).collect();
    targets.sort_unstable();
    targets.dedup();
    let whose = match targets.len() {
        0 => String::new(),
        1..=3 => format!("{dot}{}", targets.join(", ")),
        count => format!("{dot}{count} targets"),
    };
    let ways = if choice.alternatives.len() > 1 {
        format!("{dot}way {} of {}", choice.chosen + 1, choice.alternatives.len())
    } else {
        String::new()
    };
    format!("{kind}{whose}{ways}")
}

fn detail(model: &Model, page: &PlanPage, row: &PlanRow<'_>) -> Doc {
    let mut doc = Doc::default();
    match row {
        PlanRow::Step(_, step) => step_text(&mut doc, model, step),
        PlanRow::Left(index) => {
            let fix = page.choices[*index].fix();
            doc.push(Line::of(Tone::Faint, "left out; with its tick it would be:"));
            let seen = found_diff(model, &fix.id);
            match seen {
                Some(diff) if !diff.is_empty() => doc.diff(0, &diff),
                _ => {
                    let plan = Plan::build(std::slice::from_ref(fix), |_| xdoctor_fixes::FileState::Missing);
                    for step in &plan.steps {
                        step_text(&mut doc, model, step);
                    }
                }
            }
        }
        PlanRow::Refused(title, reason) => {
            doc.push(Line::new().prose(Tone::Plain, title));
            doc.push(Line::new().prose(Tone::Warning, reason));
        }
    }
    doc
}

/// The diff of a fix as the report has it.
fn found_diff(model: &Model, id: &str) -> Option<String> {
    let report = model.report.as_deref()?;
    let targets = report.targets.iter().flat_map(|target| &target.checks);
    let fixes = report.host_checks.iter().chain(targets).flat_map(|check| &check.fixes);
    fixes.into_iter().find(|fix| fix.id == id).map(|fix| fix.diff.clone())
}

/// What a step does, as it is shown before and while it is done.
pub(super) fn step_text(doc: &mut Doc, model: &Model, step: &Step) {
    let text = diff::step(step, &|path| match model.report.as_deref() {
        Some(report) => shown(path.as_str(), report),
        None => path.to_string(),
    });
    match step.action {
        Do::Write { .. } | Do::Relink { .. } => doc.diff(0, &text),
        Do::Run(_) => {
            doc.push(Line::of(Tone::Faint, "runs, without a shell:"));
            doc.raw(0, &text, usize::MAX, "", |_| Tone::Name);
        }
        Do::Manual { .. } => doc.raw(0, &text, usize::MAX, "", |_| Tone::Plain),
    }
}
