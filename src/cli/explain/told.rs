//! What a cause is told with.

use xdoctor_checks::{Check, explain::Told, report::FixReport};

pub(super) fn fixes(told: &Told) -> &[FixReport] {
    told.found.as_ref().map_or(&[], |found| &found.fixes)
}

pub(super) fn why(told: &Told) -> &str {
    match &told.found {
        Some(found) if !found.why.is_empty() => &found.why,
        _ => section(told.cause.check, "## Why it breaks the build"),
    }
}

/// One section of a check's docs.
pub(super) fn section<'a>(check: &'a Check, heading: &str) -> &'a str {
    let Some((_, rest)) = check.docs.split_once(heading) else { return "" };
    rest.split("\n## ").next().unwrap_or(rest).trim()
}
