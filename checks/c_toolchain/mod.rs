//! Causes of the family *C dependencies and build tools*, in order of precedence.

use crate::Check;

pub mod c_cross_compiler_missing;

pub static CHECKS: &[&Check] = &[&c_cross_compiler_missing::CHECK];
