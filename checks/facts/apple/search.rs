//! Library directories that a build on macOS is told to search, before those of the SDK.

use super::Variable;
use crate::{
    Cx, Fact, HostPath, Pause, Triple,
    facts::{cargo_config::Located, linker::Linker},
};

/// Directories for the linker of one target, each with who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchDirs(pub Vec<SearchDir>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchDir {
    pub path: HostPath,
    /// The flag or the whole variable.
    pub setting: Located<String>,
    /// `rustflags` or the variable's name.
    pub key: &'static str,
}

impl Fact for SearchDirs {
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let (linker, list) = (cx.fact::<Linker>(triple.clone()), cx.fact::<Variable>("LIBRARY_PATH".into()));
        let (linker, list) = (linker?, list?);
        let arguments = linker
            .options
            .args
            .iter()
            .filter_map(|arg| Some(Located::new(arg.value.strip_prefix("-L")?.to_owned(), arg.origin.clone())));
        let flags = linker.options.search.iter().cloned().chain(arguments).filter(|flag| !flag.value.is_empty());
        let mut dirs: Vec<_> = flags
            .map(|setting| SearchDir { path: linker.cwd.join(&setting.value), setting, key: "rustflags" })
            .collect();
        // clang adds it behind the arguments, and before the SDK (its `Driver/ToolChains/CommonArgs.cpp`,
        // `AddLinkerInputs`)
        if let Some(list) = list.value() {
            let listed = list.value.split(':').filter_map(HostPath::parse);
            dirs.extend(listed.map(|path| SearchDir { path, setting: list.clone(), key: "env.LIBRARY_PATH" }));
        }
        Ok(Self(dirs))
    }
}
