//! What is to be done outside of the model. Each request is answered by a message.

use xdoctor_checks::{Triple, targets::setup::Setup};
use xdoctor_fixes::{Fix, Plan};

use crate::repair::JournalId;

#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Leave.
    Quit,
    /// Stop, as a job of the shell.
    Suspend,
    /// Draw every cell anew.
    Redraw,
    /// Ask everything again, and diagnose: only these targets; none: what the project wants.
    Diagnose {
        only: Vec<Triple>,
    },
    /// What leads to this target.
    Offers(Triple),
    /// What it takes to set these up.
    Setup {
        ticket: u64,
        wishes: Vec<Setup>,
    },
    /// The plan for these fixes on the files as they are.
    Plan {
        ticket: u64,
        fixes: Vec<Fix>,
    },
    /// Do it. `system`: package managers may run, the user has ticked them.
    Apply {
        plan: Plan,
        system: bool,
    },
    /// End what is being applied.
    Cancel,
    Journals,
    Undo(JournalId),
    /// Name the causes of this log.
    Explain {
        ticket: u64,
        text: String,
    },
    /// Ask what this machine says of these targets, which no more than a log names.
    Look {
        ticket: u64,
        targets: Vec<Triple>,
    },
    /// The terminal has the user's attention, or has lost it: how often files are looked at follows from it.
    Watch(bool),
    /// Read a log from a file.
    ReadLog(String),
    /// Have the terminal put this into the clipboard.
    Copy(String),
    /// Show this page in the browser.
    OpenLink(String),
}

/// Who does it.
pub trait Perform {
    /// Begins it; what comes of it arrives as messages.
    fn perform(&mut self, effect: Effect);
}
