//! The kits of platforms' makers, as the checks of those platforms find them.

use super::{Asking, Standing, id};
use crate::{
    Cx, HostPath, Pause,
    answer::Metadata,
    facts::{
        apple::{Platform, Sdk},
        msvc::Msvc,
        ndk::NdkSearch,
    },
    windows::{Part, with_installer},
};

impl Asking<'_, '_> {
    pub(super) fn ndk(&self) -> Result<Standing, Pause> {
        let search = self.cx.fact::<NdkSearch>(())?;
        if let Some(ndk) = search.ndk.as_ref().filter(|ndk| ndk.bin().is_some()) {
            return Ok(Standing::Here(format!("`{}`", ndk.root)));
        }
        Ok(Standing::Missing(vec![
            self.by_hand(
                "install the Android NDK".to_owned(),
                [
                    "`sdkmanager --install \"ndk;VERSION\"`, or Android Studio's SDK manager: NDK (side by side)"
                        .to_owned(),
                    "set `ANDROID_NDK_HOME` to its folder".to_owned(),
                ],
            ),
        ]))
    }

    pub(super) fn apple_sdk(&self, platform: Platform) -> Result<Standing, Pause> {
        let (title, step) = match &*self.cx.fact::<Sdk>(platform)? {
            Sdk::Found { path, .. } => return Ok(Standing::Here(format!("`{path}`"))),
            Sdk::Licence(_) => ("agree to Xcode's licence".to_owned(), "`sudo xcodebuild -license accept`".to_owned()),
            Sdk::NoXcrun | Sdk::NoTools | Sdk::Unknown(_) => {
                let step = if platform.is_mac() {
                    "`xcode-select --install`".to_owned()
                } else {
                    "install Xcode from the App Store, then its platform: `xcodebuild -downloadPlatform`".to_owned()
                };
                (format!("install Apple's SDK `{}`", platform.sdk()), step)
            }
        };
        Ok(Standing::Missing(vec![self.by_hand(title, [step])]))
    }

    pub(super) fn visual_cpp(&self) -> Result<Standing, Pause> {
        let msvc = self.cx.fact::<Msvc>(self.triple.clone())?;
        if let Some(link) = msvc.link() {
            return Ok(Standing::Here(format!("`{link}`")));
        }
        let part = if msvc.has_tools() { Part::Sdk } else { Part::Tools };
        Ok(Standing::Missing(with_installer(&id(self.triple, self.route), part, &msvc, self.cx)?))
    }

    /// cargo-xwin marks a whole cache (cargo-xwin `src/compiler/clang_cl.rs`, `setup_msvc_crt`).
    pub(super) fn xwin_cache(&self) -> Result<Standing, Pause> {
        let Some(cache) = xwin_cache(self.cx)? else {
            return Ok(Standing::Unknown("nobody knows where cargo-xwin keeps its cache".into()));
        };
        if xwin_libraries_are_here(self.cx)? {
            return Ok(Standing::Here(format!("in `{cache}`")));
        }
        Ok(Standing::Missing(vec![
            self.by_hand(
                "fetch Microsoft's libraries".to_owned(),
                ["`cargo xwin cache xwin`, which accepts Microsoft's licence and fetches some hundred megabytes"
                    .to_owned()],
            ),
        ]))
    }
}

/// cargo-xwin has fetched what it needs, and fetches nothing more.
pub(crate) fn xwin_libraries_are_here(cx: &Cx<'_>) -> Result<bool, Pause> {
    let Some(cache) = xwin_cache(cx)? else { return Ok(false) };
    Ok(matches!(cx.metadata(&cache.join("xwin/DONE"))?, Metadata::Found(_)))
}

/// Where cargo-xwin keeps what it fetched (its `src/options.rs`; the folder is that of the crate `dirs`).
fn xwin_cache(cx: &Cx<'_>) -> Result<Option<HostPath>, Pause> {
    let (host, own, xdg) = (cx.host(), cx.env("XWIN_CACHE_DIR"), cx.env("XDG_CACHE_HOME"));
    let (host, own, xdg) = (host?, own?, xdg?);
    if let Some(own) = own {
        return Ok(Some(host.cwd.join(own)));
    }
    let home = |below: &str| host.home.as_ref().map(|home| home.join(below));
    Ok(match host.os.as_str() {
        "macos" => home("Library/Caches/cargo-xwin"),
        "windows" => home("AppData/Local/cargo-xwin"),
        _ => xdg.and_then(HostPath::parse).map(|cache| cache.join("cargo-xwin")).or_else(|| home(".cache/cargo-xwin")),
    })
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{standing, with_std},
        *,
    };
    use crate::{
        facts::{
            apple::{Library, Xcrun},
            linker::scene::{DARWIN, debian, toolchain},
            ndk::scene::with_ndk,
        },
        targets::Route,
        testing::{Fake, path},
        windows::scene::{MSVC, build_tools, sdk, windows},
    };

    fn lacking(fake: &Fake, triple: &str, route: Route) -> Option<Vec<String>> {
        standing(fake, triple, route)[1].1.clone()
    }

    #[test]
    fn an_ndk_without_compilers_for_this_machine_is_none() {
        let android = "aarch64-linux-android";
        let fake = with_std(debian(), android).env("NDK_HOME", "/ndk");
        let here = with_ndk(fake.clone(), "/ndk", "27.0.12077973");
        assert_eq!(lacking(&here, android, Route::Ndk), None);
        let text = "Pkg.Desc = Android NDK\nPkg.Revision = 27.0.12077973\n";
        let bare = fake.file("/ndk/source.properties", text);
        assert_eq!(lacking(&bare, android, Route::Ndk), Some(vec!["install the Android NDK".to_owned()]));
    }

    #[test]
    fn apples_sdk_is_what_xcrun_answers() {
        let ios = "aarch64-apple-ios";
        let with = |sdk: Sdk| {
            lacking(&with_std(toolchain(Fake::macos(), DARWIN), ios).granted(Platform::Ios, sdk), ios, Route::Xcode)
        };
        let missing = |title: &str| Some(vec![title.to_owned()]);
        assert_eq!(with(Sdk::Found { path: path("/sdk"), library: Library::There }), None);
        assert_eq!(with(Sdk::NoTools), missing("install Apple's SDK `iphoneos`"));
        let said = Xcrun { command: Vec::new(), exit: Some(69), output: String::new() };
        assert_eq!(with(Sdk::Licence(said)), missing("agree to Xcode's licence"));
    }

    #[test]
    fn visual_cpp_takes_tools_and_an_sdk() {
        let lacking = |fake: Fake| lacking(&with_std(fake, MSVC), MSVC, Route::Native);
        let missing = |title: &str| Some(vec![title.to_owned()]);
        assert_eq!(lacking(sdk(build_tools(windows(), &["x64"]), &["x64"])), None);
        assert_eq!(lacking(build_tools(windows(), &["x64"])), missing("install the Windows SDK"));
        assert_eq!(lacking(sdk(windows(), &["x64"])), missing("install the C++ build tools for x64"));
    }
}
