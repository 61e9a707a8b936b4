//! Causes of the family *wasm*, in order of precedence.

use crate::Check;

mod compiler;
#[cfg(test)]
mod scene;

pub mod c_code_uses_host_headers_for_wasm;
pub mod c_dependency_on_wasm_unknown;
pub mod clang_lacks_wasm_backend;
pub mod dependency_not_for_wasm;
pub mod libc_has_no_threads;
pub mod wasi_sysroot_missing;
pub mod wasm_bindgen_version_mismatch;

pub static CHECKS: &[&Check] = &[
    &clang_lacks_wasm_backend::CHECK,
    &wasi_sysroot_missing::CHECK,
    &libc_has_no_threads::CHECK,
    &dependency_not_for_wasm::CHECK,
    &c_dependency_on_wasm_unknown::CHECK,
    &c_code_uses_host_headers_for_wasm::CHECK,
    &wasm_bindgen_version_mismatch::CHECK,
];
