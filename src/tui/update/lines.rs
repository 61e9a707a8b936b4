//! Lines, where nothing can be placed on the screen: what is typed is the name of a key, the number of a row, or text.

use super::{keys, moving, noted, pressed};
use crate::{
    report::Tone,
    tui::{
        effect::Effect,
        key::{Code, Key},
        keymap::Action,
        model::Model,
        view,
    },
};

pub(super) fn typed(model: &mut Model, line: &str) -> Vec<Effect> {
    if let Some(typing) = &mut model.typing {
        line.trim_end().clone_into(&mut typing.text);
        super::follow_typing(model);
        return keys::act(model, Action::Continue);
    }
    let word = line.trim();
    if word.is_empty() {
        return pressed(model, Key::plain(Code::Enter));
    }
    if let Some(number) = word.parse::<usize>().ok().filter(|number| *number > 0) {
        return row(model, number - 1);
    }
    match word.parse::<Key>() {
        Ok(key) if model.keymap.action(key, model.place()).is_some() => pressed(model, key),
        Ok(_) | Err(_) => noted(model, Tone::Plain, format!("`{word}` is no key here")),
    }
}

/// Selects the row, and opens or ticks it: both clicks at once.
fn row(model: &mut Model, row: usize) -> Vec<Effect> {
    let focus = model.panes().focus;
    let rows = view::panes(model).iter().find(|pane| pane.index == focus).map_or(0, |pane| pane.doc.rows());
    if row >= rows {
        return noted(model, Tone::Plain, format!("there is no row {}", row + 1));
    }
    let mut effects = moving::select(model, focus, Some(row));
    if model.panes().focus == focus && effects.is_empty() {
        effects = moving::select(model, focus, Some(row));
    }
    effects
}
