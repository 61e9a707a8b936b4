//! The toolchain that will run, and why that one: as rustup chooses it, and the case that it is not rustup's.
//!
//! Everything is read from files; no proxy is run, which would cost more than all the rest and could install something.

mod environment;
mod file;
mod host_triple;
mod known;
mod manifest;
mod name;
mod programs;
mod resolution;
mod selection;
mod settings;
mod toml;

use std::collections::BTreeMap;

pub use self::{
    file::ToolchainFile,
    manifest::ReleaseManifest,
    name::{NamedToolchain, OfficialName},
    programs::{Program, Programs},
    resolution::{Resolution, Unresolved},
    selection::{Correction, RustupChoice, Selection, SelectionError, ToolchainKind},
    settings::{BrokenFile, RustupHome, Setting, Settings},
    toml::FileError,
};
use crate::{Cx, Fact, Failure, HostPath, Pause, question::Run};

/// The rustc and cargo that a build from here runs. Unknown where there is none: [`Resolution`] says why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toolchain {
    /// The rustc itself, not a proxy.
    pub rustc: HostPath,
    /// The cargo itself, not a proxy.
    pub cargo: HostPath,
    /// None where rustc is not rustup's.
    pub rustup: Option<Rustup>,
    pub chosen_by: ChosenBy,
    /// What rustup's proxy changes in the environment of the cargo it starts (`LD_LIBRARY_PATH`, `RUSTUP_TOOLCHAIN`,
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
    /// The first `rustc` on `PATH`, which is not rustup's proxy.
    Path { rustc: HostPath },
    /// `RUSTC` or `CARGO_BUILD_RUSTC`.
    RustcEnv { name: String, value: String },
    /// `build.rustc` of cargo's configuration.
    RustcConfig { file: HostPath, line: u32 },
}

impl ChosenBy {
    /// The name in the report's JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::CommandLine { .. } => "command-line",
            Self::Env { .. } => "env",
            Self::Override { .. } => "override",
            Self::ToolchainFile { .. } => "rust-toolchain",
            Self::Default { .. } => "default",
            Self::Path { .. } => "path",
            Self::RustcEnv { .. } => "rustc-env",
            Self::RustcConfig { .. } => "rustc-config",
        }
    }

    /// The file and line that say so.
    pub fn place(&self) -> Option<(&HostPath, Option<u32>)> {
        match self {
            Self::Override { file, line, .. } | Self::ToolchainFile { file, line } | Self::Default { file, line } => {
                Some((file, *line))
            }
            Self::RustcConfig { file, line } => Some((file, Some(*line))),
            Self::CommandLine { .. } | Self::Env { .. } | Self::Path { .. } | Self::RustcEnv { .. } => None,
        }
    }
}

/// As the end of a sentence: "chosen by ...".
impl std::fmt::Display for ChosenBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::CommandLine { name } => write!(f, "`+{name}` on the command line"),
            Self::Env { name, value } => write!(f, "`{name}={value}`"),
            Self::RustcEnv { name, value } => write!(f, "`{name}={value}`"),
            Self::Override { directory, .. } => write!(f, "rustup's override for `{directory}`"),
            Self::ToolchainFile { file, .. } => write!(f, "`{file}`"),
            Self::Default { file, .. } => write!(f, "the default in `{file}`"),
            Self::Path { rustc } => write!(f, "`PATH`, where `{rustc}` is the first rustc"),
            Self::RustcConfig { file, .. } => write!(f, "`build.rustc` in `{file}`"),
        }
    }
}

impl Toolchain {
    /// A run of the rustc that will build, cacheable across runs: its answer depends on nothing but the command.
    pub fn rustc<S: Into<String>>(&self, args: impl IntoIterator<Item = S>) -> Run {
        let mut run = Run::probe(self.rustc.as_str(), args);
        run.env = environment::loader(&self.environment);
        run.steady_by([self.rustc.clone()])
    }
}

impl Fact for Toolchain {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        match &cx.fact::<Resolution>(())?.0 {
            Ok(toolchain) => Ok(toolchain.clone()),
            Err(why) => Err(Pause::Unknown(Failure::Failed { message: why.to_string() })),
        }
    }
}
