//! Causes of the family *sysroot*, in order of precedence.

use crate::Check;

mod judge;

pub mod sysroot_absolute_paths;
pub mod sysroot_broken_link;
pub mod sysroot_missing_crt_or_libc;
pub mod sysroot_not_found;

pub static CHECKS: &[&Check] = &[
    &sysroot_not_found::CHECK,
    &sysroot_absolute_paths::CHECK,
    &sysroot_broken_link::CHECK,
    &sysroot_missing_crt_or_libc::CHECK,
];
