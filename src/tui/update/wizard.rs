//! The setup wizard, step by step.

use xdoctor_checks::{
    Triple,
    report::CheckReport,
    targets::{
        offer::Offer,
        setup::{Setup, Step, StepKind},
    },
};
use xdoctor_fixes::{Applicability, Change, Fix, Scope};

use super::{moving, noted, plan};
use crate::{
    report::Tone,
    tui::{
        effect::Effect,
        model::{Choice, Model, PlanPage, Purpose, Screen, Stage, Wizard, no_such},
    },
};

fn wizard(model: &mut Model) -> Option<&mut Wizard> {
    model.screens.iter_mut().rev().find_map(|screen| match screen {
        Screen::Setup(wizard) => Some(wizard),
        _ => None,
    })
}

pub(super) fn open(model: &mut Model) {
    let wizard = Wizard::new(model.report.as_deref());
    model.screens.push(Screen::Setup(wizard));
}

/// The search is another one: the best match is selected.
pub(super) fn searched(model: &mut Model, text: String) {
    let Some(Screen::Setup(wizard)) = model.screens.last_mut() else { return };
    wizard.search = text;
    wizard.panes.scroll[0] = crate::tui::model::Scroll::default();
    wizard.panes.focus = 0;
}

/// Ticks what is selected, also where it is already: who searches for a target wants it.
pub(super) fn take(model: &mut Model) -> Vec<Effect> {
    let report = model.report.clone();
    let Some(Screen::Setup(wizard)) = model.screens.last() else { return Vec::new() };
    match wizard.list(report.as_deref()).get(wizard.panes.scroll[0].row) {
        None => noted(model, Tone::Plain, "no target is called so"),
        Some(triple) if wizard.ticked.contains(triple) => {
            let text = format!("`{triple}` is ticked already");
            noted(model, Tone::Plain, text)
        }
        Some(_) => tick(model),
    }
}

pub(super) fn tick(model: &mut Model) -> Vec<Effect> {
    let report = model.report.clone();
    let Some(Screen::Setup(wizard)) = model.screens.last_mut() else { return Vec::new() };
    let row = wizard.panes.scroll[0].row;
    match wizard.stage {
        Stage::Targets => {
            if let Some(triple) = wizard.list(report.as_deref()).get(row) {
                let found = report.iter().flat_map(|report| &report.targets).find(|target| target.triple == *triple);
                if let Some(finding) = found.and_then(no_such) {
                    let told = words(finding).to_owned();
                    return noted(model, Tone::Warning, told);
                }
                wizard.toggle(triple);
            }
        }
        Stage::Routes => {
            let taken = wizard.route_rows().get(row).map(|row| (row.triple.clone(), row.offer.route));
            if let Some((triple, route)) = taken {
                wizard.routes.insert(triple, route);
            }
        }
    }
    Vec::new()
}

fn words(finding: &CheckReport) -> &str {
    if finding.message.is_empty() { finding.title } else { &finding.message }
}

/// To the next step.
pub(super) fn go_on(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(Screen::Setup(wizard)) = model.screens.last_mut() else { return Vec::new() };
    if wizard.ticked.is_empty() {
        return noted(model, Tone::Plain, "tick a target first");
    }
    match wizard.stage {
        Stage::Targets => {
            wizard.stage = Stage::Routes;
            wizard.search.clear();
            wizard.panes = crate::tui::model::Panes::default();
            let unknown = wizard.ticked.iter().filter(|triple| !wizard.offers.contains_key(*triple));
            unknown.map(|triple| Effect::Offers(triple.clone())).collect()
        }
        Stage::Routes => {
            let open = wizard.ticked.iter().any(|triple| !wizard.offers.contains_key(triple));
            if open {
                return noted(model, Tone::Plain, "still asking what is here");
            }
            let wish = |triple: &Triple| {
                Some(Setup { triple: triple.clone(), route: wizard.route(triple)?, glibc: None, record: true })
            };
            let wishes: Vec<_> = wizard.ticked.iter().filter_map(wish).collect();
            if wishes.is_empty() {
                return noted(model, Tone::Plain, "no route leads to any of them from here");
            }
            wizard.ticket = Some(ticket);
            vec![Effect::Setup { ticket, wishes }]
        }
    }
}

/// One step back; false where there is none within the wizard.
pub(super) fn back(model: &mut Model) -> bool {
    let Some(Screen::Setup(wizard)) = model.screens.last_mut() else { return false };
    wizard.ticket = None;
    match wizard.stage {
        Stage::Targets if wizard.search.is_empty() => false,
        Stage::Targets => {
            wizard.search.clear();
            true
        }
        Stage::Routes => {
            wizard.stage = Stage::Targets;
            wizard.panes = crate::tui::model::Panes::default();
            true
        }
    }
}

pub(super) fn offered(model: &mut Model, triple: Triple, offers: Result<Vec<Offer>, String>) {
    let Some(wizard) = wizard(model) else { return };
    // What is selected stays selected while rows come in above it.
    let row = wizard.panes.scroll[0].row;
    let selected = wizard.route_rows().get(row).map(|row| (row.triple.clone(), row.offer.route));
    wizard.offers.insert(triple, offers);
    let Some((triple, route)) = selected.filter(|_| row > 0) else { return };
    let at = wizard.route_rows().iter().position(|row| *row.triple == triple && row.offer.route == route);
    wizard.panes.scroll[0].row = at.unwrap_or(0);
}

/// The steps of what was chosen have come: they become a plan.
pub(super) fn set_up(model: &mut Model, ticket: u64, steps: Result<Vec<(Triple, Step)>, String>) -> Vec<Effect> {
    let Some(Screen::Setup(wizard)) = model.screens.last_mut() else { return Vec::new() };
    if wizard.ticket != Some(ticket) {
        return Vec::new();
    }
    wizard.ticket = None;
    let steps = match steps {
        Ok(steps) => steps,
        Err(error) => return noted(model, Tone::Bad, error),
    };
    if steps.is_empty() {
        return noted(model, Tone::Good, "all of it is set up so already: nothing is left to do");
    }
    let targets = wizard.ticked.clone();
    let choices = choices(steps);
    model.screens.push(Screen::Plan(PlanPage {
        panes: crate::tui::model::Panes::default(),
        purpose: Purpose::Setup(targets),
        choices,
        plan: None,
        ticket: 0,
    }));
    moving::show_marked(model);
    plan::ask_again(model)
}

/// Each step once: several targets may take the same.
fn choices(steps: Vec<(Triple, Step)>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for (triple, step) in steps {
        let alternatives = if step.fixes.is_empty() { vec![by_hand(&triple, &step.what)] } else { step.fixes };
        if let Some(known) = choices.iter_mut().find(|known| known.alternatives == alternatives) {
            known.targets.push(triple);
            continue;
        }
        let usable = |applicability| alternatives.iter().position(|fix: &Fix| fix.applicability == applicability);
        let chosen = usable(Applicability::Safe).or(usable(Applicability::System)).unwrap_or(0);
        let ticked = match step.kind {
            StepKind::Install | StepKind::Setting => alternatives[chosen].applicability != Applicability::System,
            StepKind::Record => true,
        };
        choices.push(Choice { alternatives, chosen, ticked, targets: vec![triple] });
    }
    choices
}

/// What nobody knows a way for is told, so that it is not forgotten.
fn by_hand(triple: &Triple, what: &str) -> Fix {
    Fix {
        id: format!("setup/{triple}/{what}"),
        title: format!("get {what}"),
        change: Change::Manual { steps: vec![format!("{what}: no way is known that works here by itself")] },
        applicability: Applicability::Manual,
        scope: Scope::User,
    }
}
