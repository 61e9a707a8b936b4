//! Where a diagnosis stands: the machine, the toolchain that will run and why, the project; the report's head.

use crate::{
    Cx, HostPath, Pause,
    facts::{
        cargo_config::CargoConfig,
        project::Project,
        rustc::Rustc,
        toolchain::{ChosenBy, Resolution, Unresolved},
    },
    report::{ChosenByReport, HostReport, ProjectReport, ToolchainReport},
};

pub(crate) fn host(cx: &Cx<'_>) -> Option<HostReport> {
    let triple = cx.fact::<Rustc>(()).ok().map(|rustc| rustc.host.clone());
    let host = cx.host().ok()?;
    Some(HostReport { triple, os: host.os.clone(), arch: host.arch.clone() })
}

pub(crate) fn toolchain(cx: &Cx<'_>) -> Option<ToolchainReport> {
    let (rustc, resolution) = (cx.fact::<Rustc>(()).ok(), cx.fact::<Resolution>(()).ok()?);
    let toolchain = match &resolution.0 {
        Ok(toolchain) => toolchain,
        // What was asked for is told, though it cannot run.
        Err(Unresolved::NotInstalled(selection) | Unresolved::Incomplete { selection, .. }) => {
            let chosen_by = Some(chosen_by(&selection.chosen_by));
            return Some(ToolchainReport { rustc: None, name: Some(selection.name.clone()), sysroot: None, chosen_by });
        }
        Err(
            Unresolved::NoCargo
            | Unresolved::NoRustc { .. }
            | Unresolved::RustcSetting { .. }
            | Unresolved::Selection(_),
        ) => return None,
    };
    Some(ToolchainReport {
        rustc: rustc.as_ref().map(|rustc| rustc.version.to_string()),
        name: toolchain.rustup.as_ref().map(|rustup| rustup.name.clone()),
        sysroot: rustc.as_ref().map(|rustc| rustc.sysroot.to_string()),
        chosen_by: Some(chosen_by(&toolchain.chosen_by)),
    })
}

pub(crate) fn project(cx: &Cx<'_>) -> Option<ProjectReport> {
    let project = Project::here(cx).ok().flatten()?;
    Some(ProjectReport { root: project.root.to_string(), name: project.name.clone() })
}

/// The project's root, or where the user stands outside of any project: paths below it are shown relative to it.
pub fn root(cx: &Cx<'_>) -> Result<HostPath, Pause> {
    let project = Project::here(cx);
    let cwd = cx.host()?.cwd.clone();
    Ok(project?.map_or(cwd, |project| project.root.clone()))
}

/// `CARGO_HOME`; none where cargo finds none.
pub fn cargo_home(cx: &Cx<'_>) -> Result<Option<HostPath>, Pause> {
    Ok(cx.fact::<CargoConfig>(())?.home.clone())
}

fn chosen_by(by: &ChosenBy) -> ChosenByReport {
    let (file, line) = by.place().unzip();
    ChosenByReport { kind: by.kind(), file: file.map(HostPath::to_string), line: line.flatten(), told: by.to_string() }
}
