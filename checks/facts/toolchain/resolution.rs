//! From what the shell finds to the binaries that run.

use std::fmt;

use super::{
    ChosenBy, OfficialName, Program, Programs, Rustup, RustupChoice, RustupHome, Selection, SelectionError, Toolchain,
    ToolchainKind,
    environment::{Changes, loader_path, proxy},
    programs::{executable, present},
};
use crate::{
    Cx, Fact, HostPath, Pause,
    answer::Ran,
    facts::cargo_config::{Config, Located, Origin, Rules},
    question::Run,
};

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
    // Read by the newest cargo's rules, as which cargo runs is not known yet.
    let (direct, config) = (cx.env("RUSTC"), cx.fact::<Config>(Rules::NEWEST));
    let (direct, config, cwd) = (direct?, config?, &cx.host()?.cwd);
    let (value, base, chosen_by) = match (direct, config.string(&["build", "rustc"])) {
        (Some(value), _) => {
            let chosen_by = ChosenBy::RustcEnv { name: "RUSTC".into(), value: value.to_owned() };
            (value.to_owned(), cwd.clone(), chosen_by)
        }
        (None, Some(Located { value, origin })) => {
            let chosen_by = match &origin {
                Origin::File { path, line } => ChosenBy::RustcConfig { file: path.clone(), line: *line },
                Origin::Env { .. } | Origin::Default => {
                    ChosenBy::RustcEnv { name: "CARGO_BUILD_RUSTC".into(), value: value.clone() }
                }
            };
            (value, config.base(&origin), chosen_by)
        }
        (None, None) => return Ok(None),
    };
    let path =
        if value.contains(['/', '\\']) { present(&base.join(&value), cx)? } else { cx.which(&value)?.first().cloned() };
    let Some(path) = path else { return Ok(Some(Err(Unresolved::RustcSetting { chosen_by, program: value }))) };
    Ok(Some(Ok((chosen_by, Program::of("rustc", &path, cx)?))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Fake, path};

    const STABLE: &str = "/home/user/.rustup/toolchains/stable-x86_64-unknown-linux-gnu";

    /// rustup with a default toolchain, as its installer leaves it.
    fn rustup() -> Fake {
        rustup_without_programs().program(&format!("{STABLE}/bin/cargo")).program(&format!("{STABLE}/bin/rustc"))
    }

    fn rustup_without_programs() -> Fake {
        let loader = crate::answer::Header::Elf {
            arch: "x86_64".into(),
            bits: 64,
            little_endian: true,
            interpreter: Some("/lib64/ld-linux-x86-64.so.2".into()),
        };
        Fake::linux()
            .env("PATH", "/home/user/.cargo/bin:/usr/bin")
            .program_with("/home/user/.cargo/bin/rustup", loader)
            .symlink("/home/user/.cargo/bin/cargo", "rustup")
            .symlink("/home/user/.cargo/bin/rustc", "rustup")
            .file("/home/user/.rustup/settings.toml", "version = \"12\"\ndefault_toolchain = \"stable\"\n")
            .dir("/p")
            .missing_rest()
    }

    fn resolve(fake: &Fake) -> Result<Toolchain, Unresolved> {
        fake.fact::<Resolution>(&()).expect("concluded").0.clone()
    }

    fn chosen(fake: &Fake) -> (String, ChosenBy) {
        let toolchain = resolve(fake).expect("a toolchain");
        (toolchain.rustc.to_string(), toolchain.chosen_by)
    }

    fn default() -> ChosenBy {
        ChosenBy::Default { file: path("/home/user/.rustup/settings.toml"), line: Some(2) }
    }

    #[test]
    fn proxies_lead_to_the_binaries_of_the_default() {
        let set = |name: &str, value: &str| (name.to_owned(), Some(value.to_owned()));
        let expected = Toolchain {
            rustc: path(STABLE).join("bin/rustc"),
            cargo: path(STABLE).join("bin/cargo"),
            rustup: Some(Rustup {
                home: path("/home/user/.rustup"),
                name: "stable-x86_64-unknown-linux-gnu".into(),
                root: path(STABLE),
                custom: false,
            }),
            chosen_by: default(),
            environment: Changes::from([
                set("CARGO_HOME", "/home/user/.cargo"),
                set("LD_LIBRARY_PATH", &format!("{STABLE}/lib")),
                set("PATH", "/home/user/.cargo/bin:/usr/bin"),
                set("RUSTUP_HOME", "/home/user/.rustup"),
                set("RUSTUP_TOOLCHAIN", "stable-x86_64-unknown-linux-gnu"),
                set("RUSTUP_TOOLCHAIN_SOURCE", "default"),
                set("RUST_RECURSION_COUNT", "1"),
            ]),
        };
        assert_eq!(resolve(&rustup()), Ok(expected));
    }

    #[test]
    fn the_variable_of_an_outer_proxy_does_not_mislead() {
        let inherited = |source: &str| {
            rustup().env("RUSTUP_TOOLCHAIN", "stable-x86_64-unknown-linux-gnu").env("RUSTUP_TOOLCHAIN_SOURCE", source)
        };
        let by_variable =
            ChosenBy::Env { name: "RUSTUP_TOOLCHAIN", value: "stable-x86_64-unknown-linux-gnu".to_owned() };
        assert_eq!(chosen(&inherited("default")).1, default());
        assert_eq!(chosen(&inherited("env")).1, by_variable);
        let cli = ChosenBy::CommandLine { name: "stable-x86_64-unknown-linux-gnu".into() };
        assert_eq!(chosen(&inherited("cli")).1, cli);
        // rustup before 1.29 gives no source, only its count.
        let old = rustup().env("RUSTUP_TOOLCHAIN", "stable-x86_64-unknown-linux-gnu");
        assert_eq!(chosen(&old).1, by_variable);
        assert_eq!(chosen(&old.env("RUST_RECURSION_COUNT", "1")).1, default());
    }

    #[test]
    fn a_variable_set_below_a_proxy_is_not_taken_for_the_proxys() {
        let lab = rustup()
            .program("/home/user/.rustup/toolchains/lab/bin/rustc")
            .program("/home/user/.rustup/toolchains/lab/bin/cargo")
            .env("RUSTUP_TOOLCHAIN", "lab")
            .env("RUSTUP_TOOLCHAIN_SOURCE", "default");
        assert_eq!(chosen(&lab).1, ChosenBy::Env { name: "RUSTUP_TOOLCHAIN", value: "lab".into() });
        // But where the proxy ran in another directory, whose file names it, the variable is that proxy's.
        let elsewhere = lab.file("/q/rust-toolchain", "lab").env("PWD", "/q");
        assert_eq!(chosen(&elsewhere).1, default());
    }

    #[test]
    fn a_custom_toolchain_borrows_the_cargo_of_another() {
        let fake = rustup()
            .env("RUSTUP_TOOLCHAIN", "mine")
            .program("/opt/mine/bin/rustc")
            .symlink("/home/user/.rustup/toolchains/mine", "/opt/mine");
        let toolchain = resolve(&fake).expect("a toolchain");
        assert_eq!(toolchain.cargo, path(STABLE).join("bin/cargo"));
        assert_eq!(toolchain.rustc, path("/home/user/.rustup/toolchains/mine/bin/rustc"));
        assert!(toolchain.rustup.is_some_and(|rustup| rustup.custom));
    }

    #[test]
    fn what_is_not_installed_is_told() {
        let selection = |fake: &Fake| match resolve(fake) {
            Err(Unresolved::NotInstalled(selection)) => selection.name,
            other => panic!("{other:?}"),
        };
        let file = rustup().file("/p/rust-toolchain.toml", "[toolchain]\nchannel = \"1.90\"\n");
        assert_eq!(selection(&file), "1.90-x86_64-unknown-linux-gnu");
        let Err(Unresolved::Incomplete { program, .. }) = resolve(&rustup_without_programs().dir(STABLE)) else {
            panic!("no program is there");
        };
        assert_eq!(program, "cargo");
    }

    #[test]
    fn a_rust_that_is_not_rustups_runs_itself() {
        let debian = Fake::linux()
            .env("PATH", "/usr/bin")
            .program("/usr/bin/cargo")
            .program("/usr/lib/rust-1.85/bin/rustc")
            .symlink("/usr/bin/rustc", "../lib/rust-1.85/bin/rustc")
            .missing_rest();
        let expected = Toolchain {
            rustc: path("/usr/bin/rustc"),
            cargo: path("/usr/bin/cargo"),
            rustup: None,
            chosen_by: ChosenBy::Path { rustc: path("/usr/bin/rustc") },
            environment: Changes::new(),
        };
        assert_eq!(resolve(&debian), Ok(expected));
        assert_eq!(resolve(&Fake::linux().missing_rest()), Err(Unresolved::NoCargo));
    }

    #[test]
    fn rustc_is_where_variable_and_configuration_say() {
        let other = rustup().program("/opt/rustc").program("/p/tools/rustc");
        let by_variable = ChosenBy::RustcEnv { name: "RUSTC".into(), value: "/opt/rustc".into() };
        let config = other.clone().file("/p/.cargo/config.toml", "[build]\nrustc = \"tools/rustc\"\n");
        let by_config = ChosenBy::RustcConfig { file: path("/p/.cargo/config.toml"), line: 2 };
        assert_eq!(chosen(&config), ("/p/tools/rustc".into(), by_config));
        assert_eq!(chosen(&config.env("RUSTC", "/opt/rustc")), ("/opt/rustc".into(), by_variable));
        let missing = Unresolved::RustcSetting {
            chosen_by: ChosenBy::RustcEnv { name: "CARGO_BUILD_RUSTC".into(), value: "norustc".into() },
            program: "norustc".into(),
        };
        assert_eq!(resolve(&other.env("CARGO_BUILD_RUSTC", "norustc")), Err(missing));
    }

    #[test]
    fn behind_a_script_its_sysroot_tells_the_toolchain() {
        let asdf = rustup()
            .env("PATH", "/home/user/.asdf/shims:/usr/bin")
            .env("CARGO_HOME", "/home/user/.asdf/cargo")
            .program_with(
                "/home/user/.asdf/shims/cargo",
                crate::answer::Header::Script { interpreter: "/bin/sh".into() },
            )
            .program_with(
                "/home/user/.asdf/shims/rustc",
                crate::answer::Header::Script { interpreter: "/bin/sh".into() },
            )
            .command(["/home/user/.asdf/shims/rustc", "--print", "sysroot"], &format!("{STABLE}\n"));
        let toolchain = resolve(&asdf).expect("a toolchain");
        assert_eq!(toolchain.rustc, path(STABLE).join("bin/rustc"));
        assert_eq!(toolchain.rustup.map(|rustup| rustup.name).as_deref(), Some("stable-x86_64-unknown-linux-gnu"));
    }

    #[test]
    fn windows_proxies_are_copies_of_rustup() {
        let home = "C:\\Users\\user";
        let root = format!("{home}\\.rustup\\toolchains\\stable-x86_64-pc-windows-msvc");
        let fake = Fake::windows()
            .env("PATH", &format!("{home}\\.cargo\\bin"))
            .file(&format!("{home}\\.cargo\\bin\\rustup.exe"), "MZ rustup")
            .file(&format!("{home}\\.cargo\\bin\\cargo.exe"), "MZ rustup")
            .file(&format!("{home}\\.cargo\\bin\\rustc.exe"), "MZ rustup")
            .file(&format!("{home}\\.rustup\\settings.toml"), "version = \"12\"\ndefault_toolchain = \"stable\"\n")
            .file(&format!("{root}\\bin\\cargo.exe"), "MZ cargo")
            .file(&format!("{root}\\bin\\rustc.exe"), "MZ rustc, of another size")
            .missing_rest();
        let toolchain = resolve(&fake).expect("a toolchain");
        assert_eq!(toolchain.rustc.as_str(), format!("{root}\\bin\\rustc.exe"));
        let bins = format!("{home}\\.cargo\\bin;{root}\\bin");
        assert_eq!(toolchain.environment.get("PATH"), Some(&Some(bins)));
    }
}
