//! Which fixes a plan takes of a report.
//!
//! The fixes of one finding are alternatives, the best first: one is taken. Findings that say the same of several targets
//! propose the same change, which [`Plan::build`](xdoctor_fixes::Plan::build) makes once.

use xdoctor_fixes::{Applicability, Change, Fix, Scope};

use crate::report::{CheckReport, FixReport, Report, Status};

/// What the user allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Package managers may run.
    pub system: bool,
    /// Of alternative places for a setting, this one where it is offered (`--scope`); none: the best.
    pub scope: Option<Scope>,
}

/// For each failing check of the host and of the targets that count: its first fix that is allowed.
pub fn remedies(report: &Report, allowed: Allowed) -> Vec<Fix> {
    once(failing(report).filter_map(|check| allowed.choose(&check.fixes)))
}

/// The best fix of each failing check that has none which is allowed.
pub fn left_over(report: &Report, allowed: Allowed) -> Vec<Fix> {
    let blocked = |check: &&CheckReport| !check.fixes.iter().any(|fix| allowed.allows(fix.applicability));
    once(failing(report).filter(blocked).filter_map(|check| check.fixes.first()))
}

impl Allowed {
    fn choose(self, alternatives: &[FixReport]) -> Option<&FixReport> {
        let usable = || alternatives.iter().filter(|fix| self.allows(fix.applicability));
        let there = |fix: &&FixReport| Some(fix.scope) == self.scope && matches!(fix.fix.change, Change::Edit { .. });
        usable().find(there).or_else(|| usable().next())
    }

    /// Of one step's alternatives the one to take; none where none is allowed.
    pub fn choose_fix(self, alternatives: &[Fix]) -> Option<&Fix> {
        let usable = || alternatives.iter().filter(|fix| self.allows(fix.applicability));
        let there = |fix: &&Fix| Some(fix.scope) == self.scope && matches!(fix.change, Change::Edit { .. });
        usable().find(there).or_else(|| usable().next())
    }

    fn allows(self, applicability: Applicability) -> bool {
        match applicability {
            Applicability::Safe => true,
            Applicability::System => self.system,
            Applicability::Manual => false,
        }
    }
}

fn once<'a>(fixes: impl Iterator<Item = &'a FixReport>) -> Vec<Fix> {
    let mut taken: Vec<Fix> = Vec::new();
    for fix in fixes.map(|report| &report.fix) {
        if !taken.iter().any(|other| other.id == fix.id) {
            taken.push(fix.clone());
        }
    }
    taken
}

fn failing(report: &Report) -> impl Iterator<Item = &CheckReport> {
    let targets = report.targets.iter().filter(|target| target.counts).flat_map(|target| &target.checks);
    report.host_checks.iter().chain(targets).filter(|check| check.status == Status::Fail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(id: &str, applicability: Applicability) -> FixReport {
        let change = Change::Manual { steps: vec![id.into()] };
        let fix = Fix { id: id.into(), title: id.into(), change, applicability, scope: Scope::User };
        FixReport {
            id: id.into(),
            title: id.into(),
            kind: "manual",
            applicability,
            scope: Scope::User,
            files: Vec::new(),
            command: Vec::new(),
            diff: String::new(),
            fix,
        }
    }

    fn report(status: Status, fixes: Vec<FixReport>) -> Report {
        let check = CheckReport {
            id: "a-check",
            topic: "linker",
            status,
            title: "",
            message: String::new(),
            why: String::new(),
            evidence: Vec::new(),
            links: Vec::new(),
            fixes,
            accepted: None,
            conclusive: false,
        };
        Report { host_checks: vec![check], ..Report::default() }
    }

    fn ids(fixes: &[Fix]) -> Vec<&str> {
        fixes.iter().map(|fix| fix.id.as_str()).collect()
    }

    #[test]
    fn one_alternative_is_taken_and_the_best_that_is_allowed() {
        let alternatives = || {
            vec![
                fix("by-hand", Applicability::Manual),
                fix("install", Applicability::System),
                fix("edit", Applicability::Safe),
            ]
        };
        let report = report(Status::Fail, alternatives());
        assert_eq!(ids(&remedies(&report, Allowed::default())), ["edit"]);
        assert_eq!(ids(&remedies(&report, Allowed { system: true, scope: None })), ["install"]);
        assert!(left_over(&report, Allowed::default()).is_empty());
    }

    #[test]
    fn what_is_not_allowed_is_left_over() {
        let report =
            report(Status::Fail, vec![fix("install", Applicability::System), fix("by-hand", Applicability::Manual)]);
        assert!(remedies(&report, Allowed::default()).is_empty());
        assert_eq!(ids(&left_over(&report, Allowed::default())), ["install"]);
    }

    #[test]
    fn warnings_are_not_mended_unasked() {
        let report = report(Status::Warn, vec![fix("edit", Applicability::Safe)]);
        assert!(remedies(&report, Allowed { system: true, scope: None }).is_empty());
    }
}
