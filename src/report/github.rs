//! GitHub's workflow commands: an annotation for each finding, and a line of the log for each target.
//!
//! The form and its escapes: GitHub's documentation, *Workflow commands for GitHub Actions*, and `actions/toolkit`
//! `packages/core/src/command.ts`.

use std::fmt::Write as _;

use xdoctor_checks::{
    HostPath,
    report::{Report, Status},
};

use super::{Shown, accepted, clean, findings, in_checkout, location, one_line, text::fix_title, word};

/// `checkout`: where the workflow has the repository, to which annotations are relative.
pub fn github(report: &Report, show: &Shown, checkout: Option<&HostPath>) -> String {
    let mut out = String::new();
    for (target, check) in findings(report).filter(|(_, check)| show.lists(check)) {
        let required = target.is_none_or(|target| target.counts);
        let level = match check.status {
            _ if check.is_accepted() && !check.ends_soon() => "notice",
            _ if check.is_accepted() => "warning",
            Status::Fail if required => "error",
            Status::Fail | Status::Warn | Status::Unknown => "warning",
            Status::Pass | Status::Skip | Status::Pending => "notice",
        };
        let mut properties = Vec::new();
        if let Some((file, line)) = location(check, target, report) {
            properties.push(format!("file={}", property(&in_checkout(file, checkout, report))));
            properties.extend(line.map(|line| format!("line={line}")));
        }
        let about = target.map(|target| format!("{}: ", target.triple)).unwrap_or_default();
        properties.push(format!("title={}", property(&format!("{about}{}", check.id))));
        let mut message = format!("{about}{}", check.message);
        if !check.why.is_empty() {
            let _ = write!(message, "\nwhy: {}", check.why);
        }
        if let Some(told) = accepted(check, report) {
            let _ = write!(message, "\naccepted {told}");
        }
        for (index, fix) in check.fixes.iter().enumerate() {
            let label = if index == 0 { "fix" } else { "or" };
            let command = if fix.command.is_empty() { String::new() } else { format!(": {}", fix.command.join(" ")) };
            let _ = write!(message, "\n{label}: {}{command}", fix_title(fix));
        }
        let _ = writeln!(out, "::{level} {}::{}", properties.join(","), data(&message));
    }
    for target in &report.targets {
        let mentioned = if target.counts { "" } else { " (mentioned)" };
        let _ = writeln!(out, "{}: {}{mentioned}", one_line(target.triple.as_str()), word(target.verdict));
    }
    out
}

fn data(text: &str) -> String {
    clean(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_or_a_property_is_escaped() {
        assert_eq!(data("50%\nnext"), "50%25%0Anext");
        assert_eq!(property("C:/a,b"), "C%3A/a%2Cb");
    }
}
