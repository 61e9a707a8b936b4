//! Causes of the family *apple*, in order of precedence.

use crate::Check;

pub static CHECKS: &[&Check] = &[];
