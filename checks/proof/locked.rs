//! What the lock file says of a build: which packages it may have, which of them run build scripts, and which compile C or
//! C++.

use std::collections::BTreeSet;

use semver::Version;

use super::{
    cpp::is_known_cpp,
    reach::{Reached, reach},
};
use crate::{
    Cx, Pause, Triple,
    facts::{
        demands::Built,
        project::{Dependency, DependencyKind, LockedPackage, Project},
    },
};

/// Crates that have a build script or are procedural macros, and that nearly every build of some size has. A lock file
/// does not tell; beside these the names below decide.
const WITH_BUILD_SCRIPT: &[&str] = &[
    "ahash",
    "anyhow",
    "async-trait",
    "autocfg",
    "backtrace",
    "bindgen",
    "camino",
    "clap_derive",
    "cmake",
    "cc",
    "cortex-m",
    "cortex-m-rt",
    "riscv-rt",
    "esp-hal",
    "msp430-rt",
    "defmt",
    "crossbeam-utils",
    "crc32fast",
    "curve25519-dalek",
    "darling_macro",
    "diesel_derives",
    "displaydoc",
    "enum-as-inner",
    "futures-macro",
    "generic-array",
    "getrandom",
    "httparse",
    "icu_normalizer_data",
    "icu_properties_data",
    "indoc",
    "lexical-core",
    "libc",
    "libloading",
    "libm",
    "lock_api",
    "log",
    "memoffset",
    "mime_guess",
    "native-tls",
    "num-traits",
    "num-bigint",
    "openssl",
    "parking_lot_core",
    "paste",
    "pest_derive",
    "pin-project-internal",
    "pkg-config",
    "portable-atomic",
    "prettyplease",
    "proc-macro-error",
    "proc-macro2",
    "prost-build",
    "prost-derive",
    "quote",
    "rayon-core",
    "ref-cast",
    "ring",
    "rustix",
    "rustls",
    "rustversion",
    "semver",
    "serde",
    "serde_core",
    "serde_derive",
    "serde_json",
    "slab",
    "strum_macros",
    "syn",
    "target-lexicon",
    "thiserror",
    "thiserror-impl",
    "tokio-macros",
    "tracing-attributes",
    "typenum",
    "unicase",
    "vcpkg",
    "version_check",
    "vergen",
    "wasm-bindgen",
    "wasm-bindgen-macro",
    "winapi",
    "wit-bindgen",
    "yoke-derive",
    "zerocopy",
    "zerocopy-derive",
    "zerofrom-derive",
    "zerovec-derive",
    "zstd-safe",
];

/// Crates that are named as if they had a build script and have none.
const WITHOUT_BUILD_SCRIPT: &[&str] = &["linux-raw-sys", "windows-sys"];

/// Crates that run the C compiler.
pub(super) const RUNS_C_COMPILER: [&str; 2] = ["cc", "cmake"];

/// Crates that run the C++ compiler, and only that.
pub(super) const BRINGS_CPP: [&str; 3] = ["autocxx-build", "cpp_build", "cxx-build"];

/// Crates that compile C in every build, by themselves or in a crate that they rest on; with which feature, if with one
/// alone. For what is not locked yet (their `build.rs`).
const COMPILES_C: &[(&str, Option<&str>)] = &[
    ("aws-lc-rs", None),
    ("aws-lc-sys", None),
    ("lz4", None),
    ("lz4-sys", None),
    ("mimalloc", None),
    ("libmimalloc-sys", None),
    ("libsqlite3-sys", Some("bundled")),
    ("psm", None),
    ("ring", None),
    ("rocksdb", None),
    ("rusqlite", Some("bundled")),
    ("secp256k1", None),
    ("secp256k1-sys", None),
    ("stacker", None),
    ("tikv-jemallocator", None),
    ("tikv-jemalloc-sys", None),
    ("tree-sitter", None),
    ("zstd", None),
    ("zstd-safe", None),
    ("zstd-sys", None),
];

/// Crates that depend on `cc` for other targets alone, or as a library for others' build scripts.
const NO_C_OF_THEIR_OWN: &[(&str, &[&str])] = &[
    ("iana-time-zone-haiku", &["haiku"]),
    ("backtrace", &["android"]),
    ("cmake", &[]),
    ("autotools", &[]),
    ("bindgen", &[]),
    ("nasm-rs", &[]),
    ("cxx-build", &[]),
    ("windres", &[]),
    ("embed-resource", &["windows"]),
    ("compiler_builtins", &[]),
];

/// The packages that a build for `target` has: those on paths as their manifests say, all others by the lock file, an
/// upper bound; without one, what the manifests name and `is_known` holds for.
pub(crate) fn packages(target: &Triple, is_known: &dyn Fn(&str) -> bool, cx: &Cx<'_>) -> Result<Vec<Built>, Pause> {
    let Some(project) = Project::here(cx)? else { return Ok(Vec::new()) };
    let reached = reach(&project, Some(target), |dependency| is_known(&dependency.name), cx)?;
    let mut found = Vec::new();
    for node in reached.iter().filter(|node| !node.for_host && !node.package.is_proc_macro()) {
        let dependencies = node.active.iter().map(|dependency| dependency.name.clone()).collect();
        found.push(Built { name: node.package.name.clone(), version: None, dependencies, features: None });
        let unlocked = node.active.iter().filter(|dependency| {
            project.lock.is_none()
                && dependency.manifest.is_none()
                && dependency.kind == DependencyKind::Normal
                && is_known(&dependency.name)
        });
        found.extend(unlocked.map(|dependency| Built {
            name: dependency.name.clone(),
            version: None,
            dependencies: BTreeSet::new(),
            features: None,
        }));
    }
    found.extend(in_lock_file(&project, &reached).into_iter().map(|package| Built {
        name: package.name.clone(),
        version: Version::parse(&package.version).ok(),
        dependencies:
            package.dependencies.iter().filter_map(|name| name.split(' ').next()).map(str::to_owned).collect(),
        features: None,
    }));
    Ok(found)
}

/// The packages of the lock file that the build may need, those left out whose manifests were looked at.
pub(super) fn in_lock_file<'a>(project: &'a Project, reached: &[Reached<'_>]) -> Vec<&'a LockedPackage> {
    let Some(lock) = &project.lock else { return Vec::new() };
    let roots: Vec<_> = project.built().map(|package| package.name.as_str()).collect();
    let skip = |member: &str, name: &str| {
        let nodes: Vec<_> = reached.iter().filter(|node| node.package.name == member).collect();
        let declared = project.members.iter().chain(&project.beside).filter(|package| package.name == member);
        let mut declared = declared.flat_map(|package| &package.dependencies).filter(|d| d.name == name).peekable();
        if nodes.is_empty() {
            return declared.peek().is_some() && declared.all(|d| d.kind == DependencyKind::Dev);
        }
        declared.peek().is_some() && !nodes.iter().any(|node| node.active.iter().any(|d| d.name == name))
    };
    let seen: BTreeSet<_> = reached.iter().map(|node| node.package.name.as_str()).collect();
    let mut found = lock.reachable(&roots, skip);
    found.retain(|package| package.source.is_some() || !seen.contains(package.name.as_str()));
    found
}

pub(super) fn has_build_script(package: &LockedPackage) -> bool {
    is_known_to_build(&package.name)
        || package.dependencies.iter().any(|dependency| {
            let dependency = dependency.split(' ').next().unwrap_or_default();
            ["cc", "cmake", "pkg-config", "bindgen", "autocfg", "version_check", "syn", "proc-macro2"]
                .contains(&dependency)
        })
}

/// By its name.
pub(super) fn is_known_to_build(name: &str) -> bool {
    let ends = ["-sys", "_sys", "-derive", "_derive", "-macro", "_macro", "-macros", "_macros", "-proc-macro", "-src"];
    WITH_BUILD_SCRIPT.contains(&name)
        || !WITHOUT_BUILD_SCRIPT.contains(&name) && ends.iter().any(|end| name.ends_with(end))
}

pub(super) fn compiles_c(package: &LockedPackage, target: Option<&Triple>) -> bool {
    let depends = |name: &str| package.dependencies.iter().any(|dependency| dependency.split(' ').next() == Some(name));
    RUNS_C_COMPILER.iter().chain(&BRINGS_CPP).any(|name| depends(name)) && may_compile_c(&package.name, target)
}

/// By its name, where it is not locked yet.
pub(super) fn compiles_c_by_name(dependency: &Dependency) -> bool {
    let named = |feature: &str| dependency.features.iter().any(|on| on == feature);
    is_known_cpp(&dependency.name)
        || COMPILES_C.iter().any(|(name, feature)| *name == dependency.name && feature.is_none_or(named))
}

/// By its name.
pub(super) fn may_compile_c(name: &str, target: Option<&Triple>) -> bool {
    match (NO_C_OF_THEIR_OWN.iter().find(|(known, _)| *known == name), target) {
        (Some((_, targets)), Some(target)) => targets.iter().any(|part| target.as_str().contains(part)),
        (Some((_, targets)), None) => !targets.is_empty(),
        (None, _) => true,
    }
}
