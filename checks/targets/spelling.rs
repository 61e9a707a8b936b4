//! Names that people write for a triple, and the triple they mean.
//!
//! Most are right elsewhere: GNU triplets, Debian and Docker architectures, LLVM and Apple triples, Android ABIs, Node's
//! and Go's platforms. So this table is read only where the name is no triple of the rustc that will run.

/// A wrong name and the triples it may mean: one where it is certain, else several, likeliest first.
type Row = (&'static [&'static str], &'static [&'static str]);

pub static MISSPELLINGS: &[Row] = &[
    (
        &["wasm32-unknown-wasi", "wasm32-wasip", "wasm32-wasi-p1", "wasm32-wasi-preview1", "wasm32-wasi-p", "wasi"],
        &["wasm32-wasip1"],
    ),
    (&["wasm32-wasi-preview2", "wasm32-wasi-p2", "wasm32-unknown-wasip2"], &["wasm32-wasip2"]),
    (&["wasm32", "wasm", "wasm32-unknown", "wasm32-none", "wasm-unknown-unknown"], &["wasm32-unknown-unknown"]),
    (&["arm64-apple-ios", "aarch64-apple-iphoneos", "arm64-apple-iphoneos"], &["aarch64-apple-ios"]),
    (
        &[
            "arm64-apple-ios-sim",
            "arm64-apple-ios-simulator",
            "aarch64-apple-ios-simulator",
            "aarch64-apple-iphonesimulator",
            "arm64-apple-iphonesimulator",
        ],
        &["aarch64-apple-ios-sim"],
    ),
    (&["x86_64-apple-ios-sim", "x86_64-apple-ios-simulator", "x86_64-apple-iphonesimulator"], &["x86_64-apple-ios"]),
    (
        &[
            "arm64-apple-darwin",
            "aarch64-apple-macos",
            "aarch64-apple-macosx",
            "arm64-apple-macos",
            "arm64-apple-macosx",
            "aarch64-darwin",
            "arm64-darwin",
            "darwin-arm64",
            "darwin-aarch64",
            "macos-arm64",
        ],
        &["aarch64-apple-darwin"],
    ),
    (
        &[
            "x86_64-apple-macos",
            "x86_64-apple-macosx",
            "x86_64-darwin",
            "amd64-apple-darwin",
            "darwin-x64",
            "darwin-amd64",
            "macos-x64",
        ],
        &["x86_64-apple-darwin"],
    ),
    (&["universal-apple-darwin", "universal2-apple-darwin"], &["aarch64-apple-darwin", "x86_64-apple-darwin"]),
    (&["aarch64-apple-xros", "arm64-apple-xros", "arm64-apple-visionos"], &["aarch64-apple-visionos"]),
    (&["aarch64-apple-visionos-simulator", "aarch64-apple-xrsimulator"], &["aarch64-apple-visionos-sim"]),
    (&["x86_64-apple-catalyst", "x86_64-apple-maccatalyst"], &["x86_64-apple-ios-macabi"]),
    (
        &["aarch64-apple-catalyst", "aarch64-apple-maccatalyst", "arm64-apple-catalyst", "arm64-apple-ios-macabi"],
        &["aarch64-apple-ios-macabi"],
    ),
    (
        &[
            "aarch64-linux-gnu",
            "aarch64-gnu-linux",
            "arm64-unknown-linux-gnu",
            "arm64-linux-gnu",
            "aarch64-pc-linux-gnu",
            "aarch64-linux-unknown-gnu",
        ],
        &["aarch64-unknown-linux-gnu"],
    ),
    (
        &["aarch64-unknown-linux", "aarch64-linux", "arm64-linux", "linux-arm64", "linux/arm64"],
        &["aarch64-unknown-linux-gnu", "aarch64-unknown-linux-musl"],
    ),
    (
        &[
            "aarch64-linux-musl",
            "arm64-unknown-linux-musl",
            "arm64-linux-musl",
            "aarch64-unknown-musl",
            "aarch64-alpine-linux-musl",
        ],
        &["aarch64-unknown-linux-musl"],
    ),
    (
        &[
            "x86_64-linux-gnu",
            "x86_64-pc-linux-gnu",
            "amd64-unknown-linux-gnu",
            "x86-64-unknown-linux-gnu",
            "x64-unknown-linux-gnu",
            "amd64-linux-gnu",
            "x86_64-gnu-linux",
            "x86_64-linux-unknown-gnu",
        ],
        &["x86_64-unknown-linux-gnu"],
    ),
    (
        &["x86_64-unknown-linux", "x86_64-linux", "linux-x64", "linux-amd64", "linux/amd64"],
        &["x86_64-unknown-linux-gnu", "x86_64-unknown-linux-musl"],
    ),
    (
        // The second is the host triple of Alpine's own rustc, which is a known name there.
        &["x86_64-linux-musl", "x86_64-alpine-linux-musl", "x86_64-unknown-musl", "amd64-unknown-linux-musl"],
        &["x86_64-unknown-linux-musl"],
    ),
    (
        &[
            "armv7-unknown-linux-gnu",
            "armv7-linux-gnueabihf",
            "armhf-unknown-linux-gnu",
            "armhf-unknown-linux-gnueabihf",
            "armv7l-unknown-linux-gnueabihf",
            "armv7hf-unknown-linux-gnueabihf",
            "armv7-unknown-linux-eabihf",
        ],
        &["armv7-unknown-linux-gnueabihf"],
    ),
    (
        &[
            "arm-unknown-linux-gnu",
            "arm-linux-gnueabihf",
            "armv6-unknown-linux-gnueabihf",
            "armv6l-unknown-linux-gnueabihf",
        ],
        // Debian's `arm-linux-gnueabihf` is ARMv7; the Rust name that looks like it is ARMv6.
        &["arm-unknown-linux-gnueabihf", "armv7-unknown-linux-gnueabihf"],
    ),
    (&["arm-linux-gnueabi"], &["arm-unknown-linux-gnueabi"]),
    (
        &["armv7-unknown-linux-musl", "armv7-linux-musleabihf", "armhf-unknown-linux-musl"],
        &["armv7-unknown-linux-musleabihf"],
    ),
    (
        &["i386-unknown-linux-gnu", "x86-unknown-linux-gnu", "i686-linux-gnu", "i386-linux-gnu", "i686-pc-linux-gnu"],
        &["i686-unknown-linux-gnu"],
    ),
    (&["riscv64-unknown-linux-gnu", "riscv64-linux-gnu", "riscv64gc-linux-gnu"], &["riscv64gc-unknown-linux-gnu"]),
    (&["riscv64-unknown-linux-musl", "riscv64-linux-musl"], &["riscv64gc-unknown-linux-musl"]),
    (
        &["riscv32-unknown-none-elf", "riscv32-unknown-elf"],
        &["riscv32imac-unknown-none-elf", "riscv32imc-unknown-none-elf", "riscv32i-unknown-none-elf"],
    ),
    (
        &["riscv64-unknown-none-elf", "riscv64-unknown-elf"],
        &["riscv64gc-unknown-none-elf", "riscv64imac-unknown-none-elf"],
    ),
    (
        &[
            "ppc64le-unknown-linux-gnu",
            "powerpc64el-unknown-linux-gnu",
            "ppc64el",
            "powerpc64le-linux-gnu",
            "ppc64el-unknown-linux-gnu",
        ],
        &["powerpc64le-unknown-linux-gnu"],
    ),
    (&["s390x-linux-gnu"], &["s390x-unknown-linux-gnu"]),
    (&["loongarch64-linux-gnu"], &["loongarch64-unknown-linux-gnu"]),
    (
        &[
            "x86_64-w64-mingw32",
            "x86_64-windows-gnu",
            "x86_64-pc-mingw32",
            "x86_64-unknown-windows-gnu",
            "x86_64-w64-windows-gnu",
        ],
        &["x86_64-pc-windows-gnu"],
    ),
    (&["i686-w64-mingw32", "i686-windows-gnu", "i686-unknown-windows-gnu"], &["i686-pc-windows-gnu"]),
    (
        &[
            "x86_64-windows-msvc",
            "x86_64-pc-win32",
            "x86_64-unknown-windows-msvc",
            "x86_64-pc-windows-mscv",
            "amd64-pc-windows-msvc",
        ],
        &["x86_64-pc-windows-msvc"],
    ),
    (
        &["win64", "win32-x64", "x86_64-pc-windows", "x86_64-windows"],
        &["x86_64-pc-windows-msvc", "x86_64-pc-windows-gnu"],
    ),
    (&["aarch64-pc-windows-gnu", "arm64-pc-windows-gnu"], &["aarch64-pc-windows-gnullvm"]),
    (&["arm64-pc-windows-msvc", "aarch64-windows-msvc", "aarch64-unknown-windows-msvc"], &["aarch64-pc-windows-msvc"]),
    (&["i386-pc-windows-msvc", "i686-windows-msvc", "x86-pc-windows-msvc"], &["i686-pc-windows-msvc"]),
    (
        &[
            "aarch64-android",
            "arm64-v8a",
            "arm64-linux-android",
            "aarch64-unknown-linux-android",
            "aarch64-unknown-android",
        ],
        &["aarch64-linux-android"],
    ),
    (
        &[
            "armv7a-linux-androideabi",
            "armv7-linux-android",
            "armeabi-v7a",
            "arm-linux-android",
            "armv7-unknown-linux-androideabi",
        ],
        &["armv7-linux-androideabi"],
    ),
    (&["x86-linux-android", "i686-android", "x86", "i386-linux-android"], &["i686-linux-android"]),
    (&["x86_64-android", "x86_64-unknown-linux-android"], &["x86_64-linux-android"]),
    (
        &[
            "thumbv7em-none-eabi-hf",
            "thumbv7emhf-none-eabi",
            "thumbv7e-none-eabihf",
            "thumbv7em-unknown-none-eabihf",
            "thumbv7emhf-none-eabihf",
            "cortex-m4",
        ],
        &["thumbv7em-none-eabihf"],
    ),
    (&["thumbv7e-none-eabi", "thumbv7em-unknown-none-eabi"], &["thumbv7em-none-eabi"]),
    (&["armv7em-none-eabi"], &["thumbv7em-none-eabi"]),
    (&["armv7em-none-eabihf"], &["thumbv7em-none-eabihf"]),
    (&["thumbv7m-unknown-none-eabi", "armv7m-none-eabi"], &["thumbv7m-none-eabi"]),
    (&["thumbv6m-unknown-none-eabi", "armv6m-none-eabi"], &["thumbv6m-none-eabi"]),
    (&["thumbv8m-none-eabi", "thumbv8-none-eabi"], &["thumbv8m.main-none-eabi", "thumbv8m.base-none-eabi"]),
    (
        &["thumbv8m-none-eabihf", "thumbv8m_main-none-eabihf", "thumbv8m-main-none-eabihf"],
        &["thumbv8m.main-none-eabihf"],
    ),
    (&["thumbv8m_main-none-eabi", "thumbv8m-main-none-eabi"], &["thumbv8m.main-none-eabi"]),
    (&["thumbv8m_base-none-eabi", "thumbv8m-base-none-eabi"], &["thumbv8m.base-none-eabi"]),
];

/// The triples that `text` may mean; empty where the table does not know it.
pub fn meant(text: &str) -> &'static [&'static str] {
    MISSPELLINGS.iter().find(|(wrong, _)| wrong.contains(&text)).map_or(&[], |(_, right)| *right)
}

/// Without the API level that clang's Android triples end in: `aarch64-linux-android24`.
pub fn without_api_level(text: &str) -> &str {
    if text.contains("-android") { text.trim_end_matches(|c: char| c.is_ascii_digit()) } else { text }
}

/// The text with everything undone that is a matter of writing: case, spaces, underscores for dashes.
///
/// `x86_64` keeps its underscore, as do the other parts that have one (`solid_asp3`, `aarch64_be`): the caller compares
/// with names normalised by [`flat`].
pub fn flat(text: &str) -> String {
    text.trim().to_ascii_lowercase().replace(['_', '.', ' ', '/'], "-")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::targets::names;

    #[test]
    fn each_wrong_name_stands_once_and_is_no_triple() {
        let mut seen = BTreeSet::new();
        for name in MISSPELLINGS.iter().flat_map(|(wrong, _)| *wrong) {
            assert!(seen.insert(name), "`{name}` stands twice");
            assert!(names::all().all(|known| known != *name), "`{name}` is a triple");
        }
    }

    #[test]
    fn a_known_misspelling_has_its_triple() {
        for (wrong, right) in [
            ("aarch64-linux-gnu", &["aarch64-unknown-linux-gnu"][..]),
            ("armv7a-linux-androideabi", &["armv7-linux-androideabi"]),
            (
                "riscv32-unknown-elf",
                &["riscv32imac-unknown-none-elf", "riscv32imc-unknown-none-elf", "riscv32i-unknown-none-elf"],
            ),
            ("frobnicate", &[]),
        ] {
            assert_eq!(meant(wrong), right, "{wrong}");
        }
    }
}
