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
    /// The host's own C++ compiler, `c++`.
    HostCpp,
    /// `<prefix>-gcc` with the libc of that target; the prefix as GNU has it: `aarch64-linux-gnu`.
    CrossGcc(String),
    /// `<prefix>-g++` with the libraries of C and C++ of that target.
    CrossGpp(String),
    /// 32-bit libraries for the host's own gcc.
    Multilib,
    /// MinGW-w64 for `x86_64` or `i686`.
    Mingw(&'static str),
    /// The same with `g++`.
    MingwCpp(&'static str),
    /// `musl-gcc` for the host's architecture.
    MuslGcc,
    Clang,
    Lld,
    /// LLVM's binary utilities: `llvm-ar`, `llvm-rc`, `llvm-dlltool`.
    Llvm,
    Mold,
    Zig,
    QemuUser,
    Wine,
    /// Docker or Podman, whichever the manager has the simplest way to.
    ContainerEngine,
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
    /// OpenSSL's headers and libraries for the host.
    Openssl,
    /// The libclang that bindgen loads, with clang's own headers.
    Libclang,
    /// What has this module of pkg-config's, for the host.
    PkgConfigModule(&'static str),
}

impl Need {
    /// What provides `program`, a bare name or a path.
    pub fn of_program(program: &str) -> Option<Self> {
        let name = program.rsplit(['/', '\\']).next()?;
        let name = name.strip_suffix(".exe").unwrap_or(name);
        let is_cpp = name.ends_with("g++") || name.ends_with("c++");
        let mingw = |arch| name.strip_prefix(arch).and_then(|rest| rest.strip_prefix("-w64-mingw32-")).is_some();
        Some(match name {
            "cc" | "gcc" => Self::HostCc,
            "c++" | "g++" => Self::HostCpp,
            "musl-gcc" => Self::MuslGcc,
            "clang" | "clang++" | "clang-cl" => Self::Clang,
            "lld" | "ld.lld" | "lld-link" | "wasm-ld" | "ld64.lld" => Self::Lld,
            "llvm-rc" | "llvm-dlltool" | "llvm-windres" | "llvm-lib" => Self::Llvm,
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
            _ if mingw("x86_64") && is_cpp => Self::MingwCpp("x86_64"),
            _ if mingw("i686") && is_cpp => Self::MingwCpp("i686"),
            _ if mingw("x86_64") => Self::Mingw("x86_64"),
            _ if mingw("i686") => Self::Mingw("i686"),
            _ if name.starts_with("qemu-") && !name.starts_with("qemu-system-") => Self::QemuUser,
            _ => {
                let prefix = ["-gcc", "-g++", "-cc", "-ar", "-ld"].iter().find_map(|tool| name.strip_suffix(tool))?;
                let gnu = prefix.replace("-unknown-linux-", "-linux-");
                debian_arch(&gnu)?;
                if is_cpp { Self::CrossGpp(gnu) } else { Self::CrossGcc(gnu) }
            }
        })
    }
}

/// What `manager` calls `need`; none where it has no such package.
pub fn package(manager: Manager, need: &Need) -> Option<Package> {
    if let Need::CrossGcc(prefix) = need {
        return cross_gcc(manager, prefix, "gcc");
    }
    if let Need::CrossGpp(prefix) = need {
        return cross_gcc(manager, prefix, "g++");
    }
    if let Need::PkgConfigModule(module) = need {
        return pkg_config_module(manager, module);
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
    known(Need::HostCpp, &[M::Apt], "build-essential"),
    known(Need::HostCpp, &[M::Dnf], "gcc-c++"),
    hint(Need::HostCpp, &[M::Zypper], "gcc-c++"),
    known(Need::HostCpp, &[M::Pacman], "base-devel"),
    known(Need::HostCpp, &[M::Apk], "build-base"),
    hint(Need::HostCpp, &[M::Nix], "gcc"),
    hint(Need::HostCpp, &[M::Winget], "Microsoft.VisualStudio.2022.BuildTools")
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
    known(Need::MingwCpp("x86_64"), &[M::Apt], "g++-mingw-w64-x86-64"),
    known(Need::MingwCpp("i686"), &[M::Apt], "g++-mingw-w64-i686"),
    known(Need::MingwCpp("x86_64"), &[M::Dnf], "mingw64-gcc-c++ mingw64-winpthreads-static"),
    known(Need::MingwCpp("i686"), &[M::Dnf], "mingw32-gcc-c++"),
    known(Need::MingwCpp("x86_64"), &[M::Pacman], "mingw-w64-gcc"),
    known(Need::MingwCpp("i686"), &[M::Pacman], "mingw-w64-gcc"),
    hint(Need::MingwCpp("x86_64"), &[M::Apk], "mingw-w64-gcc"),
    known(Need::MingwCpp("x86_64"), &[M::Brew], "mingw-w64"),
    known(Need::MingwCpp("i686"), &[M::Brew], "mingw-w64"),
    known(Need::MingwCpp("x86_64"), &[M::Port], "x86_64-w64-mingw32-gcc"),
    known(Need::MingwCpp("x86_64"), &[M::Scoop], "mingw"),
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
    known(Need::Llvm, &[M::Apt, M::Brew], "llvm"),
    hint(Need::Llvm, &[M::Dnf, M::Pacman, M::Apk, M::Zypper, M::Nix], "llvm"),
    known(Need::Llvm, &[M::Winget], "LLVM.LLVM"),
    known(Need::Llvm, &[M::Scoop], "llvm"),
    hint(Need::Llvm, &[M::Choco], "llvm"),
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
    known(Need::ContainerEngine, &[M::Apt, M::Dnf, M::Pacman, M::Apk], "podman"),
    hint(Need::ContainerEngine, &[M::Zypper, M::Nix], "podman"),
    hint(Need::ContainerEngine, &[M::Brew], "podman").note("then `podman machine init` and `podman machine start`"),
    hint(Need::ContainerEngine, &[M::Winget], "RedHat.Podman")
        .note("then `podman machine init` and `podman machine start`; or Docker Desktop"),
    hint(Need::ContainerEngine, &[M::Choco], "podman-desktop"),
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
    known(Need::Openssl, &[M::Apt], "libssl-dev"),
    known(Need::Openssl, &[M::Dnf], "openssl-devel"),
    known(Need::Openssl, &[M::Apk], "openssl-dev"),
    known(Need::Openssl, &[M::Pacman], "openssl"),
    hint(Need::Openssl, &[M::Zypper], "libopenssl-devel"),
    known(Need::Openssl, &[M::Brew], "openssl@3"),
    known(Need::Libclang, &[M::Apt], "libclang-dev"),
    known(Need::Libclang, &[M::Dnf], "clang-devel"),
    known(Need::Libclang, &[M::Pacman], "clang"),
    known(Need::Libclang, &[M::Apk], "clang-dev clang-libclang"),
    hint(Need::Libclang, &[M::Zypper], "clang-devel"),
    known(Need::Libclang, &[M::Brew], "llvm").note("keg-only: set LIBCLANG_PATH to `$(brew --prefix llvm)/lib`"),
    known(Need::Libclang, &[M::Winget], "LLVM.LLVM"),
    known(Need::Libclang, &[M::Scoop], "llvm"),
    hint(Need::Libclang, &[M::Choco], "llvm"),
    known(Need::Nasm, &[M::Winget], "NASM.NASM").note("its folder is not put on PATH by itself"),
    known(Need::Nasm, &[M::Scoop], "nasm"),
    hint(Need::Nasm, &[M::Choco], "nasm"),
    known(Need::Cmake, &[M::Winget], "Kitware.CMake"),
    known(Need::Cmake, &[M::Scoop], "cmake"),
    hint(Need::Cmake, &[M::Choco, M::Nix], "cmake"),
    hint(Need::PkgConfig, &[M::Nix], "pkg-config"),
    hint(Need::Rustup, &[M::Apt], "rustup").note("from Debian 13 and Ubuntu 24.04 on"),
    known(Need::Rustup, &[M::Dnf, M::Apk], "rustup").note("then run `rustup-init`"),
    known(Need::Rustup, &[M::Pacman], "rustup").note("it replaces the package `rust`"),
    known(Need::Rustup, &[M::Brew], "rustup").note("keg-only: put `$(brew --prefix rustup)/bin` on PATH"),
    known(Need::Rustup, &[M::Port, M::Scoop], "rustup"),
    known(Need::Rustup, &[M::Winget], "Rustlang.Rustup"),
    hint(Need::Rustup, &[M::Choco], "rustup.install"),
];

/// `compiler`: `gcc` or `g++`, which Debian has apart.
fn cross_gcc(manager: Manager, prefix: &str, compiler: &str) -> Option<Package> {
    // Debian 12 has none for LoongArch yet.
    let hint = prefix.starts_with("loongarch64");
    let named = |names: &[String], note| Some(Package { names: names.to_vec(), hint, note });
    match manager {
        Manager::Apt => {
            let arch = debian_arch(prefix)?;
            named(&[format!("{compiler}-{}", prefix.replace('_', "-")), format!("libc6-dev-{arch}-cross")], None)
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

/// rpm packages provide `pkgconfig(MODULE)`; the others have names of their own.
fn pkg_config_module(manager: Manager, module: &str) -> Option<Package> {
    const DEBIAN: &[(&str, &str)] = &[
        ("alsa", "libasound2-dev"),
        ("libudev", "libudev-dev"),
        ("dbus-1", "libdbus-1-dev"),
        ("fontconfig", "libfontconfig-dev"),
        ("wayland-client", "libwayland-dev"),
        ("x11", "libx11-dev"),
        ("glib-2.0", "libglib2.0-dev"),
        ("gobject-2.0", "libglib2.0-dev"),
        ("gio-2.0", "libglib2.0-dev"),
        ("cairo", "libcairo2-dev"),
        ("pango", "libpango1.0-dev"),
        ("gdk-pixbuf-2.0", "libgdk-pixbuf-2.0-dev"),
        ("gdk-3.0", "libgtk-3-dev"),
        ("gtk+-3.0", "libgtk-3-dev"),
        ("gtk4", "libgtk-4-dev"),
        ("libadwaita-1", "libadwaita-1-dev"),
        ("gstreamer-1.0", "libgstreamer1.0-dev"),
        ("gstreamer-base-1.0", "libgstreamer1.0-dev"),
        ("javascriptcoregtk-4.1", "libjavascriptcoregtk-4.1-dev"),
        ("webkit2gtk-4.1", "libwebkit2gtk-4.1-dev"),
        ("libsoup-3.0", "libsoup-3.0-dev"),
    ];
    const ALPINE: &[(&str, &str)] = &[
        ("alsa", "alsa-lib-dev"),
        ("libudev", "eudev-dev"),
        ("dbus-1", "dbus-dev"),
        ("fontconfig", "fontconfig-dev"),
        ("glib-2.0", "glib-dev"),
    ];
    const ARCH: &[(&str, &str)] = &[
        ("alsa", "alsa-lib"),
        ("libudev", "systemd-libs"),
        ("dbus-1", "dbus"),
        ("fontconfig", "fontconfig"),
        ("glib-2.0", "glib2"),
        ("gtk+-3.0", "gtk3"),
        ("gtk4", "gtk4"),
    ];
    let listed = |table: &[(&str, &str)], hint| {
        let (_, name) = table.iter().find(|(known, _)| *known == module)?;
        Some(Package { names: vec![(*name).to_owned()], hint, note: None })
    };
    match manager {
        Manager::Apt => listed(DEBIAN, false),
        Manager::Apk => listed(ALPINE, true),
        Manager::Pacman => listed(ARCH, true),
        Manager::Dnf | Manager::Zypper => {
            Some(Package { names: vec![format!("pkgconfig({module})")], hint: manager == Manager::Zypper, note: None })
        }
        Manager::Brew | Manager::Port | Manager::Winget | Manager::Choco | Manager::Scoop | Manager::Nix => None,
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
