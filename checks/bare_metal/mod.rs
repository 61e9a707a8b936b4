//! Causes of the family *bare metal*, in order of precedence.

use crate::Check;

pub mod link_script_lost;

pub static CHECKS: &[&Check] = &[&link_script_lost::CHECK];
