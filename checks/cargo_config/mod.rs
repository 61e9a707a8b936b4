//! Causes of the family *cargo config*, in order of precedence.

use crate::Check;

pub static CHECKS: &[&Check] = &[];
