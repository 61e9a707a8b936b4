//! What happens: everything that can change the model, as one closed list.

use std::{sync::Arc, time::Duration};

use xdoctor_checks::{
    Triple,
    explain::{Explanation, explain},
    report::Report,
    targets::{offer::Offer, setup},
};
use xdoctor_fixes::Plan;

use super::key::Key;
use crate::repair::{Applied, Summary, Undone};

#[derive(Debug)]
pub enum Message {
    Key(Key),
    /// A line, where nothing can be placed on the screen: a key's name, a row's number, or text.
    Line(String),
    /// Several characters at once, as a terminal pastes them.
    Paste(String),
    Mouse(Mouse),
    Resize {
        columns: u16,
        rows: u16,
    },
    /// Time went by; since the start.
    Tick(Duration),
    /// The program is in the foreground again.
    Resumed,
    /// The terminal's window has the user's attention, or has lost it.
    Focus(bool),
    /// Long work began or ended, in words.
    Began(String),
    Ended(String),
    /// What is known so far.
    Judged(Arc<Report>),
    /// The diagnosis came to its end.
    Diagnosed(Arc<Report>),
    /// Files that were read are not as they were.
    Changed(Vec<String>),
    /// The plan that was asked for with this ticket.
    Planned {
        ticket: u64,
        plan: Plan,
    },
    Applying(Step),
    Applied(Result<Applied, String>),
    Offers {
        triple: Triple,
        offers: Result<Vec<Offer>, String>,
    },
    /// What it takes to set the chosen targets up.
    SetUp {
        ticket: u64,
        steps: Result<Vec<(Triple, setup::Step)>, String>,
    },
    Journals(Result<Vec<Summary>, String>),
    Undone(Result<Undone, String>),
    /// The causes of the log that was given with this ticket.
    Explained {
        ticket: u64,
        shown: Explained,
    },
    /// What this machine says of the targets of the log with this ticket.
    Looked {
        ticket: u64,
        report: Arc<Report>,
    },
    /// A log from a file.
    Log {
        path: String,
        text: Result<String, String>,
    },
    /// Something to be told in passing.
    Note(String),
    /// The terminal is gone.
    HungUp,
}

/// What happens to a step of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Started(usize),
    Output(usize, String),
    Done(usize),
    Skipped(usize, &'static str),
    Failed(usize, String),
}

/// A log that was looked through.
#[derive(Clone, Debug, Default)]
pub struct Explained {
    pub shown: Explanation,
    /// What is to be said of it beside its causes.
    pub notes: Vec<String>,
}

impl Explained {
    pub fn of(text: &str) -> Self {
        let shown = explain(text);
        let mut notes = Vec::new();
        match (&shown.unexplained, shown.ordinary.first()) {
            (Some(line), _) if shown.causes.is_empty() => {
                let number = line.number;
                notes.push(format!("a link failed (line {number}), and no known cause matches what the linker says"));
            }
            (_, Some(line)) => {
                let number = line.number;
                notes.push(format!("line {number} begins an error that is none of the toolchain's: {}", line.text));
            }
            (_, None) if shown.passed => notes.push("this build passed".into()),
            (_, None) if shown.causes.is_empty() => notes.push(
                "no cause in the toolchain or its configuration is named in it; an error of the code itself is the \
                 compiler's to explain"
                    .into(),
            ),
            (_, None) => {}
        }
        if let Some(undecided) = &shown.undecided {
            notes.push(format!("what tells them apart: `{}`: {}", undecided.command, undecided.look_for));
        }
        Self { shown, notes }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    pub kind: MouseKind,
    pub column: u16,
    pub row: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseKind {
    Press,
    WheelUp,
    WheelDown,
}
