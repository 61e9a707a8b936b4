//! A log that somebody wants to have explained.

use xdoctor_checks::Triple;

use super::Panes;
use crate::tui::message::Told;

#[derive(Debug, Default)]
pub struct ExplainPage {
    pub panes: Panes,
    pub log: String,
    /// The file it came from; none: it was pasted.
    pub file: Option<String>,
    pub causes: Vec<Told>,
    /// What else is to be said of it.
    pub notes: Vec<String>,
    /// The targets that were built, as far as the log says.
    pub targets: Vec<Triple>,
    /// It is being looked through.
    pub reading: bool,
    pub ticket: u64,
}
