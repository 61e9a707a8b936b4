//! A configuration value with the place of each of its parts: cargo's `ConfigValue`.

use std::collections::BTreeMap;

use super::Origin;

/// A value of the configuration and where it stands. A merged table keeps the place of the file that was merged first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub value: Value,
    pub origin: Origin,
}

/// What a configuration can hold: TOML without floats and dates, which cargo refuses
/// (cargo `src/context/config_value.rs`, `from_toml_inner`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Boolean(bool),
    Integer(i64),
    String(String),
    List(Vec<Node>),
    Table(BTreeMap<String, Node>),
}

impl Value {
    /// As cargo's messages name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Boolean(_) => "boolean",
            Self::Integer(_) => "integer",
            Self::String(_) => "string",
            Self::List(_) => "array",
            Self::Table(_) => "table",
        }
    }
}

impl Node {
    pub fn new(value: Value, origin: Origin) -> Self {
        Self { value, origin }
    }

    pub(super) fn text(text: impl Into<String>, origin: Origin) -> Self {
        Self { value: Value::String(text.into()), origin }
    }

    pub fn as_table(&self) -> Option<&BTreeMap<String, Node>> {
        match &self.value {
            Value::Table(table) => Some(table),
            Value::Boolean(_) | Value::Integer(_) | Value::String(_) | Value::List(_) => None,
        }
    }

    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            Value::Boolean(_) | Value::Integer(_) | Value::Table(_) | Value::List(_) => None,
        }
    }

    /// The value as TOML text.
    pub fn to_toml(&self) -> String {
        fn convert(node: &Node) -> toml_edit::Value {
            match &node.value {
                Value::Boolean(boolean) => (*boolean).into(),
                Value::Integer(number) => (*number).into(),
                Value::String(text) => text.as_str().into(),
                Value::List(list) => list.iter().map(convert).collect(),
                Value::Table(table) => table.iter().map(|(name, node)| (name.as_str(), convert(node))).collect(),
            }
        }
        convert(self).to_string().trim().to_owned()
    }

    /// The value below it at `key`; none where the way ends or meets something that is no table.
    pub fn at<S: AsRef<str>>(&self, key: &[S]) -> Option<&Node> {
        key.iter().try_fold(self, |node, part| node.as_table()?.get(part.as_ref()))
    }
}
