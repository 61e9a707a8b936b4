//! The C++ that a build compiles, as far as the build scripts' texts tell: those of the project, and those of locked
//! packages whose sources are on this machine.

use std::collections::BTreeSet;

use super::{
    build_script::{Says, cmake_wants_cpp},
    condition::{Known, Systems},
};
use crate::{
    Cx, HostPath, Pause, Triple,
    answer::{Dir, EntryKind},
    facts::project::{LockedPackage, Manifest, Package, SourceDirs},
};

/// C++ that is compiled, and by whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cpp {
    /// A package that has the C++ compiler compile it.
    pub by_cxx: Option<String>,
    /// A package that gives such files to the C compiler.
    pub by_cc: Option<String>,
    /// The library that the crate cc chooses is linked.
    pub default_library: bool,
    /// Libraries that build scripts name in its place.
    pub libraries: BTreeSet<String>,
    /// No C is compiled beside it.
    pub alone: bool,
}

impl Cpp {
    pub(super) fn of(package: &str, says: &Says) -> Self {
        let name = |holds: bool| holds.then(|| package.to_owned());
        Self {
            by_cxx: name(says.cpp),
            by_cc: name(says.cpp_files),
            default_library: says.cpp && says.library.is_none(),
            libraries: says.library.clone().unwrap_or_default(),
            alone: !says.c,
        }
    }

    /// What two packages compile.
    pub(super) fn joined(self, other: Self) -> Self {
        Self {
            by_cxx: self.by_cxx.or(other.by_cxx),
            by_cc: self.by_cc.or(other.by_cc),
            default_library: self.default_library || other.default_library,
            libraries: &self.libraries | &other.libraries,
            alone: self.alone && other.alone,
        }
    }
}

/// Crates that compile C++ for every target, for where their sources are not on this machine (their `build.rs`).
const COMPILES_CPP: &[&str] = &[
    "cxx",
    "duckdb-loadable-macros",
    "libduckdb-sys",
    "librocksdb-sys",
    "link-cplusplus",
    "llama-cpp-sys-2",
    "opencv",
    "protobuf-src",
    "sentencepiece-sys",
    "shaderc-sys",
    "spirv_cross",
    "whisper-rs-sys",
    "zeromq-src",
];

pub(super) fn is_known_cpp(name: &str) -> bool {
    COMPILES_CPP.contains(&name)
}

/// A package of the lock file, as a build has it.
pub(super) struct LockedScript<'a> {
    pub(super) package: &'a LockedPackage,
    /// Where it stands instead of in a registry.
    pub(super) patched: Option<&'a HostPath>,
    pub(super) features: Option<&'a BTreeSet<String>>,
}

/// What the package's build script says; none where its sources are not here.
pub(super) fn of_locked(
    script: &LockedScript<'_>,
    target: &Triple,
    sources: &SourceDirs,
    cx: &Cx<'_>,
) -> Result<Option<Says>, Pause> {
    let mut dirs = sources.candidates(script.package);
    dirs.extend(script.patched.cloned());
    let manifests: Vec<_> = dirs.iter().map(|dir| cx.text(&dir.join("Cargo.toml"))).collect();
    let mut found = None;
    for (dir, text) in dirs.iter().zip(manifests) {
        found = found.or(text?.and_then(|text| Some((dir, Manifest::parse(&dir.join("Cargo.toml"), text).ok()?))));
    }
    let Some((dir, manifest)) = found else { return Ok(None) };
    let build = manifest.package().and_then(|package| package.get("build"));
    if build.and_then(toml_edit::Item::as_bool) == Some(false) {
        return Ok(None);
    }
    let file = dir.join(build.and_then(toml_edit::Item::as_str).unwrap_or("build.rs"));
    read(dir, &[file], script.features, target, cx)
}

/// What a build script of the project's says, its helpers' text included.
pub(super) fn of_own(
    package: &Package,
    helpers: &[&Package],
    features: &BTreeSet<String>,
    target: &Triple,
    cx: &Cx<'_>,
) -> Result<Option<Says>, Pause> {
    let helpers = helpers.iter().filter_map(|package| package.lib.as_ref()).map(|lib| lib.path.clone());
    let files: Vec<_> = package.build_script.iter().cloned().chain(helpers).collect();
    read(&package.dir, &files, Some(features), target, cx)
}

/// None where nothing can be read.
fn read(
    dir: &HostPath,
    files: &[HostPath],
    features: Option<&BTreeSet<String>>,
    target: &Triple,
    cx: &Cx<'_>,
) -> Result<Option<Says>, Pause> {
    let texts: Vec<_> = files.iter().map(|file| texts(file, dir, cx)).collect();
    let mut says: Option<Says> = None;
    for text in texts {
        for text in text? {
            let systems = Systems::asked_for(text, target, cx)?;
            let one = Says::read(text, &Known { features, target: Some(target.as_str()), systems });
            match &mut says {
                Some(says) => says.join(one),
                None => says = Some(one),
            }
        }
    }
    let Some(mut says) = says else { return Ok(None) };
    let lists = says.cmake.iter().flatten().map(|name| dir.join(name).join("CMakeLists.txt"));
    let lists: Vec<_> = lists.map(|file| cx.text(&file)).collect();
    let mut wants = false;
    for list in lists {
        wants |= list?.is_some_and(cmake_wants_cpp);
    }
    if wants {
        says.by_cmake();
    }
    Ok(Some(says))
}

/// At most so many files of a script.
const FILES: usize = 32;

/// The script and, where it has a folder of its own, the modules beside it.
fn texts<'a>(script: &HostPath, dir: &HostPath, cx: &Cx<'a>) -> Result<Vec<&'a str>, Pause> {
    let folder = script.parent().filter(|folder| folder != dir && folder.file_name() != Some("src"));
    let beside = match folder {
        Some(folder) => match cx.list(&folder)? {
            Dir::Entries(entries) => entries
                .iter()
                .filter(|entry| {
                    entry.kind != EntryKind::Directory
                        && entry.name.rsplit_once('.').is_some_and(|(_, end)| end == "rs")
                })
                .map(|entry| folder.join(&entry.name))
                .filter(|file| file != script)
                .take(FILES)
                .collect(),
            Dir::Missing | Dir::NotADirectory | Dir::Unreadable { .. } => Vec::new(),
        },
        None => Vec::new(),
    };
    let asked: Vec<_> = std::iter::once(script).chain(&beside).map(|file| cx.text(file)).collect();
    let mut found = Vec::new();
    for text in asked {
        found.extend(text?);
    }
    Ok(found)
}
