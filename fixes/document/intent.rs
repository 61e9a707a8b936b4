//! What a document means, without where and how: the measure of an edit.

use std::collections::BTreeMap;

use super::{Node, Table, Value};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    String(String),
    Integer(i64),
    /// By bits, so that a `nan` equals itself.
    Float(u64),
    Boolean(bool),
    Datetime(String),
    Array(Vec<Meaning>),
    Table(BTreeMap<String, Meaning>),
}

impl Meaning {
    pub(super) fn of_table(table: &Table) -> Self {
        Self::Table(table.entries.iter().map(|entry| (entry.key.clone(), Self::of(&entry.node))).collect())
    }

    pub(super) fn of(node: &Node) -> Self {
        match &node.value {
            Value::String(text) => Self::String(text.clone()),
            Value::Integer(number) => Self::Integer(*number),
            Value::Float(number) => Self::Float(number.to_bits()),
            Value::Boolean(value) => Self::Boolean(*value),
            Value::Datetime(text) => Self::Datetime(text.clone()),
            Value::Array(items) | Value::Tables(items) => Self::Array(items.iter().map(Self::of).collect()),
            Value::Table(table) => Self::of_table(table),
        }
    }

    /// Set the value at `path`, making the tables on the way.
    pub(super) fn set(&mut self, path: &[String], value: Self) {
        let Some((first, rest)) = path.split_first() else {
            *self = value;
            return;
        };
        match self {
            Self::Table(entries) => {
                entries.entry(first.clone()).or_insert_with(|| Self::Table(BTreeMap::new())).set(rest, value);
            }
            Self::Array(items) => {
                if let Some(item) = first.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                    item.set(rest, value);
                }
            }
            Self::String(_) | Self::Integer(_) | Self::Float(_) | Self::Boolean(_) | Self::Datetime(_) => {}
        }
    }

    /// Append to the array at `path`, making it.
    pub(super) fn push(&mut self, path: &[String], value: Self) {
        if let Some(Self::Array(items)) = self.at_mut(path) {
            items.push(value);
        } else {
            self.set(path, Self::Array(vec![value]));
        }
    }

    /// Remove the value at `path`.
    pub(super) fn remove(&mut self, path: &[String]) {
        let Some((last, parent)) = path.split_last() else { return };
        match self.at_mut(parent) {
            Some(Self::Table(entries)) => {
                entries.remove(last);
            }
            Some(Self::Array(items)) => {
                if let Ok(index) = last.parse::<usize>()
                    && index < items.len()
                {
                    items.remove(index);
                }
            }
            Some(Self::String(_) | Self::Integer(_) | Self::Float(_) | Self::Boolean(_) | Self::Datetime(_)) | None => {
            }
        }
    }

    /// Remove the tables along `path` that are empty, the deepest first.
    pub(super) fn prune(&mut self, path: &[String]) {
        for depth in (1..=path.len()).rev() {
            let Some(Self::Table(entries)) = self.at_mut(&path[..depth]) else { continue };
            if !entries.is_empty() {
                return;
            }
            self.remove(&path[..depth]);
        }
    }

    fn at_mut(&mut self, path: &[String]) -> Option<&mut Self> {
        let Some((first, rest)) = path.split_first() else { return Some(self) };
        match self {
            Self::Table(entries) => entries.get_mut(first)?.at_mut(rest),
            Self::Array(items) => items.get_mut(first.parse::<usize>().ok()?)?.at_mut(rest),
            Self::String(_) | Self::Integer(_) | Self::Float(_) | Self::Boolean(_) | Self::Datetime(_) => None,
        }
    }
}
