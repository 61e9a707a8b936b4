//! Causes of the family *bare metal*, in order of precedence.

use crate::Check;

pub static CHECKS: &[&Check] = &[];
