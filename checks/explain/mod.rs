//! From the text of a failed build to its causes.
//!
//! [`Reader`] takes the log in pieces of any length and keeps a constant amount of it. The rooms, in the order in which
//! a log goes through them:
//!
//! - `intake`, `decode`, `clean`: bytes, then whole lines of plain text.
//! - `prefix`, `learned`, `rendered`, `escaped`, `unquoted`: lines as the tool printed them, without what terminals, CI
//!   systems, containers and cargo's JSON put around them.
//! - `literals`, `needles`, `patterns`: which patterns of the catalogue a line matches.
//! - `anchors`, `groups`, `scan`, `sieve`: which lines have to be looked at wherever they stand; far from them lines are skipped unread.
//! - `marks`, `facts`, `log`: the failures of the log, what each shows, and what the log says of the build.
//! - `weigh`, `rules`, `apart`: which causes that speaks for, and how to tell apart what it cannot.
//! - `machine`: which of them this machine confirms or refutes, and what it adds.
//!
//! A check's symptoms nominate it; the rules weigh what was nominated by the circumstances; the first failure leads.

mod anchors;
mod apart;
mod clean;
mod decode;
mod escaped;
mod facts;
mod groups;
mod intake;
mod learned;
mod literals;
mod log;
mod machine;
mod marks;
mod needles;
mod patterns;
mod prefix;
mod reader;
mod rendered;
mod rules;
mod scan;
mod sieve;
mod unquoted;
mod weigh;

#[cfg(test)]
mod tests;

pub use apart::Undecided;
pub use intake::Intake;
pub use log::Line;
pub use machine::{Told, told, verdict};
pub use reader::Reader;

use crate::{Check, Triple};

/// A cause that the text speaks for.
#[derive(Clone, Debug)]
pub struct Cause {
    pub check: &'static Check,
    /// 0 to 1.
    pub confidence: f32,
    /// The deciding lines, numbered from 1, in the order of the symptom's patterns.
    pub lines: Vec<(u32, String)>,
    /// Which of the log's failures it is a cause of, from 0 in their order.
    pub failure: usize,
    /// What the circumstances say for or against it, as phrases.
    pub because: Vec<&'static str>,
}

/// What a log shows.
#[derive(Clone, Debug, Default)]
pub struct Explanation {
    /// The likeliest cause of the first failure first, then those of later failures, then what else may be.
    pub causes: Vec<Cause>,
    /// Errors of the code itself, or of nothing that a cause is known for: their first lines.
    pub ordinary: Vec<Line>,
    /// A link failed and nothing says why.
    pub unexplained: Option<Line>,
    /// What the log cannot decide.
    pub undecided: Option<Undecided>,
    /// The targets that were built, as far as the log says.
    pub targets: Vec<Triple>,
    /// The log is of a build that passed.
    pub passed: bool,
}

/// What `text` shows.
pub fn explain(text: &str) -> Explanation {
    explain_for(text, &[])
}

/// What `text` shows of a build for these targets.
pub fn explain_for(text: &str, targets: &[Triple]) -> Explanation {
    let mut reader = Reader::default();
    reader.push(text.as_bytes());
    reader.finish(targets)
}
