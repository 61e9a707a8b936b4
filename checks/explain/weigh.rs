//! From what a log shows to the causes that it speaks for: symptoms nominate, rules weigh, the first failure leads.

use std::collections::{BTreeSet, HashMap};

use super::{
    Cause, Explanation, apart,
    facts::Facts,
    log::{Failure, Line, Log, Seen},
    patterns::{Compiled, Number, PATTERNS},
    rules,
};
use crate::{Triple, catalog::CHECKS, linker::unexplained_link_failure};

/// From here on a cause of one failure leads over those of later failures.
const STRONG: f32 = 0.5;
/// What is less sure names nothing.
const LEAST: f32 = 0.05;
/// Each further symptom of a cause makes it so much surer.
const FURTHER: f32 = 0.02;
const CERTAIN: f32 = 0.99;

/// What the rules look at: one failure, within its log.
pub(super) struct Case<'a> {
    pub(super) facts: Facts,
    /// Those of the failure alone.
    pub(super) own_facts: &'a Facts,
    /// What was built, by whoever asks, else by what the log says.
    pub(super) targets: Vec<Triple>,
    /// What the failure itself names, where whoever asks says that other targets were built.
    pub(super) beside: Vec<Triple>,
    own: &'a Seen,
    around: &'a Seen,
}

impl<'a> Case<'a> {
    pub(super) fn line(&self, pattern: Number) -> Option<&'a Line> {
        self.own.get(&pattern).or_else(|| self.around.get(&pattern))
    }
}

pub(super) fn weigh(log: &Log, hint: &[Triple]) -> Explanation {
    let nothing = Seen::new();
    // What is not understood (`-t android`) must not speak against a cause.
    let hint: Vec<_> = hint.iter().filter(|hint| is_target(hint)).cloned().collect();
    let targets = |facts: &Facts| {
        if !hint.is_empty() {
            return hint.clone();
        }
        let own = facts.targets();
        if own.is_empty() { log.facts.targets() } else { own }
    };
    let beside = |facts: &Facts| {
        let mut named = if hint.is_empty() { Vec::new() } else { facts.targets() };
        if named.iter().any(|named| hint.contains(named)) {
            named.clear();
        }
        named
    };
    let mut views = Vec::new();
    let mut ordinary = log.ordinary.clone();
    let mut unexplained = None;
    for failure in &log.failures {
        let mut facts = failure.facts.clone();
        facts.add_all(&log.facts);
        let case = Case {
            targets: targets(&failure.facts),
            beside: beside(&failure.facts),
            facts,
            own_facts: &failure.facts,
            own: &failure.seen,
            around: &log.around,
        };
        let (named, rest) = named(causes(&case));
        unexplained = unexplained.or(rest);
        if named.is_empty() {
            ordinary.extend(failure.opening.clone());
        }
        views.push(named);
    }
    // What stands outside of errors speaks for itself: warnings, other tools' lines, a log without cargo's errors.
    let excluding = excluding(&log.failures);
    let case = Case {
        targets: targets(&log.facts),
        beside: beside(&log.facts),
        facts: log.facts.clone(),
        own_facts: &log.facts,
        own: &log.around,
        around: &nothing,
    };
    let (mut around, rest) = named(causes(&case));
    around.retain(|cause| !excluding.contains(cause.check.id) || cause.confidence >= CERTAIN);
    unexplained = unexplained.or(rest);
    let causes = ranked(views, around);
    ordinary.sort_by_key(|line| line.number);
    Explanation {
        undecided: apart::undecided(&causes),
        ordinary,
        unexplained: if causes.is_empty() { unexplained } else { None },
        passed: log.passed && log.failures.is_empty(),
        targets: targets(&log.facts),
        causes,
    }
}

/// The causes that a line of any failure excludes.
fn excluding(failures: &[Failure]) -> BTreeSet<&'static str> {
    let seen: BTreeSet<Number> = failures.iter().flat_map(|failure| failure.seen.keys().copied()).collect();
    let excluded = |check: usize| {
        let mut of_check = PATTERNS.symptoms.iter().filter(|symptom| symptom.check == check).peekable();
        of_check.peek().is_some() && of_check.all(|symptom| symptom.none.iter().any(|number| seen.contains(number)))
    };
    CHECKS.iter().enumerate().filter(|(index, _)| excluded(*index)).map(|(_, check)| check.id).collect()
}

/// What has a name, and the line of a failed link that has none.
fn named(causes: Vec<Cause>) -> (Vec<Cause>, Option<Line>) {
    let (unnamed, named): (Vec<_>, Vec<_>) =
        causes.into_iter().partition(|cause| cause.check.id == unexplained_link_failure::CHECK.id);
    let line = unnamed
        .first()
        .and_then(|cause| cause.lines.first())
        .map(|(number, text)| Line { number: *number, text: text.clone() });
    (named.into_iter().filter(|cause| cause.confidence >= LEAST).collect(), line)
}

/// A triple, a file of a specification, or an architecture that is a target alone.
fn is_target(hint: &Triple) -> bool {
    hint.as_str().contains(['-', '.']) || hint.as_str().starts_with("wasm")
}

/// The causes of one case, likeliest first.
fn causes(case: &Case<'_>) -> Vec<Cause> {
    let mut causes: Vec<Cause> = Vec::new();
    for (index, check) in CHECKS.iter().copied().enumerate() {
        let mut matched: Vec<_> = PATTERNS
            .symptoms
            .iter()
            .filter(|symptom| symptom.check == index)
            .filter_map(|symptom| matched(symptom, case))
            .collect();
        matched.sort_by(|a, b| b.0.total_cmp(&a.0));
        let further = matched.len().saturating_sub(1);
        let Some((weight, lines)) = matched.into_iter().next() else { continue };
        let further = FURTHER * f32::from(u8::try_from(further.min(4)).expect("at most 4"));
        causes.push(Cause {
            check,
            confidence: (weight + further).min(CERTAIN),
            lines,
            failure: 0,
            because: Vec::new(),
        });
    }
    rules::apply(&mut causes, case);
    // Stable: where two are equally sure, the catalogue's precedence stays.
    causes.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    causes
}

fn matched(symptom: &Compiled, case: &Case<'_>) -> Option<(f32, Vec<(u32, String)>)> {
    if symptom.none.iter().any(|pattern| case.line(*pattern).is_some()) {
        return None;
    }
    if !symptom.all.iter().any(|pattern| case.own.contains_key(pattern)) {
        return None;
    }
    let lines = symptom.all.iter().map(|pattern| case.line(*pattern).map(|line| (line.number, line.text.clone())));
    Some((symptom.weight, lines.collect::<Option<Vec<_>>>()?))
}

/// First what each failure has for its likeliest cause, in the order of the failures; then what else may be.
fn ranked(mut views: Vec<Vec<Cause>>, mut around: Vec<Cause>) -> Vec<Cause> {
    for (number, view) in views.iter_mut().chain([&mut around]).enumerate() {
        for cause in view {
            cause.failure = number;
        }
    }
    let mut leading = Vec::new();
    let mut rest = Vec::new();
    let mut take = |view: Vec<Cause>, leads: &dyn Fn(&Cause) -> bool| {
        let mut view = view.into_iter();
        if let Some(first) = view.next() {
            if leads(&first) { leading.push(first) } else { rest.push(first) }
        }
        rest.extend(view);
    };
    for view in views {
        take(view, &|cause| cause.confidence >= STRONG);
    }
    // A warning leads only where no error does.
    let is_warning = |cause: &Cause| cause.lines.first().is_some_and(|(_, text)| text.starts_with("warning"));
    take(around, &|cause| cause.confidence >= STRONG && !is_warning(cause));
    leading.sort_by_key(|cause| cause.lines.first().map(|(number, _)| *number));
    let order: HashMap<usize, usize> = leading.iter().enumerate().map(|(rank, cause)| (cause.failure, rank)).collect();
    for cause in leading.iter_mut().chain(&mut rest) {
        cause.failure = order.get(&cause.failure).copied().unwrap_or(order.len());
    }
    rest.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let mut known = BTreeSet::new();
    leading.into_iter().chain(rest).filter(|cause| known.insert(cause.check.id)).collect()
}
