//! Which toolchain rustup chooses in a directory, and why.

use super::{
    ChosenBy,
    file::ToolchainFile,
    host_triple::default_host,
    name::NamedToolchain,
    programs::Programs,
    settings::{BrokenFile, RustupHome, Setting, Settings, set},
    toml::FileError,
};
use crate::{
    Cx, Fact, HostPath, Pause,
    answer::{EntryKind, FileBytes, Found, Metadata},
};

/// The toolchain that a rustup proxy runs where the user stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The full name, as its directory has it; the path of a toolchain named by one.
    pub name: String,
    pub root: HostPath,
    pub kind: ToolchainKind,
    pub chosen_by: ChosenBy,
    /// What the toolchain file that chose it asks for.
    pub file: Option<ToolchainFile>,
    /// Something stands where its directory has to be.
    pub installed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToolchainKind {
    /// rustup installs, updates and extends it.
    Official,
    /// `rustup toolchain link`, or built by hand: rustup only runs it.
    Custom,
    /// Named by an absolute path.
    Path,
}

/// Why rustup refuses to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SelectionError {
    /// rustup's own settings cannot be read.
    Settings(BrokenFile),
    /// A variable names no toolchain.
    Variable { name: &'static str, value: String, message: String },
    /// An override or the default names no toolchain.
    Setting { setting: Setting, message: String },
    /// The toolchain file cannot be read, or asks for what does not exist.
    File { file: HostPath, error: FileError, correction: Correction },
    /// Nothing chooses one.
    NoDefault,
}

/// What makes a toolchain file one that rustup takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Correction {
    /// This channel, and nothing else, is to be changed.
    Channel(String),
    /// What a person has to decide.
    Advice(String),
}

/// rustup's choice where the user stands; none of it concerns a cargo and rustc that are not rustup's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustupChoice {
    pub selection: Result<Selection, SelectionError>,
    /// Toolchain files on the way that rustup silently passes over, since it cannot read them as text.
    pub passed_over: Vec<BrokenFile>,
    /// `RUSTUP_TOOLCHAIN` is set, but only by the proxy that runs above: the user's own builds do not see it.
    pub inherited_variable: bool,
}

/// Mirrors rustup 1.29 `src/config.rs`, `find_override_config`.
impl Fact for RustupChoice {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let (value, source, recursion, pwd) = (
            cx.env("RUSTUP_TOOLCHAIN"),
            cx.env("RUSTUP_TOOLCHAIN_SOURCE"),
            cx.env("RUST_RECURSION_COUNT"),
            cx.env("PWD"),
        );
        let here = real_directory(&cx.host()?.cwd, cx);
        let by_files = here.and_then(|here| cx.fact::<FilesChoice>(here));
        let (value, source, below_proxy) = (set(value?), source?, recursion?.is_some());
        let by_files = by_files?;
        let (by_files, passed_over) = (&by_files.selection, &by_files.passed_over);
        let done = |selection, inherited_variable| {
            Ok(Self { selection, passed_over: passed_over.clone(), inherited_variable })
        };
        let Some(value) = value else { return done(by_files.clone(), false) };
        if matches!(by_files, Err(SelectionError::Settings(_))) {
            return done(by_files.clone(), false);
        }
        if source == Some("cli") {
            return done(by_variable(value, ChosenBy::CommandLine { name: value.to_owned() }, cx)?, false);
        }
        // A proxy exports its choice to what it runs, this program as `cargo xdoctor` too, and since 1.29 says where it
        // came from. It is believed only where it fits the files: a value that is set below such a proxy keeps the label.
        if source.map_or(below_proxy, |source| source != "env") {
            if named(by_files) == Some(value) {
                return done(by_files.clone(), true);
            }
            if let Some(pwd) = pwd?.and_then(HostPath::parse) {
                let there = cx.fact::<FilesChoice>(real_directory(&pwd, cx)?)?;
                if named(&there.selection) == Some(value) {
                    return done(by_files.clone(), true);
                }
            }
        }
        let chosen_by = ChosenBy::Env { name: "RUSTUP_TOOLCHAIN", value: value.to_owned() };
        done(by_variable(value, chosen_by, cx)?, false)
    }
}

fn named(selection: &Result<Selection, SelectionError>) -> Option<&str> {
    selection.as_ref().ok().map(|selection| selection.name.as_str())
}

fn by_variable(value: &str, chosen_by: ChosenBy, cx: &Cx<'_>) -> Result<Result<Selection, SelectionError>, Pause> {
    let refused = |message: &str| SelectionError::Variable {
        name: "RUSTUP_TOOLCHAIN",
        value: value.to_owned(),
        message: message.into(),
    };
    let Some(name) = NamedToolchain::parse_local(value) else {
        return Ok(Err(refused("is not the name of a toolchain")));
    };
    Ok(select(&name, chosen_by, None, cx)?.map_err(|message| refused(&message)))
}

/// The choice by overrides, toolchain files and the default, seen from a directory.
struct FilesChoice {
    selection: Result<Selection, SelectionError>,
    passed_over: Vec<BrokenFile>,
}

impl Fact for FilesChoice {
    type Key = HostPath;

    fn conclude(start: &HostPath, cx: &Cx<'_>) -> Result<Self, Pause> {
        let home = cx.fact::<RustupHome>(());
        let directories: Vec<_> = start.ancestors().collect();
        // All asked before the first is looked at, so that they are read at once.
        let files: Vec<_> = directories
            .iter()
            .map(|directory| {
                let (plain, toml) = (directory.join("rust-toolchain"), directory.join("rust-toolchain.toml"));
                let (plain_text, toml_text) = (cx.read(&plain), cx.read(&toml));
                ((plain, plain_text), (toml, toml_text))
            })
            .collect();
        let home = home?;
        let mut passed_over = Vec::new();
        let settings = match &home.settings {
            Ok(settings) => settings,
            Err(broken) => {
                let selection = Err(SelectionError::Settings(broken.clone()));
                return Ok(Self { selection, passed_over });
            }
        };
        for (directory, ((plain, plain_text), (toml, toml_text))) in directories.iter().zip(files) {
            if let Some(setting) = settings.override_of(directory) {
                let (file, line) = (setting.file.clone(), setting.line);
                let chosen_by = ChosenBy::Override { directory: directory.clone(), file, line };
                let selection = by_setting(setting, chosen_by, None, cx)?;
                return Ok(Self { selection, passed_over });
            }
            // A file that cannot be read as text is passed over like one that is not there (rustup `utils::read_file`).
            for (file, text) in [(plain, plain_text?), (toml, toml_text?)] {
                let message = match text {
                    FileBytes::Text(text) => {
                        return Ok(Self { selection: by_file(&file, text, &home, settings, cx)?, passed_over });
                    }
                    FileBytes::Missing => continue,
                    FileBytes::Directory => "is a directory".to_owned(),
                    FileBytes::NotUtf8 { .. } => "is not UTF-8".to_owned(),
                    FileBytes::TooLarge { size } => format!("has {size} bytes"),
                    FileBytes::Unreadable { message } => message.clone(),
                };
                passed_over.push(BrokenFile { file, error: FileError::whole(message) });
            }
        }
        Ok(Self { selection: by_default(&home, settings, None, cx)?, passed_over })
    }
}

fn by_file(
    file: &HostPath,
    text: &str,
    home: &RustupHome,
    settings: &Settings,
    cx: &Cx<'_>,
) -> Result<Result<Selection, SelectionError>, Pause> {
    let parsed = match ToolchainFile::parse(text, file.file_name() == Some("rust-toolchain")) {
        Ok(parsed) => parsed,
        Err(error) => {
            let correction =
                Correction::Advice("it needs a table `[toolchain]`, in it for instance `channel = \"stable\"`".into());
            return Ok(Err(SelectionError::File { file: file.clone(), error, correction }));
        }
    };
    let chosen_by = ChosenBy::ToolchainFile { file: file.clone(), line: parsed.line };
    let refused = |message: String, advice: &str| {
        let error = FileError { line: parsed.line, column: None, message };
        Ok(Err(SelectionError::File { file: file.clone(), error, correction: Correction::Advice(advice.to_owned()) }))
    };
    let name = match (&parsed.channel, &parsed.path) {
        (Some(channel), path) => {
            let Some(name) = NamedToolchain::parse(channel) else {
                let advice = "name a channel or a release: `stable`, `nightly-2026-01-31`, `1.95.0`";
                return refused(format!("`{channel}` is not the name of a toolchain"), advice);
            };
            match &name {
                // The file is for every machine, a host is not: allowed only where that toolchain is installed.
                NamedToolchain::Official(official)
                    if official.names_host() && !official.as_written().is_some_and(|name| home.has(&name)) =>
                {
                    let message = format!("`{channel}` names a host, and no such toolchain is installed");
                    let error = FileError { line: parsed.line, column: None, message };
                    let correction = Correction::Channel(official.without_host());
                    return Ok(Err(SelectionError::File { file: file.clone(), error, correction }));
                }
                NamedToolchain::Custom(custom) if !exists(&home.toolchain(custom), cx)? => {
                    let advice =
                        format!("`rustup toolchain link {custom} PATH` if it is to be had, or name another channel");
                    return refused(format!("the custom toolchain `{custom}` is not installed"), &advice);
                }
                NamedToolchain::Official(_) | NamedToolchain::Custom(_) | NamedToolchain::Path(_) => {}
            }
            if path.is_some() {
                return refused("names both a channel and a path".into(), "take one of the two out");
            }
            name
        }
        (None, Some(path)) => {
            if parsed.targets.is_some() || parsed.components.is_some() || parsed.profile.is_some() {
                let advice = "rustup adds nothing to a toolchain at a path: take `targets`, `components` and `profile` out, \
                              or name a `channel` instead of the `path`";
                return refused("names targets, components or a profile beside a path".into(), advice);
            }
            match HostPath::parse(path) {
                Some(path) => NamedToolchain::Path(path),
                None => {
                    return refused(
                        format!("`{path}` is not an absolute path"),
                        "write the whole path, or name a channel",
                    );
                }
            }
        }
        (None, None) => {
            let mut selection = by_default(home, settings, Some(&parsed), cx)?;
            if let Ok(selection) = &mut selection {
                selection.chosen_by = chosen_by;
            }
            return Ok(selection);
        }
    };
    if let (NamedToolchain::Official(_), Some(profile)) = (&name, &parsed.profile)
        && !["minimal", "default", "complete"].contains(&profile.as_str())
    {
        return refused(format!("`{profile}` is not a profile"), "it may be `minimal`, `default` or `complete`");
    }
    match select(&name, chosen_by, Some(&parsed), cx)? {
        Ok(selection) => Ok(Ok(selection)),
        Err(message) => refused(message, "name a toolchain that is there, for instance `channel = \"stable\"`"),
    }
}

fn by_default(
    home: &RustupHome,
    settings: &Settings,
    file: Option<&ToolchainFile>,
    cx: &Cx<'_>,
) -> Result<Result<Selection, SelectionError>, Pause> {
    let Some(setting) = settings.default_toolchain.as_ref().or(home.fallback.as_ref()) else {
        return Ok(Err(SelectionError::NoDefault));
    };
    let chosen_by = ChosenBy::Default { file: setting.file.clone(), line: setting.line };
    by_setting(setting, chosen_by, file, cx)
}

fn by_setting(
    setting: &Setting,
    chosen_by: ChosenBy,
    file: Option<&ToolchainFile>,
    cx: &Cx<'_>,
) -> Result<Result<Selection, SelectionError>, Pause> {
    let refused = |message: String| SelectionError::Setting { setting: setting.clone(), message };
    let Some(name) = NamedToolchain::parse(&setting.value) else {
        return Ok(Err(refused(format!("`{}` is not the name of a toolchain", setting.value))));
    };
    Ok(select(&name, chosen_by, file, cx)?.map_err(refused))
}

/// The toolchain of this name, or why it can be none.
fn select(
    name: &NamedToolchain,
    chosen_by: ChosenBy,
    file: Option<&ToolchainFile>,
    cx: &Cx<'_>,
) -> Result<Result<Selection, String>, Pause> {
    let home = cx.fact::<RustupHome>(())?;
    let (name, root, kind) = match name {
        NamedToolchain::Official(official) => {
            let programs = cx.fact::<Programs>(())?;
            let host = default_host(&home, programs.rustup.as_ref(), cx)?;
            let Some(name) = official.resolve(&host) else { return Ok(Err(format!("`{host}` is not a host triple"))) };
            let root = home.toolchain(&name);
            (name, root, ToolchainKind::Official)
        }
        NamedToolchain::Custom(name) => (name.clone(), home.toolchain(name), ToolchainKind::Custom),
        NamedToolchain::Path(path) => {
            if !is_directory(&path.join("bin"), cx)? {
                return Ok(Err(format!("`{path}` has no `bin` directory")));
            }
            (path.to_string(), path.clone(), ToolchainKind::Path)
        }
    };
    let installed = exists(&root, cx)?;
    Ok(Ok(Selection { name, root, kind, chosen_by, file: file.cloned(), installed }))
}

/// rustup 1.29 takes a plain file for a toolchain too, and then finds no program in it (`Toolchain::exists`).
fn exists(path: &HostPath, cx: &Cx<'_>) -> Result<bool, Pause> {
    Ok(matches!(cx.metadata(path)?, Metadata::Found(_)))
}

fn is_directory(path: &HostPath, cx: &Cx<'_>) -> Result<bool, Pause> {
    Ok(matches!(cx.metadata(path)?, Metadata::Found(Found { kind: EntryKind::Directory, .. })))
}

/// The directory as `getcwd` names it, which is where rustup starts and how it writes overrides down.
fn real_directory(directory: &HostPath, cx: &Cx<'_>) -> Result<HostPath, Pause> {
    Ok(match cx.metadata(directory)? {
        Metadata::Found(found) => found.real.clone(),
        Metadata::Missing | Metadata::Dangling { .. } | Metadata::Unreadable { .. } => directory.clone(),
    })
}
