//! What the proof builds: a tiny package that mirrors the project's build for one target. Pure: `host::link` builds it.

mod build_script;
mod c_sources;
mod cfg;
mod condition;
mod cpp;
mod crate_root;
mod expression;
mod in_effect;
mod inputs;
mod locked;
mod macros;
mod needs;
mod of_target;
mod own_libraries;
mod package;
mod plan;
mod reach;
mod run;
mod runtime;
mod script_args;
mod scripts;
mod shape;
mod source_text;
mod stand_in;
mod threads;

pub use c_sources::{HostedC, Include};
pub use cpp::Cpp;
pub(crate) use locked::packages;
pub use needs::Needs;
pub(crate) use of_target::{script_users, target_packages};
pub use own_libraries::{LibraryKind, OwnLibraries, OwnLibrary};
pub use plan::{Plan, build_command, plan};
pub use runtime::Runtime;
pub(crate) use script_args::ScriptArgs;
pub(crate) use scripts::scripts as link_scripts;
pub use shape::{HostLink, Shape, Std};

use crate::Pause;

/// What could be concluded, or none where that failed for good: the proof itself then tells.
pub(crate) fn settled<T>(result: Result<T, Pause>) -> Result<Option<T>, Pause> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(Pause::Pending) => Err(Pause::Pending),
        Err(Pause::Unknown(_)) => Ok(None),
    }
}
