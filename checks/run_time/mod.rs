//! Causes of the family *run time*, in order of precedence.

use crate::Check;

pub static CHECKS: &[&Check] = &[];
