//! What happens: everything that can change the model, as one closed list.

use std::{sync::Arc, time::Duration};

use xdoctor_checks::report::Report;
use xdoctor_fixes::Plan;

use super::key::Key;
use crate::repair::{Applied, Summary, Undone};

#[derive(Debug)]
pub enum Message {
    Key(Key),
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
    Journals(Result<Vec<Summary>, String>),
    Undone(Result<Undone, String>),
    /// The causes of the log that was given with this ticket.
    Explained {
        ticket: u64,
        causes: Vec<Told>,
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

/// A cause that a log speaks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub id: &'static str,
    pub title: &'static str,
    /// 0 to 1.
    pub confidence: f32,
    /// The deciding lines, numbered from 1.
    pub lines: Vec<(u32, String)>,
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
