//! Causes of the family *linker*, in order of precedence.

use crate::Check;

mod judge;
mod mend;

pub(crate) use judge::dumpmachine;
pub(crate) use mend::{
    gnu_prefix, install, privileged, set_linker, with_installed_linker, with_linker, without_setting,
};

pub mod bare_ld_as_linker;
pub mod config_names_absent_linker;
pub mod cross_linker_not_installed;
pub mod fuse_ld_linker_missing;
pub mod gcc_too_old_for_fuse_ld_lld;
pub mod host_linker_for_foreign_target;
pub mod host_linker_not_installed;
pub mod library_wrong_architecture;
pub mod linker_cannot_read_bitcode;
pub mod linker_committed_for_everyone;
pub mod linker_not_executable;
pub mod linker_setting_contains_arguments;
pub mod linker_wrong_architecture;
pub mod missing_compiler_rt_builtins;
pub mod rustflags_not_applied_to_build_scripts;
pub mod target_library_missing;
pub mod target_passed_via_rustflags;
pub mod unexplained_link_failure;
pub mod unscoped_cc_env;
pub mod zig_unsupported_linker_arg;

pub static CHECKS: &[&Check] = &[
    &target_passed_via_rustflags::CHECK,
    &rustflags_not_applied_to_build_scripts::CHECK,
    &linker_setting_contains_arguments::CHECK,
    &config_names_absent_linker::CHECK,
    &host_linker_for_foreign_target::CHECK,
    &cross_linker_not_installed::CHECK,
    &host_linker_not_installed::CHECK,
    &linker_not_executable::CHECK,
    &linker_wrong_architecture::CHECK,
    &bare_ld_as_linker::CHECK,
    &gcc_too_old_for_fuse_ld_lld::CHECK,
    &fuse_ld_linker_missing::CHECK,
    &linker_cannot_read_bitcode::CHECK,
    &zig_unsupported_linker_arg::CHECK,
    &library_wrong_architecture::CHECK,
    &target_library_missing::CHECK,
    &missing_compiler_rt_builtins::CHECK,
    &unscoped_cc_env::CHECK,
    &unexplained_link_failure::CHECK,
    &linker_committed_for_everyone::CHECK,
];
