//! Causes of the family *linker*, in order of precedence.

use crate::Check;

pub mod unexplained_link_failure;

pub static CHECKS: &[&Check] = &[&unexplained_link_failure::CHECK];
