//! The loop: messages in, frames out, at most one frame in sixteen milliseconds, and none where nothing changed.

use std::{
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use ratatui::{Terminal, backend::Backend};

use super::{
    effect::{Effect, Perform},
    message::Message,
    model::Model,
    update::update,
    view,
};

/// Between two frames at least.
const FRAME: Duration = Duration::from_millis(16);

pub struct Runner<B: Backend, P> {
    terminal: Terminal<B>,
    pub model: Model,
    performer: P,
    started: Instant,
    /// Frames drawn so far.
    pub frames: u64,
}

impl<B: Backend, P: Perform> Runner<B, P> {
    pub fn new(backend: B, model: Model, performer: P) -> Result<Self, B::Error> {
        Ok(Self { terminal: Terminal::new(backend)?, model, performer, started: Instant::now(), frames: 0 })
    }

    pub fn performer_mut(&mut self) -> &mut P {
        &mut self.performer
    }

    pub fn backend(&self) -> &B {
        self.terminal.backend()
    }

    /// Until the user leaves, or nobody can send messages any more.
    pub fn run(&mut self, inbox: &Receiver<Message>) -> Result<(), B::Error> {
        // The first frame comes before anything has been answered.
        self.draw()?;
        let mut drawn = Instant::now();
        let mut stale = false;
        loop {
            let due = stale.then(|| drawn + FRAME);
            let beat = self.model.wakes().map(|wakes| self.started + wakes);
            let first = match due.into_iter().chain(beat).min() {
                None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(until) => inbox.recv_timeout(until.saturating_duration_since(Instant::now())),
            };
            match first {
                Ok(message) => {
                    stale = true;
                    self.model.now = self.started.elapsed();
                    // What else has come is part of the same frame.
                    for message in std::iter::once(message).chain(inbox.try_iter()) {
                        if !self.handle(message)? {
                            return Ok(());
                        }
                        if stale && drawn.elapsed() >= FRAME * 2 {
                            break;
                        }
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            if beat.is_some_and(|beat| beat <= Instant::now()) {
                stale = true;
                self.handle(Message::Tick(self.started.elapsed()))?;
            }
            if stale && drawn.elapsed() >= FRAME {
                self.draw()?;
                drawn = Instant::now();
                stale = false;
            }
        }
    }

    /// One message and what follows of it; false when the user leaves.
    pub fn handle(&mut self, message: Message) -> Result<bool, B::Error> {
        for effect in update(&mut self.model, message) {
            match effect {
                Effect::Quit => return Ok(false),
                Effect::Redraw => self.terminal.clear()?,
                Effect::Suspend
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
                | Effect::ReadLog(_)
                | Effect::Copy(_)
                | Effect::OpenLink(_) => self.performer.perform(effect),
            }
        }
        Ok(true)
    }

    /// What the model shows, as one frame.
    pub fn draw(&mut self) -> Result<(), B::Error> {
        let size = self.terminal.size()?;
        (self.model.columns, self.model.rows) = (size.width, size.height);
        view::settle(&mut self.model);
        let model = &self.model;
        self.terminal.draw(|frame| {
            // The terminal may have been resized since it was asked: the news of that is on its way.
            if frame.area() == model.area() {
                view::draw(model, frame);
            }
        })?;
        self.frames += 1;
        Ok(())
    }
}
