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
    /// Android's NDK.
    Ndk,
    /// Xcode's SDKs.
    Xcode,
    /// What comes with rustc: `rust-lld` and self-contained objects.
    Bundled,
    /// `cross`: a container with the tools.
    Container,
}

impl Route {
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
