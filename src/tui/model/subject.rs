//! What a finding is about: the machine, or one target.

use xdoctor_checks::{
    Triple,
    report::{CheckReport, Report, Status, TargetReport},
};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    Machine,
    Target(Triple),
}

impl Subject {
    pub fn name(&self) -> &str {
        match self {
            Self::Machine => "this machine",
            Self::Target(triple) => triple.as_str(),
        }
    }

    pub fn target<'a>(&self, report: &'a Report) -> Option<&'a TargetReport> {
        match self {
            Self::Machine => None,
            Self::Target(triple) => report.targets.iter().find(|target| target.triple == *triple),
        }
    }
}

/// The machine, where it was looked at, and every wanted target; with a filter, those that match it or have a check that
/// does.
pub fn subjects(report: &Report, filter: &str) -> Vec<Subject> {
    let machine = (!report.host_checks.is_empty()).then_some(Subject::Machine);
    let targets = report.targets.iter().map(|target| Subject::Target(target.triple.clone()));
    let all = targets.chain(machine);
    all.filter(|subject| {
        matches(subject.name(), filter)
            || checks_of(report, subject).iter().any(|check| is_loud(check.status) && check_matches(check, filter))
    })
    .collect()
}

/// The subject's own checks; those that concern the host stand with the machine.
pub fn checks_of<'a>(report: &'a Report, subject: &Subject) -> Vec<&'a CheckReport> {
    match subject {
        Subject::Machine => report.host_checks.iter().collect(),
        Subject::Target(_) => subject.target(report).map(|target| target.checks.iter().collect()).unwrap_or_default(),
    }
}

pub fn check_of<'a>(report: &'a Report, subject: &Subject, id: &str) -> Option<&'a CheckReport> {
    checks_of(report, subject).into_iter().find(|check| check.id == id)
}

/// What is worth a reader's attention, in the order of the screen.
pub fn findings(report: &Report) -> Vec<(Subject, &'static str)> {
    let mut found: Vec<(Subject, &'static str)> = Vec::new();
    for subject in subjects(report, "") {
        for check in checks_of(report, &subject).into_iter().filter(|check| is_loud(check.status)) {
            found.push((subject.clone(), check.id));
        }
    }
    found
}

pub fn is_loud(status: Status) -> bool {
    match status {
        Status::Fail | Status::Warn | Status::Unknown => true,
        Status::Pass | Status::Skip | Status::Pending => false,
    }
}

/// Every word of the filter stands in the text, whatever the case.
pub fn matches(text: &str, filter: &str) -> bool {
    let text = text.to_lowercase();
    filter.split_whitespace().all(|word| text.contains(&word.to_lowercase()))
}

pub fn check_matches(check: &CheckReport, filter: &str) -> bool {
    matches(&format!("{} {} {} {}", check.id, check.topic, check.title, check.message), filter)
}
