//! `rust-toolchain.toml`, and the older `rust-toolchain`, which is TOML or a single line.

use super::{spot::Spot, toml::Toml};

/// What the file says of targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToolchainFile {
    /// One line with a channel: it can list no targets.
    Line,
    /// TOML. The list is pinned with the channel; with `path` rustup refuses a list.
    Toml { targets: Vec<Spot>, lists: bool, path: bool },
    /// Neither; rustup stops at it, and a check says so.
    Broken,
}

/// Reads either file. rustup takes text without a line break or `[` for a channel in the older file
/// (rustup `src/config.rs`, `parse_override_file`).
pub fn parse(text: &str, legacy: bool) -> ToolchainFile {
    if legacy && text.trim().lines().count() == 1 && !text.contains('=') && !text.trim().starts_with('[') {
        return ToolchainFile::Line;
    }
    let Ok(toml) = Toml::parse(text) else { return ToolchainFile::Broken };
    ToolchainFile::Toml {
        targets: toml.words(&["toolchain", "targets"]),
        lists: toml.item(&["toolchain", "targets"]).is_some(),
        path: toml.item(&["toolchain", "path"]).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::toml::tests::places, *};

    #[test]
    fn the_list_is_read_with_its_places() {
        let text = "[toolchain]\nchannel = \"1.90\"\ntargets = [\n  \"wasm32-wasip1\", # \"x\"\n  'a-b-c'\n]\n";
        let ToolchainFile::Toml { targets, lists: true, path: false } = parse(text, false) else { panic!("TOML") };
        assert_eq!(places(&targets), [("wasm32-wasip1", 4, 4), ("a-b-c", 5, 4)]);
    }

    #[test]
    fn the_older_file_is_a_line_or_toml() {
        assert_eq!(parse("nightly-2026-01-01\n", true), ToolchainFile::Line);
        assert_eq!(parse("nightly\n", false), ToolchainFile::Broken);
        let empty = ToolchainFile::Toml { targets: vec![], lists: false, path: false };
        assert_eq!(parse("[toolchain]\nchannel = \"stable\"\n", true), empty);
        // Another table's list is none of rustup's.
        assert_eq!(parse("targets = ['a-b-c']\n[toolchain]\nchannel = 'stable'\n", true), empty);
    }
}
