//! The oldest release of the system that a build is for.

use std::fmt;

use super::{Platform, Sdk, SdkRoot, SdkRootUse, Variable};
use crate::{
    Cx, Fact, Failure, HostPath, Pause, Triple,
    answer::Ran,
    facts::{cargo_config::Located, toolchain::Toolchain},
    question::Run,
};

/// A release of one of Apple's systems: `10.12`, `26.0.1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    pub major: u16,
    pub minor: u16,
    pub patch: u16,
}

impl Release {
    pub const fn new(major: u16, minor: u16) -> Self {
        Self { major, minor, patch: 0 }
    }

    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(str::parse);
        let (major, minor, patch) = (parts.next()?.ok()?, parts.next(), parts.next());
        let part = |part: Option<Result<u16, _>>| part.map_or(Some(0), Result::ok);
        parts.next().is_none().then_some(Self { major, minor: part(minor)?, patch: part(patch)? })
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        if self.patch == 0 { Ok(()) } else { write!(f, ".{}", self.patch) }
    }
}

/// For which releases rustc and the crate cc build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    pub rust: Release,
    /// None where it follows the SDK and that does not tell.
    pub c: Option<Release>,
    /// The variable, where it is set.
    pub setting: Option<Located<String>>,
}

impl Fact for Deployment {
    /// An Apple target.
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let failed = |message: &str| Pause::Unknown(Failure::Failed { message: message.to_owned() });
        let platform = Platform::of(triple).ok_or_else(|| failed("not a target of Apple's"))?;
        let (variable, toolchain) =
            (cx.fact::<Variable>(platform.deployment_variable().to_owned()), cx.fact::<Toolchain>(()));
        let (variable, toolchain) = (variable?, toolchain?);
        let setting = variable.value().cloned();
        let set = setting.as_ref().and_then(|setting| Release::parse(&setting.value));
        // without the variable: what this rustc takes by itself; an older value than its oldest is raised to that
        let run = toolchain.rustc(["--print", "deployment-target", "--target", triple.as_str()]);
        let lowest = cx.run(run.env(platform.deployment_variable(), None));
        let sdk = if set.is_none() { sdk_release(platform, cx) } else { Ok(None) };
        let lowest = match lowest? {
            Ran::Finished { exit, stdout, .. } if exit.success() => {
                stdout.trim().rsplit('=').next().and_then(Release::parse)
            }
            Ran::Finished { .. } | Ran::NotFound | Ran::NotExecutable { .. } => None,
        };
        let lowest = lowest.ok_or_else(|| failed("rustc does not tell its deployment target"))?;
        let rust = set.map_or(lowest, |set| set.max(lowest));
        Ok(Self { rust, c: set.map_or(sdk?, Some), setting })
    }
}

/// The release of the SDK, which the crate cc takes where nothing is set (its `src/lib.rs`, `apple_deployment_target`).
/// The SDK's own record is read where it can be, for `xcrun` takes longer.
fn sdk_release(platform: Platform, cx: &Cx<'_>) -> Result<Option<Release>, Pause> {
    let (root, sdk) = (cx.fact::<SdkRoot>(platform)?, cx.fact::<Sdk>(platform));
    let path = match (&*root, sdk) {
        (SdkRoot::Set { is: SdkRootUse::Taken(path), .. }, _) => path.clone(),
        (_, sdk) => match &*sdk? {
            Sdk::Found { path, .. } => path.clone(),
            Sdk::NoXcrun | Sdk::NoTools | Sdk::Licence(_) | Sdk::Unknown(_) => return Ok(None),
        },
    };
    if let Some(release) = settings(&path, cx)? {
        return Ok(Some(release));
    }
    let name = platform.sdk();
    Ok(match cx.run(Run::probe("xcrun", ["--sdk", &name, "--show-sdk-version"])) {
        Ok(Ran::Finished { stdout, .. }) => Release::parse(stdout.trim()),
        Ok(Ran::NotFound | Ran::NotExecutable { .. }) | Err(Pause::Unknown(_)) => None,
        Err(Pause::Pending) => return Err(Pause::Pending),
    })
}

/// `Version` of `SDKSettings.json`, which clang reads too (its `DarwinSDKInfo.cpp`).
fn settings(sdk: &HostPath, cx: &Cx<'_>) -> Result<Option<Release>, Pause> {
    let Some(text) = cx.text(&sdk.join("SDKSettings.json"))? else { return Ok(None) };
    let settings: Option<serde_json::Value> = serde_json::from_str(text).ok();
    Ok(settings.and_then(|settings| Release::parse(settings.get("Version")?.as_str()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_read_and_compared_by_number() {
        for (text, release) in [
            ("10.12", Some(Release::new(10, 12))),
            ("26", Some(Release::new(26, 0))),
            ("17.0.1", Some(Release { major: 17, minor: 0, patch: 1 })),
            ("17.x", None),
            ("", None),
            ("1.2.3.4", None),
        ] {
            assert_eq!(Release::parse(text), release, "{text}");
        }
        assert!(Release::new(10, 9) < Release::new(10, 12));
        assert_eq!(Release::new(11, 0).to_string(), "11.0");
    }
}
