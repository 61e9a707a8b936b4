//! The files to read: those looked for from the working directory upwards, and those below the project's root.

use super::{
    SourceKind,
    cargo_config::{self, CargoConfigFile},
    tree::{Tree, known},
    words::Dialect,
    xdoctor_toml,
};
use crate::{Cx, HostPath, Pause};

/// Files that are looked for from the working directory upwards.
pub(super) struct Own<'a> {
    pub(super) xdoctor: Option<(HostPath, &'a str)>,
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
        let (xdoctor, toolchain) =
            (upwards(&[xdoctor_toml::FILE]), upwards(&["rust-toolchain", "rust-toolchain.toml"]));
        let present = |asked: Vec<(Result<Option<&'a str>, Pause>, HostPath)>| -> Result<Vec<_>, Pause> {
            let texts = asked.into_iter().map(|(text, path)| Ok(known(text)?.flatten().map(|text| (path, text))));
            Ok(texts.collect::<Result<Vec<_>, Pause>>()?.into_iter().flatten().collect())
        };
        Ok(Self { xdoctor: present(xdoctor)?.into_iter().next(), toolchain: present(toolchain)? })
    }
}

/// A file of cargo's configuration that cargo reads from here.
pub(super) struct ConfigFile {
    pub(super) file: HostPath,
    pub(super) read: CargoConfigFile,
    /// In cargo's home: it speaks for the user, not for the project.
    pub(super) home: bool,
}

/// The configuration in effect, nearest first.
pub(super) fn effective_configs(
    cwd: &HostPath,
    home: Option<&HostPath>,
    cx: &Cx<'_>,
) -> Result<Vec<ConfigFile>, Pause> {
    let mut dirs: Vec<_> = cwd.ancestors().map(|dir| (dir.join(".cargo"), false)).collect();
    if let Some(home) = home {
        match dirs.iter_mut().find(|(dir, _)| dir == home) {
            Some((_, is_home)) => *is_home = true,
            None => dirs.push((home.clone(), true)),
        }
    }
    let asked: Vec<_> = dirs
        .iter()
        .map(|(dir, home)| {
            let both = ["config", "config.toml"].map(|name| dir.join(name));
            (both.clone().map(|file| cx.text(&file)), both, *home)
        })
        .collect();
    let mut files = Vec::new();
    for (texts, paths, home) in asked {
        let mut present = Vec::new();
        for (text, path) in texts.into_iter().zip(paths) {
            present.extend(known(text)?.flatten().map(|text| (path, text)));
        }
        // Where both exist cargo reads the older name alone.
        if let Some((file, text)) = present.into_iter().next() {
            include(file, text, home, 0, &mut files, cx)?;
        }
    }
    Ok(files)
}

/// The file, then what it includes, which ranks below it.
fn include(
    file: HostPath,
    text: &str,
    home: bool,
    depth: u8,
    files: &mut Vec<ConfigFile>,
    cx: &Cx<'_>,
) -> Result<(), Pause> {
    let Some(read) = cargo_config::parse(text) else { return Ok(()) };
    let dir = file.parent().unwrap_or_else(|| file.clone());
    let paths: Vec<_> = read.include.iter().rev().map(|path| dir.join(path)).collect();
    files.push(ConfigFile { file, read, home });
    let texts: Vec<_> = paths.iter().map(|path| cx.text(path)).collect();
    for (path, text) in paths.into_iter().zip(texts) {
        if let Some(text) = known(text)?.flatten()
            && depth < 8
        {
            include(path, text, home, depth + 1, files, cx)?;
        }
    }
    Ok(())
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
