//! The compiler of the NDK that one would name for a target here.

use semver::Version;

use crate::{
    Cx, HostPath, Pause, Triple,
    facts::{
        ndk::{self, Ndk, NdkSearch, clang_prefix},
        project::Project,
        rustc::Rustc,
    },
};

/// The wrapper around clang that links for the target, in the NDK that is found: that of the lowest API level which the
/// app, Rust and the NDK allow. None where there is no such NDK, or where this Rust cannot be linked with it.
pub(crate) fn wrapper(triple: &Triple, cx: &Cx<'_>) -> Result<Option<HostPath>, Pause> {
    let (search, rustc) = (cx.fact::<NdkSearch>(()), cx.fact::<Rustc>(()));
    let (search, rustc) = (search?, rustc?);
    let (Some(ndk), Some(prefix)) = (&search.ndk, clang_prefix(triple)) else { return Ok(None) };
    if !fits(ndk, &rustc.version) {
        return Ok(None);
    }
    wrapper_of(ndk, prefix, &rustc.version, cx)
}

/// No compiler of an NDK runs here, so that the check of that says why nothing is linked.
pub(crate) fn is_missing_here(cx: &Cx<'_>) -> Result<bool, Pause> {
    Ok(cx.fact::<NdkSearch>(())?.ndk.as_ref().is_none_or(|ndk| ndk.bin().is_none()))
}

/// The wrapper of this NDK.
pub(super) fn wrapper_of(ndk: &Ndk, prefix: &str, rustc: &Version, cx: &Cx<'_>) -> Result<Option<HostPath>, Pause> {
    let levels = ndk.levels(prefix);
    let floor = app_level(cx)?.max(ndk::min_api(rustc)).unwrap_or_default();
    let level = levels.iter().find(|level| **level >= floor).or(levels.last());
    Ok(level.and_then(|level| ndk.tool(&format!("{prefix}{level}-clang"))))
}

/// Rust's standard library can be linked with it: both mean the same unwinder.
pub(super) fn fits(ndk: &Ndk, rustc: &Version) -> bool {
    ndk::needs_libunwind(rustc) == ndk::has_libunwind(&ndk.revision)
}

/// Where the Gradle script of the app stands: that of an Android project, of a mixed one, of Tauri's and cargo-mobile's.
const GRADLE_DIRS: [&str; 4] = ["app", "android/app", "src-tauri/gen/android/app", "gen/android/app"];

/// The lowest API level that the app is for, as its Gradle script says; none where there is no such script.
fn app_level(cx: &Cx<'_>) -> Result<Option<u32>, Pause> {
    let Some(project) = Project::here(cx)? else { return Ok(None) };
    let scripts = GRADLE_DIRS
        .iter()
        .flat_map(|dir| ["build.gradle.kts", "build.gradle"].map(|name| cx.text(&project.root.join(dir).join(name))));
    let mut level = None;
    for text in scripts.collect::<Vec<_>>() {
        level = level.or(text?.and_then(min_sdk));
    }
    Ok(level)
}

/// `minSdk = 24`, `minSdkVersion 24`, `minSdkVersion(24)`.
fn min_sdk(script: &str) -> Option<u32> {
    script.lines().find_map(|line| {
        let line = line.split("//").next().unwrap_or_default().trim_start();
        let rest = line.strip_prefix("minSdk")?;
        let rest = rest.strip_prefix("Version").unwrap_or(rest).trim_start_matches([' ', '=', '(']);
        rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        android::scene::{ANDROID, ARMV7_ANDROID, NDK_27, with_rust},
        facts::ndk::scene::with_ndk,
        testing::path,
    };

    #[test]
    fn the_lowest_level_that_everybody_allows_is_taken() {
        let found = |rustc: &str, revision: &str, target: &str, gradle: Option<&str>| {
            let fake = with_ndk(with_rust(rustc), "/ndk", revision).env("NDK_HOME", "/ndk");
            let fake = fake.file("/p/Cargo.toml", "[package]\nname = \"p\"\n").file("/p/src/lib.rs", "");
            let fake = gradle.iter().fold(fake, |fake, text| fake.file("/p/android/app/build.gradle.kts", text));
            let wrapper = fake.ask(|cx| wrapper(&Triple::new(target), cx)).expect("an answer");
            wrapper.and_then(|path| path.file_name().map(str::to_owned))
        };
        let name = |name: &str| Some(name.to_owned());
        assert_eq!(found("1.95.0", NDK_27, ANDROID, None), name("aarch64-linux-android21-clang"));
        assert_eq!(found("1.95.0", "25.2.9519653", ARMV7_ANDROID, None), name("armv7a-linux-androideabi21-clang"));
        assert_eq!(found("1.75.0", "25.2.9519653", ARMV7_ANDROID, None), name("armv7a-linux-androideabi19-clang"));
        let gradle = "android {\n    defaultConfig {\n        minSdk = 26 // Oreo\n    }\n}\n";
        assert_eq!(found("1.95.0", NDK_27, ANDROID, Some(gradle)), name("aarch64-linux-android26-clang"));
        assert_eq!(found("1.95.0", "21.4.7075529", ANDROID, None), None);
        assert_eq!(found("1.67.1", NDK_27, ANDROID, None), None);
    }

    #[test]
    fn gradle_says_the_level_in_three_ways() {
        for text in ["minSdk = 24", "  minSdkVersion 24", "minSdkVersion(24)", "minSdk=24"] {
            assert_eq!(min_sdk(text), Some(24), "{text}");
        }
        assert_eq!(min_sdk("// minSdk = 24\nminSdk = libs.versions.minSdk.get().toInt()"), None);
        assert_eq!(path("/p").join("android/app").as_str(), "/p/android/app");
    }
}
