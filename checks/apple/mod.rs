//! Causes of the family *apple*, in order of precedence.

use crate::Check;

mod flags;
mod iconv;
mod mend;
#[cfg(test)]
mod scene;
mod show;
mod work;

pub mod apple_deployment_target_mismatch;
pub mod apple_sdk_needs_macos;
pub mod apple_sdkroot_wrong;
pub mod clang_rejects_ios_sim_triple;
pub mod foreign_libiconv_shadows_system;
pub mod ios_device_object_in_simulator_link;
pub mod macos_lib_path_leaks_into_ios_link;
pub mod macos_too_old_for_binary;
pub mod nix_apple_env_incomplete;
pub mod nix_missing_libiconv;
pub mod sdkroot_leaks_into_host_build;
pub mod xcode_clt_missing;
pub mod xcode_license_not_accepted;
pub mod xcode_not_selected;

pub static CHECKS: &[&Check] = &[
    &xcode_clt_missing::CHECK,
    &xcode_not_selected::CHECK,
    &xcode_license_not_accepted::CHECK,
    &nix_apple_env_incomplete::CHECK,
    &apple_sdkroot_wrong::CHECK,
    &sdkroot_leaks_into_host_build::CHECK,
    &apple_sdk_needs_macos::CHECK,
    &macos_lib_path_leaks_into_ios_link::CHECK,
    &nix_missing_libiconv::CHECK,
    &foreign_libiconv_shadows_system::CHECK,
    &ios_device_object_in_simulator_link::CHECK,
    &clang_rejects_ios_sim_triple::CHECK,
    &apple_deployment_target_mismatch::CHECK,
    &macos_too_old_for_binary::CHECK,
];
