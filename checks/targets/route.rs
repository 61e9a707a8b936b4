//! The ways in which a target is reached.

use serde::{Deserialize, Serialize};

/// How a target is built from this host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// rustc's default linker, with nothing configured.
    Native,
    /// A GNU cross compiler as linker.
    Gcc,
    /// clang with a sysroot.
    Clang,
    /// `cargo zigbuild`.
    Zig,
    /// `cargo xwin`: Microsoft's SDK and libraries on another system.
    Xwin,
    /// Android's NDK: by `cargo ndk`, or by its clang where that is configured as linker.
    Ndk,
    /// Xcode's SDKs.
    Xcode,
    /// What comes with rustc: `rust-lld` and self-contained objects.
    Bundled,
    /// `cross`: a container with the tools.
    Container,
}

/// The command that builds by a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Builder {
    /// `cargo build`.
    Cargo,
    /// `cargo zigbuild`.
    Zigbuild,
    /// `cargo xwin build`.
    Xwin,
    /// `cargo ndk build`.
    CargoNdk,
    /// `cross build`.
    Cross,
}

impl Builder {
    /// The route that it goes; none for plain cargo, which goes whichever is configured.
    pub fn route(self) -> Option<Route> {
        match self {
            Self::Cargo => None,
            Self::Zigbuild => Some(Route::Zig),
            Self::Xwin => Some(Route::Xwin),
            Self::CargoNdk => Some(Route::Ndk),
            Self::Cross => Some(Route::Container),
        }
    }

    /// It decides what links and what compiles C, not the settings that plain cargo would follow.
    pub fn brings_its_linker(self) -> bool {
        self != Self::Cargo
    }

    /// As one would name it in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cargo => "cargo build",
            Self::Zigbuild => "cargo zigbuild",
            Self::Xwin => "cargo xwin",
            Self::CargoNdk => "cargo ndk",
            Self::Cross => "cross",
        }
    }
}

impl Route {
    /// The tool of its own that it is gone by, if it has one.
    pub fn builder(self) -> Builder {
        match self {
            Self::Zig => Builder::Zigbuild,
            Self::Xwin => Builder::Xwin,
            Self::Ndk => Builder::CargoNdk,
            Self::Container => Builder::Cross,
            Self::Native | Self::Gcc | Self::Clang | Self::Xcode | Self::Bundled => Builder::Cargo,
        }
    }

    pub const ALL: [Self; 9] = [
        Self::Native,
        Self::Gcc,
        Self::Clang,
        Self::Zig,
        Self::Xwin,
        Self::Ndk,
        Self::Xcode,
        Self::Bundled,
        Self::Container,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Gcc => "gcc",
            Self::Clang => "clang",
            Self::Zig => "zig",
            Self::Xwin => "xwin",
            Self::Ndk => "ndk",
            Self::Xcode => "xcode",
            Self::Bundled => "bundled",
            Self::Container => "container",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|route| route.name() == name)
    }
}
