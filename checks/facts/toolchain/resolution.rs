//! From what the shell finds to the binaries that run.

use std::fmt;

use super::{
    ChosenBy, OfficialName, Program, Programs, Rustup, RustupChoice, RustupHome, Selection, SelectionError, Toolchain,
    ToolchainKind,
    environment::{Changes, loader_path, proxy},
    programs::{executable, present},
};
use crate::{Cx, Fact, HostPath, Pause, answer::Ran, question::Run};

/// The toolchain, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution(pub Result<Toolchain, Unresolved>);

/// Why nothing can build here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unresolved {
    /// Neither on `PATH` nor in cargo's `bin`.
    NoCargo,
    /// cargo is there and finds no rustc.
    NoRustc {
        cargo: HostPath,
    },
    /// `RUSTC` or `build.rustc` names no program.
    RustcSetting {
        chosen_by: ChosenBy,
        program: String,
    },
    Selection(SelectionError),
    /// rustup's choice is no directory.
    NotInstalled(Box<Selection>),
    /// rustup's choice lacks a program.
    Incomplete {
        selection: Box<Selection>,
        program: &'static str,
    },
}

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCargo => write!(f, "there is no cargo"),
            Self::NoRustc { cargo } => write!(f, "there is no rustc for `{cargo}`"),
            Self::RustcSetting { program, .. } => write!(f, "there is no rustc at `{program}`"),
            Self::Selection(_) => write!(f, "rustup cannot choose a toolchain"),
            Self::NotInstalled(selection) => write!(f, "the toolchain `{}` is not installed", selection.name),
            Self::Incomplete { selection, program } => write!(f, "the toolchain `{}` has no {program}", selection.name),
        }
    }
}

/// What cargo runs as rustc.
enum RustcProgram {
    /// What `RUSTC` or `build.rustc` names.
    Set {
        chosen_by: ChosenBy,
        program: Program,
    },
    OnPath(Program),
}

impl Fact for Resolution {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let (programs, setting) = (cx.fact::<Programs>(()), rustc_setting(cx));
        let programs = programs?;
        let Some(cargo) = &programs.cargo else { return Ok(Self(Err(Unresolved::NoCargo))) };
        let rustc = match (setting?, &programs.rustc) {
            (Some(Ok((chosen_by, program))), _) => RustcProgram::Set { chosen_by, program },
            (Some(Err(missing)), _) => return Ok(Self(Err(missing))),
            (None, Some(program)) => RustcProgram::OnPath(program.clone()),
            (None, None) => return Ok(Self(Err(Unresolved::NoRustc { cargo: cargo.path().clone() }))),
        };
        resolve(cargo, rustc, &programs, cx).map(Self)
    }
}

fn resolve(
    cargo: &Program,
    rustc: RustcProgram,
    programs: &Programs,
    cx: &Cx<'_>,
) -> Result<Result<Toolchain, Unresolved>, Pause> {
    let (chosen_by, rustc) = match rustc {
        RustcProgram::Set { chosen_by, program } => (Some(chosen_by), program),
        RustcProgram::OnPath(program) => (None, program),
    };
    let home = cx.fact::<RustupHome>(());
    // rustup is looked at only where one of its proxies would run.
    let choice = (cargo.is_proxy() || rustc.is_proxy()).then(|| cx.fact::<RustupChoice>(())).transpose();
    let (home, choice) = (home?, choice?);
    let selection = match choice.as_ref().map(|choice| &choice.selection) {
        Some(Err(error)) => return Ok(Err(Unresolved::Selection(error.clone()))),
        Some(Ok(selection)) if !selection.installed => {
            return Ok(Err(Unresolved::NotInstalled(Box::new(selection.clone()))));
        }
        Some(Ok(selection)) => Some(selection),
        None => None,
    };
    let incomplete = |selection: &Selection, program| {
        Ok(Err(Unresolved::Incomplete { selection: Box::new(selection.clone()), program }))
    };
    let (cargo_path, mut environment) = match (cargo, selection) {
        (Program::Proxy { .. }, Some(selection)) => {
            let Some(path) = cargo_of(selection, &home, cx)? else { return incomplete(selection, "cargo") };
            (path, proxy(selection, &home.path, &programs.cargo_home, cx)?)
        }
        (Program::Proxy { path } | Program::Itself { path, .. } | Program::Wrapper { path }, _) => {
            let inherited = choice.as_ref().is_some_and(|choice| choice.inherited_variable);
            let removed = inherited.then(|| ("RUSTUP_TOOLCHAIN".to_owned(), None));
            (path.clone(), removed.into_iter().collect::<Changes>())
        }
    };
    let mut toolchain = |rustc, rustup: Option<Rustup>, chosen_by| {
        if let (Some(rustup), false) = (&rustup, cargo.is_proxy()) {
            environment.extend(loader_path(&rustup.root, cx)?);
        }
        let environment = std::mem::take(&mut environment);
        Ok(Ok(Toolchain { rustc, cargo: cargo_path.clone(), rustup, chosen_by, environment }))
    };
    match (&rustc, selection) {
        (Program::Proxy { .. }, Some(selection)) => {
            let Some(path) = program_of(&selection.root, "rustc", cx)? else { return incomplete(selection, "rustc") };
            let chosen_by = chosen_by.unwrap_or_else(|| selection.chosen_by.clone());
            toolchain(path, Some(Rustup::of(selection, &home)), chosen_by)
        }
        (Program::Wrapper { path }, _) => {
            let rustc = behind_wrapper(path, cx)?;
            let rustup = installed_at(&rustc, &home);
            toolchain(rustc, rustup, chosen_by.unwrap_or(ChosenBy::Path { rustc: path.clone() }))
        }
        (Program::Itself { path, real }, _) => {
            let rustup = installed_at(real, &home);
            toolchain(path.clone(), rustup, chosen_by.unwrap_or(ChosenBy::Path { rustc: path.clone() }))
        }
        (Program::Proxy { path }, None) => {
            // A proxy always has a choice or an error, which returned above.
            toolchain(path.clone(), None, chosen_by.unwrap_or(ChosenBy::Path { rustc: path.clone() }))
        }
    }
}

impl Rustup {
    fn of(selection: &Selection, home: &RustupHome) -> Self {
        Self {
            home: home.path.clone(),
            name: selection.name.clone(),
            root: selection.root.clone(),
            custom: selection.kind != ToolchainKind::Official,
        }
    }
}

/// The cargo of a toolchain; of nightly, beta or stable for a custom one that has none (rustup
/// `maybe_do_cargo_fallback`).
fn cargo_of(selection: &Selection, home: &RustupHome, cx: &Cx<'_>) -> Result<Option<HostPath>, Pause> {
    if let Some(path) = program_of(&selection.root, "cargo", cx)? {
        return Ok(Some(path));
    }
    if selection.kind == ToolchainKind::Official {
        return Ok(None);
    }
    for channel in ["nightly-", "beta-", "stable-"] {
        let Some(name) = home.installed.iter().find(|name| is_plain(name, channel)) else { continue };
        return program_of(&home.toolchain(name), "cargo", cx);
    }
    Ok(None)
}

/// The channel without a date.
fn is_plain(name: &str, channel: &str) -> bool {
    name.strip_prefix(channel).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn program_of(root: &HostPath, name: &'static str, cx: &Cx<'_>) -> Result<Option<HostPath>, Pause> {
    present(&root.join("bin").join(&executable(name, root.style())), cx)
}

/// The toolchain of rustup's whose directory holds `rustc`, called past the proxy.
fn installed_at(rustc: &HostPath, home: &RustupHome) -> Option<Rustup> {
    let root = rustc.parent()?.parent()?;
    let name = root.below(&home.path.join("toolchains")).filter(|name| !name.is_empty())?;
    // By its name alone rustup tells whether it may change a toolchain.
    let custom = !OfficialName::parse(name).is_some_and(|official| official.names_host());
    Some(Rustup { home: home.path.clone(), name: name.to_owned(), root: root.clone(), custom })
}

/// The rustc that a script or a version manager runs: the one in its sysroot, or the wrapper itself where that has none.
fn behind_wrapper(wrapper: &HostPath, cx: &Cx<'_>) -> Result<HostPath, Pause> {
    let probe = Run::probe(wrapper.as_str(), ["--print", "sysroot"]).env("RUSTUP_AUTO_INSTALL", Some("0"));
    let Ran::Finished { exit, stdout, .. } = cx.run(probe)? else { return Ok(wrapper.clone()) };
    let sysroot = stdout.lines().next().and_then(HostPath::parse).filter(|_| exit.success());
    let Some(sysroot) = sysroot else { return Ok(wrapper.clone()) };
    Ok(program_of(&sysroot, "rustc", cx)?.unwrap_or_else(|| wrapper.clone()))
}

type Set = Result<(ChosenBy, Program), Unresolved>;

/// `RUSTC`, then `build.rustc` with its variable (cargo `src/context/mod.rs`, `maybe_get_tool`).
fn rustc_setting(cx: &Cx<'_>) -> Result<Option<Set>, Pause> {
    let (direct, config) = (cx.env("RUSTC"), cx.env("CARGO_BUILD_RUSTC"));
    let named = [("RUSTC", direct?), ("CARGO_BUILD_RUSTC", config?)];
    let Some((name, value)) = named.iter().find_map(|(name, value)| Some((*name, (*value)?))) else {
        return Ok(None);
    };
    let chosen_by = ChosenBy::RustcEnv { name: name.to_owned(), value: value.to_owned() };
    let path = if value.contains(['/', '\\']) {
        present(&cx.host()?.cwd.join(value), cx)?
    } else {
        cx.which(value)?.first().cloned()
    };
    let Some(path) = path else {
        return Ok(Some(Err(Unresolved::RustcSetting { chosen_by, program: value.to_owned() })));
    };
    Ok(Some(Ok((chosen_by, Program::of("rustc", &path, cx)?))))
}
