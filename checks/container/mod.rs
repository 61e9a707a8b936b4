//! Causes of the family *containers and cross*, in order of precedence.

use crate::Check;

mod judge;
#[cfg(test)]
pub(crate) mod scene;

pub mod build_script_glibc_newer_than_container;
pub mod container_daemon_not_running;
pub mod container_engine_missing;
pub mod container_image_other_architecture;
pub mod container_user_mapping;
pub mod cross_docker_in_docker;
pub mod cross_needs_non_host_toolchain;
pub mod cross_no_image_for_target;
pub mod cross_toolchain_not_usable_in_container;
pub mod docker_socket_permission;

pub static CHECKS: &[&Check] = &[
    &cross_no_image_for_target::CHECK,
    &container_engine_missing::CHECK,
    &docker_socket_permission::CHECK,
    &container_daemon_not_running::CHECK,
    &cross_docker_in_docker::CHECK,
    &cross_toolchain_not_usable_in_container::CHECK,
    &cross_needs_non_host_toolchain::CHECK,
    &container_image_other_architecture::CHECK,
    &container_user_mapping::CHECK,
    &build_script_glibc_newer_than_container::CHECK,
];
