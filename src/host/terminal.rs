//! The terminal this program prints to: who reads, how wide it is, which characters and colours it shows.

use std::{env, io::IsTerminal};

/// How text is to be printed on one of the standard streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Columns to fill.
    pub width: usize,
    pub colour: bool,
    /// The locale's encoding is UTF-8.
    pub unicode: bool,
    pub interactive: bool,
}

/// Columns where nobody says how many: what a log viewer shows without scrolling.
const DEFAULT_WIDTH: usize = 100;

impl Terminal {
    /// Standard output, with the user's wish for colours (none: as the stream and `NO_COLOR` say).
    pub fn stdout(colour: Option<bool>) -> Self {
        Self::of(std::io::stdout().is_terminal(), colour)
    }

    /// Standard error.
    pub fn stderr(colour: Option<bool>) -> Self {
        Self::of(std::io::stderr().is_terminal(), colour)
    }

    /// Can a question be asked: standard input and output are terminals.
    pub fn can_ask() -> bool {
        std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
    }

    fn of(interactive: bool, colour: Option<bool>) -> Self {
        let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
        let measured = || interactive.then(terminal_size::terminal_size).flatten().map(|(width, _)| width.0.into());
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        // https://no-color.org: set and not empty
        let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self {
            width: columns.or_else(measured).unwrap_or(DEFAULT_WIDTH).clamp(20, 200),
            colour: colour.unwrap_or(interactive && !dumb && !refused),
            unicode: !interactive || locale_is_utf8(),
            interactive,
        }
    }
}

/// POSIX: the first of these that is set and not empty decides; Windows' consoles show Unicode.
fn locale_is_utf8() -> bool {
    let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
    match set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG")) {
        Some(locale) => locale.to_ascii_lowercase().replace('-', "").contains("utf8"),
        None => env::consts::OS == "windows" || env::consts::OS == "macos",
    }
}
