//! What the crate cc is told for the C code of a target.

use crate::{
    Cx, Pause, Triple,
    facts::{apple::Variable, cargo_config::Located, project::Project},
};

/// `CFLAGS` and `CXXFLAGS` in the forms that cc reads for a target (its `src/lib.rs`, `envflags`), each that is set.
pub(super) fn of(triple: &Triple, cx: &Cx<'_>) -> Result<Vec<(String, Located<String>)>, Pause> {
    let names = ["CFLAGS", "CXXFLAGS"].into_iter().flat_map(|flags| {
        [
            format!("{flags}_{triple}"),
            format!("{flags}_{}", triple.underscored()),
            format!("TARGET_{flags}"),
            flags.to_owned(),
        ]
    });
    let asked: Vec<_> = names.map(|name| (name.clone(), cx.fact::<Variable>(name))).collect();
    let mut set = Vec::new();
    for (name, variable) in asked {
        if let Some(value) = variable?.value() {
            set.push((name, value.clone()));
        }
    }
    Ok(set)
}

/// The locked releases of a package, oldest first.
pub(super) fn locked(name: &str, cx: &Cx<'_>) -> Result<Vec<semver::Version>, Pause> {
    let project = Project::here(cx)?;
    let packages = project.iter().flat_map(|project| &project.lock).flat_map(|lock| &lock.packages);
    let mut versions: Vec<_> =
        packages.filter(|package| package.name == name).filter_map(|package| package.version.parse().ok()).collect();
    versions.sort();
    Ok(versions)
}
