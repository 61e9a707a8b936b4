//! A report that comes in: what was known of a target stays until there is news of it, and what is selected stays selected.

use std::sync::Arc;

use xdoctor_checks::{
    Triple,
    report::{Report, Status, Verdict},
};

use crate::tui::{
    effect::Effect,
    message::Told,
    model::{Model, Phase, Screen, Subject, subjects},
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
}

pub(super) fn diagnosed(model: &mut Model, new: &Arc<Report>) -> Vec<Effect> {
    let kept = Kept::of(model);
    model.checking = false;
    model.running.clear();
    model.report = Some(Arc::clone(new));
    kept.restore(model);
    for screen in &mut model.screens {
        match screen {
            Screen::Work(work) if work.phase == Phase::Proving => work.phase = Phase::Closed,
            Screen::Explain(page) => rank(&mut page.causes, new, &page.targets),
            Screen::Work(_)
            | Screen::Finding(_)
            | Screen::Setup(_)
            | Screen::Plan(_)
            | Screen::Undo(_)
            | Screen::Help { .. } => {}
        }
    }
    Vec::new()
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

/// What this machine confirms comes first, what it refutes last; between equals the log's own order stays.
pub(super) fn rank(causes: &mut [Told], report: &Report, targets: &[Triple]) {
    causes.sort_by_key(|told| match view::confirmed(told, report, targets) {
        Some(true) => 0,
        None => 1,
        Some(false) => 2,
    });
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
