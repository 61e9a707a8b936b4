//! `[env]`: what cargo sets for rustc, build scripts and the programs it runs
//! (cargo `src/context/mod.rs`, `env_config`; `schema.rs`, `EnvConfigValue`).

use std::collections::BTreeMap;

use super::{CargoConfig, Config, ConfigError, Key, Located, Node, Value, lexical, typed::expected};
use crate::{Cx, Fact, Pause};

/// The entries of `[env]`, with their effect on the environment that the user has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvTable {
    pub entries: BTreeMap<String, EnvEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvEntry {
    /// The value with a relative path resolved.
    pub value: Located<String>,
    /// It replaces what the environment has.
    pub force: bool,
    /// What the environment has.
    pub inherited: Option<String>,
}

impl EnvEntry {
    /// Cargo sets it: it is forced, or the environment has no such variable, not even an empty one.
    pub fn in_effect(&self) -> bool {
        self.force || self.inherited.is_none()
    }
}

impl EnvTable {
    /// What rustc and build scripts see, if `[env]` has any effect on it.
    pub fn value(&self, name: &str) -> Option<&Located<String>> {
        let entry = self.entries.get(name)?;
        entry.in_effect().then_some(&entry.value)
    }
}

/// Variables that cargo refuses to set.
const REFUSED: [&str; 3] = ["CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN"];

impl Fact for EnvTable {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let config = cx.fact::<CargoConfig>(())?;
        let names: Vec<_> = config.tables(&["env"]).map(|(name, _)| name.to_owned()).collect();
        let asked: Vec<_> = names.iter().map(|name| cx.env(name)).collect();
        let mut inherited = BTreeMap::new();
        for (name, value) in names.into_iter().zip(asked) {
            inherited.insert(name, value?.map(str::to_owned));
        }
        Ok(Self::resolve(&config, |name| inherited.get(name).cloned().flatten()))
    }
}

impl EnvTable {
    /// The table of this configuration in an environment that `inherited` gives.
    pub fn resolve(config: &Config, inherited: impl Fn(&str) -> Option<String>) -> Self {
        let written = config.env_entries().into_iter().filter_map(Result::ok);
        let entry = |(name, value, force): Written| {
            let inherited = inherited(&name);
            (name, EnvEntry { value, force, inherited })
        };
        Self { entries: written.map(entry).collect() }
    }
}

type Written = (String, Located<String>, bool);

impl Config {
    pub(super) fn env_errors(&self) -> Vec<ConfigError> {
        self.env_entries().into_iter().filter_map(Result::err).collect()
    }

    fn env_entries(&self) -> Vec<Result<Written, ConfigError>> {
        let key = Key::parse("env");
        let table = match self.in_files(&key) {
            Err(error) => return vec![Err(error)],
            Ok(None) => return Vec::new(),
            Ok(Some(node)) => match node.as_table() {
                Some(table) => table,
                None => return vec![Err(expected("a table", &key, node))],
            },
        };
        table.iter().map(|(name, node)| self.env_entry(&key.with_exact(name), name, node)).collect()
    }

    fn env_entry(&self, key: &Key, name: &str, in_file: &Node) -> Result<Written, ConfigError> {
        if REFUSED.contains(&name) {
            let message = format!("cargo does not allow `{name}` in `[env]`");
            return Err(ConfigError::at(message, &in_file.origin));
        }
        let node = self.with_variable(key)?.unwrap_or_else(|| in_file.clone());
        match node.value {
            Value::String(text) => Ok((name.to_owned(), Located::new(text, node.origin), false)),
            Value::Table(_) => {
                let value_key = key.with_exact("value");
                let Some(value) = self.try_string(&value_key)? else {
                    return Err(ConfigError::at(format!("`{key}` has no `value`"), &node.origin));
                };
                let flag = |name: &str| Ok(self.try_bool(&key.with_exact(name))?.is_some_and(|flag| flag.value));
                let (force, relative) = (flag("force")?, flag("relative")?);
                if !relative {
                    return Ok((name.to_owned(), value, force));
                }
                // Before 1.97 the place of the table counted, which is that of the file merged first.
                let place =
                    if self.rules.relative_to_value { self.origin_of(&value_key)? } else { self.origin_of(key)? };
                let resolved = value.map(|text| lexical::join(&self.base(&place), &text).to_string());
                Ok((name.to_owned(), resolved, force))
            }
            Value::Boolean(_) | Value::Integer(_) | Value::List(_) => {
                Err(expected("a string, or a table with `value`", key, &node))
            }
        }
    }
}
