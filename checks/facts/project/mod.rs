//! The project that the user stands in: the manifest that cargo would find, its workspace, and what `cargo build` builds.
//!
//! Mirrors cargo's `util/important_paths.rs` (the manifest), `workspace/workspace.rs` (root and members) and
//! `util/toml/targets.rs` (what a package builds).

mod glob;
mod lock;
mod manifest;
mod package;
mod path;
mod sources;
mod workspace;

use std::sync::Arc;

pub use lock::{LockFile, LockedPackage};
pub use manifest::{Dependency, DependencyKind, Manifest, ManifestProblem, ManifestText};
pub use package::{Bin, CrateType, Lib, Package};
pub use sources::SourceDirs;

use crate::{Cx, Fact, HostPath, Pause};

/// A package or workspace, as cargo sees it from the working directory. What is broken stands in `problems`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// The manifest that cargo finds from the working directory.
    pub manifest: HostPath,
    /// The directory of the workspace's root manifest (of the package itself where there is no workspace).
    pub root: HostPath,
    pub root_manifest: HostPath,
    /// The root package's name, else its directory's.
    pub name: Option<String>,
    /// The workspace's packages, in the order of their manifests' paths.
    pub members: Vec<Package>,
    /// Path dependencies that are no members, what `[patch]` leads to, and theirs, in the order of their manifests' paths.
    pub beside: Vec<Package>,
    /// The manifests that `[patch]` of the root leads to.
    pub patches: Vec<HostPath>,
    /// What `cargo build` builds from here: indices into `members`.
    pub default_members: Vec<usize>,
    /// The `[profile]` tables of the root manifest without their `package` tables, and `cargo-features`, as TOML.
    pub profiles: String,
    /// Names in the root's directory, sorted.
    pub entries: Vec<String>,
    pub lock: Option<LockFile>,
    /// What cargo cannot read or find: it would stop at the first of them.
    pub problems: Vec<ManifestProblem>,
}

impl Project {
    /// The project that the user stands in; none outside of any.
    pub fn here(cx: &Cx<'_>) -> Result<Option<Arc<Self>>, Pause> {
        Ok(cx.fact::<Here>(())?.0.clone())
    }

    /// The packages that `cargo build` builds from here.
    pub fn built(&self) -> impl Iterator<Item = &Package> {
        self.default_members.iter().filter_map(|index| self.members.get(*index))
    }

    /// The package with this manifest, a member or not.
    pub fn package(&self, manifest: &HostPath) -> Option<&Package> {
        self.members.iter().chain(&self.beside).find(|package| package.manifest == *manifest)
    }

    /// The package on a path that stands in for the registry's of this name (The Cargo Book, *Overriding Dependencies*).
    /// A patch of another version is not used, and is then not locked so.
    pub fn patched(&self, name: &str) -> Option<&Package> {
        let package = self.patches.iter().filter_map(|file| self.package(file)).find(|package| package.name == name)?;
        let in_use = |lock: &LockFile| lock.find(name).any(|locked| locked.source.is_none());
        self.lock.as_ref().is_none_or(in_use).then_some(package)
    }

    /// The package with a manifest of its own that a dependency leads to.
    pub fn on_path(&self, dependency: &Dependency) -> Option<&Package> {
        match &dependency.manifest {
            Some(manifest) => self.package(manifest),
            None => self.patched(&dependency.name),
        }
    }

    /// The `rust-version` that cargo holds this rustc against: the greatest of the packages it builds from here.
    pub fn rust_version(&self) -> Option<&RustVersion> {
        self.built().filter_map(|package| package.rust_version.as_ref()).max_by_key(|version| version.numbers())
    }
}

/// A package's `rust-version` and where it stands: in its own manifest or, inherited, in the root's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustVersion {
    /// As written: `1.70` or `1.70.0`.
    pub text: String,
    pub file: HostPath,
    pub line: u32,
}

impl RustVersion {
    /// Its three numbers; what is not written is zero.
    pub fn numbers(&self) -> (u64, u64, u64) {
        let mut parts = self.text.split('.').map(|part| part.trim().parse().unwrap_or(0));
        let mut next = || parts.next().unwrap_or(0);
        (next(), next(), next())
    }
}

/// The fact behind [`Project::here`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Here(Option<Arc<Project>>);

impl Fact for Here {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        Ok(Self(workspace::find(cx)?.map(Arc::new)))
    }
}
