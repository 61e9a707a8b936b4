//! The report for programs: version 1 of the schema.

use xdoctor_checks::report::Report;

pub fn json(report: &Report) -> String {
    let mut text = serde_json::to_string_pretty(report).expect("a report has only string keys");
    text.push('\n');
    text
}
