//! Reads a log in pieces of any length, in constant memory: whole lines, and what each says.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::rc::Rc;

use memchr::{memchr, memchr_iter, memrchr};

use super::{
    Explanation, clean, escaped, facts,
    intake::{Intake, LINE_LIMIT},
    learned::{self, Prefixes},
    log::{Log, Reading},
    marks::{self, Mark},
    patterns::{Number, PATTERNS},
    prefix, rendered,
    scan::Scanner,
    unquoted, weigh,
};
use crate::Triple;

/// Reads a log; [`Reader::finish`] tells what it shows.
#[derive(Default)]
pub struct Reader {
    intake: Intake,
    lines: Lines,
}

impl Reader {
    /// One that reads each line, whatever stands in it: what [`Reader::default`] finds is held against this.
    pub fn thorough() -> Self {
        let mut reader = Self::default();
        reader.lines.is_thorough = true;
        reader
    }

    /// The next piece of the log.
    pub fn push(&mut self, bytes: &[u8]) {
        let lines = &mut self.lines;
        self.intake.push(bytes, &mut |text| lines.region(text));
    }

    /// The next of what an [`Intake`] of the caller's gives.
    pub fn push_text(&mut self, lines: &[u8]) {
        self.lines.region(lines);
    }

    /// The next line, without its end.
    pub fn feed(&mut self, line: &str) {
        self.push(line.as_bytes());
        self.push(b"\n");
    }

    /// What the log shows. `hint`: the targets that were built, where somebody knows them.
    pub fn finish(self, hint: &[Triple]) -> Explanation {
        let Self { intake, mut lines } = self;
        intake.finish(&mut |text| lines.region(text));
        weigh::weigh(&lines.log.closed(), hint)
    }
}

/// What is remembered of lines that were read: logs repeat themselves.
const REMEMBERED: usize = 1 << 13;
/// Wrapped lines are joined up to this length.
const WRAPPED: usize = 400;
/// The beginning of a log is read line by line, in bytes: the command, the versions, the first target stand there.
const HEAD: usize = 1 << 16;
/// What stands before a line that speaks for a cause is read as well, up to this length.
const BEFORE: usize = 1 << 13;
/// So many lines after it are.
const AFTER: u32 = 120;
/// In a log of nothing but errors no more than this is read line by line, and as much again as
/// [`EARNED`] says for what was skipped: of the rest only the lines that speak for a cause.
const BUDGET: usize = 3 << 17;
/// A line that is read counts as so many bytes more than it has.
const EACH: usize = 64;
/// One byte may be read for so many that were skipped.
const EARNED: usize = 256;

struct Lines {
    log: Log,
    /// The number of the line that is read, from 1.
    number: u32,
    memory: HashMap<u64, Rc<[Reading]>>,
    hasher: RandomState,
    prefixes: Prefixes,
    /// The line before, where it was looked at, and what it may have begun.
    before: String,
    begun: Vec<Number>,
    /// So many bytes of the log's beginning are still to come.
    head: usize,
    /// So many lines are read whatever they say.
    near: u32,
    budget: usize,
    /// The end of what was skipped, in whole lines.
    skipped: Vec<u8>,
    /// Nothing is skipped.
    is_thorough: bool,
    scanner: Scanner,
}

impl Default for Lines {
    fn default() -> Self {
        Self {
            log: Log::default(),
            number: 1,
            memory: HashMap::new(),
            hasher: RandomState::new(),
            prefixes: Prefixes::default(),
            before: String::new(),
            begun: Vec::new(),
            head: HEAD,
            near: 0,
            budget: BUDGET,
            skipped: Vec::new(),
            is_thorough: false,
            scanner: Scanner::default(),
        }
    }
}

impl Lines {
    /// Whole lines; the last one of the log may lack its end.
    fn region(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while at < bytes.len() {
            // What comes after so many different failures changes nothing.
            if self.log.is_full() {
                return;
            }
            let is_looked_for = !self.reads_on();
            if is_looked_for {
                let next = self.scanner.next_line(&bytes[at..]);
                self.skip(&bytes[at..next.map_or(bytes.len(), |next| at + next)]);
                let Some(next) = next else { return };
                at += next;
            }
            let end = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
            // There is no room to read it, let alone what stands around it.
            if is_looked_for && self.budget < end - at + EACH {
                self.scanner.tire();
            }
            self.line(&bytes[at..end]);
            at = end + 1;
        }
    }

    /// Is the next line read without a look at what stands in it?
    fn reads_on(&self) -> bool {
        self.is_thorough || self.head > 0 || self.budget > 0 && (!self.begun.is_empty() || self.near > 0)
    }

    fn skip(&mut self, bytes: &[u8]) {
        let lines = u32::try_from(memchr_iter(b'\n', bytes).count()).unwrap_or(u32::MAX);
        self.number = self.number.saturating_add(lines);
        self.budget += bytes.len() / EARNED;
        if bytes.len() >= BEFORE {
            self.skipped.clear();
        } else if self.skipped.len() > 2 * BEFORE {
            self.skipped.drain(..self.skipped.len() - BEFORE);
        }
        self.skipped.extend_from_slice(&bytes[bytes.len().saturating_sub(BEFORE)..]);
    }

    /// Reads what stands before a line that speaks for a cause and was skipped.
    fn look_back(&mut self) {
        let skipped = std::mem::take(&mut self.skipped);
        let recent = &skipped[skipped.len().saturating_sub(BEFORE)..];
        // A line that was cut is none. (Where everything is there, the first one is whole: nothing says so, and one more
        // or less does not matter so far from what decides.)
        let Some(start) = memchr(b'\n', recent).filter(|_| self.budget > recent.len()) else {
            self.remember_before(&skipped);
            return;
        };
        let lines = &recent[start + 1..];
        let count = u32::try_from(memchr_iter(b'\n', lines).count()).expect("a few kilobytes");
        self.number = self.number.saturating_sub(count);
        self.before.clear();
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            let readings = self.read(line.strip_suffix(b"\n").unwrap_or(line));
            self.note(&readings, line.len());
        }
        self.near = 0;
    }

    /// The last of the lines that were skipped may be the beginning of one that was wrapped.
    fn remember_before(&mut self, skipped: &[u8]) {
        let Some(lines) = skipped.strip_suffix(b"\n") else { return };
        let start = memrchr(b'\n', lines).map_or(0, |end| end + 1);
        self.before.clear();
        if lines.len() - start <= WRAPPED {
            self.before.push_str(&String::from_utf8_lossy(&lines[start..]));
        }
    }

    fn line(&mut self, bytes: &[u8]) {
        let readings = self.read(bytes);
        if !self.skipped.is_empty() {
            if readings.iter().any(|reading| reading.is_anchor) {
                self.look_back();
            } else {
                let skipped = std::mem::take(&mut self.skipped);
                self.remember_before(&skipped);
            }
        }
        self.note(&readings, bytes.len() + 1);
    }

    fn read(&mut self, bytes: &[u8]) -> Rc<[Reading]> {
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let bytes = &bytes[..bytes.len().min(LINE_LIMIT)];
        let key = self.hasher.hash_one(bytes);
        if let Some(known) = self.memory.get(&key) {
            return Rc::clone(known);
        }
        let mut readings = read(bytes, &self.prefixes);
        let unknown: Vec<_> = readings.iter_mut().filter_map(|reading| reading.unknown_prefix.take()).collect();
        if unknown.iter().any(|prefix| self.prefixes.learn(prefix)) {
            // What was read until now may read otherwise.
            self.memory.clear();
            readings = read(bytes, &self.prefixes);
        }
        let readings: Rc<[Reading]> = readings.into();
        if self.memory.len() >= REMEMBERED {
            self.memory.clear();
        }
        // What is long was read for good: such lines do not repeat themselves.
        if bytes.len() <= 1 << 12 {
            self.memory.insert(key, Rc::clone(&readings));
        }
        readings
    }

    /// Notes what a line says and how far what follows is read.
    fn note(&mut self, readings: &[Reading], length: usize) {
        self.near = self.near.saturating_sub(1);
        self.head = self.head.saturating_sub(length);
        self.budget = self.budget.saturating_sub(length + EACH);
        for reading in readings {
            if reading.is_anchor {
                self.near = AFTER;
            }
            self.take(reading);
        }
        self.number = self.number.saturating_add(1);
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
}

/// What a line says; a line of cargo's JSON says as many as it renders, and so does a line that was overwritten.
fn read(bytes: &[u8], prefixes: &Prefixes) -> Vec<Reading> {
    let text = String::from_utf8_lossy(bytes);
    let mut readings = Vec::new();
    for part in text.split('\r').filter(|part| !part.is_empty()) {
        match rendered::of_json(part) {
            Some(rendered) => readings.extend(rendered.lines().map(|line| reading(line, prefixes))),
            None => readings.push(reading(part, prefixes)),
        }
    }
    if readings.is_empty() {
        readings.push(reading("", prefixes));
    }
    readings
}

fn reading(line: &str, prefixes: &Prefixes) -> Reading {
    let whole = unquoted::restored(escaped::undone(prefix::without_project(clean::clean(line))));
    let mut unwrapped = prefix::unwrap(&whole);
    if let Some((before, rest)) = prefixes.split(unwrapped.text) {
        let inner = prefix::unwrap(rest);
        let streams = [inner.stream, before.trim(), unwrapped.stream];
        unwrapped = prefix::Unwrapped {
            stream: streams.into_iter().find(|stream| !stream.is_empty()).unwrap_or_default(),
            text: inner.text,
            from_build_script: unwrapped.from_build_script || inner.from_build_script,
        };
    }
    let mark = marks::of(unwrapped.text, unwrapped.from_build_script);
    let mut reading = Reading {
        mark,
        stream: unwrapped.stream.to_owned(),
        text: unwrapped.text.to_owned(),
        seen: Vec::new(),
        almost: Vec::new(),
        facts: Vec::new(),
        from_build_script: unwrapped.from_build_script,
        unknown_prefix: learned::prefix(unwrapped.text).map(Into::into),
        is_anchor: matches!(mark, Mark::Opens | Mark::Passed),
    };
    if mark == Mark::Quoted {
        return reading;
    }
    for number in PATTERNS.candidates(&whole) {
        if let Some(fact) = facts::PATTERNS.get(usize::from(number)) {
            let regex = PATTERNS.regex(number);
            // What begins with the line's beginning begins with the tool's own.
            let text = if regex.is_match(whole.as_bytes()) { &whole } else { unwrapped.text };
            for found in regex.captures_iter(text.as_bytes()).take(8) {
                let value = match found.get(1).filter(|_| fact.says.is_empty()) {
                    Some(group) => &String::from_utf8_lossy(group.as_bytes()),
                    None => fact.says,
                };
                reading.facts.push((fact.kind, value.trim_end_matches(['.', '-', '_']).to_owned()));
                if !fact.says.is_empty() {
                    break;
                }
            }
        } else if PATTERNS.is_match(number, unwrapped.text)
            || unwrapped.text.len() < whole.len() && PATTERNS.is_match(number, &whole)
        {
            reading.seen.push(number);
            reading.is_anchor |= PATTERNS.is_anchor(number);
        } else if whole.len() < WRAPPED {
            reading.almost.push(number);
        }
    }
    reading
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_errors_without_end_only_so_many_are_read() {
        for line in [
            |number: usize| format!("error: no rules expected `{number}`\n"),
            |number: usize| format!("\u{1b}[91merror\u{1b}[0m: linker `a{number}` not found\n"),
            |number: usize| format!("{{\"message\":{{\"rendered\":\"error: {number}\\n\",\"level\":\"error\"}}}}\n"),
        ] {
            let log: String = (0..20_000).map(line).collect();
            let mut reader = Reader::default();
            reader.push(log.as_bytes());
            let lines = &reader.lines;
            assert!(lines.budget > 0 || !lines.reads_on(), "{}", line(0));
        }
    }
}
