//! Where and why a document cannot be read or changed.

use std::fmt;

/// A place in a text as people count: both from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// Text that is not TOML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    pub at: Position,
    /// A lowercase phrase.
    pub message: String,
    /// The line at fault, without its end and with control characters made visible.
    pub source: String,
    /// How many characters from the column on are at fault; at least one.
    pub width: u32,
}

/// Why a change was not made. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditError {
    /// The text is not TOML as it stands.
    Unreadable(ParseError),
    /// The new value is not TOML.
    BadValue { value: String, message: String },
    /// Something else stands where the change wants a table or an array.
    InTheWay { key: String, line: u32, found: &'static str, wanted: &'static str },
    /// The line does not hold the text to be replaced.
    NotOnLine { line: u32, text: String },
    /// The file to be changed does not exist.
    Missing,
    /// The file to be made exists.
    Exists { path: String },
    /// The file cannot be read as text.
    Unusable { message: String },
    /// The spliced text would not mean what was intended: this document is written in a way that is not understood.
    NotAsIntended,
}

impl ParseError {
    /// The line with a caret below the fault, over two or three lines, without a last newline.
    pub fn caret(&self) -> String {
        let gutter = self.at.line.to_string();
        let blank = " ".repeat(gutter.len());
        let before = " ".repeat(usize::try_from(self.at.column.saturating_sub(1)).unwrap_or(0));
        let marks = "^".repeat(usize::try_from(self.width.max(1)).unwrap_or(1));
        format!("{gutter} | {}\n{blank} | {before}{marks}", self.source)
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.at.line, self.at.column, self.message)
    }
}

impl std::error::Error for ParseError {}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => write!(f, "not valid TOML: {error}"),
            Self::BadValue { value, message } => write!(f, "`{value}` is not a TOML value: {message}"),
            Self::InTheWay { key, line, found, wanted } => {
                write!(f, "`{key}` on line {line} is of type {found} where a value of type {wanted} is needed")
            }
            Self::NotOnLine { line, text } => write!(f, "line {line} has no `{text}`"),
            Self::Missing => write!(f, "the file does not exist"),
            Self::Exists { path } => write!(f, "`{path}` exists already"),
            Self::Unusable { message } => write!(f, "the file cannot be read: {message}"),
            Self::NotAsIntended => {
                write!(f, "the file is written in a way that cannot be edited without a side effect")
            }
        }
    }
}

impl std::error::Error for EditError {}

impl Position {
    /// The position of the byte `offset` of `text`, whose lines begin at `lines`.
    pub(super) fn of(text: &str, lines: &[usize], offset: usize) -> Self {
        let line = lines.partition_point(|&start| start <= offset);
        let start = lines[..line].last().copied().unwrap_or(0);
        let before = text.as_bytes().get(start..offset.min(text.len())).unwrap_or_default();
        let column = String::from_utf8_lossy(before).trim_start_matches('\u{feff}').chars().count() + 1;
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { line: number(line.max(1)), column: number(column) }
    }
}

/// Where each line of `text` begins.
pub(super) fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}
