//! The `[build]` table: which targets it builds for, and whether cargo takes it at all
//! (cargo `src/context/schema.rs`, `CargoBuildConfig`).

use super::{CargoConfig, Config, ConfigError, Key, Located, Node, Value, lexical, typed::expected};
use crate::{Cx, Fact, Pause, Triple, facts::rustc::Rustc};

/// The targets that `build.target` or `CARGO_BUILD_TARGET` gives a build without `--target`; none: it is for the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildTargets(pub Vec<Located<Triple>>);

impl Fact for BuildTargets {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let config = cx.fact::<CargoConfig>(())?;
        let mut targets = Vec::new();
        for target in config.try_build_targets().unwrap_or_default() {
            let triple = if target.value == "host-tuple" && config.rules.host_tuple {
                cx.fact::<Rustc>(())?.host.clone()
            } else {
                Triple::new(target.value)
            };
            if !targets.iter().any(|known: &Located<Triple>| known.value == triple) {
                targets.push(Located::new(triple, target.origin));
            }
        }
        Ok(Self(targets))
    }
}

/// How a field of `[build]` is read.
#[derive(Clone, Copy)]
enum Shape {
    Boolean,
    Path,
    Strings,
    Jobs,
    Target,
    Word(&'static [&'static str]),
}

/// The fields that cargo reads, whatever it then does with them.
const FIELDS: [(&str, Shape); 15] = [
    ("pipelining", Shape::Boolean),
    ("dep-info-basedir", Shape::Path),
    ("target-dir", Shape::Path),
    ("build-dir", Shape::Path),
    ("incremental", Shape::Boolean),
    ("target", Shape::Target),
    ("jobs", Shape::Jobs),
    ("rustflags", Shape::Strings),
    ("rustdocflags", Shape::Strings),
    ("rustc-wrapper", Shape::Path),
    ("rustc-workspace-wrapper", Shape::Path),
    ("rustc", Shape::Path),
    ("rustdoc", Shape::Path),
    ("artifact-dir", Shape::Path),
    ("warnings", Shape::Word(&["warn", "allow", "deny"])),
];

impl Config {
    /// `build.target` as cargo takes it: trimmed, and a file of a specification as a path from where it is written.
    pub(super) fn try_build_targets(&self) -> Result<Vec<Located<String>>, ConfigError> {
        let key = build_key("target");
        if !self.has(&key, self.prefix_counts("target"))? {
            return Ok(Vec::new());
        }
        let Some(node) = self.with_variable(&key)? else { return Err(super::typed::missing(&key, self)) };
        let base = self.base(&self.origin_of(&key)?);
        let read = |node: &Node| match &node.value {
            Value::String(name) => {
                let whole = if is_specification(name) { lexical::join(&base, name).to_string() } else { name.clone() };
                let name = whole.trim();
                if name.is_empty() {
                    return Err(ConfigError::at("`build.target` is empty", &node.origin));
                }
                Ok(Located::new(name.to_owned(), node.origin.clone()))
            }
            Value::Boolean(_) | Value::Integer(_) | Value::List(_) | Value::Table(_) => {
                Err(expected("a string or a list of strings", &key, node))
            }
        };
        match &node.value {
            Value::List(list) => list.iter().map(read).collect(),
            Value::Boolean(_) | Value::Integer(_) | Value::String(_) | Value::Table(_) => Ok(vec![read(&node)?]),
        }
    }

    /// `build.rustflags` with `CARGO_BUILD_RUSTFLAGS`.
    pub(super) fn try_build_rustflags(&self) -> Result<Vec<Located<String>>, ConfigError> {
        let flags = self.try_string_list(&build_key("rustflags"), self.prefix_counts("rustflags"))?;
        Ok(flags.unwrap_or_default())
    }

    /// What in `[build]` stops cargo.
    pub(super) fn build_errors(&self) -> Vec<ConfigError> {
        match self.in_files(&Key::parse("build")) {
            Err(error) => return vec![error],
            Ok(Some(node)) if node.as_table().is_none() => {
                return vec![expected("a table", &Key::parse("build"), node)];
            }
            Ok(Some(_) | None) => {}
        }
        FIELDS.iter().filter_map(|(field, shape)| self.build_error(field, *shape).err()).collect()
    }

    fn build_error(&self, field: &str, shape: Shape) -> Result<(), ConfigError> {
        let (key, prefix) = (build_key(field), self.prefix_counts(field));
        match shape {
            Shape::Path => self.try_optional_string(&key, prefix).map(drop),
            Shape::Strings => self.try_string_list(&key, prefix).map(drop),
            Shape::Target => self.try_build_targets().map(drop),
            Shape::Boolean => {
                if self.has(&key, prefix)? && self.try_bool(&key)?.is_none() {
                    return Err(super::typed::missing(&key, self));
                }
                Ok(())
            }
            Shape::Word(words) => {
                let Some(word) = self.try_optional_string(&key, prefix)? else { return Ok(()) };
                if words.contains(&word.value.as_str()) {
                    return Ok(());
                }
                let message = format!("`{key}` is one of `{}`, not `{}`", words.join("`, `"), word.value);
                Err(ConfigError::at(message, &word.origin))
            }
            Shape::Jobs => self.jobs_error(&key, prefix),
        }
    }

    /// A number but 0, or `default` (cargo `src/compiler/build_config.rs`).
    fn jobs_error(&self, key: &Key, prefix: bool) -> Result<(), ConfigError> {
        if !self.has(key, prefix)? {
            return Ok(());
        }
        let Some(node) = self.with_variable(key)? else { return Err(super::typed::missing(key, self)) };
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

    /// Is a variable that goes on after the field's taken for a part of it? Not where another field that is given starts
    /// with its name: `CARGO_BUILD_TARGET_DIR` does not give `target` (`ConfigMapAccess`, `env_prefix_ok`).
    fn prefix_counts(&self, field: &str) -> bool {
        let given = |other: &str| {
            let variable = build_key(other).variable().to_owned();
            let starts = |name: &String| {
                name.strip_prefix(&variable).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
            };
            self.variables.keys().any(starts)
        };
        let start = format!("{}_", field.replace('-', "_"));
        let longer = |other: &str| other.replace('-', "_").starts_with(&start);
        let in_fields = FIELDS.iter().any(|(other, _)| longer(other) && given(other));
        let in_files = self.tables(&["build"]).any(|(other, _)| longer(other));
        !in_fields && !in_files
    }
}

fn build_key(field: &str) -> Key {
    Key::parse("build").with(field)
}

/// Cargo compares the extension as it is written.
fn is_specification(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| extension == "json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Fake;

    fn targets(fake: Fake) -> Vec<(String, Option<u32>)> {
        let config = fake.missing_rest().fact::<Config>(&super::super::Rules::NEWEST).expect("concluded");
        let targets = config.try_build_targets().expect("valid");
        targets.into_iter().map(|target| (target.value, target.origin.line())).collect()
    }

    #[test]
    fn a_string_or_a_list_with_each_line() {
        let fake = Fake::linux().file("/p/.cargo/config.toml", "[build]\ntarget = [\n  \"a\",\n  \"b\",\n]\n");
        assert_eq!(targets(fake), [("a".into(), Some(3)), ("b".into(), Some(4))]);
        let fake = Fake::linux().file("/p/.cargo/config.toml", "build.target = ' a '\n");
        assert_eq!(targets(fake), [("a".into(), Some(1))]);
    }

    #[test]
    fn the_variable_replaces_a_string_and_joins_a_list() {
        let fake = Fake::linux().env("CARGO_BUILD_TARGET", "v");
        assert_eq!(targets(fake.clone().file("/p/.cargo/config.toml", "build.target = 'a'")), [("v".into(), None)]);
        assert_eq!(
            targets(fake.file("/p/.cargo/config.toml", "build.target = ['a']")),
            [("a".into(), Some(1)), ("v".into(), None)]
        );
    }

    #[test]
    fn a_specification_is_a_path_from_above_the_directory() {
        let fake = Fake::linux().file("/p/.cargo/config.toml", "build.target = 'specs/a.json'\n");
        assert_eq!(targets(fake), [("/p/specs/a.json".into(), Some(1))]);
    }

    #[test]
    fn the_variable_of_the_target_directory_is_no_target() {
        let fake = Fake::linux().env("CARGO_BUILD_TARGET_DIR", "out");
        assert_eq!(targets(fake), []);
    }
}
