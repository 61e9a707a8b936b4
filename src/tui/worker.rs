//! Who does what the model asks for: a thread that diagnoses, and one for each other request. What comes of it arrives as
//! messages.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::Sender,
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use tokio::sync::{
    mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    watch,
};
use xdoctor_checks::{
    Failure, Triple,
    diagnose::Request,
    targets::{
        offer::offers,
        setup::{self, Setup, setup},
    },
};
use xdoctor_fixes::{Action, Plan};

use super::{
    effect::Effect,
    message::{Explained, Message, Step},
};
use crate::{
    driver::{self, Doctor, Event, block_on},
    host::{self, Host, Watched},
    repair::{self, JournalId, Options, Progress},
};

/// How often what was read is looked at again, while nothing else is going on and the terminal has the user's attention.
const LOOK: Duration = Duration::from_secs(2);

/// The same while another window has it: an editor beside this one, or a night. When it comes back, it is done at once.
const GLANCE: Duration = Duration::from_secs(20);

/// More of a log than anybody scrolls through, in bytes; `xdoctor explain` reads logs of any length.
const LONGEST_LOG: usize = 16 << 20;

/// Said if xdoctor is ended from outside while it changes things.
const FAREWELL: &str = "xdoctor was ended while it applied a plan: every file is whole, either as it was or as it was to \
                        be.\n`xdoctor undo --list` shows what was done, `xdoctor undo` takes it back.";

#[derive(Debug)]
enum Order {
    Diagnose {
        only: Vec<Triple>,
    },
    /// What is being asked is dropped, and nothing is looked at.
    Rest,
}

pub(super) struct Worker {
    host: Arc<Watched>,
    request: Request,
    messages: Sender<Message>,
    /// The terminal has the user's attention; one that does not tell always has.
    seen: watch::Sender<bool>,
    orders: Option<UnboundedSender<Order>>,
    thread: Option<JoinHandle<()>>,
    cancel: Arc<AtomicBool>,
    /// Applies a plan, or takes one back.
    changing: Option<JoinHandle<()>>,
}

impl Worker {
    /// Begins with a diagnosis.
    pub(super) fn start(host: Arc<dyn Host>, request: Request, messages: Sender<Message>) -> Self {
        let host = Arc::new(Watched::new(host));
        let (orders, inbox) = unbounded_channel();
        let (seen, is_seen) = watch::channel(true);
        let (theirs, asked, tell) = (Arc::clone(&host), request.clone(), messages.clone());
        let thread = thread::spawn(move || {
            if let Err(error) = block_on(diagnosing(theirs, asked, tell.clone(), inbox, is_seen)) {
                // Nobody listens any more.
                let _ = tell.send(Message::Note(format!("cannot start: {error}")));
            }
        });
        Self {
            host,
            request,
            messages,
            seen,
            orders: Some(orders),
            thread: Some(thread),
            cancel: Arc::default(),
            changing: None,
        }
    }

    /// Does what is no matter of the screen.
    pub(super) fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Diagnose { only } => self.order(Order::Diagnose { only }),
            Effect::Offers(triple) => {
                let host = Arc::clone(&self.host);
                self.aside(move || {
                    let mut doctor = Doctor::new(host);
                    let offers = block_on(doctor.conclude(|cx| offers(&triple, cx)));
                    Message::Offers { triple, offers: flat(offers) }
                });
            }
            Effect::Setup { ticket, wishes } => {
                let host = Arc::clone(&self.host);
                self.aside(move || Message::SetUp { ticket, steps: steps(host, &wishes) });
            }
            Effect::Plan { ticket, fixes } => {
                let host = Arc::clone(&self.host);
                self.aside(move || {
                    let plan = block_on(async { driver::plan_of(&fixes, &*host).await }).unwrap_or_default();
                    Message::Planned { ticket, plan }
                });
            }
            Effect::Apply { plan, system } => self.apply(plan, system),
            Effect::Cancel => self.cancel.store(true, Ordering::Relaxed),
            Effect::Journals => {
                let host = Arc::clone(&self.host);
                self.aside(move || {
                    Message::Journals(with_options(host, |options| {
                        let journals = repair::list(options).map_err(|error| told(&error))?;
                        Ok(journals.into_iter().filter(|journal| journal.project == options.project).collect())
                    }))
                });
            }
            Effect::Undo(id) => self.undo(id),
            Effect::Explain { ticket, text } => {
                self.aside(move || Message::Explained { ticket, shown: Explained::of(&text) });
            }
            Effect::Look { ticket, targets } => {
                let host = Arc::clone(&self.host) as Arc<dyn Host>;
                let request = Request { targets, ..self.request.clone() };
                self.aside(move || {
                    let report = block_on(Doctor::new(host).diagnose(&request, |_| {}));
                    Message::Looked { ticket, report: Arc::new(report.unwrap_or_default()) }
                });
            }
            Effect::Watch(is_seen) => drop(self.seen.send_replace(is_seen)),
            Effect::ReadLog(path) => self.aside(move || {
                let mut bytes = Vec::new();
                let read = host::pieces_of_file(path.as_ref(), |piece| {
                    bytes.extend_from_slice(&piece[..piece.len().min(LONGEST_LOG.saturating_sub(bytes.len()))]);
                });
                let text = String::from_utf8_lossy(&bytes).into_owned();
                Message::Log { path, text: read.map(|()| text).map_err(|error| error.to_string()) }
            }),
            Effect::Quit | Effect::Suspend | Effect::Redraw | Effect::Copy(_) | Effect::OpenLink(_) => {}
        }
    }

    /// Ends what runs, so that nothing is left behind.
    pub(super) fn stop(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
        self.orders = None;
        for thread in [self.changing.take(), self.thread.take()].into_iter().flatten() {
            // One that panicked has ended the program.
            let _ = thread.join();
        }
        // What works beside the screen is not waited for; from now on it starts nothing.
        std::mem::forget(host::stop_all());
    }

    fn order(&self, order: Order) {
        if let Some(orders) = &self.orders {
            // A thread that has ended has said so.
            let _ = orders.send(order);
        }
    }

    /// Does `work` beside the screen.
    fn aside(&self, work: impl FnOnce() -> Message + Send + 'static) {
        let messages = self.messages.clone();
        thread::spawn(move || {
            // Nobody listens any more: the user has left.
            let _ = messages.send(work());
        });
    }

    fn apply(&mut self, plan: Plan, system: bool) {
        self.order(Order::Rest);
        self.cancel = Arc::default();
        let (host, cancel, messages) = (Arc::clone(&self.host), Arc::clone(&self.cancel), self.messages.clone());
        host::console::set_farewell(Some(FAREWELL));
        self.changing = Some(thread::spawn(move || {
            let tell = messages.clone();
            let result = with_options(host, |options| {
                let options = Options { system, cancel: Some(cancel), ..options.clone() };
                repair::apply(&plan, &options, &mut |progress| {
                    // Nobody listens any more: what was begun is brought to its end.
                    let _ = tell.send(Message::Applying(step(progress)));
                })
                .map_err(|error| told(&error))
            });
            host::console::set_farewell(None);
            let _ = messages.send(Message::Applied(result));
        }));
    }

    fn undo(&mut self, id: JournalId) {
        self.order(Order::Rest);
        let (host, messages) = (Arc::clone(&self.host), self.messages.clone());
        // Waited for when the user leaves: what is begun is brought to its end.
        self.changing = Some(thread::spawn(move || {
            let undone = with_options(host, |options| repair::undo(Some(id), options).map_err(|error| told(&error)));
            let _ = messages.send(Message::Undone(undone));
        }));
    }
}

/// A step that the user has to be asked for a password.
pub(super) fn needs_password(plan: &Plan, system: bool) -> bool {
    system && plan.steps.iter().any(|step| matches!(&step.action, Action::Run(line) if line.program == "sudo"))
}

fn told(error: &repair::Error) -> String {
    match error.hint() {
        Some(hint) => format!("{error}: {hint}"),
        None => error.to_string(),
    }
}

fn flat<T>(result: std::io::Result<Result<T, Failure>>) -> Result<T, String> {
    result.map_err(|error| error.to_string())?.map_err(|failure| failure.to_string())
}

/// What it takes to set these up.
fn steps(host: Arc<Watched>, wishes: &[Setup]) -> Result<Vec<(Triple, setup::Step)>, String> {
    flat(block_on(Doctor::new(host).conclude(|cx| setup(wishes, cx))))
}

fn with_options<T>(host: Arc<Watched>, act: impl FnOnce(&Options) -> Result<T, String>) -> Result<T, String> {
    let options = block_on(driver::repair_options(host)).map_err(|error| error.to_string())?;
    act(&options.map_err(|failure| format!("cannot find the project: {failure}"))?)
}

fn step(progress: Progress<'_>) -> Step {
    match progress {
        Progress::Started { index, .. } => Step::Started(index),
        Progress::Output { index, line } => Step::Output(index, line),
        Progress::Done { index } => Step::Done(index),
        Progress::Skipped { index, reason } => Step::Skipped(index, reason),
        Progress::Failed { index, reason } => Step::Failed(index, reason),
    }
}

/// Diagnoses whenever it is told to; between, looks whether files have changed.
async fn diagnosing(
    host: Arc<Watched>,
    request: Request,
    messages: Sender<Message>,
    mut orders: UnboundedReceiver<Order>,
    mut is_seen: watch::Receiver<bool>,
) {
    let mut next = Some(Order::Diagnose { only: Vec::new() });
    loop {
        match next.take() {
            Some(Order::Diagnose { only }) => {
                let targets = if only.is_empty() { request.targets.clone() } else { only };
                let request = Request { targets, ..request.clone() };
                host.forget();
                let mut doctor = Doctor::new(Arc::clone(&host) as Arc<dyn Host>);
                let diagnosis = doctor.diagnose(&request, |event| tell(&messages, &event));
                tokio::select! {
                    biased;
                    order = orders.recv() => match order {
                        None => return,
                        order => next = order,
                    },
                    report = diagnosis => {
                        if messages.send(Message::Diagnosed(Arc::new(report))).is_err() {
                            return;
                        }
                    }
                }
            }
            Some(Order::Rest) => match orders.recv().await {
                None => return,
                order => next = order,
            },
            None => {
                let until = if *is_seen.borrow_and_update() { LOOK } else { GLANCE };
                tokio::select! {
                    order = orders.recv() => {
                        match order {
                            None => return,
                            order => next = order,
                        }
                        continue;
                    }
                    () = tokio::time::sleep(until), if !host.is_recorded() => {}
                    Ok(()) = is_seen.changed() => {}
                }
                let changed = if host.is_recorded() { Vec::new() } else { host.changed() };
                if !changed.is_empty() && messages.send(Message::Changed(changed)).is_err() {
                    return;
                }
            }
        }
    }
}

fn tell(messages: &Sender<Message>, event: &Event<'_>) {
    let message = match event {
        Event::Asked(question) => driver::words(question).map(Message::Began),
        Event::Answered { question, .. } => driver::words(question).map(Message::Ended),
        Event::Judged(report) => Some(Message::Judged(Arc::new((*report).clone()))),
    };
    if let Some(message) = message {
        // Nobody listens any more: the order to stop is on its way.
        let _ = messages.send(message);
    }
}
