//! Every key, those of the screen that was left first.

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::Pane;
use crate::{
    report::Tone,
    tui::{
        keymap::{Binding, Place},
        model::Model,
        text::{Doc, Line},
    },
};

pub(super) fn panes(model: &Model, of: Place, body: Rect) -> Vec<Pane> {
    let mut doc = Doc::default();
    keys(&mut doc, model, of);
    for place in Place::ALL.into_iter().filter(|place| *place != of && *place != Place::Help) {
        keys(&mut doc, model, place);
    }
    doc.heading("Words and symbols");
    for (symbol, ascii, word, meaning) in [
        ("✓", "+", "ready", "cargo has just linked a program for it, with this project's configuration"),
        ("✗", "x", "blocked", "it cannot build here; the first finding is the cause"),
        ("○", "o", "unproved", "nothing is found, and nothing was proved"),
        ("?", "?", "unknown", "something could not be determined"),
        ("!", "!", "warn", "it builds, and something is still wrong"),
    ] {
        let symbol = model.theme.symbol(symbol, ascii);
        doc.labelled((Tone::Name, &format!("  {symbol} {word}")), 14, Tone::Plain, meaning);
    }
    vec![Pane { index: 0, area: body, title: "Keys".into(), doc }]
}

fn keys(doc: &mut Doc, model: &Model, place: Place) {
    doc.heading(place.title());
    let shown = |binding: &Binding| {
        let keys: Vec<_> = model.keymap.keys(binding).iter().map(ToString::to_string).collect();
        format!("  {}", keys.join(" "))
    };
    let column = model.keymap.rows(place).map(|binding| shown(binding).width()).max().unwrap_or(0) + 2;
    for binding in model.keymap.rows(place) {
        if model.keymap.keys(binding).is_empty() {
            continue;
        }
        let label = shown(binding);
        // Where there is little room, a column would take most of it.
        let (column, hang) = if model.columns < 60 { (label.width() + 2, 4) } else { (column, column) };
        doc.push(
            Line::of(Tone::Name, &label)
                .push(Tone::Plain, &" ".repeat(column - label.width()))
                .push(Tone::Plain, binding.help)
                .hang(hang),
        );
    }
}
