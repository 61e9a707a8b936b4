//! A report that comes in: what was known of a target stays until there is news of it, and what is selected stays selected.

use std::sync::Arc;

use xdoctor_checks::{
    explain::told,
    report::{Report, Status, Verdict},
};

use crate::tui::{
    effect::Effect,
    model::{Looked, Model, Phase, Screen, Subject, subjects},
    view,
};

pub(super) fn judged(model: &mut Model, new: &Arc<Report>) {
    let kept = Kept::of(model);
    for target in &new.targets {
        if target.verdict != Verdict::Pending {
            model.settled.insert(target.triple.clone());
        }
    }
    model.report = Some(match &model.report {
        None => Arc::clone(new),
        Some(old) => merged(old, new),
    });
    kept.restore(model);
    tick_wanted(model);
    rank(model);
}

/// What is wanted may become known while the list of targets is looked at.
fn tick_wanted(model: &mut Model) {
    let Model { screens, report, .. } = model;
    for screen in screens {
        if let Screen::Setup(wizard) = screen {
            wizard.tick_wanted(report.as_deref());
        }
    }
}

pub(super) fn diagnosed(model: &mut Model, new: &Arc<Report>) -> Vec<Effect> {
    let kept = Kept::of(model);
    model.checking = false;
    model.running.clear();
    model.report = Some(Arc::clone(new));
    kept.restore(model);
    for screen in &mut model.screens {
        if let Screen::Work(work) = screen
            && work.phase == Phase::Proving
        {
            work.phase = Phase::Closed;
        }
    }
    tick_wanted(model);
    let effects = look(model);
    rank(model);
    effects
}

/// Where a log is of targets that the project does not want, they are asked about for the log alone.
pub(super) fn look(model: &mut Model) -> Vec<Effect> {
    let Some(overview) = model.concluded() else { return Vec::new() };
    let mut effects = Vec::new();
    for screen in &mut model.screens {
        if let Screen::Finding(page) = screen
            && page.subject.as_ref().is_some_and(|subject| subject.target(&overview).is_some())
        {
            page.of = None;
        }
        if let Screen::Explain(page) = screen
            && !page.reading
        {
            let targets = page.unasked(&overview);
            page.looked = if targets.is_empty() { Looked::No } else { Looked::Asking };
            if !targets.is_empty() {
                effects.push(Effect::Look { ticket: page.ticket, targets });
            }
        }
    }
    effects
}

/// Everything is asked again.
pub(super) fn check_again(model: &mut Model) -> Vec<Effect> {
    model.checking = true;
    model.settled.clear();
    model.running.clear();
    vec![Effect::Diagnose { only: model.only.clone() }]
}

/// Where the new report still waits, the old one is shown.
fn merged(old: &Arc<Report>, new: &Arc<Report>) -> Arc<Report> {
    let pending = new.targets.iter().any(|target| target.verdict == Verdict::Pending)
        || new.targets.is_empty()
        || new.host_checks.iter().any(|check| check.status == Status::Pending);
    if !pending || new.unusable.is_some() {
        return Arc::clone(new);
    }
    let mut shown = Report::clone(new);
    if shown.targets.is_empty() {
        shown.targets.clone_from(&old.targets);
    }
    for target in shown.targets.iter_mut().filter(|target| target.verdict == Verdict::Pending) {
        if let Some(known) = old.targets.iter().find(|known| known.triple == target.triple)
            && known.verdict != Verdict::Pending
        {
            target.clone_from(known);
        }
    }
    for check in shown.host_checks.iter_mut().filter(|check| check.status == Status::Pending) {
        if let Some(known) = old.host_checks.iter().find(|known| known.id == check.id) {
            check.clone_from(known);
        }
    }
    shown.host = shown.host.or_else(|| old.host.clone());
    shown.toolchain = shown.toolchain.or_else(|| old.toolchain.clone());
    shown.project = shown.project.or_else(|| old.project.clone());
    Arc::new(shown)
}

/// The causes of each log, once more with what this machine says. The selected one stays selected, unless nobody has
/// moved yet.
pub(super) fn rank(model: &mut Model) {
    let Model { screens, report: overview, .. } = model;
    for screen in screens {
        let Screen::Explain(page) = screen else { continue };
        let row = page.panes.scroll[0].row;
        let selected = page.causes.get(row).map(|told| told.cause.check.id).filter(|_| row > 0);
        page.causes = told(&page.shown, page.report(overview.as_deref()), &page.shown.targets);
        let place = page.causes.iter().position(|told| Some(told.cause.check.id) == selected);
        page.panes.scroll[0].row = place.unwrap_or(0);
    }
}

/// What is selected on the home screen, by name: rows move when reports come in.
pub(super) struct Kept {
    subject: Option<Subject>,
    check: Option<&'static str>,
}

impl Kept {
    pub(super) fn of(model: &Model) -> Self {
        let subject = model.selected();
        let check = subject.as_ref().zip(model.report.as_deref()).and_then(|(subject, report)| {
            let listed = view::listed(model, report, subject);
            match listed.get(model.home.panes.scroll[1].row) {
                Some(view::Listed::Check(check)) => Some(check.id),
                Some(view::Listed::Passed(..)) | None => None,
            }
        });
        // Nobody has moved yet: what is first stays selected, whatever it becomes.
        let panes = &model.home.panes;
        let untouched = panes.focus == 0 && panes.scroll[0].row == 0;
        Self { subject: subject.filter(|_| !untouched), check: check.filter(|_| panes.focus > 0) }
    }

    pub(super) fn restore(self, model: &mut Model) {
        let Some(report) = model.report.clone() else { return };
        let all = subjects(&report, &model.home.filter);
        if let Some(subject) = &self.subject {
            model.home.panes.scroll[0].row = all.iter().position(|other| other == subject).unwrap_or(0);
        }
        let row = model.home.panes.scroll[0].row.min(all.len().saturating_sub(1));
        model.home.panes.scroll[0].row = row;
        let Some(subject) = all.get(row) else { return };
        let listed = view::listed(model, &report, subject);
        let at = self.check.and_then(|id| {
            listed.iter().position(|entry| match entry {
                view::Listed::Check(check) => check.id == id,
                view::Listed::Passed(..) => false,
            })
        });
        let last = listed.len().saturating_sub(1);
        let scroll = &mut model.home.panes.scroll[1];
        scroll.row = at.unwrap_or(scroll.row.min(last));
    }
}
