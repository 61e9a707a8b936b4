//! What rustup knows of a toolchain that it has installed.

use crate::{Cx, Fact, HostPath, Pause, answer::Metadata};

/// The manifest of the release that a toolchain of rustup's was installed from. Without it rustup adds nothing to the
/// toolchain: `missing manifest in toolchain` (rustup 1.29, `src/toolchain/distributable.rs`, `get_manifest`). An
/// installation that was interrupted, or copied in part, has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseManifest {
    pub file: HostPath,
    /// Also where that cannot be told.
    pub is_there: bool,
}

impl ReleaseManifest {
    /// rustup 1.29, `src/dist/prefix.rs`.
    pub fn file(root: &HostPath) -> HostPath {
        root.join("lib/rustlib/multirust-channel-manifest.toml")
    }
}

impl Fact for ReleaseManifest {
    /// The toolchain's own directory.
    type Key = HostPath;

    fn conclude(root: &HostPath, cx: &Cx<'_>) -> Result<Self, Pause> {
        let file = Self::file(root);
        let is_there = match cx.metadata(&file) {
            Ok(metadata) => *metadata != Metadata::Missing,
            Err(Pause::Pending) => return Err(Pause::Pending),
            Err(Pause::Unknown(_)) => true,
        };
        Ok(Self { file, is_there })
    }
}
