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
/// More than so many remaining causes help nobody.
const MOST: usize = 3;

pub(super) fn undecided(causes: &[Cause]) -> Option<Undecided> {
    let first = causes.first()?;
    let close = |cause: &&Cause| {
        (first.confidence - cause.confidence).abs() <= CLOSE
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
