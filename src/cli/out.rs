//! Printing: standard output for results, standard error for what went wrong.

use std::io::Write as _;

use unicode_width::UnicodeWidthStr;

use super::args::{ColorWhen, GlobalArgs};
use crate::{
    host::Terminal,
    report::{Page, Tone},
};

/// What stops a command, told with what to do. It ends with the exit code for wrong usage.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    /// A lowercase phrase that names the file or command.
    pub(super) what: String,
    /// What to do about it.
    pub(super) hint: Option<String>,
    /// The line of a file in which the mistake stands.
    pub(super) excerpt: Option<Excerpt>,
}

/// A line with a caret under a column.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// From 1.
    pub(super) line: u32,
    /// From 1, in characters.
    pub(super) column: u32,
    pub(super) text: String,
}

impl Trouble {
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), hint: None, excerpt: None }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl Excerpt {
    /// As many characters of a long line as are shown, the column among them.
    const WIDTH: usize = 100;

    fn show(&self, page: &mut Page) {
        let column = (self.column as usize).saturating_sub(1);
        let skipped = column.saturating_sub(Self::WIDTH / 2);
        // What is shown as something else would move the caret away from its place.
        let plain = |c: char| if c.is_control() { ' ' } else { c };
        let shown: String = self.text.chars().skip(skipped).take(Self::WIDTH).map(plain).collect();
        let before: String = shown.chars().take(column - skipped).collect();
        let number = format!("{:>5} | ", self.line);
        let gutter = format!("{:>5} | {}", "", " ".repeat(before.width()));
        page.line(0, &[(Tone::Faint, &number), (Tone::Plain, &shown)]);
        page.line(0, &[(Tone::Faint, &gutter), (Tone::Bad, "^")]);
    }
}

impl GlobalArgs {
    pub(super) fn stdout(&self) -> Terminal {
        Terminal::stdout(self.colour())
    }

    pub(super) fn stderr(&self) -> Terminal {
        Terminal::stderr(self.colour())
    }

    fn colour(&self) -> Option<bool> {
        match self.color {
            ColorWhen::Auto => None,
            ColorWhen::Always => Some(true),
            ColorWhen::Never => Some(false),
        }
    }
}

/// Print to standard output. A closed pipe is the reader's choice, not an error; a full disk is one.
pub(super) fn print(text: &str) -> Result<(), Trouble> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Trouble::new(format!("cannot write to standard output: {error}")))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// A question with yes or no; `without` says what to do where there is no terminal to ask on.
pub(super) fn ask(question: &str, without: &str) -> Result<bool, Trouble> {
    if !Terminal::can_ask() {
        return Err(Trouble::new("nothing was changed: there is no terminal to ask on").hint(without));
    }
    let mut err = std::io::stderr().lock();
    let _ = write!(err, "{question} [y/N] ").and_then(|()| err.flush());
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|error| Trouble::new(format!("cannot read your answer: {error}")))?;
    Ok(matches!(line.trim(), "y" | "Y" | "yes"))
}

pub(super) fn error(trouble: &Trouble, terminal: Terminal) {
    let mut page = Page::new(terminal);
    page.labelled(0, (Tone::Bad, "error:"), 7, Tone::Plain, &trouble.what);
    if let Some(excerpt) = &trouble.excerpt {
        excerpt.show(&mut page);
    }
    if let Some(hint) = &trouble.hint {
        page.labelled(0, (Tone::Good, "hint:"), 7, Tone::Plain, hint);
    }
    // Nobody is left to be told that telling failed.
    let _ = std::io::stderr().lock().write_all(page.finish().as_bytes());
}
