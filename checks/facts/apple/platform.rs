//! Apple's platforms, as its SDKs divide them.

use crate::{Triple, targets::Parts};

/// What an Apple target is built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    MacOs,
    /// iOS programs on macOS; its SDK is macOS's.
    MacCatalyst,
    Ios,
    IosSimulator,
    TvOs,
    TvOsSimulator,
    WatchOs,
    WatchOsSimulator,
    VisionOs,
    VisionOsSimulator,
}

impl Platform {
    /// None for targets of other systems. The triples without `-sim` whose architecture is Intel's are simulators too
    /// (rustc's `compiler/rustc_target/src/spec/base/apple/mod.rs`).
    pub fn of(triple: &Triple) -> Option<Self> {
        let parts = Parts::of(triple)?;
        if parts.vendor != Some("apple") {
            return None;
        }
        let intel = matches!(parts.arch, "x86_64" | "x86_64h" | "i386" | "i686");
        let simulator = parts.env == Some("sim") || intel;
        Some(match (parts.os, parts.env, simulator) {
            ("darwin" | "macos", ..) => Self::MacOs,
            ("ios", Some("macabi"), _) => Self::MacCatalyst,
            ("ios", _, false) => Self::Ios,
            ("ios", _, true) => Self::IosSimulator,
            ("tvos", _, false) => Self::TvOs,
            ("tvos", _, true) => Self::TvOsSimulator,
            ("watchos", _, false) => Self::WatchOs,
            ("watchos", _, true) => Self::WatchOsSimulator,
            ("visionos", _, false) => Self::VisionOs,
            ("visionos", _, true) => Self::VisionOsSimulator,
            _ => return None,
        })
    }

    /// The platform's directory and SDK, without `.platform` and `.sdk` (rustc's
    /// `compiler/rustc_codegen_ssa/src/back/apple.rs`, `sdk_name`).
    pub fn directory(self) -> &'static str {
        match self {
            Self::MacOs | Self::MacCatalyst => "MacOSX",
            Self::Ios => "iPhoneOS",
            Self::IosSimulator => "iPhoneSimulator",
            Self::TvOs => "AppleTVOS",
            Self::TvOsSimulator => "AppleTVSimulator",
            Self::WatchOs => "WatchOS",
            Self::WatchOsSimulator => "WatchSimulator",
            Self::VisionOs => "XROS",
            Self::VisionOsSimulator => "XRSimulator",
        }
    }

    /// The SDK's name for `xcrun --sdk`.
    pub fn sdk(self) -> String {
        self.directory().to_ascii_lowercase()
    }

    /// The variable with the oldest system that the build is for (clang's `Darwin.cpp`, `getDeploymentTargetFromEnvironmentVariables`).
    pub fn deployment_variable(self) -> &'static str {
        match self {
            Self::MacOs => "MACOSX_DEPLOYMENT_TARGET",
            Self::MacCatalyst | Self::Ios | Self::IosSimulator => "IPHONEOS_DEPLOYMENT_TARGET",
            Self::TvOs | Self::TvOsSimulator => "TVOS_DEPLOYMENT_TARGET",
            Self::WatchOs | Self::WatchOsSimulator => "WATCHOS_DEPLOYMENT_TARGET",
            Self::VisionOs | Self::VisionOsSimulator => "XROS_DEPLOYMENT_TARGET",
        }
    }

    /// For people, and for `xcodebuild -downloadPlatform`.
    pub fn name(self) -> &'static str {
        match self {
            Self::MacOs => "macOS",
            Self::MacCatalyst | Self::Ios | Self::IosSimulator => "iOS",
            Self::TvOs | Self::TvOsSimulator => "tvOS",
            Self::WatchOs | Self::WatchOsSimulator => "watchOS",
            Self::VisionOs | Self::VisionOsSimulator => "visionOS",
        }
    }

    /// Its SDK comes with the Command Line Tools, and its programs run on a Mac.
    pub fn is_mac(self) -> bool {
        matches!(self, Self::MacOs | Self::MacCatalyst)
    }

    pub fn is_simulator(self) -> bool {
        matches!(self, Self::IosSimulator | Self::TvOsSimulator | Self::WatchOsSimulator | Self::VisionOsSimulator)
    }

    /// The directory name of the platform that an SDK's path is of: `.../iPhoneOS.platform/...`, `.../MacOSX14.5.sdk`.
    pub fn of_path(path: &str) -> Option<&'static str> {
        const DIRECTORIES: [&str; 9] = [
            "MacOSX",
            "iPhoneOS",
            "iPhoneSimulator",
            "AppleTVOS",
            "AppleTVSimulator",
            "WatchOS",
            "WatchSimulator",
            "XROS",
            "XRSimulator",
        ];
        let is_sdk_of = |part: &str, name: &str| {
            let version = part.strip_suffix(".sdk").and_then(|part| part.strip_prefix(name));
            version.is_some_and(|version| version.chars().all(|c| c.is_ascii_digit() || c == '.'))
        };
        // the last says it: a platform's directory can stand below anything
        path.rsplit('/').find_map(|part| {
            DIRECTORIES.into_iter().find(|name| part.strip_suffix(".platform") == Some(*name) || is_sdk_of(part, name))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_target_has_its_sdk() {
        for (triple, sdk, variable) in [
            ("aarch64-apple-darwin", "macosx", "MACOSX_DEPLOYMENT_TARGET"),
            ("x86_64-apple-darwin", "macosx", "MACOSX_DEPLOYMENT_TARGET"),
            ("aarch64-apple-ios", "iphoneos", "IPHONEOS_DEPLOYMENT_TARGET"),
            ("armv7s-apple-ios", "iphoneos", "IPHONEOS_DEPLOYMENT_TARGET"),
            ("aarch64-apple-ios-sim", "iphonesimulator", "IPHONEOS_DEPLOYMENT_TARGET"),
            ("x86_64-apple-ios", "iphonesimulator", "IPHONEOS_DEPLOYMENT_TARGET"),
            ("aarch64-apple-ios-macabi", "macosx", "IPHONEOS_DEPLOYMENT_TARGET"),
            ("x86_64-apple-ios-macabi", "macosx", "IPHONEOS_DEPLOYMENT_TARGET"),
            ("aarch64-apple-tvos", "appletvos", "TVOS_DEPLOYMENT_TARGET"),
            ("x86_64-apple-tvos", "appletvsimulator", "TVOS_DEPLOYMENT_TARGET"),
            ("arm64_32-apple-watchos", "watchos", "WATCHOS_DEPLOYMENT_TARGET"),
            ("x86_64-apple-watchos-sim", "watchsimulator", "WATCHOS_DEPLOYMENT_TARGET"),
            ("aarch64-apple-visionos", "xros", "XROS_DEPLOYMENT_TARGET"),
            ("aarch64-apple-visionos-sim", "xrsimulator", "XROS_DEPLOYMENT_TARGET"),
        ] {
            let platform = Platform::of(&Triple::new(triple)).expect("Apple's");
            assert_eq!((platform.sdk().as_str(), platform.deployment_variable()), (sdk, variable), "{triple}");
        }
        assert_eq!(Platform::of(&Triple::new("aarch64-unknown-linux-gnu")), None);
    }

    #[test]
    fn a_path_tells_its_platform() {
        let xcode = "/Applications/Xcode.app/Contents/Developer/Platforms";
        for (path, platform) in [
            (format!("{xcode}/iPhoneOS.platform/Developer/SDKs/iPhoneOS17.5.sdk"), Some("iPhoneOS")),
            (format!("{xcode}/MacOSX.platform/Developer/SDKs/MacOSX.sdk/usr/lib"), Some("MacOSX")),
            ("/Library/Developer/CommandLineTools/SDKs/MacOSX14.5.sdk".into(), Some("MacOSX")),
            ("/opt/sdk/XRSimulator1.0.sdk".into(), Some("XRSimulator")),
            ("/opt/MacOSXextra.sdk".into(), None),
            ("/usr/lib".into(), None),
        ] {
            assert_eq!(Platform::of_path(&path), platform, "{path}");
        }
    }
}
