//! Whether a build of the project runs a linker at all.

use crate::{
    Cx, Fact, Pause,
    facts::project::{CrateType, Project},
    proof::Needs,
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
    /// What needs it: a package of the project, on a path or of its lock file.
    Needed {
        by: String,
    },
    NotSeen,
}

impl Fact for HostLinkerNeed {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let needs = cx.fact::<Needs>(None)?;
        Ok(needs.host_link.clone().map_or(Self::NotSeen, |by| Self::Needed { by }))
    }
}
