//! A log, divided into its failures: what each shows of its own, and what stands between them and holds for all.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    facts::{Facts, Kind},
    marks::{self, Mark},
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
    /// A build script said it, through cargo.
    pub(super) from_build_script: bool,
    /// What somebody wrote before it that nobody is known to write, where it is a line of cargo's.
    pub(super) unknown_prefix: Option<Box<str>>,
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
    /// What build scripts say outside all errors: it counts where one of them fails, else they did without.
    of_scripts: Seen,
    pub(super) facts: Facts,
    /// Errors that no pattern matches: how many, and the first few.
    pub(super) ordinary: Vec<Line>,
    /// For each stream its open error.
    open: BTreeMap<String, Failure>,
    /// A build passed and nothing failed after it.
    pub(super) passed: bool,
    /// A build has passed, so what runs now is what it built.
    built: bool,
    /// That program has panicked: so many of the next lines may be its message.
    panicked: u8,
    /// The streams in which tests run: what they print is of the program, whatever it says.
    testing: BTreeSet<String>,
}

/// So many different failures are told apart, and so many streams.
const FAILURES: usize = 64;
const STREAMS: usize = 32;
/// Ordinary errors that are kept.
const ORDINARY: usize = 8;
/// A panic's message has seldom more lines.
const PANIC: u8 = 12;
/// A line is shown up to this length, in bytes.
const SHOWN: usize = 300;

impl Log {
    /// More failures are not told apart.
    pub(super) fn is_full(&self) -> bool {
        self.failures.len() >= FAILURES
    }

    pub(super) fn take(&mut self, number: u32, reading: &Reading) {
        if self.is_of_tests(reading) {
            return;
        }
        if self.is_of_panic(reading) {
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
                    self.of_scripts.clear();
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

    /// Is it the message of a program that was built, and not of a build script, and panicked? It ends with the standard
    /// library's note on backtraces, or with cargo's next word.
    fn is_of_panic(&mut self, reading: &Reading) -> bool {
        let is_first = self.panicked == PANIC;
        let left = std::mem::take(&mut self.panicked);
        if self.built && !self.open.contains_key(&reading.stream) && is_panic(&reading.text) {
            self.panicked = PANIC;
            return true;
        }
        let of_cargo = match reading.mark {
            Mark::Opens => !is_first && marks::ends_tests(reading.text.trim_end()),
            Mark::Closes | Mark::Passed => true,
            Mark::Quoted | Mark::Plain => false,
        };
        if left == 0 || of_cargo {
            return false;
        }
        let is_last = reading.text.starts_with("note: run with `RUST_BACKTRACE=");
        self.panicked = if is_last { 0 } else { left - 1 };
        true
    }

    /// Is it a line of a test run: libtest's own, or what a test printed? cargo's next word ends it.
    fn is_of_tests(&mut self, reading: &Reading) -> bool {
        let text = reading.text.trim_end();
        if marks::begins_tests(text) {
            if self.testing.len() < STREAMS {
                self.testing.insert(reading.stream.clone());
            }
            return true;
        }
        if !self.testing.contains(&reading.stream) {
            return false;
        }
        let of_cargo = match reading.mark {
            Mark::Opens => marks::ends_tests(text),
            Mark::Closes | Mark::Passed => true,
            Mark::Quoted | Mark::Plain => false,
        };
        if of_cargo || text.starts_with("test result: ") {
            self.testing.remove(&reading.stream);
        }
        !of_cargo
    }

    /// Keeps the first line of each pattern, in the open error of the stream or around all.
    pub(super) fn note(&mut self, number: u32, reading: &Reading, seen: &[Number], text: &str) {
        if seen.is_empty() {
            return;
        }
        let place = match self.open.get_mut(&reading.stream) {
            Some(failure) if !reading.from_build_script || failure.facts.has(Kind::BuildScript) => &mut failure.seen,
            Some(_) => &mut self.of_scripts,
            None => match self.failures.last_mut() {
                // A summary belongs to the error before it.
                Some(last) if reading.mark == Mark::Closes => &mut last.seen,
                _ if reading.from_build_script => &mut self.of_scripts,
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
        let nothing_failed = self.failures.is_empty() && self.ordinary.is_empty() && !self.built;
        if self.facts.has(Kind::BuildScript) || nothing_failed {
            for (pattern, line) in std::mem::take(&mut self.of_scripts) {
                self.around.entry(pattern).or_insert(line);
            }
        }
        self.failures.sort_by_key(|failure| failure.opening.as_ref().map_or(0, |line| line.number));
        self
    }
}

/// `thread 'main' panicked at src/main.rs:1:13:`, the message on the next line since 1.73.
fn is_panic(text: &str) -> bool {
    text.trim_start().starts_with("thread '") && text.contains(" panicked at ")
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
