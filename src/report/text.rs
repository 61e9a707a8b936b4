//! The report for people.

use std::fmt::Write as _;

use xdoctor_checks::report::{Report, Status};

pub fn text(report: &Report, _colour: bool) -> String {
    let mut out = String::new();
    for target in &report.targets {
        let _ = writeln!(out, "{} {:?}", target.triple, target.verdict);
        for check in target.checks.iter().filter(|check| check.status != Status::Pass) {
            let _ = writeln!(out, "  {:?} {}: {}", check.status, check.id, check.message);
        }
    }
    out
}
