//! The model of a document: what it says, and where.

use std::{collections::HashMap, ops::Range};

use super::{ParseError, Position, parse};

/// A TOML document and the text it was read from. Spans are byte offsets into that text, a BOM included.
#[derive(Clone, Debug)]
pub struct Document {
    pub(super) text: String,
    /// Where each line begins.
    pub(super) lines: Vec<usize>,
    pub(super) root: Table,
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value's own text; the header (`[a.b]`) of a header table; the key of a table that only dotted keys or
    /// sub-tables imply.
    pub span: Range<usize>,
    pub value: Value,
}

#[derive(Clone, Debug)]
pub enum Value {
    String(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    /// As written.
    Datetime(String),
    Array(Vec<Node>),
    /// `[[key]]`: each node is a table.
    Tables(Vec<Node>),
    Table(Table),
}

#[derive(Clone, Debug)]
pub struct Table {
    pub shape: Shape,
    /// In order of appearance.
    pub entries: Vec<Entry>,
    /// Where each key is, in a table of so many that looking at each would take long.
    index: HashMap<String, usize>,
}

#[derive(Clone, Debug)]
pub struct Entry {
    pub key: String,
    /// Where the key was first written.
    pub key_span: Range<usize>,
    pub node: Node,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Root,
    /// `[a.b]` or `[[a.b]]`.
    Header,
    /// Only implied by the header of a table below it.
    Implied,
    /// `a.b = 1`.
    Dotted,
    /// `{ .. }`.
    Inline,
}

impl Document {
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        parse::parse(text)
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn root(&self) -> &Table {
        &self.root
    }

    /// The value at `path`; in an array a decimal index selects an element.
    pub fn at<S: AsRef<str>>(&self, path: &[S]) -> Option<&Node> {
        self.root.at(path)
    }

    /// The line, from 1, on which `node` begins.
    pub fn line(&self, node: &Node) -> u32 {
        self.position(node.span.start).line
    }

    /// What people call the byte offset `offset`.
    pub fn position(&self, offset: usize) -> Position {
        Position::of(&self.text, &self.lines, offset)
    }

    /// The text of `node`, as written.
    pub fn source(&self, node: &Node) -> &str {
        self.text.get(node.span.clone()).unwrap_or_default()
    }
}

impl Table {
    pub(super) fn new(shape: Shape, entries: Vec<Entry>) -> Self {
        const FEW: usize = 16;
        let indexed = if entries.len() > FEW { entries.as_slice() } else { &[] };
        let index = indexed.iter().enumerate().map(|(at, entry)| (entry.key.clone(), at)).collect();
        Self { shape, entries, index }
    }

    pub fn entry(&self, key: &str) -> Option<&Entry> {
        if self.index.is_empty() {
            return self.entries.iter().find(|entry| entry.key == key);
        }
        self.entries.get(*self.index.get(key)?)
    }

    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    pub fn at<S: AsRef<str>>(&self, path: &[S]) -> Option<&Node> {
        let (first, rest) = path.split_first()?;
        let node = self.get(first.as_ref())?;
        if rest.is_empty() { Some(node) } else { node.at(rest) }
    }
}

impl Node {
    /// The value at `path` below this one.
    pub fn at<S: AsRef<str>>(&self, path: &[S]) -> Option<&Self> {
        let Some((first, rest)) = path.split_first() else { return Some(self) };
        let child = match &self.value {
            Value::Table(table) => table.get(first.as_ref())?,
            Value::Array(items) | Value::Tables(items) => items.get(first.as_ref().parse::<usize>().ok()?)?,
            Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => {
                return None;
            }
        };
        child.at(rest)
    }

    pub fn as_str(&self) -> Option<&str> {
        if let Value::String(text) = &self.value { Some(text) } else { None }
    }

    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Boolean(value) = self.value { Some(value) } else { None }
    }

    pub fn as_table(&self) -> Option<&Table> {
        if let Value::Table(table) = &self.value { Some(table) } else { None }
    }

    /// The elements of `[..]`, or the tables of `[[..]]`.
    pub fn as_array(&self) -> Option<&[Self]> {
        if let Value::Array(items) | Value::Tables(items) = &self.value { Some(items) } else { None }
    }

    /// The kind as cargo and TOML call it.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::String(_) => "string",
            Value::Integer(_) => "integer",
            Value::Float(_) => "float",
            Value::Boolean(_) => "boolean",
            Value::Datetime(_) => "datetime",
            Value::Array(_) | Value::Tables(_) => "array",
            Value::Table(_) => "table",
        }
    }
}
