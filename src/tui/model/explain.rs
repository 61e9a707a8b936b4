//! A log that somebody wants to have explained.

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
    /// It is being looked through.
    pub reading: bool,
    pub ticket: u64,
}
