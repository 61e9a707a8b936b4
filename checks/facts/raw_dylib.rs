//! Whether a build makes import libraries by itself (`#[link(kind = "raw-dylib")]`), for which rustc runs `dlltool` on
//! `*-windows-gnu`. What std needs of that kind was made when std was built.

use crate::{
    Cx, Fact, HostPath, Pause, Triple,
    facts::{
        demands::Tree,
        project::{LockedPackage, Project},
    },
    proof::{settled, target_packages},
};

/// Who asks for it; none where nothing is seen that does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawDylib(pub Option<Asker>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asker {
    /// A package of the lock file.
    Locked { name: String, version: String },
    /// The project's own source.
    Source { file: HostPath, line: u32, text: String },
}

impl Fact for RawDylib {
    type Key = Triple;

    fn conclude(target: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let Some(project) = Project::here(cx)? else { return Ok(Self(None)) };
        let locked = target_packages(&project, target, cx)?;
        if let Some(package) = locked.into_iter().find(|package| asks(package)) {
            let (name, version) = (package.name.clone(), package.version.clone());
            return Ok(Self(Some(Asker::Locked { name, version })));
        }
        Ok(Self(in_sources(&project, cx)?))
    }
}

/// Who asks for it as cargo resolves the build; where cargo cannot, as [`RawDylib`] has it. The lock file is an upper bound:
/// asked only where that would make a finding.
pub fn sure(target: &Triple, cx: &Cx<'_>) -> Result<Option<Asker>, Pause> {
    let rough = cx.fact::<RawDylib>(target.clone())?.0.clone();
    let (Some(Asker::Locked { .. }), Some(project)) = (&rough, Project::here(cx)?) else { return Ok(rough) };
    let tree = settled(cx.fact::<Tree>(target.clone()))?;
    let Some(resolved) = tree.as_ref().and_then(|tree| tree.0.as_ref()) else { return Ok(rough) };
    let is_built = |package: &&LockedPackage| {
        resolved.target.iter().any(|built| {
            built.name == package.name
                && built.version.as_ref().is_none_or(|version| version.to_string() == package.version)
        })
    };
    let locked = target_packages(&project, target, cx)?;
    match locked.into_iter().filter(|package| asks(package)).find(is_built) {
        Some(package) => Ok(Some(Asker::Locked { name: package.name.clone(), version: package.version.clone() })),
        None => in_sources(&project, cx),
    }
}

/// By its name: `windows-link` does nothing else, `getrandom` since it left `windows-targets` behind (0.3.2,
/// `src/backends/windows.rs`).
fn asks(package: &LockedPackage) -> bool {
    let depends = |name: &str| package.dependencies.iter().any(|dependency| dependency.split(' ').next() == Some(name));
    match package.name.as_str() {
        "windows-link" => true,
        "getrandom" => package.version.starts_with("0.3.") && !depends("windows-targets"),
        _ => false,
    }
}

/// The roots of the crates that are built say it; deeper modules are not searched.
fn in_sources(project: &Project, cx: &Cx<'_>) -> Result<Option<Asker>, Pause> {
    let roots = project.built().flat_map(|package| {
        let lib = package.lib.as_ref().filter(|_| !package.is_proc_macro()).map(|lib| &lib.path);
        lib.into_iter().chain(package.bins.iter().map(|bin| &bin.path))
    });
    let texts: Vec<_> = roots.map(|path| (path, cx.text(path))).collect();
    for (file, text) in texts {
        let Some(text) = text? else { continue };
        let is_one = |line: &&str| line.contains("raw-dylib") && line.trim_start().starts_with("#[");
        if let Some((line, text)) = (1..).zip(text.lines()).find(|(_, line)| is_one(line)) {
            return Ok(Some(Asker::Source { file: file.clone(), line, text: text.trim().to_owned() }));
        }
    }
    Ok(None)
}
