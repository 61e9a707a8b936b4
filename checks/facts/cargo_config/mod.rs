//! Cargo's configuration as cargo resolves it, every value with the place it stands in.
//!
//! The files are the pipeline, and each names the part of cargo that it mirrors: `walk` finds the files, `parse` reads
//! one, `load` follows `include` and merges (`merge`), `config` looks a key up in files and variables, `typed` gives it
//! its type; `shapes`, `build`, `target` (with `rustflags`, `cfg` and `links`) and `env_table` resolve the settings that decide a
//! build. `rules` says what depends on cargo's version. What stops cargo is collected as [`ConfigError`]s.
//!
//! Held against cargo itself by the test `config_differential` of the package `xdoctor`. `--config` on a command line is
//! not the configuration of a project and is not known here.

mod build;
mod cfg;
mod config;
mod env_table;
mod error;
mod key;
mod lexical;
mod links;
mod load;
mod merge;
mod node;
mod origin;
mod parse;
mod refusals;
mod rules;
mod rustflags;
mod shapes;
mod target;
#[cfg(test)]
mod tests;
mod typed;
mod walk;
mod wrappers;

pub use self::{
    build::BuildTargets,
    cfg::{Cfg, CfgExpression},
    config::{CargoConfig, Config},
    env_table::{EnvEntry, EnvTable},
    error::{ConfigError, ErrorKind, MixedShapes},
    key::Key,
    links::TARGET_KEYS,
    merge::Unstable,
    node::{Node, Value},
    origin::{Located, Origin},
    refusals::Refusals,
    rules::{CargoVersion, Rules},
    rustflags::{FlagVariables, RustFlags, RustFlagsSource},
    shapes::build_fields,
    target::{ScriptSettings, TargetSettings},
    typed::ToolPath,
    walk::Duplicate,
    wrappers::{RustcWrapper, RustcWrappers},
};
