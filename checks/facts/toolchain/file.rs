//! `rust-toolchain` and `rust-toolchain.toml`.

use super::toml::{FileError, Toml};

/// What a toolchain file asks for, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolchainFile {
    pub channel: Option<String>,
    pub path: Option<String>,
    pub components: Option<Vec<String>>,
    pub targets: Option<Vec<String>>,
    pub profile: Option<String>,
    /// The line of `channel` or `path`, else of the table.
    pub line: Option<u32>,
    /// The legacy form: the file is nothing but a name.
    pub legacy: bool,
}

impl ToolchainFile {
    /// `extensionless`: the file is named `rust-toolchain`, where one line is the legacy form.
    ///
    /// Mirrors rustup 1.29 `src/config.rs`, `parse_override_file`.
    pub fn parse(text: &str, extensionless: bool) -> Result<Self, FileError> {
        let lines = text.lines().count();
        if lines == 0 {
            return Err(FileError::whole("is empty"));
        }
        if extensionless && lines == 1 {
            return Self::legacy(text.trim());
        }
        let toml = Toml::parse(text)?;
        let Some(item) = toml.root().get("toolchain") else {
            return Err(FileError::whole("has no `[toolchain]` table"));
        };
        let table = item.as_table_like().ok_or_else(|| toml.error(item, "`toolchain` has to be a table"))?;
        let list = |name: &str| {
            let Some(item) = table.get(name) else { return Ok(None) };
            let mistyped = || toml.error(item, format!("`{name}` has to be an array of strings"));
            let array = item.as_array().ok_or_else(mistyped)?;
            array
                .iter()
                .map(|value| value.as_str().map(str::to_owned).ok_or_else(mistyped))
                .collect::<Result<_, _>>()
                .map(Some)
        };
        let file = Self {
            channel: toml.string(table, "channel")?.map(str::to_owned),
            path: toml.string(table, "path")?.map(str::to_owned),
            components: list("components")?,
            targets: list("targets")?,
            profile: toml.string(table, "profile")?.map(str::to_owned),
            line: ["channel", "path"]
                .iter()
                .find_map(|name| toml.line(table, name))
                .or_else(|| toml.line(toml.root(), "toolchain")),
            legacy: false,
        };
        if file.channel.is_none() && file.path.is_none() && file.components.is_none() && file.targets.is_none() {
            return Err(toml.error(item, "names neither a channel, a path, components nor targets"));
        }
        Ok(file)
    }

    fn legacy(name: &str) -> Result<Self, FileError> {
        if name.is_empty() {
            return Err(FileError::whole("is empty"));
        }
        let (name, file) = (Some(name.to_owned()), Self { line: Some(1), legacy: true, ..Self::default() });
        let absolute = name.as_deref().is_some_and(|name| crate::HostPath::parse(name).is_some());
        Ok(if absolute { Self { path: name, ..file } } else { Self { channel: name, ..file } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(list: &[&str]) -> Vec<String> {
        list.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn one_line_without_extension_is_the_legacy_form() {
        let channel = ToolchainFile { channel: Some("1.95".into()), line: Some(1), legacy: true, ..Default::default() };
        assert_eq!(ToolchainFile::parse(" 1.95 \n", true), Ok(channel));
        let path = ToolchainFile { path: Some("/opt/rust".into()), line: Some(1), legacy: true, ..Default::default() };
        assert_eq!(ToolchainFile::parse("/opt/rust", true), Ok(path));
        assert!(ToolchainFile::parse("1.95\n", false).is_err());
    }

    #[test]
    fn a_table_says_where_its_channel_stands() {
        let text = "# pinned\n[toolchain]\ntargets = [\"wasm32-wasip1\"]\nchannel = \"1.95\"\nunknown = 1\n";
        let file = ToolchainFile {
            channel: Some("1.95".into()),
            targets: Some(strings(&["wasm32-wasip1"])),
            line: Some(4),
            ..Default::default()
        };
        assert_eq!(ToolchainFile::parse(text, true), Ok(file));
        let only = "[toolchain]\ncomponents = [\"rust-src\"]";
        let file = ToolchainFile { components: Some(strings(&["rust-src"])), line: Some(1), ..Default::default() };
        assert_eq!(ToolchainFile::parse(only, false), Ok(file));
    }

    #[test]
    fn what_rustup_refuses_is_refused_with_its_place() {
        for (text, line, column, message) in [
            ("", None, None, "is empty"),
            ("[toolchain]\nchannel = 1.95\n", Some(2), Some(11), "`channel` has to be a string"),
            ("[toolchain]\ntargets = \"a\"\n", Some(2), Some(11), "`targets` has to be an array of strings"),
            ("[toolchains]\nchannel = \"a\"\n", None, None, "has no `[toolchain]` table"),
            (
                "[toolchain]\nprofile = \"minimal\"\n",
                Some(1),
                Some(1),
                "names neither a channel, a path, components nor targets",
            ),
            ("channel = \"1\"\n[toolchain\n", Some(2), Some(11), "unclosed table, expected `]`"),
        ] {
            let error = FileError { line, column, message: message.into() };
            assert_eq!(ToolchainFile::parse(text, false), Err(error), "{text}");
        }
    }
}
