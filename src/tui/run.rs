//! The UI on the real terminal.

use std::{
    io::{self, BufWriter},
    sync::{Arc, mpsc},
};

use ratatui::backend::Backend;
use xdoctor_checks::{diagnose::Request, report::Report};

use super::{
    backend::Mute,
    effect::{Effect, Perform},
    input,
    message::Message,
    model::{Model, Screen, Wizard},
    runner::Runner,
    worker::{Worker, needs_password},
};
use crate::{
    host::{
        Host,
        console::{self, Input},
    },
    tui::{keymap::Keymap, theme::Theme},
};

/// What the UI is to look at, and how.
pub struct Start {
    pub host: Arc<dyn Host>,
    pub request: Request,
    /// The name of the recorded machine; none: this one.
    pub recorded: Option<String>,
    pub theme: Theme,
    pub keymap: Keymap,
    pub mouse: bool,
    /// It opens with the setup of targets.
    pub setup: bool,
}

/// Runs until the user leaves; the report of the last diagnosis that came to its end is what the exit code tells.
pub fn run(start: Start) -> io::Result<Option<Arc<Report>>> {
    run_on(Mute::new(BufWriter::with_capacity(1 << 16, console::Screen)), start)
}

/// The same, drawn by another hand: what becomes of the terminal when drawing fails can be seen only then.
pub fn run_on<B: Backend<Error = io::Error>>(backend: B, start: Start) -> io::Result<Option<Arc<Report>>> {
    let (messages, inbox) = mpsc::channel();
    give_back_on_panic();
    let (columns, rows) = console::size();
    let mut model = Model::new(columns, rows, start.theme, start.keymap, start.recorded);
    if start.setup {
        model.screens.push(Screen::Setup(Wizard::new(None)));
    }
    let tell = messages.clone();
    let ears = Input::start(move |stroke| input::message(stroke).is_none_or(|message| tell.send(message).is_ok()))?;
    let tell = messages.clone();
    console::notice_jobs(move |job| tell.send(input::job(job)).is_ok())?;
    console::take(start.mouse)?;
    let is_recorded = model.recorded.is_some();
    let mut worker = Worker::start(start.host, start.request, messages.clone());
    if !is_recorded {
        worker.perform(Effect::Journals);
    }
    let performer = Hands { worker, ears, messages };
    let ended = Runner::new(backend, model, performer).and_then(|mut runner| {
        let ended = runner.run(&inbox);
        runner.performer_mut().worker.stop();
        ended.map(|()| runner.model.concluded())
    });
    console::give_back();
    ended
}

/// A panic anywhere gives the terminal back before it is told and ends the program (`host::end_on_panic`).
fn give_back_on_panic() {
    let tell_and_end = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        console::give_back_and_tell();
        console::say(
            "This is a mistake in xdoctor itself. No file of yours is half written; `xdoctor undo --list` shows what was \
             changed.",
        );
        tell_and_end(panic);
    }));
}

struct Hands {
    worker: Worker,
    ears: Input,
    messages: mpsc::Sender<Message>,
}

impl Hands {
    /// What the user is to know of what did not work.
    fn note(&self, text: impl Into<String>) {
        let _ = self.messages.send(Message::Note(text.into()));
    }

    fn suspend(&self) {
        self.ears.pause();
        let suspended = console::suspend();
        self.ears.resume();
        match suspended {
            Ok(true) => drop(self.messages.send(Message::Resumed)),
            Ok(false) => self.note("there is no shell to go back to"),
            Err(error) => self.note(format!("cannot be suspended: {error}")),
        }
    }

    /// The password is asked for on the terminal as it was, before anything is begun.
    fn authenticate(&self) -> io::Result<bool> {
        self.ears.pause();
        console::give_back();
        let result = console::authenticate();
        let taken = console::take_again();
        self.ears.resume();
        let _ = self.messages.send(Message::Resumed);
        taken.and(result)
    }
}

impl Perform for Hands {
    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Suspend => self.suspend(),
            Effect::Copy(text) => {
                if let Err(error) = console::copy(&text) {
                    self.note(format!("cannot copy: {error}"));
                }
            }
            Effect::OpenLink(link) => {
                if let Err(error) = console::open_link(&link) {
                    self.note(format!("no browser can be started ({error}): {link}"));
                }
            }
            Effect::Apply { plan, system } if needs_password(&plan, system) => match self.authenticate() {
                Ok(true) => self.worker.perform(Effect::Apply { plan, system }),
                Ok(false) => {
                    let refused = "`sudo` did not accept; nothing was begun".to_owned();
                    let _ = self.messages.send(Message::Applied(Err(refused)));
                }
                Err(error) => {
                    let _ = self.messages.send(Message::Applied(Err(format!("`sudo` cannot be started: {error}"))));
                }
            },
            Effect::Quit
            | Effect::Redraw
            | Effect::Diagnose { .. }
            | Effect::Offers(_)
            | Effect::Setup { .. }
            | Effect::Plan { .. }
            | Effect::Apply { .. }
            | Effect::Cancel
            | Effect::Journals
            | Effect::Undo(_)
            | Effect::Explain { .. }
            | Effect::Look { .. }
            | Effect::Watch(_)
            | Effect::ReadLog(_) => self.worker.perform(effect),
        }
    }
}
