//! The table: what is needed, and what each manager calls it.

use super::{
    Manager::{self, self as M},
    Package,
};

/// Something a cross build needs from the system.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// The host's own C compiler driver, `cc`.
    HostCc,
    /// `<prefix>-gcc` with the libc of that target; the prefix as GNU has it: `aarch64-linux-gnu`.
    CrossGcc(String),
    /// 32-bit libraries for the host's own gcc.
    Multilib,
    /// MinGW-w64 for `x86_64` or `i686`.
    Mingw(&'static str),
    /// `musl-gcc` for the host's architecture.
    MuslGcc,
    Clang,
    Lld,
    Mold,
    Zig,
    QemuUser,
    Wine,
    Wasmtime,
    Node,
    /// `arm-none-eabi-gcc` with newlib.
    ArmNoneEabi,
    /// `riscv64-unknown-elf-gcc`.
    Riscv64Elf,
    PkgConfig,
    Cmake,
    Nasm,
    Rustup,
}

impl Need {
    /// What provides `program`, a bare name or a path.
    pub fn of_program(program: &str) -> Option<Self> {
        let name = program.rsplit(['/', '\\']).next()?;
        let name = name.strip_suffix(".exe").unwrap_or(name);
        let mingw = |arch| name.strip_prefix(arch).and_then(|rest| rest.strip_prefix("-w64-mingw32-")).is_some();
        Some(match name {
            "cc" | "gcc" | "c++" | "g++" => Self::HostCc,
            "musl-gcc" => Self::MuslGcc,
            "clang" | "clang++" | "clang-cl" => Self::Clang,
            "lld" | "ld.lld" | "lld-link" | "wasm-ld" | "ld64.lld" => Self::Lld,
            "mold" | "ld.mold" => Self::Mold,
            "zig" => Self::Zig,
            "wine" | "wine64" => Self::Wine,
            "wasmtime" => Self::Wasmtime,
            "node" => Self::Node,
            "pkg-config" | "pkgconf" => Self::PkgConfig,
            "cmake" => Self::Cmake,
            "nasm" => Self::Nasm,
            "rustup" => Self::Rustup,
            _ if name.starts_with("arm-none-eabi-") => Self::ArmNoneEabi,
            _ if name.starts_with("riscv64-unknown-elf-") => Self::Riscv64Elf,
            _ if mingw("x86_64") => Self::Mingw("x86_64"),
            _ if mingw("i686") => Self::Mingw("i686"),
            _ if name.starts_with("qemu-") && !name.starts_with("qemu-system-") => Self::QemuUser,
            _ => {
                let prefix = ["-gcc", "-g++", "-cc", "-ar", "-ld"].iter().find_map(|tool| name.strip_suffix(tool))?;
                let gnu = prefix.replace("-unknown-linux-", "-linux-");
                debian_arch(&gnu)?;
                Self::CrossGcc(gnu)
            }
        })
    }
}

/// What `manager` calls `need`; none where it has no such package.
pub fn package(manager: Manager, need: &Need) -> Option<Package> {
    if let Need::CrossGcc(prefix) = need {
        return cross_gcc(manager, prefix);
    }
    let row = ROWS.iter().find(|row| row.need == *need && row.managers.contains(&manager))?;
    Some(Package { names: row.names.split(' ').map(str::to_owned).collect(), hint: row.hint, note: row.note })
}

struct Row {
    need: Need,
    managers: &'static [Manager],
    /// Set apart by spaces.
    names: &'static str,
    hint: bool,
    note: Option<&'static str>,
}

const fn known(need: Need, managers: &'static [Manager], names: &'static str) -> Row {
    Row { need, managers, names, hint: false, note: None }
}

/// A name that was not seen in the manager's index.
const fn hint(need: Need, managers: &'static [Manager], names: &'static str) -> Row {
    Row { need, managers, names, hint: true, note: None }
}

impl Row {
    const fn note(mut self, note: &'static str) -> Self {
        self.note = Some(note);
        self
    }
}

static ROWS: &[Row] = &[
    known(Need::HostCc, &[M::Apt], "build-essential"),
    known(Need::HostCc, &[M::Dnf], "gcc"),
    hint(Need::HostCc, &[M::Zypper], "gcc"),
    known(Need::HostCc, &[M::Pacman], "base-devel"),
    known(Need::HostCc, &[M::Apk], "build-base"),
    hint(Need::HostCc, &[M::Nix], "gcc"),
    hint(Need::HostCc, &[M::Winget], "Microsoft.VisualStudio.2022.BuildTools")
        .note("choose the C++ workload in its installer"),
    known(Need::Multilib, &[M::Apt], "gcc-multilib"),
    known(Need::Multilib, &[M::Dnf], "glibc-devel.i686 libgcc.i686"),
    known(Need::Multilib, &[M::Pacman], "lib32-gcc-libs lib32-glibc").note("from the repository `multilib`"),
    known(Need::Mingw("x86_64"), &[M::Apt], "gcc-mingw-w64-x86-64"),
    known(Need::Mingw("i686"), &[M::Apt], "gcc-mingw-w64-i686"),
    known(Need::Mingw("x86_64"), &[M::Dnf], "mingw64-gcc mingw64-winpthreads-static"),
    known(Need::Mingw("i686"), &[M::Dnf], "mingw32-gcc"),
    known(Need::Mingw("x86_64"), &[M::Pacman, M::Apk], "mingw-w64-gcc"),
    known(Need::Mingw("i686"), &[M::Pacman], "mingw-w64-gcc"),
    known(Need::Mingw("x86_64"), &[M::Brew], "mingw-w64"),
    known(Need::Mingw("i686"), &[M::Brew], "mingw-w64"),
    known(Need::Mingw("x86_64"), &[M::Port], "x86_64-w64-mingw32-gcc"),
    known(Need::Mingw("x86_64"), &[M::Scoop], "mingw"),
    hint(Need::Mingw("x86_64"), &[M::Winget], "MSYS2.MSYS2")
        .note("then in its shell: `pacman -S mingw-w64-ucrt-x86_64-gcc`"),
    known(Need::MuslGcc, &[M::Apt], "musl-tools"),
    known(Need::MuslGcc, &[M::Dnf], "musl-gcc"),
    known(Need::MuslGcc, &[M::Pacman], "musl"),
    known(Need::MuslGcc, &[M::Brew], "filosottile/musl-cross/musl-cross")
        .note("its compilers are named `x86_64-linux-musl-gcc` and the like"),
    known(Need::Clang, &[M::Apt, M::Dnf, M::Pacman, M::Apk], "clang"),
    hint(Need::Clang, &[M::Zypper, M::Nix], "clang"),
    known(Need::Clang, &[M::Brew], "llvm").note("keg-only: its `bin` is not on PATH by itself"),
    known(Need::Clang, &[M::Winget], "LLVM.LLVM"),
    known(Need::Clang, &[M::Scoop], "llvm"),
    hint(Need::Clang, &[M::Choco], "llvm"),
    known(Need::Lld, &[M::Apt, M::Dnf, M::Pacman, M::Apk, M::Brew], "lld"),
    hint(Need::Lld, &[M::Zypper, M::Nix], "lld"),
    known(Need::Lld, &[M::Winget], "LLVM.LLVM"),
    known(Need::Lld, &[M::Scoop], "llvm"),
    hint(Need::Lld, &[M::Choco], "llvm"),
    known(Need::Mold, &[M::Apt], "mold"),
    hint(Need::Mold, &[M::Dnf, M::Pacman, M::Apk, M::Zypper, M::Brew, M::Nix], "mold"),
    known(Need::Zig, &[M::Dnf, M::Pacman, M::Apk, M::Brew, M::Port, M::Scoop], "zig"),
    known(Need::Zig, &[M::Winget], "zig.zig"),
    hint(Need::Zig, &[M::Choco, M::Nix], "zig"),
    known(Need::QemuUser, &[M::Apt, M::Pacman], "qemu-user"),
    hint(Need::QemuUser, &[M::Dnf], "qemu-user"),
    known(Need::Wine, &[M::Apt], "wine"),
    hint(Need::Wine, &[M::Dnf, M::Pacman, M::Apk], "wine"),
    known(Need::Wine, &[M::Port], "wine-stable"),
    hint(Need::Wine, &[M::Brew], "wine-stable").note("a cask: `brew install --cask wine-stable`"),
    known(Need::Wasmtime, &[M::Pacman, M::Brew, M::Port, M::Scoop], "wasmtime"),
    hint(Need::Wasmtime, &[M::Dnf, M::Apk, M::Nix], "wasmtime"),
    known(Need::Wasmtime, &[M::Winget], "BytecodeAlliance.Wasmtime"),
    known(Need::Node, &[M::Apt], "nodejs"),
    hint(Need::Node, &[M::Dnf, M::Pacman, M::Apk], "nodejs"),
    hint(Need::Node, &[M::Brew], "node"),
    known(Need::ArmNoneEabi, &[M::Apt], "gcc-arm-none-eabi libnewlib-arm-none-eabi"),
    known(Need::ArmNoneEabi, &[M::Dnf], "arm-none-eabi-gcc-cs arm-none-eabi-newlib"),
    known(Need::ArmNoneEabi, &[M::Pacman], "arm-none-eabi-gcc arm-none-eabi-newlib"),
    hint(Need::ArmNoneEabi, &[M::Apk], "gcc-arm-none-eabi"),
    known(Need::ArmNoneEabi, &[M::Brew, M::Port], "arm-none-eabi-gcc"),
    hint(Need::ArmNoneEabi, &[M::Scoop], "gcc-arm-none-eabi").note("from the bucket `extras`"),
    hint(Need::ArmNoneEabi, &[M::Winget], "Arm.GnuArmEmbeddedToolchain"),
    known(Need::Riscv64Elf, &[M::Apt], "gcc-riscv64-unknown-elf"),
    known(Need::PkgConfig, &[M::Apt], "pkg-config"),
    hint(Need::PkgConfig, &[M::Dnf, M::Pacman, M::Apk, M::Zypper, M::Brew], "pkgconf"),
    known(Need::Cmake, &[M::Apt], "cmake"),
    hint(Need::Cmake, &[M::Dnf, M::Pacman, M::Apk, M::Zypper, M::Brew], "cmake"),
    known(Need::Nasm, &[M::Apt], "nasm"),
    hint(Need::Nasm, &[M::Dnf, M::Pacman, M::Apk, M::Zypper, M::Brew], "nasm"),
    hint(Need::Rustup, &[M::Apt], "rustup").note("from Debian 13 and Ubuntu 24.04 on"),
    known(Need::Rustup, &[M::Dnf, M::Apk], "rustup").note("then run `rustup-init`"),
    known(Need::Rustup, &[M::Pacman], "rustup").note("it replaces the package `rust`"),
    known(Need::Rustup, &[M::Brew], "rustup").note("keg-only: put `$(brew --prefix rustup)/bin` on PATH"),
    known(Need::Rustup, &[M::Port, M::Scoop], "rustup"),
    known(Need::Rustup, &[M::Winget], "Rustlang.Rustup"),
    hint(Need::Rustup, &[M::Choco], "rustup.install"),
];

fn cross_gcc(manager: Manager, prefix: &str) -> Option<Package> {
    // Debian 12 has none for LoongArch yet.
    let hint = prefix.starts_with("loongarch64");
    let named = |names: &[String], note| Some(Package { names: names.to_vec(), hint, note });
    match manager {
        Manager::Apt => {
            let arch = debian_arch(prefix)?;
            named(&[format!("gcc-{}", prefix.replace('_', "-")), format!("libc6-dev-{arch}-cross")], None)
        }
        // Of glibc targets the repositories have these two.
        Manager::Pacman => matches!(prefix, "aarch64-linux-gnu" | "riscv64-linux-gnu")
            .then(|| [format!("{prefix}-gcc"), format!("{prefix}-glibc")])
            .and_then(|names| named(&names, None)),
        Manager::Brew => {
            let rust = match prefix {
                "aarch64-linux-gnu" => "aarch64-unknown-linux-gnu",
                "x86_64-linux-gnu" => "x86_64-unknown-linux-gnu",
                "arm-linux-gnueabihf" => "armv7-unknown-linux-gnueabihf",
                _ => return None,
            };
            let note = "its compiler is named by Rust's triple, with `-gcc`";
            named(&[format!("messense/macos-cross-toolchains/{rust}")], Some(note))
        }
        // Fedora's `gcc-aarch64-linux-gnu` is for kernels: it has no libc.
        Manager::Dnf
        | Manager::Apk
        | Manager::Zypper
        | Manager::Port
        | Manager::Winget
        | Manager::Choco
        | Manager::Scoop
        | Manager::Nix => None,
    }
}

/// Debian's name of the architecture that a GNU prefix is for; only those it has a cross gcc for.
fn debian_arch(prefix: &str) -> Option<&'static str> {
    Some(match prefix {
        "aarch64-linux-gnu" => "arm64",
        "arm-linux-gnueabihf" => "armhf",
        "arm-linux-gnueabi" => "armel",
        "riscv64-linux-gnu" => "riscv64",
        "s390x-linux-gnu" => "s390x",
        "powerpc64le-linux-gnu" => "ppc64el",
        "powerpc64-linux-gnu" => "ppc64",
        "powerpc-linux-gnu" => "powerpc",
        "sparc64-linux-gnu" => "sparc64",
        "i686-linux-gnu" => "i386",
        "x86_64-linux-gnu" => "amd64",
        "loongarch64-linux-gnu" => "loong64",
        _ => return None,
    })
}
