//! The merged configuration, and how cargo looks a value up in it: files, then variables over them.

use std::{collections::BTreeMap, ops::Deref, sync::Arc};

use super::{
    ConfigError, Duplicate, Key, Located, Node, Origin, Rules, Unstable, Value, lexical, load::load,
    merge::is_replaced_list, parse::parse, rules::CargoVersion, walk::read,
};
use crate::{Cx, Fact, HostPath, Pause, Style};

/// Cargo's configuration as the cargo that will run has it, from where the user stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CargoConfig(Arc<Config>);

/// Cargo's configuration by the rules of some version of it. Concluded without asking any toolchain, so that what
/// decides for the toolchain (`build.rustc`) can be read from it, by [`Rules::NEWEST`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    pub rules: Rules,
    /// What the files say, merged. Variables are not in it: they are looked up by key.
    pub root: Node,
    /// The files that cargo reads: found ones nearest first, each before what it includes.
    pub files: Vec<HostPath>,
    /// Directories with two files, of which one is ignored.
    pub duplicates: Vec<Duplicate>,
    /// What stops cargo when it loads the files. Where there are any, the values are those of the rest.
    pub errors: Vec<ConfigError>,
    /// Lists that cargo joins in one run and replaces in the next.
    pub unstable: Vec<Unstable>,
    /// Cargo's home (`CARGO_HOME`); none where cargo finds none.
    pub home: Option<HostPath>,
    pub cwd: HostPath,
    /// The variables whose names start with `CARGO_`, in whatever case.
    pub variables: BTreeMap<String, String>,
}

impl Deref for CargoConfig {
    type Target = Config;

    fn deref(&self) -> &Config {
        &self.0
    }
}

impl Fact for CargoConfig {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        // The newest rules read at least the files that any rules read: asked while the version is being asked for.
        let (newest, version) = (cx.fact::<Config>(Rules::NEWEST), cx.fact::<CargoVersion>(()));
        let rules = Rules::of(&version?.0);
        if rules == Rules::NEWEST {
            return newest.map(Self);
        }
        cx.fact::<Config>(rules).map(Self)
    }
}

impl Fact for Config {
    type Key = Rules;

    fn conclude(rules: &Rules, cx: &Cx<'_>) -> Result<Self, Pause> {
        let (host, variables, loaded) = (cx.host(), cx.env_prefix("CARGO_"), load(*rules, cx));
        let (host, variables, loaded) = (host?, variables?, loaded?);
        Ok(Self {
            rules: *rules,
            root: loaded.root,
            files: loaded.files,
            duplicates: loaded.duplicates,
            errors: loaded.errors,
            unstable: loaded.unstable,
            home: loaded.home,
            cwd: host.cwd.clone(),
            variables: variables.clone(),
        })
    }
}

impl Config {
    /// One file by itself, whether or not cargo reads it; none where it cannot be parsed.
    pub fn parse_file(path: &HostPath, rules: Rules, cx: &Cx<'_>) -> Result<Option<Node>, Pause> {
        Ok(read(path, cx)?.and_then(|text| parse(text, path, rules)).ok())
    }

    /// The string at `key`, its variable first.
    pub fn string<S: AsRef<str>>(&self, key: &[S]) -> Option<Located<String>> {
        self.try_string(&whole(key)).ok().flatten()
    }

    /// The strings at `key`, whether written as a list or as one string with spaces, those of its variable last.
    pub fn list<S: AsRef<str>>(&self, key: &[S]) -> Option<Vec<Located<String>>> {
        self.try_string_list(&whole(key), true).ok().flatten()
    }

    /// The named values below `key`, as the files have them.
    pub fn tables<S: AsRef<str>>(&self, key: &[S]) -> impl Iterator<Item = (&str, &Node)> {
        let table = self.root.at(key).and_then(Node::as_table);
        table.into_iter().flatten().map(|(name, node)| (name.as_str(), node))
    }

    pub fn style(&self) -> Style {
        self.cwd.style()
    }

    /// The directory that relative paths at this origin start from: the one above the file's, or the working directory
    /// (cargo `src/context/value.rs`, `Definition::root`).
    pub fn base(&self, origin: &Origin) -> HostPath {
        let above = |path: &HostPath| lexical::parent(&lexical::parent(path)?);
        origin.file().and_then(above).unwrap_or_else(|| self.cwd.clone())
    }

    pub(super) fn variable(&self, key: &Key) -> Option<Located<&str>> {
        let value = self.variables.get(key.variable())?;
        Some(Located::new(value, Origin::Env { name: key.variable().to_owned() }))
    }

    /// `get_cv`: what the files say.
    pub(super) fn in_files(&self, key: &Key) -> Result<Option<&Node>, ConfigError> {
        let mut node = &self.root;
        for (at, part) in key.parts().iter().enumerate() {
            let Value::Table(table) = &node.value else {
                let so_far = key.parts()[..at].join(".");
                let message = format!("`{so_far}` is a table, and here a {}", node.value.kind());
                return Err(ConfigError::at(message, &node.origin));
            };
            let Some(next) = table.get(part) else { return Ok(None) };
            node = next;
        }
        Ok(Some(node))
    }

    /// What `cargo config get` prints for `key` (`get_cv_with_env`): a variable's text is read as a boolean or an integer if it is one.
    pub fn with_variable(&self, key: &Key) -> Result<Option<Node>, ConfigError> {
        let node = self.in_files(key)?;
        let Some(Located { value, origin }) = self.variable(key) else { return Ok(node.cloned()) };
        let read = match (value, value.parse::<i64>(), node.map(|node| &node.value)) {
            ("true", ..) => Value::Boolean(true),
            ("false", ..) => Value::Boolean(false),
            (_, Ok(number), _) => Value::Integer(number),
            (_, Err(_), Some(Value::List(list))) => {
                let mut list = list.clone();
                self.extend_from_variable(key, &mut list);
                let origin = node.map_or(Origin::Default, |node| node.origin.clone());
                return Ok(Some(Node::new(Value::List(list), origin)));
            }
            (_, Err(_), Some(Value::Boolean(_) | Value::Integer(_) | Value::String(_) | Value::Table(_)) | None) => {
                Value::String(value.to_owned())
            }
        };
        Ok(Some(Node::new(read, origin)))
    }

    /// `get_env_list`: the words of the variable go last, or replace a list that names a program.
    pub(super) fn extend_from_variable(&self, key: &Key, list: &mut Vec<Node>) {
        let Some(Located { value, origin }) = self.variable(key) else { return };
        if self.rules.runner_lists_replace && is_replaced_list(key.parts()) {
            list.clear();
        }
        list.extend(value.split_whitespace().map(|word| Node::text(word, origin.clone())));
    }

    /// `has_key`. `prefix`: is it enough that a variable's name starts with the key's and goes on after an underscore?
    pub(super) fn has(&self, key: &Key, prefix: bool) -> Result<bool, ConfigError> {
        let variable = key.variable();
        let starts = |name: &String| name.strip_prefix(variable).is_some_and(|rest| rest.starts_with('_'));
        if self.variables.contains_key(variable) || (prefix && self.variables.keys().any(starts)) {
            return Ok(true);
        }
        Ok(self.in_files(key)?.is_some())
    }
}

fn whole<S: AsRef<str>>(key: &[S]) -> Key {
    Key::parse(&key.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("."))
}
