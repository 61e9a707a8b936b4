//! What a build reaches through path dependencies, exactly: their manifests tell kinds, features and platforms, which a
//! lock file does not, and which stand there before there is one.

use std::collections::{BTreeMap, BTreeSet};

use super::settled;
use crate::{
    Cx, HostPath, Pause, Triple,
    facts::{
        cargo_config::CfgExpression,
        project::{Dependency, DependencyKind, Package, Project},
        rustc::{Rustc, TargetCfg},
    },
};

/// A package that is built, and for whom.
pub(super) struct Reached<'a> {
    pub(super) package: &'a Package,
    /// It is a procedural macro, or serves one or a build script.
    pub(super) for_host: bool,
    /// The dependencies that this build has.
    pub(super) active: Vec<&'a Dependency>,
    /// The features that it is built with, and all that they imply.
    pub(super) features: BTreeSet<String>,
}

/// The packages with manifests of their own that `cargo build` builds for `target`; with none, those of any target.
/// Of dependencies without a path, the platform is looked at where `matters` says so: rustc has to be asked.
pub(super) fn reach<'a>(
    project: &'a Project,
    target: Option<&Triple>,
    matters: impl Fn(&Dependency) -> bool,
    cx: &Cx<'_>,
) -> Result<Vec<Reached<'a>>, Pause> {
    let mut features: BTreeMap<&HostPath, BTreeSet<String>> = BTreeMap::new();
    let mut nodes: BTreeSet<(&HostPath, bool)> = BTreeSet::new();
    for package in project.built() {
        nodes.insert((&package.manifest, package.is_proc_macro()));
        features.insert(&package.manifest, BTreeSet::from(["default".to_owned()]));
    }
    // Features found late turn on dependencies of packages seen early. Both sets only grow, so that it ends.
    loop {
        let before = (nodes.len(), features.values().map(BTreeSet::len).sum::<usize>());
        let mut reached = Vec::new();
        for (manifest, for_host) in nodes.clone() {
            let package = project.package(manifest).expect("a node is a package of the project");
            let on = features.get(manifest).map(|asked| turned_on(package, asked)).unwrap_or_default();
            let mut active = Vec::new();
            for dependency in package.dependencies.iter().filter(|dependency| is_on(package, dependency, &on)) {
                let host = for_host || dependency.kind == DependencyKind::Build;
                let child = project.on_path(dependency);
                let looked_at = dependency.manifest.is_some() || child.is_some() || matters(dependency);
                let platform = dependency.platform.as_deref().zip(target).filter(|_| looked_at);
                if let Some((platform, target)) = platform
                    && !is_for(platform, target, host, cx)?
                {
                    continue;
                }
                active.push(dependency);
                let Some(child) = child else { continue };
                nodes.insert((&child.manifest, host || child.is_proc_macro()));
                features.entry(&child.manifest).or_default().extend(asked(dependency, &on));
            }
            reached.push(Reached { package, for_host, active, features: on });
        }
        if before == (nodes.len(), features.values().map(BTreeSet::len).sum::<usize>()) {
            return Ok(reached);
        }
    }
}

/// Everything that these features of the package imply, as written: `x`, `dep:x`, `x/y`, `x?/y`.
fn turned_on(package: &Package, asked: &BTreeSet<String>) -> BTreeSet<String> {
    let mut on = BTreeSet::new();
    let mut open: Vec<_> = asked.iter().cloned().collect();
    while let Some(feature) = open.pop() {
        open.extend(
            package.features.get(&feature).into_iter().flatten().filter(|implied| !on.contains(*implied)).cloned(),
        );
        on.insert(feature);
    }
    on
}

/// Whether the features leave the dependency on (The Cargo Book, *Features*, "Optional dependencies").
fn is_on(package: &Package, dependency: &Dependency, on: &BTreeSet<String>) -> bool {
    let key = dependency.key.as_str();
    dependency.kind != DependencyKind::Dev
        && (!dependency.optional
            || on.iter().any(|feature| {
                feature.strip_prefix("dep:") == Some(key)
                    || feature == key && !package.features.contains_key(key)
                    || feature.split_once('/').is_some_and(|(name, _)| name == key)
            }))
}

/// The features that the dependency is built with.
fn asked(dependency: &Dependency, on: &BTreeSet<String>) -> Vec<String> {
    let mut asked = dependency.features.clone();
    asked.extend(dependency.default_features.then(|| "default".to_owned()));
    let passed_on = on.iter().filter_map(|feature| feature.split_once('/'));
    let passed_on = passed_on.filter(|(name, _)| name.trim_end_matches('?') == dependency.key);
    asked.extend(passed_on.map(|(_, feature)| feature.to_owned()));
    asked
}

/// Whether `X` of `[target.X.dependencies]` is what is built for; yes where nobody knows.
fn is_for(platform: &str, target: &Triple, for_host: bool, cx: &Cx<'_>) -> Result<bool, Pause> {
    let rustc = if for_host { settled(cx.fact::<Rustc>(()))? } else { None };
    let triple = match (&rustc, for_host) {
        (Some(rustc), true) => &rustc.host,
        (None, true) => return Ok(true),
        (_, false) => target,
    };
    let Some(expression) = CfgExpression::of_table(platform) else { return Ok(platform == triple.as_str()) };
    Ok(settled(TargetCfg::satisfies(&expression, triple, cx))?.unwrap_or(true))
}
