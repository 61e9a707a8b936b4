//! A log that somebody wants to have explained.

use std::sync::Arc;

use xdoctor_checks::{
    Triple,
    explain::{Explanation, Told},
    report::Report,
    targets::names,
};

use super::Panes;

#[derive(Debug, Default)]
pub struct ExplainPage {
    pub panes: Panes,
    pub log: String,
    /// The file it came from; none: it was pasted.
    pub file: Option<String>,
    /// What it shows by itself.
    pub shown: Explanation,
    /// Its causes with what this machine says of them so far.
    pub causes: Vec<Told>,
    /// What else is to be said of it.
    pub notes: Vec<String>,
    /// It is being looked through.
    pub reading: bool,
    pub ticket: u64,
    /// What this machine says of the log's targets, where the project does not want them all.
    pub looked: Looked,
}

#[derive(Clone, Debug, Default)]
pub enum Looked {
    /// The overview's report says it all.
    #[default]
    No,
    /// This machine is being asked.
    Asking,
    At(Arc<Report>),
}

impl ExplainPage {
    /// Where its causes are confirmed or refuted; none: that is not known yet.
    pub fn report<'a>(&'a self, overview: Option<&'a Report>) -> Option<&'a Report> {
        match &self.looked {
            Looked::No => overview,
            Looked::Asking => None,
            Looked::At(report) => Some(report),
        }
    }

    /// The log's targets that exist, if the overview does not have them all.
    pub fn unasked(&self, overview: &Report) -> Vec<Triple> {
        let is_there = |triple: &Triple| overview.targets.iter().any(|target| target.triple == *triple);
        let known = self.shown.targets.iter().filter(|triple| names::all().any(|name| name == triple.as_str()));
        let known: Vec<_> = known.cloned().collect();
        if known.iter().all(is_there) { Vec::new() } else { known }
    }
}
