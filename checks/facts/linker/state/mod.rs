//! Whether the linker that rustc will run can link: one state, of which each check of the family matches one.

use std::sync::Arc;

use super::{
    ChosenBy, Driver, DriverKey, Executable, Flavor, FuseLd, GnuTriple, HostLinker, HostLinkerNeed, LinkNeed, Linker,
    Mismatch, Says, Tool,
};
use crate::{
    Cx, Fact, HostPath, Pause, Triple,
    answer::Header,
    facts::{
        apple::{DeveloperDir, is_shim},
        cargo_config::Located,
        rustc::{Rustc, TargetList, TargetSpec},
    },
    wanted::Wanted,
};

/// What becomes of a linker: the first that applies, in the order of precedence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkerState {
    /// The build links nothing of this kind.
    NotNeeded,
    /// This rustc does not know the target.
    UnknownTarget,
    /// A tool of the platform that other checks look at (Apple's on a Mac, Microsoft's on Windows).
    PlatformsOwn,
    /// Nothing is set and the default driver is the host's own, which works for another machine (if it is there).
    HostDriverForForeignTarget { machine: Option<GnuTriple> },
    /// `cc` is not there.
    HostDriverAbsent,
    /// A driver made for the target is the right choice and is not there.
    CrossDriverAbsent,
    /// The setting is a command line.
    Arguments,
    /// The setting is an absolute path where nothing stands.
    PathGone { path: HostPath },
    /// The setting names what is not there.
    NameAbsent,
    /// It is there and cannot be run.
    NotExecutable { path: HostPath, why: String },
    /// It works for another machine.
    WrongMachine { executable: Executable, says: Says, mismatch: Mismatch },
    /// It is a linker where a driver is needed.
    Bare { executable: Executable, version: Option<String> },
    /// The driver is told to run a linker that is not there.
    FuseLdAbsent { executable: Executable, asked: Located<String>, searched: Vec<String> },
    /// The driver is a gcc that does not know the linker it is told to run.
    GccTooOld { executable: Executable, asked: Located<String>, major: u32, since: u32 },
    /// Nothing speaks against it. `says` where it is a driver that answered.
    Works { executable: Executable, says: Option<Says> },
}

/// A linker and its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct States {
    pub linker: Option<Arc<Linker>>,
    pub state: LinkerState,
}

/// Whose linker it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// What is built for the target.
    Target,
    /// Build scripts and proc macros, which run on the host.
    BuildScripts,
}

impl Fact for States {
    /// The target.
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let (known, need) = (cx.fact::<TargetList>(()), cx.fact::<LinkNeed>(()));
        let linker = cx.fact::<Linker>(triple.clone());
        if !known?.knows(triple) {
            return Ok(Self { linker: None, state: LinkerState::UnknownTarget });
        }
        if *need? == LinkNeed::Never {
            return Ok(Self { linker: None, state: LinkerState::NotNeeded });
        }
        let linker = linker?;
        Ok(Self { state: LinkerState::of(&linker, cx)?, linker: Some(linker) })
    }
}

/// The linker of build scripts and proc macros, if the project has any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostLinkerState(pub States);

impl Fact for HostLinkerState {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        if *cx.fact::<HostLinkerNeed>(())? == HostLinkerNeed::NotSeen {
            return Ok(Self(States { linker: None, state: LinkerState::NotNeeded }));
        }
        let linker = Arc::new(cx.fact::<HostLinker>(())?.0.clone());
        Ok(Self(States { state: LinkerState::of(&linker, cx)?, linker: Some(linker) }))
    }
}

impl States {
    /// The states that a build for `wanted` depends on: the target's, and that of build scripts where it is another build.
    pub fn of(wanted: &Wanted, cx: &Cx<'_>) -> Result<Vec<(Subject, Self)>, Pause> {
        let (rustc, target) = (cx.fact::<Rustc>(()), cx.fact::<Self>(wanted.triple.clone()));
        let host = cx.fact::<HostLinkerState>(());
        let (rustc, target) = (rustc?, target?);
        let mut states = vec![(Subject::Target, (*target).clone())];
        if rustc.host != wanted.triple {
            states.push((Subject::BuildScripts, host?.0.clone()));
        }
        Ok(states)
    }
}

impl LinkerState {
    fn of(linker: &Linker, cx: &Cx<'_>) -> Result<Self, Pause> {
        let (host, rustc, tool) = (cx.host(), cx.fact::<Rustc>(()), cx.fact::<Tool>(linker.program.clone()));
        let (host, rustc) = (host?, rustc?);
        let by_default = linker.chosen_by == ChosenBy::Default;
        let apple = ["macos", "ios", "tvos", "watchos", "visionos"].contains(&linker.spec.os.as_str());
        let told_target =
            linker.options.args.iter().any(|arg| arg.value.starts_with("--target") || arg.value == "-target");
        if host.os == "macos" && by_default && linker.program == "cc" && !told_target {
            // Apple's `cc` may be a placeholder that opens a window when it is run, and its machine is known
            let machine = None;
            return Ok(match (apple, &*tool?) {
                (true, Tool::Absent | Tool::Dangling { .. }) => Self::HostDriverAbsent,
                (true, Tool::Directory { .. } | Tool::NotExecutable { .. } | Tool::Executable(_)) => Self::PlatformsOwn,
                (false, _) => Self::HostDriverForForeignTarget { machine },
            });
        }
        // found by rustc itself on Windows, and nowhere else to be had
        if by_default && linker.flavor == Flavor::Msvc && linker.program == "link.exe" {
            return Ok(Self::PlatformsOwn);
        }
        match &*tool? {
            Tool::Absent | Tool::Dangling { .. } => Self::absent(linker, &rustc.host, cx),
            Tool::Directory { path } => {
                Ok(Self::NotExecutable { path: path.clone(), why: "it is a directory".to_owned() })
            }
            Tool::NotExecutable { path } => {
                Ok(Self::NotExecutable { path: path.clone(), why: "its mode does not allow it".to_owned() })
            }
            // the same placeholder under another name: without tools behind it, it is not run
            Tool::Executable(executable) if host.os == "macos" && is_shim(&executable.path) => {
                match *cx.fact::<DeveloperDir>(())? {
                    DeveloperDir::Found { .. } => Self::present(linker, executable, cx),
                    DeveloperDir::Stale { .. } | DeveloperDir::Nowhere => Ok(Self::PlatformsOwn),
                }
            }
            Tool::Executable(executable) => Self::present(linker, executable, cx),
        }
    }

    fn absent(linker: &Linker, host: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        match &linker.chosen_by {
            ChosenBy::Specification => return Ok(Self::CrossDriverAbsent),
            ChosenBy::Default if linker.program == "cc" => {
                let of_host = cx.fact::<TargetSpec>(host.clone())?;
                let native = linker.spec.arch == of_host.arch && linker.spec.os == of_host.os;
                return Ok(if native {
                    Self::HostDriverAbsent
                } else {
                    Self::HostDriverForForeignTarget { machine: None }
                });
            }
            ChosenBy::Default => return Ok(Self::CrossDriverAbsent),
            ChosenBy::Config { .. } | ChosenBy::Rustflags(_) => {}
        }
        if let Some((program, _)) = linker.written.trim().split_once(char::is_whitespace)
            && is_program(program, linker, cx)?
        {
            return Ok(Self::Arguments);
        }
        if let Some(path) = HostPath::parse(&linker.written) {
            return Ok(Self::PathGone { path });
        }
        let made_for_it = match GnuTriple::of_program(&linker.program) {
            Some(machine) => machine.names_a_system() && machine.mismatch(&linker.spec, linker.is_static()).is_none(),
            None => linker.program == "musl-gcc" && linker.spec.env == "musl",
        };
        let cross = linker.is_bare_name() && made_for_it && linker.triple != *host;
        Ok(if cross { Self::CrossDriverAbsent } else { Self::NameAbsent })
    }

    fn present(linker: &Linker, executable: &Executable, cx: &Cx<'_>) -> Result<Self, Pause> {
        let works = |says| Self::Works { executable: executable.clone(), says };
        match linker.flavor {
            Flavor::Driver | Flavor::AppleDriver => {}
            Flavor::Bare if needs_driver(linker) => {
                // a wrapper around a driver, under a name that makes rustc take it for a linker
                if let Header::Script { .. } = executable.header
                    && let Driver::Driver(_) = &*cx.fact::<Driver>(DriverKey::of(linker, executable))?
                {
                    return Ok(works(None));
                }
                return Ok(Self::Bare { executable: executable.clone(), version: None });
            }
            Flavor::Bare | Flavor::Msvc | Flavor::Wasm | Flavor::Other => return Ok(works(None)),
        }
        let key = DriverKey::of(linker, executable);
        match &*cx.fact::<Driver>(key.clone())? {
            Driver::CannotStart { why } => Ok(Self::NotExecutable { path: executable.path.clone(), why: why.clone() }),
            Driver::BareLinker { version } => {
                Ok(Self::Bare { executable: executable.clone(), version: Some(version.clone()) })
            }
            Driver::Unclear { .. } => Ok(works(None)),
            Driver::Driver(says) => {
                if let Some(mismatch) = says.machine.mismatch(&linker.spec, linker.is_self_contained()) {
                    let (executable, says) = (executable.clone(), says.clone());
                    return Ok(match linker.chosen_by {
                        ChosenBy::Default => Self::HostDriverForForeignTarget { machine: Some(says.machine) },
                        ChosenBy::Config { .. } | ChosenBy::Rustflags(_) | ChosenBy::Specification => {
                            Self::WrongMachine { executable, says, mismatch }
                        }
                    });
                }
                let executable = executable.clone();
                Ok(match FuseLd::of(linker, &key, says, cx)? {
                    FuseLd::Fine => works(Some(says.clone())),
                    FuseLd::Absent { asked, searched } => Self::FuseLdAbsent { executable, asked, searched },
                    FuseLd::GccTooOld { asked, major, since } => Self::GccTooOld { executable, asked, major, since },
                })
            }
        }
    }
}

/// A bare linker finds neither start files nor libraries: it can link only what brings its own, or nothing.
fn needs_driver(linker: &Linker) -> bool {
    let spec_is_bare = linker.spec.linker_flavor.as_deref().is_some_and(|name| Flavor::of_spec(name) == Flavor::Bare);
    let freestanding = |arg: &str| ["-nostdlib", "-nostartfiles", "--nostdlib"].contains(&arg);
    !spec_is_bare && !linker.is_self_contained() && !linker.options.args.iter().any(|arg| freestanding(&arg.value))
}

/// The first word of a setting is a program: then the rest of it are arguments. A path whose first directory has a space in
/// its name is none.
fn is_program(word: &str, linker: &Linker, cx: &Cx<'_>) -> Result<bool, Pause> {
    if !word.contains(['/', '\\']) {
        return Ok(true);
    }
    Ok(match &*cx.fact::<Tool>(linker.cwd.join(word).to_string())? {
        Tool::Absent | Tool::Dangling { .. } | Tool::Directory { .. } => false,
        Tool::NotExecutable { .. } | Tool::Executable(_) => true,
    })
}

#[cfg(test)]
mod tests;
