//! What one package builds: its library, its programs and its build script, auto-discovered ones included.

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::{Item, TableLike};

use super::{Dependency, Manifest, RustVersion, manifest::strings};
use crate::{
    Cx, HostPath, Pause,
    answer::{Dir, DirEntry, EntryKind},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    pub manifest: HostPath,
    pub dir: HostPath,
    pub name: String,
    pub edition: Option<String>,
    pub rust_version: Option<RustVersion>,
    pub lib: Option<Lib>,
    /// Those that `cargo build` builds with the default features.
    pub bins: Vec<Bin>,
    pub build_script: Option<HostPath>,
    pub default_features: BTreeSet<String>,
    /// Its features, and what each turns on.
    pub features: BTreeMap<String, Vec<String>>,
    pub dependencies: Vec<Dependency>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lib {
    pub path: HostPath,
    pub crate_types: BTreeSet<CrateType>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bin {
    pub name: String,
    pub path: HostPath,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CrateType {
    /// `lib` and `rlib`: nothing is linked.
    Rlib,
    Dylib,
    Cdylib,
    Staticlib,
    ProcMacro,
}

impl CrateType {
    pub fn name(self) -> &'static str {
        match self {
            Self::Rlib => "rlib",
            Self::Dylib => "dylib",
            Self::Cdylib => "cdylib",
            Self::Staticlib => "staticlib",
            Self::ProcMacro => "proc-macro",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "lib" | "rlib" => Self::Rlib,
            "dylib" => Self::Dylib,
            "cdylib" => Self::Cdylib,
            "staticlib" => Self::Staticlib,
            "proc-macro" => Self::ProcMacro,
            _ => return None,
        })
    }
}

impl Package {
    /// None where the manifest has no `[package]`. `root` is the workspace's, for what is inherited.
    pub(super) fn of(manifest: &Manifest, root: &Manifest, cx: &Cx<'_>) -> Result<Option<Self>, Pause> {
        let Some(package) = manifest.package() else { return Ok(None) };
        let dir = manifest.dir();
        let (top, src, bin) = (cx.list(&dir), cx.list(&dir.join("src")), cx.list(&dir.join("src/bin")));
        let (top, src, bin) = (Entries(top?), Entries(src?), Entries(bin?));
        let inherited = |key: &str| inherit(package, root.workspace(), key);
        let name = package.get("name").and_then(Item::as_str).unwrap_or_default().to_owned();
        let features = manifest.default_features();
        Ok(Some(Self {
            edition: inherited("edition").and_then(|(item, _)| item.as_str()).map(str::to_owned),
            rust_version: inherited("rust-version").and_then(|(item, from_root)| {
                let source = if from_root { root } else { manifest };
                let text = item.as_str()?.to_owned();
                Some(RustVersion { text, file: source.file.clone(), line: source.line(item) })
            }),
            lib: lib(manifest, &dir, &src),
            bins: bins(manifest, &name, &dir, &features, &src, &bin, cx)?,
            build_script: build_script(package, &dir, &top),
            default_features: features,
            features: manifest.features(),
            dependencies: manifest.dependencies(Some(root)),
            manifest: manifest.file.clone(),
            dir,
            name,
        }))
    }

    pub fn is_proc_macro(&self) -> bool {
        self.lib.as_ref().is_some_and(|lib| lib.crate_types.contains(&CrateType::ProcMacro))
    }
}

/// The value of `key`, and whether `key.workspace = true` takes it from the root.
fn inherit<'a>(
    package: &'a dyn TableLike,
    workspace: Option<&'a dyn TableLike>,
    key: &str,
) -> Option<(&'a Item, bool)> {
    let item = package.get(key)?;
    let inherits = item.as_table_like().and_then(|table| table.get("workspace")).and_then(Item::as_bool);
    if inherits != Some(true) {
        return Some((item, false));
    }
    Some((workspace?.get("package")?.as_table_like()?.get(key)?, true))
}

struct Entries<'a>(&'a Dir);

impl Entries<'_> {
    fn iter(&self) -> impl Iterator<Item = &DirEntry> {
        match self.0 {
            Dir::Entries(entries) => entries.iter(),
            Dir::Missing | Dir::NotADirectory | Dir::Unreadable { .. } => [].iter(),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.iter().any(|entry| entry.name == name && entry.kind != EntryKind::Directory)
    }
}

fn lib(manifest: &Manifest, dir: &HostPath, src: &Entries<'_>) -> Option<Lib> {
    let table = manifest.table("lib");
    let auto = manifest.package().and_then(|package| package.get("autolib")).and_then(Item::as_bool) != Some(false);
    if table.is_none() && !(auto && src.has("lib.rs")) {
        return None;
    }
    let get = |key: &str| table.and_then(|table| table.get(key));
    let path = get("path").and_then(Item::as_str).unwrap_or("src/lib.rs");
    let named = get("crate-type").or_else(|| get("crate_type")).map(strings).unwrap_or_default();
    let mut crate_types: BTreeSet<_> = named.iter().filter_map(|name| CrateType::parse(name)).collect();
    let proc_macro = get("proc-macro").or_else(|| get("proc_macro")).and_then(Item::as_bool) == Some(true);
    if proc_macro {
        crate_types = BTreeSet::from([CrateType::ProcMacro]);
    } else if crate_types.is_empty() {
        crate_types.insert(CrateType::Rlib);
    }
    Some(Lib { path: dir.join(path), crate_types })
}

fn bins(
    manifest: &Manifest,
    name: &str,
    dir: &HostPath,
    features: &BTreeSet<String>,
    src: &Entries<'_>,
    bin: &Entries<'_>,
    cx: &Cx<'_>,
) -> Result<Vec<Bin>, Pause> {
    let mut found: Vec<Bin> = Vec::new();
    // `autobins` is off by default in edition 2015 alone, and only beside a `[[bin]]`; finding more is harmless.
    let auto = manifest.package().and_then(|package| package.get("autobins")).and_then(Item::as_bool) != Some(false);
    if auto {
        if src.has("main.rs") {
            found.push(Bin { name: name.to_owned(), path: dir.join("src/main.rs") });
        }
        let mains: Vec<_> = bin
            .iter()
            .filter(|entry| entry.kind != EntryKind::File && entry.name.strip_suffix(".rs").is_none())
            .map(|entry| {
                let path = dir.join("src/bin").join(&entry.name).join("main.rs");
                (entry, cx.metadata(&path), path)
            })
            .collect();
        for (entry, metadata, path) in mains {
            if matches!(metadata?, crate::answer::Metadata::Found(_)) {
                found.push(Bin { name: entry.name.clone(), path });
            }
        }
        for entry in bin.iter().filter(|entry| entry.kind != EntryKind::Directory) {
            if let Some(stem) = entry.name.strip_suffix(".rs") {
                found.push(Bin { name: stem.to_owned(), path: dir.join("src/bin").join(&entry.name) });
            }
        }
    }
    for table in manifest.tables("bin") {
        let Some(bin_name) = table.get("name").and_then(Item::as_str) else { continue };
        let known = found.iter().position(|bin| bin.name == bin_name);
        let path = table.get("path").and_then(Item::as_str).map(|path| dir.join(path));
        let path = path.or_else(|| known.map(|at| found[at].path.clone()));
        let path = path.unwrap_or_else(|| dir.join("src/bin").join(&format!("{bin_name}.rs")));
        if let Some(at) = known {
            found.remove(at);
        }
        // A path given by hand takes the file away from the target that would have been discovered there.
        found.retain(|bin| bin.path != path);
        let required = table.get("required-features").map(strings).unwrap_or_default();
        if required.iter().all(|feature| features.contains(feature)) {
            found.push(Bin { name: bin_name.to_owned(), path });
        }
    }
    Ok(found)
}

fn build_script(package: &dyn TableLike, dir: &HostPath, top: &Entries<'_>) -> Option<HostPath> {
    match package.get("build") {
        Some(item) => match (item.as_str(), item.as_bool(), strings(item).first()) {
            (Some(path), _, _) => Some(dir.join(path)),
            (_, _, Some(first)) => Some(dir.join(first)),
            (_, Some(true), _) => Some(dir.join("build.rs")),
            _ => None,
        },
        None => top.has("build.rs").then(|| dir.join("build.rs")),
    }
}
