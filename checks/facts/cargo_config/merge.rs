//! Two files' values as one (cargo `src/context/config_value.rs`, `merge_helper`).

use std::{collections::btree_map::Entry, mem};

use super::{ConfigError, ErrorKind, Located, MixedShapes, Node, Origin, Rules, Value};

/// Lists that name a program and its arguments: the nearer one replaces the farther (`NON_MERGEABLE_LISTS` there).
const REPLACED_LISTS: [&[&str]; 6] = [
    &["credential-alias", "*"],
    &["doc", "browser"],
    &["host", "runner"],
    &["registries", "*", "credential-provider"],
    &["registry", "credential-provider"],
    &["target", "*", "runner"],
];

/// Is the list at `key` replaced rather than joined?
pub(super) fn is_replaced_list<S: AsRef<str>>(key: &[S]) -> bool {
    REPLACED_LISTS.iter().any(|pattern| {
        pattern.len() == key.len() && pattern.iter().zip(key).all(|(part, name)| *part == "*" || *part == name.as_ref())
    })
}

/// A list that cargo replaces in one run and joins in the next.
///
/// From 1.86 on cargo forgets to leave a key's name behind when it is done with it (`merge_helper` pushes to `parts` and
/// never pops), so a list is known as a program's only if no other key that both files have was merged before, and the
/// order is that of a hash map. Seen with 1.95 and 1.96.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unstable {
    pub key: Vec<String>,
    /// The two lists, the nearer one first.
    pub places: [Origin; 2],
    /// What it is when it is joined.
    pub joined: Vec<Node>,
}

/// Merges and remembers what went wrong.
pub(super) struct Merger<'a> {
    pub(super) rules: Rules,
    pub(super) errors: &'a mut Vec<ConfigError>,
    pub(super) unstable: &'a mut Vec<Unstable>,
}

impl Merger<'_> {
    /// Merge `from` into `old`. With `force` the newcomer wins and its list elements go last; without it, it is the
    /// farther file: it fills gaps, and its list elements go first.
    pub(super) fn merge(&mut self, old: &mut Node, from: Node, force: bool) {
        self.step(old, from, force, &mut Vec::new(), true);
    }

    /// `alone`: no other key was merged on the way here.
    fn step(&mut self, old: &mut Node, from: Node, force: bool, key: &mut Vec<String>, alone: bool) {
        let (old_kind, from_kind) = (old.value.kind(), from.value.kind());
        let mixed = mixed_shapes(key, old, &from);
        let Node { value, origin } = from;
        match (&mut old.value, value) {
            (Value::List(olds), Value::List(news)) => {
                let (nearer, farther) = if force { (&news, &*olds) } else { (&*olds, &news) };
                let joined: Vec<_> = farther.iter().chain(nearer).cloned().collect();
                if !(self.rules.runner_lists_replace && is_replaced_list(key)) {
                    *olds = joined;
                    return;
                }
                if !alone {
                    let near_far = if force { [&origin, &old.origin] } else { [&old.origin, &origin] };
                    self.unstable.push(Unstable { key: key.clone(), places: near_far.map(Clone::clone), joined });
                }
                if force {
                    *olds = news;
                }
            }
            (Value::Table(olds), Value::Table(news)) => {
                let shared = news.keys().filter(|name| olds.contains_key(*name)).count();
                for (name, node) in news {
                    match olds.entry(name) {
                        Entry::Vacant(entry) => {
                            entry.insert(node);
                        }
                        Entry::Occupied(mut entry) => {
                            key.push(entry.key().clone());
                            self.step(entry.get_mut(), node, force, key, alone && shared == 1);
                            key.pop();
                        }
                    }
                }
            }
            (Value::List(_) | Value::Table(_), _) | (_, Value::List(_) | Value::Table(_)) => {
                let message = format!(
                    "cannot merge `{}`: {} is {} here, and {} in {}",
                    key.join("."),
                    key.last().map_or("the file", String::as_str),
                    with_article(from_kind),
                    with_article(old_kind),
                    old.origin,
                );
                self.errors.push(ConfigError::at(message, &origin).of_kind(mixed));
            }
            (
                Value::Boolean(_) | Value::Integer(_) | Value::String(_),
                mut new @ (Value::Boolean(_) | Value::Integer(_) | Value::String(_)),
            ) => {
                if force {
                    mem::swap(&mut old.value, &mut new);
                    old.origin = origin;
                }
            }
        }
    }
}

fn mixed_shapes(key: &[String], a: &Node, b: &Node) -> ErrorKind {
    let text = match (&a.value, &b.value) {
        (Value::String(text), Value::List(_)) => Located::new(text.clone(), a.origin.clone()),
        (Value::List(_), Value::String(text)) => Located::new(text.clone(), b.origin.clone()),
        (
            Value::Boolean(_) | Value::Integer(_) | Value::String(_) | Value::List(_) | Value::Table(_),
            Value::Boolean(_) | Value::Integer(_) | Value::String(_) | Value::List(_) | Value::Table(_),
        ) => return ErrorKind::Other,
    };
    ErrorKind::MixedShapes(Box::new(MixedShapes { key: key.to_vec(), text }))
}

fn with_article(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'i']) { "an" } else { "a" };
    format!("{article} {kind}")
}
