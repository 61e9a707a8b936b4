//! The plan before it is applied: ticks, alternatives, the plan that was asked for.

use std::sync::Arc;

use xdoctor_checks::Triple;
use xdoctor_fixes::{Applicability, Plan, Scope};

use crate::{
    report::Tone,
    tui::{
        effect::Effect,
        model::{FindingPage, Model, PlanPage, PlanRow, Purpose, Screen, Work},
    },
};

/// Opens the plan for what is in the way.
pub(super) fn open(model: &mut Model, purpose: Purpose) -> Vec<Effect> {
    let report = match model.screens.last() {
        Some(Screen::Finding(FindingPage { of: Some(report), .. })) => Some(Arc::clone(report)),
        _ => model.report.clone(),
    };
    let Some(report) = report else {
        return super::noted(model, Tone::Plain, "still asking this machine");
    };
    let page = PlanPage::new(&report, purpose);
    if page.choices.is_empty() {
        let text =
            if model.checking { "nothing to mend is found yet" } else { "there is nothing here that a fix could mend" };
        return super::noted(model, Tone::Plain, text);
    }
    model.screens.push(Screen::Plan(page));
    ask_again(model)
}

/// Asks for the plan of what is ticked now.
pub(super) fn ask_again(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(Screen::Plan(page)) = model.screens.last_mut() else { return Vec::new() };
    page.ticket = ticket;
    vec![Effect::Plan { ticket, fixes: page.ticked() }]
}

pub(super) fn planned(model: &mut Model, ticket: u64, plan: Plan) {
    for screen in &mut model.screens {
        if let Screen::Plan(page) = screen
            && page.ticket == ticket
        {
            // The same thing stays selected though its row moves.
            let known = page.plan.is_some();
            let selected = page.choices_of(page.panes.scroll[0].row).first().copied().filter(|_| known);
            page.plan = Some(plan);
            let rows = page.list().len();
            let row = selected.and_then(|choice| (0..rows).find(|row| page.choices_of(*row).contains(&choice)));
            page.panes.scroll[0].row = row.unwrap_or(page.panes.scroll[0].row.min(rows.saturating_sub(1)));
            page.panes.scroll[0].reveal = true;
            return;
        }
    }
}

/// Ticks or unticks what the row stands for.
pub(super) fn tick(model: &mut Model) -> Vec<Effect> {
    let Some(Screen::Plan(page)) = model.screens.last_mut() else { return Vec::new() };
    let row = page.panes.scroll[0].row;
    if let Some(PlanRow::Refused(..)) = page.list().get(row) {
        return super::noted(model, Tone::Plain, "it cannot be done as things are");
    }
    for index in page.choices_of(row) {
        page.choices[index].ticked = !page.choices[index].ticked;
    }
    ask_again(model)
}

pub(super) fn tick_all(model: &mut Model) -> Vec<Effect> {
    let Some(Screen::Plan(page)) = model.screens.last_mut() else { return Vec::new() };
    let all = page.choices.iter().all(|choice| choice.ticked);
    for choice in &mut page.choices {
        choice.ticked = !all;
    }
    ask_again(model)
}

/// The next of several ways to do what the row stands for.
pub(super) fn turn(model: &mut Model) -> Vec<Effect> {
    let Some(Screen::Plan(page)) = model.screens.last_mut() else { return Vec::new() };
    let choices = page.choices_of(page.panes.scroll[0].row);
    let several = choices.iter().any(|index| page.choices[*index].alternatives.len() > 1);
    if !several {
        return super::noted(model, Tone::Plain, "there is no other way to do this");
    }
    for index in choices {
        let choice = &mut page.choices[index];
        choice.turn();
        // What needs a package manager is ticked by an explicit key only.
        if choice.fix().applicability == Applicability::System {
            choice.ticked = false;
        }
    }
    ask_again(model)
}

/// Begins to apply what is ticked.
pub(super) fn apply(model: &mut Model) -> Vec<Effect> {
    let Some(Screen::Plan(page)) = model.screens.last() else { return Vec::new() };
    if let Some(machine) = &model.recorded {
        let text = format!("`{machine}` is a recorded machine: this is what would be done there, nothing is done here");
        return super::noted(model, Tone::Warning, text);
    }
    let Some(plan) = page.plan.clone() else { return super::noted(model, Tone::Plain, "still reading the files") };
    if !page.does_something() {
        let text = "nothing is ticked that can be done from here";
        return super::noted(model, Tone::Plain, text);
    }
    let system = page.is_system();
    let aimed = page.aimed();
    let only = match &page.purpose {
        Purpose::Setup(targets) => unrecorded(model, page, targets),
        Purpose::Everything | Purpose::Finding(_) => unwanted(model, page),
    };
    if !only.is_empty() {
        model.only = only;
    }
    model.screens.retain(|screen| !matches!(screen, Screen::Plan(_) | Screen::Setup(_)));
    model.screens.push(Screen::Work(Work::new(plan.clone(), aimed, model.report.clone(), model.now)));
    vec![Effect::Apply { plan, system }]
}

/// Where something is mended for a target that only a log names, it has to be looked at beside what the project wants.
fn unwanted(model: &Model, page: &PlanPage) -> Vec<Triple> {
    let mut all: Vec<_> =
        model.report.iter().flat_map(|report| &report.targets).map(|target| target.triple.clone()).collect();
    let wanted = all.len();
    for triple in page.choices.iter().flat_map(|choice| &choice.targets) {
        if !all.contains(triple) {
            all.push(triple.clone());
        }
    }
    if all.len() > wanted { all } else { Vec::new() }
}

/// Where a target that is set up is not written down for the project, it has to be looked at by name; else nothing.
fn unrecorded(model: &Model, page: &PlanPage, targets: &[Triple]) -> Vec<Triple> {
    let wanted: Vec<_> =
        model.report.iter().flat_map(|report| &report.targets).map(|target| target.triple.clone()).collect();
    let is_recorded = |triple: &Triple| {
        wanted.contains(triple)
            || page
                .choices
                .iter()
                .any(|choice| choice.ticked && choice.targets.contains(triple) && choice.fix().scope == Scope::Project)
    };
    if targets.iter().all(is_recorded) {
        return Vec::new();
    }
    let mut all = wanted;
    for triple in targets {
        if !all.contains(triple) {
            all.push(triple.clone());
        }
    }
    all
}
