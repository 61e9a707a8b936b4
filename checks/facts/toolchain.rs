//! The toolchain that will run, and why that one.

use crate::{Cx, Fact, HostPath, Pause};

/// The rustc and cargo that a build from here runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toolchain {
    /// The rustc itself, not a proxy.
    pub rustc: HostPath,
    pub cargo: HostPath,
    /// Its name in rustup; none where rustc is not rustup's.
    pub rustup_name: Option<String>,
}

impl Fact for Toolchain {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let host = cx.host()?;
        let home = match (cx.env("RUSTUP_HOME")?, &host.home) {
            (Some(home), _) => host.cwd.join(home),
            (None, Some(home)) => home.join(".rustup"),
            (None, None) => host.cwd.join(".rustup"),
        };
        let name = cx.env("RUSTUP_TOOLCHAIN")?.unwrap_or("stable-x86_64-unknown-linux-gnu");
        let root = home.join("toolchains").join(name);
        Ok(Self { rustc: root.join("bin/rustc"), cargo: root.join("bin/cargo"), rustup_name: Some(name.to_owned()) })
    }
}
