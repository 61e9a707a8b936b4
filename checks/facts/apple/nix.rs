//! Where Nix's linker wrapper searches for libraries on macOS.

use super::{AppleCc, DeveloperDir, SdkRoot, SdkRootUse, Variable, platform::Platform};
use crate::{Cx, Fact, HostPath, Pause};

/// The directories of `-L` that the wrappers add from the environment and from their own flags, and the SDK's own
/// (nixpkgs' `pkgs/build-support/bintools-wrapper/ld-wrapper.sh`; its manual, *Darwin*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NixLibraries(pub Vec<HostPath>);

impl Fact for NixLibraries {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        // `NIX_LDFLAGS`, `NIX_LDFLAGS_FOR_BUILD`, `NIX_LDFLAGS_arm64_apple_darwin`
        let (flags, list) = (cx.env_prefix("NIX_LDFLAGS"), cx.fact::<Variable>("LIBRARY_PATH".into()));
        let (cc, dir, root) =
            (cx.fact::<AppleCc>(()), cx.fact::<DeveloperDir>(()), cx.fact::<SdkRoot>(Platform::MacOs));
        let (flags, list, cc, dir, root) = (flags?, list?, cc?, dir?, root?);
        let mut dirs: Vec<_> = flags.values().flat_map(|flags| searched(flags)).collect();
        dirs.extend(list.value().into_iter().flat_map(|list| list.value.split(':')).filter_map(HostPath::parse));
        if let AppleCc::Found { real, .. } = &*cc
            && let Some(wrapper) = real.parent().and_then(|bin| bin.parent())
        {
            let files = ["libc-ldflags", "cc-ldflags"].map(|name| wrapper.join("nix-support").join(name));
            let texts: Vec<_> = files.iter().map(|file| cx.text(file)).collect();
            for text in texts {
                dirs.extend(text?.into_iter().flat_map(searched));
            }
        }
        if let SdkRoot::Set { is: SdkRootUse::Taken(sdk), .. } = &*root {
            dirs.push(sdk.join("usr/lib"));
        }
        if let DeveloperDir::Found { path, .. } = &*dir {
            dirs.push(path.join("Platforms/MacOSX.platform/Developer/SDKs/MacOSX.sdk/usr/lib"));
        }
        Ok(Self(dirs))
    }
}

/// The directories of `-L DIR` and `-LDIR`.
fn searched(flags: &str) -> Vec<HostPath> {
    let mut words = flags.split_whitespace();
    let mut dirs = Vec::new();
    while let Some(word) = words.next() {
        let dir = match word.strip_prefix("-L") {
            Some("") => words.next(),
            joined => joined,
        };
        dirs.extend(dir.and_then(HostPath::parse));
    }
    dirs
}
