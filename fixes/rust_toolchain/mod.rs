//! The toolchain file of a project: `rust-toolchain.toml`, or `rust-toolchain`, which is TOML too or one line that names
//! the channel (rustup's `src/config.rs`, `parse_override_file`).

use serde::{Deserialize, Serialize};

use crate::document::{Document, EditError};

/// What the toolchain file is to say.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ToolchainEntry {
    Channel(String),
    /// One target more.
    Target(String),
    /// One component more.
    Component(String),
    /// The target `old` under its right name.
    RenamedTarget {
        old: String,
        new: String,
    },
}

/// The text of the file with `entry`. A file of one line becomes TOML where it is to hold more than the channel.
pub(crate) fn with(text: &str, entry: &ToolchainEntry) -> Result<String, EditError> {
    let key = |name: &str| vec!["toolchain".to_owned(), name.to_owned()];
    let quoted = |text: &str| toml_edit::Value::from(text).to_string();
    if let Some(channel) = channel_line(text) {
        return match entry {
            ToolchainEntry::Channel(new) => Ok(text.replacen(channel, new, 1)),
            ToolchainEntry::Target(_) | ToolchainEntry::Component(_) => with(&as_toml(text, channel), entry),
            ToolchainEntry::RenamedTarget { .. } => Ok(text.to_owned()),
        };
    }
    let document = Document::parse(text).map_err(EditError::Unreadable)?;
    // With `path` rustup refuses `targets` and `components`: a custom toolchain has what it has.
    if let Some(node) = document.at(&key("path")) {
        return Err(document.in_the_way(&key("path"), node, "channel"));
    }
    match entry {
        ToolchainEntry::Channel(channel) => document.set(&key("channel"), &quoted(channel)),
        ToolchainEntry::Target(target) => document.push(&key("targets"), &quoted(target)),
        ToolchainEntry::Component(component) => document.push(&key("components"), &quoted(component)),
        ToolchainEntry::RenamedTarget { old, new } => renamed(&document, &key("targets"), old, &quoted(new)),
    }
}

/// Every element `old` of the list as `new`, or gone where the list has that too.
fn renamed(document: &Document, key: &[String], old: &str, new: &str) -> Result<String, EditError> {
    let Some(targets) = document.at(key).and_then(|node| node.as_array()) else {
        return Ok(document.text().to_owned());
    };
    let named = |name: &str| targets.iter().position(|target| target.as_str() == Some(name));
    let Some(index) = named(old) else { return Ok(document.text().to_owned()) };
    let known = Document::parse(&format!("x = {new}")).ok();
    let known = known.as_ref().and_then(|new| new.at(&["x"])?.as_str());
    if known.and_then(named).is_some() {
        return document.pull(key, &[toml_edit::Value::from(old).to_string()]);
    }
    let element: Vec<_> = key.iter().cloned().chain([index.to_string()]).collect();
    document.set(&element, new)
}

/// The channel, if the file is one line that is not TOML.
fn channel_line(text: &str) -> Option<&str> {
    let mut lines = text.lines();
    let channel = lines.next()?.trim_start_matches('\u{feff}').trim();
    (lines.next().is_none() && !channel.is_empty() && !channel.starts_with(['[', '#']) && !channel.contains('='))
        .then_some(channel)
}

fn as_toml(text: &str, channel: &str) -> String {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let last = if text.ends_with('\n') { newline } else { "" };
    format!("[toolchain]{newline}channel = {}{last}", toml_edit::Value::from(channel))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(text: &str) -> String {
        with(text, &ToolchainEntry::Target("wasm32-wasip1".into())).expect("can be added")
    }

    #[test]
    fn a_target_is_added_to_every_form_of_the_file() {
        for (before, after) in [
            ("1.95.0\n", "[toolchain]\nchannel = \"1.95.0\"\ntargets = [\"wasm32-wasip1\"]\n"),
            ("stable", "[toolchain]\nchannel = \"stable\"\ntargets = [\"wasm32-wasip1\"]"),
            ("stable\r\n", "[toolchain]\r\nchannel = \"stable\"\r\ntargets = [\"wasm32-wasip1\"]\r\n"),
            (
                "[toolchain]\nchannel = 'stable' # c\n",
                "[toolchain]\nchannel = 'stable' # c\ntargets = [\"wasm32-wasip1\"]\n",
            ),
            (
                "toolchain.channel = 'stable'\n",
                "toolchain.channel = 'stable'\ntoolchain.targets = [\"wasm32-wasip1\"]\n",
            ),
            ("[toolchain]\ntargets = [ 'a' ]\n", "[toolchain]\ntargets = [ 'a', \"wasm32-wasip1\" ]\n"),
        ] {
            assert_eq!(target(before), after);
            assert_eq!(target(after), after, "a second time changes nothing");
        }
    }

    #[test]
    fn the_channel_is_changed_where_it_stands() {
        let entry = ToolchainEntry::Channel("1.96".into());
        assert_eq!(with(" 1.95.0 \n", &entry).as_deref(), Ok(" 1.96 \n"));
        assert_eq!(
            with("[toolchain]\nchannel='x' # why\n", &entry).as_deref(),
            Ok("[toolchain]\nchannel=\"1.96\" # why\n")
        );
    }

    #[test]
    fn a_target_is_renamed_or_dropped_beside_its_new_name() {
        let entry = ToolchainEntry::RenamedTarget { old: "wasm32-wasi".into(), new: "wasm32-wasip1".into() };
        for (before, after) in [
            ("toolchain.targets = ['a', 'wasm32-wasi']\n", "toolchain.targets = ['a', \"wasm32-wasip1\"]\n"),
            ("toolchain.targets = ['wasm32-wasip1', 'wasm32-wasi']\n", "toolchain.targets = ['wasm32-wasip1']\n"),
            ("toolchain.targets = ['a']\n", "toolchain.targets = ['a']\n"),
        ] {
            assert_eq!(with(before, &entry).as_deref(), Ok(after));
        }
    }

    #[test]
    fn a_custom_toolchain_takes_no_targets() {
        let refused = with("[toolchain]\npath = '/opt/rust'\n", &ToolchainEntry::Target("a".into()));
        assert!(matches!(refused, Err(EditError::InTheWay { line: 2, .. })), "{refused:?}");
    }
}
