//! Causes of the family *run time*, in order of precedence. What only a run needs never blocks a build: those warn.

use crate::Check;

pub mod binary_for_other_architecture;
pub mod config_names_absent_runner;
pub mod elf_interpreter_missing;
pub mod glibc_too_old_on_run_host;
pub mod host_toolchain_wrong_architecture;
mod loader;
pub mod no_runner_for_target;
pub mod qemu_sysroot_missing;
pub mod runtime_shared_library_missing;
pub mod wine_too_old;

pub static CHECKS: &[&Check] = &[
    &host_toolchain_wrong_architecture::CHECK,
    &elf_interpreter_missing::CHECK,
    &config_names_absent_runner::CHECK,
    &qemu_sysroot_missing::CHECK,
    &no_runner_for_target::CHECK,
    &glibc_too_old_on_run_host::CHECK,
    &runtime_shared_library_missing::CHECK,
    &binary_for_other_architecture::CHECK,
    &wine_too_old::CHECK,
];
