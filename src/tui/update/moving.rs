//! Moving through panes: the same on every screen.

use crate::{
    report::Tone,
    tui::{
        effect::Effect,
        keymap::{Action, Place},
        model::{Model, Screen},
        text::Doc,
        view::{self, Pane},
    },
};

/// How far a key goes.
#[derive(Clone, Copy, Debug)]
pub(super) enum By {
    Line(isize),
    Page(isize),
    Top,
    Bottom,
}

pub(super) fn go(model: &mut Model, by: By) {
    let shown = view::panes(model);
    let Some(pane) = shown.iter().find(|pane| pane.index == model.panes().focus) else { return };
    let rows = pane.doc.rows();
    let height = isize::from(i16::try_from(pane.inner().height.saturating_sub(1)).unwrap_or(1)).max(1);
    let lines = length(model, pane);
    let index = pane.index;
    let scroll = &mut model.panes_mut().scroll[index];
    let (at, last) = if rows > 0 { (scroll.row, rows - 1) } else { (scroll.top, lines) };
    let to = match by {
        By::Line(by) => at.saturating_add_signed(by),
        By::Page(by) => at.saturating_add_signed(by * height),
        By::Top => 0,
        By::Bottom => last,
    };
    let to = to.min(last);
    scroll.follow = scroll.follow && to >= at || matches!(by, By::Bottom) && rows == 0 && index > 0;
    if rows == 0 {
        scroll.top = to;
        return;
    }
    scroll.reveal = true;
    if scroll.row != to {
        scroll.row = to;
        moved(model, index);
    }
}

/// Lines that can be scrolled past.
fn length(model: &Model, pane: &Pane) -> usize {
    pane.lines(model).saturating_sub(usize::from(pane.inner().height))
}

/// Another row is selected: what depends on it starts at its top.
fn moved(model: &mut Model, pane: usize) {
    let panes = model.panes_mut();
    for scroll in &mut panes.scroll[(pane + 1).min(3)..] {
        *scroll = crate::tui::model::Scroll::default();
    }
    show_marked(model);
}

/// The deciding line of the selected cause comes into view.
pub(super) fn show_marked(model: &mut Model) {
    if !matches!(model.screens.last(), Some(Screen::Explain(_))) {
        return;
    }
    let Some(pane) = view::panes(model).into_iter().find(|pane| pane.index == 1) else { return };
    let is_marked = |line: &crate::tui::text::Line| line.pieces.iter().any(|piece| piece.tone == Tone::Bad);
    let Some(at) = pane.doc.0.iter().position(is_marked) else { return };
    let before = Pane { doc: Doc(pane.doc.0[..at].to_vec()), ..pane }.lines(model);
    model.panes_mut().scroll[1].top = before.saturating_sub(3);
}

pub(super) fn next_pane(model: &mut Model, by: isize) {
    let present: Vec<_> = view::panes(model).iter().map(|pane| pane.index).collect();
    let panes = model.panes_mut();
    let at = present.iter().position(|index| *index == panes.focus).unwrap_or(0);
    let count = isize::try_from(present.len()).unwrap_or(1).max(1);
    let next = (isize::try_from(at).unwrap_or(0) + by).rem_euclid(count);
    panes.focus = present.get(usize::try_from(next).unwrap_or(0)).copied().unwrap_or(0);
}

/// A click: on a row that is selected already it is the key that opens or ticks it.
pub(super) fn select(model: &mut Model, pane: usize, row: Option<usize>) -> Vec<Effect> {
    let was = (model.panes().focus, model.panes().scroll[pane].row);
    model.panes_mut().focus = pane;
    let Some(row) = row else { return Vec::new() };
    if was == (pane, row) {
        let action = match model.place() {
            Place::Targets | Place::Routes | Place::Plan => Action::Tick,
            Place::Home | Place::Explain => Action::Open,
            Place::Finding | Place::Applying | Place::Closing | Place::Undo | Place::Help | Place::Typing => {
                return Vec::new();
            }
        };
        return super::keys::act(model, action);
    }
    if was.1 != row {
        model.panes_mut().scroll[pane].row = row;
        moved(model, pane);
    }
    Vec::new()
}

pub(super) fn wheel(model: &mut Model, pane: usize, by: isize) {
    let shown = view::panes(model);
    let Some(found) = shown.iter().find(|other| other.index == pane) else { return };
    let most = length(model, found);
    let scroll = &mut model.panes_mut().scroll[pane];
    scroll.follow &= by > 0;
    scroll.top = scroll.top.saturating_add_signed(by).min(most);
}
