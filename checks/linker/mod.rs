//! Causes of the family *linker*, in order of precedence.

use crate::Check;

pub static CHECKS: &[&Check] = &[];
