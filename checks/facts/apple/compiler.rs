//! Which `cc` a build on macOS runs.

use crate::{Cx, Fact, HostPath, Pause, answer::Metadata, facts::linker::Tool};

/// The first `cc` on `PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppleCc {
    Absent,
    Found {
        path: HostPath,
        /// With every link resolved.
        real: HostPath,
        maker: Maker,
    },
}

/// Whose compiler it is, which decides whether it finds an SDK by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maker {
    /// `/usr/bin/cc`: it starts the compiler of the active developer directory, with that one's SDK.
    Shim,
    /// The compiler inside Xcode, as a build phase's `PATH` has it: it finds no SDK by itself.
    Xcode,
    /// Nix's, with the wrapper that adds the SDK and libraries of the environment.
    NixWrapper,
    /// Nix's compiler without its wrapper.
    NixBare,
    /// Homebrew's, MacPorts', conda's: what SDK it knows was decided when it was built.
    Other,
}

/// The programs of `/usr/bin` that only start those of the developer directory (libxcselect).
pub fn is_shim(path: &HostPath) -> bool {
    const NAMES: [&str; 15] = [
        "cc", "c++", "clang", "clang++", "gcc", "g++", "ld", "ar", "ranlib", "nm", "strip", "lipo", "libtool", "make",
        "git",
    ];
    path.as_str().strip_prefix("/usr/bin/").is_some_and(|name| NAMES.contains(&name))
}

impl Fact for AppleCc {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let Tool::Executable(cc) = &*cx.fact::<Tool>("cc".to_owned())? else { return Ok(Self::Absent) };
        let maker = if is_shim(&cc.path) {
            Maker::Shim
        } else if cc.path.as_str().contains(".xctoolchain/") {
            Maker::Xcode
        } else if [&cc.path, &cc.real].iter().any(|path| path.as_str().starts_with("/nix/store/")) {
            nix(&cc.real, cx)?
        } else {
            Maker::Other
        };
        Ok(Self::Found { path: cc.path.clone(), real: cc.real.clone(), maker })
    }
}

/// A wrapper keeps its flags beside its programs (nixpkgs' `pkgs/build-support/cc-wrapper/default.nix`).
fn nix(real: &HostPath, cx: &Cx<'_>) -> Result<Maker, Pause> {
    let Some(root) = real.parent().and_then(|bin| bin.parent()) else { return Ok(Maker::NixBare) };
    Ok(match cx.metadata(&root.join("nix-support"))? {
        Metadata::Found(_) => Maker::NixWrapper,
        Metadata::Missing | Metadata::Dangling { .. } | Metadata::Unreadable { .. } => Maker::NixBare,
    })
}
