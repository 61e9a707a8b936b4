//! The version of the cargo that will run.

use semver::Version;

use super::Toolchain;
use crate::{Cx, Fact, Failure, Pause, answer::Ran};

/// `cargo -V`. Ask only where it matters: cargo takes longer to start than rustc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CargoVersion {
    pub version: Version,
    /// It reads `[unstable]` and takes `-Z` flags.
    pub nightly: bool,
}

impl Fact for CargoVersion {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let toolchain = cx.fact::<Toolchain>(())?;
        let strange = |said: &str| {
            let message = format!("`{} -V` answered `{}`", toolchain.cargo, said.trim());
            Pause::Unknown(Failure::Failed { message })
        };
        match cx.run(toolchain.cargo(["-V"]))? {
            // `cargo 1.95.0 (f2d3ce0bd 2026-03-21)`
            Ran::Finished { stdout, stderr, .. } => {
                let version = stdout.strip_prefix("cargo ").and_then(|rest| rest.split_whitespace().next());
                let version = version.and_then(|text| Version::parse(text).ok()).ok_or_else(|| {
                    let said = if stdout.is_empty() { stderr } else { stdout };
                    strange(said)
                })?;
                Ok(Self { nightly: ["nightly", "dev"].contains(&version.pre.as_str()), version })
            }
            Ran::NotFound => Err(strange("no such file")),
            Ran::NotExecutable { message } => Err(strange(message)),
        }
    }
}
