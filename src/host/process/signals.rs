//! What ends this program, a mistake of its own included, ends its children first: each leads a group of its own, so a
//! terminal's signal does not reach them.

use std::{io, panic, process};

/// What a program of Rust ends with where a panic unwinds to its end.
const PANICKED: i32 = 101;

/// From now on a panic of whatever thread is told and ends this program, its children first: in a release nothing is
/// unwound (`panic = "abort"`), so nothing that is dropped could do it, and the other builds are to be no other program.
#[expect(clippy::exit, reason = "the thread that panicked is not the one that could return from main")]
pub fn end_on_panic() {
    let tell = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        tell(panic);
        let _none_starts = super::stop_all();
        process::exit(PANICKED);
    }));
}

/// From now on a signal that asks this program to end (interrupt, hang-up, termination) ends its children, calls
/// `before`, and then ends the program as it would have by itself.
#[cfg(unix)]
pub fn end_children_on_signals(before: impl FnOnce() + Send + 'static) -> io::Result<()> {
    use signal_hook::{
        consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM},
        iterator::Signals,
        low_level::emulate_default_handler,
    };
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM])?;
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        let Some(signal) = signals.forever().next() else { return };
        let _none_starts = super::stop_all();
        before();
        // It ends the program, unless the system forbids even that.
        let _ = emulate_default_handler(signal);
    })?;
    Ok(())
}

/// A console's children get its events themselves.
#[cfg(not(unix))]
pub fn end_children_on_signals(_: impl FnOnce() + Send + 'static) -> io::Result<()> {
    Ok(())
}
