//! What the rustc that will run says of itself.

mod cfg;
mod entries;
mod spec;
mod vendor;

use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
};

use semver::Version;

pub use self::{
    cfg::{SpecCfg, TargetCfg},
    spec::{TargetSpec, Width},
    vendor::Vendor,
};
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

/// The sysroot, the targets and their specifications, by one call where rustc can: a rustc takes longer to start than
/// to print all of it.
struct Printed {
    sysroot: Option<HostPath>,
    targets: BTreeSet<Triple>,
    /// Where each stands in what was printed, since few of the hundreds are wanted. None where this rustc cannot print
    /// them all at once (before 1.70).
    specs: Option<HashMap<Triple, Range<usize>>>,
}

impl Fact for Printed {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        if let Some(printed) = spec::with_all_specs(cx)? {
            return Ok(printed);
        }
        let mut lines = print(cx, &["--print", "sysroot", "--print", "target-list"])?.lines();
        let sysroot = lines.next().and_then(HostPath::parse);
        Ok(Self { sysroot, targets: lines.map(Triple::new).collect(), specs: None })
    }
}

impl Fact for Rustc {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let (host, verbose, printed) = (cx.host(), print(cx, &["-vV"]), cx.fact::<Printed>(()));
        let (host, verbose, printed) = (host?, verbose?, printed?);
        let field = |name: &str| verbose.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        let strange = || Pause::Unknown(Failure::Failed { message: format!("rustc answered `{verbose}`") });
        let version = field("release").and_then(|release| Version::parse(release).ok()).ok_or_else(strange)?;
        let sysroot = printed.sysroot.clone().ok_or_else(strange)?;
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
        Ok(Self(cx.fact::<Printed>(())?.targets.clone()))
    }
}
