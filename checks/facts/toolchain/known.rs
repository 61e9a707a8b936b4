//! The parts of host triples that rustup knows, which decide whether a name is an official toolchain's or a custom one's.
//!
//! Facts of rustup 1.29, `src/dist/target_tuple/known.rs`, which it generates from rustc's target list. Sorted.

/// Architectures.
#[rustfmt::skip]
pub(super) static ARCHS: &[&str] = &[
    "aarch64", "aarch64_be", "aarch64v8r", "amdgcn", "arm", "arm64_32", "arm64e", "arm64ec", "armeb",
    "armebv7r", "armv4t", "armv5te", "armv6", "armv6k", "armv7", "armv7a", "armv7k", "armv7r", "armv7s",
    "armv8r", "avr", "bpfeb", "bpfel", "csky", "hexagon", "i386", "i586", "i686", "loongarch32", "loongarch64",
    "m68k", "mips", "mips64", "mips64el", "mipsel", "mipsisa32r6", "mipsisa32r6el", "mipsisa64r6",
    "mipsisa64r6el", "msp430", "nvptx64", "powerpc", "powerpc64", "powerpc64le", "riscv32", "riscv32e",
    "riscv32em", "riscv32emc", "riscv32gc", "riscv32i", "riscv32im", "riscv32ima", "riscv32imac",
    "riscv32imafc", "riscv32imc", "riscv32imfc", "riscv64", "riscv64a23", "riscv64gc", "riscv64im",
    "riscv64imac", "s390x", "sparc", "sparc64", "sparcv9", "thumbv4t", "thumbv5te", "thumbv6", "thumbv6m",
    "thumbv7a", "thumbv7em", "thumbv7m", "thumbv7neon", "thumbv7r", "thumbv8m.base", "thumbv8m.main",
    "thumbv8r", "wasm32", "wasm32v1", "wasm64", "x86_64", "x86_64h", "xtensa",
];

/// Vendor and operating system.
#[rustfmt::skip]
pub(super) static OSES: &[&str] = &[
    "amd-amdhsa", "apple-darwin", "apple-ios", "apple-tvos", "apple-visionos", "apple-watchos", "esp-espidf",
    "esp32-espidf", "esp32-none", "esp32s2-espidf", "esp32s2-none", "esp32s3-espidf", "esp32s3-none",
    "fortanix-unknown", "ibm-aix", "kmc-solid_asp3", "linux", "lynx-lynxos178", "mti-none", "nintendo-3ds",
    "nintendo-switch", "none", "nuttx-eabi", "nuttx-eabihf", "nvidia-cuda", "oe-linux", "openwrt-linux",
    "pc-cygwin", "pc-nto", "pc-qnx", "pc-solaris", "pc-windows", "risc0-zkvm", "rtems-eabihf", "sony-psp",
    "sony-psx", "sony-vita", "sun-solaris", "unikraft-linux", "unknown-dragonfly", "unknown-emscripten",
    "unknown-freebsd", "unknown-fuchsia", "unknown-haiku", "unknown-helenos", "unknown-hermit", "unknown-hurd",
    "unknown-illumos", "unknown-l4re", "unknown-linux", "unknown-managarm", "unknown-motor", "unknown-netbsd",
    "unknown-none", "unknown-nto", "unknown-nuttx", "unknown-openbsd", "unknown-qnx", "unknown-qurt",
    "unknown-redox", "unknown-teeos", "unknown-trusty", "unknown-uefi", "unknown-unknown", "unknown-xous",
    "uwp-windows", "vex-v5", "wali-linux", "wasip1", "wasip1-threads", "wasip2", "wasip3", "win7-windows",
    "wrs-vxworks",
];

/// Environments.
#[rustfmt::skip]
pub(super) static ENVS: &[&str] = &[
    "android", "androideabi", "eabi", "eabihf", "elf", "freestanding", "gnu", "gnu_ilp32", "gnuabi64",
    "gnuabiv2", "gnuabiv2hf", "gnuasan", "gnueabi", "gnueabihf", "gnuelfv2", "gnullvm", "gnumsan", "gnuspe",
    "gnutsan", "gnux32", "macabi", "mlibc", "msvc", "musl", "muslabi64", "musleabi", "musleabihf", "muslspe",
    "newlibeabihf", "none", "ohos", "pauthtest", "qnx700", "qnx710", "qnx710_iosock", "sgx", "sim", "softfloat",
    "spe", "uclibc", "uclibceabi", "uclibceabihf",
];
