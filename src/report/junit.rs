//! JUnit XML: a suite for each target, a case for each of its checks and one for the proof.

use std::fmt::Write as _;

use xdoctor_checks::{
    report::{CheckReport, ProofStatus, Report, Status, TargetReport, Verdict},
    toolchain::wanted_source_unreadable,
};

use super::{Shown, accepted, clean};

pub fn junit(report: &Report, show: &Shown) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"xdoctor\">\n");
    if !report.host_checks.is_empty() {
        suite(&mut out, "host", report.host_checks.iter().filter(|check| lists(show, check)), None, report);
    }
    for target in &report.targets {
        let checks = target.checks.iter().filter(|check| lists(show, check));
        suite(&mut out, target.triple.as_str(), checks, Some(target), report);
    }
    out.push_str("</testsuites>\n");
    out
}

fn lists(show: &Shown, check: &CheckReport) -> bool {
    show.only.is_empty() || show.only.iter().any(|id| id == check.id)
}

fn suite<'a>(
    out: &mut String,
    name: &str,
    checks: impl Iterator<Item = &'a CheckReport>,
    target: Option<&TargetReport>,
    report: &Report,
) {
    let mut cases = String::new();
    let (mut tests, mut failures, mut errors, mut skipped) = (0, 0, 0, 0);
    let name = escape(name);
    let counts = target.is_none_or(|target| target.counts);
    if let Some(target) = target {
        properties(&mut cases, target);
    }
    for check in checks {
        tests += 1;
        let told = accepted(check, report).filter(|_| check.is_accepted());
        let body = match check.status {
            // What does not decide the exit code does not fail a report either.
            Status::Fail if told.is_some() || !counts => {
                skipped += 1;
                let why =
                    told.map_or_else(|| "the target is merely mentioned".into(), |told| format!("accepted {told}"));
                format!("<skipped message=\"{}\"/>", escape(&format!("{}; {why}", check.message)))
            }
            Status::Fail => {
                failures += 1;
                format!("<failure message=\"{}\">{}</failure>", escape(&check.message), escape(&check.why))
            }
            // Nobody could tell whether it builds, or what else is to be built, which is no pass.
            Status::Unknown if counts && target.is_some_and(is_unknown) => {
                errors += 1;
                format!("<error message=\"{}\"/>", escape(&check.message))
            }
            Status::Warn if report.summary.unread > 0 && check.id == wanted_source_unreadable::CHECK.id => {
                errors += 1;
                format!("<error message=\"{}\"/>", escape(&check.message))
            }
            Status::Skip | Status::Unknown | Status::Pending => {
                skipped += 1;
                format!("<skipped message=\"{}\"/>", escape(&check.message))
            }
            Status::Warn => format!("<system-out>warning: {}</system-out>", escape(&check.message)),
            Status::Pass => String::new(),
        };
        case(&mut cases, &name, check.id, "0", &body);
    }
    if let Some(target) = target {
        tests += 1;
        let body = match target.proof.status {
            ProofStatus::Passed => String::new(),
            ProofStatus::Failed if target.accepted || !counts => {
                skipped += 1;
                "<skipped message=\"the build failed, which does not count\"/>".to_owned()
            }
            ProofStatus::Failed => {
                failures += 1;
                format!("<failure message=\"the build failed\">{}</failure>", escape(&target.proof.output))
            }
            ProofStatus::Skipped if counts && is_unknown(target) && errors == 0 => {
                errors += 1;
                let reason = target.proof.reason.as_deref().unwrap_or("it could not be determined");
                format!("<error message=\"{}\"/>", escape(reason))
            }
            ProofStatus::Skipped | ProofStatus::Pending => {
                skipped += 1;
                let blocked = if target.verdict == Verdict::Blocked { "a check stands in the way" } else { "skipped" };
                let reason = target.proof.reason.as_deref().unwrap_or(blocked);
                format!("<skipped message=\"{}\"/>", escape(reason))
            }
        };
        let seconds = format!("{}.{:03}", target.proof.duration_ms / 1000, target.proof.duration_ms % 1000);
        case(&mut cases, &name, "proof", &seconds, &body);
    }
    let _ = writeln!(
        out,
        "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\">\n{cases}  </testsuite>"
    );
}

fn is_unknown(target: &TargetReport) -> bool {
    target.verdict == Verdict::Unknown
}

/// What a suite of cases cannot say.
fn properties(out: &mut String, target: &TargetReport) {
    out.push_str("    <properties>\n");
    let required = if target.required { "true" } else { "false" };
    for (name, value) in [("verdict", super::word(target.verdict)), ("route", &target.route), ("required", required)] {
        let _ = writeln!(out, "      <property name=\"{name}\" value=\"{}\"/>", escape(value));
    }
    out.push_str("    </properties>\n");
}

fn case(out: &mut String, suite: &str, name: &str, seconds: &str, body: &str) {
    let _ = writeln!(out, "    <testcase classname=\"{suite}\" name=\"{name}\" time=\"{seconds}\">{body}</testcase>");
}

/// XML 1.0 has no control characters at all, which [`clean`] removes.
fn escape(text: &str) -> String {
    let text: String = clean(text).chars().filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\n', "&#10;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_tools_cannot_leave_its_element() {
        assert_eq!(escape("a<b>&\"\u{1b}[1m\n\u{0}"), "a&lt;b&gt;&amp;&quot;&#10;");
    }
}
