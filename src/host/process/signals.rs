//! What ends this program ends its children first: each leads a group of its own, so a terminal's signal does not reach
//! them.

use std::io;

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
