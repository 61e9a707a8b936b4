//! This program as a job of the shell: suspended, resumed, and told of a new size.

use std::io;

/// What the system tells a program on a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    Resized,
    /// Somebody asks this program to suspend itself.
    Suspend,
    /// It was suspended, and goes on.
    Resumed,
}

/// From now on `tell` is called with each of these.
#[cfg(unix)]
pub fn notice_jobs(mut tell: impl FnMut(Job) -> bool + Send + 'static) -> io::Result<()> {
    use signal_hook::{
        consts::{SIGCONT, SIGTSTP, SIGWINCH},
        iterator::Signals,
    };
    let mut signals = Signals::new([SIGWINCH, SIGTSTP, SIGCONT])?;
    std::thread::Builder::new().name("jobs".into()).spawn(move || {
        for signal in signals.forever() {
            let job = match signal {
                SIGWINCH => Job::Resized,
                SIGTSTP => Job::Suspend,
                _ => Job::Resumed,
            };
            if !tell(job) {
                return;
            }
        }
    })?;
    Ok(())
}

#[cfg(not(unix))]
pub fn notice_jobs(_: impl FnMut(Job) -> bool + Send + 'static) -> io::Result<()> {
    Ok(())
}

/// Gives the terminal back, stops this program as a job, and takes the terminal again when it goes on. False where there
/// is no shell that could bring it back: then nothing happens.
#[cfg(unix)]
pub fn suspend() -> io::Result<bool> {
    use nix::unistd::{getppid, getsid};
    use rustix::process::{Signal, kill_current_process_group};
    // A group of which no parent stands in the same session is orphaned (POSIX, 3.264): nobody continues it. In a
    // container a session that began outside is 0, and so is a parent.
    let parent = getppid();
    let has_shell = parent.as_raw() != 0 && getsid(Some(parent)) == getsid(None);
    if !has_shell {
        return Ok(false);
    }
    super::give_back();
    // The whole group, as the terminal would: `cargo run` waits in it too. `SIGTSTP` itself is heard by this program.
    kill_current_process_group(Signal::STOP)?;
    super::take_again()?;
    Ok(true)
}

#[cfg(not(unix))]
pub fn suspend() -> io::Result<bool> {
    Ok(false)
}
