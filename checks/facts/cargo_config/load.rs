//! The files and what they include, merged (cargo `src/context/mod.rs`, `load_values_from`, `load_includes`).

use std::collections::BTreeMap;

use super::{
    ConfigError, Duplicate, Node, Origin, Rules, Value, lexical,
    merge::{Merger, Unstable},
    parse::parse,
    walk::{exists, read, walk},
};
use crate::{Cx, HostPath, Pause};

/// Every file that cargo reads, as one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Loaded {
    pub(super) root: Node,
    pub(super) files: Vec<HostPath>,
    pub(super) duplicates: Vec<Duplicate>,
    pub(super) errors: Vec<ConfigError>,
    pub(super) unstable: Vec<Unstable>,
    pub(super) home: Option<HostPath>,
}

pub(super) fn load(rules: Rules, cx: &Cx<'_>) -> Result<Loaded, Pause> {
    let walked = walk(cx)?;
    let mut loader = Loader { rules, cx, files: Vec::new(), errors: Vec::new(), unstable: Vec::new() };
    let mut root = Node::new(Value::Table(BTreeMap::new()), Origin::Default);
    let mut pending = None;
    for path in &walked.files {
        match loader.file(path, &mut Vec::new()) {
            Ok(Some(node)) => loader.merge(&mut root, node, false),
            Ok(None) => {}
            // What the other files include is asked in the same round.
            Err(pause) => pending = Some(pause),
        }
    }
    if let Some(pause) = pending {
        return Err(pause);
    }
    let Loader { files, mut errors, unstable, .. } = loader;
    let home = match walked.home {
        Ok(home) => Some(home),
        Err(error) => {
            errors.push(error);
            None
        }
    };
    Ok(Loaded { root, files, duplicates: walked.duplicates, errors, unstable, home })
}

struct Loader<'a, 'b> {
    rules: Rules,
    cx: &'a Cx<'b>,
    /// Found files nearest first, each before what it includes.
    files: Vec<HostPath>,
    errors: Vec<ConfigError>,
    unstable: Vec<Unstable>,
}

struct Include {
    path: String,
    optional: bool,
    origin: Origin,
}

impl Loader<'_, '_> {
    fn merge(&mut self, root: &mut Node, node: Node, force: bool) {
        let mut merger = Merger { rules: self.rules, errors: &mut self.errors, unstable: &mut self.unstable };
        merger.merge(root, node, force);
    }

    /// A file with its includes merged; none where it cannot be read, which is noted. `seen`: the files on this walk
    /// from one found file; cargo takes a second visit for a cycle, also where it is none.
    fn file(&mut self, path: &HostPath, seen: &mut Vec<HostPath>) -> Result<Option<Node>, Pause> {
        if seen.iter().any(|other| lexical::same(other, path)) {
            self.errors.push(ConfigError::in_file("is included twice, which cargo takes for a cycle", path));
            return Ok(None);
        }
        seen.push(path.clone());
        self.files.push(path.clone());
        let parsed = read(path, self.cx)?.and_then(|text| parse(text, path, self.rules));
        let mut value = match parsed {
            Ok(value) => value,
            Err(error) => {
                self.errors.push(error);
                return Ok(None);
            }
        };
        let include = match &mut value.value {
            Value::Table(table) => table.remove("include"),
            Value::Boolean(_) | Value::Integer(_) | Value::String(_) | Value::List(_) => None,
        };
        let Some(include) = include else { return Ok(Some(value)) };
        let includes = match self.includes(&include, path) {
            Ok(includes) => includes,
            Err(error) => {
                self.errors.push(error);
                return Ok(Some(value));
            }
        };
        if !self.rules.include {
            return Ok(Some(value));
        }
        self.included(path, value, includes, seen).map(Some)
    }

    /// The included files in their order, then the including one, each over those before.
    fn included(
        &mut self,
        path: &HostPath,
        value: Node,
        includes: Vec<Include>,
        seen: &mut Vec<HostPath>,
    ) -> Result<Node, Pause> {
        let mut root = Node::new(Value::Table(BTreeMap::new()), value.origin.clone());
        let mut pending = None;
        for include in includes {
            let mut target = lexical::join(&lexical::parent(path).unwrap_or_else(|| path.clone()), &include.path);
            if self.rules.relative_to_value {
                target = lexical::normalize(&target);
            }
            let there = match exists(&target, self.cx) {
                Ok(there) => there,
                Err(pause) => {
                    pending = Some(pause);
                    continue;
                }
            };
            if !there {
                if !include.optional {
                    let message = format!("the included file `{target}` does not exist");
                    self.errors.push(ConfigError::at(message, &include.origin));
                }
                continue;
            }
            match self.file(&target, seen) {
                Ok(Some(node)) => self.merge(&mut root, node, true),
                Ok(None) => {}
                Err(pause) => pending = Some(pause),
            }
        }
        if let Some(pause) = pending {
            return Err(pause);
        }
        self.merge(&mut root, value, true);
        Ok(root)
    }

    /// The shapes of `include` (`include_paths`; before 1.93 a string or a list of strings).
    fn includes(&self, node: &Node, file: &HostPath) -> Result<Vec<Include>, ConfigError> {
        let plain =
            |path: &str, origin: &Origin| Include { path: path.to_owned(), optional: false, origin: origin.clone() };
        let includes = match &node.value {
            Value::String(path) if !self.rules.any_lists => vec![plain(path, &node.origin)],
            Value::List(list) => list
                .iter()
                .map(|element| match &element.value {
                    Value::String(path) => Ok(plain(path, &element.origin)),
                    Value::Table(_) => table_form(element),
                    Value::Boolean(_) | Value::Integer(_) | Value::List(_) => {
                        let message = format!("`include` lists strings and tables, not {}s", element.value.kind());
                        Err(ConfigError::at(message, &element.origin))
                    }
                })
                .collect::<Result<_, _>>()?,
            Value::Boolean(_) | Value::Integer(_) | Value::String(_) | Value::Table(_) => {
                let message = format!("`include` is a list of strings or tables, and here a {}", node.value.kind());
                return Err(ConfigError::at(message, &node.origin));
            }
        };
        for Include { path, origin, .. } in &includes {
            if lexical::extension(path, file.style()) != Some("toml") {
                return Err(ConfigError::at(
                    format!("an included file's name ends in `.toml`, not as `{path}`"),
                    origin,
                ));
            }
            if self.rules.any_lists && path.contains(['*', '?', '[', ']', '{', '}']) {
                return Err(ConfigError::at(format!("`include` takes no patterns, such as `{path}`"), origin));
            }
        }
        Ok(includes)
    }
}

fn table_form(element: &Node) -> Result<Include, ConfigError> {
    let Some(path) = element.at(&["path"]) else {
        return Err(ConfigError::at("a table of `include` has no `path`", &element.origin));
    };
    let Some(text) = path.as_str() else {
        let message = format!("`path` of `include` is a string, and here a {}", path.value.kind());
        return Err(ConfigError::at(message, &path.origin));
    };
    let optional = match element.at(&["optional"]) {
        None => false,
        Some(Node { value: Value::Boolean(optional), .. }) => *optional,
        Some(other) => {
            let message = format!("`optional` of `include` is true or false, and here a {}", other.value.kind());
            return Err(ConfigError::at(message, &other.origin));
        }
    };
    Ok(Include { path: text.to_owned(), optional, origin: element.origin.clone() })
}
