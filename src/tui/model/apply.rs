//! A plan that is being applied, and what came of it.

use std::{sync::Arc, time::Duration};

use xdoctor_checks::{Triple, report::Report};
use xdoctor_fixes::Plan;

use super::{Panes, Scroll};
use crate::repair::JournalId;

/// The most lines of output that are kept.
const MOST_LINES: usize = 1000;

#[derive(Debug)]
pub struct Work {
    pub panes: Panes,
    pub plan: Plan,
    pub phase: Phase,
    pub steps: Vec<StepState>,
    /// What the steps printed, with the step's index.
    pub log: Vec<(usize, String)>,
    /// Lines that were printed before those kept.
    pub dropped: usize,
    pub since: Duration,
    /// It was asked to stop.
    pub cancelled: bool,
    /// Whom it is to help; none: all.
    pub aimed: Vec<Triple>,
    /// How things were before.
    pub before: Option<Arc<Report>>,
    pub journal: Option<JournalId>,
    /// Why nothing was changed.
    pub error: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Applying,
    /// Applied; the targets are being proved again.
    Proving,
    Closed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepState {
    Waiting,
    Running { since: Duration },
    Done { took: Duration },
    Skipped(&'static str),
    Failed(String),
}

impl Work {
    pub fn new(plan: Plan, aimed: Vec<Triple>, before: Option<Arc<Report>>, now: Duration) -> Self {
        let steps = vec![StepState::Waiting; plan.steps.len()];
        let mut panes = Panes::default();
        panes.scroll[1] = Scroll { follow: true, ..Scroll::default() };
        Self {
            panes,
            plan,
            phase: Phase::Applying,
            steps,
            log: Vec::new(),
            dropped: 0,
            since: now,
            cancelled: false,
            aimed,
            before,
            journal: None,
            error: None,
        }
    }

    pub fn print(&mut self, index: usize, line: String) {
        if self.log.len() >= MOST_LINES {
            self.log.remove(0);
            self.dropped += 1;
        }
        self.log.push((index, line));
    }

    /// It was to help this target.
    pub fn is_for(&self, triple: &Triple) -> bool {
        self.aimed.is_empty() || self.aimed.contains(triple)
    }

    /// The step that runs.
    pub fn current(&self) -> Option<usize> {
        self.steps.iter().position(|step| matches!(step, StepState::Running { .. }))
    }
}
