//! A project and a rustc for the tests of checks about triples.

use semver::Version;

use crate::{
    Triple,
    facts::rustc::{Rustc, TargetList, Vendor},
    targets::names,
    testing::{Fake, path},
};

/// A package in `/p`; what is not added is missing.
pub(crate) fn project() -> Fake {
    Fake::linux()
        .file("/p/Cargo.toml", "[package]\nname = 'p'\nversion = '1.0.0'\nedition = '2024'\n")
        .file("/p/src/main.rs", "")
        .missing_rest()
}

/// rustc 1.95.0, which knows the names of the catalogue but for the renamed ones and one of a newer version.
pub(crate) fn known_targets(fake: Fake) -> Fake {
    let gone = ["wasm32-wasi", "i586-pc-windows-msvc", "riscv64a23-unknown-linux-gnu"];
    let list = names::all().filter(|name| !gone.contains(name)).map(Triple::new).collect();
    let rustc = Rustc {
        version: Version::new(1, 95, 0),
        nightly: false,
        host: Triple::new("x86_64-unknown-linux-gnu"),
        sysroot: path("/sysroot"),
        commit_hash: None,
        vendor: Vendor::Rustup,
    };
    fake.granted((), rustc).granted((), TargetList(list))
}
