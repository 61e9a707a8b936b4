//! The program interpreter that a dynamic program of a target names.

use crate::facts::rustc::TargetSpec;

/// glibc's and musl's loaders by target (glibc `sysdeps/unix/sysv/linux/*/ldconfig.h`, `shlib-versions`; musl
/// `configure`, `ld-musl-$ARCH$SUBARCH.so.1`). None: another system's, or not known here.
pub(super) fn loader(spec: &TargetSpec) -> Option<String> {
    if spec.os != "linux" {
        return None;
    }
    let little = spec.target_endian.as_deref() != Some("big");
    let hard = spec.abi.ends_with("hf");
    let path = match (spec.env.as_str(), spec.arch.as_str()) {
        ("gnu", "x86_64") => "/lib64/ld-linux-x86-64.so.2",
        ("gnu", "x86") => "/lib/ld-linux.so.2",
        ("gnu", "aarch64") if little => "/lib/ld-linux-aarch64.so.1",
        ("gnu", "aarch64") => "/lib/ld-linux-aarch64_be.so.1",
        ("gnu", "arm") if hard => "/lib/ld-linux-armhf.so.3",
        ("gnu", "arm") => "/lib/ld-linux.so.3",
        ("gnu", "riscv64") => "/lib/ld-linux-riscv64-lp64d.so.1",
        ("gnu", "s390x") => "/lib/ld64.so.1",
        ("gnu", "powerpc64") if little => "/lib64/ld64.so.2",
        ("gnu", "powerpc64") => "/lib64/ld64.so.1",
        ("gnu", "powerpc") => "/lib/ld.so.1",
        ("gnu", "loongarch64") => "/lib64/ld-linux-loongarch-lp64d.so.1",
        ("musl", "arm") if hard => "/lib/ld-musl-armhf.so.1",
        ("musl", arch @ ("x86_64" | "aarch64" | "riscv64" | "s390x" | "loongarch64" | "arm")) => {
            return Some(format!("/lib/ld-musl-{arch}.so.1"));
        }
        _ => return None,
    };
    Some(path.to_owned())
}
