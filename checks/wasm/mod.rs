//! Causes of the family *wasm*, in order of precedence.

use crate::Check;

pub static CHECKS: &[&Check] = &[];
