//! What the parts of a triple say, without a rustc.

use crate::Triple;

/// The parts of a triple. Vendor and environment are often absent: `aarch64-linux-android`, `wasm32-wasip1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    pub arch: &'a str,
    pub vendor: Option<&'a str>,
    pub os: &'a str,
    pub env: Option<&'a str>,
}

/// Targets that are reached in the same ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    LinuxGnu,
    LinuxMusl,
    Android,
    /// macOS itself.
    Darwin,
    /// iOS, tvOS, watchOS, visionOS, their simulators, and Mac Catalyst.
    AppleDevice,
    WindowsMsvc,
    WindowsGnu,
    WindowsGnullvm,
    /// `wasm32-unknown-unknown`, `wasm32v1-none`.
    Wasm,
    Wasi,
    Emscripten,
    BareMetal,
    Uefi,
    Bsd,
    Solaris,
    OpenHarmony,
    Other,
}

impl<'a> Parts<'a> {
    /// None for what has not even an architecture and a system.
    pub fn of(triple: &'a Triple) -> Option<Self> {
        let mut parts = triple.as_str().split('-');
        let arch = parts.next()?;
        let rest: Vec<_> = parts.collect();
        let (vendor, os, env) = match *rest {
            [os] => (None, os, None),
            // `thumbv7em-none-eabihf`, `aarch64-linux-android`, `wasm32-wasip1-threads`
            [os @ ("none" | "linux" | "wasip1" | "nuttx" | "lynx" | "vex"), env] => (None, os, Some(env)),
            [vendor, os] => (Some(vendor), os, None),
            [vendor, os, env] => (Some(vendor), os, Some(env)),
            _ => return None,
        };
        Some(Self { arch, vendor, os, env })
    }
}

impl Family {
    pub fn of(triple: &Triple) -> Self {
        let Some(Parts { arch, vendor, os, env }) = Parts::of(triple) else { return Self::Other };
        let env = env.unwrap_or_default();
        match os {
            "linux" if env.starts_with("android") => Self::Android,
            "linux" if env.starts_with("gnu") => Self::LinuxGnu,
            "linux" if env.starts_with("musl") => Self::LinuxMusl,
            "linux" if env == "ohos" => Self::OpenHarmony,
            "darwin" => Self::Darwin,
            _ if vendor == Some("apple") => Self::AppleDevice,
            "windows" if env == "msvc" => Self::WindowsMsvc,
            "windows" if env == "gnu" => Self::WindowsGnu,
            "windows" if env == "gnullvm" => Self::WindowsGnullvm,
            "wasi" | "wasip1" | "wasip2" | "wasip3" => Self::Wasi,
            "emscripten" => Self::Emscripten,
            "uefi" => Self::Uefi,
            "unknown" | "none" if arch.starts_with("wasm") => Self::Wasm,
            "none" => Self::BareMetal,
            "freebsd" | "netbsd" | "openbsd" | "dragonfly" => Self::Bsd,
            "solaris" | "illumos" => Self::Solaris,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_of_triple_has_its_family() {
        for (triple, family) in [
            ("x86_64-unknown-linux-gnu", Family::LinuxGnu),
            ("armv7-unknown-linux-gnueabihf", Family::LinuxGnu),
            ("x86_64-unknown-linux-gnux32", Family::LinuxGnu),
            ("aarch64-unknown-linux-musl", Family::LinuxMusl),
            ("wasm32-wali-linux-musl", Family::LinuxMusl),
            ("aarch64-linux-android", Family::Android),
            ("armv7-linux-androideabi", Family::Android),
            ("aarch64-apple-darwin", Family::Darwin),
            ("aarch64-apple-ios", Family::AppleDevice),
            ("aarch64-apple-ios-sim", Family::AppleDevice),
            ("arm64_32-apple-watchos", Family::AppleDevice),
            ("x86_64-pc-windows-msvc", Family::WindowsMsvc),
            ("x86_64-win7-windows-gnu", Family::WindowsGnu),
            ("aarch64-pc-windows-gnullvm", Family::WindowsGnullvm),
            ("wasm32-unknown-unknown", Family::Wasm),
            ("wasm32v1-none", Family::Wasm),
            ("wasm32-wasip1", Family::Wasi),
            ("wasm32-wasip1-threads", Family::Wasi),
            ("wasm32-unknown-emscripten", Family::Emscripten),
            ("thumbv7em-none-eabihf", Family::BareMetal),
            ("thumbv8m.main-none-eabi", Family::BareMetal),
            ("riscv32imac-unknown-none-elf", Family::BareMetal),
            ("x86_64-unknown-none", Family::BareMetal),
            ("avr-none", Family::BareMetal),
            ("x86_64-unknown-uefi", Family::Uefi),
            ("x86_64-unknown-freebsd", Family::Bsd),
            ("x86_64-unknown-illumos", Family::Solaris),
            ("aarch64-unknown-linux-ohos", Family::OpenHarmony),
            ("xtensa-esp32-espidf", Family::Other),
            ("my-board.json", Family::Other),
        ] {
            assert_eq!(Family::of(&Triple::new(triple)), family, "{triple}");
        }
    }

    #[test]
    fn parts_may_be_absent() {
        let parts = |text| {
            let triple = Triple::new(text);
            Parts::of(&triple).map(|Parts { arch, vendor, os, env }| {
                [Some(arch), vendor, Some(os), env].map(|part| part.unwrap_or("").to_owned())
            })
        };
        for (triple, expected) in [
            ("x86_64-unknown-linux-gnu", ["x86_64", "unknown", "linux", "gnu"]),
            ("aarch64-linux-android", ["aarch64", "", "linux", "android"]),
            ("aarch64-apple-darwin", ["aarch64", "apple", "darwin", ""]),
            ("wasm32-wasip2", ["wasm32", "", "wasip2", ""]),
        ] {
            assert_eq!(parts(triple), Some(expected.map(str::to_owned)), "{triple}");
        }
        assert_eq!(parts("wasm32"), None);
    }
}
