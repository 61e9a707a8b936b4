//! Causes of the family *containers and cross*, in order of precedence.

use crate::Check;

pub static CHECKS: &[&Check] = &[];
