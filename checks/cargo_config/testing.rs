//! A machine for the tests of this family: a toolchain that knows four targets, and what is put before it.

use std::collections::BTreeSet;

use semver::Version;

use crate::{
    Triple,
    facts::{
        cargo_config::CargoVersion,
        rustc::{Rustc, TargetCfg, TargetList, Vendor},
    },
    testing::{Fake, path},
};

pub(crate) const HOST: &str = "x86_64-unknown-linux-gnu";
pub(crate) const AARCH64: &str = "aarch64-unknown-linux-gnu";
pub(crate) const THUMB: &str = "thumbv8m.main-none-eabi";

/// With cargo 1.96.
pub(crate) fn machine(fake: Fake) -> Fake {
    with_version(fake, Version::new(1, 96, 0))
}

pub(crate) fn with_version(fake: Fake, version: Version) -> Fake {
    let rustc = Rustc {
        version: version.clone(),
        nightly: false,
        host: Triple::new(HOST),
        sysroot: path("/rust"),
        commit_hash: None,
        vendor: Vendor::Rustup,
    };
    let targets = [
        (HOST, ["unix", "target_os=\"linux\"", "target_arch=\"x86_64\""].as_slice()),
        (AARCH64, &["unix", "target_os=\"linux\"", "target_arch=\"aarch64\""]),
        ("armv7-unknown-linux-gnueabihf", &["unix", "target_os=\"linux\"", "target_arch=\"arm\""]),
        (THUMB, &["target_os=\"none\"", "target_arch=\"arm\""]),
    ];
    let known: BTreeSet<_> = targets.iter().map(|(name, _)| Triple::new(*name)).collect();
    let fake = fake
        .granted((), rustc)
        .granted((), CargoVersion(version))
        .granted((), TargetList(known))
        .env("PATH", "/usr/bin")
        .missing_rest();
    targets.into_iter().fold(fake, |fake, (name, cfg)| {
        fake.granted(Triple::new(name), TargetCfg(cfg.iter().map(|line| (*line).to_owned()).collect()))
    })
}
