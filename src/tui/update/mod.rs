//! One message, one step: the model changes, and what is to be done outside of it is returned.

mod keys;
mod lines;
mod moving;
mod plan;
mod report;
mod wizard;
mod work;

use std::sync::Arc;

use xdoctor_checks::report::Report;

use super::{
    effect::Effect,
    key::Key,
    keymap::{Action, Place},
    message::{Explained, Message, Mouse, MouseKind},
    model::{ExplainPage, Looked, Model, Phase, Running, Screen, TypingFor},
    view::{self, Hit},
};
use crate::report::Tone;

pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(key) => pressed(model, key),
        Message::Line(line) => lines::typed(model, &line),
        Message::Paste(text) => pasted(model, &text),
        Message::Mouse(mouse) => clicked(model, mouse),
        Message::Resize { columns, rows } => {
            (model.columns, model.rows) = (columns, rows);
            for scroll in &mut model.panes_mut().scroll {
                scroll.reveal = true;
            }
            vec![Effect::Redraw]
        }
        Message::Resumed => vec![Effect::Redraw],
        Message::Focus(is_seen) => vec![Effect::Watch(is_seen)],
        Message::Tick(now) => {
            model.now = now;
            if model.notice.as_ref().is_some_and(|notice| notice.until <= now) {
                model.notice = None;
            }
            Vec::new()
        }
        Message::Began(what) => {
            model.running.push(Running { what, since: model.now });
            Vec::new()
        }
        Message::Ended(what) => {
            if let Some(at) = model.running.iter().position(|running| running.what == what) {
                model.running.remove(at);
            }
            Vec::new()
        }
        Message::Judged(new) => {
            report::judged(model, &new);
            Vec::new()
        }
        Message::Diagnosed(new) => report::diagnosed(model, &new),
        Message::Changed(files) => changed(model, &files),
        Message::Planned { ticket, plan } => {
            plan::planned(model, ticket, plan);
            Vec::new()
        }
        Message::Applying(step) => {
            work::step(model, step);
            Vec::new()
        }
        Message::Applied(result) => work::applied(model, result),
        Message::Offers { triple, offers } => {
            wizard::offered(model, triple, offers);
            Vec::new()
        }
        Message::SetUp { ticket, steps } => wizard::set_up(model, ticket, steps),
        Message::Journals(Ok(mut journals)) => {
            journals.reverse();
            model.journals = journals;
            Vec::new()
        }
        Message::Journals(Err(error)) => noted(model, Tone::Bad, error),
        Message::Undone(result) => work::undone(model, result),
        Message::Explained { ticket, shown } => explained(model, ticket, shown),
        Message::Looked { ticket, report } => looked(model, ticket, report),
        Message::Log { path, text: Ok(text) } => explain(model, &text, Some(path)),
        Message::Log { path, text: Err(error) } => noted(model, Tone::Bad, format!("cannot read `{path}`: {error}")),
        Message::Note(text) => noted(model, Tone::Plain, text),
        Message::HungUp => leave(model),
    }
}

fn noted(model: &mut Model, tone: Tone, text: impl Into<String>) -> Vec<Effect> {
    model.notify(tone, text);
    Vec::new()
}

fn pressed(model: &mut Model, key: Key) -> Vec<Effect> {
    let place = model.place();
    if model.is_too_small() {
        // Nothing can be seen, so nothing is chosen; leaving and stopping always work.
        return match model.keymap.action(key, place) {
            Some(action @ (Action::Quit | Action::Cancel | Action::Suspend | Action::Redraw)) => {
                keys::act(model, action)
            }
            Some(_) | None => Vec::new(),
        };
    }
    if place == Place::Typing {
        return typed(model, key);
    }
    model.notice = None;
    match model.keymap.action(key, place) {
        Some(action) => keys::act(model, action),
        // What has no meaning of its own begins a search where there is much to choose from.
        None if place == Place::Targets && key.text().is_some_and(char::is_alphanumeric) => {
            let _ = keys::act(model, Action::Filter);
            typed(model, key)
        }
        // A key that does nothing says so: else it looks as if nothing worked.
        None if key.text().is_some() => {
            let text = match model.keymap.key(Action::Help, place) {
                Some(help) => format!("`{key}` does nothing here; `{help}` shows what does"),
                None => format!("`{key}` does nothing here"),
            };
            noted(model, Tone::Plain, text)
        }
        None => Vec::new(),
    }
}

/// A key while a line is typed.
fn typed(model: &mut Model, key: Key) -> Vec<Effect> {
    let Some(typing) = &mut model.typing else { return Vec::new() };
    if let Some(c) = key.text() {
        typing.text.push(c);
    } else if key.code == super::key::Code::Backspace {
        typing.text.pop();
    } else {
        return match model.keymap.action(key, Place::Typing) {
            Some(action) => keys::act(model, action),
            None => Vec::new(),
        };
    }
    follow_typing(model);
    Vec::new()
}

/// A filter works while it is typed.
pub(super) fn follow_typing(model: &mut Model) {
    let Some(typing) = &model.typing else { return };
    match typing.purpose {
        TypingFor::Filter => {
            let (kept, text) = (report::Kept::of(model), typing.text.clone());
            model.home.filter = text;
            kept.restore(model);
        }
        TypingFor::Search => {
            let text = typing.text.clone();
            wizard::searched(model, text);
        }
        TypingFor::Path => {}
    }
}

fn pasted(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(typing) = &mut model.typing {
        typing.text.extend(text.chars().filter(|c| !c.is_control()));
        follow_typing(model);
        return Vec::new();
    }
    match model.place() {
        Place::Applying | Place::Closing | Place::Plan | Place::Targets | Place::Routes => {
            noted(model, Tone::Plain, "a log is explained from the overview")
        }
        Place::Home | Place::Finding | Place::Explain | Place::Undo | Place::Help | Place::Typing => {
            if text.trim().is_empty() {
                return Vec::new();
            }
            explain(model, text, None)
        }
    }
}

/// A log to be looked through, on its own screen.
fn explain(model: &mut Model, log: &str, file: Option<String>) -> Vec<Effect> {
    let ticket = model.ticket();
    // Carriage returns end lines in what terminals paste.
    let log = crate::report::clean(&log.replace("\r\n", "\n").replace('\r', "\n"));
    let page = ExplainPage { file, reading: true, ticket, log: log.clone(), ..ExplainPage::default() };
    if matches!(model.screens.last(), Some(Screen::Explain(_))) {
        model.screens.pop();
    }
    model.screens.push(Screen::Explain(page));
    vec![Effect::Explain { ticket, text: log }]
}

fn explained(model: &mut Model, ticket: u64, shown: Explained) -> Vec<Effect> {
    let Some(page) = log(model, ticket) else { return Vec::new() };
    page.reading = false;
    (page.shown, page.notes) = (shown.shown, shown.notes);
    let effects = report::look(model);
    report::rank(model);
    moving::show_marked(model);
    effects
}

/// The page of the log with this ticket.
fn log(model: &mut Model, ticket: u64) -> Option<&mut ExplainPage> {
    model.screens.iter_mut().rev().find_map(|screen| match screen {
        Screen::Explain(page) if page.ticket == ticket => Some(page),
        _ => None,
    })
}

fn looked(model: &mut Model, ticket: u64, report: Arc<Report>) -> Vec<Effect> {
    if let Some(page) = log(model, ticket) {
        page.looked = Looked::At(report);
        report::rank(model);
    }
    Vec::new()
}

fn clicked(model: &mut Model, mouse: Mouse) -> Vec<Effect> {
    let Some(hit) = view::hit(model, mouse.column, mouse.row) else { return Vec::new() };
    match (mouse.kind, hit) {
        (MouseKind::Press, Hit::Footer(index)) => {
            let action = view::footer(model, model.columns.into()).get(index).map(|(_, binding, _)| binding.action);
            action.map(|action| keys::act(model, action)).unwrap_or_default()
        }
        (MouseKind::Press, Hit::Pane(pane, row)) => {
            if model.typing.is_some() {
                model.typing = None;
            }
            moving::select(model, pane, row)
        }
        (MouseKind::WheelUp, Hit::Pane(pane, _)) => {
            moving::wheel(model, pane, -3);
            Vec::new()
        }
        (MouseKind::WheelDown, Hit::Pane(pane, _)) => {
            moving::wheel(model, pane, 3);
            Vec::new()
        }
        (MouseKind::WheelUp | MouseKind::WheelDown, Hit::Footer(_)) => Vec::new(),
    }
}

/// Files are not as they were read: they are read again, unless something is being changed from here, or they are about
/// to be read anyway: while a diagnosis runs nobody looks, so this was seen before it was ordered.
fn changed(model: &mut Model, files: &[String]) -> Vec<Effect> {
    if model.is_applying() || model.undoing || model.checking {
        return Vec::new();
    }
    let others = match files.len().saturating_sub(1) {
        0 => String::new(),
        others => format!(" and {others} more"),
    };
    let first = files.first().map_or("", String::as_str);
    let first = match model.report.as_deref() {
        Some(report) => crate::report::shown(first, report),
        None => first.to_owned(),
    };
    model.notify(Tone::Plain, format!("`{first}`{others} changed: checking again"));
    report::check_again(model)
}

/// What is being applied is stopped first.
pub(super) fn leave(model: &mut Model) -> Vec<Effect> {
    let applying = model.screens.iter_mut().find_map(|screen| match screen {
        Screen::Work(work) if work.phase == Phase::Applying => Some(work),
        _ => None,
    });
    let Some(work) = applying else { return vec![Effect::Quit] };
    work.cancelled = true;
    model.leaving = true;
    vec![Effect::Cancel]
}

#[cfg(test)]
mod tests;
