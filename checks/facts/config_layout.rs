//! The files that a setting of cargo's could go to.

use xdoctor_fixes::cargo_config::{ConfigFile, Layout};

use crate::{
    Cx, Fact, Pause,
    answer::Metadata,
    facts::{
        cargo_config::CargoConfig,
        project::{Project, RustVersion},
        toolchain::Toolchain,
    },
};

/// What [`place`](xdoctor_fixes::cargo_config::place) needs to know of this project and this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigLayout(pub Layout);

impl Fact for ConfigLayout {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let (config, project, host) = (cx.fact::<CargoConfig>(()), Project::here(cx), cx.host());
        let toolchain = cx.fact::<Toolchain>(());
        let (config, project, host) = (config?, project?, host?);
        let root = project.as_ref().map_or_else(|| host.cwd.clone(), |project| project.root.clone());
        let gitignore = cx.text(&root.join(".gitignore"));
        let git: Vec<_> = root.ancestors().map(|dir| cx.metadata(&dir.join(".git"))).collect();
        let texts: Vec<_> = config.files.iter().map(|path| (path, cx.text(path))).collect();
        let mut under_git = false;
        for metadata in git {
            under_git |= matches!(metadata?, Metadata::Found(_));
        }
        let mut files = Vec::new();
        for (path, text) in texts {
            files.extend(text?.map(|text| ConfigFile { path: path.clone(), text: text.to_owned() }));
        }
        let gitignore = gitignore?.unwrap_or_default().to_owned();
        let rust_version = project.as_ref().and_then(|project| project.rust_version()).map(RustVersion::numbers);
        let cargo_home = config.home.clone().unwrap_or_else(|| root.join(".cargo"));
        Ok(Self(Layout {
            cargo_home,
            project: root,
            files,
            include_guaranteed: rust_version.is_some_and(takes_include) || toolchain.is_ok_and(|it| is_pinned(&it)),
            gitignore: under_git.then_some(gitignore),
        }))
    }
}

/// The first cargo that takes `include = [{ path, optional }]`.
fn takes_include(version: (u64, u64, u64)) -> bool {
    version >= (1, 94, 0)
}

/// The project's own toolchain file names a version that takes it.
fn is_pinned(toolchain: &Toolchain) -> bool {
    use crate::facts::toolchain::ChosenBy;
    let by_file = matches!(toolchain.chosen_by, ChosenBy::ToolchainFile { .. });
    let name = toolchain.rustup.as_ref().map(|rustup| rustup.name.as_str()).unwrap_or_default();
    let mut numbers = name.split(['.', '-']).map(|part| part.parse::<u64>().ok());
    let version = (numbers.next().flatten(), numbers.next().flatten());
    by_file && matches!(version, (Some(major), Some(minor)) if takes_include((major, minor, 0)))
}
