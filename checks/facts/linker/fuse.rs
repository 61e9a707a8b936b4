//! `-fuse-ld=`: the linker that a driver is told to run.

use crate::{
    Cx, Failure, HostPath, Pause,
    answer::{Metadata, Ran},
    facts::{
        cargo_config::Located,
        linker::{DriverKey, DriverKind, Flavor, Linker, Says},
        rustc::{Rustc, TargetSpec},
    },
};

/// A linker that the link arguments ask the driver for, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FuseLd {
    /// Nobody asks, or it is there.
    Fine,
    /// The driver finds none of these names.
    Absent { asked: Located<String>, searched: Vec<String> },
    /// This gcc rejects the option.
    GccTooOld { asked: Located<String>, major: u32, since: u32 },
}

impl FuseLd {
    /// What rustc's own `-fuse-ld=lld` does is no matter: where a driver rejects it, rustc tries again without.
    pub(super) fn of(linker: &Linker, key: &DriverKey, says: &Says, cx: &Cx<'_>) -> Result<Self, Pause> {
        let asked = linker.options.args.iter().rev().find_map(|arg| {
            let name = arg.value.strip_prefix("-fuse-ld=").or_else(|| arg.value.strip_prefix("--ld-path="))?;
            Some(Located { value: name.to_owned(), origin: arg.origin.clone() })
        });
        let Some(asked) = asked else { return Ok(Self::Fine) };
        if let (DriverKind::Gcc { major }, Some(since)) = (says.kind, known_to_gcc_since(&asked.value))
            && let Some(major) = version(key, cx)?.or(major)
            && major < since
        {
            return Ok(Self::GccTooOld { asked, major, since });
        }
        if asked.value.contains('/') {
            let path = linker.cwd.join(&asked.value);
            return Ok(match cx.metadata(&path)? {
                Metadata::Found(_) | Metadata::Unreadable { .. } => Self::Fine,
                Metadata::Missing | Metadata::Dangling { .. } => {
                    Self::Absent { asked, searched: vec![path.to_string()] }
                }
            });
        }
        // clang's `lib/Driver/ToolChain.cpp`, `GetLinkerPath`: its Darwin toolchain puts `ld64.` before the name
        let apple = linker.flavor == Flavor::AppleDriver;
        let program = if apple { format!("ld64.{}", asked.value) } else { format!("ld.{}", asked.value) };
        let searched = match says.kind {
            DriverKind::Gcc { .. } if is_cross(says, cx)? => format!("{}-{program}", says.machine),
            DriverKind::Gcc { .. } | DriverKind::Clang => program.clone(),
            DriverKind::Other => return Ok(Self::Fine),
        };
        if driver_finds(key, &program, cx)? || !cx.which(&searched)?.is_empty() || rustc_brings(linker, &asked, cx)? {
            return Ok(Self::Fine);
        }
        Ok(Self::Absent { asked, searched: vec![searched] })
    }
}

/// The first gcc that takes `-fuse-ld=NAME` (gcc's release notes: `lld` in 9, `mold` in 12).
fn known_to_gcc_since(name: &str) -> Option<u32> {
    match name {
        "lld" => Some(9),
        "mold" => Some(12),
        _ => None,
    }
}

/// gcc's major version as it says itself, which for a wrapper need not be that of the directory it prints.
fn version(key: &DriverKey, cx: &Cx<'_>) -> Result<Option<u32>, Pause> {
    match cx.run(key.run(["-dumpversion"], true, cx)?)? {
        Ran::Finished { stdout, .. } => Ok(stdout.trim().split(['.', '-']).next().and_then(|major| major.parse().ok())),
        Ran::NotFound | Ran::NotExecutable { .. } => Ok(None),
    }
}

/// A cross gcc looks for its linkers on `PATH` under the machine's name alone (gcc `collect2.cc`,
/// `CROSS_DIRECTORY_STRUCTURE`).
fn is_cross(says: &Says, cx: &Cx<'_>) -> Result<bool, Pause> {
    let host = cx.fact::<Rustc>(())?.host.clone();
    Ok(says.machine.mismatch(&*cx.fact::<TargetSpec>(host)?, false).is_some())
}

/// gcc and clang echo a name that they do not find.
fn driver_finds(key: &DriverKey, program: &str, cx: &Cx<'_>) -> Result<bool, Pause> {
    match cx.run(key.run([format!("-print-prog-name={program}")], false, cx)?)? {
        Ran::Finished { stdout, .. } => Ok(HostPath::parse(stdout.trim()).is_some()),
        Ran::NotFound | Ran::NotExecutable { .. } => {
            Err(Pause::Unknown(Failure::Failed { message: format!("`{}` does not start again", key.path) }))
        }
    }
}

/// rustc gives a driver the directory of its own `ld.lld` where lld is the target's default and the driver's name says
/// nothing about a linker (`add_lld_args` in rust-lang/rust `compiler/rustc_codegen_ssa/src/back/link.rs`).
fn rustc_brings(linker: &Linker, asked: &Located<String>, cx: &Cx<'_>) -> Result<bool, Pause> {
    let by_default = linker.spec.linker_flavor.as_deref() == Some("gnu-lld-cc")
        && !linker.name().contains("gcc")
        && !linker.name().contains("clang");
    if asked.value != "lld" || !linker.options.lld.unwrap_or(by_default) {
        return Ok(false);
    }
    let rustc = cx.fact::<Rustc>(())?;
    let own = rustc.sysroot.join("lib/rustlib").join(rustc.host.as_str()).join("bin/gcc-ld/ld.lld");
    match cx.metadata(&own)? {
        Metadata::Found(_) => Ok(true),
        Metadata::Missing | Metadata::Dangling { .. } | Metadata::Unreadable { .. } => Ok(false),
    }
}
