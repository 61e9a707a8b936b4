//! Which targets the project wants, and who says so.
//!
//! A file per kind of source reads text and gives words with their places; [`mentions`] asks for the files and weighs
//! what they say; [`WantedTargets`] is the list that a run looks at. A target is *required* or merely *mentioned*
//! ([`SourceKind::requires`]); what the tool of its file would not read from here is shown as not in effect.

mod builders;
mod cargo_config;
mod collect;
pub(crate) mod correct;
mod files;
pub mod mentions;
mod package_json;
pub mod rust_toolchain;
mod said;
mod settings;
mod shell;
pub mod spot;
pub(crate) mod toml;
mod tree;
mod words;
mod workflow;
mod yaml;

use std::collections::{HashMap, hash_map::Entry};

use serde::{Deserialize, Serialize};

pub(crate) use self::tree::known;
use self::{
    collect::json_target,
    spot::{glibc, is_json},
};
pub use self::{
    mentions::{Mention, Mentions, NamedRoute, Place, ToolMention, Unread},
    said::{Said, said},
};
use crate::{Cx, Fact, HostPath, Pause, Triple, answer::Host, facts::rustc::Rustc};

/// A target that the project or the user asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub triple: Triple,
    /// Counts in the summary's verdict and in the exit code; the others are merely mentioned.
    pub required: bool,
    pub sources: Vec<Source>,
    /// The glibc that the command line asks for behind the triple, as cargo-zigbuild takes it.
    pub glibc: Option<String>,
}

/// Who says so.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Source {
    pub kind: SourceKind,
    /// None for the command line, a variable and the host's own triple.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<HostPath>,
    /// From 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// False where the tool that the file belongs to would not read it from here.
    pub in_effect: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    CommandLine,
    XdoctorToml,
    /// `rust-toolchain.toml` or `rust-toolchain`.
    RustToolchain,
    /// The variable `CARGO_BUILD_TARGET`.
    CargoBuildTarget,
    /// `build.target` of cargo's configuration.
    CargoConfig,
    /// `Cross.toml`, or its table in a manifest.
    CrossToml,
    /// dist's configuration, in its own file or in a manifest.
    Dist,
    /// A `[target.<triple>]` table of cargo's configuration.
    CargoTargetTable,
    /// `--target` in an alias of cargo's configuration.
    CargoAlias,
    GithubWorkflow,
    /// napi's settings in `package.json`.
    PackageJson,
    /// Another tool's table in `Cargo.toml`.
    CargoMetadata,
    Pyproject,
    Justfile,
    Makefile,
    ShellScript,
    /// No source requires a target: it is this host's own.
    Host,
}

impl SourceKind {
    /// A source of this kind makes a target required, where it is in effect.
    pub fn requires(self) -> bool {
        match self {
            Self::CommandLine
            | Self::XdoctorToml
            | Self::RustToolchain
            | Self::CargoBuildTarget
            | Self::CargoConfig
            | Self::CrossToml
            | Self::Dist
            | Self::Host => true,
            Self::CargoTargetTable
            | Self::CargoAlias
            | Self::GithubWorkflow
            | Self::PackageJson
            | Self::CargoMetadata
            | Self::Pyproject
            | Self::Justfile
            | Self::Makefile
            | Self::ShellScript => false,
        }
    }

    /// The source in a sentence, where it stands in no file.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::CommandLine => "the command line",
            Self::XdoctorToml => "`xdoctor.toml`",
            Self::RustToolchain => "the toolchain file",
            Self::CargoBuildTarget => "`CARGO_BUILD_TARGET`",
            Self::CargoConfig => "cargo's configuration",
            Self::CrossToml => "cross's configuration",
            Self::Dist => "dist's configuration",
            Self::CargoTargetTable => "a table of cargo's configuration",
            Self::CargoAlias => "an alias of cargo's configuration",
            Self::GithubWorkflow => "a workflow",
            Self::PackageJson => "`package.json`",
            Self::CargoMetadata => "a manifest",
            Self::Pyproject => "`pyproject.toml`",
            Self::Justfile => "a justfile",
            Self::Makefile => "a makefile",
            Self::ShellScript => "a script",
            Self::Host => "nobody: it is this host's own target",
        }
    }
}

/// Every wanted target, in the order of their first sources; those of the command line first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedTargets(pub Vec<Wanted>);

/// With triples: only those (`-t`), each with whoever else wants it.
impl Fact for WantedTargets {
    type Key = Vec<Triple>;

    fn conclude(only: &Vec<Triple>, cx: &Cx<'_>) -> Result<Self, Pause> {
        let (host, rustc, mentions) = (cx.host(), cx.fact::<Rustc>(()), cx.fact::<Mentions>(()));
        let (host, mentions) = (host?, mentions?);
        // Only where it is needed is it waited for.
        let own = || -> Result<Triple, Pause> {
            Ok(known(rustc.clone())?.map_or_else(|| likely_triple(host), |rustc| rustc.host.clone()))
        };
        let mut merged = Merged::default();
        let from = |kind| Source { kind, file: None, line: None, in_effect: true };
        for triple in only {
            let floor = glibc(triple.as_str());
            let triple = match triple.as_str() {
                "host-tuple" => own()?,
                json if is_json(json) => json_target(&host.cwd.join(json), &host.cwd),
                _ => floor.map_or_else(|| triple.clone(), |(name, _)| Triple::new(name)),
            };
            merged.add(&triple, from(SourceKind::CommandLine), true).glibc =
                floor.map(|(_, version)| version.to_owned());
            for mention in mentions.of(&triple) {
                merged.add(&triple, mention.source(), mention.required);
            }
        }
        if only.is_empty() {
            for mention in &mentions.all {
                merged.add(&mention.triple, mention.source(), mention.required);
            }
            // Nothing required would be a green light for nothing: then it is what a plain `cargo build` makes.
            if !merged.targets.iter().any(|wanted| wanted.required) {
                merged.add(&own()?, from(SourceKind::Host), true);
            }
        }
        Ok(Self(merged.targets))
    }
}

#[derive(Default)]
struct Merged {
    targets: Vec<Wanted>,
    index: HashMap<Triple, usize>,
}

impl Merged {
    fn add(&mut self, triple: &Triple, source: Source, required: bool) -> &mut Wanted {
        let index = match self.index.entry(triple.clone()) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let sources = Vec::new();
                self.targets.push(Wanted { triple: triple.clone(), required: false, sources, glibc: None });
                *new.insert(self.targets.len() - 1)
            }
        };
        let wanted = &mut self.targets[index];
        wanted.required |= required;
        if !wanted.sources.contains(&source) {
            wanted.sources.push(source);
        }
        wanted
    }
}

/// The triple of a host whose rustc cannot be asked.
pub(crate) fn likely_triple(host: &Host) -> Triple {
    let alpine = host.distribution.iter().any(|id| id == "alpine");
    Triple::new(match (host.os.as_str(), host.arch.as_str()) {
        ("macos", arch) => format!("{arch}-apple-darwin"),
        ("windows", arch) => format!("{arch}-pc-windows-msvc"),
        ("linux", arch) if alpine => format!("{arch}-unknown-linux-musl"),
        ("linux", "arm") => "armv7-unknown-linux-gnueabihf".into(),
        ("linux", "x86") => "i686-unknown-linux-gnu".into(),
        ("linux", "riscv64") => "riscv64gc-unknown-linux-gnu".into(),
        ("linux", arch) => format!("{arch}-unknown-linux-gnu"),
        (os, arch) => format!("{arch}-unknown-{os}"),
    })
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
