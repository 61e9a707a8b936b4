//! One file's text as values with the lines they stand on.

use std::{collections::BTreeMap, ops::Range};

use toml_edit::{Document, InlineTable, Item, Key, Table, Value as Toml};

use super::{ConfigError, Node, Origin, Rules, Value};
use crate::HostPath;

/// Parse the text of the configuration file `path`, by the rules of one cargo.
pub(super) fn parse(text: &str, path: &HostPath, rules: Rules) -> Result<Node, ConfigError> {
    let lines = Lines::new(text);
    let document = Document::parse(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        lines.error(format!("could not parse TOML: {message}"), path, offset)
    })?;
    let reader = Reader { text, path, rules, lines: &lines };
    let table = reader.table(document.as_table(), &mut Vec::new())?;
    Ok(Node::new(Value::Table(table), reader.origin(None)))
}

/// The offset at which each line starts.
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    /// From 1.
    pub(super) fn line(&self, offset: usize) -> u32 {
        u32::try_from(self.starts.partition_point(|start| *start <= offset)).unwrap_or(u32::MAX)
    }

    /// An error at an offset, with the line it stands on and a caret below.
    pub(super) fn error(&self, message: impl Into<String>, path: &HostPath, offset: usize) -> ConfigError {
        let offset = offset.min(self.text.len());
        let line = self.line(offset);
        let start = self.starts[line as usize - 1];
        let whole = self.text[start..].lines().next().unwrap_or_default();
        let before = self.text.get(start..offset).unwrap_or_default().trim_end_matches(['\r', '\n']);
        // A caret under a tab must stand behind a tab too.
        let indent: String = before.chars().map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        ConfigError {
            line: Some(line),
            column: u32::try_from(before.chars().count() + 1).ok(),
            excerpt: Some(format!("{whole}\n{indent}^").into()),
            ..ConfigError::in_file(message, path)
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    path: &'a HostPath,
    rules: Rules,
    lines: &'a Lines<'a>,
}

impl Reader<'_> {
    fn origin(&self, span: Option<Range<usize>>) -> Origin {
        Origin::File { path: self.path.clone(), line: span.map_or(1, |span| self.lines.line(span.start)) }
    }

    fn error(&self, message: String, span: Option<Range<usize>>) -> ConfigError {
        self.lines.error(message, self.path, span.map_or(0, |span| span.start))
    }

    fn table(&self, table: &Table, key: &mut Vec<String>) -> Result<BTreeMap<String, Node>, ConfigError> {
        let mut nodes = BTreeMap::new();
        for (name, item) in table {
            key.push(name.to_owned());
            let at = table.key(name).and_then(Key::span);
            if let Some(node) = self.item(item, at, key)? {
                nodes.insert(name.to_owned(), node);
            }
            key.pop();
        }
        Ok(nodes)
    }

    /// A value stands on its key's line, a table on its header's.
    fn item(&self, item: &Item, at: Option<Range<usize>>, key: &mut Vec<String>) -> Result<Option<Node>, ConfigError> {
        Ok(Some(match item {
            Item::None => return Ok(None),
            Item::Value(value) => self.value(value, at.as_ref(), key)?,
            Item::Table(table) => Node::new(Value::Table(self.table(table, key)?), self.origin(table.span().or(at))),
            Item::ArrayOfTables(tables) => {
                self.check_list(key, at.clone())?;
                let mut list = Vec::new();
                for table in tables {
                    list.push(Node::new(Value::Table(self.table(table, key)?), self.origin(table.span())));
                }
                Node::new(Value::List(list), self.origin(tables.span().or(at)))
            }
        }))
    }

    fn value(&self, value: &Toml, at: Option<&Range<usize>>, key: &mut Vec<String>) -> Result<Node, ConfigError> {
        let origin = self.origin(at.cloned().or_else(|| value.span()));
        let read = match value {
            Toml::String(text) => {
                self.check_escapes(value.span())?;
                Value::String(text.value().clone())
            }
            Toml::Integer(number) => Value::Integer(*number.value()),
            Toml::Boolean(boolean) => Value::Boolean(*boolean.value()),
            Toml::Float(_) => return Err(self.unsupported("float", key, value.span())),
            Toml::Datetime(_) => return Err(self.unsupported("datetime", key, value.span())),
            Toml::Array(array) => {
                let mut list = Vec::new();
                for element in array {
                    if !matches!(element, Toml::String(_)) {
                        self.check_list(key, element.span())?;
                    }
                    list.push(self.value(element, None, key)?);
                }
                Value::List(list)
            }
            Toml::InlineTable(table) => {
                self.check_inline(table)?;
                let mut nodes = BTreeMap::new();
                for (name, value) in table {
                    key.push(name.to_owned());
                    nodes
                        .insert(name.to_owned(), self.value(value, table.key(name).and_then(Key::span).as_ref(), key)?);
                    key.pop();
                }
                Value::Table(nodes)
            }
        };
        Ok(Node::new(read, origin))
    }

    fn unsupported(&self, kind: &str, key: &[String], at: Option<Range<usize>>) -> ConfigError {
        self.error(format!("unsupported TOML configuration type `{kind}` at `{}`", key.join(".")), at)
    }

    fn check_list(&self, key: &[String], at: Option<Range<usize>>) -> Result<(), ConfigError> {
        if self.rules.any_lists {
            return Ok(());
        }
        Err(self.error(format!("a list of cargo before 1.93 holds strings only, at `{}`", key.join(".")), at))
    }

    fn check_inline(&self, table: &InlineTable) -> Result<(), ConfigError> {
        if self.rules.toml_1_1 || table.is_dotted() {
            return Ok(());
        }
        // Line breaks are allowed inside a value (a list, a long string), not between the parts of the table.
        let broken = |decor: &toml_edit::Decor| {
            [decor.prefix(), decor.suffix()].into_iter().flatten().any(|raw| {
                raw.span().and_then(|span| self.text.get(span)).is_some_and(|text| text.contains(['\n', '#']))
            })
        };
        let trailing = table.trailing().span().and_then(|span| self.text.get(span)).unwrap_or_default();
        let entry_broken = table.iter().any(|(name, value)| {
            broken(value.decor())
                || table.key(name).is_some_and(|key| broken(key.leaf_decor()) || broken(key.dotted_decor()))
        });
        if table.trailing_comma() || trailing.contains(['\n', '#']) || entry_broken {
            let message = "line breaks, comments and a last comma in an inline table need cargo 1.94 (TOML 1.1)";
            return Err(self.error(message.to_owned(), table.span()));
        }
        Ok(())
    }

    fn check_escapes(&self, at: Option<Range<usize>>) -> Result<(), ConfigError> {
        let Some(written) = at.clone().and_then(|span| self.text.get(span)) else { return Ok(()) };
        if self.rules.toml_1_1 || !written.starts_with('"') {
            return Ok(());
        }
        let mut characters = written.chars();
        while let Some(c) = characters.next() {
            if c == '\\' && matches!(characters.next(), Some('e' | 'x')) {
                let message = "the escapes `\\e` and `\\x` need cargo 1.94 (TOML 1.1)";
                return Err(self.error(message.to_owned(), at));
            }
        }
        Ok(())
    }
}
