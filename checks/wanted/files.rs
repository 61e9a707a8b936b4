//! The files to read: those looked for from the working directory upwards, and those below the project's root.

use super::{
    SourceKind,
    cargo_config::{self, CargoConfigFile},
    toml::Broken,
    tree::{Tree, known},
    words::Dialect,
};
use crate::{
    Cx, HostPath, Pause,
    answer::FileBytes,
    facts::cargo_config::{CargoConfig, Config, Located, Rules},
};

/// Files that are looked for from the working directory upwards.
pub(super) struct Own<'a> {
    /// Nearest first; in each directory the older name, which wins, first.
    pub(super) toolchain: Vec<(HostPath, &'a str)>,
}

impl<'a> Own<'a> {
    pub(super) fn read(cwd: &HostPath, cx: &Cx<'a>) -> Result<Self, Pause> {
        let upwards = |names: &[&str]| -> Vec<_> {
            let paths =
                cwd.ancestors().flat_map(|dir| names.iter().map(move |name| dir.join(name)).collect::<Vec<_>>());
            paths.map(|path| (cx.text(&path), path)).collect()
        };
        let toolchain = upwards(&["rust-toolchain", "rust-toolchain.toml"]);
        let present = |asked: Vec<(Result<Option<&'a str>, Pause>, HostPath)>| -> Result<Vec<_>, Pause> {
            let texts = asked.into_iter().map(|(text, path)| Ok(known(text)?.flatten().map(|text| (path, text))));
            Ok(texts.collect::<Result<Vec<_>, Pause>>()?.into_iter().flatten().collect())
        };
        Ok(Self { toolchain: present(toolchain)? })
    }
}

/// Cargo's configuration from here.
pub(super) struct Configs {
    /// The files that cargo reads, nearest first, each before what it includes.
    pub(super) files: Vec<ConfigFile>,
    /// What a build without `--target` is for, and where that is said.
    pub(super) build_targets: Vec<Located<String>>,
}

pub(super) struct ConfigFile {
    pub(super) file: HostPath,
    pub(super) read: CargoConfigFile,
    /// In cargo's home: it speaks for the user, not for the project.
    pub(super) home: bool,
}

impl Configs {
    /// By the rules of the cargo that will run; where there is none, by those of the newest.
    pub(super) fn read(cx: &Cx<'_>) -> Result<Self, Pause> {
        let (exact, newest) = (cx.fact::<CargoConfig>(()), cx.fact::<Config>(Rules::NEWEST));
        let exact = known(exact)?;
        let newest = if exact.is_none() { known(newest)? } else { None };
        let Some(config) = exact.as_deref().map(|exact| &**exact).or(newest.as_deref()) else {
            return Ok(Self { files: Vec::new(), build_targets: Vec::new() });
        };
        let texts: Vec<_> = config.files.iter().map(|file| cx.text(file)).collect();
        let mut files = Vec::new();
        for (file, text) in config.files.iter().zip(texts) {
            if let Some(read) = known(text)?.flatten().and_then(cargo_config::parse) {
                let home = config.home.as_ref().is_some_and(|home| file.below(home).is_some());
                files.push(ConfigFile { file: file.clone(), read, home });
            }
        }
        Ok(Self { files, build_targets: config.try_build_targets().unwrap_or_default() })
    }
}

/// The texts of the files below the project's root.
pub(super) struct Files<'a> {
    pub(super) texts: Vec<(FileKind, HostPath, &'a str)>,
    /// Those that are no text.
    pub(super) unread: Vec<(FileKind, HostPath, Broken)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    Manifest,
    CargoConfig,
    ToolchainFile,
    Cross,
    Dist,
    Workflow,
    PackageJson,
    Script(SourceKind, Dialect),
    Pyproject,
}

impl<'a> Files<'a> {
    pub(super) fn read(tree: &Tree, cx: &Cx<'a>) -> Result<Self, Pause> {
        let kinds = [
            (FileKind::ToolchainFile, &tree.toolchain_files),
            (FileKind::Cross, &tree.cross),
            (FileKind::Dist, &tree.dist),
            (FileKind::CargoConfig, &tree.cargo_configs),
            (FileKind::Workflow, &tree.workflows),
            (FileKind::PackageJson, &tree.package_json),
            (FileKind::Manifest, &tree.manifests),
            (FileKind::Pyproject, &tree.pyproject),
            (FileKind::Script(SourceKind::Justfile, Dialect::Just), &tree.justfiles),
            (FileKind::Script(SourceKind::Makefile, Dialect::Make), &tree.makefiles),
            (FileKind::Script(SourceKind::ShellScript, Dialect::Shell), &tree.shell_scripts),
        ];
        let asked: Vec<_> = kinds
            .into_iter()
            .flat_map(|(kind, paths)| paths.iter().map(move |path| (kind, path, cx.read(path))))
            .collect();
        let mut files = Self { texts: Vec::new(), unread: Vec::new() };
        for (kind, path, bytes) in asked {
            match known(bytes)?.map(read_as_text) {
                Some(Ok(text)) => files.texts.extend(text.map(|text| (kind, path.clone(), text))),
                Some(Err(broken)) => files.unread.push((kind, path.clone(), broken)),
                None => {}
            }
        }
        Ok(files)
    }
}

/// The text; none where nothing stands there. Line and column are 0 where the whole file is meant.
fn read_as_text(bytes: &FileBytes) -> Result<Option<&str>, Broken> {
    let whole = |message: String| Broken { line: 0, column: 0, message };
    match bytes {
        FileBytes::Missing => Ok(None),
        FileBytes::Text(text) => Ok(Some(text)),
        FileBytes::Directory => Err(whole("is a directory".into())),
        FileBytes::TooLarge { size } => Err(whole(format!("has {size} bytes"))),
        FileBytes::Unreadable { message } => Err(whole(message.clone())),
        FileBytes::NotUtf8 { valid, .. } => {
            let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX - 1) + 1;
            let last = valid.rsplit('\n').next().unwrap_or_default();
            let (line, column) = (number(valid.matches('\n').count()), number(last.chars().count()));
            Err(Broken { line, column, message: "is not valid UTF-8".into() })
        }
    }
}
