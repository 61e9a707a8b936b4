//! What the UI knows: no more than what messages told it, so that the same messages give the same screen.

mod apply;
mod explain;
mod plan;
pub mod subject;
mod wizard;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use ratatui::layout::Rect;
use xdoctor_checks::{
    Triple,
    report::{Report, Verdict},
};

pub use self::{
    apply::{Phase, StepState, Work},
    explain::{ExplainPage, Looked},
    plan::{Choice, PlanPage, Purpose, Row as PlanRow, scope_words},
    subject::{Subject, check_of, checks_of, findings, subjects},
    wizard::{Stage, Wizard, is_possible, no_such},
};
use super::{
    keymap::{Keymap, Place},
    theme::Theme,
};
use crate::{
    repair::{State, Summary},
    report::Tone,
};

/// Between two beats of what turns.
const BEAT: Duration = Duration::from_millis(100);

/// The smallest screen that shows what is needed.
pub const SMALLEST: (u16, u16) = (40, 12);

#[derive(Debug)]
pub struct Model {
    pub columns: u16,
    pub rows: u16,
    pub theme: Theme,
    pub keymap: Keymap,
    /// Since the start.
    pub now: Duration,
    /// The recorded machine that is looked at; none: this one.
    pub recorded: Option<String>,
    /// As shown: while it is asked again, what was known of a target stays until there is news.
    pub report: Option<Arc<Report>>,
    /// A diagnosis runs.
    pub checking: bool,
    /// Only these are looked at, beside what the project wants by itself; empty: what it wants.
    pub only: Vec<Triple>,
    /// The targets that this diagnosis has come to an end with.
    pub settled: BTreeSet<Triple>,
    /// Long work, oldest first.
    pub running: Vec<Running>,
    pub home: Home,
    /// What lies over the home screen; the last one is seen.
    pub screens: Vec<Screen>,
    pub typing: Option<Typing>,
    pub notice: Option<Notice>,
    /// Runs of this project that can be taken back, the last one first.
    pub journals: Vec<Summary>,
    /// Counts requests, so that a late answer to an earlier one is told from the one awaited.
    pub tickets: u64,
    /// A change is being taken back.
    pub undoing: bool,
    /// Quit was asked for while a plan was being applied.
    pub leaving: bool,
}

/// Long work in words, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    pub what: String,
    pub since: Duration,
}

/// Told in passing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub tone: Tone,
    pub text: String,
    pub until: Duration,
}

/// A line of text that is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typing {
    pub purpose: TypingFor,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypingFor {
    Filter,
    /// A target to set up.
    Search,
    /// The path of a log.
    Path,
}

/// Where a pane stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scroll {
    /// The first line that is seen.
    pub top: usize,
    /// The selected row.
    pub row: usize,
    /// The selected row is to be seen.
    pub reveal: bool,
    /// The last line is to be seen, whatever comes.
    pub follow: bool,
}

/// The panes of a screen: where each stands, and which one has the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Panes {
    pub scroll: [Scroll; 3],
    pub focus: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Home {
    pub panes: Panes,
    /// Only what matches is shown; empty: all.
    pub filter: String,
    /// The checks that pass are listed too.
    pub passed: bool,
}

#[derive(Debug)]
pub enum Screen {
    Finding(FindingPage),
    Setup(Wizard),
    Plan(PlanPage),
    Work(Work),
    Explain(ExplainPage),
    Undo(Panes),
    Help { panes: Panes, of: Place },
}

/// The page of a check.
#[derive(Clone, Debug)]
pub struct FindingPage {
    pub panes: Panes,
    /// Where it was found; none: its page is read without having been found here.
    pub subject: Option<Subject>,
    /// The report that has it; none: the overview's.
    pub of: Option<Arc<Report>>,
    pub id: &'static str,
    /// Which of several fixes is looked at.
    pub alternative: usize,
}

impl Model {
    pub fn new(columns: u16, rows: u16, theme: Theme, keymap: Keymap, recorded: Option<String>) -> Self {
        Self {
            columns,
            rows,
            theme,
            keymap,
            now: Duration::ZERO,
            recorded,
            report: None,
            checking: true,
            only: Vec::new(),
            settled: BTreeSet::new(),
            running: Vec::new(),
            home: Home::default(),
            screens: Vec::new(),
            typing: None,
            notice: None,
            journals: Vec::new(),
            tickets: 0,
            undoing: false,
            leaving: false,
        }
    }

    pub fn area(&self) -> Rect {
        Rect::new(0, 0, self.columns, self.rows)
    }

    pub fn is_too_small(&self) -> bool {
        self.columns < SMALLEST.0 || self.rows < SMALLEST.1
    }

    /// When time has to go on: the next beat of what turns or counts, or the end of what is told in passing.
    pub fn wakes(&self) -> Option<Duration> {
        let working = matches!(self.screens.last(), Some(Screen::Work(work)) if work.phase == Phase::Applying);
        let reading = match self.screens.last() {
            Some(Screen::Explain(page)) => page.reading || matches!(page.looked, Looked::Asking),
            _ => false,
        };
        let asking = match self.screens.last() {
            Some(Screen::Setup(wizard)) => wizard.is_asking(),
            _ => false,
        };
        let beat = (self.checking || working || reading || asking).then(|| self.now + BEAT);
        let notice = self.notice.as_ref().map(|notice| notice.until);
        beat.into_iter().chain(notice).min()
    }

    /// Where a key is pressed now.
    pub fn place(&self) -> Place {
        if self.typing.is_some() {
            return Place::Typing;
        }
        match self.screens.last() {
            None => Place::Home,
            Some(Screen::Finding(_)) => Place::Finding,
            Some(Screen::Setup(wizard)) => match wizard.stage {
                Stage::Targets => Place::Targets,
                Stage::Routes => Place::Routes,
            },
            Some(Screen::Plan(_)) => Place::Plan,
            Some(Screen::Work(work)) => match work.phase {
                Phase::Applying => Place::Applying,
                Phase::Proving | Phase::Closed => Place::Closing,
            },
            Some(Screen::Explain(_)) => Place::Explain,
            Some(Screen::Undo(_)) => Place::Undo,
            Some(Screen::Help { .. }) => Place::Help,
        }
    }

    pub fn panes(&self) -> &Panes {
        match self.screens.last() {
            None => &self.home.panes,
            Some(screen) => screen.panes(),
        }
    }

    pub fn panes_mut(&mut self) -> &mut Panes {
        match self.screens.last_mut() {
            None => &mut self.home.panes,
            Some(screen) => screen.panes_mut(),
        }
    }

    pub fn notify(&mut self, tone: Tone, text: impl Into<String>) {
        self.notice = Some(Notice { tone, text: text.into(), until: self.now + Duration::from_secs(6) });
    }

    pub fn ticket(&mut self) -> u64 {
        self.tickets += 1;
        self.tickets
    }

    /// The subject that is selected on the home screen.
    pub fn selected(&self) -> Option<Subject> {
        let report = self.report.as_deref()?;
        subjects(report, &self.home.filter).into_iter().nth(self.home.panes.scroll[0].row)
    }

    /// A run that was broken off and not taken back: the last one of this project.
    pub fn broken_off(&self) -> Option<&Summary> {
        self.journals.first().filter(|journal| journal.state == State::Interrupted)
    }

    /// What is shown of the target is what the running diagnosis found, or none runs.
    pub fn is_settled(&self, triple: &Triple) -> bool {
        !self.checking || self.settled.contains(triple)
    }

    /// Steps of a plan are being done, whatever lies over their screen.
    pub fn is_applying(&self) -> bool {
        self.screens.iter().any(|screen| matches!(screen, Screen::Work(work) if work.phase == Phase::Applying))
    }

    /// The report, unless something of it is still awaited.
    pub fn concluded(&self) -> Option<Arc<Report>> {
        self.report.clone().filter(|_| !self.checking)
    }

    /// Nothing of the report is awaited any more.
    pub fn is_final(&self) -> bool {
        !self.checking
            && self
                .report
                .as_ref()
                .is_some_and(|report| report.targets.iter().all(|target| target.verdict != Verdict::Pending))
    }
}

impl FindingPage {
    pub fn new(subject: Option<Subject>, id: &'static str) -> Self {
        Self { panes: Panes::default(), subject, of: None, id, alternative: 0 }
    }

    /// What it is read from.
    pub fn report<'a>(&'a self, overview: Option<&'a Report>) -> Option<&'a Report> {
        self.of.as_deref().or(overview)
    }
}

impl Screen {
    pub fn panes(&self) -> &Panes {
        match self {
            Self::Finding(page) => &page.panes,
            Self::Setup(wizard) => &wizard.panes,
            Self::Plan(page) => &page.panes,
            Self::Work(work) => &work.panes,
            Self::Explain(page) => &page.panes,
            Self::Undo(panes) | Self::Help { panes, .. } => panes,
        }
    }

    pub fn panes_mut(&mut self) -> &mut Panes {
        match self {
            Self::Finding(page) => &mut page.panes,
            Self::Setup(wizard) => &mut wizard.panes,
            Self::Plan(page) => &mut page.panes,
            Self::Work(work) => &mut work.panes,
            Self::Explain(page) => &mut page.panes,
            Self::Undo(panes) | Self::Help { panes, .. } => panes,
        }
    }
}

impl Panes {
    pub fn focused(&self) -> &Scroll {
        &self.scroll[self.focus.min(2)]
    }

    pub fn focused_mut(&mut self) -> &mut Scroll {
        &mut self.scroll[self.focus.min(2)]
    }
}
