//! The project's files that may name targets: a bounded listing.

use std::collections::BTreeSet;

use crate::{
    Cx, Fact, HostPath, Pause,
    answer::{Dir, EntryKind},
    facts::project::Project,
};

/// Directories below the root are listed this deep: `crates/<group>/<crate>/.cargo`.
const DEPTH: usize = 4;
/// At most so many directories, nearest first.
const DIRECTORIES: usize = 600;
/// At most so many files of each kind, nearest first.
const FILES: usize = 200;

/// Where other people's code, build results and test data stand.
const SKIPPED: &[&str] = &[
    "target",
    "node_modules",
    "vendor",
    "third_party",
    "third-party",
    "fixtures",
    "testdata",
    "test-data",
    "snapshots",
    "__pycache__",
    "venv",
    "dist",
    "out",
    "bower_components",
    "Pods",
    "DerivedData",
];

/// Hidden directories that hold settings.
const HIDDEN: &[&str] = &[".cargo", ".github", ".ci", ".config", ".just", ".scripts"];

/// What may name targets, in order of depth, then of name. Paths are those of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tree {
    pub(crate) manifests: Vec<HostPath>,
    pub(crate) cargo_configs: Vec<HostPath>,
    pub(crate) toolchain_files: Vec<HostPath>,
    pub(crate) cross: Vec<HostPath>,
    pub(crate) dist: Vec<HostPath>,
    pub(crate) package_json: Vec<HostPath>,
    pub(crate) pyproject: Vec<HostPath>,
    pub(crate) justfiles: Vec<HostPath>,
    pub(crate) makefiles: Vec<HostPath>,
    pub(crate) shell_scripts: Vec<HostPath>,
    pub(crate) workflows: Vec<HostPath>,
}

impl Fact for Tree {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let Some(project) = Project::here(cx)? else { return Ok(Self::default()) };
        let mut tree = Self::default();
        let mut seen = BTreeSet::new();
        let mut level = vec![project.root.clone()];
        // A repository's workflows stand at its top, which may be above the workspace.
        let above = repository(&project.root, cx);
        for depth in 0..=DEPTH {
            let listed: Vec<_> = level.iter().map(|dir| cx.list(dir)).collect();
            let mut next = Vec::new();
            for (dir, listing) in level.iter().zip(listed) {
                // What cannot be listed names nothing.
                let Some(Dir::Entries(entries)) = known(listing)? else { continue };
                // Build results, wherever they are told to stand.
                if depth > 0 && entries.iter().any(|entry| entry.name == "CACHEDIR.TAG") {
                    continue;
                }
                for entry in entries {
                    let path = dir.join(&entry.name);
                    if entry.kind == EntryKind::Directory {
                        if is_entered(&entry.name) {
                            next.push(path);
                        }
                    } else if let Some(kind) = tree.kind_of(&path, &entry.name)
                        && kind.len() < FILES
                    {
                        kind.push(path);
                    }
                }
            }
            next.retain(|dir| seen.insert(dir.clone()));
            next.truncate(DIRECTORIES.saturating_sub(seen.len() - next.len()));
            level = next;
        }
        if let Some(top) = above?.filter(|top| *top != project.root) {
            tree.top_of_repository(&top, cx)?;
        }
        Ok(tree)
    }
}

impl Tree {
    fn kind_of(&mut self, path: &HostPath, name: &str) -> Option<&mut Vec<HostPath>> {
        let lower = name.to_ascii_lowercase();
        let parent = path.parent();
        let directory = parent.as_ref().and_then(HostPath::file_name).unwrap_or_default();
        let extension = lower.rsplit_once('.').map_or("", |(_, extension)| extension);
        Some(match (name, lower.as_str(), extension) {
            ("Cargo.toml", ..) => &mut self.manifests,
            ("config" | "config.toml", ..) if directory == ".cargo" => &mut self.cargo_configs,
            ("rust-toolchain" | "rust-toolchain.toml", ..) => &mut self.toolchain_files,
            ("Cross.toml", ..) => &mut self.cross,
            ("dist-workspace.toml" | "dist.toml", ..) => &mut self.dist,
            ("package.json", ..) => &mut self.package_json,
            ("pyproject.toml", ..) => &mut self.pyproject,
            (_, "justfile" | ".justfile", _) | (_, _, "just") => &mut self.justfiles,
            ("GNUmakefile" | "makefile" | "Makefile", ..) | (_, _, "mk") => &mut self.makefiles,
            (_, _, "sh" | "bash" | "zsh" | "ps1") => &mut self.shell_scripts,
            // Scripts without an extension stand in folders named so.
            (_, _, "") if matches!(directory, "scripts" | "script" | "ci" | ".ci" | "bin" | "tools") => {
                &mut self.shell_scripts
            }
            (_, _, "yml" | "yaml") if is_workflow(path) => &mut self.workflows,
            _ => return None,
        })
    }

    /// Above the workspace only what a repository keeps at its top.
    fn top_of_repository(&mut self, top: &HostPath, cx: &Cx<'_>) -> Result<(), Pause> {
        let workflows = top.join(".github/workflows");
        let (here, there) = (cx.list(top), cx.list(&workflows));
        for (dir, listing) in [(top, here), (&workflows, there)] {
            let Some(Dir::Entries(entries)) = known(listing)? else { continue };
            for entry in entries.iter().filter(|entry| entry.kind != EntryKind::Directory) {
                let path = dir.join(&entry.name);
                let is_dist = entry.name == "dist-workspace.toml";
                if let Some(kind) = self.kind_of(&path, &entry.name).filter(|_| is_dist || is_workflow(&path)) {
                    kind.push(path);
                }
            }
        }
        Ok(())
    }
}

fn is_entered(name: &str) -> bool {
    if name.starts_with('.') { HIDDEN.contains(&name) } else { !SKIPPED.contains(&name) }
}

/// `.github/workflows/*.yml`, and actions of the repository's own.
fn is_workflow(path: &HostPath) -> bool {
    let parts: Vec<_> = path.ancestors().filter_map(|part| part.file_name().map(str::to_owned)).take(5).collect();
    let above = |depth: usize, name: &str| parts.get(depth).is_some_and(|part| part == name);
    let workflow = above(1, "workflows") && above(2, ".github");
    let action = (above(0, "action.yml") || above(0, "action.yaml"))
        && (1..4).any(|depth| above(depth, "actions") && above(depth + 1, ".github"));
    workflow || action
}

/// The nearest directory with a `.git`, from `root` on upwards.
fn repository(root: &HostPath, cx: &Cx<'_>) -> Result<Option<HostPath>, Pause> {
    let dirs: Vec<_> = root.ancestors().collect();
    let found: Vec<_> = dirs.iter().map(|dir| cx.metadata(&dir.join(".git"))).collect();
    for (dir, metadata) in dirs.into_iter().zip(found) {
        if matches!(known(metadata)?, Some(crate::answer::Metadata::Found(_))) {
            return Ok(Some(dir));
        }
    }
    Ok(None)
}

/// What nobody could answer is as good as absent: a source that cannot be read asks for nothing.
pub(crate) fn known<T>(answer: Result<T, Pause>) -> Result<Option<T>, Pause> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(Pause::Unknown(_)) => Ok(None),
        Err(Pause::Pending) => Err(Pause::Pending),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Fake, path};

    #[test]
    fn files_are_found_by_their_names_and_places() {
        let fake = Fake::linux()
            .file("/p/Cargo.toml", "[package]\nname = 'p'\nversion = '1.0.0'\n[workspace]\n")
            .file("/p/src/main.rs", "")
            .file("/p/Justfile", "")
            .file("/p/Makefile", "")
            .file("/p/ci/build.sh", "")
            .file("/p/ci/release", "")
            .file("/p/a/release", "")
            .file("/p/.github/workflows/ci.yml", "")
            .file("/p/.github/dependabot.yml", "")
            .file("/p/.github/actions/setup/action.yml", "")
            .file("/p/a/b/c/.cargo/config.toml", "")
            .file("/p/target/x.sh", "")
            .file("/p/.git/hooks/x.sh", "")
            .file("/p/obj/CACHEDIR.TAG", "")
            .file("/p/obj/x.sh", "")
            .missing_rest();
        let tree = fake.fact::<Tree>(&()).expect("a tree");
        let expected = Tree {
            manifests: vec![path("/p/Cargo.toml")],
            cargo_configs: vec![path("/p/a/b/c/.cargo/config.toml")],
            justfiles: vec![path("/p/Justfile")],
            makefiles: vec![path("/p/Makefile")],
            shell_scripts: vec![path("/p/ci/build.sh"), path("/p/ci/release")],
            workflows: vec![path("/p/.github/workflows/ci.yml"), path("/p/.github/actions/setup/action.yml")],
            ..Tree::default()
        };
        assert_eq!(*tree, expected);
    }

    #[test]
    fn a_repositorys_workflows_may_stand_above_the_workspace() {
        let fake = Fake::linux()
            .cwd("/r/rust")
            .dir("/r/.git")
            .file("/r/.github/workflows/ci.yml", "")
            .file("/r/other/build.sh", "")
            .file("/r/Makefile", "")
            .file("/r/rust/Cargo.toml", "[workspace]\n")
            .missing_rest();
        let tree = fake.fact::<Tree>(&()).expect("a tree");
        assert_eq!(tree.workflows, [path("/r/.github/workflows/ci.yml")]);
        assert_eq!((tree.makefiles.len(), tree.shell_scripts.len()), (0, 0));
    }

    #[test]
    fn outside_of_a_project_nothing_is_listed() {
        let fake = Fake::linux().file("/p/x.sh", "").missing_rest();
        assert_eq!(*fake.fact::<Tree>(&()).expect("a tree"), Tree::default());
    }
}
