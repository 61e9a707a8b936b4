//! What the circumstances say for and against a cause whose lines stand in the log: the target and what rustup has for it,
//! the host, what failed, who ran the build.

mod circumstances;
mod linking;
mod platform;
mod standard_library;
mod tiers;

use super::{Cause, weigh::Case};

/// One rule. A rule weighs only what a symptom nominated.
pub(super) struct Rule {
    pub(super) id: &'static str,
    pub(super) when: fn(&Case<'_>) -> bool,
    pub(super) then: Effect,
    /// A phrase for the reader.
    pub(super) because: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Effect {
    /// It cannot be this.
    Excludes,
    /// It is at least so sure.
    AtLeast(f32),
    /// It is at most so sure.
    AtMost(f32),
}

const TABLES: &[&[Rule]] = &[standard_library::RULES, linking::RULES, platform::RULES];

pub(super) fn apply(causes: &mut Vec<Cause>, case: &Case<'_>) {
    for rule in TABLES.iter().copied().flatten() {
        let Some(at) = causes.iter().position(|known| known.check.id == rule.id) else { continue };
        if !(rule.when)(case) {
            continue;
        }
        let nominated = &mut causes[at];
        match rule.then {
            Effect::Excludes => {
                causes.remove(at);
                continue;
            }
            Effect::AtLeast(weight) => nominated.confidence = nominated.confidence.max(weight),
            Effect::AtMost(weight) => nominated.confidence = nominated.confidence.min(weight),
        }
        nominated.because.push(rule.because);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog;

    #[test]
    fn rules_are_about_checks_and_say_why() {
        for rule in TABLES.iter().copied().flatten() {
            assert!(catalog::find(rule.id).is_some(), "{}", rule.id);
            assert!(!rule.because.is_empty() && !rule.because.ends_with('.'), "{}", rule.id);
        }
    }
}
