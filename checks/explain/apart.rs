//! Where a log cannot decide: what remains, and the one command that tells them apart.

use super::Cause;

/// Causes that the log speaks for alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecided {
    pub remaining: Vec<&'static str>,
    /// A command whose output tells them apart.
    pub command: &'static str,
    /// What to look for in it.
    pub look_for: &'static str,
}

/// Causes this close to the first are not told apart by the log.
const CLOSE: f32 = 0.15;
/// Nor are these, where the first is no surer than [`UNSURE`].
const CLOSE_IF_UNSURE: f32 = 0.35;
const UNSURE: f32 = 0.75;
/// More than so many remaining causes help nobody.
const MOST: usize = 3;

pub(super) fn undecided(causes: &[Cause]) -> Option<Undecided> {
    let first = causes.first()?;
    let distance = if first.confidence < UNSURE { CLOSE_IF_UNSURE } else { CLOSE };
    let close = |cause: &&Cause| {
        (first.confidence - cause.confidence).abs() <= distance
            && cause.lines.iter().any(|line| first.lines.contains(line))
    };
    let remaining: Vec<_> = causes.iter().filter(close).take(MOST).map(|cause| cause.check.id).collect();
    if remaining.len() < 2 {
        return None;
    }
    let fits = |row: &&Row| remaining.iter().filter(|id| row.ids.contains(id)).count() >= 2;
    let row = APART.iter().find(fits)?;
    Some(Undecided { remaining, command: row.command, look_for: row.look_for })
}

struct Row {
    ids: &'static [&'static str],
    command: &'static str,
    look_for: &'static str,
}

/// The first row that names two of the causes counts; the last one knows nothing but to ask xdoctor.
const APART: &[Row] = &[
    Row {
        ids: &[
            "target-std-missing",
            "toolchain-override-without-target",
            "non-rustup-rust",
            "no-prebuilt-std",
            "host-std-missing",
        ],
        command: "rustc --print sysroot && rustup show",
        look_for: "a path outside of `.rustup` means another rustc than rustup's; `rustup show` names the toolchain that is active in this directory, who chose it, and which targets it has",
    },
    Row {
        ids: &["bare-metal-target-has-no-std", "target-std-missing", "ambient-build-target-applied"],
        command: "rustup target list --installed && cargo config get build.target -Zunstable-options",
        look_for: "if the target is listed, a crate asks for a std that the target never has; if `build.target` is set, it also applies to `cargo install`",
    },
    Row {
        ids: &[
            "config-names-absent-linker",
            "cross-linker-not-installed",
            "host-linker-for-foreign-target",
            "config-stale-path",
        ],
        command: "grep -rn linker .cargo ~/.cargo/config.toml; env | grep _LINKER",
        look_for: "a setting that names the linker of the message; without one it is rustc's own default for the target",
    },
    Row {
        ids: &["host-linker-not-installed", "config-env-name-wrong", "host-linker-for-foreign-target"],
        command: "command -v cc; env | grep '^CARGO_TARGET_'",
        look_for: "no `cc` at all, or a variable whose name is not `CARGO_TARGET_<TRIPLE>_LINKER`",
    },
    Row {
        ids: &[
            "xcode-clt-missing",
            "xcode-not-selected",
            "apple-sdkroot-wrong",
            "nix-apple-env-incomplete",
            "apple-sdk-needs-macos",
        ],
        command: "xcode-select -p; xcrun --show-sdk-path; echo \"$SDKROOT\"; command -v cc",
        look_for: "the developer directory, the SDK it gives, a `SDKROOT` that overrides it, and whether `cc` is Apple's",
    },
    Row {
        ids: &["openssl-for-target-missing", "pkg-config-not-installed"],
        command: "command -v pkg-config; env | grep -E 'OPENSSL|PKG_CONFIG'",
        look_for: "without `pkg-config` a native build finds no OpenSSL; for another target it has to be that target's OpenSSL, whatever `pkg-config` says",
    },
    Row {
        ids: &["libclang-missing", "libclang-path-wrong"],
        command: "echo \"$LIBCLANG_PATH\" && ls \"$LIBCLANG_PATH\"",
        look_for: "a value that names no directory with a libclang, or no value at all",
    },
    Row {
        ids: &[
            "windows-sdk-missing",
            "msvc-build-tools-missing",
            "msvc-link-shadowed-by-gnu-link",
            "msvc-target-on-non-windows-host",
        ],
        command: "where link.exe && where cl.exe",
        look_for: "a `link.exe` of Git or MSYS before Visual Studio's, or none",
    },
    Row {
        ids: &["rust-src-missing", "rust-src-layout-mismatch", "build-std-ignored-on-stable-cargo"],
        command: "cargo -V && rustup component list --installed && ls \"$(rustc --print sysroot)/lib/rustlib/src/rust/library\"",
        look_for: "whether `rust-src` is listed; where it is, a `Cargo.lock` in `library` wants a cargo of 1.82 or later; a cargo that is no nightly ignores `build-std`",
    },
    Row {
        ids: &[
            "container-daemon-not-running",
            "docker-socket-permission",
            "cross-docker-in-docker",
            "container-engine-missing",
        ],
        command: "docker info",
        look_for: "`command not found`, `Cannot connect` or `permission denied`; where it answers, cross itself runs in a container",
    },
    Row {
        ids: &["container-user-mapping", "docker-socket-permission"],
        command: "docker info --format '{{.SecurityOptions}}' && ls -ld target",
        look_for: "`rootless` or `userns`, and who owns the directory that cannot be written",
    },
    Row {
        ids: &["target-library-missing", "sysroot-missing-crt-or-libc", "bare-ld-as-linker", "sysroot-absolute-paths"],
        command: "grep -rn linker .cargo ~/.cargo/config.toml; LINKER -print-sysroot; LINKER -print-file-name=libc.so",
        look_for: "with the linker of the message for `LINKER`: an `ld` instead of a compiler driver does not know these options; a bare `libc.so` instead of a path means that the target's C library is not there",
    },
    Row {
        ids: &["library-wrong-architecture", "host-linker-for-foreign-target", "linker-wrong-architecture"],
        command: "LINKER -dumpmachine && file -L LIBRARY",
        look_for: "with the linker and the library of the message: the machine that the one links for, and the one that the other is built for",
    },
    Row {
        ids: &["unscoped-cc-env", "host-linker-for-foreign-target", "c-cross-compiler-missing"],
        command: "env | grep -E '^(HOST_|TARGET_)?(CC|CXX|AR|CFLAGS)(_|=)'",
        look_for: "a bare `CC` that names a cross compiler is used for the host as well; `CC_<triple>` is for one target",
    },
    Row {
        ids: &[
            "android-ndk-not-found",
            "android-env-var-missing",
            "android-ndk-too-old",
            "android-ndk-too-new-for-tool",
            "android-api-level-too-low",
            "android-cc-not-configured",
            "android-ndk-r23-lgcc",
        ],
        command: "env | grep -E 'ANDROID|NDK'; cat \"$ANDROID_NDK_HOME/source.properties\"; ls \"$ANDROID_NDK_HOME\"/toolchains/llvm/prebuilt/*/bin",
        look_for: "no variable or no such directory; the NDK's revision (since 23 there is no libgcc and no binutils); the API levels in the names of its compilers",
    },
    Row {
        ids: &["bindgen-no-target-sysroot", "clang-builtin-headers-missing", "c-code-uses-host-headers-for-wasm"],
        command: "clang -print-resource-dir && env | grep -E 'BINDGEN_EXTRA_CLANG_ARGS|LIBCLANG_PATH'",
        look_for: "a directory whose `include` has `stddef.h`; and a `--sysroot` for the target among the arguments",
    },
    Row {
        ids: &["clang-lacks-wasm-backend", "brew-llvm-missing", "c-dependency-on-wasm-unknown", "wasi-sysroot-missing"],
        command: "clang --version && clang --print-targets | grep wasm; env | grep -E 'WASI|CC_wasm'",
        look_for: "Apple's clang has no `wasm32`; where it is listed, the headers of a C library for the target are what lacks",
    },
    Row {
        ids: &[
            "no-runner-for-target",
            "config-names-absent-runner",
            "qemu-sysroot-missing",
            "binary-for-other-architecture",
        ],
        command: "grep -rn runner .cargo ~/.cargo/config.toml; env | grep -E '_RUNNER|QEMU_LD_PREFIX'; uname -m",
        look_for: "a runner that is not on `PATH`, or none for this target; with qemu also where it looks for the target's loader",
    },
    Row {
        ids: &[
            "host-toolchain-wrong-architecture",
            "toolchain-not-installed",
            "binary-for-other-architecture",
            "container-image-other-architecture",
        ],
        command: "uname -m && rustup show active-toolchain && file -L \"$(rustup which rustc)\"",
        look_for: "the machine's architecture beside the toolchain's; where they agree, it is the program or the image that is another's",
    },
    Row {
        ids: &[
            "sdkroot-leaks-into-host-build",
            "macos-lib-path-leaks-into-ios-link",
            "nix-missing-libiconv",
            "foreign-libiconv-shadows-system",
        ],
        command: "echo \"$SDKROOT $LIBRARY_PATH\"; command -v cc ld; xcrun --sdk macosx --show-sdk-path",
        look_for: "an `SDKROOT` of another platform, a library path of Homebrew, MacPorts or the macOS SDK, or a `cc` from `/nix/store`",
    },
    Row {
        ids: &["toolchain-not-installed", "toolchain-file-invalid", "rustup-server-unreachable", "rust-not-installed"],
        command: "rustup show && cat rust-toolchain.toml rust-toolchain",
        look_for: "the toolchain that the file names beside those that are installed",
    },
    Row {
        ids: &["cargo-config-in-manifest", "config-env-name-wrong", "duplicate-cargo-config", "rustflags-shadowed"],
        command: "cargo config get -Zunstable-options --show-origin; ls .cargo",
        look_for: "the setting, and which file or variable gives it; what is not listed is in no effect (a stable cargo needs `RUSTC_BOOTSTRAP=1` for this)",
    },
    Row {
        ids: &["dlltool-missing", "dlltool-incompatible", "mingw-incompatible-distribution"],
        command: "rustc -vV | grep host; x86_64-w64-mingw32-dlltool --version || dlltool --version; x86_64-w64-mingw32-gcc -v || gcc -v",
        look_for: "a GNU dlltool, and a gcc that has libgcc_eh: that of MSYS2, of mingw-w64 or of a distribution",
    },
    Row {
        ids: &["build-tool-cmake-missing", "build-tool-nasm-missing", "build-tool-clang-missing"],
        command: "command -v cmake nasm clang",
        look_for: "which of them prints no path",
    },
    Row {
        ids: &["build-script-glibc-newer-than-container", "glibc-too-old-on-run-host"],
        command: "ldd --version",
        look_for: "the glibc of the system that ran the program, beside the version that the message asks for",
    },
    Row {
        ids: &["elf-interpreter-missing", "binary-for-other-architecture", "runtime-shared-library-missing"],
        command: "file PROGRAM && uname -m",
        look_for: "the architecture of the program, its `interpreter`, and the machine's architecture",
    },
];
