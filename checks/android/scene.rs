//! A machine for the tests of this family: Debian with a Rust of some version.

pub(super) use crate::facts::linker::scene::{ANDROID, ARMV7_ANDROID};
use crate::{
    Triple,
    facts::{
        linker::scene::{HOST, config, debian, layout},
        ndk::scene::with_ndk,
        rustc::{Rustc, Vendor},
    },
    testing::{Fake, path},
};

pub(super) const NDK_27: &str = "27.2.12479018";
/// Of `/ndk`.
pub(super) const BIN: &str = "/ndk/toolchains/llvm/prebuilt/linux-x86_64/bin";

pub(super) fn with_rust(version: &str) -> Fake {
    let rustc = Rustc {
        version: version.parse().expect("a version"),
        nightly: false,
        host: Triple::new(HOST),
        sysroot: path("/rust"),
        commit_hash: None,
        vendor: Vendor::Rustup,
    };
    debian().granted((), rustc).granted((), layout(""))
}

/// An NDK in `/ndk`, found by `ANDROID_NDK_HOME`.
pub(super) fn ndk(rustc: &str, revision: &str) -> Fake {
    with_ndk(with_rust(rustc), "/ndk", revision).env("ANDROID_NDK_HOME", "/ndk")
}

/// The linker of the target is this program of it, which answers as clang does.
pub(super) fn linked_with(fake: Fake, target: &str, program: &str) -> Fake {
    let linker = format!("{BIN}/{program}");
    let text = format!("[target.{target}]\nlinker = \"{linker}\"\n");
    let machine = program.trim_end_matches("-clang").replace("-linux-", "-unknown-linux-");
    let fake = config(fake, &text).granted((), layout(&text));
    fake.ran(crate::machine::Command::prints([linker.as_str(), "-dumpmachine"], &format!("{machine}\n"))).ran(
        crate::machine::Command::prints(
            [linker.as_str(), "-print-search-dirs"],
            "programs: =/ndk\nlibraries: =/ndk/lib/clang/18\n",
        ),
    )
}

/// A crate on a path compiles C.
pub(super) fn compiles_c(fake: Fake) -> Fake {
    fake.file("/p/Cargo.toml", "[package]\nname = \"p\"\n[dependencies]\npart = { path = \"part\" }\n")
        .file("/p/src/main.rs", "fn main() {}")
        .file("/p/part/Cargo.toml", "[package]\nname = \"part\"\n[build-dependencies]\ncc = \"1\"\n")
        .file("/p/part/build.rs", "fn main() {}")
}
