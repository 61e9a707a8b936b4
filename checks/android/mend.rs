//! The fixes of this family: a compiler of the NDK named where it belongs, and what only a person can do.

use xdoctor_fixes::{Applicability, Change, Fix, Scope};

use crate::{
    Cx, HostPath, Pause,
    facts::{
        cargo_config::Origin,
        ndk::{self, NdkSearch},
        rustc::Rustc,
    },
};

/// A variable of the environment that names the wrong thing: files rank below it, so only a person can change it.
pub(super) fn correct_variable(id: &str, name: &str, origin: &Origin, path: &HostPath) -> Fix {
    let steps = vec![format!("set `{name}` ({origin}) to `{path}`, or unset it")];
    manual(format!("{id}/{name}"), format!("make `{name}` name `{path}`"), steps)
}

pub(super) fn manual(id: String, title: impl Into<String>, steps: Vec<String>) -> Fix {
    Fix {
        id,
        title: title.into(),
        change: Change::Manual { steps },
        applicability: Applicability::Manual,
        scope: Scope::User,
    }
}

/// How to get an NDK that this Rust can be linked with. Its licence has to be accepted, so nothing runs by itself.
pub(super) fn install_ndk(id: &str, cx: &Cx<'_>) -> Result<Fix, Pause> {
    let (search, rustc, host) = (cx.fact::<NdkSearch>(()), cx.fact::<Rustc>(()), cx.host());
    let (search, rustc, host) = (search?, rustc?, host?);
    let revision = if ndk::needs_libunwind(&rustc.version) { ndk::SUGGESTED } else { ndk::SUGGESTED_BEFORE_LIBUNWIND };
    let (program, root) = match (&search.sdk, host.os.as_str()) {
        (Some(sdk), os) => {
            let script = if os == "windows" { "sdkmanager.bat" } else { "sdkmanager" };
            let manager = sdk.join("cmdline-tools/latest/bin").join(script);
            (manager.to_string(), sdk.join("ndk").join(revision))
        }
        (None, os) => {
            let home = host.home.as_ref().unwrap_or(&host.cwd);
            let sdk = match os {
                "macos" => "Library/Android/sdk",
                "windows" => "AppData\\Local\\Android\\Sdk",
                _ => "Android/Sdk",
            };
            ("sdkmanager".to_owned(), home.join(sdk).join("ndk").join(revision))
        }
    };
    let steps = vec![
        format!("in Android Studio: Settings, Android SDK, SDK Tools, NDK (Side by side), version {revision}"),
        format!("or, with the SDK's command line tools: `{program} \"ndk;{revision}\"`, which asks for the licence"),
        "or unpack the archive from https://developer.android.com/ndk/downloads".to_owned(),
        format!("where it stands elsewhere than in `{root}`, set `ANDROID_NDK_HOME` to its directory"),
    ];
    Ok(manual(id.to_owned(), format!("install NDK {revision}"), steps))
}
