//! The files to read: those looked for from the working directory upwards, and those below the project's root.

use super::{
    SourceKind,
    cargo_config::{self, CargoConfigFile},
    tree::{Tree, known},
    words::Dialect,
};
use crate::{
    Cx, HostPath, Pause,
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
pub(super) struct Files<'a>(pub(super) Vec<(FileKind, HostPath, &'a str)>);

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
            .flat_map(|(kind, paths)| paths.iter().map(move |path| (kind, path, cx.text(path))))
            .collect();
        let mut files = Vec::new();
        for (kind, path, text) in asked {
            files.extend(known(text)?.flatten().map(|text| (kind, path.clone(), text)));
        }
        Ok(Self(files))
    }
}
