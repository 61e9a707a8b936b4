//! Whether the build makes the standard library itself (`-Zbuild-std`), and from what.

use crate::{
    Cx, Fact, HostPath, Pause,
    answer::Metadata,
    facts::{
        cargo_config::{CargoConfig, CargoVersion, Located},
        rustc::Rustc,
    },
};

/// `unstable.build-std` of cargo's configuration, and whether this cargo heeds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BuildStd {
    NotConfigured,
    /// A stable cargo reads past the table.
    Ignored {
        setting: Located<String>,
        cargo: semver::Version,
    },
    InEffect {
        setting: Located<String>,
    },
}

impl Fact for BuildStd {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let (config, bootstrap) = (cx.fact::<CargoConfig>(())?, cx.env("RUSTC_BOOTSTRAP"));
        let Some(first) = config.list(&["unstable", "build-std"]).and_then(|list| list.into_iter().next()) else {
            return Ok(Self::NotConfigured);
        };
        let (version, bootstrap) = (cx.fact::<CargoVersion>(())?.0.clone(), bootstrap?);
        // Cargo `src/workspace/features.rs`, `channel`: a nightly, one without a channel, or the variable.
        let unstable = ["nightly", "dev"].contains(&version.pre.as_str()) || bootstrap == Some("1");
        Ok(if unstable { Self::InEffect { setting: first } } else { Self::Ignored { setting: first, cargo: version } })
    }
}

/// The source of the standard library in the toolchain that will run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RustSrc {
    Present,
    /// The lock file that this cargo opens first of all is not there, and neither is the rest.
    Missing {
        lock: HostPath,
    },
    /// The source is there, with its lock file at the other place.
    OtherLayout {
        lock: HostPath,
        found: Option<HostPath>,
    },
}

impl Fact for RustSrc {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let (rustc, version) = (cx.fact::<Rustc>(()), cx.fact::<CargoVersion>(()));
        let (rustc, version) = (rustc?, version?);
        let source = rustc.sysroot.join("lib/rustlib/src/rust");
        let (inner, outer) = (source.join("library/Cargo.lock"), source.join("Cargo.lock"));
        // The library became a workspace of its own with 1.82 (rust-lang/rust#128534, rust-lang/cargo#14358).
        let new = (version.0.major, version.0.minor) >= (1, 82);
        let (wanted, other) = if new { (inner, outer) } else { (outer, inner) };
        let library = source.join("library");
        let (at_wanted, at_other, library) = (cx.metadata(&wanted), cx.metadata(&other), cx.metadata(&library));
        let is_there = |metadata: &Metadata| matches!(metadata, Metadata::Found(_));
        Ok(match (is_there(at_wanted?), is_there(at_other?), is_there(library?)) {
            (true, _, _) => Self::Present,
            (false, false, false) => Self::Missing { lock: wanted },
            (false, true, _) => Self::OtherLayout { lock: wanted, found: Some(other) },
            (false, false, true) => Self::OtherLayout { lock: wanted, found: None },
        })
    }
}
