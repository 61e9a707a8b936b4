//! The explanation for programs.

use serde_json::json;
use xdoctor_checks::{
    explain::{Explanation, Told},
    report::Report,
};

use super::told::{fixes, why};
use crate::report::relative;

pub(super) fn json(shown: &Explanation, told: &[Told], report: Option<&Report>) -> String {
    let causes: Vec<_> = told
        .iter()
        .map(|told| {
            let lines: Vec<_> =
                told.cause.lines.iter().map(|(line, text)| json!({"line": line, "text": text})).collect();
            // Two decimals: the rest of a 32-bit fraction would look like precision.
            let confidence = f64::from((told.cause.confidence * 100.0).round()) / 100.0;
            json!({
                "id": told.cause.check.id,
                "title": told.cause.check.title,
                "confidence": confidence,
                "why": why(told),
                "because": told.cause.because,
                "lines": lines,
                "confirmed": told.confirmed,
                "fixes": fixes(told),
            })
        })
        .collect();
    let ordinary: Vec<_> = shown.ordinary.iter().map(|line| json!({"line": line.number, "text": line.text})).collect();
    let undecided = shown.undecided.as_ref().map(|undecided| {
        json!({"remaining": undecided.remaining, "command": undecided.command, "look_for": undecided.look_for})
    });
    let value = json!({"schema_version": 1, "causes": causes, "undecided": undecided, "ordinary_errors": ordinary});
    let text = serde_json::to_string_pretty(&value).expect("a value has only string keys");
    report.map_or_else(|| format!("{text}\n"), |report| relative(&text, report))
}
