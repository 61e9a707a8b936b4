//! From a plan to changed files, and back: the other room, beside [`crate::host`], that touches the world.
//!
//! [`apply`] takes the locks of what the plan touches, looks at every file again before the first one is changed, and
//! writes each one whole or not at all. What it is about to do stands in the [`journal`] before it is done, old text
//! included, so [`undo`] restores to the byte, and what a killed run left behind is settled by the next one. Whether a
//! step was done is read from the disk, not believed from the journal: a file that equals its new text is done.

mod apply;
mod error;
mod journal;
mod lock;
mod relink;
mod run;
mod undo;
mod write;

use std::{
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
};

pub use apply::{Applied, Failure, apply};
pub use error::Error;
pub use journal::{JournalId, State, Summary, list};
pub use undo::{Undone, undo};

use xdoctor_fixes::Step;

/// How a plan is applied.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The project: commands run from here, and its `undo` is for its own journals.
    pub project: PathBuf,
    /// `$CARGO_HOME`, which is locked as a whole when a file in it is changed.
    pub cargo_home: Option<PathBuf>,
    /// Run steps that need a package manager or privileges.
    pub system: bool,
    /// Where journals are kept; none: `$XDOCTOR_STATE_DIR`, or where the platform keeps such things.
    pub state: Option<PathBuf>,
    /// Set from elsewhere, it ends the command that runs and leaves the rest undone.
    pub cancel: Option<Arc<AtomicBool>>,
}

/// What happens while a plan is applied or undone.
#[derive(Clone, Debug)]
pub enum Progress<'a> {
    Started {
        /// From 0.
        index: usize,
        of: usize,
        step: &'a Step,
    },
    /// A line that the command of the step printed, without control characters.
    Output {
        index: usize,
        line: String,
    },
    Done {
        index: usize,
    },
    /// Not for this run to do: manual, or a system step without `--system`.
    Skipped {
        index: usize,
        reason: &'static str,
    },
    Failed {
        index: usize,
        reason: String,
    },
}
