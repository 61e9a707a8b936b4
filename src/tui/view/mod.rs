//! From the model to a screen. Every screen is a few panes, each a text with a place: from them come the picture, what a
//! click meets, how far can be scrolled, and the lines of `--plain`.

mod chrome;
mod explain;
pub mod finding;
mod help;
mod home;
mod plan;
mod undo;
mod wizard;
mod words;
mod work;

use ratatui::{Frame, layout::Rect};

pub use self::{
    chrome::{footer, header, next},
    home::{Listed, listed},
};
use super::{
    model::{Model, SMALLEST, Screen, Scroll},
    text::{Doc, Laid},
};

/// A part of the screen with a text of its own.
#[derive(Clone, Debug)]
pub struct Pane {
    /// Its place among the panes of the screen.
    pub index: usize,
    /// The title's line included.
    pub area: Rect,
    pub title: String,
    pub doc: Doc,
}

impl Pane {
    /// Where the text stands.
    pub fn inner(&self) -> Rect {
        let Rect { x, y, width, height } = self.area;
        Rect { x, y: y + 1, width, height: height.saturating_sub(1) }
    }

    /// Columns of the text: rows that can be selected have a mark before them.
    fn columns(&self) -> usize {
        usize::from(self.area.width).saturating_sub(self.gutter() + 1)
    }

    fn gutter(&self) -> usize {
        if self.doc.rows() > 0 { 2 } else { 1 }
    }

    /// How many lines the text takes.
    pub fn lines(&self, model: &Model) -> usize {
        self.laid(model).len()
    }

    fn laid(&self, model: &Model) -> Vec<Laid> {
        self.doc.lay(self.columns(), model.theme.symbol("…", "..."))
    }
}

/// What a click meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// A pane, and the row there if one can be selected.
    Pane(usize, Option<usize>),
    /// A key's name in the footer, by its place in it.
    Footer(usize),
}

/// The screen is header, body, what to do next, footer.
pub struct Frames {
    pub header: Rect,
    pub body: Rect,
    pub next: Rect,
    pub footer: Rect,
}

/// How the screen is divided.
pub fn frames(model: &Model) -> Frames {
    let Rect { width, height, .. } = model.area();
    let head = if height >= 18 && width >= 60 { 2 } else { 1 };
    let next = match model.screens.last() {
        None if height >= 18 => 2,
        None => 1,
        Some(_) => 1,
    };
    let body = height.saturating_sub(head + next + 1);
    Frames {
        header: Rect::new(0, 0, width, head),
        body: Rect::new(0, head, width, body),
        next: Rect::new(0, head + body, width, next),
        footer: Rect::new(0, height.saturating_sub(1), width, 1),
    }
}

/// The panes of the screen that is seen.
pub fn panes(model: &Model) -> Vec<Pane> {
    let body = frames(model).body;
    match model.screens.last() {
        None => home::panes(model, body),
        Some(Screen::Finding(page)) => finding::panes(model, page, body),
        Some(Screen::Setup(wizard)) => wizard::panes(model, wizard, body),
        Some(Screen::Plan(page)) => plan::panes(model, page, body),
        Some(Screen::Work(work)) => work::panes(model, work, body),
        Some(Screen::Explain(page)) => explain::panes(model, page, body),
        Some(Screen::Undo(_)) => undo::panes(model, body),
        Some(Screen::Help { of, .. }) => help::panes(model, *of, body),
    }
}

pub fn draw(model: &Model, frame: &mut Frame<'_>) {
    let buffer = frame.buffer_mut();
    if model.is_too_small() {
        let text = format!("{}x{} is too small, {}x{} is needed", model.columns, model.rows, SMALLEST.0, SMALLEST.1);
        let lines = Doc(vec![super::text::Line::of(crate::report::Tone::Plain, &text)]).lay(model.columns.into(), "");
        for (line, y) in lines.iter().zip(0..model.rows) {
            chrome::pieces(buffer, model, 0, y, model.columns, &line.pieces);
        }
        return;
    }
    let areas = frames(model);
    chrome::draw_header(model, buffer, areas.header);
    let focus = model.panes().focus;
    for pane in panes(model) {
        draw_pane(model, buffer, &pane, pane.index == focus);
    }
    chrome::draw_next(model, buffer, areas.next);
    chrome::draw_footer(model, buffer, areas.footer);
}

fn draw_pane(model: &Model, buffer: &mut ratatui::buffer::Buffer, pane: &Pane, focused: bool) {
    let scroll = model.panes().scroll[pane.index];
    let laid = pane.laid(model);
    let inner = pane.inner();
    let height = usize::from(inner.height);
    chrome::title(model, buffer, pane, focused, position(&laid, scroll, height));
    if pane.area.x > 0 {
        for y in pane.area.y..pane.area.y + pane.area.height {
            let bar = model.theme.symbol("│", "|");
            buffer.set_stringn(pane.area.x - 1, y, bar, 1, model.theme.style(crate::report::Tone::Faint));
        }
    }
    let selectable = pane.doc.rows() > 0;
    let gutter = u16::try_from(pane.gutter()).expect("two columns at most");
    let first = laid.iter().position(|line| line.row == Some(scroll.row));
    for ((at, line), y) in laid.iter().enumerate().skip(scroll.top).take(height).zip(inner.y..) {
        chrome::pieces(buffer, model, inner.x + gutter, y, inner.width.saturating_sub(gutter), &line.pieces);
        if selectable && line.row == Some(scroll.row) {
            let mark = model.theme.symbol("▌", ">");
            buffer.set_stringn(inner.x, y, mark, 1, model.theme.style(crate::report::Tone::Strong));
            // A row of several lines is marked along all of them, and stands out by its first.
            if first == Some(at) {
                let row = Rect::new(inner.x + 1, y, inner.width.saturating_sub(1), 1);
                buffer.set_style(row, model.theme.selected(focused));
            }
        }
    }
}

/// `3-20/80`, where not everything is seen.
fn position(laid: &[Laid], scroll: Scroll, height: usize) -> Option<String> {
    if laid.len() <= height {
        return None;
    }
    Some(format!("{}-{}/{}", scroll.top + 1, (scroll.top + height).min(laid.len()), laid.len()))
}

/// Brings every pane of the screen where it can be: within its text, with the selected row seen.
pub fn settle(model: &mut Model) {
    if model.is_too_small() {
        return;
    }
    let shown = panes(model);
    let present: Vec<_> = shown.iter().map(|pane| pane.index).collect();
    let settled: Vec<_> = shown
        .iter()
        .map(|pane| {
            (pane.index, settled(&pane.laid(model), &pane.doc, pane.inner().height, model.panes().scroll[pane.index]))
        })
        .collect();
    let all = model.panes_mut();
    for (index, scroll) in settled {
        all.scroll[index] = scroll;
    }
    if !present.contains(&all.focus) {
        all.focus = present.first().copied().unwrap_or(0);
    }
}

fn settled(laid: &[Laid], doc: &Doc, height: u16, mut scroll: Scroll) -> Scroll {
    let height = usize::from(height).max(1);
    let most = laid.len().saturating_sub(height);
    scroll.row = scroll.row.min(doc.rows().saturating_sub(1));
    if scroll.follow {
        scroll.top = most;
    }
    if scroll.reveal && doc.rows() > 0 {
        let of_row = |line: &Laid| line.row == Some(scroll.row);
        let first = laid.iter().position(of_row).unwrap_or(0);
        let last = laid.iter().rposition(of_row).unwrap_or(0);
        // What stands above the first row is its heading.
        let first = if scroll.row == 0 { 0 } else { first };
        if first < scroll.top {
            scroll.top = first;
        } else if last >= scroll.top + height {
            // Of a row that is higher than its pane the beginning is seen.
            scroll.top = (last + 1 - height).min(first);
        }
    }
    scroll.top = scroll.top.min(most);
    scroll.reveal = false;
    scroll
}

/// What stands at this place of the screen.
pub fn hit(model: &Model, column: u16, row: u16) -> Option<Hit> {
    if model.is_too_small() {
        return None;
    }
    let at = ratatui::layout::Position::new(column, row);
    if frames(model).footer.contains(at) {
        return chrome::footer_hit(model, column).map(Hit::Footer);
    }
    let pane = panes(model).into_iter().find(|pane| pane.area.contains(at))?;
    let inner = pane.inner();
    let line = usize::from(row.checked_sub(inner.y)?) + model.panes().scroll[pane.index].top;
    let row = inner.contains(at).then(|| pane.laid(model).get(line).and_then(|line| line.row)).flatten();
    Some(Hit::Pane(pane.index, row))
}

/// Panes one above the other. Each of `parts` says its height.
fn stacked(body: Rect, top: u16) -> (Rect, Rect) {
    let top = top.min(body.height);
    (Rect { height: top, ..body }, Rect { y: body.y + top, height: body.height - top, ..body })
}

/// Panes side by side, with a line between them.
fn beside(body: Rect, left: u16) -> (Rect, Rect) {
    let left = left.min(body.width.saturating_sub(1));
    (Rect { width: left, ..body }, Rect { x: body.x + left + 1, width: body.width - left - 1, ..body })
}
