//! The terminal this program prints to: who reads, how wide it is, which characters and colours it shows.

use std::{env, io::IsTerminal, path::PathBuf};

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

    /// The terminal's background is light, as far as the terminal says so in `COLORFGBG` (rxvt's and Konsole's
    /// `foreground;background`, with colours 7 and 15 being white).
    pub fn is_light() -> bool {
        let background = env::var("COLORFGBG").ok().and_then(|it| it.rsplit(';').next()?.parse::<u8>().ok());
        matches!(background, Some(7 | 15))
    }

    /// Somebody reads as it is printed.
    pub fn is_stdout() -> bool {
        std::io::stdout().is_terminal()
    }

    /// Can a question be asked: standard input and output are terminals.
    pub fn can_ask() -> bool {
        std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
    }

    /// Its width as terminals count it.
    pub fn columns(&self) -> u16 {
        u16::try_from(self.width).unwrap_or(u16::MAX)
    }

    /// It cannot place text: an editor's, or a console that says so.
    pub fn is_dumb() -> bool {
        env::var_os("TERM").is_some_and(|term| term == "dumb")
    }

    fn of(interactive: bool, colour: Option<bool>) -> Self {
        let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
        let measured = || interactive.then(terminal_size::terminal_size).flatten().map(|(width, _)| width.0.into());
        // https://no-color.org: set and not empty
        let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self {
            width: columns.or_else(measured).unwrap_or(DEFAULT_WIDTH).clamp(20, 200),
            colour: colour.unwrap_or(interactive && !Self::is_dumb() && !refused),
            unicode: !interactive || locale_is_utf8(),
            interactive,
        }
    }
}

/// The text of the user's configuration file (`config.toml` in `$XDOCTOR_CONFIG_DIR`, or where the platform keeps such
/// things), with its path; none where there is no such file.
pub fn config_file() -> std::io::Result<Option<(PathBuf, String)>> {
    let dir = match env::var_os("XDOCTOR_CONFIG_DIR") {
        Some(dir) if !dir.is_empty() => Some(PathBuf::from(dir)),
        Some(_) | None => directories::ProjectDirs::from("", "", "xdoctor").map(|dirs| dirs.config_dir().to_owned()),
    };
    let Some(path) = dir.map(|dir| dir.join("config.toml")) else { return Ok(None) };
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some((path, text))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
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
