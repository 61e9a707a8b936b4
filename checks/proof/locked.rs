//! What a build needs beside rustc for the target: which crates run build scripts, and which compile C. Packages on paths
//! tell by their manifests, all others by the lock file.

use std::collections::BTreeSet;

use semver::Version;

use super::reach::{Reached, reach};
use crate::{
    Cx, Fact, Pause, Triple,
    facts::{
        demands::Built,
        project::{Dependency, DependencyKind, LockedPackage, Package, Project},
        rustc::Rustc,
    },
};

/// What the project and its dependencies need beside rustc. The key: the target; none for any target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Programs or libraries for the host, build scripts and procedural macros, and a package that is one of these.
    pub host_link: Option<String>,
    /// A C compiler for the target.
    pub c_compiler: bool,
    /// A C compiler for the host, as procedural macros or build scripts themselves rest on C.
    pub host_c_compiler: bool,
}

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
const RUNS_C_COMPILER: [&str; 2] = ["cc", "cmake"];

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

impl Fact for Needs {
    type Key = Option<Triple>;

    fn conclude(target: &Option<Triple>, cx: &Cx<'_>) -> Result<Self, Pause> {
        let Some(project) = Project::here(cx)? else { return Ok(Self::default()) };
        // What is not locked yet is known by the names in the manifests alone.
        let unlocked = project.lock.is_none();
        let matters = |dependency: &Dependency| {
            RUNS_C_COMPILER.contains(&dependency.name.as_str()) || unlocked && is_known_to_build(&dependency.name)
        };
        let reached = reach(&project, target.as_ref(), matters, cx)?;
        let mut needs = Self::default();
        for node in &reached {
            let direct = node
                .active
                .iter()
                .find(|dependency| unlocked && dependency.manifest.is_none() && is_known_to_build(&dependency.name));
            let own = needs_host(node.package).then_some(&node.package.name);
            needs.host_link = needs.host_link.or(own.or(direct.map(|dependency| &dependency.name)).cloned());
            if compiles_own_c(node, &reached, &project, target.as_ref()) {
                needs.c_compiler |= !node.for_host;
                needs.host_c_compiler |= node.for_host;
            }
        }
        let locked = in_lock_file(&project, &reached);
        let builder = locked.iter().find(|package| has_build_script(package));
        needs.host_link = needs.host_link.or(builder.map(|package| package.name.clone()));
        needs.c_compiler |= locked.iter().any(|package| compiles_c(package, target.as_ref()));
        if let Some(target) = target
            && needs.host_c_compiler
            && !needs.c_compiler
        {
            // One compiler for both.
            needs.c_compiler = super::settled(cx.fact::<Rustc>(()))?.is_some_and(|rustc| rustc.host == *target);
        }
        Ok(needs)
    }
}

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
fn in_lock_file<'a>(project: &'a Project, reached: &[Reached<'_>]) -> Vec<&'a LockedPackage> {
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

/// The packages with manifests of their own whose build scripts compile C for the target.
pub(super) fn compiling_own_c<'a>(
    project: &'a Project,
    target: &Triple,
    cx: &Cx<'_>,
) -> Result<Vec<&'a Package>, Pause> {
    let matters = |dependency: &Dependency| RUNS_C_COMPILER.contains(&dependency.name.as_str());
    let reached = reach(project, Some(target), matters, cx)?;
    let own = |node: &&Reached<'_>| !node.for_host && compiles_own_c(node, &reached, project, Some(target));
    Ok(reached.iter().filter(own).map(|node| node.package).collect())
}

/// Whether a package with a manifest of its own compiles C: its build script uses `cc`, be it through a crate beside it.
fn compiles_own_c(node: &Reached<'_>, reached: &[Reached<'_>], project: &Project, target: Option<&Triple>) -> bool {
    let brings = |node: &Reached<'_>, kind: DependencyKind| {
        let names = node.active.iter().filter(|dependency| dependency.kind == kind);
        names.map(|dependency| (dependency.name.clone(), dependency.manifest.clone())).collect::<Vec<_>>()
    };
    if node.package.build_script.is_none() || !may_compile_c(&node.package.name, target) {
        return false;
    }
    let mut open = brings(node, DependencyKind::Build);
    let mut seen = BTreeSet::new();
    while let Some((name, manifest)) = open.pop() {
        if RUNS_C_COMPILER.contains(&name.as_str()) {
            return true;
        }
        let Some(package) = manifest.and_then(|manifest| project.package(&manifest)) else { continue };
        if seen.insert(&package.manifest) {
            let helper = reached.iter().find(|node| node.for_host && node.package.manifest == package.manifest);
            open.extend(helper.map(|helper| brings(helper, DependencyKind::Normal)).unwrap_or_default());
        }
    }
    false
}

/// Whether building this member of the workspace links something for the host.
pub(super) fn needs_host(package: &Package) -> bool {
    package.build_script.is_some() || package.is_proc_macro()
}

fn has_build_script(package: &LockedPackage) -> bool {
    is_known_to_build(&package.name)
        || package.dependencies.iter().any(|dependency| {
            let dependency = dependency.split(' ').next().unwrap_or_default();
            ["cc", "cmake", "pkg-config", "bindgen", "autocfg", "version_check", "syn", "proc-macro2"]
                .contains(&dependency)
        })
}

/// By its name.
fn is_known_to_build(name: &str) -> bool {
    let ends = ["-sys", "_sys", "-derive", "_derive", "-macro", "_macro", "-macros", "_macros", "-proc-macro", "-src"];
    WITH_BUILD_SCRIPT.contains(&name)
        || !WITHOUT_BUILD_SCRIPT.contains(&name) && ends.iter().any(|end| name.ends_with(end))
}

fn compiles_c(package: &LockedPackage, target: Option<&Triple>) -> bool {
    let depends = |name: &str| package.dependencies.iter().any(|dependency| dependency.split(' ').next() == Some(name));
    RUNS_C_COMPILER.iter().any(|name| depends(name)) && may_compile_c(&package.name, target)
}

/// By its name.
fn may_compile_c(name: &str, target: Option<&Triple>) -> bool {
    match (NO_C_OF_THEIR_OWN.iter().find(|(known, _)| *known == name), target) {
        (Some((_, targets)), Some(target)) => targets.iter().any(|part| target.as_str().contains(part)),
        (Some((_, targets)), None) => !targets.is_empty(),
        (None, _) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::{
            linker::scene::{AARCH64, HOST, toolchain},
            rustc::TargetCfg,
        },
        testing::Fake,
    };

    fn needs_of(packages: &str, target: &str) -> Needs {
        let fake = Fake::linux()
            .file(
                "/p/Cargo.toml",
                "[package]\nname = \"app\"\n[dependencies]\na = \"1\"\n[dev-dependencies]\ntester = \"1\"\n",
            )
            .file("/p/src/main.rs", "")
            .file("/p/Cargo.lock", packages)
            .missing_rest();
        needs_in(&fake, target)
    }

    fn needs_in(fake: &Fake, target: &str) -> Needs {
        let ask = |cx: &Cx<'_>| cx.fact::<Needs>(Some(Triple::new(target)));
        (*fake.ask(ask).expect("answered")).clone()
    }

    /// `app` with these tables and no lock file; `part` has a build script that compiles C, `mac` is a macro.
    fn unlocked(tables: &str) -> Needs {
        let fake = toolchain(Fake::linux(), HOST)
            .file("/p/Cargo.toml", &format!("[package]\nname = \"app\"\n{tables}"))
            .file("/p/src/main.rs", "")
            .file("/p/part/Cargo.toml", "[package]\nname = \"part\"\n[build-dependencies]\ncc = \"1\"\n")
            .file("/p/part/build.rs", "")
            .file("/p/part/src/lib.rs", "")
            .file(
                "/p/mac/Cargo.toml",
                "[package]\nname = \"mac\"\n[lib]\nproc-macro = true\n[features]\nc = [\"dep:part\"]\n\
                   [dependencies]\npart = { path = \"../part\", optional = true }\n",
            )
            .file("/p/mac/src/lib.rs", "")
            .file("/p/script/Cargo.toml", "[package]\nname = \"script\"\n")
            .file("/p/script/build.rs", "")
            .granted(Triple::new(AARCH64), TargetCfg(["unix".to_owned()].into()));
        needs_in(&fake, AARCH64)
    }

    fn host_link(by: &str) -> Needs {
        Needs { host_link: Some(by.into()), ..Needs::default() }
    }

    #[test]
    fn a_path_dependency_counts_without_a_lock_file() {
        assert_eq!(unlocked("[dependencies]\nscript = { path = \"script\" }\n"), host_link("script"));
        assert_eq!(unlocked("[dependencies]\nmac = { path = \"mac\" }\n"), host_link("mac"));
        let part = Needs { c_compiler: true, ..host_link("part") };
        assert_eq!(unlocked("[dependencies]\npart = { path = \"part\" }\n"), part);
        assert_eq!(unlocked("[target.'cfg(unix)'.dependencies]\npart = { path = \"part\" }\n"), part);
        let inherited = "[dependencies]\npart.workspace = true\n[workspace.dependencies]\npart = { path = \"part\" }\n";
        assert_eq!(unlocked(inherited), part);
        let switched = "[features]\ndefault = [\"c\"]\nc = [\"dep:part\"]\n[dependencies]\npart = { path = \"part\", optional = true }\n";
        assert_eq!(unlocked(switched), part);
    }

    #[test]
    fn c_code_below_a_macro_is_the_host_s() {
        let below = unlocked("[dependencies]\nmac = { path = \"mac\", features = [\"c\"] }\n");
        assert_eq!(below, Needs { host_c_compiler: true, ..host_link("mac") });
    }

    #[test]
    fn a_path_dependency_that_this_build_does_not_have_does_not_count() {
        for tables in [
            "[dev-dependencies]\npart = { path = \"part\" }\n",
            "[dependencies]\npart = { path = \"part\", optional = true }\n",
            "[target.'cfg(windows)'.dependencies]\npart = { path = \"part\" }\n",
            "[target.x86_64-unknown-linux-gnu.dependencies]\npart = { path = \"part\" }\n",
        ] {
            assert_eq!(unlocked(tables), Needs::default(), "{tables}");
        }
    }

    fn lock(packages: &[(&str, &[&str])]) -> String {
        let packages = packages.iter().map(|(name, dependencies)| {
            let source = if *name == "app" { "" } else { "source = \"registry\"\n" };
            format!("[[package]]\nname = \"{name}\"\nversion = \"1.0.0\"\n{source}dependencies = {dependencies:?}\n")
        });
        packages.collect()
    }

    #[test]
    fn a_crate_that_compiles_c_needs_a_compiler_and_the_host_s_linker() {
        let lock = lock(&[("app", &["a"]), ("a", &["cc"]), ("cc", &[])]);
        let expected = Needs { host_link: Some("a".into()), c_compiler: true, host_c_compiler: false };
        assert_eq!(needs_of(&lock, "aarch64-unknown-linux-gnu"), expected);
    }

    #[test]
    fn what_only_tests_or_other_targets_need_does_not_count() {
        let tester = lock(&[("app", &["a", "tester"]), ("a", &[]), ("tester", &["cc"]), ("cc", &[])]);
        assert_eq!(needs_of(&tester, "x86_64-unknown-linux-gnu"), Needs::default());
        let haiku =
            lock(&[("app", &["a"]), ("a", &["iana-time-zone-haiku"]), ("iana-time-zone-haiku", &["cc"]), ("cc", &[])]);
        assert!(!needs_of(&haiku, "x86_64-unknown-linux-gnu").c_compiler);
        assert!(needs_of(&haiku, "x86_64-unknown-haiku").c_compiler);
    }
}
