//! Texts of which at least one stands in every match of a pattern: what a fast search looks for before the pattern runs.
//!
//! They are read from the pattern itself: to parse a thousand patterns as the regex crate does would be most of what a
//! short log costs. What this does not know (a flag other than `i`, a class of Unicode) has no such text, and the tests
//! hold the catalogue's patterns to have one, and what it is to the regex crate's own parser.

mod parser;

use super::anchors;

/// Lowercase: the search for them does not distinguish ASCII case.
pub(super) type Literals = Vec<Vec<u8>>;

/// More alternatives are not worth searching for.
const MOST: usize = 96;
/// Shorter ones stand everywhere.
pub(super) const SHORTEST: usize = 3;
/// What is so short is only looked for where there is nothing better.
const SHORT: usize = 4;
/// Longer ones are no rarer.
const LONG_ENOUGH: usize = 12;
/// So many spellings of one part are kept apart.
const SPELLINGS: usize = 16;

/// None where there is no such text that is worth searching for.
pub(super) fn of(pattern: &str) -> Option<Literals> {
    parser::parse(pattern)?.has.as_ref().map(shortest_of).filter(|found| worth(found) >= SHORTEST)
}

/// Without those in which another one stands: that one is found where they are.
fn shortest_of(texts: &Literals) -> Literals {
    let is_found = |text: &Vec<u8>, by: &Vec<u8>| by.len() < text.len() && memchr::memmem::find(text, by).is_some();
    texts.iter().filter(|text| !texts.iter().any(|by| is_found(text, by))).cloned().collect()
}

fn worth(literals: &Literals) -> usize {
    if literals.len() > MOST { 0 } else { literals.iter().map(Vec::len).min().unwrap_or(0) }
}

/// How much better than others it is to look for them. A few short words are dearer to look for than one: alternatives
/// count against them. What stands in every log is the dearest.
fn score(literals: &Literals) -> usize {
    let worth = match worth(literals) {
        worth if worth < SHORTEST => return 0,
        worth if worth < SHORT || anchors::is_ordinary(literals) => 1,
        worth => worth.min(LONG_ENOUGH),
    };
    (worth * 8 + MOST).saturating_sub(literals.len())
}

/// What a part of a pattern says of the text that it matches.
#[derive(Default)]
struct Part {
    /// It is one of these, in any case of letters.
    is: Option<Literals>,
    /// The best of which one stands in it.
    has: Option<Literals>,
}

impl Part {
    fn of(texts: Literals) -> Self {
        Self { has: Some(texts.clone()), is: Some(texts) }
    }

    /// What matches nothing but a place.
    fn empty() -> Self {
        Self::of(vec![Vec::new()])
    }

    /// One of these.
    fn any(parts: Vec<Self>) -> Self {
        let (mut is, mut has) = (Some(Vec::new()), Some(Vec::new()));
        let join = |all: &mut Option<Literals>, more: Option<Literals>| match (all.as_mut(), more) {
            (Some(all), Some(more)) => all.extend(more),
            _ => *all = None,
        };
        for part in parts {
            join(&mut is, part.is);
            join(&mut has, part.has);
        }
        for texts in [&mut is, &mut has].into_iter().flatten() {
            texts.sort();
            texts.dedup();
        }
        Self { is: is.filter(|texts| texts.len() <= SPELLINGS), has }
    }
}

/// What the parts that follow upon each other say together: the best of what any requires. Neighbouring texts make one.
struct Sequence {
    best: Option<Literals>,
    /// What the parts at its end are,
    run: Literals,
    /// and what those after the last one with several spellings are.
    plain: Vec<u8>,
    /// It is the run and nothing more.
    is_whole: bool,
}

impl Sequence {
    fn new() -> Self {
        Self { best: None, run: vec![Vec::new()], plain: Vec::new(), is_whole: true }
    }

    fn consider(&mut self, found: Literals) {
        if worth(&found) >= SHORTEST && self.best.as_ref().is_none_or(|best| score(&found) > score(best)) {
            self.best = Some(found);
        }
    }

    fn push_text(&mut self, text: &[u8]) {
        self.plain.extend(text);
        self.run.iter_mut().for_each(|before| before.extend(text));
    }

    fn push(&mut self, part: Part) {
        match part.is {
            Some(texts) if texts.len() == 1 => self.push_text(&texts[0]),
            Some(texts) if texts.len() * self.run.len() <= SPELLINGS => {
                self.end_plain();
                let join = |before: &Vec<u8>| texts.iter().map(|text| [before.as_slice(), text].concat()).collect();
                self.run = self.run.iter().flat_map(|before| -> Literals { join(before) }).collect();
            }
            Some(texts) => {
                self.end_run();
                self.run = texts;
            }
            None => {
                self.end_run();
                part.has.into_iter().for_each(|texts| self.consider(texts));
            }
        }
    }

    fn end_plain(&mut self) {
        let plain = std::mem::take(&mut self.plain);
        self.consider(vec![plain]);
    }

    fn end_run(&mut self) {
        self.end_plain();
        let run = std::mem::replace(&mut self.run, vec![Vec::new()]);
        self.consider(run);
        self.is_whole = false;
    }

    fn finish(mut self) -> Part {
        let is = self.is_whole.then(|| self.run.clone());
        self.end_run();
        Part { is, has: self.best }
    }
}

#[cfg(test)]
mod tests {
    use regex_syntax::hir::{Class, Hir, HirKind};

    use super::*;
    use crate::{catalog::CHECKS, explain::facts};

    fn found(pattern: &str) -> Option<Vec<String>> {
        of(pattern).map(|found| found.into_iter().map(|text| String::from_utf8(text).expect("UTF-8")).collect())
    }

    #[test]
    fn the_best_texts_of_a_pattern_are_looked_for() {
        for (pattern, expected) in [
            (r"error: linker `[^`]+` not found", Some(vec!["error: linker `"])),
            (r"can't find crate for [`'](std|core)[`']", Some(vec!["can't find crate for "])),
            (r"(?i)could not find", Some(vec!["could not find"])),
            (r"[Cc]ould not find", Some(vec!["could not find"])),
            (r"^\s*(docker|podman): not found$", Some(vec!["docker: not found", "podman: not found"])),
            (r"^(ENOENT|EACCES)\d*$", Some(vec!["eacces", "enoent"])),
            (r"nix[ -](?:develop|shell)", Some(vec!["nix develop", "nix shell", "nix-develop", "nix-shell"])),
            (r"timed? ?out\b", Some(vec!["timed out", "timedout", "time out", "timeout"])),
            (r"(?i:É|longer)x", None),
            (r"(?i:é)longer|éclair", Some(vec!["longer", "éclair"])),
            (r"a{2}b{0,2}(lib){1,}[^a]", Some(vec!["lib"])),
            (r"[]a]b\.(\x41|\])", Some(vec!["]b.]", "]b.a", "ab.]", "ab.a"])),
            (r"(abcd)?x+", None),
            (r"abcd*", Some(vec!["abc"])),
            (r"abcd(ef)?", Some(vec!["abcd"])),
            (r"\d+", None),
            (r"(abcd", None),
            (r"abcd)", None),
            (r"[abcd", None),
            (r"(?x)ab cd", None),
            (r"[[:alpha:]]abcd", None),
            (r"\pLabcd", None),
        ] {
            let expected = expected.map(|texts| texts.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(found(pattern), expected, "{pattern}");
        }
    }

    fn of_catalogue() -> impl Iterator<Item = &'static str> {
        let symptoms = CHECKS.iter().flat_map(|check| check.symptoms);
        let of_symptoms = symptoms.flat_map(|symptom| symptom.all.iter().chain(symptom.none)).copied();
        facts::PATTERNS.iter().map(|fact| fact.regex).chain(of_symptoms)
    }

    /// They are tried on each line that is read.
    const WITHOUT: [&str; 2] = [
        r"\.(sh|py|rs|toml|so|a|o|h|c)(:|\s|$)",
        r"program not found|The system cannot find the file|-pc-windows-msvc|[A-Z]:\\",
    ];

    #[test]
    fn each_pattern_has_a_text_to_look_for() {
        let mut without: Vec<_> = of_catalogue().filter(|pattern| of(pattern).is_none()).collect();
        without.sort_unstable();
        assert_eq!(without, WITHOUT);
    }

    /// Texts that match, as the regex crate's parser understands the pattern.
    fn matching(hir: &Hir, random: &mut impl FnMut(usize) -> usize, to: &mut Vec<u8>) {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => to.extend(&literal.0),
            HirKind::Class(Class::Unicode(class)) => {
                // Most ranges of a negated class are of writings that no tool prints.
                let range = class.ranges()[random(class.ranges().len().min(4))];
                let start = u32::from(range.start());
                let end = u32::from(range.end()).min(start.max(0x2fff));
                let length = usize::try_from(end - start).expect("a small number") + 1;
                let code = start + u32::try_from(random(length)).expect("a small number");
                to.extend(char::from_u32(code).unwrap_or(range.start()).to_string().bytes());
            }
            HirKind::Class(Class::Bytes(_)) => unreachable!("patterns are texts"),
            HirKind::Repetition(repetition) => {
                let most = repetition.max.unwrap_or(repetition.min + 3) - repetition.min;
                let more = random(usize::try_from(most).expect("a small number") + 1);
                let count = usize::try_from(repetition.min).expect("a small number") + more;
                (0..count).for_each(|_| matching(&repetition.sub, random, to));
            }
            HirKind::Capture(capture) => matching(&capture.sub, random, to),
            HirKind::Concat(parts) => parts.iter().for_each(|part| matching(part, random, to)),
            HirKind::Alternation(branches) => matching(&branches[random(branches.len())], random, to),
        }
    }

    #[test]
    fn in_whatever_matches_stands_one_of_the_texts() {
        let mut state: usize = 5;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for pattern in of_catalogue() {
            let Some(texts) = of(pattern) else { continue };
            let hir = regex_syntax::parse(pattern).expect("the catalogue's patterns are tested");
            for _ in 0..60 {
                let mut line = Vec::new();
                matching(&hir, &mut random, &mut line);
                let lower = line.to_ascii_lowercase();
                let stands = texts.iter().any(|text| memchr::memmem::find(&lower, text).is_some());
                // Without case `s` is also the long s, and `k` the Kelvin sign: a log of a tool has neither.
                let is_odd = String::from_utf8_lossy(&line).contains(['\u{17f}', '\u{212a}']);
                assert!(stands || is_odd, "{pattern}: {}", String::from_utf8_lossy(&line));
            }
        }
    }
}
