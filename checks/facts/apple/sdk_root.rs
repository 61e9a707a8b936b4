//! `SDKROOT`: which SDK it names, and whether rustc takes it for a target.

use super::{Platform, Variable};
use crate::{
    Cx, Fact, HostPath, Pause,
    answer::{EntryKind, Found, Metadata},
    facts::cargo_config::Located,
};

/// `SDKROOT` as rustc reads it for one platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SdkRoot {
    Unset,
    Set { setting: Located<String>, is: SdkRootUse },
}

/// What becomes of the value (rustc's `compiler/rustc_codegen_ssa/src/back/link.rs`, `get_apple_sdk_root`; the crate cc
/// has the same rules).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SdkRootUse {
    /// Not an absolute path, or `/`: a name for `xcrun`, which rustc passes over.
    Name,
    /// An absolute path where no directory stands: passed over.
    Gone(HostPath),
    /// It names another platform in a way that rustc sees, and is passed over.
    PassedOver {
        path: HostPath,
        platform: &'static str,
    },
    /// It names another platform and rustc takes it all the same.
    WrongPlatform {
        path: HostPath,
        platform: &'static str,
    },
    Taken(HostPath),
}

impl Fact for SdkRoot {
    type Key = Platform;

    fn conclude(platform: &Platform, cx: &Cx<'_>) -> Result<Self, Pause> {
        let variable = cx.fact::<Variable>("SDKROOT".into())?;
        let Some(setting) = variable.value().cloned() else { return Ok(Self::Unset) };
        let path = HostPath::parse(&setting.value).filter(|path| path.file_name().is_some());
        let Some(path) = path else { return Ok(Self::Set { setting, is: SdkRootUse::Name }) };
        let there = matches!(cx.metadata(&path)?, Metadata::Found(Found { kind: EntryKind::Directory, .. }));
        let is = match Platform::of_path(path.as_str()) {
            Some(other) if other != platform.directory() => {
                if passes_over(*platform, path.as_str()) {
                    SdkRootUse::PassedOver { path, platform: other }
                } else if there {
                    SdkRootUse::WrongPlatform { path, platform: other }
                } else {
                    SdkRootUse::Gone(path)
                }
            }
            Some(_) | None if there => SdkRootUse::Taken(path),
            Some(_) | None => SdkRootUse::Gone(path),
        };
        Ok(Self::Set { setting, is })
    }
}

/// The parts of a path by which rustc knows that it is not this platform's.
fn passes_over(platform: Platform, path: &str) -> bool {
    let parts: &[&str] = match platform {
        Platform::MacOs | Platform::MacCatalyst => &[
            "iPhoneOS.platform",
            "iPhoneSimulator.platform",
            "AppleTVOS.platform",
            "AppleTVSimulator.platform",
            "WatchOS.platform",
            "WatchSimulator.platform",
            "XROS.platform",
            "XRSimulator.platform",
        ],
        Platform::Ios => &["iPhoneSimulator.platform", "MacOSX.platform"],
        Platform::IosSimulator => &["iPhoneOS.platform", "MacOSX.platform"],
        Platform::TvOs => &["TVSimulator.platform", "MacOSX.platform"],
        Platform::TvOsSimulator => &["TVOS.platform", "MacOSX.platform"],
        Platform::WatchOs => &["WatchSimulator.platform", "MacOSX.platform"],
        Platform::WatchOsSimulator => &["WatchOS.platform", "MacOSX.platform"],
        Platform::VisionOs => &["XRSimulator.platform", "MacOSX.platform"],
        Platform::VisionOsSimulator => &["XROS.platform", "MacOSX.platform"],
    };
    parts.iter().any(|part| path.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{facts::linker::scene::debian, testing::path};

    #[test]
    fn rustc_takes_what_it_does_not_see_to_be_wrong() {
        let platforms = "/Applications/Xcode.app/Contents/Developer/Platforms";
        let ios = format!("{platforms}/iPhoneOS.platform/Developer/SDKs/iPhoneOS.sdk");
        let mac = format!("{platforms}/MacOSX.platform/Developer/SDKs/MacOSX.sdk");
        let clt = "/Library/Developer/CommandLineTools/SDKs/MacOSX.sdk".to_owned();
        for (platform, value, expected) in [
            (Platform::Ios, &ios, SdkRootUse::Taken(path(&ios))),
            (Platform::Ios, &mac, SdkRootUse::PassedOver { path: path(&mac), platform: "MacOSX" }),
            // no `MacOSX.platform` in it
            (Platform::Ios, &clt, SdkRootUse::WrongPlatform { path: path(&clt), platform: "MacOSX" }),
            (Platform::TvOs, &ios, SdkRootUse::WrongPlatform { path: path(&ios), platform: "iPhoneOS" }),
            (Platform::MacOs, &ios, SdkRootUse::PassedOver { path: path(&ios), platform: "iPhoneOS" }),
            (Platform::MacOs, &clt, SdkRootUse::Taken(path(&clt))),
            (Platform::MacOs, &"macosx".to_owned(), SdkRootUse::Name),
            (Platform::MacOs, &"/".to_owned(), SdkRootUse::Name),
            (Platform::MacOs, &"/gone/MacOSX12.sdk".to_owned(), SdkRootUse::Gone(path("/gone/MacOSX12.sdk"))),
        ] {
            let fake = debian().dir(&ios).dir(&mac).dir(&clt).env("SDKROOT", value);
            let SdkRoot::Set { is, .. } = &*fake.fact::<SdkRoot>(&platform).expect("known") else { panic!("unset") };
            assert_eq!(is, &expected, "{platform:?} {value}");
        }
    }
}
