//! The release of macOS that runs.

use super::Release;
use crate::{Cx, Fact, Failure, HostPath, Pause};

/// `ProductVersion` of macOS's own record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SystemVersion(pub Release);

impl SystemVersion {
    pub fn file() -> HostPath {
        HostPath::parse("/System/Library/CoreServices/SystemVersion.plist").expect("a constant path")
    }
}

impl Fact for SystemVersion {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let text = cx.text(&Self::file())?.unwrap_or_default();
        let after = text.split_once("<key>ProductVersion</key>").map_or("", |(_, rest)| rest);
        let value = after.split_once("<string>").and_then(|(_, rest)| rest.split_once("</string>"));
        let release = value.and_then(|(release, _)| Release::parse(release.trim()));
        let unknown = || Failure::Failed { message: "macOS does not tell its version".into() };
        release.map(Self).ok_or_else(|| Pause::Unknown(unknown()))
    }
}
