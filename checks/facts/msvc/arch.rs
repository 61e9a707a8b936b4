//! Microsoft's names for architectures.

use crate::Triple;

/// An architecture that Microsoft's tools build for (find-msvc-tools `src/find_tools.rs`, `TargetArch`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arch {
    X64,
    X86,
    Arm64,
    Arm64ec,
    Arm,
}

impl Arch {
    /// Of a target; none where Microsoft has no tools for it.
    pub fn of(triple: &Triple) -> Option<Self> {
        Some(match triple.as_str().split('-').next()? {
            "x86_64" => Self::X64,
            "i686" | "i586" => Self::X86,
            "aarch64" => Self::Arm64,
            "arm64ec" => Self::Arm64ec,
            "thumbv7a" | "arm" => Self::Arm,
            _ => return None,
        })
    }

    /// The folder of its tools and libraries (`as_vs_arch`).
    pub fn folder(self) -> &'static str {
        match self {
            Self::X64 => "x64",
            Self::X86 => "x86",
            Self::Arm64 | Self::Arm64ec => "arm64",
            Self::Arm => "arm",
        }
    }

    /// The component of the Visual Studio installer that brings its tools (Microsoft, *Visual Studio Build Tools component
    /// directory*).
    pub fn component(self) -> &'static str {
        match self {
            Self::X64 | Self::X86 => "Microsoft.VisualStudio.Component.VC.Tools.x86.x64",
            Self::Arm64 => "Microsoft.VisualStudio.Component.VC.Tools.ARM64",
            Self::Arm64ec => "Microsoft.VisualStudio.Component.VC.Tools.ARM64EC",
            Self::Arm => "Microsoft.VisualStudio.Component.VC.Tools.ARM",
        }
    }

    /// As in a sentence: "the build tools for ARM64".
    pub fn name(self) -> &'static str {
        match self {
            Self::X64 => "x64",
            Self::X86 => "x86",
            Self::Arm64 => "ARM64",
            Self::Arm64ec => "ARM64EC",
            Self::Arm => "ARM",
        }
    }

    /// The folders of tools that run on this host, the preferred first (`vs15plus_vc_paths`).
    pub(super) fn host_folders(host: &str) -> &'static [&'static str] {
        match host {
            "aarch64" => &["HostARM64", "HostX64", "HostX86"],
            "x86" | "i686" => &["HostX86"],
            _ => &["HostX64"],
        }
    }
}
