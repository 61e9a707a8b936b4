//! TOML files of rustup, with the place where each value stands.

use toml_edit::{Document, Item, Table, TableLike};

/// What is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// From 1; none where the file as a whole is meant.
    pub line: Option<u32>,
    /// From 1, in characters.
    pub column: Option<u32>,
    /// A lowercase phrase.
    pub message: String,
}

impl FileError {
    pub(super) fn whole(message: impl Into<String>) -> Self {
        Self { line: None, column: None, message: message.into() }
    }

    pub(super) fn at(text: &str, offset: usize, message: impl Into<String>) -> Self {
        let before = &text[..floor(text, offset)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before[line_start..].chars().count() + 1;
        Self { line: Some(line_of(text, offset)), column: u32::try_from(column).ok(), message: message.into() }
    }
}

/// A parsed file.
pub(super) struct Toml<'a> {
    text: &'a str,
    document: Document<&'a str>,
}

impl<'a> Toml<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, FileError> {
        // rustup's parser does not take a byte order mark away either.
        match Document::parse(text) {
            Ok(document) => Ok(Self { text, document }),
            Err(error) => {
                let offset = error.span().map_or(0, |span| span.start);
                Err(FileError::at(text, offset, first_line(error.message())))
            }
        }
    }

    pub(super) fn root(&self) -> &Table {
        self.document.as_table()
    }

    /// The line of the key `name` in `table`.
    pub(super) fn line(&self, table: &dyn TableLike, name: &str) -> Option<u32> {
        let (key, item) = table.get_key_value(name)?;
        let span = key.span().or_else(|| item.span())?;
        Some(line_of(self.text, span.start))
    }

    pub(super) fn error(&self, item: &Item, message: impl Into<String>) -> FileError {
        match item.span() {
            Some(span) => FileError::at(self.text, span.start, message),
            None => FileError::whole(message),
        }
    }

    /// The string at `name`; none where there is no such key.
    pub(super) fn string(&self, table: &'a dyn TableLike, name: &str) -> Result<Option<&'a str>, FileError> {
        let Some(item) = table.get(name) else { return Ok(None) };
        let mistyped = || self.error(item, format!("`{name}` has to be a string"));
        item.as_str().ok_or_else(mistyped).map(Some)
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or(text)
}

fn line_of(text: &str, offset: usize) -> u32 {
    let lines = text[..floor(text, offset)].matches('\n').count() + 1;
    u32::try_from(lines).unwrap_or(u32::MAX)
}

fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
