//! Causes of the family *C dependencies and build tools*, in order of precedence.

use crate::Check;

mod absent_compiler;
mod brew_lld;

pub mod bindgen_no_target_sysroot;
pub mod brew_lld_missing;
pub mod brew_llvm_missing;
pub mod brew_llvm_prefix_stale;
pub mod build_tool_clang_missing;
pub mod build_tool_cmake_missing;
pub mod build_tool_nasm_missing;
pub mod c_cross_compiler_missing;
pub mod clang_builtin_headers_missing;
pub(crate) mod judge;
pub mod libclang_missing;
pub mod libclang_path_wrong;
pub mod openssl_for_target_missing;
pub mod pkg_config_not_installed;
#[cfg(test)]
pub(crate) mod testing;

pub static CHECKS: &[&Check] = &[
    &brew_llvm_prefix_stale::CHECK,
    &brew_llvm_missing::CHECK,
    &brew_lld_missing::CHECK,
    &c_cross_compiler_missing::CHECK,
    &build_tool_cmake_missing::CHECK,
    &build_tool_nasm_missing::CHECK,
    &build_tool_clang_missing::CHECK,
    &pkg_config_not_installed::CHECK,
    &openssl_for_target_missing::CHECK,
    &libclang_path_wrong::CHECK,
    &libclang_missing::CHECK,
    &clang_builtin_headers_missing::CHECK,
    &bindgen_no_target_sysroot::CHECK,
];
