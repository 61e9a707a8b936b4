//! What rustc finds of Microsoft's build tools for a target, on Windows.
//!
//! rustc asks the crate find-msvc-tools (rust-lang/rust `compiler/rustc_codegen_ssa/src/back/linker.rs`, `get_linker`):
//! first the developer prompt that it may run in, then the newest installation of Visual Studio or its Build Tools that
//! has tools for the target. Whatever linker is configured, the libraries of what was found reach it through `LIB`.

mod arch;
mod installations;
mod sdk;
mod tools;

pub use arch::Arch;
pub use installations::{Installation, Installations};
pub use sdk::{Sdk, SdkLibraries};
pub use tools::Lack;

use crate::{Cx, Fact, HostPath, Pause, Triple};

/// What find-msvc-tools finds for the target (its `find_tool`, for `link.exe`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Msvc {
    pub arch: Arch,
    pub found: Found,
    /// The newest SDK; without one, tools of an installation are passed over (`tool_from_vs15plus_instance`).
    pub sdk: Option<Sdk>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A developer prompt: `link.exe` is the first of that name on `PATH`, and `LIB` stays as it is.
    Prompt {
        link: HostPath,
    },
    Tools(Tools),
    /// The installations that there are, and what each lacks.
    Nothing {
        lacking: Vec<(Installation, Lack)>,
    },
}

/// A toolset for the target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tools {
    pub installation: HostPath,
    pub link: HostPath,
    /// Where its C runtime for the target stands.
    pub libraries: Vec<HostPath>,
}

impl Fact for Msvc {
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let arch = Arch::of(triple).unwrap_or(Arch::X64);
        let sdk = cx.fact::<Sdks>(());
        let prompt = prompt(arch, cx)?;
        let found = match prompt {
            Some(link) => Found::Prompt { link },
            None => tools::find(arch, cx)?,
        };
        Ok(Self { arch, found, sdk: sdk?.0.clone() })
    }
}

pub(crate) use sdk::Sdks;

impl Msvc {
    /// The `link.exe` that rustc runs where no linker is configured; none: the first one that is on `PATH`.
    pub fn link(&self) -> Option<&HostPath> {
        match &self.found {
            Found::Prompt { link } => Some(link),
            Found::Tools(tools) => self.sdk.is_some().then_some(&tools.link),
            Found::Nothing { .. } => None,
        }
    }

    /// A toolset for the target is there, with an SDK or without.
    pub fn has_tools(&self) -> bool {
        matches!(self.found, Found::Tools(_))
    }

    /// The directories that the linker searches for libraries, as far as they are Microsoft's.
    pub fn libraries(&self, lib: Option<&str>) -> Vec<HostPath> {
        let mut dirs = Vec::new();
        if let (Found::Tools(tools), Some(sdk)) = (&self.found, &self.sdk) {
            dirs.extend(tools.libraries.iter().cloned());
            dirs.extend(sdk.libraries(self.arch));
        }
        dirs.extend(split(lib.unwrap_or_default()));
        dirs
    }
}

/// The directories of a variable like `LIB`; its separator is `;` everywhere (lld `COFF/Driver.cpp`, `addLibSearchPaths`).
pub fn split(list: &str) -> impl Iterator<Item = HostPath> {
    list.split(';').map(str::trim).filter_map(HostPath::parse)
}

/// `link.exe` of the developer prompt, if this is one for the target (`find_msvc_environment`).
fn prompt(arch: Arch, cx: &Cx<'_>) -> Result<Option<HostPath>, Pause> {
    let names = ["VCINSTALLDIR", "VSTEL_MSBuildProjectFullPath"].map(|name| cx.env(name));
    let target = cx.env("VSCMD_ARG_TGT_ARCH");
    let [installed, build_step] = names;
    if installed?.is_none() && build_step?.is_none() {
        return Ok(None);
    }
    if target?.is_some_and(|target| target != arch.folder()) {
        return Ok(None);
    }
    Ok(cx.which("link")?.first().cloned())
}
