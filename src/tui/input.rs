//! What the terminal sends, as messages.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::{
    key::{Code, Key},
    message::{Message, Mouse, MouseKind},
};
use crate::host::console::{Job, Stroke, size};

/// None for what has no meaning here.
pub(super) fn message(stroke: Stroke) -> Option<Message> {
    match stroke {
        Stroke::Gone => Some(Message::HungUp),
        Stroke::Event(Event::Key(key)) => self::key(key).map(Message::Key),
        Stroke::Event(Event::Paste(text)) => Some(Message::Paste(text)),
        Stroke::Event(Event::Mouse(mouse)) => self::mouse(mouse).map(Message::Mouse),
        Stroke::Event(Event::Resize(columns, rows)) => Some(Message::Resize { columns, rows }),
        Stroke::Event(Event::FocusGained) => Some(Message::Focus(true)),
        Stroke::Event(Event::FocusLost) => Some(Message::Focus(false)),
    }
}

pub(super) fn job(job: Job) -> Message {
    match job {
        Job::Resized => {
            let (columns, rows) = size();
            Message::Resize { columns, rows }
        }
        Job::Suspend => Message::Key(Key::ctrl('z')),
        Job::Resumed => Message::Resumed,
    }
}

fn key(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let code = match event.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(number) => Code::F(number),
        _ => return None,
    };
    let held = event.modifiers;
    Some(Key { code, ctrl: held.contains(KeyModifiers::CONTROL), alt: held.contains(KeyModifiers::ALT) })
}

fn mouse(event: MouseEvent) -> Option<Mouse> {
    let kind = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => MouseKind::Press,
        MouseEventKind::ScrollUp => MouseKind::WheelUp,
        MouseEventKind::ScrollDown => MouseKind::WheelDown,
        _ => return None,
    };
    Some(Mouse { kind, column: event.column, row: event.row })
}
