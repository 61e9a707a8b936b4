//! From the files to mentions: what each word asks for, with what weight, and whether it is in effect.

use std::collections::BTreeSet;

use super::{
    SourceKind,
    cargo_config::{self, BuildTarget},
    files::{Configs, FileKind, Files, Own},
    mentions::{Mention, Mentions, NamedRoute, PinFile, Place, ToolMention, Unread},
    package_json,
    rust_toolchain::{self, ToolchainFile},
    settings, shell,
    spot::{BuiltBy, Lines, Spot, glibc, is_json, of_android_abi, triples, without_bom},
    toml::{Broken, Toml},
    workflow,
    yaml::Document,
};
use crate::{
    Cx, HostPath, Pause, Triple,
    facts::{project::Project, rustc::Rustc},
    policy::Policy,
    targets::Builder,
};

/// Weighs what the files say.
pub(super) struct Collector<'c, 'a> {
    pub(super) cx: &'c Cx<'a>,
    pub(super) cwd: &'c HostPath,
    pub(super) mentions: Mentions,
    /// A triple could not be told yet.
    pub(super) pending: bool,
}

impl Collector<'_, '_> {
    /// Each triple that the word names.
    fn take(&mut self, kind: SourceKind, file: &HostPath, spot: &Spot, in_effect: bool) {
        self.weigh(kind, file, spot, in_effect, kind.requires());
    }

    fn weigh(&mut self, kind: SourceKind, file: &HostPath, spot: &Spot, in_effect: bool, required: bool) {
        let required = required && in_effect;
        let before = self.mentions.all.len();
        self.name(kind, file, spot, in_effect, required);
        let BuiltBy::Tool { builder, detail } = &spot.built_by else { return };
        if !in_effect {
            return;
        }
        let tool = ToolMention {
            builder: *builder,
            detail: detail.clone(),
            glibc: glibc(&spot.written).map(|(_, version)| version.to_owned()),
            kind,
            file: file.clone(),
            line: spot.line,
        };
        for mention in &self.mentions.all[before..] {
            self.mentions.tools.entry(mention.triple.clone()).or_default().push(tool.clone());
        }
    }

    fn name(&mut self, kind: SourceKind, file: &HostPath, spot: &Spot, in_effect: bool, required: bool) {
        let place = |written: &str| {
            Some(Place { file: file.clone(), line: spot.line, column: spot.column, written: written.to_owned() })
        };
        if let Some(triple) = of_android_abi(&spot.written) {
            self.mentions.all.push(Mention { triple, kind, place: place(&spot.written), in_effect, required });
            return;
        }
        for (triple, written) in triples(&spot.written) {
            if let Some(triple) = self.resolved(triple, file) {
                self.mentions.all.push(Mention { triple, kind, place: place(written), in_effect, required });
            }
        }
    }

    /// `host-tuple` is this host's triple (cargo 1.91); a JSON file is named as seen from the working directory.
    fn resolved(&mut self, triple: Triple, file: &HostPath) -> Option<Triple> {
        if triple.as_str() == "host-tuple" {
            return match self.cx.fact::<Rustc>(()) {
                Ok(rustc) => Some(rustc.host.clone()),
                Err(Pause::Unknown(_)) => None,
                Err(Pause::Pending) => {
                    self.pending = true;
                    None
                }
            };
        }
        if !is_json(triple.as_str()) {
            return Some(triple);
        }
        // Cargo's configuration counts from the parent of its directory (cargo's book, *Config-relative paths*).
        let dir = file.parent()?;
        let base = if dir.file_name() == Some(".cargo") { dir.parent()? } else { dir };
        let path = base.join(triple.as_str());
        Some(json_target(&path, self.cwd))
    }

    pub(super) fn policy(&mut self, policy: Option<&Policy>) {
        let Some(Policy { file, targets, .. }) = policy else { return };
        for entry in targets {
            let before = self.mentions.all.len();
            self.take(SourceKind::XdoctorToml, file, &entry.name, true);
            let Some(route) = entry.route else { continue };
            let named = NamedRoute { route, glibc: entry.glibc.clone(), file: file.clone(), line: entry.name.line };
            let triples = self.mentions.all[before..].iter().map(|mention| mention.triple.clone());
            self.mentions.routes.extend(triples.map(|triple| (triple, named.clone())));
        }
    }

    pub(super) fn own(&mut self, own: Own<'_>) {
        for (index, (file, text)) in own.toolchain.into_iter().enumerate() {
            let content = rust_toolchain::parse(text, file.file_name() == Some("rust-toolchain"));
            if let ToolchainFile::Toml { targets, .. } = &content {
                for spot in targets {
                    self.take(SourceKind::RustToolchain, &file, spot, index == 0);
                }
            }
            if index == 0 {
                self.mentions.pin_file = Some(PinFile { file, content });
            }
        }
    }

    pub(super) fn configs(&mut self, configs: &Configs) {
        let chosen = |file: Option<&HostPath>, line| {
            configs.build_targets.iter().any(|target| target.origin.file() == file && target.origin.line() == line)
        };
        for variable in configs.build_targets.iter().filter(|target| target.origin.variable().is_some()) {
            // Variables count from the working directory.
            let base = self.cwd.join("environment");
            let named = triples(&variable.value).into_iter().next();
            let triple = named.and_then(|(triple, _)| self.resolved(triple, &base));
            self.mentions.all.extend(triple.map(|triple| Mention {
                triple,
                kind: SourceKind::CargoBuildTarget,
                place: None,
                in_effect: true,
                required: true,
            }));
        }
        for config in &configs.files {
            let spots = match &config.read.build_target {
                BuildTarget::None => continue,
                BuildTarget::One(spot) => std::slice::from_ref(spot),
                BuildTarget::Many(spots) => &**spots,
            };
            for spot in spots {
                let in_effect = chosen(Some(&config.file), Some(spot.line));
                self.weigh(SourceKind::CargoConfig, &config.file, spot, in_effect, !config.home);
            }
        }
        for config in &configs.files {
            for table in &config.read.tables {
                self.take(SourceKind::CargoTargetTable, &config.file, &table.triple, table.found);
            }
            for spot in &config.read.aliases {
                self.take(SourceKind::CargoAlias, &config.file, spot, true);
            }
        }
    }

    pub(super) fn others(
        &mut self,
        files: &Files<'_>,
        project: Option<&Project>,
        root: &HostPath,
        cross: Option<&HostPath>,
        configs: &Configs,
    ) {
        let foreign = foreign(&files.texts, project);
        let done: BTreeSet<HostPath> = configs
            .files
            .iter()
            .map(|config| config.file.clone())
            .chain(self.mentions.all.iter().filter_map(|mention| Some(mention.place.as_ref()?.file.clone())))
            .chain(self.mentions.pin_file.iter().map(|pin| pin.file.clone()))
            .collect();
        let is_ours = |file: &HostPath| !foreign.iter().any(|dir| file.below(dir).is_some());
        let is_at_root = |file: &HostPath| file.parent().is_some_and(|dir| dir == *root || root.below(&dir).is_some());
        let is_cross = |file: &HostPath| is_at_root(file) && cross.is_none_or(|path| path == file);
        let broken = files.texts.iter().filter_map(|(kind, file, text)| Some((*kind, file, kind.broken(text)?)));
        let unread = files.unread.iter().map(|(kind, file, broken)| (*kind, file, broken.clone()));
        for (kind, file, broken) in unread.chain(broken) {
            let Some(required) = kind.would_require() else { continue };
            if if kind == FileKind::Cross { is_cross(file) } else { is_ours(file) } {
                let place = (broken.line > 0).then_some((broken.line, broken.column));
                self.mentions.unread.push(Unread { file: file.clone(), place, message: broken.message, required });
            }
        }
        for (kind, file, text) in &files.texts {
            let ours = is_ours(file);
            match kind {
                FileKind::ToolchainFile | FileKind::CargoConfig if done.contains(file) => {}
                FileKind::ToolchainFile => {
                    let legacy = file.file_name() == Some("rust-toolchain");
                    if let ToolchainFile::Toml { targets, .. } = rust_toolchain::parse(text, legacy) {
                        for spot in &targets {
                            self.take(SourceKind::RustToolchain, file, spot, false);
                        }
                    }
                }
                FileKind::CargoConfig => self.unread_config(file, text),
                FileKind::Cross => {
                    let in_effect = is_cross(file);
                    for mut spot in settings::cross_toml(text) {
                        spot.built_by = BuiltBy::Tool { builder: Builder::Cross, detail: None };
                        self.take(SourceKind::CrossToml, file, &spot, in_effect);
                    }
                }
                FileKind::Dist => {
                    for spot in settings::dist_toml(text) {
                        self.take(SourceKind::Dist, file, &spot, ours);
                    }
                }
                FileKind::Manifest => {
                    for (kind, mut spot) in settings::manifest(text) {
                        if kind == SourceKind::CrossToml {
                            spot.built_by = BuiltBy::Tool { builder: Builder::Cross, detail: None };
                        }
                        self.take(kind, file, &spot, ours);
                    }
                }
                FileKind::Pyproject => {
                    for spot in settings::pyproject(text) {
                        self.take(SourceKind::Pyproject, file, &spot, ours);
                    }
                }
                FileKind::Workflow => {
                    for spot in workflow::workflow(text) {
                        self.take(SourceKind::GithubWorkflow, file, &spot, true);
                    }
                }
                FileKind::PackageJson => {
                    for spot in package_json::package_json(text) {
                        self.take(SourceKind::PackageJson, file, &spot, ours);
                    }
                }
                FileKind::Script(kind, dialect) => {
                    let text = without_bom(text);
                    let spots = shell::scan(text, 0, &Lines::new(text), *dialect).settled();
                    for spot in spots {
                        self.take(*kind, file, &spot, ours);
                    }
                }
            }
        }
    }

    /// A table named by the stem of a specification file is that file's (cargo's book, *`[target]`*: the short name).
    pub(super) fn tables_of_specifications(&mut self) {
        let specified: Vec<_> = self.mentions.all.iter().map(|mention| mention.triple.clone()).collect();
        let specified: Vec<_> = specified.into_iter().filter(|triple| is_json(triple.as_str())).collect();
        let stem = |triple: &Triple| {
            let name = triple.as_str().rsplit(['/', '\\']).next().unwrap_or_default();
            name.trim_end_matches(".json").to_owned()
        };
        let tables = self.mentions.all.iter_mut().filter(|mention| mention.kind == SourceKind::CargoTargetTable);
        for table in tables {
            if let Some(triple) = specified.iter().find(|triple| stem(triple) == table.triple.as_str()) {
                table.triple = triple.clone();
            }
        }
    }

    /// A member's own configuration, which cargo does not read from here.
    fn unread_config(&mut self, file: &HostPath, text: &str) {
        let Some(read) = cargo_config::parse(text) else { return };
        let spots = match &read.build_target {
            BuildTarget::None => &[],
            BuildTarget::One(spot) => std::slice::from_ref(spot),
            BuildTarget::Many(spots) => &**spots,
        };
        for spot in spots {
            self.take(SourceKind::CargoConfig, file, spot, false);
        }
        for table in &read.tables {
            self.take(SourceKind::CargoTargetTable, file, &table.triple, false);
        }
        for spot in &read.aliases {
            self.take(SourceKind::CargoAlias, file, spot, false);
        }
    }
}

impl FileKind {
    /// Why its own tool cannot read the text. Scripts are read word by word, and cargo says itself what it cannot read.
    fn broken(self, text: &str) -> Option<Broken> {
        match self {
            Self::Cross | Self::Dist | Self::Pyproject => Toml::parse(text).err(),
            Self::Workflow | Self::PackageJson => Document::broken(text),
            Self::Manifest | Self::CargoConfig | Self::ToolchainFile | Self::Script(..) => None,
        }
    }

    /// Whether what it names is required; none where checks of their own tell that it cannot be read.
    fn would_require(self) -> Option<bool> {
        match self {
            Self::Cross | Self::Dist => Some(true),
            Self::Pyproject | Self::Workflow | Self::PackageJson | Self::Script(..) => Some(false),
            Self::Manifest | Self::CargoConfig | Self::ToolchainFile => None,
        }
    }
}

/// Directories below the root that belong to other packages: what is said there is not said of this project.
fn foreign(files: &[(FileKind, HostPath, &str)], project: Option<&Project>) -> Vec<HostPath> {
    let Some(project) = project.filter(|project| project.problems.is_empty()) else { return Vec::new() };
    files
        .iter()
        .filter(|(kind, file, _)| {
            *kind == FileKind::Manifest
                && *file != project.root_manifest
                && !project.members.iter().any(|member| member.manifest == *file)
        })
        .filter_map(|(_, file, _)| file.parent())
        .collect()
}

/// How a target is named that a JSON file describes: by its path from where the user stands.
pub(crate) fn json_target(path: &HostPath, cwd: &HostPath) -> Triple {
    match path.below(cwd) {
        Some(relative) => Triple::new(relative),
        None => Triple::new(path.as_str()),
    }
}
