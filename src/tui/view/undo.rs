//! What was changed here, and how to take it back.

use ratatui::layout::Rect;

use super::{Pane, stacked};
use crate::{
    repair::{State, Summary},
    report::{Tone, shown},
    tui::{
        model::Model,
        text::{Doc, Line},
    },
};

pub(super) fn panes(model: &Model, body: Rect) -> Vec<Pane> {
    let mut doc = Doc::default();
    for (row, journal) in model.journals.iter().enumerate() {
        let (tone, state) = state(journal.state);
        let line = Line::of(Tone::Strong, &format!("{:>3} ", journal.id.to_string()));
        let line = line.push(Tone::Plain, &format!("{}  ", when(journal.time))).push(tone, &format!("{state}  "));
        doc.push(line.prose(Tone::Plain, &journal.titles.join("; ")).cut().row(row));
    }
    if model.journals.is_empty() {
        doc.push(Line::of(Tone::Faint, "xdoctor has changed nothing in this project"));
    }
    let rows = u16::try_from(model.journals.len().max(1) + 1).unwrap_or(u16::MAX);
    let (upper, lower) = stacked(body, rows.clamp(3, (body.height / 2).max(3)));
    let row = model.panes().scroll[0].row.min(model.journals.len().saturating_sub(1));
    let detail = model.journals.get(row).map(|journal| detail(model, journal)).unwrap_or_default();
    vec![
        Pane { index: 0, area: upper, title: "What xdoctor has changed here".into(), doc },
        Pane { index: 1, area: lower, title: "What undo does".into(), doc: detail },
    ]
}

fn state(state: State) -> (Tone, &'static str) {
    match state {
        State::Done => (Tone::Good, "done"),
        State::Undone => (Tone::Faint, "undone"),
        State::Interrupted => (Tone::Warning, "broken off"),
    }
}

fn detail(model: &Model, journal: &Summary) -> Doc {
    let mut doc = Doc::default();
    match journal.state {
        State::Undone => doc.push(Line::of(Tone::Plain, "This was taken back.")),
        State::Done => {}
        State::Interrupted => doc.push(Line::of(
            Tone::Warning,
            "It was ended on the way: every file is whole, either as it was or as it was to be.",
        )),
    }
    for title in &journal.titles {
        doc.push(Line::of(Tone::Plain, model.theme.symbol("• ", "* ")).prose(Tone::Plain, title).hang(2));
    }
    let path = |path: &std::path::Path| match model.report.as_deref() {
        Some(report) => shown(&path.display().to_string(), report),
        None => path.display().to_string(),
    };
    if !journal.files.is_empty() {
        doc.heading(if journal.state == State::Undone { "Restored" } else { "Undo restores" });
        for file in &journal.files {
            doc.push(Line::of(Tone::Plain, "  ").push(Tone::Name, &path(file)).hang(4));
        }
    }
    if !journal.commands.is_empty() {
        doc.heading("Stays");
        for command in &journal.commands {
            doc.push(Line::of(Tone::Faint, "  $ ").push(Tone::Name, &command.to_string()).hang(4));
        }
    }
    doc
}

/// The day and minute in UTC of seconds since 1970. Days to dates as in Howard Hinnant's `civil_from_days`.
fn when(seconds: u64) -> String {
    let days = i64::try_from(seconds / 86_400).unwrap_or(0) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute) = (seconds / 3600 % 24, seconds / 60 % 60);
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02} UTC")
}

#[cfg(test)]
mod tests {
    use super::when;

    #[test]
    fn seconds_are_a_date() {
        for (seconds, date) in [
            (0, "1970-01-01 00:00 UTC"),
            (951_782_400, "2000-02-29 00:00 UTC"),
            (1_767_225_599, "2025-12-31 23:59 UTC"),
            (1_795_283_400, "2026-11-21 17:50 UTC"),
        ] {
            assert_eq!(when(seconds), date);
        }
    }
}
