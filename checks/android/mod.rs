//! Causes of the family *android*, in order of precedence.

use crate::Check;

pub static CHECKS: &[&Check] = &[];
