//! Reads a log in pieces of any length, in constant memory: bytes, then lines, then what each line says.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::rc::Rc;

use memchr::{memchr, memchr_iter, memrchr};

use super::{
    Explanation, clean,
    decode::Decoder,
    facts,
    log::{Log, Reading},
    marks::{self, Mark},
    patterns::{Number, PATTERNS},
    prefix, rendered, weigh,
};
use crate::Triple;

/// Reads a log; [`Reader::finish`] tells what it shows.
#[derive(Default)]
pub struct Reader {
    decoder: Decoder,
    lines: Lines,
}

impl Reader {
    /// The next piece of the log.
    pub fn push(&mut self, bytes: &[u8]) {
        let lines = &mut self.lines;
        self.decoder.push(bytes, &mut |bytes| lines.push(bytes));
    }

    /// The next line, without its end.
    pub fn feed(&mut self, line: &str) {
        self.push(line.as_bytes());
        self.push(b"\n");
    }

    /// What the log shows. `hint`: the targets that were built, where somebody knows them.
    pub fn finish(self, hint: &[Triple]) -> Explanation {
        let Self { decoder, mut lines } = self;
        decoder.finish(&mut |bytes| lines.push(bytes));
        weigh::weigh(&lines.finish(), hint)
    }
}

/// Longer lines are read as their beginning: a linker's command line takes megabytes, a JSON message seldom one.
const LINE_LIMIT: usize = 1 << 18;
/// What is remembered of lines that were read: logs repeat themselves.
const REMEMBERED: usize = 4096;
/// Wrapped lines are joined up to this length.
const WRAPPED: usize = 400;

struct Lines {
    log: Log,
    /// The number of the line that is read, from 1.
    number: u32,
    /// The beginning of a line whose end has not come.
    carry: Vec<u8>,
    overlong: bool,
    memory: HashMap<u64, Rc<[Reading]>>,
    hasher: RandomState,
    /// The line before, where it was looked at, and what it may have begun.
    before: String,
    begun: Vec<Number>,
}

impl Default for Lines {
    fn default() -> Self {
        Self {
            log: Log::default(),
            number: 1,
            carry: Vec::new(),
            overlong: false,
            memory: HashMap::new(),
            hasher: RandomState::new(),
            before: String::new(),
            begun: Vec::new(),
        }
    }
}

impl Lines {
    fn push(&mut self, mut bytes: &[u8]) {
        if !self.carry.is_empty() || self.overlong {
            let end = memchr(b'\n', bytes);
            self.keep(&bytes[..end.unwrap_or(bytes.len())]);
            let Some(end) = end else { return };
            let line = std::mem::take(&mut self.carry);
            self.overlong = false;
            self.line(&line);
            self.number = self.number.saturating_add(1);
            bytes = &bytes[end + 1..];
        }
        let whole = memrchr(b'\n', bytes).map_or(0, |end| end + 1);
        self.region(&bytes[..whole]);
        self.keep(&bytes[whole..]);
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = LINE_LIMIT - self.carry.len();
        self.overlong |= bytes.len() > room;
        self.carry.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    /// Whole lines. Where no error is open, only those are looked at in which something may stand.
    fn region(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while at < bytes.len() {
            let skipped = if self.log.is_open() || !self.begun.is_empty() {
                0
            } else {
                let Some(hit) = PATTERNS.next(&bytes[at..]) else {
                    self.count(&bytes[at..]);
                    return;
                };
                memrchr(b'\n', &bytes[at..at + hit]).map_or(0, |end| end + 1)
            };
            if skipped > 0 {
                self.count(&bytes[at..at + skipped]);
                self.remember_before(&bytes[at..at + skipped - 1]);
                at += skipped;
            }
            let end = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
            self.line(&bytes[at..end]);
            self.number = self.number.saturating_add(1);
            at = end + 1;
        }
    }

    fn count(&mut self, bytes: &[u8]) {
        let lines = u32::try_from(memchr_iter(b'\n', bytes).count()).unwrap_or(u32::MAX);
        self.number = self.number.saturating_add(lines);
    }

    /// The last of the lines that were skipped may be the beginning of one that was wrapped.
    fn remember_before(&mut self, skipped: &[u8]) {
        let start = memrchr(b'\n', skipped).map_or(0, |end| end + 1);
        let line = &skipped[start..];
        self.before.clear();
        if line.len() <= WRAPPED {
            self.before.push_str(&String::from_utf8_lossy(line));
        }
    }

    fn line(&mut self, bytes: &[u8]) {
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let bytes = &bytes[..bytes.len().min(LINE_LIMIT)];
        let key = self.hasher.hash_one(bytes);
        let readings = if let Some(known) = self.memory.get(&key) {
            Rc::clone(known)
        } else {
            let readings: Rc<[Reading]> = read(bytes).into();
            if self.memory.len() >= REMEMBERED {
                self.memory.clear();
            }
            // What is long was read for good: such lines do not repeat themselves.
            if bytes.len() <= 1 << 12 {
                self.memory.insert(key, Rc::clone(&readings));
            }
            readings
        };
        for reading in readings.iter() {
            self.take(reading);
        }
    }

    /// Notes what a line says, also together with the line before it, where a terminal or a tool wrapped one text.
    fn take(&mut self, reading: &Reading) {
        let begun = std::mem::take(&mut self.begun);
        let before = std::mem::take(&mut self.before);
        self.log.take(self.number, reading);
        let is_short = |text: &str| (20..WRAPPED).contains(&text.len());
        let waits = !begun.is_empty() || !reading.almost.is_empty();
        if waits && is_short(&before) && !reading.text.trim().is_empty() && reading.mark == Mark::Plain {
            let joined = format!("{} {}", before.trim_end(), reading.text.trim_start());
            let matched =
                begun.iter().chain(&reading.almost).copied().filter(|number| PATTERNS.is_match(*number, &joined));
            let mut seen: Vec<_> = matched.collect();
            seen.retain(|number| usize::from(*number) >= facts::PATTERNS.len() && !reading.seen.contains(number));
            if !seen.is_empty() {
                self.log.note(self.number, reading, &seen, &joined);
            }
        }
        self.before.push_str(if reading.text.len() < WRAPPED { &reading.text } else { "" });
        if is_short(&self.before) {
            self.begun.clone_from(&reading.almost);
        }
    }

    fn finish(mut self) -> Log {
        if !self.carry.is_empty() {
            let line = std::mem::take(&mut self.carry);
            self.line(&line);
        }
        self.log.closed()
    }
}

/// What a line says; a line of cargo's JSON says as many as it renders, and so does a line that was overwritten.
fn read(bytes: &[u8]) -> Vec<Reading> {
    let text = String::from_utf8_lossy(bytes);
    let mut readings = Vec::new();
    for part in text.split('\r').filter(|part| !part.is_empty()) {
        match rendered::of_json(part) {
            Some(rendered) => readings.extend(rendered.lines().map(reading)),
            None => readings.push(reading(part)),
        }
    }
    if readings.is_empty() {
        readings.push(reading(""));
    }
    readings
}

fn reading(line: &str) -> Reading {
    let whole = clean::clean(line);
    let unwrapped = prefix::unwrap(&whole);
    let mark = marks::of(unwrapped.text, unwrapped.from_build_script);
    let mut reading = Reading {
        mark,
        stream: unwrapped.stream.to_owned(),
        text: unwrapped.text.to_owned(),
        seen: Vec::new(),
        almost: Vec::new(),
        facts: Vec::new(),
    };
    if mark == Mark::Quoted {
        return reading;
    }
    for number in PATTERNS.candidates(&whole) {
        if let Some(fact) = facts::PATTERNS.get(usize::from(number)) {
            for found in PATTERNS.regex(number).captures_iter(&whole).take(8) {
                let value = found.get(1).filter(|_| fact.says.is_empty()).map_or(fact.says, |group| group.as_str());
                reading.facts.push((fact.kind, value.trim_end_matches(['.', '-', '_']).to_owned()));
            }
        } else if PATTERNS.is_match(number, unwrapped.text)
            || unwrapped.text.len() < whole.len() && PATTERNS.is_match(number, &whole)
        {
            reading.seen.push(number);
        } else if whole.len() < WRAPPED {
            reading.almost.push(number);
        }
    }
    reading
}
