//! Macs for the tests of this family.

use crate::{
    Check, Finding, Outcome, Triple,
    facts::{
        linker::{
            HostLinkerNeed, LinkNeed,
            scene::{self, toolchain},
        },
        rustc::{Rustc, TargetList, TargetSpec, Vendor},
        toolchain::{ChosenBy, Toolchain},
    },
    testing::{Fake, path},
};

pub(super) const DARWIN: &str = scene::DARWIN;
pub(super) const LINUX: &str = scene::HOST;
pub(super) const IOS: &str = "aarch64-apple-ios";
pub(super) const IOS_SIM: &str = "aarch64-apple-ios-sim";
pub(super) const XCODE: &str = "/Applications/Xcode.app/Contents/Developer";
const CLT: &str = "/Library/Developer/CommandLineTools";

/// Apple silicon with a toolchain and macOS's own programs, and no tools behind them.
pub(super) fn mac() -> Fake {
    let fake = toolchain(Fake::macos(), DARWIN)
        .program("/usr/bin/cc")
        .program("/usr/bin/clang")
        .program("/usr/bin/xcrun")
        .program("/usr/bin/xcode-select")
        .failing_command(
            ["/usr/bin/xcode-select", "--print-path"],
            2,
            "xcode-select: error: unable to get active developer directory\n",
        );
    add_ios(fake)
}

/// With a toolchain that knows iOS.
pub(super) fn add_ios(fake: Fake) -> Fake {
    let names = [DARWIN, LINUX, IOS, IOS_SIM, scene::WASM];
    let fake = fake.granted((), TargetList(names.into_iter().map(Triple::new).collect()));
    [(IOS, ""), (IOS_SIM, "sim")].into_iter().fold(fake, |fake, (name, abi)| {
        let json = serde_json::json!({"arch": "aarch64", "os": "ios", "abi": abi, "linker-flavor": "darwin-cc"});
        let spec: TargetSpec = serde_json::from_value(json).expect("a specification");
        fake.granted(Triple::new(name), spec)
    })
}

/// The Command Line Tools, selected by nobody.
pub(super) fn clt(fake: Fake) -> Fake {
    fake.program(&format!("{CLT}/usr/bin/xcrun"))
}

/// The Command Line Tools with their SDK.
pub(super) fn clt_with_sdk(fake: Fake) -> Fake {
    let sdk = format!("{CLT}/SDKs/MacOSX.sdk");
    let fake = fake.file(&format!("{sdk}/usr/lib/libSystem.tbd"), "--- !tapi-tbd\n");
    let fake = clt(fake).command(["xcrun", "--sdk", "macosx", "--show-sdk-path"], &format!("{sdk}\n"));
    fake.failing_command(
        ["xcrun", "--sdk", "iphoneos", "--show-sdk-path"],
        1,
        "xcrun: error: SDK \"iphoneos\" cannot be located\n\
         xcrun: error: unable to lookup item 'Path' in SDK 'iphoneos'\n",
    )
}

/// Xcode with its SDKs.
pub(super) fn xcode(fake: Fake) -> Fake {
    let fake = fake.program(&format!("{XCODE}/usr/bin/xcrun"));
    ["MacOSX", "iPhoneOS", "iPhoneSimulator"].into_iter().fold(fake, |fake, name| {
        let sdk = sdk(name);
        fake.file(&format!("{sdk}/usr/lib/libSystem.tbd"), "--- !tapi-tbd\n")
            .file(&format!("{sdk}/SDKSettings.json"), r#"{"Version": "18.2"}"#)
            .command(["xcrun", "--sdk", &name.to_ascii_lowercase(), "--show-sdk-path"], &format!("{sdk}\n"))
    })
}

/// The same with another rustc.
pub(super) fn version(fake: Fake, version: &str) -> Fake {
    let rustc = Rustc {
        version: version.parse().expect("a version"),
        nightly: false,
        host: Triple::new(DARWIN),
        sysroot: path("/rust"),
        commit_hash: None,
        vendor: Vendor::Rustup,
    };
    fake.granted((), rustc)
}

/// The path of Xcode's SDK of this name.
pub(super) fn sdk(name: &str) -> String {
    format!("{XCODE}/Platforms/{name}.platform/Developer/SDKs/{name}.sdk")
}

/// Nothing is linked for the target.
pub(super) fn library(fake: Fake) -> Fake {
    fake.granted((), LinkNeed::Never)
}

/// Something that is linked for the host.
pub(super) fn with_scripts(fake: Fake) -> Fake {
    fake.granted((), HostLinkerNeed::Needed { by: "libc".into() })
}

/// A library for the target whose own build script compiles C.
pub(super) fn compiles_c(fake: Fake) -> Fake {
    library(fake)
        .file(
            "/p/Cargo.toml",
            "[package]\nname = \"p\"\n[lib]\ncrate-type = [\"staticlib\"]\n[build-dependencies]\ncc = \"1\"\n",
        )
        .file("/p/src/lib.rs", "")
        .file("/p/build.rs", "")
}

/// What rustc prints as its own deployment target, and a toolchain to ask.
pub(super) fn deployment(fake: Fake, triple: &str, variable: &str, release: &str) -> Fake {
    let toolchain = Toolchain {
        rustc: path("/rust/bin/rustc"),
        cargo: path("/rust/bin/cargo"),
        rustup: None,
        chosen_by: ChosenBy::Path { rustc: path("/rust/bin/rustc") },
        environment: std::collections::BTreeMap::new(),
    };
    fake.granted((), toolchain).command(
        ["/rust/bin/rustc", "--print", "deployment-target", "--target", triple],
        &format!("{variable}={release}\n"),
    )
}

/// Something is linked for the target after all.
pub(super) fn linked(fake: Fake) -> Fake {
    fake.granted((), LinkNeed::Links)
}

/// With these packages in the lock file, and the program that has it.
pub(super) fn locked(fake: Fake, packages: &[(&str, &str)]) -> Fake {
    let packages = packages.iter().map(|(name, version)| {
        format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\nsource = \"registry\"\n")
    });
    let fake = fake.file("/p/Cargo.lock", &packages.collect::<String>());
    if fake.0.entries.contains_key(&path("/p/Cargo.toml")) {
        return fake;
    }
    fake.file("/p/Cargo.toml", "[package]\nname = \"p\"\n").file("/p/src/main.rs", "")
}

/// A shell of Nix with its wrapped compiler, and no `xcrun`.
pub(super) fn nix(fake: Fake) -> Fake {
    let wrapper = "/nix/store/bbb-clang-wrapper-16";
    fake.env("PATH", &format!("{wrapper}/bin"))
        .env("IN_NIX_SHELL", "impure")
        .program(&format!("{wrapper}/bin/cc"))
        .file(&format!("{wrapper}/nix-support/cc-cflags"), "")
}

#[track_caller]
pub(super) fn finding(fake: &Fake, check: &Check, target: &str) -> Finding {
    match fake.judge(check, target) {
        Ok(Outcome::Found(finding)) => *finding,
        other => panic!("`{}` did not fire: {other:?}", check.id),
    }
}
