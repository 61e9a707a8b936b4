//! Causes of the family *toolchain*: rustc, cargo, rustup, the standard libraries. In order of precedence.

use crate::Check;

pub(crate) use mend::add_target;

pub mod ambient_build_target_applied;
pub mod bare_metal_target_has_no_std;
pub mod build_std_ignored_on_stable_cargo;
pub mod cargo_bin_not_on_path;
pub mod crate_type_not_supported;
pub mod host_std_missing;
pub mod link_kind_not_supported;
pub mod lock_file_unusable;
pub mod manifest_unreadable;
mod mend;
pub mod no_prebuilt_std;
pub mod non_rustup_rust;
pub mod profiler_builtins_missing;
pub mod route_tool_missing;
pub mod rust_not_installed;
pub mod rust_src_layout_mismatch;
pub mod rust_src_missing;
pub mod rustc_older_than_rust_version;
pub mod rustc_version_not_allowed;
pub mod rustc_wrapper_missing;
pub mod rustup_server_unreachable;
#[cfg(test)]
pub(crate) mod scene;
pub mod std_damaged;
pub mod target_directory_not_writable;
pub mod target_not_pinned;
pub mod target_renamed_or_removed;
pub mod target_spec_not_found;
pub mod target_std_missing;
pub mod tool_version_not_allowed;
pub mod toolchain_file_invalid;
pub mod toolchain_not_installed;
pub mod toolchain_override_without_target;
pub mod wanted_source_unreadable;
pub mod wanted_targets_disagree;

pub static CHECKS: &[&Check] = &[
    &rust_not_installed::CHECK,
    &cargo_bin_not_on_path::CHECK,
    &toolchain_file_invalid::CHECK,
    &toolchain_not_installed::CHECK,
    &rustup_server_unreachable::CHECK,
    &manifest_unreadable::CHECK,
    &lock_file_unusable::CHECK,
    &rustc_older_than_rust_version::CHECK,
    &rustc_version_not_allowed::CHECK,
    &rustc_wrapper_missing::CHECK,
    &target_directory_not_writable::CHECK,
    &target_renamed_or_removed::CHECK,
    &target_spec_not_found::CHECK,
    &host_std_missing::CHECK,
    &build_std_ignored_on_stable_cargo::CHECK,
    &rust_src_missing::CHECK,
    &rust_src_layout_mismatch::CHECK,
    &non_rustup_rust::CHECK,
    &no_prebuilt_std::CHECK,
    &toolchain_override_without_target::CHECK,
    &target_std_missing::CHECK,
    &route_tool_missing::CHECK,
    &tool_version_not_allowed::CHECK,
    &std_damaged::CHECK,
    &crate_type_not_supported::CHECK,
    &link_kind_not_supported::CHECK,
    &bare_metal_target_has_no_std::CHECK,
    &profiler_builtins_missing::CHECK,
    &ambient_build_target_applied::CHECK,
    &target_not_pinned::CHECK,
    &wanted_source_unreadable::CHECK,
    &wanted_targets_disagree::CHECK,
];
