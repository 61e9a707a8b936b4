//! A page of text for people: indented, wrapped to the terminal, coloured where the terminal has colours.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::{host::Terminal, report::clean::clean};

/// How a piece of text stands out. The terminal's own colours only, and never colour alone: words carry the meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Strong,
    Faint,
    Good,
    Bad,
    Warning,
    /// Commands and names.
    Name,
    Added,
    Removed,
}

impl Tone {
    fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Faint => Style::new().dimmed(),
            Self::Good | Self::Added => AnsiColor::Green.on_default(),
            Self::Bad => AnsiColor::Red.on_default().bold(),
            Self::Warning => AnsiColor::Yellow.on_default(),
            Self::Name => AnsiColor::Cyan.on_default(),
            Self::Removed => AnsiColor::Red.on_default(),
        }
    }
}

pub struct Page {
    out: String,
    terminal: Terminal,
}

impl Page {
    pub fn new(terminal: Terminal) -> Self {
        Self { out: String::new(), terminal }
    }

    pub fn finish(self) -> String {
        self.out
    }

    /// `unicode` where the terminal shows it, else `ascii`.
    pub fn symbol(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.terminal.unicode { unicode } else { ascii }
    }

    pub fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// One line of toned pieces, as it is.
    pub fn line(&mut self, indent: usize, pieces: &[(Tone, &str)]) {
        self.pad(indent);
        for (tone, text) in pieces {
            self.toned(*tone, &clean(text).replace('\n', " "));
        }
        self.end_line();
    }

    /// Text wrapped to the width, after a label that stands in a column of its own.
    pub fn labelled(&mut self, indent: usize, label: (Tone, &str), column: usize, tone: Tone, text: &str) {
        self.row(indent, &[label], column, tone, text);
    }

    /// As [`Self::labelled`], with a label of several pieces.
    pub fn row(&mut self, indent: usize, label: &[(Tone, &str)], column: usize, tone: Tone, text: &str) {
        let used: usize = label.iter().map(|(_, text)| text.width()).sum();
        let width = self.terminal.width.saturating_sub(indent + column).max(12);
        let text = clean(text);
        let mut first = true;
        for paragraph in text.lines() {
            // A triple, a path or an option is never cut: it is there to be copied.
            let options = textwrap::Options::new(width)
                .break_words(false)
                .word_separator(textwrap::WordSeparator::AsciiSpace)
                .word_splitter(textwrap::WordSplitter::NoHyphenation);
            for line in textwrap::wrap(paragraph, options) {
                self.pad(indent);
                if first {
                    for (tone, text) in label {
                        self.toned(*tone, text);
                    }
                    self.pad(column.saturating_sub(used));
                } else {
                    self.pad(column);
                }
                self.toned(tone, &line);
                self.end_line();
                first = false;
            }
        }
    }

    /// Output of a tool or a diff: unwrapped, so that it can be copied; at most `most` lines, the last ones.
    pub fn raw(&mut self, indent: usize, text: &str, most: usize, tone: impl Fn(&str) -> Tone) {
        let text = clean(text);
        let lines: Vec<_> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
        let skipped = lines.len().saturating_sub(most);
        if skipped > 0 {
            let ellipsis = self.symbol("…", "...");
            self.line(indent, &[(Tone::Faint, &format!("{ellipsis} {skipped} lines above"))]);
        }
        for line in &lines[skipped..] {
            self.line(indent, &[(tone(line), line)]);
        }
    }

    fn toned(&mut self, tone: Tone, text: &str) {
        let style = tone.style();
        if self.terminal.colour && style != Style::new() && !text.is_empty() {
            let _ = write!(self.out, "{style}{text}{style:#}");
        } else {
            self.out.push_str(text);
        }
    }

    fn pad(&mut self, columns: usize) {
        self.out.extend(std::iter::repeat_n(' ', columns));
    }

    fn end_line(&mut self) {
        let kept = self.out.trim_end_matches(' ').len();
        self.out.truncate(kept);
        self.out.push('\n');
    }
}

/// A unified diff's lines by what they do.
pub fn diff_tone(line: &str) -> Tone {
    match line.as_bytes().first() {
        Some(b'+') => Tone::Added,
        Some(b'-') => Tone::Removed,
        Some(b'@') => Tone::Name,
        _ => Tone::Plain,
    }
}
