//! What is to be built as a target's proof, by which command, and how the result can be run.

use std::collections::BTreeMap;

use semver::Version;

use super::{
    c_sources::HostedC,
    inputs,
    package::{self, NAME, OWN_NAMES, Settings},
    run,
    runtime::Runtime,
    scripts::has_foreign_script,
    settled,
    shape::Shape,
};
use crate::{
    Cx, Failure, HostPath, Pause,
    diagnose::ProofMode,
    facts::{
        cargo_config::{BuildTargets, CargoVersion, TargetSettings},
        project::Project,
        rustc::{Rustc, TargetSpec},
        toolchain::{ChosenBy, Toolchain},
    },
    question::{Limit, Link},
    report::ProofKind,
    targets::{Builder, ChosenRoute, Family, state::xwin_libraries_are_here},
    wanted::{Wanted, likely_triple},
};

/// How a target is proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub link: Link,
    pub kind: ProofKind,
    /// Whether a pass means that a build passes. A compile for bare metal says nothing of its linker.
    pub whole: bool,
    /// cargo builds nothing for the target, or nothing that is linked: no check of the target's linker stops it.
    pub links: bool,
    /// cargo builds nothing for the target at all: procedural macros alone.
    pub host_only: bool,
    /// Why the result is not run.
    pub not_run: Option<String>,
}

/// Two minutes: what takes longer waits for something.
const LIMIT: Limit = Limit { seconds: 120, bytes: 64 << 10 };
/// zig compiles the C library of a target when it first links for it.
const ZIG_LIMIT: Limit = Limit { seconds: 600, bytes: 64 << 10 };
/// A whole project's build.
const PROJECT_LIMIT: Limit = Limit { seconds: 3600, bytes: 64 << 10 };

/// The build command as the user would type it: a native target without `--target`, unless the configuration sets one.
pub fn build_command(wanted: &Wanted, cx: &Cx<'_>) -> Result<Vec<String>, Pause> {
    let (rustc, configured) = (cx.fact::<Rustc>(()), cx.fact::<BuildTargets>(()));
    let chosen = ChosenRoute::of(wanted, cx);
    let (rustc, configured, chosen) = (settled(rustc)?, settled(configured)?, settled(chosen)?);
    let host = cx.host()?;
    let native = rustc.map_or_else(|| likely_triple(host), |rustc| rustc.host.clone()) == wanted.triple;
    let unset = configured.is_none_or(|targets| targets.0.is_empty());
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let triple = wanted.triple.to_string();
    let Some(chosen) = chosen else { return Ok(words(&["cargo", "build", "--target", &triple])) };
    Ok(match chosen.builder {
        Builder::Cargo if native && unset => words(&["cargo", "build"]),
        Builder::Cargo => words(&["cargo", "build", "--target", &triple]),
        // Without a target these do nothing of their own.
        Builder::Zigbuild => {
            let target = chosen.glibc.map_or_else(|| triple.clone(), |version| format!("{triple}.{version}"));
            words(&["cargo", "zigbuild", "--target", &target])
        }
        Builder::Xwin => words(&["cargo", "xwin", "build", "--target", &triple]),
        Builder::Cross => words(&["cross", "build", "--target", &triple]),
        // Its own arguments stand before the subcommand of cargo that it runs.
        Builder::CargoNdk => {
            let mut command = words(&["cargo", "ndk", "--target", &triple]);
            command.extend(chosen.platform.into_iter().flat_map(|level| ["--platform".to_owned(), level]));
            command.push("build".to_owned());
            command
        }
    })
}

/// Why a build by this route's tool is not tried: looking downloads nothing.
fn would_download(builder: Builder, cx: &Cx<'_>) -> Result<Option<Failure>, Pause> {
    let message = match builder {
        Builder::Cross => "cross may pull a container's image",
        Builder::Xwin if !xwin_libraries_are_here(cx)? => "cargo-xwin would fetch Microsoft's libraries",
        Builder::Cargo | Builder::Zigbuild | Builder::CargoNdk | Builder::Xwin => return Ok(None),
    };
    Ok(Some(Failure::WouldDownload { message: message.into() }))
}

/// The proof of `wanted`.
pub fn plan(wanted: &Wanted, mode: ProofMode, run_anything: bool, cx: &Cx<'_>) -> Result<Plan, Pause> {
    let host = cx.host();
    let project = Project::here(cx);
    let command = build_command(wanted, cx);
    let environment = environment(cx);
    let inputs = inputs::inputs(&wanted.triple, cx);
    let chosen = ChosenRoute::of(wanted, cx);
    let (host, project, command) = (host?, project?, command?);
    let builder = settled(chosen)?.map_or(Builder::Cargo, |chosen| chosen.builder);
    if let Some(failure) = would_download(builder, cx)? {
        return Err(Pause::Unknown(failure));
    }
    let (environment, inputs) = (environment?, inputs?);
    if let Some(problem) = project.as_ref().and_then(|project| project.problems.first()) {
        // What is to be mirrored is not known; cargo stops at it too.
        let message = format!("`{}` cannot be used: {}", problem.file, problem.message);
        return Err(Pause::Unknown(Failure::Failed { message }));
    }
    let mut link = Link {
        target: wanted.triple.clone(),
        command,
        env: environment,
        cwd: host.cwd.clone(),
        files: BTreeMap::new(),
        entries: Vec::new(),
        above: BTreeMap::new(),
        inputs,
        program: None,
        run: None,
        limit: if builder == Builder::Zigbuild { ZIG_LIMIT } else { LIMIT },
    };
    if mode == ProofMode::Project && project.is_some() {
        link.limit = PROJECT_LIMIT;
        let not_run = Some("the project's own programs are not run".into());
        return Ok(Plan { link, kind: ProofKind::Project, whole: true, links: true, host_only: false, not_run });
    }
    let (shape, spec) = (cx.fact::<Shape>(wanted.triple.clone()), cx.fact::<TargetSpec>(wanted.triple.clone()));
    let settings = cx.fact::<TargetSettings>(wanted.triple.clone());
    let (shape, spec, settings) = (shape?, settled(spec)?, settled(settings)?);
    // A script comes from some crate's build script, or from nowhere.
    let may_be_foreign = shape.bare_metal && shape.bin.is_some() && shape.host_link.is_some();
    let foreign_script = match (may_be_foreign, &settings) {
        // That of a runtime crate, be it passed by flags or by a build script.
        (true, Some(settings)) => {
            cx.fact::<Runtime>(wanted.triple.clone())?.0.is_some()
                || has_foreign_script(settings, project.as_deref(), &host.cwd, cx)?
        }
        (true, None) | (false, _) => false,
    };
    let hosted = !shape.bare_metal && !wanted.triple.as_str().starts_with("wasm");
    // Nearly all C does, where there is a C library at all.
    let c_library = match Family::of(&wanted.triple) {
        Family::Wasi => true,
        Family::Wasm if shape.c.is_some() => cx.fact::<HostedC>(wanted.triple.clone())?.0.is_some(),
        _ => hosted,
    };
    let llvm_host = match &shape.host_c {
        Some(_) => llvm_host(cx)?,
        None => String::new(),
    };
    let llvm_target = spec.as_ref().map(|spec| spec.llvm_target.as_str()).filter(|name| !name.is_empty());
    link.files = package::files(
        &shape,
        &Settings {
            profiles: project.as_ref().map_or("", |project| project.profiles.as_str()),
            compile_only: foreign_script,
            llvm_target: llvm_target.unwrap_or(wanted.triple.as_str()),
            llvm_host: &llvm_host,
            hosted,
            c_library,
            infers_library: infers_library(project.as_deref(), cx)?,
        },
    );
    link.entries = project.iter().flat_map(|project| entries(project)).collect();
    if let (Some(project), Some(settings)) = (&project, &settings) {
        let flags = settings.rustflags.flags.iter().map(|flag| flag.value.as_str());
        link.above = above(flags).map(|name| (name.clone(), project.root.join(&name))).collect();
    }
    let linked = shape.links() && !foreign_script;
    let mut not_run = None;
    if shape.bin.is_some() && linked {
        link.program = Some(NAME.to_owned());
        match run::choose(&wanted.triple, settings.as_deref(), run_anything, cx)? {
            Ok(how) => link.run = Some(how),
            Err(reason) => not_run = Some(reason),
        }
    } else {
        not_run = Some("there is no program to run".into());
    }
    let kind = if linked { ProofKind::Link } else { ProofKind::Compile };
    Ok(Plan { link, kind, whole: !foreign_script, links: shape.links(), host_only: shape.only_proc_macros, not_run })
}

/// Whether a library of the project's would be compiled, which the manifest cannot keep a cargo before 1.83 from: there is
/// no `autolib` (rust-lang/cargo#14591).
fn infers_library(project: Option<&Project>, cx: &Cx<'_>) -> Result<bool, Pause> {
    if !project.is_some_and(|project| project.entries.iter().any(|name| name.eq_ignore_ascii_case("src"))) {
        return Ok(false);
    }
    let cargo = settled(cx.fact::<CargoVersion>(()))?;
    Ok(cargo.is_none_or(|cargo| cargo.0 < Version::new(1, 83, 0)))
}

/// What clang calls the host.
fn llvm_host(cx: &Cx<'_>) -> Result<String, Pause> {
    let Some(rustc) = settled(cx.fact::<Rustc>(()))? else { return Ok(likely_triple(cx.host()?).to_string()) };
    let spec = settled(cx.fact::<TargetSpec>(rustc.host.clone()))?;
    let name = spec.map(|spec| spec.llvm_target.clone()).filter(|name| !name.is_empty());
    Ok(name.unwrap_or_else(|| rustc.host.to_string()))
}

/// The project's entries at the top level, without the package's own names.
fn entries(project: &Project) -> impl Iterator<Item = HostPath> {
    let names = project.entries.iter().filter(|name| !OWN_NAMES.iter().any(|own| own.eq_ignore_ascii_case(name)));
    names.map(|name| project.root.join(name))
}

/// Nothing is installed, and the output is plain.
fn environment(cx: &Cx<'_>) -> Result<BTreeMap<String, Option<String>>, Pause> {
    let (toolchain, inherited) = (settled(cx.fact::<Toolchain>(()))?, cx.env("RUSTUP_TOOLCHAIN")?);
    let set = |name: &str, value: &str| (name.to_owned(), Some(value.to_owned()));
    let mut environment = BTreeMap::from([
        set("RUSTUP_AUTO_INSTALL", "0"),
        set("CARGO_TERM_COLOR", "never"),
        set("CARGO_TERM_PROGRESS_WHEN", "never"),
        set("CARGO_INCREMENTAL", "0"),
    ]);
    // A proxy that runs this program has set it for the directory it was started in; a build from the user's shell
    // does not have it.
    let chosen = toolchain.as_ref().map(|toolchain| &toolchain.chosen_by);
    if inherited.is_some() && !matches!(chosen, Some(ChosenBy::Env { .. } | ChosenBy::CommandLine { .. }) | None) {
        environment.insert("RUSTUP_TOOLCHAIN".to_owned(), None);
    }
    Ok(environment)
}

/// The entries above the project that arguments name: `../memory` of `-L../memory/here`. Three levels up at most.
fn above<'a>(flags: impl Iterator<Item = &'a str>) -> impl Iterator<Item = String> {
    flags.filter_map(|flag| {
        let up = &flag[flag.find("../")?..];
        let levels = up.split('/').take_while(|part| *part == "..").count();
        let name = up.split('/').nth(levels)?.split([',', ' ']).next().filter(|name| !name.is_empty())?;
        (levels <= 3).then(|| format!("{}{name}", "../".repeat(levels)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_may_lead_above_the_project() {
        let flags =
            ["-L../libs/here", "-Clink-arg=-T../../memory.x,--other", "-Clink-arg=-lc", "-L../../../../far/away"];
        assert_eq!(above(flags.into_iter()).collect::<Vec<_>>(), ["../libs", "../../memory.x"]);
    }
}
