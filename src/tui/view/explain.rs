//! A log, its deciding lines marked, and the causes it speaks for, each confirmed or refuted on this machine.

use std::collections::BTreeSet;

use ratatui::layout::Rect;
use xdoctor_checks::{
    Live, Triple, catalog,
    report::{Report, Status},
};

use super::{Pane, beside, stacked};
use crate::{
    report::Tone,
    tui::{
        message::Told,
        model::{ExplainPage, Looked, Model},
        text::{Doc, Line},
        view::words,
    },
};

/// Lines around a deciding one that are shown of a long log.
const AROUND: usize = 2;
/// A log of so many lines is shown whole.
const WHOLE: usize = 400;

pub(super) fn panes(model: &Model, page: &ExplainPage, body: Rect) -> Vec<Pane> {
    if page.log.is_empty() && !page.reading {
        let mut doc = Doc::default();
        for text in [
            "Paste the output of the build that failed: the whole of it, from `error` on at least.",
            "It is judged here and now, and nothing of it leaves this machine.",
        ] {
            doc.push(Line::new().prose(Tone::Plain, text));
            doc.blank();
        }
        doc.push(Line::new().prose(Tone::Faint, "Outside of here: `cargo build 2>&1 | xdoctor explain -`"));
        return vec![Pane { index: 0, area: body, title: "Explain a log".into(), doc }];
    }
    let causes = causes_doc(model, page);
    let title = match &page.file {
        Some(file) => file.clone(),
        None => "The log".to_owned(),
    };
    let (upper, lower) = if body.width >= 100 {
        beside(body, body.width * 2 / 5)
    } else {
        let wanted = causes.lay(usize::from(body.width).saturating_sub(3), "").len() + 1;
        stacked(body, u16::try_from(wanted).unwrap_or(u16::MAX).clamp(3, (body.height / 2).max(3)))
    };
    vec![
        Pane { index: 0, area: upper, title: "Causes, the likeliest first".into(), doc: causes },
        Pane { index: 1, area: lower, title, doc: log_doc(model, page) },
    ]
}

/// What this machine says of a cause of a log that is of `of`, where the log tells that: none where it cannot say.
pub fn confirmed(told: &Told, report: &Report, of: &[Triple]) -> Option<bool> {
    let is_of = |triple: &Triple| of.is_empty() || of.contains(triple);
    let targets = report.targets.iter().filter(|target| is_of(&target.triple)).flat_map(|target| &target.checks);
    let seen: Vec<_> = report.host_checks.iter().chain(targets).filter(|check| check.id == told.id).collect();
    if catalog::find(told.id).is_none_or(|check| matches!(check.live, Live::LogOnly(_))) {
        return None;
    }
    if seen.iter().any(|check| matches!(check.status, Status::Fail | Status::Warn)) {
        return Some(true);
    }
    // It was not asked about that target.
    if of.iter().any(|triple| report.targets.iter().all(|target| target.triple != *triple)) {
        return None;
    }
    let open = seen.iter().any(|check| matches!(check.status, Status::Unknown | Status::Pending));
    if open { None } else { Some(false) }
}

fn causes_doc(model: &Model, page: &ExplainPage) -> Doc {
    let mut doc = Doc::default();
    if page.reading {
        doc.push(Line::of(Tone::Faint, model.theme.spinner(words::beat(model))).push(Tone::Plain, " reading the log"));
        return doc;
    }
    for (row, told) in page.causes.iter().enumerate() {
        let report = page.report(model.report.as_deref());
        let verdict = report.map(|report| (confirmed(told, report, &page.targets), model.checking));
        let (tone, word) = match verdict {
            Some((Some(true), _)) => (Tone::Bad, "confirmed on this machine"),
            Some((_, true)) | None => (Tone::Faint, "looking at this machine"),
            Some((Some(false), false)) => (Tone::Faint, "not so on this machine"),
            Some((None, false)) => (Tone::Warning, "this machine cannot say"),
        };
        doc.push(Line::of(Tone::Plain, &format!("{}. ", row + 1)).push(Tone::Strong, told.id).hang(3).row(row));
        doc.push(Line::of(Tone::Plain, "   ").prose(Tone::Plain, told.title).hang(3).row(row));
        doc.push(Line::of(Tone::Plain, "   ").push(tone, word).hang(3).row(row));
        if !told.because.is_empty() {
            doc.push(Line::of(Tone::Plain, "   ").prose(Tone::Faint, &told.because.join("; ")).hang(3).row(row));
        }
    }
    let unasked = page.targets.iter().find(|triple| {
        model.report.as_deref().is_some_and(|report| report.targets.iter().all(|target| target.triple != **triple))
    });
    if let Some(triple) = unasked {
        doc.blank();
        let text = match page.looked {
            Looked::No if model.checking => format!("the log is of `{triple}`, which is asked about next"),
            Looked::No => format!("the log is of `{triple}`, a name that no rustc knows"),
            Looked::Asking | Looked::At(_) => {
                format!(
                    "the log is of `{triple}`, which this project does not ask for: it is looked at for the log alone"
                )
            }
        };
        doc.push(Line::new().prose(Tone::Faint, &text));
    }
    for note in &page.notes {
        doc.blank();
        doc.push(Line::new().prose(Tone::Plain, note));
    }
    doc
}

fn log_doc(model: &Model, page: &ExplainPage) -> Doc {
    let mut doc = Doc::default();
    let selected = page.causes.get(page.panes.scroll[0].row);
    let marked: BTreeSet<usize> =
        selected.into_iter().flat_map(|told| &told.lines).filter_map(|(line, _)| usize::try_from(*line).ok()).collect();
    let other: BTreeSet<usize> =
        page.causes.iter().flat_map(|told| &told.lines).filter_map(|(line, _)| usize::try_from(*line).ok()).collect();
    let count = page.log.lines().count();
    let mut skipped = false;
    for (number, line) in (1..).zip(page.log.lines()) {
        let near = |set: &BTreeSet<usize>| set.range(number - number.min(AROUND)..=number + AROUND).next().is_some();
        if count > WHOLE && !near(&marked) && !near(&other) {
            skipped = true;
            continue;
        }
        if skipped {
            doc.push(Line::of(Tone::Faint, model.theme.symbol("      …", "      ...")));
            skipped = false;
        }
        let (mark, tone) = if marked.contains(&number) {
            (model.theme.symbol("▶", ">"), Tone::Bad)
        } else if other.contains(&number) {
            (model.theme.symbol("▷", "-"), Tone::Warning)
        } else {
            (" ", Tone::Plain)
        };
        let label = format!("{number:>5}{mark}");
        doc.push(Line::of(Tone::Faint, &label).push(Tone::Plain, " ").push(tone, line).columns().hang(7));
    }
    doc
}
