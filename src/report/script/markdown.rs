//! A plan as instructions for a colleague.

use std::fmt::Write as _;

use xdoctor_fixes::Action;

use super::Told;
use crate::report::{
    clean,
    markdown::{block, code, escape},
};

pub(super) fn markdown(told: &Told<'_>) -> String {
    let mut out = format!("{}.\n", escape(&told.origin("markdown")));
    for (index, step) in told.plan.steps.iter().enumerate() {
        let _ = writeln!(out, "\n{}. {}\n", index + 1, escape(&told.title(step)));
        let body = match &step.action {
            Action::Write { path, before: None, after: Some(text), .. } => {
                format!("Make {}:\n\n{}", code(&told.shown(path)), block("", &clean(text)))
            }
            Action::Write { path, after: None, .. } => format!("Remove {}.", code(&told.shown(path))),
            Action::Write { path, .. } => {
                format!("In {}:\n\n{}", code(&told.shown(path)), block("diff", &clean(&told.diff(step))))
            }
            Action::Run(line) => block("sh", &clean(&told.elsewhere(line).to_string())),
            Action::Relink { .. } => format!("Replace these links:\n\n{}", block("diff", &clean(&told.diff(step)))),
            Action::Manual { steps } => {
                let lines: Vec<_> = steps.iter().map(|line| format!("- {}", escape(&super::one_line(line)))).collect();
                lines.join("\n")
            }
        };
        for line in body.lines() {
            let _ = writeln!(out, "{}", format!("   {line}").trim_end());
        }
    }
    let rest = told.rest();
    if !rest.is_empty() {
        out.push('\n');
        out.extend(rest.iter().map(|line| format!("- {}\n", escape(line))));
    }
    out
}
