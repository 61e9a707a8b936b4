//! A machine for the tests of this family: Debian on `x86_64` with a toolchain, gcc, and a cross gcc.

use std::collections::BTreeSet;

use semver::Version;
use xdoctor_fixes::cargo_config::{ConfigFile, Layout};

use super::{HostLinkerNeed, LinkNeed};
use crate::{
    Triple,
    answer::Header,
    facts::{
        cargo_config::CargoVersion,
        config_layout::ConfigLayout,
        rustc::{Rustc, TargetList, TargetSpec, Vendor},
    },
    testing::{Fake, path},
};

pub(crate) const HOST: &str = "x86_64-unknown-linux-gnu";
pub(crate) const AARCH64: &str = "aarch64-unknown-linux-gnu";
pub(crate) const ARMV7: &str = "armv7-unknown-linux-gnueabihf";
pub(crate) const I686: &str = "i686-unknown-linux-gnu";
pub(crate) const MUSL: &str = "x86_64-unknown-linux-musl";
pub(crate) const AARCH64_MUSL: &str = "aarch64-unknown-linux-musl";
pub(crate) const MINGW: &str = "x86_64-pc-windows-gnu";
pub(crate) const WASM: &str = "wasm32-unknown-unknown";
pub(crate) const THUMB: &str = "thumbv7em-none-eabihf";
pub(crate) const DARWIN: &str = "aarch64-apple-darwin";
pub(crate) const ANDROID: &str = "aarch64-linux-android";
pub(crate) const ARMV7_ANDROID: &str = "armv7-linux-androideabi";
pub(crate) const MSVC: &str = "x86_64-pc-windows-msvc";
pub(crate) const ARM64_MSVC: &str = "aarch64-pc-windows-msvc";

/// As rustc 1.96 prints them.
fn specifications() -> Vec<(&'static str, serde_json::Value)> {
    let linux = |arch: &str, env: &str, abi: &str, crt_static: bool| {
        serde_json::json!({
            "arch": arch, "os": "linux", "env": env, "abi": abi, "linker-flavor": "gnu-cc",
            "crt-static-default": crt_static,
        })
    };
    vec![
        (HOST, linux("x86_64", "gnu", "", false)),
        (AARCH64, linux("aarch64", "gnu", "", false)),
        (ARMV7, linux("arm", "gnu", "eabihf", false)),
        (I686, linux("x86", "gnu", "", false)),
        (MUSL, linux("x86_64", "musl", "", true)),
        (AARCH64_MUSL, linux("aarch64", "musl", "", true)),
        (
            MINGW,
            serde_json::json!({
                "arch": "x86_64", "os": "windows", "env": "gnu", "linker-flavor": "gnu-cc",
                "linker": "x86_64-w64-mingw32-gcc",
            }),
        ),
        (
            WASM,
            serde_json::json!({"arch": "wasm32", "os": "unknown", "linker-flavor": "wasm-lld", "linker": "rust-lld"}),
        ),
        (
            "wasm32-wasip1",
            serde_json::json!({
                "arch": "wasm32", "os": "wasi", "env": "p1", "linker-flavor": "wasm-lld", "linker": "rust-lld",
            }),
        ),
        (THUMB, serde_json::json!({"arch": "arm", "abi": "eabihf", "linker-flavor": "gnu-lld", "linker": "rust-lld"})),
        (DARWIN, serde_json::json!({"arch": "aarch64", "os": "macos", "linker-flavor": "darwin-cc"})),
        (ANDROID, serde_json::json!({"arch": "aarch64", "os": "android", "linker-flavor": "gnu-cc"})),
        (ARMV7_ANDROID, serde_json::json!({"arch": "arm", "os": "android", "abi": "eabi", "linker-flavor": "gnu-cc"})),
        (MSVC, serde_json::json!({"arch": "x86_64", "os": "windows", "env": "msvc", "linker-flavor": "msvc"})),
        (ARM64_MSVC, serde_json::json!({"arch": "aarch64", "os": "windows", "env": "msvc", "linker-flavor": "msvc"})),
    ]
}

/// A toolchain that knows the targets above, on this machine, and nothing else.
pub(crate) fn toolchain(fake: Fake, host: &str) -> Fake {
    let version = || Version::new(1, 96, 0);
    let rustc = Rustc {
        version: version(),
        nightly: false,
        host: Triple::new(host),
        sysroot: path("/rust"),
        commit_hash: None,
        vendor: Vendor::Rustup,
    };
    let known: BTreeSet<_> = specifications().iter().map(|(name, _)| Triple::new(*name)).collect();
    let fake = fake
        .granted((), rustc)
        .granted((), TargetList(known))
        .granted((), CargoVersion(version()))
        .granted((), LinkNeed::Links)
        .granted((), HostLinkerNeed::NotSeen)
        .env("PATH", "/usr/bin")
        .missing_rest();
    specifications().into_iter().fold(fake, |fake, (name, json)| {
        let spec: TargetSpec = serde_json::from_value(json).expect("a specification");
        fake.granted(Triple::new(name), spec)
    })
}

/// Debian with nothing but the toolchain.
pub(crate) fn bare() -> Fake {
    toolchain(Fake::linux(), HOST).program("/rust/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld")
}

/// Debian with `cc`, and what it prints.
pub(crate) fn debian() -> Fake {
    let fake = bare()
        .symlink("/usr/bin/cc", "gcc")
        .program("/usr/bin/x86_64-linux-gnu-gcc-12")
        .symlink("/usr/bin/gcc", "x86_64-linux-gnu-gcc-12");
    driver(fake, "/usr/bin/x86_64-linux-gnu-gcc-12", &["cc", "gcc"], "x86_64-linux-gnu", "/usr/lib/gcc", 12)
}

/// Debian with a cross gcc for `aarch64` too.
pub(crate) fn with_cross_gcc() -> Fake {
    let fake = debian().program("/usr/bin/aarch64-linux-gnu-gcc");
    driver(
        fake,
        "/usr/bin/aarch64-linux-gnu-gcc",
        &["aarch64-linux-gnu-gcc"],
        "aarch64-linux-gnu",
        "/usr/lib/gcc-cross",
        12,
    )
}

/// The answers of a gcc of this machine, under its file and these names.
pub(crate) fn driver(fake: Fake, file: &str, names: &[&str], machine: &str, lib: &str, version: u32) -> Fake {
    let dirs = format!(
        "install: {lib}/{machine}/{version}/\nprograms: =/usr/bin/\nlibraries: \
         ={lib}/{machine}/{version}/:/usr/lib/{machine}/:/usr/lib/\n"
    );
    let names = names.iter().map(|name| format!("/usr/bin/{name}")).chain([file.to_owned()]);
    names.fold(fake, |fake, name| {
        fake.ran(crate::machine::Command::prints([name.as_str(), "-dumpmachine"], &format!("{machine}\n")))
            .ran(crate::machine::Command::prints([name.as_str(), "-dumpversion"], &format!("{version}\n")))
            .ran(crate::machine::Command::prints([name.as_str(), "-print-search-dirs"], &dirs))
            .ran(crate::machine::Command::prints([name.as_str(), "-m32", "-dumpmachine"], &format!("{machine}\n")))
            .ran(crate::machine::Command::prints([name.as_str(), "-m32", "-print-search-dirs"], &dirs))
    })
}

/// Where settings can go in `/p`, with this as its own configuration.
pub(crate) fn layout(text: &str) -> ConfigLayout {
    let file = ConfigFile { path: path("/p/.cargo/config.toml"), text: text.to_owned() };
    ConfigLayout(Layout {
        project: path("/p"),
        cargo_home: path("/home/user/.cargo"),
        files: vec![file],
        include_guaranteed: false,
        gitignore: None,
    })
}

/// The project's own configuration.
pub(crate) fn config(fake: Fake, text: &str) -> Fake {
    fake.file("/p/.cargo/config.toml", text)
}

pub(crate) fn elf(arch: &str) -> Header {
    crate::testing::elf(arch, 64)
}
