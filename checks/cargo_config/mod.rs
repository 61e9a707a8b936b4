//! Causes of the family *cargo config*, in order of precedence.

use crate::Check;

pub mod cargo_config_in_manifest;
pub mod cargo_config_unreadable;
pub mod config_env_name_wrong;
pub mod config_stale_path;
pub mod config_unknown_target;
pub mod duplicate_cargo_config;
pub mod flag_not_understood;
pub(crate) mod mend;
mod names;
pub mod nightly_flag_on_stable;
pub mod rustflags_shadowed;
#[cfg(test)]
pub(crate) mod testing;

pub static CHECKS: &[&Check] = &[
    &cargo_config_unreadable::CHECK,
    &duplicate_cargo_config::CHECK,
    &cargo_config_in_manifest::CHECK,
    &config_env_name_wrong::CHECK,
    &config_stale_path::CHECK,
    &nightly_flag_on_stable::CHECK,
    &flag_not_understood::CHECK,
    &rustflags_shadowed::CHECK,
    &config_unknown_target::CHECK,
];
