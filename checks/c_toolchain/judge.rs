//! What the checks of this family share: who asks, what pkg-config said, and the settings that mend it.

use xdoctor_fixes::{
    Applicability, Change, Fix, Scope,
    cargo_config::{Setting, Wanted as Placing, place},
};

use crate::{
    Cx, Evidence, Finding, HostPath, Pause, Triple,
    answer::{Metadata, Ran},
    cargo_config::mend::toml_string,
    facts::{
        config_layout::ConfigLayout,
        demands::{Demand, Demands, Want, sure},
        linker::{Linker, Tool},
        worlds::{Module, PkgConfig, Set},
    },
    linker::gnu_prefix,
    proof::settled,
    question::Run,
    targets::ChosenRoute,
};

/// The route's own tool (`cargo zigbuild`, `cargo xwin`) gives cc and bindgen their compiler and its headers.
pub(super) fn route_brings_compiler(target: &Triple, cx: &Cx<'_>) -> Result<bool, Pause> {
    let chosen = settled(cx.fact::<ChosenRoute>(target.clone()))?;
    Ok(chosen.is_some_and(|chosen| chosen.builder.brings_its_linker()))
}

/// The package that may ask for this, by the lock file.
pub(super) fn asked(target: &Triple, want: impl Fn(Want) -> bool, cx: &Cx<'_>) -> Result<Option<Demand>, Pause> {
    Ok(cx.fact::<Demands>(target.clone())?.of(want).cloned())
}

/// The finding, if cargo itself says that the package is built; none: this build does not have it.
pub(super) fn confirmed(
    target: &Triple,
    want: impl Fn(Want) -> bool,
    finding: impl FnOnce(&Demand) -> Result<Finding, Pause>,
    cx: &Cx<'_>,
) -> crate::Judgement {
    Ok(match sure(target, want, cx)? {
        Some(demand) => finding(&demand)?.conclusive().into(),
        None => crate::Outcome::NotApplicable,
    })
}

/// A variable and its value, from where it stands.
pub(crate) fn evidence(set: &Set) -> Evidence {
    set.value.evidence(&format!("env.{}", set.name))
}

/// What pkg-config said, and the settings it ran with.
pub(crate) fn told(module: &Module, settings: &PkgConfig) -> Vec<Evidence> {
    let ran = |command: &[String], exit, output: &str| Evidence::Command {
        command: command.to_vec(),
        exit,
        output: output.to_owned(),
    };
    let mut found = match module {
        Module::Unknown { command, exit, said } => vec![ran(command, *exit, said)],
        Module::Foreign { command, printed, file, .. } => vec![
            ran(command, Some(0), printed),
            Evidence::File { file: file.clone(), line: None, text: "for another machine".into() },
        ],
        Module::Absent { command, printed, .. } => vec![ran(command, Some(0), printed)],
        Module::NotAllowed | Module::NoProgram | Module::Found { .. } => Vec::new(),
    };
    found.extend(settings.settings().map(evidence));
    found
}

/// Settings of `[env]` that let pkg-config find `module` for the target, where it is on this machine.
pub(crate) fn pkg_config_settings(id: &str, module: &str, target: &Triple, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    let Some(gnu) = gnu_prefix(target.as_str()) else { return Ok(Vec::new()) };
    let name = |base: &str| format!("{base}_{}", target.underscored());
    let (linker, wrapper) = (cx.fact::<Linker>(target.clone()), cx.fact::<Tool>(format!("{gnu}-pkg-config")));
    let (linker, wrapper) = (linker?, wrapper?);
    let title = |what: &str| format!("have pkg-config look for `{target}` in {what}");
    if let Some(root) = linker.options.args.iter().find_map(|arg| arg.value.strip_prefix("--sysroot=")) {
        let root = linker.cwd.join(root);
        let dirs = pkg_config_dirs(Some(&root), &gnu);
        if has_module(&dirs, module, cx)? {
            let settings =
                [(name("PKG_CONFIG_SYSROOT_DIR"), root.to_string()), (name("PKG_CONFIG_LIBDIR"), joined(&dirs))];
            return env_settings(id, target, &title("the sysroot"), &settings, cx);
        }
    }
    if let Tool::Executable(_) = &*wrapper {
        let program = format!("{gnu}-pkg-config");
        let knows = cx.run(Run::probe(program.clone(), ["--exists", module]))?;
        if matches!(knows, Ran::Finished { exit, .. } if exit.success()) {
            return env_settings(id, target, &title(&format!("`{program}`")), &[(name("PKG_CONFIG"), program)], cx);
        }
    }
    let dirs = pkg_config_dirs(None, &gnu);
    if has_module(&dirs, module, cx)? {
        let settings = [(name("PKG_CONFIG_LIBDIR"), joined(&dirs)), (name("PKG_CONFIG_ALLOW_CROSS"), "1".to_owned())];
        return env_settings(id, target, &title(&format!("`{}`", dirs[0])), &settings, cx);
    }
    Ok(Vec::new())
}

/// Where Debian and its like keep the modules of an architecture, and those of every one.
fn pkg_config_dirs(root: Option<&HostPath>, gnu: &str) -> Vec<HostPath> {
    let top = root.cloned().or_else(|| HostPath::parse("/"));
    let dirs = [format!("usr/lib/{gnu}/pkgconfig"), "usr/lib/pkgconfig".to_owned(), "usr/share/pkgconfig".to_owned()];
    // Outside of a sysroot `/usr/lib/pkgconfig` is the host's.
    let dirs = dirs.iter().filter(|dir| root.is_some() || *dir != "usr/lib/pkgconfig");
    top.iter().flat_map(|top| dirs.clone().map(|dir| top.join(dir))).collect()
}

fn joined(dirs: &[HostPath]) -> String {
    dirs.iter().map(HostPath::as_str).collect::<Vec<_>>().join(":")
}

fn has_module(dirs: &[HostPath], module: &str, cx: &Cx<'_>) -> Result<bool, Pause> {
    let files: Vec<_> = dirs.iter().map(|dir| cx.metadata(&dir.join(&format!("{module}.pc")))).collect();
    let mut has = false;
    for file in files {
        has |= matches!(file?, Metadata::Found(_));
    }
    Ok(has)
}

/// Variables in `[env]` of this user's configuration: they name places of this machine. Nothing where a variable of the
/// environment hides one of them.
pub(crate) fn env_settings(
    id: &str,
    target: &Triple,
    title: &str,
    settings: &[(String, String)],
    cx: &Cx<'_>,
) -> Result<Vec<Fix>, Pause> {
    let inherited: Vec<_> = settings.iter().map(|(name, _)| cx.env(name)).collect();
    let layout = cx.fact::<ConfigLayout>(());
    let mut hidden = false;
    for value in inherited {
        hidden |= value?.is_some();
    }
    let layout = layout?;
    let mut edits = Vec::new();
    for (name, value) in settings {
        let key = vec!["env".to_owned(), name.clone()];
        let setting = Setting { key, change: Placing::Value(toml_string(value)), scope: Scope::User };
        match place(&setting, &layout.0) {
            Ok(placed) => edits.extend(placed.edits),
            Err(_) => hidden = true,
        }
    }
    let id = format!("{id}/{target}");
    if hidden {
        let steps = settings.iter().map(|(name, value)| format!("set `{name}={value}`")).collect();
        let change = Change::Manual { steps };
        let applicability = Applicability::Manual;
        return Ok(vec![Fix { id, title: title.to_owned(), change, applicability, scope: Scope::User }]);
    }
    let change = Change::Edit { edits };
    Ok(vec![Fix { id, title: title.to_owned(), change, applicability: Applicability::Safe, scope: Scope::User }])
}

/// What only a person can do.
pub(crate) fn by_hand(id: &str, title: &str, steps: Vec<String>) -> Fix {
    Fix {
        id: id.to_owned(),
        title: title.to_owned(),
        change: Change::Manual { steps },
        applicability: Applicability::Manual,
        scope: Scope::User,
    }
}

/// How Debian and its like bring a library for another architecture.
pub(crate) fn foreign_package(package: &str, target: &Triple) -> Option<Vec<String>> {
    let arch = match gnu_prefix(target.as_str())?.as_str() {
        "aarch64-linux-gnu" => "arm64",
        "arm-linux-gnueabihf" => "armhf",
        "arm-linux-gnueabi" => "armel",
        "i686-linux-gnu" => "i386",
        "riscv64-linux-gnu" => "riscv64",
        "s390x-linux-gnu" => "s390x",
        "powerpc64le-linux-gnu" => "ppc64el",
        "x86_64-linux-gnu" => "amd64",
        _ => return None,
    };
    Some(vec![
        format!(
            "on Debian and Ubuntu: `dpkg --add-architecture {arch} && apt-get update && apt-get install {package}:{arch}`"
        ),
        format!("then run `xdoctor -t {target}` again: it says which variables pkg-config needs"),
    ])
}
