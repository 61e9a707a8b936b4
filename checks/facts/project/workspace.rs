//! Where the manifest stands, which workspace it belongs to, and its members (cargo's `workspace.rs`).

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::Item;

use super::{LockFile, Manifest, ManifestProblem, ManifestText, Package, Project, glob, manifest::strings, path};
use crate::{Cx, HostPath, Pause, answer::Dir};

pub(super) const MANIFEST: &str = "Cargo.toml";

/// The project of the working directory; none where no directory above has a manifest.
pub(super) fn find(cx: &Cx<'_>) -> Result<Option<Project>, Pause> {
    let (host, cargo_home) = (cx.host(), cx.env("CARGO_HOME"));
    let (host, cargo_home) = (host?, cargo_home?);
    let cargo_home = match (cargo_home, &host.home) {
        (Some(home), _) => Some(host.cwd.join(home)),
        (None, Some(home)) => Some(home.join(".cargo")),
        (None, None) => None,
    };
    let files: Vec<_> = host.cwd.ancestors().map(|dir| dir.join(MANIFEST)).collect();
    let texts: Vec<_> = files.iter().map(|file| ManifestText::read(file, cx)).collect();
    let mut above = Vec::new();
    for (file, text) in files.into_iter().zip(texts) {
        match text? {
            ManifestText::Missing => {}
            ManifestText::Text(text) => above.push((file.clone(), Manifest::parse(&file, text))),
            ManifestText::Problem(problem) => above.push((file, Err(problem))),
        }
    }
    if above.is_empty() {
        return Ok(None);
    }
    let (file, manifest) = above.remove(0);
    let manifest = match manifest {
        Ok(manifest) => manifest,
        Err(problem) => return Ok(Some(broken(file.clone(), file, vec![problem]))),
    };
    let mut problems = Vec::new();
    let root = match root_of(&manifest, &above, cargo_home.as_ref(), cx)? {
        Ok(root) => root,
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    let root = root.unwrap_or_else(|| manifest.clone());
    project(&manifest, &root, problems, cx).map(Some)
}

fn broken(manifest: HostPath, root_manifest: HostPath, problems: Vec<ManifestProblem>) -> Project {
    let root = root_manifest.parent().expect("a manifest stands in a directory");
    Project {
        name: root.file_name().map(str::to_owned),
        root,
        manifest,
        root_manifest,
        members: Vec::new(),
        beside: Vec::new(),
        patches: Vec::new(),
        default_members: Vec::new(),
        profiles: String::new(),
        entries: Vec::new(),
        lock: None,
        problems,
    }
}

/// The workspace's root manifest; none where the package stands alone.
fn root_of(
    manifest: &Manifest,
    above: &[(HostPath, Result<Manifest, ManifestProblem>)],
    cargo_home: Option<&HostPath>,
    cx: &Cx<'_>,
) -> Result<Result<Option<Manifest>, ManifestProblem>, Pause> {
    if manifest.workspace().is_some() {
        return Ok(Ok(Some(manifest.clone())));
    }
    if let Some(root) = manifest.package().and_then(|package| package.get("workspace")).and_then(Item::as_str) {
        let file = manifest.dir().join(root).join(MANIFEST);
        return load(&file, cx);
    }
    for (file, candidate) in above {
        let dir = file.parent().expect("a manifest stands in a directory");
        // What lies below cargo's home belongs to no workspace above it.
        if cargo_home.is_some_and(|home| manifest.dir().below(home).is_some() && home.below(&dir).is_some()) {
            break;
        }
        match candidate {
            Err(problem) => return Ok(Err(problem.clone())),
            Ok(candidate) if candidate.workspace().is_some() => {
                if !is_excluded(candidate, &manifest.file) {
                    return Ok(Ok(Some(candidate.clone())));
                }
            }
            Ok(candidate) => {
                let pointer = candidate.package().and_then(|package| package.get("workspace")).and_then(Item::as_str);
                if let Some(root) = pointer {
                    return load(&dir.join(root).join(MANIFEST), cx);
                }
            }
        }
    }
    Ok(Ok(None))
}

pub(super) fn load(file: &HostPath, cx: &Cx<'_>) -> Result<Result<Option<Manifest>, ManifestProblem>, Pause> {
    Ok(match ManifestText::read(file, cx)? {
        ManifestText::Missing => Err(missing(file)),
        ManifestText::Text(text) => Manifest::parse(file, text).map(Some),
        ManifestText::Problem(problem) => Err(problem),
    })
}

fn missing(file: &HostPath) -> ManifestProblem {
    let message = "does not exist, and a manifest of the project names its directory".into();
    ManifestProblem { file: file.clone(), line: None, column: None, message }
}

/// cargo's `is_excluded`: named by `exclude` and not, as a plain path, by `members`.
fn is_excluded(root: &Manifest, file: &HostPath) -> bool {
    let listed = |key| {
        let names = root.workspace().and_then(|workspace| workspace.get(key)).map(strings).unwrap_or_default();
        names.iter().any(|name| file.below(&root.dir().join(name)).is_some())
    };
    listed("exclude") && !listed("members")
}

fn project(
    manifest: &Manifest,
    root: &Manifest,
    mut problems: Vec<ManifestProblem>,
    cx: &Cx<'_>,
) -> Result<Project, Pause> {
    let dir = root.dir();
    let (lock, entries) = (cx.text(&dir.join("Cargo.lock")), cx.list(&dir));
    let globbed = |key: &str| -> Result<Option<Vec<HostPath>>, Pause> {
        let Some(patterns) = root.workspace().and_then(|workspace| workspace.get(key)).map(strings) else {
            return Ok(None);
        };
        let found: Vec<_> = patterns.iter().map(|pattern| glob::expand(&dir, pattern, cx)).collect();
        let found: Result<Vec<_>, _> = found.into_iter().collect();
        Ok(Some(found?.concat()))
    };
    let (listed, default) = (globbed("members"), globbed("default-members"));
    let (lock, entries, listed, default) = (lock?, entries?, listed?.unwrap_or_default(), default?);
    let manifests = members(manifest, root, &listed, &mut problems, cx)?;
    let packages: Vec<_> = manifests.values().map(|member| Package::of(member, root, cx)).collect();
    let beside = path::beside(&manifests, root, &mut problems, cx);
    let packages: Result<Vec<_>, _> = packages.into_iter().collect();
    let members: Vec<_> = packages?.into_iter().flatten().collect();
    let built = |wanted: &dyn Fn(&Package) -> bool| -> Vec<usize> {
        members.iter().enumerate().filter(|(_, package)| wanted(package)).map(|(index, _)| index).collect()
    };
    let default_members = match default {
        Some(default) if manifest.file == root.file => built(&|package| default.contains(&package.dir)),
        Some(_) | None if manifest.package().is_none() => built(&|_| true),
        Some(_) | None => built(&|package| package.manifest == manifest.file),
    };
    let root_name = root.package().and_then(|package| package.get("name")).and_then(Item::as_str);
    Ok(Project {
        manifest: manifest.file.clone(),
        name: root_name.or(dir.file_name()).map(str::to_owned),
        root_manifest: root.file.clone(),
        members,
        beside: beside?,
        patches: root.patches(),
        default_members,
        profiles: root.profiles(),
        entries: match entries {
            Dir::Entries(entries) => entries.iter().map(|entry| entry.name.clone()).collect(),
            Dir::Missing | Dir::NotADirectory | Dir::Unreadable { .. } => Vec::new(),
        },
        lock: lock.and_then(LockFile::parse),
        problems,
        root: dir,
    })
}

/// The manifests of the listed members, of the root and of what they depend on by path inside the workspace.
fn members(
    manifest: &Manifest,
    root: &Manifest,
    listed: &[HostPath],
    problems: &mut Vec<ManifestProblem>,
    cx: &Cx<'_>,
) -> Result<BTreeMap<HostPath, Manifest>, Pause> {
    let mut found = BTreeMap::from([(root.file.clone(), root.clone()), (manifest.file.clone(), manifest.clone())]);
    if root.workspace().is_none() {
        return Ok(found);
    }
    let mut seen: BTreeSet<HostPath> = BTreeSet::from([root.file.clone()]);
    let mut level: Vec<HostPath> = listed.iter().map(|dir| dir.join(MANIFEST)).collect();
    level.extend(paths(root, root).into_iter().filter(|path| path.below(&root.dir()).is_some()));
    while !level.is_empty() {
        level.retain(|file| seen.insert(file.clone()) && !is_excluded(root, file));
        let loaded: Vec<_> = level.iter().map(|file| load(file, cx)).collect();
        let mut next = Vec::new();
        for (file, loaded) in level.into_iter().zip(loaded) {
            match loaded? {
                Ok(Some(member)) => {
                    next.extend(paths(&member, root).into_iter().filter(|path| path.below(&root.dir()).is_some()));
                    found.insert(file, member);
                }
                Ok(None) => {}
                Err(problem) => problems.push(problem),
            }
        }
        level = next;
    }
    if !found.contains_key(&manifest.file) || !seen.contains(&manifest.file) {
        problems.push(ManifestProblem {
            file: manifest.file.clone(),
            line: None,
            column: None,
            message: format!("its package is no member of the workspace of `{}`", root.file),
        });
    }
    Ok(found)
}

/// The manifests that a manifest's path dependencies lead to, those included that the root describes.
fn paths(manifest: &Manifest, root: &Manifest) -> Vec<HostPath> {
    manifest.dependencies(Some(root)).into_iter().filter_map(|dependency| dependency.manifest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{facts::project::CrateType, testing::Fake};

    fn here(fake: &Fake) -> Option<Project> {
        fake.ask(Project::here).expect("answered").map(|project| (*project).clone())
    }

    fn built(project: &Project) -> Vec<&str> {
        project.built().map(|package| package.name.as_str()).collect()
    }

    #[test]
    fn there_is_none_outside_of_any() {
        assert_eq!(here(&Fake::linux().missing_rest()), None);
    }

    #[test]
    fn a_package_alone_builds_itself() {
        let fake = Fake::linux()
            .file("/p/Cargo.toml", "[package]\nname = \"app\"\nrust-version = \"1.70\"\n")
            .file("/p/src/main.rs", "fn main() {}")
            .file("/p/src/bin/other.rs", "fn main() {}")
            .file("/p/src/bin/third/main.rs", "fn main() {}")
            .file("/p/build.rs", "fn main() {}")
            .cwd("/p/src")
            .missing_rest();
        let project = here(&fake).expect("a project");
        assert_eq!((project.root.as_str(), project.name.as_deref()), ("/p", Some("app")));
        let package = project.built().next().expect("itself");
        let bins: Vec<_> = package.bins.iter().map(|bin| bin.path.as_str()).collect();
        assert_eq!(bins, ["/p/src/main.rs", "/p/src/bin/third/main.rs", "/p/src/bin/other.rs"]);
        assert_eq!(package.build_script.as_ref().map(HostPath::as_str), Some("/p/build.rs"));
        let version = project.rust_version().expect("given");
        assert_eq!((version.numbers(), version.line), ((1, 70, 0), 3));
    }

    fn workspace(root: &str) -> Fake {
        Fake::linux()
            .file("/p/Cargo.toml", root)
            .file("/p/crates/a/Cargo.toml", "[package]\nname = \"a\"\n[lib]\ncrate-type = [\"cdylib\", \"rlib\"]")
            .file("/p/crates/a/src/lib.rs", "")
            .file(
                "/p/crates/b/Cargo.toml",
                "[package]\nname = \"b\"\nrust-version.workspace = true\n[dependencies]\nmac = { path = \"../../mac\" }",
            )
            .file("/p/crates/b/src/main.rs", "")
            .file("/p/mac/Cargo.toml", "[package]\nname = \"mac\"\n[lib]\nproc-macro = true\n")
            .file("/p/mac/src/lib.rs", "")
            .missing_rest()
    }

    const VIRTUAL: &str = "[workspace]\nmembers = [\"crates/*\"]\n[workspace.package]\nrust-version = \"1.80\"\n";

    #[test]
    fn a_virtual_workspace_builds_every_member_and_what_lies_on_a_path_inside() {
        let project = here(&workspace(VIRTUAL)).expect("a project");
        assert_eq!(built(&project), ["a", "b", "mac"]);
        assert_eq!(project.problems, []);
        let types: Vec<_> = project.members[0].lib.iter().flat_map(|lib| lib.crate_types.iter().copied()).collect();
        assert_eq!(types, [CrateType::Rlib, CrateType::Cdylib]);
        assert!(project.members[2].is_proc_macro());
        let version = project.rust_version().expect("inherited");
        assert_eq!((version.text.as_str(), version.file.as_str(), version.line), ("1.80", "/p/Cargo.toml", 4));
    }

    #[test]
    fn default_members_count_at_the_root_and_a_member_s_directory_builds_that_member() {
        let root = format!("{VIRTUAL}[workspace.metadata]\n")
            .replace("[workspace]\n", "[workspace]\ndefault-members = [\"crates/a\"]\n");
        assert_eq!(built(&here(&workspace(&root)).expect("a project")), ["a"]);
        let inside = here(&workspace(&root).cwd("/p/crates/b/src")).expect("a project");
        assert_eq!((built(&inside), inside.root.as_str()), (vec!["b"], "/p"));
    }

    #[test]
    fn an_excluded_package_stands_alone() {
        let root = "[workspace]\nmembers = [\"crates/a\"]\nexclude = [\"crates/b\"]\n";
        let project = here(&workspace(root).cwd("/p/crates/b")).expect("a project");
        assert_eq!((project.root.as_str(), built(&project)), ("/p/crates/b", vec!["b"]));
    }

    #[test]
    fn a_package_below_a_workspace_that_does_not_name_it_is_a_problem() {
        let root = "[workspace]\nmembers = [\"crates/a\"]\n";
        let project = here(&workspace(root).cwd("/p/mac")).expect("a project");
        let messages: Vec<_> = project.problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(messages, ["its package is no member of the workspace of `/p/Cargo.toml`"]);
    }

    #[test]
    fn a_manifest_that_does_not_parse_is_a_problem_with_its_line() {
        let fake = Fake::linux().file("/p/Cargo.toml", "[package]\nname = \n").missing_rest();
        let project = here(&fake).expect("found all the same");
        let problem = &project.problems[0];
        assert_eq!((problem.file.as_str(), problem.line), ("/p/Cargo.toml", Some(2)));
    }

    #[test]
    fn profiles_are_kept_without_those_of_single_packages() {
        let fake = Fake::linux()
            .file(
                "/p/Cargo.toml",
                "[package]\nname = \"a\"\n[profile.dev]\npanic = \"abort\" # small\n[profile.dev.package.\"*\"]\nopt-level = 3\n",
            )
            .missing_rest();
        assert_eq!(here(&fake).expect("a project").profiles, "[profile.dev]\npanic = \"abort\"\n");
    }
}
