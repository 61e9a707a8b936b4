//! What a build needs beside rustc for the target: a linker for the host, and compilers for C and C++.

use std::collections::BTreeSet;

use super::{
    cpp::{Cpp, LockedScript, is_known_cpp, of_locked, of_own},
    locked::{
        BRINGS_CPP, RUNS_C_COMPILER, compiles_c, compiles_c_by_name, has_build_script, in_lock_file, is_known_to_build,
        may_compile_c,
    },
    reach::{Reached, reach},
    settled,
};
use crate::{
    Cx, Fact, Pause, Triple,
    facts::{
        demands::{Built, Resolved, Tree},
        project::{Dependency, DependencyKind, LockedPackage, Package, Project, SourceDirs},
        rustc::Rustc,
    },
};

/// What the project and its dependencies need beside rustc. The key: the target; none for any target, of which nothing is
/// said about C++.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Programs or libraries for the host, build scripts and procedural macros, and a package that is one of these.
    pub host_link: Option<String>,
    /// A compiler for the target, for C or for C++.
    pub c_compiler: bool,
    /// The same for the host, as procedural macros or build scripts themselves rest on C.
    pub host_c_compiler: bool,
    pub cpp: Cpp,
    pub host_cpp: Cpp,
}

impl Fact for Needs {
    type Key = Option<Triple>;

    fn conclude(target: &Option<Triple>, cx: &Cx<'_>) -> Result<Self, Pause> {
        let Some(project) = Project::here(cx)? else { return Ok(Self::default()) };
        // What is not locked yet is known by the names in the manifests alone.
        let unlocked = project.lock.is_none();
        let matters = |dependency: &Dependency| {
            runs_compiler(&dependency.name)
                || unlocked && (is_known_to_build(&dependency.name) || compiles_c_by_name(dependency))
        };
        let reached = reach(&project, target.as_ref(), matters, cx)?;
        let locked = in_lock_file(&project, &reached);
        let mut host_link = None;
        for node in &reached {
            let own = needs_host(node.package).then_some(&node.package.name);
            let direct = unlocked_dependencies(node, &project).find(|dependency| is_known_to_build(&dependency.name));
            host_link = host_link.or(own.or(direct.map(|dependency| &dependency.name)).cloned());
        }
        let builder = locked.iter().find(|package| {
            let patched = project.patched(&package.name).filter(|_| package.source.is_none());
            has_build_script(package) || patched.is_some_and(needs_host)
        });
        host_link = host_link.or(builder.map(|package| package.name.clone()));
        let own = of_project(&reached, &project, target.as_ref(), cx);
        let others = of_lock_file(&locked, &project, target.as_ref(), cx);
        let (mut compiled, others) = (own?, others?);
        compiled.extend(others);
        let part = |for_host: bool| {
            let parts = compiled.iter().filter(|part| part.for_host == for_host).map(|part| part.cpp.clone());
            parts.reduce(Cpp::joined)
        };
        let (cpp, host_cpp) = (part(false), part(true));
        let mut needs = Self {
            host_link,
            c_compiler: cpp.is_some(),
            host_c_compiler: host_cpp.is_some(),
            cpp: cpp.unwrap_or_default(),
            host_cpp: host_cpp.unwrap_or_default(),
        };
        if let Some(target) = target
            && needs.host_c_compiler
            && settled(cx.fact::<Rustc>(()))?.is_some_and(|rustc| rustc.host == *target)
        {
            // One compiler for both.
            let host = needs.host_cpp.clone();
            needs.cpp = if needs.c_compiler { needs.cpp.joined(host) } else { host };
            needs.c_compiler = true;
        }
        Ok(needs)
    }
}

/// A package that compiles C or C++.
struct Compiled {
    for_host: bool,
    cpp: Cpp,
}

fn of_project(
    reached: &[Reached<'_>],
    project: &Project,
    target: Option<&Triple>,
    cx: &Cx<'_>,
) -> Result<Vec<Compiled>, Pause> {
    let mut found = Vec::new();
    let mut asked = Vec::new();
    for node in reached {
        let name = &node.package.name;
        if let Some((helpers, brings_cpp)) = compiles_own_c(node, reached, project, target) {
            let says = target.map(|target| of_own(node.package, &helpers, &node.features, target, cx));
            asked.push((node, brings_cpp, says.unwrap_or(Ok(None))));
        }
        for dependency in unlocked_dependencies(node, project).filter(|dependency| compiles_c_by_name(dependency)) {
            let for_host = node.for_host || dependency.kind == DependencyKind::Build;
            found.push(Compiled { for_host, cpp: by_name(&dependency.name, name) });
        }
    }
    for (node, brings_cpp, says) in asked {
        let (name, for_host) = (&node.package.name, node.for_host);
        let mut cpp = says?.map(|says| Cpp::of(name, &says)).unwrap_or_default();
        if brings_cpp && target.is_some() {
            cpp.default_library |= cpp.libraries.is_empty();
            cpp = Cpp { by_cxx: Some(name.clone()), alone: true, ..cpp };
        }
        found.push(Compiled { for_host, cpp });
    }
    Ok(found)
}

/// The dependencies of no path that are not locked yet.
fn unlocked_dependencies<'a>(node: &Reached<'a>, project: &Project) -> impl Iterator<Item = &'a Dependency> {
    let unlocked = project.lock.is_none();
    let on_path = |dependency: &&Dependency| project.on_path(dependency).is_some() || dependency.manifest.is_some();
    let found: Vec<_> = node.active.iter().copied().filter(|dependency| unlocked && !on_path(dependency)).collect();
    found.into_iter()
}

fn of_lock_file(
    locked: &[&LockedPackage],
    project: &Project,
    target: Option<&Triple>,
    cx: &Cx<'_>,
) -> Result<Vec<Compiled>, Pause> {
    let locked: Vec<_> = locked.iter().filter(|package| compiles_c(package, target)).collect();
    let every = || Compiled { for_host: false, cpp: Cpp::default() };
    if locked.is_empty() {
        return Ok(Vec::new());
    }
    let Some(target) = target else { return Ok(vec![every()]) };
    // The lock file is an upper bound; what of it is built, and for whom, cargo knows.
    let (tree, sources) = (settled(cx.fact::<Tree>(target.clone())), settled(cx.fact::<SourceDirs>(())));
    let (tree, sources) = (tree?, sources?);
    let resolved = tree.as_ref().and_then(|tree| tree.0.as_ref());
    let mut asked = Vec::new();
    for package in locked {
        for (for_host, features) in builds(package, resolved) {
            let patched = project.patched(&package.name).filter(|_| package.source.is_none());
            let script = LockedScript { package, patched: patched.map(|package| &package.dir), features };
            let says = match &sources {
                Some(sources) => of_locked(&script, target, sources, cx),
                None => Ok(None),
            };
            asked.push((for_host, package, says));
        }
    }
    let mut found = Vec::new();
    for (for_host, package, says) in asked {
        let name = &package.name;
        found.push(match says? {
            Some(says) => Compiled { for_host, cpp: Cpp::of(name, &says) },
            None => Compiled { for_host, cpp: by_name(name, name) },
        });
    }
    Ok(found)
}

fn by_name(name: &str, package: &str) -> Cpp {
    if !is_known_cpp(name) {
        return Cpp::default();
    }
    Cpp { by_cxx: Some(package.to_owned()), default_library: true, ..Cpp::default() }
}

/// For whom a locked package is built, and with which features. Where only cargo could say: for the target.
fn builds<'a>(package: &LockedPackage, resolved: Option<&'a Resolved>) -> Vec<(bool, Option<&'a BTreeSet<String>>)> {
    let Some(resolved) = resolved else { return vec![(false, None)] };
    let is_it = |built: &&Built| {
        built.name == package.name
            && built.version.as_ref().is_none_or(|version| version.to_string() == package.version)
    };
    let find = |built: &'a [Built]| built.iter().find(is_it);
    let (target, host) = (find(&resolved.target), find(&resolved.host));
    target
        .map(|built| (false, built.features.as_ref()))
        .into_iter()
        .chain(host.map(|built| (true, built.features.as_ref())))
        .collect()
}

fn runs_compiler(name: &str) -> bool {
    RUNS_C_COMPILER.contains(&name) || BRINGS_CPP.contains(&name)
}

/// The packages with manifests of their own whose build scripts compile C for the target.
pub(super) fn compiling_own_c<'a>(
    project: &'a Project,
    target: &Triple,
    cx: &Cx<'_>,
) -> Result<Vec<&'a Package>, Pause> {
    let matters = |dependency: &Dependency| runs_compiler(&dependency.name);
    let reached = reach(project, Some(target), matters, cx)?;
    let own = |node: &&Reached<'_>| !node.for_host && compiles_own_c(node, &reached, project, Some(target)).is_some();
    Ok(reached.iter().filter(own).map(|node| node.package).collect())
}

/// Whether a package with a manifest of its own compiles C: its build script uses `cc`, be it through crates beside it.
/// Those crates, and whether the script uses what compiles nothing but C++.
fn compiles_own_c<'a>(
    node: &Reached<'a>,
    reached: &[Reached<'a>],
    project: &'a Project,
    target: Option<&Triple>,
) -> Option<(Vec<&'a Package>, bool)> {
    if node.package.build_script.is_none() || !may_compile_c(&node.package.name, target) {
        return None;
    }
    let brings = |node: &Reached<'a>, kind: DependencyKind| -> Vec<&'a Dependency> {
        node.active.iter().copied().filter(|dependency| dependency.kind == kind).collect()
    };
    let mut open = brings(node, DependencyKind::Build);
    let (mut seen, mut helpers, mut compiles, mut cpp) = (BTreeSet::new(), Vec::new(), false, false);
    while let Some(dependency) = open.pop() {
        compiles |= RUNS_C_COMPILER.contains(&dependency.name.as_str());
        cpp |= BRINGS_CPP.contains(&dependency.name.as_str());
        if runs_compiler(&dependency.name) {
            continue;
        }
        let Some(package) = project.on_path(dependency) else { continue };
        if seen.insert(&package.manifest) {
            helpers.push(package);
            let helper = reached.iter().find(|node| node.for_host && node.package.manifest == package.manifest);
            open.extend(helper.map(|helper| brings(helper, DependencyKind::Normal)).unwrap_or_default());
        }
    }
    (compiles || cpp).then_some((helpers, cpp && !compiles))
}

/// Whether building this member of the workspace links something for the host.
pub(super) fn needs_host(package: &Package) -> bool {
    package.build_script.is_some() || package.is_proc_macro()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::{
            linker::scene::{AARCH64, HOST, toolchain},
            rustc::TargetCfg,
        },
        testing::Fake,
    };

    fn needs_of(packages: &str, target: &str) -> Needs {
        let fake = Fake::linux()
            .file(
                "/p/Cargo.toml",
                "[package]\nname = \"app\"\n[dependencies]\na = \"1\"\n[dev-dependencies]\ntester = \"1\"\n",
            )
            .file("/p/src/main.rs", "")
            .file("/p/Cargo.lock", packages)
            .missing_rest();
        needs_in(&fake, target)
    }

    fn needs_in(fake: &Fake, target: &str) -> Needs {
        let ask = |cx: &Cx<'_>| cx.fact::<Needs>(Some(Triple::new(target)));
        (*fake.ask(ask).expect("answered")).clone()
    }

    /// `app` with these tables and no lock file; `part` has a build script that compiles C, `mac` is a macro.
    fn unlocked(tables: &str) -> Needs {
        let fake = toolchain(Fake::linux(), HOST)
            .file("/p/Cargo.toml", &format!("[package]\nname = \"app\"\n{tables}"))
            .file("/p/src/main.rs", "")
            .file("/p/part/Cargo.toml", "[package]\nname = \"part\"\n[build-dependencies]\ncc = \"1\"\n")
            .file("/p/part/build.rs", "")
            .file("/p/part/src/lib.rs", "")
            .file(
                "/p/mac/Cargo.toml",
                "[package]\nname = \"mac\"\n[lib]\nproc-macro = true\n[features]\nc = [\"dep:part\"]\n\
                   [dependencies]\npart = { path = \"../part\", optional = true }\n",
            )
            .file("/p/mac/src/lib.rs", "")
            .file("/p/script/Cargo.toml", "[package]\nname = \"script\"\n")
            .file("/p/script/build.rs", "")
            .granted(Triple::new(AARCH64), TargetCfg(["unix".to_owned()].into()));
        needs_in(&fake, AARCH64)
    }

    fn host_link(by: &str) -> Needs {
        Needs { host_link: Some(by.into()), ..Needs::default() }
    }

    #[test]
    fn a_path_dependency_counts_without_a_lock_file() {
        assert_eq!(unlocked("[dependencies]\nscript = { path = \"script\" }\n"), host_link("script"));
        assert_eq!(unlocked("[dependencies]\nmac = { path = \"mac\" }\n"), host_link("mac"));
        let part = Needs { c_compiler: true, ..host_link("part") };
        assert_eq!(unlocked("[dependencies]\npart = { path = \"part\" }\n"), part);
        assert_eq!(unlocked("[target.'cfg(unix)'.dependencies]\npart = { path = \"part\" }\n"), part);
        let inherited = "[dependencies]\npart.workspace = true\n[workspace.dependencies]\npart = { path = \"part\" }\n";
        assert_eq!(unlocked(inherited), part);
        let switched = "[features]\ndefault = [\"c\"]\nc = [\"dep:part\"]\n[dependencies]\npart = { path = \"part\", optional = true }\n";
        assert_eq!(unlocked(switched), part);
    }

    #[test]
    fn c_code_below_a_macro_is_the_host_s() {
        let below = unlocked("[dependencies]\nmac = { path = \"mac\", features = [\"c\"] }\n");
        assert_eq!(below, Needs { host_c_compiler: true, ..host_link("mac") });
    }

    #[test]
    fn a_path_dependency_that_this_build_does_not_have_does_not_count() {
        for tables in [
            "[dev-dependencies]\npart = { path = \"part\" }\n",
            "[dependencies]\npart = { path = \"part\", optional = true }\n",
            "[target.'cfg(windows)'.dependencies]\npart = { path = \"part\" }\n",
            "[target.x86_64-unknown-linux-gnu.dependencies]\npart = { path = \"part\" }\n",
        ] {
            assert_eq!(unlocked(tables), Needs::default(), "{tables}");
        }
    }

    fn lock(packages: &[(&str, &[&str])]) -> String {
        let packages = packages.iter().map(|(name, dependencies)| {
            let source = if *name == "app" { "" } else { "source = \"registry\"\n" };
            format!("[[package]]\nname = \"{name}\"\nversion = \"1.0.0\"\n{source}dependencies = {dependencies:?}\n")
        });
        packages.collect()
    }

    #[test]
    fn a_crate_that_compiles_c_needs_a_compiler_and_the_host_s_linker() {
        let lock = lock(&[("app", &["a"]), ("a", &["cc"]), ("cc", &[])]);
        let expected = Needs { c_compiler: true, ..host_link("a") };
        assert_eq!(needs_of(&lock, "aarch64-unknown-linux-gnu"), expected);
    }

    #[test]
    fn what_only_tests_or_other_targets_need_does_not_count() {
        let tester = lock(&[("app", &["a", "tester"]), ("a", &[]), ("tester", &["cc"]), ("cc", &[])]);
        assert_eq!(needs_of(&tester, "x86_64-unknown-linux-gnu"), Needs::default());
        let haiku =
            lock(&[("app", &["a"]), ("a", &["iana-time-zone-haiku"]), ("iana-time-zone-haiku", &["cc"]), ("cc", &[])]);
        assert!(!needs_of(&haiku, "x86_64-unknown-linux-gnu").c_compiler);
        assert!(needs_of(&haiku, "x86_64-unknown-haiku").c_compiler);
    }
}
