//! What rustup remembers: its home, `settings.toml`, the installed toolchains.

use std::collections::BTreeMap;

use super::toml::{FileError, Toml};
use crate::{
    Cx, Fact, HostPath, Pause,
    answer::{Dir, EntryKind, FileBytes},
};

/// Where a distribution or an administrator sets the default toolchain (rustup `src/config.rs`).
const FALLBACK: &str = "/etc/rustup/settings.toml";

/// rustup's files, whether or not there is a rustup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustupHome {
    /// `RUSTUP_HOME`.
    pub path: HostPath,
    /// Or what makes every rustup fail before it looks at anything else.
    pub settings: Result<Settings, BrokenFile>,
    /// The default toolchain of `/etc/rustup/settings.toml`.
    pub fallback: Option<Setting>,
    /// The names in `toolchains`, linked ones included, sorted.
    pub installed: Vec<String>,
}

/// `settings.toml`, which `rustup default`, `rustup override` and `rustup set` write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    pub default_toolchain: Option<Setting>,
    pub default_host: Option<String>,
    /// By directory, as `rustup override set` wrote it: links resolved.
    pub overrides: BTreeMap<String, Setting>,
    /// `rustup set auto-install disable`.
    pub auto_install_disabled: bool,
}

/// A file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenFile {
    pub file: HostPath,
    pub error: FileError,
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    pub value: String,
    pub file: HostPath,
    pub line: Option<u32>,
}

impl RustupHome {
    /// The directory of an installed toolchain.
    pub fn toolchain(&self, name: &str) -> HostPath {
        self.path.join("toolchains").join(name)
    }

    pub fn has(&self, name: &str) -> bool {
        self.installed.iter().any(|installed| installed == name)
    }
}

impl Fact for RustupHome {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let host = cx.host()?;
        let (home, fallback) = (cx.env("RUSTUP_HOME"), cx.env("RUSTUP_OVERRIDE_UNIX_FALLBACK_SETTINGS"));
        let path = home_directory(home?, ".rustup", cx)?;
        let fallback = host.cwd.join(set(fallback?).unwrap_or(FALLBACK));
        let (settings, toolchains) = (path.join("settings.toml"), path.join("toolchains"));
        let (text, fallback_text, installed) =
            (cx.read(&settings), (host.os != "windows").then(|| cx.text(&fallback)), cx.list(&toolchains));
        let settings = match text? {
            FileBytes::Text(text) => Settings::parse(text, &settings),
            FileBytes::Missing | FileBytes::Directory => Ok(Settings::default()),
            FileBytes::NotUtf8 { valid, offset: _ } => Err(FileError::at(valid, valid.len(), "is not UTF-8")),
            FileBytes::TooLarge { size } => Err(FileError::whole(format!("is too large ({size} bytes)"))),
            FileBytes::Unreadable { message } => Err(FileError::whole(message.clone())),
        }
        .map_err(|error| BrokenFile { file: settings, error });
        let fallback_setting = match fallback_text.transpose()?.flatten() {
            Some(text) => Toml::parse(text).and_then(|toml| setting(&toml, "default_toolchain", &fallback)),
            None => Ok(None),
        };
        let (fallback, broken) = match fallback_setting {
            Ok(setting) => (setting, None),
            Err(error) => (None, Some(BrokenFile { file: fallback, error })),
        };
        Ok(Self {
            settings: settings.and_then(|settings| broken.map_or(Ok(settings), Err)),
            fallback,
            installed: match installed? {
                Dir::Entries(entries) => entries
                    .iter()
                    .filter(|entry| entry.kind != EntryKind::File)
                    .map(|entry| entry.name.clone())
                    .collect(),
                Dir::Missing | Dir::NotADirectory | Dir::Unreadable { .. } => Vec::new(),
            },
            path,
        })
    }
}

impl Settings {
    /// Refuses what rustup refuses (`src/settings.rs`): another metadata version, a value of the wrong type.
    fn parse(text: &str, file: &HostPath) -> Result<Self, FileError> {
        let toml = Toml::parse(text)?;
        let root = toml.root();
        match toml.string(root, "version")? {
            Some("12") => {}
            Some("2") => return Err(FileError::whole("is of an old rustup: run `rustup self upgrade-data`")),
            Some(_) => return Err(toml.error(&root["version"], "has a version that rustup does not know")),
            None => return Err(FileError::whole("has no `version`")),
        }
        let choice = |name: &str, choices: &[&str]| match toml.string(root, name)? {
            Some(value) if !choices.contains(&value) => {
                Err(toml.error(&root[name], format!("`{name}` has to be one of `{}`", choices.join("`, `"))))
            }
            value => Ok(value),
        };
        choice("profile", &["minimal", "default", "complete"])?;
        choice("auto_self_update", &["enable", "disable", "check-only"])?;
        toml.string(root, "pgp_keys")?;
        let mut overrides = BTreeMap::new();
        if let Some(item) = root.get("overrides") {
            let table = item.as_table_like().ok_or_else(|| toml.error(item, "`overrides` has to be a table"))?;
            for (directory, item) in table.iter() {
                let mistyped = || toml.error(item, "an override has to be a string");
                let value = item.as_str().ok_or_else(mistyped)?.to_owned();
                let line = toml.line(table, directory);
                overrides.insert(directory.to_owned(), Setting { value, file: file.clone(), line });
            }
        }
        let triple = toml.string(root, "default_host_triple")?;
        Ok(Self {
            default_toolchain: setting(&toml, "default_toolchain", file)?,
            // Its name since rustup 1.30, which still reads the old one.
            default_host: toml.string(root, "default_host_tuple")?.or(triple).map(str::to_owned),
            overrides,
            auto_install_disabled: choice("auto_install", &["enable", "disable"])? == Some("disable"),
        })
    }

    /// The override of exactly this directory, links resolved.
    pub fn override_of(&self, directory: &HostPath) -> Option<&Setting> {
        // Windows' canonical paths start with `\\?\`, which not everybody who writes one down keeps.
        let plain = |text: &str| text.strip_prefix(r"\\?\").unwrap_or(text).to_owned();
        let wanted = plain(directory.as_str());
        self.overrides.iter().find(|(known, _)| plain(known) == wanted).map(|(_, setting)| setting)
    }
}

fn setting(toml: &Toml<'_>, name: &str, file: &HostPath) -> Result<Option<Setting>, FileError> {
    let Some(value) = toml.string(toml.root(), name)? else { return Ok(None) };
    Ok(Some(Setting { value: value.to_owned(), file: file.clone(), line: toml.line(toml.root(), name) }))
}

/// `RUSTUP_HOME` or `CARGO_HOME` (crate `home` 0.5: an empty variable is none, a relative one is seen from here).
pub(super) fn home_directory(variable: Option<&str>, name: &str, cx: &Cx<'_>) -> Result<HostPath, Pause> {
    let host = cx.host()?;
    Ok(match (set(variable), &host.home) {
        (Some(value), _) => host.cwd.join(value),
        (None, Some(home)) => home.join(name),
        (None, None) => host.cwd.join(name),
    })
}

/// A variable of rustup's: an empty one counts as unset since rustup 1.29.
pub(super) fn set(variable: Option<&str>) -> Option<&str> {
    variable.filter(|value| !value.is_empty())
}
