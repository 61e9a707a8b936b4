//! Where a diagnosis stands: the machine, the toolchain that will run and why, the project; the report's head.

use crate::{
    Cx, HostPath, Pause,
    facts::{
        cargo_config::CargoConfig,
        project::Project,
        rustc::Rustc,
        rustup_release::{Compared, RustupRelease},
        toolchain::{ChosenBy, Resolution, Unresolved},
    },
    report::{ChosenByReport, HostReport, ProjectReport, RustupReport, ToolchainReport},
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
            let name = Some(selection.name.clone());
            return Some(ToolchainReport { rustc: None, name, sysroot: None, chosen_by, rustup: None });
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
        rustup: cx.fact::<RustupRelease>(()).ok().and_then(|release| release.0.as_ref().map(rustup)),
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

fn rustup(compared: &Compared) -> RustupReport {
    let Compared { here, newest, updates_itself, program } = compared;
    let (newest, reason) = match newest {
        Ok(newest) => (Some(newest.to_string()), None),
        Err(why) => (None, Some(why.clone())),
    };
    let update = compared.is_outdated().then(|| match updates_itself {
        true => "`rustup self update`".to_owned(),
        false => format!("what installed `{program}`"),
    });
    RustupReport { version: here.to_string(), newest, reason, update }
}

fn chosen_by(by: &ChosenBy) -> ChosenByReport {
    let (file, line) = by.place().unzip();
    ChosenByReport { kind: by.kind(), file: file.map(HostPath::to_string), line: line.flatten(), told: by.to_string() }
}
