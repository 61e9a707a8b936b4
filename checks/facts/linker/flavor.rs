//! How rustc talks to a linker: as to a compiler driver, as to a bare linker, or in another language.

/// What rustc calls a linker flavor, cut down to what decides a diagnosis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavor {
    /// `gcc` or `clang`, which add start files and search paths; linker options arrive as `-Wl,`.
    Driver,
    /// `ld`, `ld.lld`, `rust-lld`, `mold`: it finds nothing by itself.
    Bare,
    /// Apple's: through its `cc` (`darwin-cc`).
    AppleDriver,
    /// `link.exe` or `lld-link`.
    Msvc,
    /// `rust-lld -flavor wasm`, `wasm-component-ld`.
    Wasm,
    /// `emcc` and the exotic ones (`bpf-linker`, `llvm-bitcode-linker`, ...), each with its own interface.
    Other,
}

/// What a linker's file name tells rustc about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hint {
    Driver,
    Bare,
    None,
}

impl Flavor {
    /// Of a specification's `linker-flavor` (rust-lang/rust `compiler/rustc_target/src/spec/mod.rs`,
    /// `LinkerFlavorCli::desc`), old names included.
    pub fn of_spec(name: &str) -> Self {
        match name {
            "gcc" | "gnu-cc" | "gnu-lld-cc" | "unix-cc" => Self::Driver,
            "ld" | "ld.lld" | "gnu" | "gnu-lld" | "unix" => Self::Bare,
            "darwin-cc" | "darwin-lld-cc" => Self::AppleDriver,
            "darwin" | "darwin-lld" | "ld64.lld" => Self::Bare,
            "msvc" | "msvc-lld" | "lld-link" => Self::Msvc,
            "wasm-lld" | "wasm-ld" | "wasm-lld-cc" => Self::Wasm,
            _ => Self::Other,
        }
    }

    /// The flavor that rustc takes for a linker that is set by name without a flavor: the specification's, bent by what
    /// the name says (`LinkerFlavor::with_linker_hints`).
    #[must_use]
    pub fn with_name(self, file_name: &str) -> Self {
        self.bent(hint(file_name))
    }

    /// The flavor after `-C linker-flavor=`, which keeps the target's family (`LinkerFlavor::with_cli_hints`).
    #[must_use]
    pub fn with_option(self, name: &str) -> Self {
        match Self::of_spec(name) {
            Self::Driver | Self::AppleDriver => self.bent(Hint::Driver),
            Self::Bare => self.bent(Hint::Bare),
            other => other,
        }
    }

    fn bent(self, hint: Hint) -> Self {
        match (self, hint) {
            (Self::Bare, Hint::Driver) => Self::Driver,
            (Self::Driver | Self::AppleDriver, Hint::Bare) => Self::Bare,
            (Self::Driver | Self::Bare | Self::AppleDriver | Self::Msvc | Self::Wasm | Self::Other, _) => self,
        }
    }

    /// The program that rustc runs where neither a setting nor the specification names one (`linker_and_flavor` in
    /// `compiler/rustc_codegen_ssa/src/back/link.rs`).
    pub fn default_program(self, spec_name: &str) -> &'static str {
        match self {
            Self::Driver | Self::AppleDriver => "cc",
            Self::Bare if spec_name.contains("lld") => "lld",
            Self::Bare => "ld",
            Self::Wasm => "lld",
            Self::Msvc if spec_name.contains("lld") => "lld",
            Self::Msvc => "link.exe",
            Self::Other => match spec_name {
                "bpf" | "bpf-linker" => "bpf-linker",
                "ptx" | "ptx-linker" => "rust-ptx-linker",
                "llbc" | "llvm-bitcode-linker" => "llvm-bitcode-linker",
                _ => "emcc",
            },
        }
    }
}

/// Mirrors `LinkerFlavor::infer_linker_hints` in `compiler/rustc_target/src/spec/mod.rs` of 1.96.
fn hint(file_name: &str) -> Hint {
    let stem = match file_name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => file_name,
    };
    let stem = match stem.rsplit_once('-') {
        Some((name, version)) if version.chars().all(char::is_numeric) => name,
        _ => stem,
    };
    let is = |name: &str| stem == name || stem.strip_suffix(name).is_some_and(|prefix| prefix.ends_with('-'));
    if stem == "emcc" || ["gcc", "g++", "clang", "clang++"].into_iter().any(is) {
        Hint::Driver
    } else if is("wasm-ld") || is("ld") || ["ld.lld", "lld", "rust-lld", "lld-link", "link"].contains(&stem) {
        Hint::Bare
    } else {
        Hint::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_bends_the_flavor_as_in_rustc() {
        for (name, flavor) in [
            ("cc", Flavor::Driver),
            ("aarch64-linux-gnu-gcc", Flavor::Driver),
            ("aarch64-linux-gnu-gcc-12", Flavor::Driver),
            ("clang-19", Flavor::Driver),
            ("clang++", Flavor::Driver),
            ("my-wrapper.sh", Flavor::Driver),
            // rustc does not know mold: it is given `-Wl,` like a driver
            ("mold", Flavor::Driver),
            ("ld", Flavor::Bare),
            ("aarch64-linux-gnu-ld", Flavor::Bare),
            ("aarch64-linux-gnu-ld.bfd", Flavor::Bare),
            ("rust-lld", Flavor::Bare),
            ("lld-19", Flavor::Bare),
            // the stem of `ld.lld` is `ld`
            ("ld.lld", Flavor::Bare),
            ("ld.exe", Flavor::Bare),
        ] {
            assert_eq!(Flavor::Driver.with_name(name), flavor, "{name}");
        }
        assert_eq!(Flavor::Bare.with_name("arm-none-eabi-gcc"), Flavor::Driver);
        assert_eq!(Flavor::Bare.with_name("flip-link"), Flavor::Bare);
        assert_eq!(Flavor::Wasm.with_name("clang"), Flavor::Wasm);
    }

    #[test]
    fn the_default_program_follows_the_flavor() {
        for (spec, program) in [
            ("gnu-cc", "cc"),
            ("gnu-lld-cc", "cc"),
            ("darwin-cc", "cc"),
            ("gnu-lld", "lld"),
            ("unix", "ld"),
            ("msvc", "link.exe"),
            ("em-cc", "emcc"),
            ("llbc", "llvm-bitcode-linker"),
        ] {
            assert_eq!(Flavor::of_spec(spec).default_program(spec), program, "{spec}");
        }
    }
}
