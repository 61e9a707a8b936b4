//! Every pattern of the catalogue, and which of them a line matches: one search for the texts that they require, then
//! only the patterns whose text was found. Each is compiled when it is first needed.

use std::{
    collections::HashMap,
    sync::{LazyLock, OnceLock},
};

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};
use regex::{Regex, RegexBuilder};

use super::{facts, literals, marks};
use crate::catalog::CHECKS;

/// The number of a pattern.
pub(super) type Number = u16;

pub(super) static PATTERNS: LazyLock<Patterns> = LazyLock::new(Patterns::of_catalogue);

pub(super) struct Patterns {
    texts: Vec<&'static str>,
    compiled: Vec<OnceLock<Regex>>,
    /// Finds where something may begin: every literal of a pattern or a fact, and the marks of the log's structure.
    search: AhoCorasick,
    /// For each text of the search the patterns that require it.
    wanted_by: Vec<Vec<Number>>,
    /// Patterns that require no text: they are tried on lines that are looked at for another reason.
    always: Vec<Number>,
    pub(super) symptoms: Vec<Compiled>,
}

/// A symptom with its patterns as numbers.
pub(super) struct Compiled {
    /// Its check's place in the catalogue.
    pub(super) check: usize,
    pub(super) all: Vec<Number>,
    pub(super) none: Vec<Number>,
    pub(super) weight: f32,
}

impl Patterns {
    fn of_catalogue() -> Self {
        let mut texts: Vec<&'static str> = Vec::new();
        let mut numbers: HashMap<&'static str, Number> = HashMap::new();
        let mut number = |pattern: &'static str| {
            *numbers.entry(pattern).or_insert_with(|| {
                texts.push(pattern);
                Number::try_from(texts.len() - 1).expect("fewer patterns than a u16 counts")
            })
        };
        // The facts come first: their numbers are their places in the table.
        for fact in facts::PATTERNS {
            number(fact.regex);
        }
        let mut symptoms = Vec::new();
        let of_checks = CHECKS
            .iter()
            .enumerate()
            .flat_map(|(index, check)| check.symptoms.iter().map(move |symptom| (index, symptom)));
        for (check, symptom) in of_checks {
            symptoms.push(Compiled {
                check,
                all: symptom.all.iter().map(|pattern| number(pattern)).collect(),
                none: symptom.none.iter().map(|pattern| number(pattern)).collect(),
                weight: symptom.weight,
            });
        }
        Self::new(texts, symptoms)
    }

    fn new(texts: Vec<&'static str>, symptoms: Vec<Compiled>) -> Self {
        let mut places: HashMap<Vec<u8>, usize> = HashMap::new();
        let mut wanted_by: Vec<Vec<Number>> = Vec::new();
        let mut always = Vec::new();
        let mut place = |literal: Vec<u8>, wanted_by: &mut Vec<Vec<Number>>| {
            *places.entry(literal).or_insert_with(|| {
                wanted_by.push(Vec::new());
                wanted_by.len() - 1
            })
        };
        for (number, text) in (0..).zip(&texts) {
            match literals::of(text) {
                Some(found) => {
                    for literal in found {
                        let place = place(literal, &mut wanted_by);
                        wanted_by[place].push(number);
                    }
                }
                None => always.push(number),
            }
        }
        for mark in marks::MARKS {
            place(mark.to_ascii_lowercase().into_bytes(), &mut wanted_by);
        }
        let mut needles: Vec<_> = places.into_iter().collect();
        needles.sort_by_key(|(_, place)| *place);
        let search = AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(needles.iter().map(|(literal, _)| literal))
            .expect("a few hundred short texts");
        let compiled = texts.iter().map(|_| OnceLock::new()).collect();
        Self { texts, compiled, search, wanted_by, always, symptoms }
    }

    /// Where the next text stands that any pattern requires or that shows the log's structure.
    pub(super) fn next(&self, bytes: &[u8]) -> Option<usize> {
        self.search.find(bytes).map(|found| found.start())
    }

    /// The patterns that may match the line.
    pub(super) fn candidates(&self, line: &str) -> Vec<Number> {
        let mut found: Vec<Number> = self.always.clone();
        for hit in self.search.find_overlapping_iter(line.as_bytes()) {
            found.extend(&self.wanted_by[hit.pattern().as_usize()]);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    pub(super) fn is_match(&self, number: Number, line: &str) -> bool {
        self.regex(number).is_match(line)
    }

    pub(super) fn regex(&self, number: Number) -> &Regex {
        let number = usize::from(number);
        self.compiled[number].get_or_init(|| {
            RegexBuilder::new(self.texts[number])
                .size_limit(4 << 20)
                .dfa_size_limit(128 << 10)
                .build()
                .expect("the catalogue's patterns are tested")
        })
    }
}
