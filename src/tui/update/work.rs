//! What comes of applying and of undoing.

use super::report;
use crate::{
    repair::{Applied, Undone},
    report::Tone,
    tui::{
        effect::Effect,
        message::Step,
        model::{Model, Phase, Screen, StepState, Work},
    },
};

fn work(model: &mut Model) -> Option<&mut Work> {
    model.screens.iter_mut().rev().find_map(|screen| match screen {
        Screen::Work(work) if work.phase == Phase::Applying => Some(work),
        _ => None,
    })
}

pub(super) fn step(model: &mut Model, step: Step) {
    let now = model.now;
    let Some(work) = work(model) else { return };
    let (index, state) = match step {
        Step::Output(index, line) => return work.print(index, line),
        Step::Started(index) => (index, StepState::Running { since: now }),
        Step::Done(index) => {
            let since = match work.steps.get(index) {
                Some(StepState::Running { since }) => *since,
                _ => now,
            };
            (index, StepState::Done { took: now.saturating_sub(since) })
        }
        Step::Skipped(index, reason) => (index, StepState::Skipped(reason)),
        Step::Failed(index, reason) => (index, StepState::Failed(reason)),
    };
    if let Some(known) = work.steps.get_mut(index) {
        *known = state;
    }
}

pub(super) fn applied(model: &mut Model, result: Result<Applied, String>) -> Vec<Effect> {
    let leaving = model.leaving;
    let Some(work) = work(model) else { return Vec::new() };
    work.phase = Phase::Proving;
    match result {
        Ok(applied) => {
            work.journal = applied.journal.filter(|_| !applied.done.is_empty());
            for failure in applied.failed {
                if let Some(step) = work.steps.get_mut(failure.step) {
                    *step = StepState::Failed(failure.reason);
                }
            }
        }
        Err(error) => work.error = Some(error),
    }
    // The steps stay in view above; how things stand now has the keys.
    work.panes.focus = 1;
    work.panes.scroll[1] = crate::tui::model::Scroll::default();
    if leaving {
        return vec![Effect::Quit];
    }
    let mut effects = report::check_again(model);
    effects.push(Effect::Journals);
    effects
}

pub(super) fn undone(model: &mut Model, result: Result<Undone, String>) -> Vec<Effect> {
    model.undoing = false;
    match result {
        Ok(undone) => {
            let files = match undone.restored.len() {
                0 => "nothing had to be restored".to_owned(),
                1 => "1 file is as it was".to_owned(),
                count => format!("{count} files are as they were"),
            };
            let stays = if undone.commands.is_empty() { "" } else { "; what commands installed stays" };
            model.notify(Tone::Good, format!("{files}{stays}"));
        }
        Err(error) => model.notify(Tone::Bad, error),
    }
    let mut effects = report::check_again(model);
    effects.push(Effect::Journals);
    effects
}
