//! Causes of the family *apple*, in order of precedence.

use crate::Check;

mod mend;
#[cfg(test)]
mod scene;
mod show;
mod work;

pub mod apple_sdk_needs_macos;
pub mod apple_sdkroot_wrong;
pub mod sdkroot_leaks_into_host_build;
pub mod xcode_clt_missing;
pub mod xcode_license_not_accepted;
pub mod xcode_not_selected;

pub static CHECKS: &[&Check] = &[
    &xcode_clt_missing::CHECK,
    &xcode_not_selected::CHECK,
    &xcode_license_not_accepted::CHECK,
    &apple_sdkroot_wrong::CHECK,
    &sdkroot_leaks_into_host_build::CHECK,
    &apple_sdk_needs_macos::CHECK,
];
