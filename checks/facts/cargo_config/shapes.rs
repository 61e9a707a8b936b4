//! Tables that cargo reads as a whole, whatever it then uses: a field of the wrong shape stops every build
//! (cargo `src/context/schema.rs`, `src/context/de.rs`).

use super::{
    Config, ConfigError, Key, Located, Node, Value,
    typed::{expected, missing},
};

/// How a field is read.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    Boolean,
    /// A string, a path among them.
    Text,
    Strings,
    Jobs,
    Target,
    Word(&'static [&'static str]),
    Progress,
}

/// A table with the fields that cargo reads in it.
pub(super) struct Shapes {
    table: &'static str,
    fields: &'static [(&'static str, Shape)],
}

pub(super) const BUILD: Shapes = Shapes {
    table: "build",
    fields: &[
        ("pipelining", Shape::Boolean),
        ("dep-info-basedir", Shape::Text),
        ("target-dir", Shape::Text),
        ("build-dir", Shape::Text),
        ("incremental", Shape::Boolean),
        ("target", Shape::Target),
        ("jobs", Shape::Jobs),
        ("rustflags", Shape::Strings),
        ("rustdocflags", Shape::Strings),
        ("rustc-wrapper", Shape::Text),
        ("rustc-workspace-wrapper", Shape::Text),
        ("rustc", Shape::Text),
        ("rustdoc", Shape::Text),
        ("artifact-dir", Shape::Text),
        ("warnings", Shape::Word(&["warn", "allow", "deny"])),
    ],
};

pub(super) const TERM: Shapes = Shapes {
    table: "term",
    fields: &[
        ("verbose", Shape::Boolean),
        ("quiet", Shape::Boolean),
        ("color", Shape::Text),
        ("hyperlinks", Shape::Boolean),
        ("unicode", Shape::Boolean),
        ("progress", Shape::Progress),
    ],
};

/// The fields of `term.progress`; its width is a number, of which no harm comes.
const PROGRESS: Shapes = Shapes {
    table: "term.progress",
    fields: &[("when", Shape::Word(&["auto", "never", "always"])), ("term-integration", Shape::Boolean)],
};

impl Shapes {
    pub(super) fn key(&self, field: &str) -> Key {
        Key::parse(self.table).with(field)
    }

    /// The names of the fields.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().map(|(name, _)| *name)
    }

    /// What in the table stops cargo.
    pub(super) fn errors(&self, config: &Config) -> Vec<ConfigError> {
        let key = Key::parse(self.table);
        match config.in_files(&key) {
            Err(error) => return vec![error],
            Ok(Some(node)) if node.as_table().is_none() => return vec![expected("a table", &key, node)],
            Ok(Some(_) | None) => {}
        }
        self.fields.iter().filter_map(|(field, shape)| self.error(field, *shape, config).err()).collect()
    }

    fn error(&self, field: &str, shape: Shape, config: &Config) -> Result<(), ConfigError> {
        let (key, prefix) = (self.key(field), self.prefix_counts(field, config));
        match shape {
            Shape::Text => config.try_optional_string(&key, prefix).map(drop),
            Shape::Strings => config.try_string_list(&key, prefix).map(drop),
            Shape::Target => config.try_build_targets().map(drop),
            Shape::Boolean => {
                if config.has(&key, prefix)? && config.try_bool(&key)?.is_none() {
                    return Err(missing(&key, config));
                }
                Ok(())
            }
            Shape::Word(words) => {
                let Some(word) = config.try_optional_string(&key, prefix)? else { return Ok(()) };
                if words.contains(&word.value.as_str()) {
                    return Ok(());
                }
                let message = format!("`{key}` is one of `{}`, not `{}`", words.join("`, `"), word.value);
                Err(ConfigError::at(message, &word.origin))
            }
            Shape::Jobs => jobs_error(&key, prefix, config),
            Shape::Progress => {
                let always = config.string(&["term", "progress", "when"]).filter(|when| when.value == "always");
                if let Some(always) = always
                    && !config.has(&PROGRESS.key("width"), true)?
                {
                    return Err(ConfigError::at("`term.progress.when` is `always` without a `width`", &always.origin));
                }
                PROGRESS.errors(config).into_iter().next().map_or(Ok(()), Err)
            }
        }
    }

    /// Is a variable that goes on after the field's taken for a part of it? Not where another field that is given starts
    /// with its name: `CARGO_BUILD_TARGET_DIR` does not give `target` (`ConfigMapAccess`, `env_prefix_ok`).
    pub(super) fn prefix_counts(&self, field: &str, config: &Config) -> bool {
        let given = |other: &str| {
            let variable = self.key(other).variable().to_owned();
            let starts = |name: &String| {
                name.strip_prefix(&variable).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
            };
            config.variables.keys().any(starts)
        };
        let start = format!("{}_", field.replace('-', "_"));
        let longer = |other: &str| other.replace('-', "_").starts_with(&start);
        let in_variables = self.names().any(|other| longer(other) && given(other));
        let in_files = config.tables(&[self.table]).any(|(other, _)| longer(other));
        !in_variables && !in_files
    }
}

/// The names of the settings in `[build]`.
pub fn build_fields() -> impl Iterator<Item = &'static str> {
    BUILD.names()
}

/// A number but 0, or `default` (cargo `src/compiler/build_config.rs`).
fn jobs_error(key: &Key, prefix: bool, config: &Config) -> Result<(), ConfigError> {
    if !config.has(key, prefix)? {
        return Ok(());
    }
    let Some(node) = config.with_variable(key)? else { return Err(missing(key, config)) };
    let message = match &node.value {
        Value::Integer(0) => format!("`{key}` is 0"),
        Value::Integer(number) if i32::try_from(*number).is_ok() => return Ok(()),
        Value::String(word) if word == "default" => return Ok(()),
        Value::Integer(number) => format!("`{key}` is out of range: {number}"),
        Value::String(word) => format!("`{key}` is a number or `default`, not `{word}`"),
        Value::Boolean(_) | Value::List(_) | Value::Table(_) => {
            return Err(expected("a number or `default`", key, &node));
        }
    };
    Err(ConfigError::at(message, &node.origin))
}

impl Config {
    /// What in `term` stops every command of cargo, not only builds (`GlobalContext::configure`). It is not looked at
    /// where the table as a whole has a wrong shape, which stops builds.
    pub fn terminal_errors(&self) -> Vec<ConfigError> {
        if !TERM.errors(self).is_empty() {
            return Vec::new();
        }
        let mut errors = Vec::new();
        let flag = |field| self.try_bool(&TERM.key(field)).ok().flatten().filter(|flag| flag.value);
        if let (Some(_), Some(Located { origin, .. })) = (flag("verbose"), flag("quiet")) {
            errors.push(ConfigError::at("both `term.verbose` and `term.quiet` are set", &origin));
        }
        let color = self.string(&["term", "color"]);
        if let Some(color) = color.filter(|color| !["auto", "always", "never"].contains(&color.value.as_str())) {
            let message = format!("`term.color` is `auto`, `always` or `never`, not `{}`", color.value);
            errors.push(ConfigError::at(message, &color.origin));
        }
        errors
    }

    /// `paths`, which no variable gives (`paths_overrides`), and `term` as a whole (`validate_term_config`).
    pub(super) fn other_errors(&self) -> Vec<ConfigError> {
        let mut errors = TERM.errors(self);
        errors.extend(self.terminal_errors());
        let key = Key::parse("paths");
        match self.in_files(&key) {
            Ok(Some(Node { value: Value::List(list), .. })) => {
                let bad = list.iter().find(|element| element.as_str().is_none());
                errors.extend(bad.map(|bad| expected("a list of strings", &key, bad)));
            }
            Ok(Some(node)) => errors.push(expected("a list of strings", &key, node)),
            Err(error) => errors.push(error),
            Ok(None) => {}
        }
        errors
    }
}
