//! From text to model, by way of `toml_edit`, which keeps spans as long as its document is not made mutable.

use std::ops::Range;

use toml_edit::{Item, Key, TableLike};

use super::{
    Document, Entry, Node, ParseError, Shape, Table, Value,
    error::{Position, line_starts},
};

pub(super) fn parse(text: &str) -> Result<Document, ParseError> {
    let lines = line_starts(text);
    match toml_edit::Document::parse(text) {
        Ok(parsed) => Ok(Document { text: text.to_owned(), lines, root: table(parsed.as_table(), Shape::Root) }),
        Err(error) => Err(explain(text, &lines, &error)),
    }
}

fn explain(text: &str, lines: &[usize], error: &toml_edit::TomlError) -> ParseError {
    let span = error.span().unwrap_or(text.len()..text.len());
    let at = Position::of(text, lines, span.start);
    let line = text.split('\n').nth(at.line as usize - 1).unwrap_or_default();
    let line = line.trim_start_matches('\u{feff}').trim_end_matches('\r');
    let rest = line.chars().count().saturating_sub(at.column as usize - 1);
    let faulty = text.get(span).map_or(1, |faulty| faulty.lines().next().unwrap_or_default().chars().count());
    ParseError {
        at,
        message: error.message().trim().replace('\n', ", "),
        source: line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect(),
        width: u32::try_from(faulty.min(rest).max(1)).unwrap_or(1),
    }
}

fn table(source: &dyn TableLike, shape: Shape) -> Table {
    let entries = source
        .iter()
        .filter_map(|(name, _)| source.get_key_value(name))
        .map(|(key, item)| {
            let key_span = span_of(key);
            Entry { key: key.get().to_owned(), node: node(item, &key_span), key_span }
        })
        .collect();
    Table::new(shape, entries)
}

fn node(item: &Item, key: &Range<usize>) -> Node {
    match item {
        Item::None => Node { span: key.clone(), value: Value::Table(Table::new(Shape::Implied, Vec::new())) },
        Item::Value(value) => value_node(value, key),
        Item::Table(inner) => header(inner, key),
        Item::ArrayOfTables(tables) => {
            let nodes: Vec<_> = tables.iter().map(|inner| header(inner, key)).collect();
            let span = nodes.first().map_or(key.clone(), |first| first.span.clone());
            Node { span, value: Value::Tables(nodes) }
        }
    }
}

fn header(inner: &toml_edit::Table, key: &Range<usize>) -> Node {
    let shape = match (inner.is_dotted(), inner.is_implicit()) {
        (true, _) => Shape::Dotted,
        (false, true) => Shape::Implied,
        (false, false) => Shape::Header,
    };
    let span = match shape {
        Shape::Header => inner.span().unwrap_or_else(|| key.clone()),
        Shape::Root | Shape::Implied | Shape::Dotted | Shape::Inline => key.clone(),
    };
    Node { span, value: Value::Table(table(inner, shape)) }
}

pub(super) fn value_node(value: &toml_edit::Value, key: &Range<usize>) -> Node {
    let span = value.span().unwrap_or_else(|| key.clone());
    let (span, value) = match value {
        toml_edit::Value::String(text) => (span, Value::String(text.value().clone())),
        toml_edit::Value::Integer(number) => (span, Value::Integer(*number.value())),
        toml_edit::Value::Float(number) => (span, Value::Float(*number.value())),
        toml_edit::Value::Boolean(value) => (span, Value::Boolean(*value.value())),
        toml_edit::Value::Datetime(value) => (span, Value::Datetime(value.value().to_string())),
        toml_edit::Value::Array(array) => {
            (span.clone(), Value::Array(array.iter().map(|element| value_node(element, &span)).collect()))
        }
        toml_edit::Value::InlineTable(inner) if inner.is_dotted() => {
            (key.clone(), Value::Table(table(inner, Shape::Dotted)))
        }
        toml_edit::Value::InlineTable(inner) => (span, Value::Table(table(inner, Shape::Inline))),
    };
    Node { span, value }
}

fn span_of(key: &Key) -> Range<usize> {
    key.span().unwrap_or_default()
}
