//! Values by their types, as cargo's settings want them (cargo `src/context/de.rs`, `path.rs`).

use super::{Config, ConfigError, ErrorKind, Key, Located, Node, Origin, Value, lexical};

/// A program that a setting names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ToolPath {
    /// As written.
    pub text: String,
    /// What cargo runs or hands to rustc: an absolute path, or a bare name for `PATH`.
    pub resolved: String,
}

type Read<T> = Result<Option<Located<T>>, ConfigError>;

impl Config {
    /// A string; its variable wins, but does not excuse another shape in a file (`get_string_priv`).
    pub(super) fn try_string(&self, key: &Key) -> Read<String> {
        let node = self.in_files(key)?;
        if let Some(node) = node
            && node.as_str().is_none()
        {
            return Err(expected("a string", key, node));
        }
        if let Some(variable) = self.variable(key) {
            return Ok(Some(variable.map(str::to_owned)));
        }
        Ok(node.and_then(|node| Some(Located::new(node.as_str()?.to_owned(), node.origin.clone()))))
    }

    /// `true` or `false` (`get_bool`).
    pub(super) fn try_bool(&self, key: &Key) -> Read<bool> {
        let in_file = match self.in_files(key)? {
            Some(Node { value: Value::Boolean(boolean), origin }) => Some(Located::new(*boolean, origin.clone())),
            Some(node) => return Err(expected("true or false", key, node)),
            None => None,
        };
        let Some(variable) = self.variable(key) else { return Ok(in_file) };
        let Ok(boolean) = variable.value.parse() else {
            let message = format!("`{key}` is true or false, not `{}`", variable.value);
            return Err(ConfigError::at(message, &variable.origin));
        };
        Ok(Some(Located::new(boolean, variable.origin)))
    }

    /// A string where the key is given at all; a variable that only starts like its variable makes cargo look for it in
    /// vain (`deserialize_option`, `has_key`).
    pub(super) fn try_optional_string(&self, key: &Key, prefix: bool) -> Read<String> {
        if !self.has(key, prefix)? {
            return Ok(None);
        }
        self.try_string(key)?.map(Some).ok_or_else(|| missing(key, self))
    }

    /// A list of strings, or one string that is cut at spaces, and the words of the variable (`StringList`).
    pub(super) fn try_string_list(&self, key: &Key, prefix: bool) -> Result<Option<Vec<Located<String>>>, ConfigError> {
        if !self.has(key, prefix)? {
            return Ok(None);
        }
        let mut list = match self.in_files(key)? {
            None => Vec::new(),
            Some(Node { value: Value::List(list), .. }) => list.clone(),
            Some(Node { value: Value::String(text), origin }) => {
                text.split_whitespace().map(|word| Node::text(word, origin.clone())).collect()
            }
            Some(node) => return Err(expected("a string or a list of strings", key, node)),
        };
        self.extend_from_variable(key, &mut list);
        let strings = list.into_iter().map(|node| match node.value {
            Value::String(text) => Ok(Located::new(text, node.origin)),
            Value::Boolean(_) | Value::Integer(_) | Value::List(_) | Value::Table(_) => {
                Err(expected("a list of strings", key, &node))
            }
        });
        strings.collect::<Result<_, _>>().map(Some)
    }

    /// A program (`ConfigRelativePath::resolve_program`).
    pub(super) fn try_program(&self, key: &Key, prefix: bool) -> Read<ToolPath> {
        Ok(self.try_optional_string(key, prefix)?.map(|text| self.program(text)))
    }

    /// With a separator it is a path from where it is written, without one a name for `PATH` (`string_to_path`).
    pub(super) fn program(&self, text: Located<String>) -> Located<ToolPath> {
        let base = self.base(&text.origin);
        let style = self.style();
        text.map(|text| {
            let resolved = if lexical::has_separator(&text, style) {
                lexical::join(&base, &text).to_string()
            } else {
                text.clone()
            };
            ToolPath { text, resolved }
        })
    }

    /// A program and its arguments (`PathAndArgs`); the program is resolved, the arguments are as written. The origin is
    /// that of the whole list.
    pub(super) fn try_program_and_arguments(&self, key: &Key, prefix: bool) -> Read<Vec<String>> {
        if !self.has(key, prefix)? {
            return Ok(None);
        }
        let origin = self.origin_of(key)?;
        let mut words: Vec<_> = self.program_words(key)?.into_iter().map(|word| word.value).collect();
        let Some(program) = words.first_mut() else {
            return Err(ConfigError::at(format!("`{key}` names no program"), &origin));
        };
        *program = self.program(Located::new(std::mem::take(program), origin.clone())).value.resolved;
        Ok(Some(Located::new(words, origin)))
    }

    /// Before 1.86 a variable that is not empty replaced the list (`UnmergedStringList`); later one is in the rule of
    /// replaced lists.
    fn program_words(&self, key: &Key) -> Result<Vec<Located<String>>, ConfigError> {
        if !self.rules.runner_lists_replace {
            let mut words = Vec::new();
            self.extend_from_variable(key, &mut words);
            if !words.is_empty() {
                let text = |node: Node| node.as_str().map(|text| Located::new(text.to_owned(), node.origin.clone()));
                return Ok(words.into_iter().filter_map(text).collect());
            }
        }
        Ok(self.try_string_list(key, true)?.unwrap_or_default())
    }

    /// Where a value as a whole stands: the variable before the files; the variable too if there is neither
    /// (`ValueSource::with_deserializer`).
    pub(super) fn origin_of(&self, key: &Key) -> Result<Origin, ConfigError> {
        let variable = Origin::Env { name: key.variable().to_owned() };
        Ok(match (self.variables.contains_key(key.variable()), self.in_files(key)?) {
            (true, Some(node)) if variable.rank() <= node.origin.rank() => node.origin.clone(),
            (false, Some(node)) => node.origin.clone(),
            (true, Some(_)) | (_, None) => variable,
        })
    }
}

pub(super) fn expected(what: &str, key: &Key, found: &Node) -> ConfigError {
    ConfigError::at(format!("`{key}` is {what}, and here a {}", found.value.kind()), &found.origin)
}

/// Only a variable whose name goes on after the key's can bring this about.
pub(super) fn missing(key: &Key, config: &Config) -> ConfigError {
    let culprit = config.variables.keys().find(|name| name.starts_with(&format!("{}_", key.variable())));
    let origin = Origin::Env { name: culprit.map_or(key.variable(), String::as_str).to_owned() };
    let message = format!("cargo takes this for a part of `{key}`, which is not set");
    ConfigError::at(message, &origin).of_kind(ErrorKind::UnknownVariable)
}
