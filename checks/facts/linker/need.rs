//! Whether a build of the project runs a linker at all.

use crate::{
    Cx, Fact, Pause,
    facts::project::{CrateType, Project},
};

/// Whether the project's build for a target links something for that target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkNeed {
    Links,
    /// Nothing but `rlib`s and `staticlib`s, which rustc writes by itself.
    Never,
}

impl Fact for LinkNeed {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let Some(project) = Project::here(cx)? else { return Ok(Self::Links) };
        let mut built = project.built().peekable();
        // what has no members is broken, and the manifest's own check says so
        if built.peek().is_none() {
            return Ok(Self::Links);
        }
        let links = built.any(|package| {
            let shared = |crate_type: &CrateType| match crate_type {
                CrateType::Dylib | CrateType::Cdylib => true,
                CrateType::Rlib | CrateType::Staticlib | CrateType::ProcMacro => false,
            };
            !package.bins.is_empty() || package.lib.as_ref().is_some_and(|lib| lib.crate_types.iter().any(shared))
        });
        Ok(if links { Self::Links } else { Self::Never })
    }
}

/// Whether the project's build links programs of the host's, whatever it is for: build scripts and proc macros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostLinkerNeed {
    /// What needs it: a package of the project or of its lock file.
    Needed {
        by: String,
    },
    NotSeen,
}

/// Packages that themselves have a build script, or that are used by build scripts and proc macros alone. A lock file does
/// not say which packages have one; among its packages there are hardly any with a build script without one of these.
const ONLY_WITH_BUILD_SCRIPTS: [&str; 12] = [
    "autocfg",
    "bindgen",
    "built",
    "cc",
    "cmake",
    "libc",
    "pkg-config",
    "proc-macro2",
    "prost-build",
    "rustc_version",
    "vcpkg",
    "version_check",
];

impl Fact for HostLinkerNeed {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let Some(project) = Project::here(cx)? else { return Ok(Self::NotSeen) };
        if let Some(package) = project.built().find(|package| package.build_script.is_some() || package.is_proc_macro())
        {
            return Ok(Self::Needed { by: package.name.clone() });
        }
        let roots: Vec<_> = project.built().map(|package| package.name.as_str()).collect();
        let Some(lock) = &project.lock else { return Ok(Self::NotSeen) };
        let of_tests = |member: &str, dependency: &str| {
            project
                .members
                .iter()
                .any(|package| package.name == member && package.dev_dependencies.contains(dependency))
        };
        let reached = lock.reachable(&roots, of_tests);
        let found = reached.iter().find(|package| ONLY_WITH_BUILD_SCRIPTS.contains(&package.name.as_str()));
        Ok(found.map_or(Self::NotSeen, |package| Self::Needed { by: package.name.clone() }))
    }
}
