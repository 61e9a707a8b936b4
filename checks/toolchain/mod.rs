//! Causes of the family *toolchain*: rustc, cargo, rustup, the standard libraries. In order of precedence.

use crate::Check;

pub mod target_renamed_or_removed;
pub mod target_spec_not_found;
pub mod target_std_missing;

pub static CHECKS: &[&Check] =
    &[&target_renamed_or_removed::CHECK, &target_spec_not_found::CHECK, &target_std_missing::CHECK];
