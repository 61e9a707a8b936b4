//! Path dependencies that are no members of the workspace: cargo reads their manifests all the same.

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::Item;

use super::{
    Dependency, DependencyKind, Manifest, ManifestProblem, ManifestText, Package,
    workspace::{MANIFEST, load},
};
use crate::{Cx, HostPath, Pause};

/// More packages than this on paths are looked at by the proof of the whole project alone.
const MANY: usize = 512;

/// The packages that `members` depend on by path, or the root's `[patch]` leads to, and that are none of them, through any
/// number of steps.
pub(super) fn beside(
    members: &BTreeMap<HostPath, Manifest>,
    root: &Manifest,
    problems: &mut Vec<ManifestProblem>,
    cx: &Cx<'_>,
) -> Result<Vec<Package>, Pause> {
    let mut seen: BTreeSet<HostPath> = members.keys().cloned().collect();
    let mut found = BTreeMap::new();
    let members = members.values().flat_map(|member| leads(&member.dependencies(Some(root)), true));
    let mut level: Vec<HostPath> = members.chain(root.patches()).collect();
    while !level.is_empty() && found.len() < MANY {
        level.retain(|file| seen.insert(file.clone()));
        let loaded: Vec<_> = level.iter().map(|file| load(file, cx)).collect();
        let mut manifests = Vec::new();
        for (file, loaded) in level.into_iter().zip(loaded) {
            match loaded? {
                Ok(Some(manifest)) => manifests.push((file, manifest)),
                Ok(None) => {}
                Err(problem) => problems.push(problem),
            }
        }
        let packages: Vec<_> = manifests.iter().map(|(_, manifest)| package(manifest, root, cx)).collect();
        let mut next = Vec::new();
        for ((file, _), package) in manifests.into_iter().zip(packages) {
            let Some(package) = package? else { continue };
            next.extend(leads(&package.dependencies, false));
            found.insert(file, package);
        }
        level = next;
    }
    Ok(found.into_values().collect())
}

/// Where they lead; what a package's own tests need counts for members alone.
fn leads(dependencies: &[Dependency], tests: bool) -> Vec<HostPath> {
    let wanted = dependencies.iter().filter(|dependency| tests || dependency.kind != DependencyKind::Dev);
    wanted.filter_map(|dependency| dependency.manifest.clone()).collect()
}

/// A package beside the workspace may be of another one.
fn package(manifest: &Manifest, root: &Manifest, cx: &Cx<'_>) -> Result<Option<Package>, Pause> {
    if manifest.workspace().is_some() || !manifest.inherits() {
        return Package::of(manifest, manifest, cx);
    }
    let pointer = manifest.package().and_then(|package| package.get("workspace")).and_then(Item::as_str);
    let files: Vec<_> = match pointer {
        Some(pointer) => vec![manifest.dir().join(pointer).join(MANIFEST)],
        None => manifest.dir().ancestors().skip(1).map(|dir| dir.join(MANIFEST)).collect(),
    };
    let texts: Vec<_> = files.iter().map(|file| ManifestText::read(file, cx)).collect();
    for (file, text) in files.iter().zip(texts) {
        let ManifestText::Text(text) = text? else { continue };
        if let Ok(other) = Manifest::parse(file, text)
            && other.workspace().is_some()
        {
            return Package::of(manifest, &other, cx);
        }
    }
    Package::of(manifest, root, cx)
}

#[cfg(test)]
mod tests {
    use crate::{facts::project::Project, testing::Fake};

    fn beside(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
        let fake = files.iter().fold(Fake::linux(), |fake, (path, text)| fake.file(path, text));
        let project = fake.missing_rest().ask(Project::here).expect("answered").expect("a project");
        let names = project.beside.iter().map(|package| package.name.clone()).collect();
        let problems = project.problems.iter().map(|problem| problem.file.to_string()).collect();
        (names, problems)
    }

    #[test]
    fn every_table_leads_to_packages_and_a_circle_ends() {
        let found = beside(&[
            (
                "/p/Cargo.toml",
                "[package]\nname = \"app\"\n[dependencies]\na = { path = \"../a\" }\n\
                 [target.'cfg(unix)'.build-dependencies]\nb = { path = \"b\" }\n",
            ),
            ("/a/Cargo.toml", "[package]\nname = \"a\"\n[dependencies]\nc = { path = \"../w/c\" }\n"),
            ("/p/b/Cargo.toml", "[package]\nname = \"b\"\n[dev-dependencies]\nlost = { path = \"lost\" }\n"),
            ("/w/Cargo.toml", "[workspace]\n[workspace.dependencies]\nd = { path = \"d\" }\n"),
            ("/w/c/Cargo.toml", "[package]\nname = \"c\"\n[dependencies]\nd.workspace = true\n"),
            ("/w/d/Cargo.toml", "[package]\nname = \"d\"\n[dependencies]\na = { path = \"../../a\" }\n"),
        ]);
        assert_eq!(found, (["a", "b", "c", "d"].map(str::to_owned).to_vec(), vec![]));
    }

    #[test]
    fn a_path_that_leads_nowhere_is_a_problem() {
        let manifest = "[package]\nname = \"app\"\n[dependencies]\na = { path = \"../a\" }\n";
        assert_eq!(beside(&[("/p/Cargo.toml", manifest)]), (vec![], vec!["/a/Cargo.toml".to_owned()]));
    }
}
