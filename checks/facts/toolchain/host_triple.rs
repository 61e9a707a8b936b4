//! The host triple with which rustup completes a toolchain's name.

use super::settings::{RustupHome, set};
use crate::{
    Cx, HostPath, Pause,
    answer::{Header, Host},
};

/// Mirrors rustup 1.29 `src/dist/mod.rs`, `TargetTuple::from_host`, which asks `uname` and not rustc. What `uname` does not
/// say (the C library, Rosetta) follows from the build of rustup itself, whose file is `rustup`.
pub(super) fn default_host(home: &RustupHome, rustup: Option<&HostPath>, cx: &Cx<'_>) -> Result<String, Pause> {
    if let Ok(settings) = &home.settings
        && let Some(host) = &settings.default_host
    {
        return Ok(host.clone());
    }
    let (tuple, triple) = (cx.env("RUSTUP_OVERRIDE_HOST_TUPLE"), cx.env("RUSTUP_OVERRIDE_HOST_TRIPLE"));
    let host = cx.host()?;
    let built_for = rustup.map(|rustup| cx.header(rustup)).transpose();
    if let Some(given) = set(tuple?).or(set(triple?)) {
        return Ok(given.to_owned());
    }
    let built_for = match built_for {
        Err(Pause::Pending) => return Err(Pause::Pending),
        // Without its header it is taken for the usual build.
        Err(Pause::Unknown(_)) => None,
        Ok(header) => header,
    };
    Ok(from_host(host, built_for))
}

fn from_host(host: &Host, rustup: Option<&Header>) -> String {
    let arch = match (rustup, host.arch.as_str()) {
        // Under Rosetta `uname` says x86_64.
        (Some(Header::MachO { archs }), arch) if !archs.is_empty() && !archs.iter().any(|a| a == arch) => &archs[0],
        (Some(_) | None, arch) => arch,
    };
    let linux_env = match rustup {
        // rustup's build for musl is static; one that is dynamic names musl's loader.
        Some(Header::Elf { interpreter: None, .. }) => "musl",
        Some(Header::Elf { interpreter: Some(loader), .. }) if loader.contains("musl") => "musl",
        Some(_) | None => "gnu",
    };
    match (host.os.as_str(), arch) {
        ("windows", "x86") => "i686-pc-windows-msvc".into(),
        ("windows", _) => format!("{arch}-pc-windows-msvc"),
        ("macos", _) => format!("{arch}-apple-darwin"),
        ("linux", "x86") => "i686-unknown-linux-gnu".into(),
        ("linux", "arm") => "armv7-unknown-linux-gnueabihf".into(),
        ("linux", "riscv64") => format!("riscv64gc-unknown-linux-{linux_env}"),
        ("linux", "powerpc64") => {
            let little = matches!(rustup, Some(Header::Elf { little_endian: true, .. }));
            format!("powerpc64{}-unknown-linux-{linux_env}", if little { "le" } else { "" })
        }
        ("linux", _) => format!("{arch}-unknown-linux-{linux_env}"),
        ("illumos", _) => format!("{arch}-unknown-illumos"),
        ("solaris", "x86_64") => "x86_64-pc-solaris".into(),
        ("android", "arm") => "armv7-linux-androideabi".into(),
        ("android", _) => format!("{arch}-linux-android"),
        (os, _) => format!("{arch}-unknown-{os}"),
    }
}
