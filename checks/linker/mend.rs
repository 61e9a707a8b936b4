//! The fixes of this family: a setting put right where it belongs, a package installed.

mod flags;
mod settings;

use xdoctor_fixes::{
    Applicability, Change, CommandLine, Fix, Scope,
    packages::{self, Manager, Need},
};

pub(super) use flags::without_link_arg;
pub(super) use settings::{
    bring, instead_of_absent, moved_to_this_machine, with_arguments_apart, with_driver_instead, with_usual_linker,
};
pub(crate) use settings::{set_linker, with_installed_linker, with_linker, without_setting};

use crate::{
    Cx, Pause, android,
    answer::Ran,
    facts::linker::{Driver, DriverKey, Linker, Tool},
    question::Run,
};

/// Installing a package that brings `need`; nothing where no package manager is known that has one.
pub(crate) fn install(id: &str, title: &str, need: Option<Need>, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    let (Some(need), Some(manager)) = (need, manager(cx)?) else { return Ok(Vec::new()) };
    let Some(package) = packages::packages(manager, &[need]) else { return Ok(Vec::new()) };
    let line = packages::install(manager, &package.names, is_root(cx)?);
    let change = match package.note {
        Some(note) if package.hint => Change::Manual { steps: vec![format!("`{line}`"), note.to_owned()] },
        Some(_) | None => Change::Command(line),
    };
    let applicability = if package.hint { Applicability::Manual } else { Applicability::System };
    let id = format!("{id}/{}", package.names.join("+"));
    Ok(vec![Fix { id, title: title.to_owned(), change, applicability, scope: Scope::User }])
}

/// The package manager of this machine.
fn manager(cx: &Cx<'_>) -> Result<Option<Manager>, Pause> {
    let host = cx.host()?;
    let candidates: &[Manager] = match host.os.as_str() {
        "linux" => return Ok(Manager::of_distribution(&host.distribution)),
        "macos" => &[Manager::Brew, Manager::Port],
        "windows" => &[Manager::Winget, Manager::Scoop, Manager::Choco],
        _ => return Ok(None),
    };
    let found: Vec<_> = candidates.iter().map(|manager| (manager, cx.which(manager.program()))).collect();
    for (manager, paths) in found {
        if !paths?.is_empty() {
            return Ok(Some(*manager));
        }
    }
    Ok(None)
}

/// A command that only root may run, by `sudo` where that is needed and there.
pub(crate) fn privileged(command: &[&str], cx: &Cx<'_>) -> Result<CommandLine, Pause> {
    let sudo = (!is_root(cx)?).then_some("sudo");
    let mut words = sudo.into_iter().chain(command.iter().copied()).map(str::to_owned);
    let program = words.next().expect("a command has a program");
    Ok(CommandLine { program, args: words.collect(), env: Vec::new() })
}

/// No `sudo` is needed, or there is none: the usual state of a container.
fn is_root(cx: &Cx<'_>) -> Result<bool, Pause> {
    let (sudo, id) = (cx.which("sudo"), cx.run(Run::probe("id", ["-u"])));
    let sudo = sudo?.is_empty();
    Ok(sudo
        || match id? {
            Ran::Finished { stdout, .. } => stdout.trim() == "0",
            Ran::NotFound | Ran::NotExecutable { .. } => false,
        })
}

/// The driver that one names for the target on this kind of host, whether or not it is installed.
pub(super) fn usual_driver(linker: &Linker, cx: &Cx<'_>) -> Result<Option<String>, Pause> {
    let os = cx.host()?.os.as_str();
    let triple = linker.triple.as_str();
    if linker.spec.os == "android" {
        return Ok(android::wrapper(&linker.triple, cx)?.map(|path| path.to_string()));
    }
    Ok(match (os, gnu_prefix(triple)) {
        // GNU's names, as the distributions' packages have them
        ("linux", Some(prefix)) => Some(format!("{prefix}-gcc")),
        // the tap messense/macos-cross-toolchains keeps Rust's names
        ("macos", Some(_)) => Some(format!("{}-gcc", triple.replace("riscv64gc", "riscv64"))),
        _ => None,
    })
}

/// GNU's name of a `*-linux-gnu*` target.
///
/// `arm-unknown-linux-gnueabihf` has none: Debian's `arm-linux-gnueabihf` is for `ARMv7`, and its start files do not run on
/// the `ARMv6` boards that this target is for.
pub(crate) fn gnu_prefix(triple: &str) -> Option<String> {
    let (arch, rest) = triple.split_once('-')?;
    let environment = rest.strip_prefix("unknown-linux-")?;
    let arch = match (arch, environment) {
        ("armv7" | "thumbv7neon", "gnueabi" | "gnueabihf") | ("arm" | "armv5te", "gnueabi") => "arm",
        ("riscv64gc" | "riscv64a23", "gnu") => "riscv64",
        ("i586" | "i686", "gnu") => "i686",
        (
            "aarch64" | "x86_64" | "powerpc" | "powerpc64" | "powerpc64le" | "s390x" | "loongarch64" | "sparc64"
            | "m68k" | "mips" | "mipsel",
            "gnu",
        ) => arch,
        _ => return None,
    };
    Some(format!("{arch}-linux-{environment}"))
}

/// People work on machines of this kind: a cross linker for it is right on some machines and wrong on others.
pub(super) fn is_a_desktop(linker: &Linker) -> bool {
    let spec = &linker.spec;
    ["x86_64", "aarch64"].contains(&spec.arch.as_str()) && ["linux", "macos", "windows"].contains(&spec.os.as_str())
}

/// The driver can be run, and links for the target.
fn can_link(program: &str, linker: &Linker, cx: &Cx<'_>) -> Result<bool, Pause> {
    let Tool::Executable(executable) = (*cx.fact::<Tool>(program.to_owned())?).clone() else { return Ok(false) };
    let plain = Linker { options: crate::facts::linker::LinkOptions::default(), ..linker.clone() };
    Ok(match &*cx.fact::<Driver>(DriverKey::of(&plain, &executable))? {
        Driver::Driver(says) => says.machine.mismatch(&linker.spec, linker.is_self_contained()).is_none(),
        Driver::BareLinker { .. } | Driver::Unclear { .. } | Driver::CannotStart { .. } => false,
    })
}
