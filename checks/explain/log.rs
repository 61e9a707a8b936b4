//! A log, divided into its failures: what each shows of its own, and what stands between them and holds for all.

use std::collections::BTreeMap;

use super::{
    facts::{Facts, Kind},
    marks::Mark,
    patterns::Number,
};

/// What one line says.
pub(super) struct Reading {
    pub(super) mark: Mark,
    pub(super) stream: String,
    /// Without what others wrote before it.
    pub(super) text: String,
    /// The patterns that it matches.
    pub(super) seen: Vec<Number>,
    /// Those whose text stands in it and that it does not match: it may be one half of a line that was wrapped.
    pub(super) almost: Vec<Number>,
    pub(super) facts: Vec<(Kind, String)>,
    /// It speaks for a cause, or an error begins: its neighbourhood counts.
    pub(super) is_anchor: bool,
}

/// A line of the log, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// From 1.
    pub number: u32,
    pub text: String,
}

pub(super) type Seen = BTreeMap<Number, Line>;

/// One error with all that belongs to it.
#[derive(Default)]
pub(super) struct Failure {
    pub(super) opening: Option<Line>,
    pub(super) seen: Seen,
    pub(super) facts: Facts,
    /// In old versions of cargo a build script's output is not indented: its lines begin no new error.
    in_script_output: bool,
}

impl Failure {
    /// Is that error a consequence of this one? Without `std` rustc knows none of its names either.
    fn is_followed_by(&self, text: &str) -> bool {
        let lacks_std = |line: &Line| {
            ["std", "core"].iter().any(|name| line.text.contains(&format!("can't find crate for `{name}`")))
        };
        (text.contains(": cannot find ")
            || text.contains(": failed to resolve: ")
            || text.contains(": cannot resolve "))
            && self.opening.as_ref().is_some_and(lacks_std)
    }
}

#[derive(Default)]
pub(super) struct Log {
    pub(super) failures: Vec<Failure>,
    /// What stands outside all errors.
    pub(super) around: Seen,
    pub(super) facts: Facts,
    /// Errors that no pattern matches: how many, and the first few.
    pub(super) ordinary: Vec<Line>,
    /// For each stream its open error.
    open: BTreeMap<String, Failure>,
    /// A build passed and nothing failed after it.
    pub(super) passed: bool,
    /// A build has passed, so what runs now is what it built.
    built: bool,
    /// That program has panicked: the next line is its message.
    panicked: bool,
}

/// So many different failures are told apart, and so many streams.
const FAILURES: usize = 64;
const STREAMS: usize = 32;
/// Ordinary errors that are kept.
const ORDINARY: usize = 8;
/// A line is shown up to this length, in bytes.
const SHOWN: usize = 300;

impl Log {
    /// More failures are not told apart.
    pub(super) fn is_full(&self) -> bool {
        self.failures.len() >= FAILURES
    }

    pub(super) fn take(&mut self, number: u32, reading: &Reading) {
        let is_message = std::mem::replace(&mut self.panicked, self.built && is_panic(&reading.text));
        if is_message {
            return;
        }
        let follows = self.open.get(&reading.stream).is_some_and(|open| open.is_followed_by(&reading.text));
        match reading.mark {
            Mark::Opens if follows => {}
            Mark::Opens if !self.open.get(&reading.stream).is_some_and(|failure| failure.in_script_output) => {
                self.close(&reading.stream);
                if self.open.len() >= STREAMS {
                    self.close_all();
                }
                let opening = Some(line(number, &reading.text));
                self.open.insert(reading.stream.clone(), Failure { opening, ..Failure::default() });
                self.passed = false;
            }
            Mark::Passed => {
                self.close(&reading.stream);
                self.built = true;
                if self.failures.is_empty() && self.ordinary.is_empty() {
                    // What was printed on the way to a success is no cause of a later failure.
                    self.around.clear();
                    self.passed = true;
                }
            }
            Mark::Opens | Mark::Closes | Mark::Quoted | Mark::Plain => {}
        }
        if reading.text.trim_start().starts_with("--- std")
            && !reading.text.starts_with(' ')
            && let Some(failure) = self.open.get_mut(&reading.stream)
        {
            failure.in_script_output = true;
        }
        self.note(number, reading, &reading.seen, &reading.text);
        for (kind, value) in &reading.facts {
            self.facts.add(*kind, value);
            if let Some(failure) = self.open.get_mut(&reading.stream) {
                failure.facts.add(*kind, value);
            } else if reading.mark == Mark::Closes
                && let Some(last) = self.failures.last_mut()
            {
                // cargo prints what two crates have in common once, and for each that it could not be compiled.
                last.facts.add(*kind, value);
            }
        }
        if reading.mark == Mark::Closes {
            self.close(&reading.stream);
        }
    }

    /// Keeps the first line of each pattern, in the open error of the stream or around all.
    pub(super) fn note(&mut self, number: u32, reading: &Reading, seen: &[Number], text: &str) {
        if seen.is_empty() {
            return;
        }
        let place = match self.open.get_mut(&reading.stream) {
            Some(failure) => &mut failure.seen,
            None => match self.failures.last_mut() {
                // A summary belongs to the error before it.
                Some(last) if reading.mark == Mark::Closes => &mut last.seen,
                _ => &mut self.around,
            },
        };
        for pattern in seen {
            place.entry(*pattern).or_insert_with(|| line(number, text));
        }
        // A symptom after a success is one of the program that was built.
        self.passed = false;
    }

    fn close(&mut self, stream: &str) {
        if let Some(failure) = self.open.remove(stream) {
            self.keep(failure);
        }
    }

    fn close_all(&mut self) {
        for failure in std::mem::take(&mut self.open).into_values() {
            self.keep(failure);
        }
    }

    fn keep(&mut self, failure: Failure) {
        if failure.seen.is_empty() {
            if self.ordinary.len() < ORDINARY {
                self.ordinary.extend(failure.opening);
            }
            return;
        }
        let alike = |known: &&mut Failure| known.seen.keys().eq(failure.seen.keys());
        if let Some(known) = self.failures.iter_mut().find(alike) {
            known.facts.add_all(&failure.facts);
        } else if self.failures.len() < FAILURES {
            self.failures.push(failure);
        }
    }

    /// The failures in the order in which they began.
    pub(super) fn closed(mut self) -> Self {
        self.close_all();
        self.failures.sort_by_key(|failure| failure.opening.as_ref().map_or(0, |line| line.number));
        self
    }
}

/// `thread 'main' panicked at src/main.rs:1:13:`, the message on the next line since 1.73.
fn is_panic(text: &str) -> bool {
    text.starts_with("thread '") && text.contains(" panicked at ")
}

/// The line as it is shown: one line, of bounded length.
pub(super) fn line(number: u32, text: &str) -> Line {
    let text = text.trim();
    let end = text.floor_char_boundary(SHOWN);
    let mut shown = text[..end].replace('\t', " ");
    if end < text.len() {
        shown.push('…');
    }
    Line { number, text: shown }
}
