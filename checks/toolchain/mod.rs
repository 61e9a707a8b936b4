//! Causes of the family *toolchain*: rustc, cargo, rustup, the standard libraries. In order of precedence.

use crate::Check;

pub mod target_std_missing;

pub static CHECKS: &[&Check] = &[&target_std_missing::CHECK];
