//! The toolchain that will run, and why that one.

use std::collections::BTreeMap;

use crate::{Cx, Fact, HostPath, Pause, question::Run};

/// The rustc and cargo that a build from here runs. Nothing runs a rustup proxy to learn it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toolchain {
    /// The rustc itself, not a proxy.
    pub rustc: HostPath,
    /// The cargo itself, not a proxy.
    pub cargo: HostPath,
    /// None where rustc is not rustup's.
    pub rustup: Option<Rustup>,
    pub chosen_by: ChosenBy,
    /// What rustup's proxy changes in the environment of the programs it starts (`LD_LIBRARY_PATH`, `RUSTUP_TOOLCHAIN`,
    /// ...): without it some toolchains' binaries do not even start. `None` removes the variable.
    pub environment: BTreeMap<String, Option<String>>,
}

/// rustup's view of a toolchain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rustup {
    /// `RUSTUP_HOME`.
    pub home: HostPath,
    /// The full name, as `rustup toolchain list` has it and `--toolchain` takes it.
    pub name: String,
    /// The toolchain's own directory, links not followed.
    pub root: HostPath,
    /// Linked or named by a path: rustup can add no target and no component.
    pub custom: bool,
}

/// What decided for this toolchain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChosenBy {
    /// `+toolchain` on the command line of the cargo that runs xdoctor.
    CommandLine { name: String },
    /// `RUSTUP_TOOLCHAIN`.
    Env { name: &'static str, value: String },
    /// `rustup override set`, kept in rustup's `settings.toml`.
    Override { directory: HostPath, file: HostPath, line: Option<u32> },
    /// `rust-toolchain` or `rust-toolchain.toml`.
    ToolchainFile { file: HostPath, line: Option<u32> },
    /// The default toolchain, in rustup's `settings.toml`.
    Default { file: HostPath, line: Option<u32> },
    /// The first `rustc` on `PATH`, which is not rustup's.
    Path { rustc: HostPath },
    /// `RUSTC` or `CARGO_BUILD_RUSTC`.
    RustcEnv { name: &'static str, value: String },
    /// `build.rustc` of cargo's configuration.
    RustcConfig { file: HostPath, line: u32 },
}

impl Toolchain {
    /// A run of the rustc that will build, cacheable across runs: its answer depends on nothing but the command.
    pub fn rustc<S: Into<String>>(&self, args: impl IntoIterator<Item = S>) -> Run {
        let mut run = Run::probe(self.rustc.as_str(), args);
        run.env.clone_from(&self.environment);
        run.steady_by([self.rustc.clone()])
    }
}

impl Fact for Toolchain {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let host = cx.host()?;
        let home = match (cx.env("RUSTUP_HOME")?, &host.home) {
            (Some(home), _) => host.cwd.join(home),
            (None, Some(home)) => home.join(".rustup"),
            (None, None) => host.cwd.join(".rustup"),
        };
        let value = cx.env("RUSTUP_TOOLCHAIN")?.unwrap_or("stable-x86_64-unknown-linux-gnu");
        let root = home.join("toolchains").join(value);
        Ok(Self {
            rustc: root.join("bin/rustc"),
            cargo: root.join("bin/cargo"),
            environment: BTreeMap::from([("LD_LIBRARY_PATH".into(), Some(root.join("lib").to_string()))]),
            rustup: Some(Rustup { home, name: value.to_owned(), root, custom: false }),
            chosen_by: ChosenBy::Env { name: "RUSTUP_TOOLCHAIN", value: value.to_owned() },
        })
    }
}
