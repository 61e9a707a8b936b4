//! Whether cross builds a target, and which cross that is.

use semver::Version;

use crate::{
    Cx, Fact, HostPath, Pause,
    facts::config_layout::ConfigLayout,
    targets::{ChosenRoute, Route},
    wanted::{SourceKind, Wanted},
};

/// How a target and cross are connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uses {
    /// The target is built by `cross build`.
    Builds,
    /// cross's settings name the target; what is built here by plain cargo does not need it.
    Mentions,
    No,
}

/// Asked for each target, without asking anything of the host that is not known.
pub struct CrossUse;

impl CrossUse {
    pub fn of(wanted: &Wanted, cx: &Cx<'_>) -> Result<Uses, Pause> {
        match cx.fact::<ChosenRoute>(wanted.triple.clone()) {
            Ok(chosen) if chosen.route == Route::Container => return Ok(Uses::Builds),
            // A container that is named is known without a rustc.
            Ok(_) | Err(Pause::Unknown(_)) => {}
            Err(Pause::Pending) => return Err(Pause::Pending),
        }
        let named = wanted.sources.iter().any(|source| source.kind == SourceKind::CrossToml && source.in_effect);
        Ok(if named { Uses::Mentions } else { Uses::No })
    }
}

/// The `cross` that is installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cross {
    Absent,
    /// A release: 0.2.5 is the last one of cross-rs since 2023.
    Release {
        path: HostPath,
        version: Version,
    },
    /// Built from the repository, as cross's own documentation has it installed.
    Repository {
        path: HostPath,
    },
    /// Installed by something that says nothing of its version.
    Unknown {
        path: HostPath,
    },
}

impl Cross {
    pub fn path(&self) -> Option<&HostPath> {
        match self {
            Self::Absent => None,
            Self::Release { path, .. } | Self::Repository { path } | Self::Unknown { path } => Some(path),
        }
    }

    /// The tag of the images that it asks for (cross `src/docker/shared.rs`, `DEFAULT_IMAGE_VERSION`).
    pub fn image_tag(&self) -> Option<String> {
        match self {
            Self::Release { version, .. } => Some(version.to_string()),
            Self::Repository { .. } => Some("main".to_owned()),
            Self::Absent | Self::Unknown { .. } => None,
        }
    }
}

impl Fact for Cross {
    type Key = ();

    /// cargo keeps a list of what it installed; `cross --version` itself could install a toolchain.
    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let (found, layout) = (cx.which("cross"), cx.fact::<ConfigLayout>(()));
        let layout = layout?;
        let installed = cx.text(&layout.0.cargo_home.join(".crates.toml"));
        let (found, installed) = (found?, installed?);
        let Some(path) = found.first().cloned() else { return Ok(Self::Absent) };
        // `"cross 0.2.5 (registry+https://...)" = ["cross", "cross-util"]`
        let entry = installed.unwrap_or_default().lines().find_map(|line| line.trim_start().strip_prefix("\"cross "));
        let Some((version, source)) = entry.and_then(|entry| entry.split_once(' ')) else {
            return Ok(Self::Unknown { path });
        };
        Ok(match Version::parse(version) {
            _ if source.starts_with("(git+") || source.starts_with("(path+") => Self::Repository { path },
            Ok(version) => Self::Release { path, version },
            Err(_) => Self::Unknown { path },
        })
    }
}
