//! From the text of a failed build to its causes: which symptoms stand in it, and how sure that makes each cause.
//!
//! Lines are fed one by one and only the first line of each pattern is kept, so a log of any length takes constant memory.

use std::{collections::BTreeMap, sync::LazyLock};

use regex::{Regex, RegexSet, RegexSetBuilder};

use crate::{Check, catalog::CHECKS};

/// A cause that the text speaks for.
#[derive(Clone)]
pub struct Cause {
    pub check: &'static Check,
    /// 0 to 1.
    pub confidence: f32,
    /// The deciding lines, numbered from 1, in the order of the symptom's patterns.
    pub lines: Vec<(u32, String)>,
}

/// The causes of the failure that `text` shows, likeliest first.
pub fn explain(text: &str) -> Vec<Cause> {
    let mut reader = Reader::default();
    for line in text.lines() {
        reader.feed(line);
    }
    reader.finish()
}

/// Reads a log line by line.
#[derive(Default)]
pub struct Reader {
    line: u32,
    /// For each pattern the first line that it matches.
    seen: BTreeMap<usize, (u32, String)>,
}

/// How much of a line is looked at and kept, in bytes: linker command lines take megabytes, and what decides stands early.
const LINE_LIMIT: usize = 16 << 10;
const KEPT_LIMIT: usize = 400;

impl Reader {
    /// The next line, without its end.
    pub fn feed(&mut self, line: &str) {
        self.line = self.line.saturating_add(1);
        let line = ESCAPES.replace_all(cut(line, LINE_LIMIT), "");
        for pattern in &PATTERNS.set.matches(&line) {
            self.seen.entry(pattern).or_insert_with(|| (self.line, cut(line.trim(), KEPT_LIMIT).to_owned()));
        }
    }

    pub fn finish(self) -> Vec<Cause> {
        let mut causes: Vec<Cause> = Vec::new();
        for (index, check) in CHECKS.iter().enumerate() {
            let best = PATTERNS
                .symptoms
                .iter()
                .filter(|symptom| symptom.check == index)
                .filter_map(|symptom| self.judge(symptom))
                .max_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((confidence, lines)) = best {
                causes.push(Cause { check, confidence, lines });
            }
        }
        // Stable: where two are equally sure, the catalogue's precedence stays.
        causes.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        causes
    }

    fn judge(&self, symptom: &Compiled) -> Option<(f32, Vec<(u32, String)>)> {
        if symptom.none.iter().any(|pattern| self.seen.contains_key(pattern)) {
            return None;
        }
        let lines = symptom.all.iter().map(|pattern| self.seen.get(pattern).cloned()).collect::<Option<Vec<_>>>()?;
        Some((symptom.weight, lines))
    }
}

/// Every symptom's patterns in one automaton, equal ones once.
static PATTERNS: LazyLock<Patterns> = LazyLock::new(Patterns::of_catalogue);

/// ECMA-48 control sequences, as cargo and compilers colour their output, and OSC 8 links.
static ESCAPES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("\u{1b}(\\[[0-?]*[ -/]*[@-~]|\\][^\u{7}\u{1b}]*(\u{7}|\u{1b}\\\\)?)").expect("a constant pattern")
});

struct Patterns {
    set: RegexSet,
    symptoms: Vec<Compiled>,
}

struct Compiled {
    /// Its place in the catalogue.
    check: usize,
    all: Vec<usize>,
    none: Vec<usize>,
    weight: f32,
}

impl Patterns {
    fn of_catalogue() -> Self {
        let mut texts: Vec<&'static str> = Vec::new();
        let mut number = |pattern: &'static str| {
            texts.iter().position(|known| *known == pattern).unwrap_or_else(|| {
                texts.push(pattern);
                texts.len() - 1
            })
        };
        let mut symptoms = Vec::new();
        for (check, symptom) in CHECKS
            .iter()
            .enumerate()
            .flat_map(|(index, check)| check.symptoms.iter().map(move |symptom| (index, symptom)))
        {
            symptoms.push(Compiled {
                check,
                all: symptom.all.iter().map(|pattern| number(pattern)).collect(),
                none: symptom.none.iter().map(|pattern| number(pattern)).collect(),
                weight: symptom.weight,
            });
        }
        let set =
            RegexSetBuilder::new(&texts).size_limit(64 << 20).build().expect("the catalogue's patterns are tested");
        Self { set, symptoms }
    }
}

/// At most `limit` bytes of `text`, cut between characters.
fn cut(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary(limit)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<&'static str> {
        explain(text).into_iter().map(|cause| cause.check.id).collect()
    }

    const LOG: &str = "   Compiling demo v0.1.0
\u{1b}[0m\u{1b}[1m\u{1b}[38;5;9merror[E0463]\u{1b}[0m\u{1b}[0m\u{1b}[1m: can't find crate for `core`\u{1b}[0m
  |
  = note: the `aarch64-unknown-linux-gnu` target may not be installed
";

    #[test]
    fn a_coloured_log_is_read_and_its_deciding_lines_are_numbered() {
        let causes = explain(LOG);
        assert_eq!(causes[0].check.id, "target-std-missing");
        let lines: Vec<_> = causes[0].lines.iter().map(|(line, text)| (*line, text.as_str())).collect();
        assert_eq!(
            lines,
            [
                (2, "error[E0463]: can't find crate for `core`"),
                (4, "= note: the `aarch64-unknown-linux-gnu` target may not be installed"),
            ]
        );
    }

    #[test]
    fn half_of_a_symptom_is_none() {
        assert_eq!(ids("note: the `x` target may not be installed\n"), Vec::<&str>::new());
    }

    #[test]
    fn an_ordinary_error_has_no_cause_here() {
        assert_eq!(ids("error[E0308]: mismatched types\n --> src/main.rs:1:1\n"), Vec::<&str>::new());
    }

    #[test]
    fn a_line_of_megabytes_is_cut_between_characters() {
        let long = "é".repeat(1 << 20);
        assert_eq!(ids(&long), Vec::<&str>::new());
        assert_eq!(cut("éé", 3), "é");
    }
}
