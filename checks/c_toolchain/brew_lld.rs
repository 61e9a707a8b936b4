//! What a Mac's build asks of lld, and which clang it is that runs it.

use crate::{
    Cx, HostPath, Pause,
    answer::Metadata,
    facts::{
        apple::{Platform, is_shim},
        cargo_config::Located,
        homebrew::BrewPath,
        linker::{Linker, Tool},
    },
    wanted::Wanted,
};

/// A clang on a Mac that is told to run lld, and finds none.
pub(super) struct LldWanted {
    /// `-fuse-ld=lld`, where it stands.
    pub(super) flag: Located<String>,
    /// The driver as found.
    pub(super) driver: HostPath,
    pub(super) of: Clang,
    /// `ld64.lld` for Apple's targets, `ld.lld` for ELF.
    pub(super) program: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clang {
    Apple,
    Homebrew,
}

impl LldWanted {
    /// None where nobody asks, where it is found, and where the driver is neither of the two.
    pub(super) fn of(wanted: &Wanted, cx: &Cx<'_>) -> Result<Option<Self>, Pause> {
        if cx.host()?.os != "macos" {
            return Ok(None);
        }
        let linker = cx.fact::<Linker>(wanted.triple.clone())?;
        let flag = linker.options.args.iter().rev().find(|arg| arg.value.starts_with("-fuse-ld="));
        let Some(flag) = flag.filter(|arg| arg.value == "-fuse-ld=lld").cloned() else { return Ok(None) };
        let Tool::Executable(driver) = &*cx.fact::<Tool>(linker.program.clone())? else { return Ok(None) };
        let homebrews = [&driver.path, &driver.real].into_iter().any(|path| BrewPath::parse(path).is_some());
        let of = match (is_shim(&driver.path), homebrews) {
            (true, _) => Clang::Apple,
            (false, true) => Clang::Homebrew,
            (false, false) => return Ok(None),
        };
        // clang looks beside itself, then on `PATH` (its `lib/Driver/ToolChain.cpp`, `GetLinkerPath`)
        let program = if Platform::of(&wanted.triple).is_some() { "ld64.lld" } else { "ld.lld" };
        let beside = driver.real.parent().map(|dir| dir.join(program));
        let (on_path, beside) = (cx.which(program), beside.map(|path| cx.metadata(&path)));
        let is_beside = matches!(beside.transpose()?, Some(Metadata::Found(_)));
        if is_beside || !on_path?.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self { flag, driver: driver.path.clone(), of, program }))
    }
}
