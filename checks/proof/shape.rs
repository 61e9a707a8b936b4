//! What the project's build links for a target, which the tiny package mirrors.

use std::{
    cell::{Cell, OnceCell},
    collections::BTreeSet,
};

use super::{
    cpp::Cpp,
    crate_root::CrateRoot,
    macros::uses_macros,
    needs::{Needs, needs_host},
    own_libraries::{LibraryKind, OwnLibraries},
    script_args::ScriptArgs,
    settled,
    threads::starts_threads,
};
use crate::{
    Cx, Fact, Pause, Triple,
    facts::{
        cargo_config::Cfg,
        project::{CrateType, Package, Project},
        rustc::{Rustc, SpecCfg, TargetCfg, TargetSpec},
        std_library::StdLibrary,
    },
};

/// What the default members' build makes for one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    pub bin: Option<Std>,
    /// Libraries that are linked as files of their own (`cdylib`, `staticlib`, `dylib`), or rlibs where nothing else is.
    pub lib: Option<(BTreeSet<CrateType>, Std)>,
    /// Everything it builds is a procedural macro: cargo builds nothing for the target.
    pub only_proc_macros: bool,
    /// What runs on the way, so that the host's linker is needed too.
    pub host_link: Option<HostLink>,
    /// Crates that it needs compile C or C++ for the target.
    pub c: Option<Cpp>,
    /// The same for the host, where that is not the target.
    pub host_c: Option<Cpp>,
    /// Libraries that its own code names for every build, none of whose directories anybody else may bring.
    pub libraries: Vec<(LibraryKind, String)>,
    /// What its build scripts always give the linker, as a script prints it: `rustc-link-arg-bins=-fuse-ld=mold`.
    pub script_args: Vec<String>,
    /// It has no operating system.
    pub bare_metal: bool,
    /// A program of it starts threads, where that can be what does not link.
    pub threads: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostLink {
    /// Build scripts: programs.
    Scripts,
    /// Procedural macros as well: libraries that rustc loads.
    Macros,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Std {
    Std,
    NoStd,
}

impl Shape {
    /// A program that uses std: what is proved outside of any project.
    pub(super) fn program(bare_metal: bool) -> Self {
        // Nobody can write a std program for a target without one; what a build there needs is core.
        let std = if bare_metal { Std::NoStd } else { Std::Std };
        Self {
            bin: Some(std),
            lib: None,
            only_proc_macros: false,
            host_link: None,
            c: None,
            host_c: None,
            libraries: Vec::new(),
            script_args: Vec::new(),
            bare_metal,
            threads: false,
        }
    }

    /// Whether a build runs the target's linker.
    pub fn links(&self) -> bool {
        let linked =
            |types: &BTreeSet<CrateType>| types.contains(&CrateType::Cdylib) || types.contains(&CrateType::Dylib);
        self.bin.is_some() || self.lib.as_ref().is_some_and(|(types, _)| linked(types))
    }
}

impl Fact for Shape {
    type Key = Triple;

    fn conclude(target: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let (project, bare_metal) = (Project::here(cx), is_bare_metal(target, cx));
        let (needs, own) = (cx.fact::<Needs>(Some(target.clone())), settled(cx.fact::<OwnLibraries>(target.clone())));
        let given = settled(cx.fact::<ScriptArgs>(target.clone()));
        let (project, bare_metal) = (project?, bare_metal?);
        let Some(project) = project.filter(|project| !project.default_members.is_empty()) else {
            return Ok(Self::program(bare_metal));
        };
        let built: Vec<&Package> = project.built().collect();
        let threads = starts_threads(&project, target, cx);
        let macros = uses_macros(&project, target, cx);
        let crates = crates(&built, target, bare_metal, cx);
        let (needs, (bin, lib)) = (needs?, crates?);
        let native = needs.host_c_compiler && settled(cx.fact::<Rustc>(()))?.is_some_and(|rustc| rustc.host == *target);
        let sure = own?.filter(|own| own.sure);
        let libraries: BTreeSet<_> =
            sure.iter().flat_map(|own| &own.libraries).map(|library| (library.kind, library.name.clone())).collect();
        let only_proc_macros = bin.is_none() && lib.is_none() && built.iter().any(|package| needs_host(package));
        let shape = Self {
            bin,
            lib,
            only_proc_macros,
            host_link: if macros? && !only_proc_macros {
                Some(HostLink::Macros)
            } else {
                needs.host_link.is_some().then_some(HostLink::Scripts)
            },
            c: needs.c_compiler.then(|| needs.cpp.clone()),
            host_c: (needs.host_c_compiler && !native).then(|| needs.host_cpp.clone()),
            libraries: libraries.into_iter().collect(),
            script_args: given?.map(|given| given.printed()).unwrap_or_default(),
            bare_metal,
            threads: threads?,
        };
        Ok(if shape.bin.is_none() && shape.lib.is_none() && !only_proc_macros {
            Self::program(bare_metal)
        } else {
            shape
        })
    }
}

/// No operating system and so no std: the specification's `os`, or the triple where it cannot be had.
fn is_bare_metal(target: &Triple, cx: &Cx<'_>) -> Result<bool, Pause> {
    Ok(match settled(cx.fact::<TargetSpec>(target.clone()))? {
        Some(spec) => spec.os == "none" && !spec.arch.starts_with("wasm"),
        None => target.as_str().split('-').any(|part| part == "none"),
    })
}

type Crates = (Option<Std>, Option<(BTreeSet<CrateType>, Std)>);

fn crates(built: &[&Package], target: &Triple, bare_metal: bool, cx: &Cx<'_>) -> Result<Crates, Pause> {
    let roots: Vec<_> = built
        .iter()
        .filter(|package| !package.is_proc_macro())
        .flat_map(|package| {
            let bins = package.bins.iter().map(|bin| (*package, &bin.path, BTreeSet::new()));
            let libs = package.lib.iter().map(|lib| (*package, &lib.path, lib.crate_types.clone()));
            bins.chain(libs).collect::<Vec<_>>()
        })
        .map(|(package, path, types)| (package, types, cx.text(path)))
        .collect();
    let (mut bin, mut linked, mut rlib) = (None, BTreeSet::new(), None);
    let (mut linked_std, mut pending) = (Std::NoStd, false);
    for (package, mut types, text) in roots {
        let is_bin = types.is_empty();
        let std = match text {
            Ok(text) => text.map(|text| {
                std_of(
                    text,
                    package,
                    is_bin || types.iter().any(|kind| *kind != CrateType::Rlib),
                    target,
                    bare_metal,
                    cx,
                )
            }),
            Err(Pause::Pending) => {
                pending = true;
                continue;
            }
            Err(Pause::Unknown(_)) => None,
        };
        let std = match std {
            Some(Err(Pause::Pending)) => {
                pending = true;
                continue;
            }
            Some(Ok(std)) => std,
            Some(Err(Pause::Unknown(_))) | None => Std::Std,
        };
        // Of several, the one that asks more: std.
        if is_bin {
            bin = bin.max_std(std);
        } else if types == BTreeSet::from([CrateType::Rlib]) {
            rlib = rlib.max_std(std);
        } else {
            types.remove(&CrateType::Rlib);
            linked_std = linked_std.min(std);
            linked.extend(types);
        }
    }
    if pending {
        return Err(Pause::Pending);
    }
    let lib = if !linked.is_empty() {
        Some((linked, linked_std))
    } else if bin.is_none() {
        rlib.map(|std| (BTreeSet::from([CrateType::Rlib]), std))
    } else {
        None
    };
    Ok((bin, lib))
}

trait MaxStd {
    fn max_std(self, other: Std) -> Self;
}

impl MaxStd for Option<Std> {
    fn max_std(self, other: Std) -> Self {
        Some(self.map_or(other, |std| std.min(other)))
    }
}

/// Whether a crate with this root file links std. `is_final`: it is linked, so that something has to bring a panic handler.
fn std_of(
    text: &str,
    package: &Package,
    is_final: bool,
    target: &Triple,
    bare_metal: bool,
    cx: &Cx<'_>,
) -> Result<Std, Pause> {
    let root = CrateRoot::parse(text);
    if !is_no_std(&root, package, target, cx)? {
        return Ok(Std::Std);
    }
    if !is_final || root.panic_handler || bare_metal {
        return Ok(Std::NoStd);
    }
    // A linked crate without a panic handler of its own: std's comes in through a dependency, where there is a std.
    let library = settled(cx.fact::<StdLibrary>(target.clone()))?;
    Ok(match library.as_deref() {
        Some(StdLibrary::CoreOnly { .. }) => Std::NoStd,
        Some(StdLibrary::Present { .. } | StdLibrary::Missing { .. } | StdLibrary::Damaged { .. }) | None => Std::Std,
    })
}

/// Whether the crate does without std when it is built for the target. rustc is asked for its `cfg` only where the
/// specification leaves something open.
fn is_no_std(root: &CrateRoot, package: &Package, target: &Triple, cx: &Cx<'_>) -> Result<bool, Pause> {
    // Most crates have no condition: nothing is asked for them.
    let spec = OnceCell::new();
    let (pending, open) = (Cell::new(false), Cell::new(false));
    let holds = |key: &str, value: Option<&str>, printed: Option<&BTreeSet<Cfg>>| match (key, value) {
        ("feature", Some(feature)) => package.default_features.contains(feature),
        ("debug_assertions", None) => true,
        ("test" | "doc" | "doctest", None) => false,
        (key, value) => {
            let spec =
                spec.get_or_init(|| SpecCfg::known(target, cx).inspect_err(|_| pending.set(true)).ok().flatten());
            let asked = match value {
                Some(value) => Cfg::Pair(key.to_owned(), value.to_owned()),
                None => Cfg::Name(key.to_owned()),
            };
            spec.as_ref().and_then(|spec| spec.says(&asked)).unwrap_or_else(|| {
                open.set(true);
                printed.is_some_and(|printed| printed.contains(&asked))
            })
        }
    };
    let no_std = root.is_no_std(&|key, value| holds(key, value, None));
    if pending.get() {
        return Err(Pause::Pending);
    }
    if !open.get() {
        return Ok(no_std);
    }
    let printed = settled(cx.fact::<TargetCfg>(target.clone()))?.map(|printed| printed.values());
    Ok(root.is_no_std(&|key, value| holds(key, value, printed.as_ref())))
}
