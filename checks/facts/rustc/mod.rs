//! What the rustc that will run says of itself.

mod cfg;
mod spec;
mod vendor;

use std::collections::BTreeSet;

use semver::Version;

pub use self::{cfg::TargetCfg, spec::TargetSpec, vendor::Vendor};
use crate::{Cx, Fact, Failure, HostPath, Pause, Triple, answer::Ran, facts::toolchain::Toolchain};

/// `rustc -vV` and `rustc --print sysroot`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rustc {
    /// `1.96.0`, `1.98.0-nightly`.
    pub version: Version,
    /// It takes `-Z` flags: a nightly, or built without a channel (`-dev`).
    pub nightly: bool,
    pub host: Triple,
    pub sysroot: HostPath,
    pub commit_hash: Option<String>,
    pub vendor: Vendor,
}

/// `rustc --print target-list`: every triple this rustc knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetList(pub BTreeSet<Triple>);

impl TargetList {
    pub fn knows(&self, triple: &Triple) -> bool {
        self.0.contains(triple)
    }
}

/// What a rustc prints, or unknown with what it said instead.
fn print<'a>(cx: &Cx<'a>, args: &[&str]) -> Result<&'a str, Pause> {
    let toolchain = cx.fact::<Toolchain>(())?;
    let rustc = &toolchain.rustc;
    let failed = |message| Err(Pause::Unknown(Failure::Failed { message }));
    match cx.run(toolchain.rustc(args.iter().copied()))? {
        Ran::Finished { exit, stdout, .. } if exit.success() => Ok(stdout),
        Ran::Finished { stderr, .. } => failed(format!("`{rustc} {}` failed: {}", args.join(" "), stderr.trim())),
        Ran::NotFound => failed(format!("there is no `{rustc}`")),
        Ran::NotExecutable { message } => failed(format!("cannot run `{rustc}`: {message}")),
    }
}

/// The sysroot and the targets come with one call, whichever is asked first.
fn sysroot_and_targets<'a>(cx: &Cx<'a>) -> Result<&'a str, Pause> {
    print(cx, &["--print", "sysroot", "--print", "target-list"])
}

impl Fact for Rustc {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let (host, verbose, printed) = (cx.host(), print(cx, &["-vV"]), sysroot_and_targets(cx));
        let (host, verbose, printed) = (host?, verbose?, printed?);
        let field = |name: &str| verbose.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        let strange = || Pause::Unknown(Failure::Failed { message: format!("rustc answered `{verbose}`") });
        let version = field("release").and_then(|release| Version::parse(release).ok()).ok_or_else(strange)?;
        let sysroot = printed.lines().next().and_then(HostPath::parse).ok_or_else(strange)?;
        Ok(Self {
            vendor: Vendor::of(verbose.lines().next().unwrap_or_default(), &sysroot, host),
            nightly: ["nightly", "dev"].contains(&version.pre.as_str()),
            host: Triple::new(field("host").ok_or_else(strange)?),
            sysroot,
            commit_hash: field("commit-hash").filter(|hash| *hash != "unknown").map(str::to_owned),
            version,
        })
    }
}

impl Fact for TargetList {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        Ok(Self(sysroot_and_targets(cx)?.lines().skip(1).map(Triple::new).collect()))
    }
}
