//! The terminal as a screen: taken over as a whole, and given back however this program ends.
//!
//! One process has one terminal, so what it was set to is one static: a panic, a signal and the ordinary end all come to
//! the same [`give_back`].

mod input;
mod job;
mod outside;

use std::{
    io::{self, Write},
    sync::{Mutex, MutexGuard},
    thread,
    time::Duration,
};

use crossterm::{
    cursor,
    event::{
        DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste, EnableFocusChange,
        EnableMouseCapture,
    },
    execute, terminal,
};

pub use input::{Input, Stroke};
pub use job::{Job, notice_jobs, suspend};
pub use outside::{authenticate, open_link};

#[derive(Debug)]
struct State {
    /// The terminal is a screen now.
    taken: bool,
    mouse: bool,
    /// What is said when a signal or a panic ends this program.
    farewell: Option<&'static str>,
}

static STATE: Mutex<State> = Mutex::new(State { taken: false, mouse: true, farewell: None });

/// How often, ten milliseconds apart, is tried to give the terminal back while another thread is writing to it. One that
/// takes nothing more must not keep this program from ending.
const TRIES: u32 = 50;

/// Takes the terminal over. What is written to [`Screen`] is shown from now on.
pub fn take(mouse: bool) -> io::Result<()> {
    let mut state = state();
    terminal::enable_raw_mode()?;
    let mut out = io::stdout();
    execute!(out, terminal::EnterAlternateScreen, cursor::Hide, EnableBracketedPaste, EnableFocusChange)?;
    if mouse {
        execute!(out, EnableMouseCapture)?;
    }
    (state.taken, state.mouse) = (true, mouse);
    Ok(())
}

/// Takes it over again as it was taken before.
pub fn take_again() -> io::Result<()> {
    let mouse = state().mouse;
    take(mouse)
}

/// Gives the terminal back as it was. What is written to [`Screen`] from now on is dropped. Harmless if it was not taken.
pub fn give_back() {
    for _ in 0..TRIES {
        if let Ok(mut state) = STATE.try_lock() {
            leave(&mut state);
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    // Somebody is stuck writing: the modes at least are restored.
    let _ = terminal::disable_raw_mode();
}

/// For a signal or a panic: gives the terminal back and says what has to be known.
pub fn give_back_and_tell() {
    let farewell = STATE.try_lock().ok().and_then(|mut state| state.farewell.take());
    give_back();
    if let Some(farewell) = farewell {
        say(farewell);
    }
}

/// Says something on standard error, below what the terminal shows.
pub fn say(text: &str) {
    // Nobody is left to be told that telling failed.
    let _ = writeln!(io::stderr(), "{text}");
}

/// What is to be said if this program is ended from outside from now on.
pub fn set_farewell(farewell: Option<&'static str>) {
    state().farewell = farewell;
}

/// Columns and rows; what most terminals have had where it does not say.
pub fn size() -> (u16, u16) {
    terminal::size().unwrap_or((80, 24))
}

/// Puts text into the clipboard, by the terminal (OSC 52): it works over ssh too, where the terminal allows it.
pub fn copy(text: &str) -> io::Result<()> {
    use std::fmt::Write as _;
    let mut sequence = String::new();
    let _ = write!(sequence, "\u{1b}]52;c;{}\u{7}", base64(text.as_bytes()));
    let mut screen = Screen;
    screen.write_all(sequence.as_bytes())?;
    screen.flush()
}

fn leave(state: &mut State) {
    if !state.taken {
        return;
    }
    state.taken = false;
    let mut out = io::stdout();
    // If the terminal is gone, there is nothing to restore.
    let _ = execute!(
        out,
        DisableMouseCapture,
        DisableFocusChange,
        DisableBracketedPaste,
        terminal::LeaveAlternateScreen,
        cursor::Show
    );
    let _ = terminal::disable_raw_mode();
}

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Where the screen is drawn. It takes nothing once the terminal is given back.
#[derive(Clone, Copy, Debug)]
pub struct Screen;

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let state = state();
        if state.taken {
            io::stdout().write_all(bytes)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let state = state();
        if state.taken { io::stdout().flush() } else { Ok(()) }
    }
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = usize::try_from(word >> (18 - 6 * place) & 63).expect("six bits");
            out.push(if place <= chunk.len() { char::from(DIGITS[digit]) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn bytes_become_digits() {
        for (text, digits) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
            ("\u{ff}\u{fe}", "w7/Dvg=="),
        ] {
            assert_eq!(base64(text.as_bytes()), digits);
        }
    }
}
