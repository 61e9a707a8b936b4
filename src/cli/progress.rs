//! What is going on, in one line on standard error: on a terminal only, gone when the answer is there.

use std::io::Write as _;

use xdoctor_checks::Question;

use super::args::GlobalArgs;
use crate::{
    driver::{self, Event},
    host::Terminal,
    report::one_line,
};

/// The line, redrawn when long work begins or ends.
pub(super) struct Progress {
    terminal: Terminal,
    /// What runs, in words, oldest first.
    running: Vec<String>,
    drawn: bool,
}

impl Progress {
    pub(super) fn new(global: &GlobalArgs) -> Self {
        let terminal = global.stderr();
        let terminal = Terminal { interactive: terminal.interactive && !global.quiet, ..terminal };
        Self { terminal, running: Vec::new(), drawn: false }
    }

    pub(super) fn tell(&mut self, event: &Event<'_>) {
        if !self.terminal.interactive {
            return;
        }
        match event {
            Event::Asked(question) => self.running.extend(words(question)),
            Event::Answered { question, .. } => {
                let Some(ended) = words(question) else { return };
                self.running.retain(|running| *running != ended);
            }
            Event::Judged(_) => return,
        }
        self.draw();
    }

    fn draw(&mut self) {
        let Some(first) = self.running.first() else { return self.clear() };
        let others = match self.running.len() - 1 {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        let width = self.terminal.width.saturating_sub(1);
        let line: String = format!("{}{others}", one_line(first)).chars().take(width).collect();
        // Nobody is left to be told that telling failed.
        let _ = write!(std::io::stderr().lock(), "\r\u{1b}[K{line}");
        self.drawn = true;
    }

    fn clear(&mut self) {
        if self.drawn {
            let _ = write!(std::io::stderr().lock(), "\r\u{1b}[K");
            self.drawn = false;
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

/// What takes seconds, in words; commands are answered in a moment.
fn words(question: &Question) -> Option<String> {
    if matches!(question, Question::Run(_)) { None } else { driver::words(question) }
}
