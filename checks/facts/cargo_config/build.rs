//! The targets and flags of the `[build]` table (cargo `src/context/schema.rs`, `BuildTargetConfig`).

use super::{
    CargoConfig, Config, ConfigError, Located, Node, Value, lexical,
    shapes::BUILD,
    typed::{expected, missing},
};
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
            if target.value.is_empty() {
                continue;
            }
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

impl Config {
    /// `build.target` as cargo takes it: trimmed, and a file of a specification as a path from where it is written.
    pub fn try_build_targets(&self) -> Result<Vec<Located<String>>, ConfigError> {
        let key = BUILD.key("target");
        if !self.has(&key, BUILD.prefix_counts("target", self))? {
            return Ok(Vec::new());
        }
        let Some(node) = self.with_variable(&key)? else { return Err(missing(&key, self)) };
        let base = self.base(&self.origin_of(&key)?);
        let read = |node: &Node| match &node.value {
            Value::String(name) => {
                let whole = if is_specification(name) { lexical::join(&base, name).to_string() } else { name.clone() };
                Ok(Located::new(whole.trim().to_owned(), node.origin.clone()))
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
        let flags = self.try_string_list(&BUILD.key("rustflags"), BUILD.prefix_counts("rustflags", self))?;
        Ok(flags.unwrap_or_default())
    }

    /// What stops a build without `--target`, and no other.
    pub fn build_target_errors(&self) -> Vec<ConfigError> {
        let targets = self.try_build_targets().unwrap_or_default();
        if targets.is_empty()
            && let Some(node) = self.root.at(&["build", "target"])
        {
            return vec![ConfigError::at(
                "`build.target` is an empty list, so that cargo builds nothing",
                &node.origin,
            )];
        }
        let error = |target: Located<String>| {
            let message = if target.value.is_empty() {
                "`build.target` is empty".to_owned()
            } else if self.rules.json_needs_flag && is_specification(&target.value) {
                format!("`{}` is a specification in JSON, which needs `-Zjson-target-spec`", target.value)
            } else {
                return None;
            };
            Some(ConfigError::at(message, &target.origin))
        };
        targets.into_iter().filter_map(error).collect()
    }
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
