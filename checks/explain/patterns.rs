//! Every pattern of the catalogue, and which of them a line matches: one search for the texts that they require, then
//! only the patterns whose text was found. Each is compiled when it is first needed.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{LazyLock, OnceLock},
};

use regex::bytes::{Regex, RegexBuilder};

use super::{
    anchors, facts,
    literals::{self, Literals},
    needles::Needles,
};
use crate::catalog::CHECKS;

/// The number of a pattern.
pub(super) type Number = u16;

pub(super) static PATTERNS: LazyLock<Patterns> = LazyLock::new(Patterns::of_catalogue);

pub(super) struct Patterns {
    texts: Vec<&'static str>,
    compiled: Vec<OnceLock<Regex>>,
    literals: Vec<Option<Literals>>,
    /// Finds every text that a pattern requires, in a line.
    search: Needles,
    /// For each text of the search the patterns that require it.
    wanted_by: Vec<Vec<Number>>,
    /// Patterns that require no text: they are tried on lines that are looked at for another reason.
    always: Vec<Number>,
    pub(super) symptoms: Vec<Compiled>,
    /// The patterns for whose sake a line is looked at wherever it stands: of each symptom the one whose text is rarest.
    /// The others count in the neighbourhood of such a line, and at the beginning of a log.
    is_anchor: Vec<bool>,
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
        // The facts come first: their numbers are their places in the table. A symptom's pattern of the same text is
        // another one, for it is seen where a fact is only noted.
        let mut texts: Vec<&'static str> = facts::PATTERNS.iter().map(|fact| fact.regex).collect();
        let mut numbers: HashMap<&'static str, Number> = HashMap::new();
        let mut number = |pattern: &'static str| {
            *numbers.entry(pattern).or_insert_with(|| {
                texts.push(pattern);
                Number::try_from(texts.len() - 1).expect("fewer patterns than a u16 counts")
            })
        };
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
        let literals: Vec<_> = texts.iter().map(|text| literals::of(text)).collect();
        let mut wanted_by: BTreeMap<&[u8], Vec<Number>> = BTreeMap::new();
        let mut always = Vec::new();
        for (number, found) in (0..).zip(&literals) {
            match found {
                Some(found) => found.iter().for_each(|text| wanted_by.entry(text).or_default().push(number)),
                None => always.push(number),
            }
        }
        let search = Needles::of(wanted_by.keys().map(|text| text.to_vec()).collect());
        let wanted_by = wanted_by.into_values().collect();
        let mut is_anchor = vec![false; texts.len()];
        for symptom in &symptoms {
            let rarity = |number: &Number| literals[usize::from(*number)].as_ref().and_then(anchors::rarity);
            let rare = symptom.all.iter().filter_map(|number| Some((rarity(number)?, *number)));
            if let Some((_, rarest)) = rare.max() {
                is_anchor[usize::from(rarest)] = true;
            }
        }
        let compiled = texts.iter().map(|_| OnceLock::new()).collect();
        Self { texts, compiled, literals, search, wanted_by, always, symptoms, is_anchor }
    }

    pub(super) fn is_anchor(&self, number: Number) -> bool {
        self.is_anchor[usize::from(number)]
    }

    /// The texts of the anchors.
    pub(super) fn anchors(&self) -> impl Iterator<Item = &[u8]> {
        let anchors = self.literals.iter().zip(&self.is_anchor).filter(|(_, is_anchor)| **is_anchor);
        anchors.filter_map(|(literals, _)| literals.as_ref()).flat_map(anchors::rare)
    }

    /// The patterns that may match the line.
    pub(super) fn candidates(&self, line: &str) -> Vec<Number> {
        let mut found: Vec<Number> = self.always.clone();
        self.search.find(line.as_bytes(), |text| found.extend(&self.wanted_by[text]));
        found.sort_unstable();
        found.dedup();
        found
    }

    pub(super) fn is_match(&self, number: Number, line: &str) -> bool {
        self.regex(number).is_match(line.as_bytes())
    }

    pub(super) fn regex(&self, number: Number) -> &Regex {
        let number = usize::from(number);
        self.compiled[number].get_or_init(|| {
            let build = |unicode| {
                let text = self.texts[number];
                RegexBuilder::new(text).unicode(unicode).size_limit(4 << 20).dfa_size_limit(128 << 10).build()
            };
            // What tools print is ASCII but for a few quotation marks, and smaller classes are compiled faster.
            build(false).or_else(|_| build(true)).expect("the catalogue's patterns are tested")
        })
    }
}
