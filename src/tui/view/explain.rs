//! A log, its deciding lines marked, and the causes it speaks for, each confirmed or refuted on this machine.

use std::collections::BTreeSet;

use ratatui::layout::Rect;
use xdoctor_checks::explain::Cause;

use super::{Pane, beside, stacked};
use crate::{
    report::Tone,
    tui::{
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

fn causes_doc(model: &Model, page: &ExplainPage) -> Doc {
    let mut doc = Doc::default();
    if page.reading {
        doc.push(Line::of(Tone::Faint, model.theme.spinner(words::beat(model))).push(Tone::Plain, " reading the log"));
        return doc;
    }
    for (row, told) in page.causes.iter().enumerate() {
        let looking = model.checking || page.report(model.report.as_deref()).is_none();
        let (tone, word) = match told.confirmed {
            Some(true) => (Tone::Bad, "confirmed on this machine"),
            _ if looking => (Tone::Faint, "looking at this machine"),
            Some(false) => (Tone::Faint, "not so on this machine"),
            None => (Tone::Warning, "this machine cannot say"),
        };
        let Cause { check, because, .. } = &told.cause;
        doc.push(Line::of(Tone::Plain, &format!("{}. ", row + 1)).push(Tone::Strong, check.id).hang(3).row(row));
        doc.push(Line::of(Tone::Plain, "   ").prose(Tone::Plain, check.title).hang(3).row(row));
        doc.push(Line::of(Tone::Plain, "   ").push(tone, word).hang(3).row(row));
        if !because.is_empty() {
            doc.push(Line::of(Tone::Plain, "   ").prose(Tone::Faint, &because.join("; ")).hang(3).row(row));
        }
    }
    let unasked = page.shown.targets.iter().find(|triple| {
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
    let marked: BTreeSet<usize> = selected
        .into_iter()
        .flat_map(|told| &told.cause.lines)
        .filter_map(|(line, _)| usize::try_from(*line).ok())
        .collect();
    let other: BTreeSet<usize> = page
        .causes
        .iter()
        .flat_map(|told| &told.cause.lines)
        .filter_map(|(line, _)| usize::try_from(*line).ok())
        .collect();
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
