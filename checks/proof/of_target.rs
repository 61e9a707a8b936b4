//! Which packages are compiled for the target itself, and which serve a build script of the project's.

use std::collections::{BTreeSet, HashMap};

use super::reach::reach;
use crate::{
    Cx, Pause, Triple,
    facts::project::{Dependency, DependencyKind, LockedPackage, Package, Project},
};

/// Crates that are used by build scripts and procedural macros alone. A lock file does not tell.
const FOR_BUILD_SCRIPTS: &[&str] = &[
    "autocfg",
    "bindgen",
    "built",
    "cbindgen",
    "cc",
    "cmake",
    "embed-resource",
    "find-msvc-tools",
    "jobserver",
    "lalrpop",
    "pkg-config",
    "quote",
    "rustc_version",
    "shadow-rs",
    "syn",
    "tauri-winres",
    "vcpkg",
    "version_check",
    "winres",
    "winresource",
];

/// The packages of the lock file that are compiled for `target`: an upper bound, since a lock file does not say for which
/// platform or feature a dependency is.
pub(crate) fn target_packages<'a>(
    project: &'a Project,
    target: &Triple,
    cx: &Cx<'_>,
) -> Result<Vec<&'a LockedPackage>, Pause> {
    let Some(lock) = &project.lock else { return Ok(Vec::new()) };
    let reached = reach(project, Some(target), |_| true, cx)?;
    let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, package) in lock.packages.iter().enumerate() {
        by_name.entry(&package.name).or_default().push(index);
    }
    let for_target = |dependency: &&&Dependency| dependency.kind == DependencyKind::Normal;
    let nodes = reached.iter().filter(|node| !node.for_host);
    let mut open: Vec<usize> = nodes
        .flat_map(|node| node.active.iter().filter(for_target))
        .filter(|dependency| dependency.manifest.is_none() && !serves_build_scripts(&dependency.name))
        .filter_map(|dependency| by_name.get(dependency.name.as_str()))
        .flatten()
        .copied()
        .collect();
    let mut seen = BTreeSet::new();
    while let Some(index) = open.pop() {
        if !seen.insert(index) {
            continue;
        }
        for dependency in &lock.packages[index].dependencies {
            let mut words = dependency.split(' ');
            let (Some(name), version) = (words.next(), words.next()) else { continue };
            if serves_build_scripts(name) {
                continue;
            }
            let same = by_name.get(name).into_iter().flatten().copied();
            open.extend(same.filter(|at| version.is_none_or(|version| lock.packages[*at].version == version)));
        }
    }
    Ok(seen.into_iter().map(|index| &lock.packages[index]).collect())
}

/// The packages of the project whose build scripts use one of these crates, and which.
pub(crate) fn script_users<'a>(
    project: &'a Project,
    target: &Triple,
    names: &[&str],
    cx: &Cx<'_>,
) -> Result<Vec<(&'a Package, &'a str)>, Pause> {
    let is_named = |dependency: &Dependency| names.contains(&dependency.name.as_str());
    let reached = reach(project, Some(target), is_named, cx)?;
    let users = reached.into_iter().filter(|node| node.package.build_script.is_some()).flat_map(|node| {
        let package = node.package;
        let used = node.active.into_iter().filter(|dependency| dependency.kind == DependencyKind::Build);
        used.map(move |dependency| (package, dependency.name.as_str()))
    });
    Ok(users.filter(|(_, name)| names.contains(name)).collect())
}

fn serves_build_scripts(name: &str) -> bool {
    let ends =
        ["-build", "_build", "-codegen", "_codegen", "-derive", "_derive", "-macro", "_macro", "-macros", "_macros"];
    FOR_BUILD_SCRIPTS.contains(&name) || ends.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{facts::linker::scene, testing::Fake};

    const LOCK: &str = "
[[package]]
name = \"app\"
version = \"0.1.0\"
dependencies = [\"cc\", \"errno\", \"winres\"]
[[package]]
name = \"errno\"
version = \"0.3.14\"
source = \"registry\"
dependencies = [\"windows-sys 0.61.2\"]
[[package]]
name = \"windows-sys\"
version = \"0.61.2\"
source = \"registry\"
[[package]]
name = \"windows-sys\"
version = \"0.52.0\"
source = \"registry\"
[[package]]
name = \"cc\"
version = \"1.2.0\"
source = \"registry\"
dependencies = [\"jobserver\"]
[[package]]
name = \"jobserver\"
version = \"0.1.34\"
source = \"registry\"
[[package]]
name = \"winres\"
version = \"0.1.12\"
source = \"registry\"
";

    fn project() -> Fake {
        scene::toolchain(Fake::linux(), scene::HOST)
            .file(
                "/p/Cargo.toml",
                "[package]\nname = \"app\"\n[dependencies]\nerrno = \"0.3\"\n[build-dependencies]\ncc = \"1\"\n\
                 winres = \"0.1\"\n",
            )
            .file("/p/src/main.rs", "")
            .file("/p/build.rs", "")
            .file("/p/Cargo.lock", LOCK)
    }

    #[test]
    fn build_scripts_dependencies_are_not_compiled_for_the_target() {
        let names = project().ask(|cx| {
            let project = Project::here(cx)?.expect("a project");
            let packages = target_packages(&project, &Triple::new(scene::MINGW), cx)?;
            Ok(packages.iter().map(|package| format!("{} {}", package.name, package.version)).collect::<Vec<_>>())
        });
        assert_eq!(names, Ok(vec!["errno 0.3.14".to_owned(), "windows-sys 0.61.2".to_owned()]));
    }

    #[test]
    fn a_build_script_is_known_by_the_manifest_that_names_its_crate() {
        let users = project().ask(|cx| {
            let project = Project::here(cx)?.expect("a project");
            let users = script_users(&project, &Triple::new(scene::MINGW), &["winres", "winresource"], cx)?;
            Ok(users.iter().map(|(package, name)| format!("{} {name}", package.name)).collect::<Vec<_>>())
        });
        assert_eq!(users, Ok(vec!["app winres".to_owned()]));
    }
}
