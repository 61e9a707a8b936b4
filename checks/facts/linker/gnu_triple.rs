//! What a compiler driver calls the machine it links for, and whether that is a Rust target's.

use std::fmt;

use crate::facts::rustc::TargetSpec;

/// A GNU or LLVM triple, as `-dumpmachine` prints it and as the names of cross drivers begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GnuTriple {
    text: String,
    arch: Arch,
    system: System,
}

/// The instruction set, as far as a linker tells one from another; sub-architectures are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arch {
    X86,
    X86_64,
    Aarch64,
    Arm,
    Riscv32,
    Riscv64,
    Powerpc,
    Powerpc64,
    Powerpc64le,
    S390x,
    Loongarch64,
    Mips,
    Mipsel,
    Mips64,
    Mips64el,
    Sparc,
    Sparc64,
    M68k,
    Wasm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum System {
    Linux(Libc),
    Windows,
    Apple,
    Freebsd,
    Netbsd,
    Openbsd,
    /// `none`, `elf`, `eabi`: no operating system.
    Bare,
    Wasi,
    Emscripten,
    /// One with a C library of its own that no driver's name tells here: no driver of another system links for it.
    Hosted,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Libc {
    Gnu(Floats),
    Musl(Floats),
    Android,
    Other,
}

/// The calling convention of 32-bit ARM: objects of the two do not link with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Floats {
    Hard,
    Soft,
    /// No such choice on this architecture.
    One,
}

/// In what a driver's machine differs from a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    Arch,
    System,
    /// The same instruction set and system, but another C library.
    Libc,
    FloatAbi,
}

impl GnuTriple {
    /// None for text that begins with no known architecture: a file name, an error message.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.contains(char::is_whitespace) {
            return None;
        }
        let (arch, rest) = text.split_once('-')?;
        let arch = Arch::of_gnu(arch)?;
        Some(Self { text: text.to_owned(), arch, system: System::of_gnu(rest, arch) })
    }

    /// Of a driver named for its machine: `aarch64-linux-gnu-gcc-12`, `x86_64-w64-mingw32-clang.exe`.
    pub fn of_program(name: &str) -> Option<Self> {
        let name = name.strip_suffix(".exe").or_else(|| name.strip_suffix(".cmd")).unwrap_or(name);
        let name = match name.rsplit_once('-') {
            Some((driver, version)) if version.starts_with(|c: char| c.is_ascii_digit()) => driver,
            _ => name,
        };
        let (triple, driver) = name.rsplit_once('-')?;
        ["gcc", "g++", "cc", "c++", "clang", "clang++"].contains(&driver).then(|| Self::parse(triple)).flatten()
    }

    /// It names a system that is known here, and not merely an architecture and somebody's words.
    pub fn names_a_system(&self) -> bool {
        self.system != System::Other
    }

    /// The same machine with musl as its C library.
    #[must_use]
    pub fn with_musl(self) -> Self {
        let floats = match self.system {
            System::Linux(Libc::Gnu(floats)) => floats,
            System::Linux(Libc::Musl(_) | Libc::Android | Libc::Other)
            | System::Windows
            | System::Apple
            | System::Freebsd
            | System::Netbsd
            | System::Openbsd
            | System::Bare
            | System::Wasi
            | System::Emscripten
            | System::Hosted
            | System::Other => return self,
        };
        Self { text: self.text.replacen("gnu", "musl", 1), system: System::Linux(Libc::Musl(floats)), ..self }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// In what a driver for this machine, called with rustc's own `-m32` or `-m64`, differs from what `target` needs.
    ///
    /// A static musl target brings its own start files and libc, so that any Linux driver of the architecture links it.
    pub fn mismatch(&self, target: &TargetSpec, static_crt: bool) -> Option<Mismatch> {
        // an architecture without a name here is not judged
        let arch = Arch::of_rust(target)?;
        let needed = System::of_rust(target);
        // rustc gives drivers -m32 and -m64 for these (compiler/rustc_target/src/spec/targets, `pre_link_args`), and
        // whether the libraries are there is a question of the sysroot
        let bi_arch = [[Arch::X86, Arch::X86_64], [Arch::Powerpc, Arch::Powerpc64], [Arch::Sparc, Arch::Sparc64]];
        if arch != self.arch && !bi_arch.iter().any(|pair| pair.contains(&arch) && pair.contains(&self.arch)) {
            return Some(Mismatch::Arch);
        }
        match (needed, self.system) {
            (System::Linux(Libc::Musl(floats)), System::Linux(Libc::Gnu(driver) | Libc::Musl(driver)))
                if static_crt =>
            {
                (floats != driver).then_some(Mismatch::FloatAbi)
            }
            (System::Linux(Libc::Gnu(floats)), System::Linux(Libc::Gnu(driver)))
            | (System::Linux(Libc::Musl(floats)), System::Linux(Libc::Musl(driver))) => {
                (floats != driver).then_some(Mismatch::FloatAbi)
            }
            // an unusual vendor spelling is no proof of another libc
            (System::Linux(Libc::Other), System::Linux(_)) | (System::Linux(_), System::Linux(Libc::Other)) => None,
            (System::Linux(needed), System::Linux(driver)) => (needed != driver).then_some(Mismatch::Libc),
            // what has no system of its own is linked with -nostdlib by any ELF driver of the architecture
            (System::Bare | System::Other, _) | (_, System::Other) => None,
            // newlib's drivers are called by the format alone: `xtensa-esp32-elf-gcc` for ESP-IDF
            (System::Hosted, System::Bare) => None,
            (System::Hosted, _) => Some(Mismatch::System),
            (needed, driver) => (needed != driver).then_some(Mismatch::System),
        }
    }
}

impl fmt::Display for GnuTriple {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Arch {
    fn of_gnu(name: &str) -> Option<Self> {
        Some(match name {
            "i386" | "i486" | "i586" | "i686" => Self::X86,
            "x86_64" | "amd64" => Self::X86_64,
            "aarch64" | "arm64" => Self::Aarch64,
            "powerpc" | "ppc" => Self::Powerpc,
            "powerpc64" | "ppc64" => Self::Powerpc64,
            "powerpc64le" | "ppc64le" => Self::Powerpc64le,
            "s390x" => Self::S390x,
            "loongarch64" => Self::Loongarch64,
            "mips" | "mipsisa32r6" => Self::Mips,
            "mipsel" | "mipsisa32r6el" => Self::Mipsel,
            "mips64" | "mipsisa64r6" => Self::Mips64,
            "mips64el" | "mipsisa64r6el" => Self::Mips64el,
            "sparc" => Self::Sparc,
            "sparc64" | "sparcv9" => Self::Sparc64,
            "m68k" => Self::M68k,
            "wasm32" | "wasm64" => Self::Wasm,
            _ if name.starts_with("riscv32") => Self::Riscv32,
            _ if name.starts_with("riscv64") => Self::Riscv64,
            _ if name.starts_with("arm") || name.starts_with("thumb") => Self::Arm,
            _ => return None,
        })
    }

    fn of_rust(target: &TargetSpec) -> Option<Self> {
        let little = target.target_endian.as_deref() != Some("big");
        Some(match target.arch.as_str() {
            "x86" => Self::X86,
            "x86_64" => Self::X86_64,
            "aarch64" | "arm64ec" => Self::Aarch64,
            "arm" => Self::Arm,
            "riscv32" => Self::Riscv32,
            "riscv64" => Self::Riscv64,
            "powerpc" => Self::Powerpc,
            "powerpc64" if little => Self::Powerpc64le,
            "powerpc64" => Self::Powerpc64,
            "s390x" => Self::S390x,
            "loongarch64" => Self::Loongarch64,
            "mips" | "mips32r6" if little => Self::Mipsel,
            "mips" | "mips32r6" => Self::Mips,
            "mips64" | "mips64r6" if little => Self::Mips64el,
            "mips64" | "mips64r6" => Self::Mips64,
            "sparc" => Self::Sparc,
            "sparc64" => Self::Sparc64,
            "m68k" => Self::M68k,
            "wasm32" | "wasm64" => Self::Wasm,
            _ => return None,
        })
    }
}

impl System {
    /// Of what follows the architecture: `linux-gnueabihf`, `unknown-linux-musl`, `w64-mingw32`, `none-eabi`.
    fn of_gnu(rest: &str, arch: Arch) -> Self {
        let has = |word: &str| rest.split('-').any(|part| part.starts_with(word));
        if has("linux") || has("android") {
            Self::Linux(Libc::of_env(rest.rsplit('-').next().unwrap_or_default(), arch))
        } else if has("mingw") || has("windows") || has("cygwin") {
            Self::Windows
        } else if has("darwin") || has("apple") || has("macosx") || has("ios") {
            Self::Apple
        } else if has("freebsd") {
            Self::Freebsd
        } else if has("netbsd") {
            Self::Netbsd
        } else if has("openbsd") {
            Self::Openbsd
        } else if has("wasi") {
            Self::Wasi
        } else if has("emscripten") {
            Self::Emscripten
        } else if has("none") || has("elf") || has("eabi") {
            Self::Bare
        } else {
            Self::Other
        }
    }

    fn of_rust(target: &TargetSpec) -> Self {
        match target.os.as_str() {
            "linux" | "android" => {
                let arch = Arch::of_rust(target);
                let libc = if target.os == "android" { "android" } else { target.env.as_str() };
                let env = format!("{libc}{}", target.abi);
                Self::Linux(arch.map_or(Libc::Other, |arch| Libc::of_env(&env, arch)))
            }
            "windows" | "cygwin" => Self::Windows,
            "macos" | "ios" | "tvos" | "watchos" | "visionos" => Self::Apple,
            "freebsd" => Self::Freebsd,
            "netbsd" => Self::Netbsd,
            "openbsd" => Self::Openbsd,
            "wasi" => Self::Wasi,
            "emscripten" => Self::Emscripten,
            "none" => Self::Bare,
            "aix" | "dragonfly" | "espidf" | "fuchsia" | "haiku" | "hurd" | "illumos" | "nto" | "qnx" | "redox"
            | "rtems" | "solaris" | "vxworks" => Self::Hosted,
            _ => Self::Other,
        }
    }
}

impl Libc {
    fn of_env(env: &str, arch: Arch) -> Self {
        let floats = match arch {
            Arch::Arm if env.ends_with("hf") => Floats::Hard,
            Arch::Arm => Floats::Soft,
            _ => Floats::One,
        };
        if env.starts_with("gnu") || env == "linux" {
            Self::Gnu(floats)
        } else if env.starts_with("musl") {
            Self::Musl(floats)
        } else if env.starts_with("android") {
            Self::Android
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(arch: &str, os: &str, env: &str, abi: &str) -> TargetSpec {
        let json = serde_json::json!({ "arch": arch, "os": os, "env": env, "abi": abi });
        serde_json::from_value(json).expect("a specification")
    }

    fn mismatch(machine: &str, target: &TargetSpec, static_crt: bool) -> Option<Mismatch> {
        GnuTriple::parse(machine).expect("a triple").mismatch(target, static_crt)
    }

    #[test]
    fn a_driver_fits_the_targets_of_its_machine() {
        let arm = spec("arm", "linux", "gnu", "eabihf");
        for (machine, target) in [
            ("x86_64-linux-gnu", spec("x86_64", "linux", "gnu", "")),
            ("x86_64-pc-linux-gnu", spec("x86_64", "linux", "gnu", "")),
            ("x86_64-redhat-linux", spec("x86_64", "linux", "gnu", "")),
            ("x86_64-linux-gnu", spec("x86", "linux", "gnu", "")),
            ("i386-pc-linux-gnu", spec("x86", "linux", "gnu", "")),
            ("aarch64-linux-gnu", spec("aarch64", "linux", "gnu", "")),
            ("aarch64-linux-android21", spec("aarch64", "android", "", "")),
            ("arm-linux-gnueabihf", arm.clone()),
            ("armv7-unknown-linux-gnueabihf", arm),
            ("x86_64-w64-mingw32", spec("x86_64", "windows", "gnu", "")),
            ("x86_64-unknown-redox", spec("x86_64", "redox", "relibc", "")),
            ("riscv32-esp-elf", spec("riscv32", "espidf", "newlib", "")),
            ("arm-none-eabi", spec("arm", "none", "", "eabihf")),
            ("powerpc64le-linux-gnu", spec("powerpc64", "linux", "gnu", "")),
        ] {
            assert_eq!(mismatch(machine, &target, false), None, "{machine} for {target:?}");
        }
    }

    #[test]
    fn what_differs_is_named() {
        let x86_64 = spec("x86_64", "linux", "gnu", "");
        for (machine, target, differs) in [
            ("x86_64-linux-gnu", spec("aarch64", "linux", "gnu", ""), Mismatch::Arch),
            ("x86_64-linux-gnu", spec("x86_64", "redox", "relibc", ""), Mismatch::System),
            ("aarch64-linux-gnu", x86_64.clone(), Mismatch::Arch),
            ("arm-linux-gnueabi", spec("arm", "linux", "gnu", "eabihf"), Mismatch::FloatAbi),
            ("x86_64-w64-mingw32", x86_64.clone(), Mismatch::System),
            ("x86_64-linux-musl", x86_64, Mismatch::Libc),
            ("x86_64-linux-gnu", spec("x86_64", "linux", "musl", ""), Mismatch::Libc),
            ("aarch64-linux-gnu", spec("aarch64", "android", "", ""), Mismatch::Libc),
            ("x86_64-linux-gnu", spec("x86_64", "windows", "gnu", ""), Mismatch::System),
            ("x86_64-linux-gnu", spec("x86_64", "macos", "", ""), Mismatch::System),
        ] {
            assert_eq!(mismatch(machine, &target, false), Some(differs), "{machine} for {target:?}");
        }
    }

    #[test]
    fn a_static_musl_target_takes_any_linux_driver_of_its_architecture() {
        let musl = spec("aarch64", "linux", "musl", "");
        assert_eq!(mismatch("aarch64-linux-gnu", &musl, true), None);
        assert_eq!(mismatch("x86_64-linux-gnu", &musl, true), Some(Mismatch::Arch));
        let arm = spec("arm", "linux", "musl", "eabihf");
        assert_eq!(mismatch("arm-linux-gnueabi", &arm, true), Some(Mismatch::FloatAbi));
    }

    #[test]
    fn cross_drivers_are_known_by_their_names() {
        for (name, machine) in [
            ("aarch64-linux-gnu-gcc", Some("aarch64-linux-gnu")),
            ("aarch64-linux-gnu-gcc-12", Some("aarch64-linux-gnu")),
            ("x86_64-w64-mingw32-gcc.exe", Some("x86_64-w64-mingw32")),
            ("aarch64-linux-android21-clang", Some("aarch64-linux-android21")),
            ("gcc", None),
            ("clang-19", None),
            ("aarch64-linux-gnu-ld", None),
            ("my-own-gcc", None),
        ] {
            assert_eq!(GnuTriple::of_program(name).as_ref().map(GnuTriple::as_str), machine, "{name}");
        }
    }
}
