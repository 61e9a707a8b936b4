//! Causes of the family *windows*, in order of precedence.

use crate::Check;

pub static CHECKS: &[&Check] = &[];
