//! How a document is laid out: its sections, their keys, lines and line ends.

use std::ops::Range;

use super::{Document, Node, Shape, Table, Value};

/// A header with what stands below it, up to the next header; or what stands before the first one.
pub(super) struct Section {
    /// Elements of `[[a]]` by their index.
    pub(super) path: Vec<String>,
    /// None: the part before the first header.
    pub(super) header: Option<Range<usize>>,
    pub(super) leaves: Vec<Leaf>,
}

/// `key = value` on lines of its own.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    /// The last part of a dotted key.
    pub(super) key: Range<usize>,
    pub(super) value: Range<usize>,
}

impl Section {
    /// The end of what it says: of its last value, or of its header.
    pub(super) fn end(&self) -> usize {
        let header = self.header.as_ref().map_or(0, |header| header.end);
        self.leaves.last().map_or(header, |leaf| leaf.value.end)
    }

    pub(super) fn start(&self) -> usize {
        self.header.as_ref().map_or(0, |header| header.start)
    }
}

/// Every section, in order of appearance; the one before the first header is always there.
pub(super) fn sections(document: &Document) -> Vec<Section> {
    let mut found = Vec::new();
    collect(&document.root, &mut Vec::new(), None, &mut found);
    found.sort_by_key(Section::start);
    found
}

fn collect(table: &Table, path: &mut Vec<String>, header: Option<Range<usize>>, found: &mut Vec<Section>) {
    if matches!(table.shape, Shape::Root | Shape::Header) {
        let mut leaves = Vec::new();
        collect_leaves(table, &mut leaves);
        leaves.sort_by_key(|leaf: &Leaf| leaf.key.start);
        found.push(Section { path: path.clone(), header, leaves });
    }
    for entry in &table.entries {
        path.push(entry.key.clone());
        match &entry.node.value {
            Value::Table(inner) => match inner.shape {
                Shape::Header => collect(inner, path, Some(entry.node.span.clone()), found),
                Shape::Implied | Shape::Dotted => collect(inner, path, None, found),
                Shape::Root | Shape::Inline => {}
            },
            Value::Tables(tables) => {
                for (index, node) in tables.iter().enumerate() {
                    path.push(index.to_string());
                    if let Some(inner) = node.as_table() {
                        collect(inner, path, Some(node.span.clone()), found);
                    }
                    path.pop();
                }
            }
            Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Array(_) => {}
        }
        path.pop();
    }
}

/// The keys of `table`'s own body, dotted ones included.
pub(super) fn collect_leaves(table: &Table, leaves: &mut Vec<Leaf>) {
    for entry in &table.entries {
        match &entry.node.value {
            Value::Table(inner) if matches!(inner.shape, Shape::Implied | Shape::Dotted) => {
                collect_leaves(inner, leaves);
            }
            Value::Table(inner) if inner.shape == Shape::Header => {}
            Value::Tables(_) => {}
            Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Array(_)
            | Value::Table(_) => leaves.push(Leaf { key: entry.key_span.clone(), value: entry.node.span.clone() }),
        }
    }
}

/// The innermost inline table on the way to `path` (itself excluded), and its depth.
pub(super) fn enclosing_inline<'a>(document: &'a Document, path: &[String]) -> Option<(usize, &'a Node)> {
    (1..path.len()).rev().find_map(|depth| {
        let node = document.at(&path[..depth])?;
        matches!(&node.value, Value::Table(table) if table.shape == Shape::Inline).then_some((depth, node))
    })
}

impl Document {
    /// The line end that most lines have.
    pub(super) fn newline(&self) -> &'static str {
        let all = self.lines.len() - 1;
        let crlf = self.text.matches("\r\n").count();
        if crlf * 2 > all { "\r\n" } else { "\n" }
    }

    /// Where the line of `at` begins, a BOM excluded.
    pub(super) fn line_start(&self, at: usize) -> usize {
        let line = self.lines.partition_point(|&start| start <= at);
        let start = self.lines[..line].last().copied().unwrap_or(0);
        if start == 0 { self.first() } else { start }
    }

    /// Where the line after that of `at` begins, or the end of the text.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let line = self.lines.partition_point(|&start| start <= at);
        self.lines.get(line).copied().unwrap_or(self.text.len())
    }

    /// The offset of the first byte that is not the BOM.
    pub(super) fn first(&self) -> usize {
        if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
    }

    /// The line of `at` without its end.
    pub(super) fn line_text(&self, at: usize) -> &str {
        let text = self.text.get(self.line_start(at)..self.line_end(at)).unwrap_or_default();
        text.trim_end_matches('\n').trim_end_matches('\r')
    }

    /// The white space that the line of `at` begins with.
    pub(super) fn indentation(&self, at: usize) -> &str {
        let line = self.line_text(at);
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    pub(super) fn is_blank(&self, at: usize) -> bool {
        self.line_text(at).trim().is_empty()
    }

    pub(super) fn is_comment(&self, at: usize) -> bool {
        self.line_text(at).trim_start().starts_with('#')
    }
}
