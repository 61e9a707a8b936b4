//! Every check, in the order of precedence: a cause that explains others comes first.

use std::sync::LazyLock;

use crate::{
    Check, android, apple, bare_metal, c_toolchain, cargo_config, container, linker, run_time, sysroot, toolchain,
    wasm, windows,
};

/// Every check, root causes first.
pub static CHECKS: LazyLock<Vec<&'static Check>> = LazyLock::new(|| {
    [
        toolchain::CHECKS,
        cargo_config::CHECKS,
        container::CHECKS,
        apple::CHECKS,
        android::CHECKS,
        windows::CHECKS,
        linker::CHECKS,
        sysroot::CHECKS,
        c_toolchain::CHECKS,
        wasm::CHECKS,
        bare_metal::CHECKS,
        run_time::CHECKS,
    ]
    .concat()
});

/// The check of this id.
pub fn find(id: &str) -> Option<&'static Check> {
    CHECKS.iter().copied().find(|check| check.id == id)
}
