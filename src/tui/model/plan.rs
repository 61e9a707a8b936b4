//! A plan before it is applied: what is ticked, and which alternative of each.

use xdoctor_checks::{Triple, report::Report};
use xdoctor_fixes::{Action, Applicability, Fix, Plan, Scope, Step};

use super::Panes;

#[derive(Debug)]
pub struct PlanPage {
    pub panes: Panes,
    pub purpose: Purpose,
    pub choices: Vec<Choice>,
    /// Of what is ticked, on the files as they were when it was made.
    pub plan: Option<Plan>,
    /// The plan that is awaited.
    pub ticket: u64,
}

/// What the plan is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Everything that is in the way.
    Everything,
    /// One finding.
    Finding(&'static str),
    /// These targets are set up.
    Setup(Vec<Triple>),
}

/// One thing that can be done, in one of several ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The best first.
    pub alternatives: Vec<Fix>,
    pub chosen: usize,
    pub ticked: bool,
    /// For whom; none: for all.
    pub targets: Vec<Triple>,
}

/// A row of the plan's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row<'a> {
    /// A step that will be done, by its index in the plan.
    Step(usize, &'a Step),
    /// What was left out, by its index in the choices.
    Left(usize),
    /// What cannot be done, and why.
    Refused(&'a str, &'a str),
}

impl Choice {
    pub fn fix(&self) -> &Fix {
        &self.alternatives[self.chosen]
    }

    /// To the next alternative that can be applied at all; `allowed` also to what needs a package manager.
    pub fn turn(&mut self) {
        self.chosen = (self.chosen + 1) % self.alternatives.len();
        if self.fix().applicability == Applicability::Manual {
            self.ticked = true;
        }
    }
}

impl PlanPage {
    /// What would remove the failing findings of `report`, each by its best fix; what needs a package manager is not
    /// ticked, since that takes an explicit key.
    pub fn new(report: &Report, purpose: Purpose) -> Self {
        let host = report.host_checks.iter().map(|check| (None, check));
        let targets = report
            .targets
            .iter()
            .filter(|target| target.counts || purpose != Purpose::Everything)
            .flat_map(|target| target.checks.iter().map(move |check| (Some(target.triple.clone()), check)));
        let mut choices: Vec<Choice> = Vec::new();
        for (target, check) in host.chain(targets) {
            let wanted = match &purpose {
                Purpose::Everything => check.status == xdoctor_checks::report::Status::Fail,
                Purpose::Finding(id) => check.id == *id && super::subject::is_loud(check.status),
                Purpose::Setup(_) => false,
            };
            if !wanted || check.fixes.is_empty() {
                continue;
            }
            let alternatives: Vec<_> = check.fixes.iter().map(|fix| fix.fix.clone()).collect();
            if let Some(known) = choices.iter_mut().find(|known| known.alternatives == alternatives) {
                known.targets.extend(target);
                continue;
            }
            let usable = |applicability| alternatives.iter().position(|fix| fix.applicability == applicability);
            let safe = usable(Applicability::Safe);
            let chosen = safe.or(usable(Applicability::System)).unwrap_or(0);
            let ticked = alternatives[chosen].applicability != Applicability::System;
            choices.push(Choice { alternatives, chosen, ticked, targets: target.into_iter().collect() });
        }
        Self { panes: Panes::default(), purpose, choices, plan: None, ticket: 0 }
    }

    /// The fixes that are ticked, each once.
    pub fn ticked(&self) -> Vec<Fix> {
        let mut fixes: Vec<Fix> = Vec::new();
        for choice in self.choices.iter().filter(|choice| choice.ticked) {
            if !fixes.iter().any(|fix| fix.id == choice.fix().id) {
                fixes.push(choice.fix().clone());
            }
        }
        fixes
    }

    /// The list: what will be done in its order, what is left out, what cannot be done.
    pub fn list(&self) -> Vec<Row<'_>> {
        let plan = self.plan.iter();
        let steps = plan.clone().flat_map(|plan| plan.steps.iter().enumerate().map(|(at, step)| Row::Step(at, step)));
        let left = (0..self.choices.len()).filter(|index| !self.choices[*index].ticked).map(Row::Left);
        let refused = plan.flat_map(|plan| &plan.refused).map(|it| Row::Refused(&it.title, &it.reason));
        steps.chain(left).chain(refused).collect()
    }

    /// The choices behind a row.
    pub fn choices_of(&self, row: usize) -> Vec<usize> {
        match self.list().get(row) {
            Some(Row::Step(_, step)) => {
                let served = |choice: &Choice| choice.ticked && step.fixes.contains(&choice.fix().id);
                (0..self.choices.len()).filter(|index| served(&self.choices[*index])).collect()
            }
            Some(Row::Left(index)) => vec![*index],
            Some(Row::Refused(..)) | None => Vec::new(),
        }
    }

    /// The targets that will be helped by what is ticked and is not for a person to do; none: all.
    pub fn aimed(&self) -> Vec<Triple> {
        let done = |choice: &&Choice| choice.ticked && choice.fix().applicability != Applicability::Manual;
        let ticked = || self.choices.iter().filter(done);
        if ticked().any(|choice| choice.targets.is_empty()) {
            return Vec::new();
        }
        ticked().flat_map(|choice| &choice.targets).cloned().collect()
    }

    /// A package manager is to run.
    pub fn is_system(&self) -> bool {
        self.choices.iter().any(|choice| choice.ticked && choice.fix().applicability == Applicability::System)
    }

    /// Something is to be done that is not left to the user.
    pub fn does_something(&self) -> bool {
        self.plan.iter().flat_map(|plan| &plan.steps).any(|step| match step.action {
            Action::Write { .. } | Action::Run(_) | Action::Relink { .. } => true,
            Action::Manual { .. } => false,
        })
    }
}

/// For whom a change is right, in words.
pub fn scope_words(scope: Scope) -> &'static str {
    match scope {
        Scope::Project => "for everyone who builds this project",
        Scope::Local => "for this machine and this project",
        Scope::User => "for this machine",
    }
}
