//! Causes of the family *sysroot*, in order of precedence.

use crate::Check;

pub static CHECKS: &[&Check] = &[];
