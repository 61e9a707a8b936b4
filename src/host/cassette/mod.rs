//! Cassettes: machines that answer from a file.
//!
//! A *recorded* one holds the questions and answers of a real run (JSON, written by [`Cassette::recorded`]). A *composed*
//! one is written by hand as tables (TOML, see [`composed`](self::composed)) and names the source of each text in it.

mod composed;
mod lines;
mod recorded;

use std::{fmt, fs, io, path::Path};

use serde::{Deserialize, Serialize};
use xdoctor_checks::{Answer, Answers, Failure, HostPath, Question, machine::Machine};

use super::{Answered, Answering, Host};

/// The form of the file. Readers refuse a later one.
const FORM: u32 = 1;
/// More than any run answers.
const MAX_MIB: u64 = 64;

/// A machine in a file.
#[derive(Clone, Debug)]
pub struct Cassette {
    pub kind: Kind,
    /// The version of xdoctor that wrote it; for a composed one, none.
    pub xdoctor: Option<String>,
    /// Where the texts of a composed one come from.
    pub sources: Vec<String>,
    tape: Tape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Recorded,
    Composed,
}

#[derive(Clone, Debug)]
enum Tape {
    Answers(Answers),
    Machine(Box<Machine>),
}

/// A cassette that cannot be used: where the mistake stands, and which.
#[derive(Debug, PartialEq, Eq)]
pub struct CassetteError {
    pub file: String,
    pub line: Option<usize>,
    pub message: String,
}

impl Cassette {
    /// Reads a file of either kind: JSON is a recorded one, anything else is read as the TOML of a composed one.
    pub fn open(file: &Path) -> Result<Self, CassetteError> {
        let text = read(file)?;
        let cassette = if text.trim_start().starts_with('{') {
            recorded::parse(&text, file)?
        } else if text.lines().any(|line| line.starts_with("cassette") || line.starts_with("kind")) {
            composed::parse(&text, file)?
        } else {
            return Err(CassetteError::new(file, None, "it is no recorded machine: `xdoctor record` saves one"));
        };
        cassette.stands_somewhere(file)?;
        Ok(cassette)
    }

    /// No system says that somebody stands in `a/../b`, and what is right for one of the two would be done to the other.
    fn stands_somewhere(&self, file: &Path) -> Result<(), CassetteError> {
        let Some(Ok(Answer::Host(host))) = self.at_once(&Question::Host) else { return Ok(()) };
        let leads_up =
            |place: &&HostPath| place.as_str().split(|c| place.style().is_separator(c)).any(|part| part == "..");
        match std::iter::once(&host.cwd).chain(&host.home).find(leads_up) {
            Some(place) => {
                let message = format!("nobody stands or lives in `{place}`, which leads up again by `..`");
                Err(CassetteError::new(file, None, message))
            }
            None => Ok(()),
        }
    }

    /// Everything that was asked and answered. It is not redacted here.
    pub fn recorded(answers: Answers) -> Self {
        let xdoctor = Some(env!("CARGO_PKG_VERSION").to_owned());
        Self { kind: Kind::Recorded, xdoctor, sources: Vec::new(), tape: Tape::Answers(answers) }
    }

    /// The tables of a composed one.
    pub fn machine(&self) -> Option<&Machine> {
        match &self.tape {
            Tape::Answers(_) => None,
            Tape::Machine(machine) => Some(machine),
        }
    }

    /// The file's text, the same for the same answers. None for a composed one, which is written by hand.
    pub fn to_json(&self) -> Option<String> {
        match &self.tape {
            Tape::Answers(answers) => Some(recorded::print(self, answers)),
            Tape::Machine(_) => None,
        }
    }
}

impl Host for Cassette {
    fn at_once(&self, question: &Question) -> Option<Answered> {
        let answer = match &self.tape {
            Tape::Answers(answers) => answers.answer(question).cloned(),
            Tape::Machine(machine) => machine.answer(question),
        };
        Some(answer.unwrap_or(Err(Failure::NotRecorded)))
    }

    fn is_recorded(&self) -> bool {
        self.kind == Kind::Recorded
    }

    fn answer<'a>(&'a self, question: &'a Question) -> Answering<'a> {
        Box::pin(async { self.at_once(question).expect("a cassette answers at once") })
    }
}

/// The text of a cassette, or of a file that one names.
fn read(file: &Path) -> Result<String, CassetteError> {
    let read = || {
        let stat = fs::metadata(file)?;
        if !stat.is_file() {
            return Err(io::Error::other("it is not a file"));
        }
        if stat.len() > MAX_MIB << 20 {
            let mebibytes = stat.len() >> 20;
            return Err(io::Error::other(format!("it has {mebibytes} MiB, and a machine has {MAX_MIB} at most")));
        }
        fs::read_to_string(file)
    };
    read().map_err(|error| CassetteError::new(file, None, format!("cannot be read: {}", super::os::message(&error))))
}

impl CassetteError {
    fn new(file: &Path, line: Option<usize>, message: impl Into<String>) -> Self {
        Self { file: file.display().to_string(), line, message: message.into() }
    }

    /// The mistake stands at this byte of the file's text.
    fn at(file: &Path, text: &str, offset: usize, message: impl Into<String>) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        Self::new(file, Some(1 + before.matches('\n').count()), message)
    }
}

impl fmt::Display for CassetteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "`{}`, line {line}: {}", self.file, self.message),
            None => write!(f, "`{}`: {}", self.file, self.message),
        }
    }
}

impl std::error::Error for CassetteError {}

#[cfg(test)]
mod tests;
