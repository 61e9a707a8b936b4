//! What the user does, read by a thread of its own that waits without turning.

use std::{io, thread};

use crossterm::event::{self, Event};

/// Something the terminal sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stroke {
    Event(Event),
    /// The terminal is gone.
    Gone,
}

/// The thread that reads. While another program has the terminal, it does not.
#[derive(Debug)]
pub struct Input {
    #[cfg(unix)]
    gate: std::sync::Arc<unix::Gate>,
}

#[cfg(unix)]
impl Input {
    /// From now on `tell` is called with everything that comes. It returns false when nobody listens any more.
    pub fn start(tell: impl FnMut(Stroke) -> bool + Send + 'static) -> io::Result<Self> {
        let gate = std::sync::Arc::new(unix::Gate::new()?);
        let theirs = std::sync::Arc::clone(&gate);
        thread::Builder::new().name("input".into()).spawn(move || unix::read(&theirs, tell))?;
        Ok(Self { gate })
    }

    /// Nothing is read from when this returns until [`Self::resume`].
    pub fn pause(&self) {
        self.gate.close();
    }

    pub fn resume(&self) {
        self.gate.open();
    }
}

#[cfg(not(unix))]
impl Input {
    pub fn start(mut tell: impl FnMut(Stroke) -> bool + Send + 'static) -> io::Result<Self> {
        thread::Builder::new().name("input".into()).spawn(move || {
            while let Ok(event) = event::read() {
                if !tell(Stroke::Event(event)) {
                    return;
                }
            }
            tell(Stroke::Gone);
        })?;
        Ok(Self {})
    }

    #[expect(clippy::unused_self, reason = "the same shape as on Unix")]
    pub fn pause(&self) {}

    #[expect(clippy::unused_self, reason = "the same shape as on Unix")]
    pub fn resume(&self) {}
}

#[cfg(unix)]
mod unix {
    use std::{
        io,
        os::fd::OwnedFd,
        sync::{Condvar, Mutex},
        time::Duration,
    };

    use rustix::event::{PollFd, PollFlags, poll};

    use super::{Event, Stroke, event};

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Door {
        Open,
        Closing,
        Closed,
    }

    /// Stops the reader, and tells when it has stopped.
    #[derive(Debug)]
    pub(super) struct Gate {
        door: Mutex<Door>,
        turned: Condvar,
        wake: (OwnedFd, OwnedFd),
    }

    impl Gate {
        pub(super) fn new() -> io::Result<Self> {
            let (read, write) = io::pipe()?;
            let wake = (OwnedFd::from(read), OwnedFd::from(write));
            Ok(Self { door: Mutex::new(Door::Open), turned: Condvar::new(), wake })
        }

        pub(super) fn close(&self) {
            let mut door = self.door.lock().expect("held for a moment only");
            *door = Door::Closing;
            // A full pipe wakes as well.
            let _ = rustix::io::write(&self.wake.1, &[0]);
            // A reader that has ended will not answer.
            while *door == Door::Closing {
                let (next, wait) =
                    self.turned.wait_timeout(door, Duration::from_secs(1)).expect("held for a moment only");
                door = next;
                if wait.timed_out() {
                    return;
                }
            }
        }

        pub(super) fn open(&self) {
            *self.door.lock().expect("held for a moment only") = Door::Open;
            self.turned.notify_all();
        }

        fn pass(&self) {
            let mut door = self.door.lock().expect("held for a moment only");
            while *door != Door::Open {
                *door = Door::Closed;
                self.turned.notify_all();
                door = self.turned.wait(door).expect("held for a moment only");
            }
        }
    }

    pub(super) fn read(gate: &Gate, mut tell: impl FnMut(Stroke) -> bool) {
        let stdin = rustix::stdio::stdin();
        loop {
            let mut ready = [PollFd::new(&stdin, PollFlags::IN), PollFd::new(&gate.wake.0, PollFlags::IN)];
            match poll(&mut ready, None) {
                Ok(_) => {}
                Err(rustix::io::Errno::INTR) => continue,
                Err(_) => break,
            }
            let (input, woken) = (ready[0].revents(), ready[1].revents());
            if woken.contains(PollFlags::IN) {
                let _ = rustix::io::read(&gate.wake.0, &mut [0_u8; 64]);
                gate.pass();
                continue;
            }
            // crossterm turns for ever on a terminal that has been closed, so it is not asked then.
            if input.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
                break;
            }
            if input.contains(PollFlags::IN) && !drain(&mut tell) {
                return;
            }
        }
        tell(Stroke::Gone);
    }

    /// So long is waited for what comes next of what has begun. Asked for what is there at once, crossterm does not look,
    /// and keys that it has read already would wait for the next one.
    const MOMENT: Duration = Duration::from_millis(50);

    /// Everything that has come so far.
    fn drain(tell: &mut impl FnMut(Stroke) -> bool) -> bool {
        while let Ok(true) = event::poll(MOMENT) {
            match event::read() {
                // Its size is asked for where the signal is heard.
                Ok(Event::Resize(..)) => {}
                Ok(event) => {
                    if !tell(Stroke::Event(event)) {
                        return false;
                    }
                }
                Err(_) => return true,
            }
        }
        true
    }
}
