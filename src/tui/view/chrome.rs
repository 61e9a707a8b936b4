//! What every screen has: the header, titles of panes, what to do next, the footer.

use ratatui::{buffer::Buffer, layout::Rect, style::Modifier};
use unicode_width::UnicodeWidthStr;

use super::{Pane, words};
use crate::{
    report::Tone,
    tui::{
        keymap::{Action, Binding},
        model::{Model, TypingFor},
        text::{Line, Piece, cut_end, cut_middle},
    },
};

/// Pieces of text at a place, not beyond `width` columns.
pub(super) fn pieces(buffer: &mut Buffer, model: &Model, x: u16, y: u16, width: u16, pieces: &[Piece]) {
    let mut at = x;
    for piece in pieces {
        let left = (x + width).saturating_sub(at);
        if left == 0 {
            return;
        }
        (at, _) = buffer.set_stringn(at, y, &piece.text, left.into(), model.theme.style(piece.tone));
    }
}

pub(super) fn title(model: &Model, buffer: &mut Buffer, pane: &Pane, focused: bool, position: Option<String>) {
    let Rect { x, y, width, .. } = pane.area;
    if width < 4 {
        return;
    }
    let rule = model.theme.symbol("─", "-").repeat(width.into());
    buffer.set_stringn(x, y, &rule, width.into(), model.theme.style(Tone::Faint));
    let position = position.map(|text| format!(" {text} ")).unwrap_or_default();
    let room = usize::from(width).saturating_sub(position.width() + 4);
    let text = cut_end(&pane.title, room, model.theme.symbol("…", "..."));
    let tone = if focused { Tone::Strong } else { Tone::Plain };
    if !text.is_empty() {
        buffer.set_stringn(
            x + 1,
            y,
            format!(" {text} "),
            room + 2,
            model.theme.style(tone).remove_modifier(Modifier::DIM),
        );
    }
    let width_of = u16::try_from(position.width()).unwrap_or(0);
    if width_of > 0 && width_of + 1 < width {
        buffer.set_stringn(x + width - width_of - 1, y, &position, width_of.into(), model.theme.style(Tone::Faint));
    }
}

/// Who is looked at, and how things stand.
pub fn header(model: &Model) -> Vec<Line> {
    let mut first = Line::of(Tone::Strong, "xdoctor");
    if model.columns < 60 {
        // How things stand matters more than where.
        let counts = words::counts(model).into_iter();
        let line = counts.fold(Line::new(), |line, (tone, text)| line.push(tone, &text).push(Tone::Plain, "  "));
        return vec![line.cut(), Line::new()];
    }
    let report = model.report.as_deref();
    let project = report.and_then(|report| report.project.as_ref());
    let ellipsis = model.theme.symbol("…", "...");
    if let Some(project) = project {
        let name = project.name.clone().unwrap_or_else(|| cut_middle(&project.root, 24, ellipsis));
        first = first.push(Tone::Plain, "  ").push(Tone::Plain, &name);
    }
    if let Some(machine) = &model.recorded {
        first = first.push(Tone::Plain, "  ").push(Tone::Warning, &format!("recorded: {machine}"));
    }
    for (tone, text) in words::counts(model) {
        first = first.tail(Tone::Plain, "  ").tail(tone, &text);
    }
    let mut second = Line::new();
    if let Some(report) = report {
        second = second.push(Tone::Faint, &words::about(report, model));
        let rustup = report.toolchain.as_ref().and_then(|toolchain| toolchain.rustup.as_ref());
        // It decides nothing, and how to get it is told where there is room for it.
        if let Some((newest, update)) =
            rustup.and_then(|rustup| Some((rustup.newest.as_ref()?, rustup.update.as_ref()?)))
        {
            let told = if model.columns < 100 { String::new() } else { format!(": update it by {update}") };
            second = second.tail(Tone::Good, &format!("rustup {newest} is out{told}"));
        }
    }
    vec![first.cut(), second.cut()]
}

pub(super) fn draw_header(model: &Model, buffer: &mut Buffer, area: Rect) {
    let width = usize::from(area.width).saturating_sub(2);
    for (line, y) in header(model).into_iter().zip(area.y..area.y + area.height) {
        let laid = crate::tui::text::Doc(vec![line]).lay(width, model.theme.symbol("…", "..."));
        pieces(buffer, model, area.x + 1, y, area.width.saturating_sub(1), &laid[0].pieces);
    }
}

/// What is typed, what is told in passing, what runs, what to do: the first that there is.
pub fn next(model: &Model) -> Vec<Line> {
    if let Some(typing) = &model.typing {
        let label = match typing.purpose {
            TypingFor::Filter => "filter: ",
            TypingFor::Search => "search: ",
            TypingFor::Path => "path of the log: ",
        };
        let cursor = model.theme.symbol("█", "_");
        return vec![Line::of(Tone::Strong, label).push(Tone::Plain, &typing.text).push(Tone::Plain, cursor)];
    }
    if let Some(notice) = &model.notice {
        return vec![Line::new().prose(notice.tone, &notice.text).cut()];
    }
    words::next(model)
}

pub(super) fn draw_next(model: &Model, buffer: &mut Buffer, area: Rect) {
    let width = usize::from(area.width).saturating_sub(2);
    let laid = crate::tui::text::Doc(next(model)).lay(width, model.theme.symbol("…", "..."));
    // Of what is typed the end is seen.
    let skipped = if model.typing.is_some() { laid.len().saturating_sub(area.height.into()) } else { 0 };
    for (line, y) in laid.iter().skip(skipped).zip(area.y..area.y + area.height) {
        pieces(buffer, model, area.x + 1, y, area.width.saturating_sub(1), &line.pieces);
    }
    if laid.len() > skipped + usize::from(area.height) && area.height > 0 {
        // What there is no room for shows that it is there.
        let ellipsis = model.theme.symbol("…", "...");
        let last = &laid[usize::from(area.height) - 1].pieces;
        let used: usize = last.iter().map(|piece| piece.text.width()).sum();
        let at = u16::try_from(used.min(width.saturating_sub(ellipsis.width()))).unwrap_or(0);
        let y = area.y + area.height - 1;
        buffer.set_stringn(area.x + 1 + at, y, ellipsis, ellipsis.width(), model.theme.style(Tone::Faint));
    }
}

/// The keys that matter here, as many as there is room for; each with the column at which it begins.
pub fn footer(model: &Model, width: usize) -> Vec<(usize, &'static Binding, String)> {
    let place = model.place();
    let mut rows = model.keymap.footer(place);
    // The last ones say how to go back, to learn the rest and to leave: they are left out last.
    let shown = |binding: &Binding| model.keymap.keys(binding).first().map(|key| format!("{key} {}", binding.label));
    let fits = |rows: &[&'static Binding], gap: usize| {
        let used: usize = rows.iter().filter_map(|row| shown(row)).map(|text| text.width() + gap).sum();
        used < width + gap
    };
    while rows.len() > 1 && !fits(&rows, 3) {
        let spare = |row: &&Binding| !matches!(row.action, Action::Back | Action::Help | Action::Quit);
        let Some(drop) = rows.iter().rposition(spare).filter(|at| *at > 0) else { break };
        rows.remove(drop);
    }
    // Where even those have little room, they stand closer.
    let gap = if fits(&rows, 3) { 3 } else { 2 };
    let mut column = 1;
    let mut out = Vec::new();
    for row in rows {
        let Some(text) = shown(row) else { continue };
        let next = column + text.width() + gap;
        out.push((column, row, text));
        column = next;
    }
    out
}

pub(super) fn draw_footer(model: &Model, buffer: &mut Buffer, area: Rect) {
    for (column, _, text) in footer(model, area.width.into()) {
        let x = area.x + u16::try_from(column).unwrap_or(u16::MAX);
        if x >= area.x + area.width {
            return;
        }
        let (key, label) = text.split_once(' ').unwrap_or((&text, ""));
        let shown =
            [Piece { tone: Tone::Name, text: key.to_owned() }, Piece { tone: Tone::Faint, text: format!(" {label}") }];
        pieces(buffer, model, x, area.y, area.x + area.width - x, &shown);
    }
}

/// Which of the footer's keys stands at this column.
pub(super) fn footer_hit(model: &Model, column: u16) -> Option<usize> {
    let column = usize::from(column);
    footer(model, model.columns.into())
        .iter()
        .position(|(start, _, text)| (*start..start + text.width()).contains(&column))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use xdoctor_checks::report::{Report, RustupReport, ToolchainReport};

    use super::*;
    use crate::tui::{keymap::Keymap, theme::Theme};

    fn second(columns: u16, update: Option<&str>) -> String {
        let rustup = RustupReport {
            version: "1.28.2".into(),
            newest: Some("1.29.0".into()),
            reason: None,
            update: update.map(str::to_owned),
        };
        let toolchain =
            ToolchainReport { rustc: None, name: None, sysroot: None, chosen_by: None, rustup: Some(rustup) };
        let mut model = Model::new(columns, 24, Theme::default(), Keymap::default(), None);
        model.report = Some(Arc::new(Report { toolchain: Some(toolchain), ..Report::default() }));
        header(&model)[1].text()
    }

    #[test]
    fn a_newer_rustup_is_told_on_every_screen() {
        assert!(
            second(120, Some("`rustup self update`"))
                .ends_with("rustup 1.29.0 is out: update it by `rustup self update`")
        );
        assert!(second(80, Some("`rustup self update`")).ends_with("rustup 1.29.0 is out"));
        assert!(!second(120, None).contains("1.29.0"));
    }
}
