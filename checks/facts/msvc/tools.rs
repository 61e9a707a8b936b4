//! The toolset of an installation that builds for a target.

use super::{Arch, Found, Installation, Installations, Tools};
use crate::{
    Cx, HostPath, Pause,
    answer::{Dir, EntryKind, Found as Standing, Metadata},
};

/// Why an installation is of no use for a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// It has no C++ tools at all: the workload was not chosen.
    Toolset,
    /// `VCToolsVersion` names a toolset that it has not.
    Pinned { version: String },
    /// Its toolset has no tools for the architecture.
    Arch { toolset: HostPath },
    /// The folder for the architecture is there, without the linker.
    Link { folder: HostPath },
}

/// The newest installation with tools for `arch` (`find_msvc_15plus`), else Visual Studio 2015 (`find_msvc_14`).
pub(super) fn find(arch: Arch, cx: &Cx<'_>) -> Result<Found, Pause> {
    let (installations, host, pinned) = (cx.fact::<Installations>(()), cx.host(), cx.env("VCToolsVersion"));
    let spectre = cx.env("VSCMD_ARG_VCVARS_SPECTRE");
    let (installations, host, pinned) = (installations?, host?, pinned?);
    let spectre = spectre? == Some("spectre");
    let mut lacking = Vec::new();
    for installation in &installations.0 {
        match of_installation(installation, arch, &host.arch, pinned, spectre, cx)? {
            Ok(tools) => return Ok(Found::Tools(tools)),
            Err(lack) => lacking.push((installation.clone(), lack)),
        }
    }
    if pinned.is_none()
        && let Some(tools) = of_2015(arch, cx)?
    {
        return Ok(Found::Tools(tools));
    }
    Ok(Found::Nothing { lacking })
}

fn of_installation(
    installation: &Installation,
    arch: Arch,
    host: &str,
    pinned: Option<&str>,
    spectre: bool,
    cx: &Cx<'_>,
) -> Result<Result<Tools, Lack>, Pause> {
    let version = match pinned {
        Some(version) => Some(version.to_owned()),
        None => version(&installation.path, cx)?,
    };
    let Some(version) = version else { return Ok(Err(Lack::Toolset)) };
    let toolset = installation.path.join("VC\\Tools\\MSVC").join(&version);
    let folders = Arch::host_folders(host).iter().map(|host| toolset.join("bin").join(host).join(arch.folder()));
    let folders: Vec<_> = folders.collect();
    let whole = exists(&toolset, cx);
    let bin: Vec<_> = folders.iter().map(|folder| (exists(folder, cx), exists(&folder.join("link.exe"), cx))).collect();
    let whole = whole?;
    for (folder, (is_there, has_link)) in folders.into_iter().zip(bin) {
        if !is_there? {
            continue;
        }
        if !has_link? {
            return Ok(Err(Lack::Link { folder }));
        }
        let lib = if spectre { "lib\\spectre" } else { "lib" };
        let extra = (arch == Arch::Arm64ec).then(|| toolset.join(lib).join("arm64ec"));
        let libraries = extra.into_iter().chain([toolset.join(lib).join(arch.folder())]).collect();
        let link = folder.join("link.exe");
        return Ok(Ok(Tools { installation: installation.path.clone(), link, libraries }));
    }
    Ok(Err(match (whole, pinned) {
        (true, _) => Lack::Arch { toolset },
        (false, Some(version)) => Lack::Pinned { version: version.to_owned() },
        (false, None) => Lack::Toolset,
    }))
}

/// The toolset that an installation names as its default (`vs15plus_vc_read_version`).
fn version(installation: &HostPath, cx: &Cx<'_>) -> Result<Option<String>, Pause> {
    let build = installation.join("VC\\Auxiliary\\Build");
    let toolsets = installation.join("VC\\Tools\\MSVC");
    let (named, others) = (cx.text(&build.join("Microsoft.VCToolsVersion.default.txt")), cx.list(&build));
    if let Some(text) = named? {
        return Ok(Some(text.trim_end().to_owned()));
    }
    // `Microsoft.VCToolsVersion.v143.default.txt`, the greatest
    let is_versioned = |name: &&str| name.starts_with("Microsoft.VCToolsVersion.v") && name.ends_with(".default.txt");
    if let Some(greatest) = names(others?).filter(is_versioned).max() {
        return Ok(cx.text(&build.join(greatest))?.map(|text| text.trim_end().to_owned()));
    }
    let numbers = |name: &&str| name.split('.').map(|part| part.parse::<u32>().unwrap_or(0)).collect::<Vec<_>>();
    Ok(names(cx.list(&toolsets)?).max_by_key(numbers).map(str::to_owned))
}

/// Where Visual Studio 2015 puts its tools; its own place is in the registry, and hardly anybody chose another.
fn of_2015(arch: Arch, cx: &Cx<'_>) -> Result<Option<Tools>, Pause> {
    let programs = cx.env("ProgramFiles(x86)")?.and_then(HostPath::parse);
    let Some(programs) = programs else { return Ok(None) };
    let installation = programs.join("Microsoft Visual Studio 14.0\\VC");
    let (bin, lib) = match arch {
        Arch::X64 => ("bin\\amd64", "lib\\amd64"),
        Arch::X86 => ("bin", "lib"),
        Arch::Arm => ("bin\\amd64_arm", "lib\\arm"),
        Arch::Arm64 | Arch::Arm64ec => return Ok(None),
    };
    let link = installation.join(bin).join("link.exe");
    let libraries = vec![installation.join(lib)];
    Ok(exists(&link, cx)?.then_some(Tools { installation, link, libraries }))
}

pub(super) fn names(dir: &Dir) -> impl Iterator<Item = &str> {
    let entries = match dir {
        Dir::Entries(entries) => entries.as_slice(),
        Dir::Missing | Dir::NotADirectory | Dir::Unreadable { .. } => &[],
    };
    entries.iter().filter(|entry| entry.kind != EntryKind::Link).map(|entry| entry.name.as_str())
}

pub(super) fn exists(path: &HostPath, cx: &Cx<'_>) -> Result<bool, Pause> {
    Ok(matches!(cx.metadata(path)?, Metadata::Found(Standing { .. })))
}
