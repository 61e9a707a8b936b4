//! Every check, in the order of precedence: a cause that explains others comes first.

use std::sync::LazyLock;

use crate::{Check, cargo_config, linker, sysroot, toolchain};

/// Every check, root causes first.
pub static CHECKS: LazyLock<Vec<&'static Check>> =
    LazyLock::new(|| [toolchain::CHECKS, cargo_config::CHECKS, linker::CHECKS, sysroot::CHECKS].concat());

/// The check of this id.
pub fn find(id: &str) -> Option<&'static Check> {
    CHECKS.iter().copied().find(|check| check.id == id)
}
