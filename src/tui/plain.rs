//! The same pages line by line, for screen readers and for terminals that cannot place text: a page is printed, a line is
//! read, and so on.

use std::{
    io::{self, BufRead as _, Write as _},
    sync::{Arc, mpsc},
    thread,
};

use xdoctor_checks::report::Report;

use super::{
    effect::Effect,
    keymap::Place,
    message::{Message, Step},
    model::{FindingPage, Model, Screen, Wizard, findings},
    run::Start,
    update::update,
    view,
    worker::{Worker, needs_password},
};
use crate::host::console;

/// Wider lines are not read more easily.
const WIDEST: u16 = 99;
/// Nothing is out of sight.
const ROWS: u16 = 2000;

/// Runs until the user leaves or the input ends. Where nobody types, everything is printed once.
pub fn run(start: Start, columns: u16, is_interactive: bool) -> io::Result<Option<Arc<Report>>> {
    let (messages, inbox) = mpsc::channel();
    let mut model = Model::new(columns.min(WIDEST), ROWS, start.theme, start.keymap, start.recorded);
    if start.setup {
        model.screens.push(Screen::Setup(Wizard::new(None)));
    }
    let mut worker = Worker::start(start.host, start.request, messages.clone());
    if model.recorded.is_none() {
        worker.perform(Effect::Journals);
    }
    say("xdoctor: asking this machine\n")?;
    let ended = if is_interactive {
        let lines = messages.clone();
        thread::spawn(move || {
            for line in io::stdin().lock().lines().map_while(Result::ok) {
                if lines.send(Message::Line(line)).is_err() {
                    return;
                }
            }
            // Nobody listens any more: the user has left.
            let _ = lines.send(Message::HungUp);
        });
        converse(&mut model, &mut worker, &messages, &inbox)
    } else {
        everything(&mut model, &mut worker, &inbox)
    };
    worker.stop();
    ended.map(|()| model.concluded())
}

fn converse(
    model: &mut Model,
    worker: &mut Worker,
    messages: &mpsc::Sender<Message>,
    inbox: &mpsc::Receiver<Message>,
) -> io::Result<()> {
    let mut printed = false;
    loop {
        if !printed && !is_waiting(model) {
            say(&page(model))?;
            printed = true;
        }
        let Ok(message) = inbox.recv() else { return Ok(()) };
        let typed = matches!(message, Message::Line(_));
        let news = match &message {
            Message::Applying(step) => told(model, step),
            Message::Began(what) if what.starts_with("proving") => Some(format!("{what}\n")),
            // These bring a page of their own.
            Message::Diagnosed(_)
            | Message::Planned { .. }
            | Message::Explained { .. }
            | Message::Looked { .. }
            | Message::Undone(_)
            | Message::Journals(_)
            | Message::Offers { .. }
            | Message::SetUp { .. }
            | Message::Log { .. }
            | Message::Note(_) => {
                printed = false;
                None
            }
            _ => None,
        };
        if let Some(news) = news {
            say(&news)?;
        }
        printed &= !typed;
        for effect in update(model, message) {
            match effect {
                Effect::Quit => return Ok(()),
                Effect::Copy(text) => say(&format!("{text}\n"))?,
                Effect::OpenLink(link) => say(&format!("{link}\n"))?,
                Effect::Apply { plan, system } if needs_password(&plan, system) && !console::authenticate()? => {
                    let refused = "`sudo` did not accept; nothing was begun".to_owned();
                    // This very loop listens.
                    let _ = messages.send(Message::Applied(Err(refused)));
                }
                Effect::Suspend | Effect::Redraw => {}
                other => worker.perform(other),
            }
        }
    }
}

/// The overview, and the page of every finding.
fn everything(model: &mut Model, worker: &mut Worker, inbox: &mpsc::Receiver<Message>) -> io::Result<()> {
    while is_waiting(model) {
        let Ok(message) = inbox.recv() else { return Ok(()) };
        for effect in update(model, message) {
            worker.perform(effect);
        }
    }
    say(&page(model))?;
    let found = model.report.as_deref().map(findings).unwrap_or_default();
    for (subject, id) in found {
        model.screens.push(Screen::Finding(FindingPage::new(Some(subject), id)));
        say(&page(model))?;
        model.screens.pop();
    }
    Ok(())
}

/// What is to be shown is still on its way.
fn is_waiting(model: &Model) -> bool {
    match model.place() {
        Place::Home | Place::Closing => model.checking,
        Place::Applying => true,
        Place::Plan => matches!(model.screens.last(), Some(Screen::Plan(page)) if page.plan.is_none()),
        Place::Explain => matches!(model.screens.last(), Some(Screen::Explain(page)) if page.reading),
        Place::Finding | Place::Targets | Place::Routes | Place::Undo | Place::Help | Place::Typing => false,
    }
}

fn told(model: &Model, step: &Step) -> Option<String> {
    let Some(Screen::Work(work)) = model.screens.last() else { return None };
    let title = |index: &usize| work.plan.steps.get(*index).map(xdoctor_fixes::Step::title).unwrap_or_default();
    Some(match step {
        Step::Started(index) => format!("step {} of {}: {}\n", index + 1, work.plan.steps.len(), title(index)),
        Step::Output(_, line) => format!("  {line}\n"),
        Step::Done(_) => "  done\n".to_owned(),
        Step::Skipped(_, reason) => format!("  passed over: {reason}\n"),
        Step::Failed(_, reason) => format!("  failed: {reason}\n"),
    })
}

/// The screen as lines: what can be selected is numbered.
pub fn page(model: &Model) -> String {
    let mut out = String::from("\n");
    let mut line = |text: &str| {
        out.push_str(text.trim_end());
        out.push('\n');
    };
    if model.screens.is_empty() {
        for header in view::header(model) {
            line(&header.text());
        }
    }
    let focus = model.panes().focus;
    for pane in view::panes(model) {
        line("");
        line(&format!("== {}", pane.title));
        let rows = pane.doc.rows();
        let mut last = None;
        for laid in pane.doc.lay(usize::from(model.columns).saturating_sub(6), "...") {
            let text: String = laid.pieces.iter().map(|piece| piece.text.as_str()).collect();
            match laid.row {
                Some(row) if rows > 0 && pane.index == focus => {
                    let mark = if row == model.panes().scroll[pane.index].row { "*" } else { " " };
                    let number = if last == Some(row) { "   ".to_owned() } else { format!("{:>3}", row + 1) };
                    line(&format!("{mark}{number} {text}"));
                    last = Some(row);
                }
                _ => line(&format!("  {text}")),
            }
        }
    }
    line("");
    for next in view::next(model) {
        line(&next.text());
    }
    let keys: Vec<_> = view::footer(model, usize::MAX / 2).into_iter().map(|(_, _, text)| text).collect();
    line(&format!("keys: {}", keys.join(", ")));
    if model.typing.is_some() {
        line("type a line:");
    } else {
        line("type a key, or the number of a row:");
    }
    out
}

fn say(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // A closed pipe is the reader's choice.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
