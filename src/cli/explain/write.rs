//! The explanation for people, and the page of a cause.

use xdoctor_checks::{
    Check, Live,
    explain::{Explanation, Told, verdict},
    report::Report,
};

use super::told::{fixes, section, why};
use crate::{
    host::Terminal,
    report::{Page, Tone, fix_lines},
};

/// More causes than this are named by their ids and this machine's word alone.
const AT_LENGTH: usize = 4;

pub(super) fn text(shown: &Explanation, told: &[Told], report: Option<&Report>, terminal: Terminal) -> String {
    let mut page = Page::new(terminal);
    if told.is_empty() {
        nothing(&mut page, shown);
        return page.finish();
    }
    // What is not so here helps nobody at length, unless there is nothing else.
    let is_so = |told: &&Told| told.confirmed != Some(false);
    let at_length = told.iter().filter(is_so).count().clamp(1, AT_LENGTH);
    for (rank, told) in told.iter().take(at_length).enumerate() {
        cause(&mut page, rank + 1, told, report);
    }
    if told.len() > at_length {
        page.blank();
        let heading =
            if told[at_length..].iter().all(|told| !is_so(&told)) { "also thought of:" } else { "less likely:" };
        page.line(0, &[(Tone::Faint, heading)]);
    }
    for told in told.iter().skip(at_length) {
        let (tone, word) = word(told, report);
        page.line(2, &[(Tone::Plain, told.cause.check.id), (tone, "  "), (tone, word)]);
    }
    let is_decided = told.iter().any(|told| told.confirmed == Some(true));
    if let Some(undecided) = shown.undecided.as_ref().filter(|_| !is_decided) {
        page.blank();
        let remaining: Vec<_> = undecided.remaining.iter().map(|id| format!("`{id}`")).collect();
        page.labelled(
            0,
            (Tone::Warning, ""),
            0,
            Tone::Plain,
            &format!("the log alone does not decide between {}; this tells them apart:", remaining.join(", ")),
        );
        page.line(2, &[(Tone::Name, undecided.command)]);
        page.labelled(2, (Tone::Plain, ""), 0, Tone::Plain, undecided.look_for);
    }
    if let Some(line) = shown.ordinary.first() {
        page.blank();
        page.labelled(
            0,
            (Tone::Faint, ""),
            0,
            Tone::Faint,
            &format!("line {} begins an error that is none of the toolchain's: {}", line.number, line.text),
        );
    }
    page.finish()
}

/// No cause is named: what the log shows instead.
fn nothing(page: &mut Page, shown: &Explanation) {
    let text = match (&shown.unexplained, shown.ordinary.as_slice()) {
        (Some(line), _) => format!("a link failed (line {}), and no known cause matches what the linker says", line.number),
        (None, [first, ..]) => format!(
            "this is no problem of the toolchain: line {} is an ordinary error, of the code or of a dependency: {}",
            first.number, first.text
        ),
        (None, []) if shown.passed => "this build passed".to_owned(),
        (None, []) => "no cause in the toolchain or its configuration is named here; an error of the code itself is the compiler's to explain".to_owned(),
    };
    page.labelled(0, (Tone::Plain, ""), 0, Tone::Plain, &text);
}

/// What this machine says of the cause.
fn word(told: &Told, report: Option<&Report>) -> (Tone, &'static str) {
    match told.confirmed {
        Some(true) => (Tone::Bad, "confirmed on this machine"),
        Some(false) => (Tone::Faint, "not so on this machine"),
        None if report.is_some() => (Tone::Warning, "cannot be decided on this machine"),
        None => (Tone::Plain, "by the text alone"),
    }
}

fn cause(page: &mut Page, rank: usize, told: &Told, report: Option<&Report>) {
    page.blank();
    let (tone, word) = word(told, report);
    let number = format!("{rank}.");
    page.line(
        0,
        &[(Tone::Plain, &number), (Tone::Plain, " "), (Tone::Strong, told.cause.check.id), (tone, "  "), (tone, word)],
    );
    let title = told.found.as_ref().map_or(told.cause.check.title, |found| &found.message);
    page.labelled(3, (Tone::Plain, ""), 0, Tone::Plain, title);
    let mut shown: Vec<u32> = Vec::new();
    for (line, text) in &told.cause.lines {
        // Two patterns of a symptom may stand in one line.
        if !shown.contains(line) {
            shown.push(*line);
            let label = format!("line {line}: ");
            page.labelled(3, (Tone::Faint, &label), label.len(), Tone::Name, text);
        }
    }
    for reason in &told.cause.because {
        page.labelled(3, (Tone::Faint, "since"), 7, Tone::Plain, reason);
    }
    page.labelled(3, (Tone::Faint, "why"), 7, Tone::Plain, &why(told).replace('\n', " "));
    match (told.confirmed, report) {
        (Some(false), _) => {}
        (_, Some(report)) if !fixes(told).is_empty() => {
            for fix in fixes(told) {
                fix_lines(page, 3, "fix", fix, report);
            }
        }
        _ => page.labelled(
            3,
            (Tone::Good, "do"),
            7,
            Tone::Plain,
            &section(told.cause.check, "## What to do").replace('\n', " "),
        ),
    }
}

/// The page of a cause, with what this machine says of it.
pub(super) fn page(check: &Check, report: Option<&Report>, terminal: Terminal) -> String {
    let mut page = Page::new(terminal);
    page.line(0, &[(Tone::Strong, check.id)]);
    page.labelled(0, (Tone::Plain, ""), 0, Tone::Plain, check.title);
    if report.is_some() {
        match verdict(check, report, &[]) {
            (Some(true), Some(found)) => {
                page.labelled(0, (Tone::Bad, "confirmed on this machine:"), 27, Tone::Plain, &found.message);
            }
            (Some(true), None) => {}
            (Some(false), _) => page.line(0, &[(Tone::Good, "not so on this machine")]),
            (None, _) => page.line(0, &[(Tone::Faint, "cannot be decided on this machine")]),
        }
    }
    for line in check.docs.lines() {
        match line.strip_prefix("## ") {
            Some(heading) => {
                page.blank();
                page.line(0, &[(Tone::Strong, heading)]);
            }
            None => page.labelled(2, (Tone::Plain, ""), 0, Tone::Plain, line),
        }
    }
    if let Live::LogOnly(why) = &check.live {
        page.blank();
        page.labelled(2, (Tone::Faint, "note"), 6, Tone::Plain, &format!("seen in logs only: {why}"));
    }
    if !check.links.is_empty() {
        page.blank();
        page.line(0, &[(Tone::Strong, "More")]);
        for link in check.links {
            page.line(2, &[(Tone::Name, link)]);
        }
    }
    page.finish()
}
