//! Tables below `[target.<triple>]` that answer for a build script (cargo `src/context/target.rs`,
//! `parse_links_overrides`): what cargo takes every key for that it does not know.

use super::{ConfigError, ErrorKind, Key, Node, Value};

/// Keys of a target's table that are settings (`ar` has had no effect for years).
pub const TARGET_KEYS: [&str; 5] = ["ar", "linker", "runner", "rustflags", "rustdocflags"];

/// Keys of an override whose values are lists of strings.
const LISTS: [&str; 11] = [
    "rustc-link-lib",
    "rustc-link-search",
    "rustc-link-arg-cdylib",
    "rustc-cdylib-link-arg",
    "rustc-link-arg-bins",
    "rustc-link-arg",
    "rustc-link-arg-tests",
    "rustc-link-arg-benches",
    "rustc-link-arg-examples",
    "rustc-cfg",
    "rustc-check-cfg",
];

/// What stops cargo in a target's table.
pub(super) fn errors(table: &Key, node: &Node) -> Vec<ConfigError> {
    let Some(entries) = node.as_table() else {
        let message = format!("`{table}` is a table, and here a {}", node.value.kind());
        return vec![ConfigError::at(message, &node.origin)];
    };
    let mut errors = Vec::new();
    for (name, value) in entries.iter().filter(|(name, _)| !TARGET_KEYS.contains(&name.as_str())) {
        let Some(output) = value.as_table() else {
            let message = format!(
                "cargo knows no setting `{name}` here, takes it for a table that overrides a build script, and finds a {}",
                value.value.kind()
            );
            let mut key = table.parts().to_vec();
            key.push(name.clone());
            errors.push(ConfigError::at(message, &value.origin).of_kind(ErrorKind::UnknownSetting { key: key.into() }));
            continue;
        };
        errors.extend(output.iter().filter_map(|(key, value)| entry_error(key, value)));
    }
    errors
}

fn entry_error(key: &str, value: &Node) -> Option<ConfigError> {
    let wrong = |what: &str| {
        let message = format!("`{key}` of an overridden build script is {what}, and here a {}", value.value.kind());
        Some(ConfigError::at(message, &value.origin))
    };
    match (key, &value.value) {
        ("warning" | "rerun-if-changed" | "rerun-if-env-changed", _) => {
            Some(ConfigError::at(format!("`{key}` cannot be overridden"), &value.origin))
        }
        ("rustc-env", Value::Table(table)) => {
            let bad = table.values().find(|value| value.as_str().is_none())?;
            Some(ConfigError::at("`rustc-env` of an overridden build script holds strings", &bad.origin))
        }
        ("rustc-env", _) => wrong("a table"),
        (list, Value::List(elements)) if LISTS.contains(&list) => {
            let bad = elements.iter().find(|element| element.as_str().is_none())?;
            Some(ConfigError::at(format!("`{key}` of an overridden build script lists strings"), &bad.origin))
        }
        (list, _) if LISTS.contains(&list) => wrong("a list of strings"),
        (_, Value::String(_)) => None,
        (_, _) => wrong("a string"),
    }
}
