//! One `Cargo.toml`, as far as a build's shape depends on it.

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::{Document, Item, TableLike};

use crate::{Cx, HostPath, Pause, answer::FileBytes};

/// Why cargo cannot use a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestProblem {
    pub file: HostPath,
    /// From 1; none where the whole file is at fault.
    pub line: Option<u32>,
    /// From 1, in characters.
    pub column: Option<u32>,
    /// A lowercase phrase.
    pub message: String,
}

/// A manifest as it stands on the disk.
pub enum ManifestText<'a> {
    Missing,
    Text(&'a str),
    Problem(ManifestProblem),
}

impl<'a> ManifestText<'a> {
    pub fn read(file: &HostPath, cx: &Cx<'a>) -> Result<Self, Pause> {
        let problem =
            |line, message: String| Self::Problem(ManifestProblem { file: file.clone(), line, column: None, message });
        Ok(match cx.read(file)? {
            FileBytes::Missing => Self::Missing,
            FileBytes::Text(text) => Self::Text(text),
            FileBytes::Directory => problem(None, "is a directory".into()),
            FileBytes::NotUtf8 { valid, .. } => problem(Some(line_of(valid, valid.len())), "is not valid UTF-8".into()),
            FileBytes::TooLarge { size } => problem(None, format!("has {size} bytes, which no manifest has")),
            FileBytes::Unreadable { message } => problem(None, message.clone()),
        })
    }
}

/// What a build needs of a parsed manifest.
#[derive(Clone, Debug)]
pub struct Manifest {
    pub file: HostPath,
    document: Document<String>,
}

impl Manifest {
    pub fn parse(file: &HostPath, text: &str) -> Result<Self, ManifestProblem> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let problem = |offset: Option<usize>, message: &str| ManifestProblem {
            file: file.clone(),
            line: offset.map(|at| line_of(text, at)),
            column: offset.map(|at| column_of(text, at)),
            message: message.lines().next().unwrap_or_default().to_owned(),
        };
        let document = Document::parse(text.to_owned())
            .map_err(|error| problem(error.span().map(|span| span.start), error.message()))?;
        let manifest = Self { file: file.clone(), document };
        if manifest.table("package").is_none()
            && manifest.table("project").is_none()
            && manifest.table("workspace").is_none()
        {
            return Err(problem(None, "manifest is missing either a `[package]` or a `[workspace]`"));
        }
        Ok(manifest)
    }

    pub fn dir(&self) -> HostPath {
        self.file.parent().expect("a manifest stands in a directory")
    }

    pub fn package(&self) -> Option<&dyn TableLike> {
        self.table("package").or_else(|| self.table("project"))
    }

    pub fn workspace(&self) -> Option<&dyn TableLike> {
        self.table("workspace")
    }

    pub fn table(&self, name: &str) -> Option<&dyn TableLike> {
        self.document.as_table().get(name).and_then(Item::as_table_like)
    }

    /// The tables of an array like `[[bin]]`.
    pub fn tables(&self, name: &str) -> Vec<&dyn TableLike> {
        match self.document.as_table().get(name) {
            Some(Item::ArrayOfTables(tables)) => tables.iter().map(|table| table as &dyn TableLike).collect(),
            Some(Item::Value(toml_edit::Value::Array(values))) => {
                values.iter().filter_map(|value| value.as_inline_table().map(|t| t as &dyn TableLike)).collect()
            }
            Some(Item::None | Item::Value(_) | Item::Table(_)) | None => Vec::new(),
        }
    }

    /// The line of an item; 1 where it has no place of its own.
    pub fn line(&self, item: &Item) -> u32 {
        item.span().map_or(1, |span| line_of(self.document.raw(), span.start))
    }

    /// `[profile]` without the settings of single packages, which the proof does not have, and `cargo-features`, which
    /// an unstable setting needs.
    pub fn profiles(&self) -> String {
        let mut kept = toml_edit::DocumentMut::new();
        if let Some(features) = self.document.as_table().get("cargo-features") {
            kept.insert("cargo-features", features.clone());
        }
        if let Some(profiles) = self.document.as_table().get("profile") {
            let mut profiles = profiles.clone();
            for (_, profile) in profiles.as_table_like_mut().into_iter().flat_map(TableLike::iter_mut) {
                if let Some(profile) = profile.as_table_like_mut() {
                    profile.remove("package");
                }
            }
            if let Some(table) = profiles.as_table_mut() {
                table.set_implicit(true);
            }
            kept.insert("profile", profiles);
        }
        kept.to_string()
    }

    /// The features that a build without further flags has.
    pub fn default_features(&self) -> BTreeSet<String> {
        let Some(features) = self.table("features") else { return BTreeSet::new() };
        let mut found = BTreeSet::new();
        let mut open = vec!["default".to_owned()];
        while let Some(name) = open.pop() {
            let Some(implied) = features.get(&name) else { continue };
            if found.insert(name) {
                open.extend(strings(implied));
            }
        }
        found
    }

    /// Its features, and what each turns on.
    pub fn features(&self) -> BTreeMap<String, Vec<String>> {
        let features = self.table("features").into_iter().flat_map(TableLike::iter);
        features.map(|(name, item)| (name.to_owned(), strings(item))).collect()
    }

    /// What its tables of dependencies say, those of single targets included; `root` describes what is inherited.
    pub fn dependencies(&self, root: Option<&Self>) -> Vec<Dependency> {
        let top = std::iter::once((None, self.document.as_table() as &dyn TableLike));
        let targets = self.table("target").into_iter().flat_map(TableLike::iter);
        let targets = targets.filter_map(|(name, item)| Some((Some(name), item.as_table_like()?)));
        top.chain(targets)
            .flat_map(|(platform, tables)| {
                KINDS.iter().filter_map(move |(name, kind)| Some((platform, *kind, tables.get(name)?.as_table_like()?)))
            })
            .flat_map(|(platform, kind, table)| table.iter().map(move |entry| (platform, kind, entry)))
            .map(|(platform, kind, (key, item))| self.dependency(root, platform, kind, key, item))
            .collect()
    }

    fn dependency(
        &self,
        root: Option<&Self>,
        platform: Option<&str>,
        kind: DependencyKind,
        key: &str,
        item: &Item,
    ) -> Dependency {
        let own = item.as_table_like();
        let flag = |table: Option<&dyn TableLike>, key: &str| table.and_then(|t| t.get(key)).and_then(Item::as_bool);
        let described = (flag(own, "workspace") == Some(true)).then(|| {
            let item = root?.workspace()?.get("dependencies")?.as_table_like()?.get(key)?;
            Some((root?, item.as_table_like()))
        });
        let (source, table) = described.flatten().unwrap_or((self, own));
        let text = |key: &str| table.and_then(|table| table.get(key)).and_then(Item::as_str);
        let listed = |table: Option<&dyn TableLike>| table.and_then(|t| t.get("features")).map(strings);
        let mut features = listed(own).unwrap_or_default();
        features.extend(listed(table).unwrap_or_default());
        Dependency {
            key: key.to_owned(),
            name: text("package").unwrap_or(key).to_owned(),
            kind,
            platform: platform.map(str::to_owned),
            optional: flag(own, "optional") == Some(true),
            // Of an inherited one, the member can turn them on and not off (cargo `util/toml/mod.rs`).
            default_features: flag(own, "default-features") == Some(true)
                || ["default-features", "default_features"].iter().all(|key| flag(table, key) != Some(false)),
            features,
            manifest: text("path").map(|path| source.dir().join(path).join("Cargo.toml")),
        }
    }

    /// The manifests that `[patch]` leads to by a path.
    pub fn patches(&self) -> Vec<HostPath> {
        let sources = self.table("patch").into_iter().flat_map(TableLike::iter);
        let entries = sources.filter_map(|(_, item)| item.as_table_like()).flat_map(TableLike::iter);
        let paths = entries.filter_map(|(_, item)| item.as_table_like()?.get("path")?.as_str());
        paths.map(|path| self.dir().join(path).join("Cargo.toml")).collect()
    }

    /// Something may be described by a workspace's root.
    pub fn inherits(&self) -> bool {
        self.document.raw().contains("workspace")
    }
}

const KINDS: [(&str, DependencyKind); 5] = [
    ("dependencies", DependencyKind::Normal),
    ("build-dependencies", DependencyKind::Build),
    ("build_dependencies", DependencyKind::Build),
    ("dev-dependencies", DependencyKind::Dev),
    ("dev_dependencies", DependencyKind::Dev),
];

/// An entry of a table of dependencies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// As features name it.
    pub key: String,
    /// The package's.
    pub name: String,
    pub kind: DependencyKind,
    /// `X` of `[target.X.dependencies]`: a triple or `cfg(...)`.
    pub platform: Option<String>,
    pub optional: bool,
    pub default_features: bool,
    pub features: Vec<String>,
    /// The manifest that its `path` leads to.
    pub manifest: Option<HostPath>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DependencyKind {
    Normal,
    Build,
    /// For tests alone, which `cargo build` does not build.
    Dev,
}

/// The strings of an array; none for anything else.
pub(super) fn strings(item: &Item) -> Vec<String> {
    item.as_array().into_iter().flatten().filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

/// The line, from 1, that holds byte `offset`.
fn line_of(text: &str, offset: usize) -> u32 {
    let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
    let breaks = before.split(|byte| *byte == b'\n').count() - 1;
    u32::try_from(breaks).unwrap_or(u32::MAX - 1) + 1
}

fn column_of(text: &str, offset: usize) -> u32 {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    u32::try_from(line.chars().count()).unwrap_or(u32::MAX - 1) + 1
}
