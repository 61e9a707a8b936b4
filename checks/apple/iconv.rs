//! libiconv: who links it, and where it stands.

use crate::{
    Cx, HostPath, Pause,
    answer::Standing,
    facts::{project::Project, rustc::Rustc},
};

/// What links libiconv on macOS: a locked package, or std itself before 1.66.
pub(super) fn linked_by(cx: &Cx<'_>) -> Result<Option<String>, Pause> {
    let (project, rustc) = (Project::here(cx), cx.fact::<Rustc>(()));
    let (project, rustc) = (project?, rustc?);
    let locked = project.iter().flat_map(|project| project.lock.iter()).flat_map(|lock| &lock.packages);
    let named =
        locked.map(|package| package.name.as_str()).find(|name| ["libc", "libgit2-sys", "libiconv-sys"].contains(name));
    let std = ((rustc.version.major, rustc.version.minor) < (1, 66)).then_some("std");
    Ok(named.or(std).map(str::to_owned))
}

/// The first libiconv in these directories.
pub(super) fn first(dirs: impl IntoIterator<Item = HostPath>, cx: &Cx<'_>) -> Result<Option<HostPath>, Pause> {
    let dirs: Vec<_> = dirs.into_iter().collect();
    if dirs.is_empty() {
        return Ok(None);
    }
    let names = ["libiconv.dylib", "libiconv.tbd", "libiconv.a"];
    let hits = cx.search(dirs.iter().cloned(), names.map(str::to_owned))?;
    let is_there = |standing: &Standing| matches!(standing, Standing::File { .. });
    let found: Vec<_> = hits.values().flatten().filter(|hit| is_there(&hit.standing)).map(|hit| &hit.path).collect();
    Ok(dirs
        .iter()
        .find_map(|dir| found.iter().find(|path| path.parent().as_ref() == Some(dir)))
        .map(|path| (*path).clone()))
}
