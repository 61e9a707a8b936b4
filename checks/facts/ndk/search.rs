//! Where an NDK is looked for.

use super::{Contents, Ndk, Revision, directories};
use crate::{
    Cx, Fact, HostPath, Pause,
    answer::{Dir, Host},
};

/// The variables that name an NDK, in the order in which cargo-ndk takes the first that is set
/// (cargo-ndk `src/cli/mod.rs`, `derive_ndk_path`).
pub const VARIABLES: [&str; 4] = ["ANDROID_NDK_HOME", "ANDROID_NDK_ROOT", "ANDROID_NDK_PATH", "NDK_HOME"];

/// Further variables, which `CMake`'s toolchain file and GitHub's machines have (actions/runner-images, `Android.md`).
const OTHER_VARIABLES: [&str; 2] = ["ANDROID_NDK", "ANDROID_NDK_LATEST_HOME"];

/// The variables that name an SDK, in cargo-ndk's order.
const SDK_VARIABLES: [&str; 3] = ["ANDROID_HOME", "ANDROID_SDK_ROOT", "ANDROID_SDK_HOME"];

/// The NDK that is found, and what was looked at on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NdkSearch {
    pub ndk: Option<Ndk>,
    /// Variables of [`VARIABLES`] that are set, in order, and the NDK that each leads to.
    pub variables: Vec<Variable>,
    /// The SDK of the first SDK variable that is set.
    pub sdk_variable: Option<(&'static str, HostPath)>,
    /// Where an SDK stands, whether or not a variable says so.
    pub sdk: Option<HostPath>,
}

/// A variable that names an NDK.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    pub name: &'static str,
    pub value: String,
    /// None where no NDK stands there.
    pub ndk: Option<Ndk>,
}

/// What led to an NDK.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// The linker that is set for the target stands in it.
    Linker,
    Variable(&'static str),
    /// One of the places where it is installed.
    Place,
}

/// A directory in which an NDK, or several, may stand, and who says so.
struct Candidate {
    dir: HostPath,
    by: FoundBy,
}

impl Fact for NdkSearch {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let host = cx.host();
        let asked = |names: &[&'static str]| names.iter().map(|name| (*name, cx.env(name))).collect::<Vec<_>>();
        let (own, others, sdks) = (asked(&VARIABLES), asked(&OTHER_VARIABLES), asked(&SDK_VARIABLES));
        let local = cx.env("LOCALAPPDATA");
        let host = host?;
        let set = |asked: Vec<(&'static str, Result<Option<&str>, Pause>)>| -> Result<Vec<_>, Pause> {
            let mut set = Vec::new();
            for (name, value) in asked {
                set.extend(value?.filter(|value| !value.is_empty()).map(|value| (name, value.to_owned())));
            }
            Ok(set)
        };
        let (own, others, sdks) = (set(own)?, set(others)?, set(sdks)?);
        let local = if host.os == "windows" { local?.and_then(HostPath::parse) } else { None };
        let by_variable = |(name, value): &(&'static str, String)| Candidate {
            dir: host.cwd.join(value),
            by: FoundBy::Variable(name),
        };
        let mut candidates: Vec<_> = own.iter().chain(&others).map(by_variable).collect();
        let sdk_candidates =
            sdks.iter().map(by_variable).chain(places(host, local).map(|dir| Candidate { dir, by: FoundBy::Place }));
        let sdk_candidates: Vec<_> = sdk_candidates.collect();
        for sdk in &sdk_candidates {
            let by = |dir| Candidate { dir, by: sdk.by.clone() };
            candidates.extend([by(sdk.dir.join("ndk")), by(sdk.dir.join("ndk-bundle"))]);
        }
        candidates.extend(ndk_places(host).map(|dir| Candidate { dir, by: FoundBy::Place }));
        let sdk_dirs: Vec<_> = sdk_candidates.iter().map(|sdk| cx.list(&sdk.dir)).collect();
        let roots: Vec<_> = candidates.iter().map(|candidate| root(&candidate.dir, cx)).collect();
        let mut found: Vec<Option<Ndk>> = Vec::new();
        for (candidate, root) in candidates.iter().zip(roots) {
            found.push(match root? {
                Some((root, contents)) => {
                    let (revision, tools) = (contents.revision.clone(), contents.tools.clone());
                    revision.map(|revision| Ndk { root, revision, found_by: candidate.by.clone(), tools })
                }
                None => None,
            });
        }
        let mut sdk = None;
        for (candidate, dir) in sdk_candidates.iter().zip(sdk_dirs) {
            if matches!(dir?, Dir::Entries(_)) {
                sdk.get_or_insert(candidate.dir.clone());
            }
        }
        let variables = own.iter().zip(&found).map(|((name, value), ndk)| Variable {
            name,
            value: value.clone(),
            ndk: ndk.clone(),
        });
        let variables = variables.collect();
        let usable = found.iter().flatten().find(|ndk| ndk.bin().is_some());
        let ndk = usable.or(found.iter().flatten().next()).cloned();
        let sdk_variable = sdks.first().map(|(name, value)| (*name, host.cwd.join(value)));
        Ok(Self { ndk, variables, sdk_variable, sdk })
    }
}

/// The NDK in a directory: the newest of those that stand in it by their numbers, else itself (cargo-ndk
/// `src/cli/mod.rs`, `highest_version_ndk_in_path`).
fn root(dir: &HostPath, cx: &Cx<'_>) -> Result<Option<(HostPath, std::sync::Arc<Contents>)>, Pause> {
    let listed = cx.list(dir)?;
    if !matches!(listed, Dir::Entries(_)) {
        return Ok(None);
    }
    let versions = directories(listed).into_iter().filter_map(|name| Some((Revision::parse(&name)?, name)));
    let root = versions.max().map_or_else(|| dir.clone(), |(_, name)| dir.join(&name));
    let contents = cx.fact::<Contents>(root.clone())?;
    Ok(Some((root, contents)))
}

/// Where an SDK stands if nobody has chosen another place: Android Studio's defaults (cargo-ndk's `default_ndk_dir`), then
/// those of packages (Debian's and Arch Linux's `android-sdk`, Homebrew's cask `android-commandlinetools`).
fn places(host: &Host, local: Option<HostPath>) -> impl Iterator<Item = HostPath> + use<> {
    let home = host.home.clone();
    let at_home = |below: &str| home.as_ref().map(|home| home.join(below));
    let fixed = |paths: &[&str]| paths.iter().filter_map(|path| HostPath::parse(path)).collect::<Vec<_>>();
    let (first, rest) = match host.os.as_str() {
        "linux" => (at_home("Android/Sdk"), fixed(&["/usr/lib/android-sdk", "/opt/android-sdk"])),
        "macos" => {
            let brew = ["/opt/homebrew/share/android-commandlinetools", "/usr/local/share/android-commandlinetools"];
            (at_home("Library/Android/sdk"), fixed(&brew))
        }
        "windows" => (local.map(|local| local.join("Android\\Sdk")), Vec::new()),
        _ => (None, Vec::new()),
    };
    first.into_iter().chain(rest)
}

/// Where packages put an NDK alone: Arch Linux's and Debian's, Homebrew's cask `android-ndk`.
fn ndk_places(host: &Host) -> impl Iterator<Item = HostPath> + use<> {
    let places: &[&str] = match host.os.as_str() {
        "linux" => &["/opt/android-ndk", "/usr/lib/android-ndk"],
        "macos" => &["/opt/homebrew/share/android-ndk", "/usr/local/share/android-ndk"],
        _ => &[],
    };
    places.iter().filter_map(|path| HostPath::parse(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::ndk::{
            Tools,
            scene::{ndk_files, with_ndk},
        },
        testing::{Fake, path},
    };

    fn found(fake: &Fake) -> Option<(String, FoundBy)> {
        let search = fake.fact::<NdkSearch>(&()).expect("an answer");
        search.ndk.as_ref().map(|ndk| (ndk.root.to_string(), ndk.found_by.clone()))
    }

    #[test]
    fn variables_come_before_places_in_cargo_ndks_order() {
        let at_home =
            with_ndk(Fake::linux(), "/home/user/Android/Sdk/ndk/27.2.12479018", "27.2.12479018").missing_rest();
        assert_eq!(found(&at_home), Some(("/home/user/Android/Sdk/ndk/27.2.12479018".into(), FoundBy::Place)));
        let by_root = with_ndk(at_home, "/opt/ndk-a", "25.2.9519653").env("ANDROID_NDK_ROOT", "/opt/ndk-a");
        assert_eq!(found(&by_root), Some(("/opt/ndk-a".into(), FoundBy::Variable("ANDROID_NDK_ROOT"))));
        let by_home = with_ndk(by_root, "/opt/ndk-b", "26.3.11579264").env("ANDROID_NDK_HOME", "/opt/ndk-b");
        assert_eq!(found(&by_home), Some(("/opt/ndk-b".into(), FoundBy::Variable("ANDROID_NDK_HOME"))));
    }

    #[test]
    fn of_several_side_by_side_the_newest_by_number_is_taken() {
        let fake = with_ndk(Fake::linux(), "/sdk/ndk/9.0.1", "9.0.1");
        let fake = with_ndk(fake, "/sdk/ndk/25.2.9519653", "25.2.9519653").env("ANDROID_HOME", "/sdk").missing_rest();
        assert_eq!(found(&fake), Some(("/sdk/ndk/25.2.9519653".into(), FoundBy::Variable("ANDROID_HOME"))));
        let direct = fake.env("NDK_HOME", "/sdk/ndk");
        assert_eq!(found(&direct), Some(("/sdk/ndk/25.2.9519653".into(), FoundBy::Variable("NDK_HOME"))));
    }

    #[test]
    fn a_variable_that_leads_nowhere_is_told_and_passed_over() {
        let fake =
            with_ndk(Fake::linux(), "/usr/lib/android-ndk", "25.2.9519653").env("NDK_HOME", "/gone").missing_rest();
        let search = fake.fact::<NdkSearch>(&()).expect("an answer");
        assert_eq!(search.variables, [Variable { name: "NDK_HOME", value: "/gone".into(), ndk: None }]);
        assert_eq!(found(&fake), Some(("/usr/lib/android-ndk".into(), FoundBy::Place)));
        assert_eq!(found(&Fake::linux().missing_rest()), None);
    }

    #[test]
    fn each_host_has_its_own_programs() {
        let tools = |fake: Fake, arch: &str| {
            let mut fake = fake.env("NDK_HOME", "/ndk").missing_rest();
            fake.0.host.arch = arch.into();
            let search = fake.fact::<NdkSearch>(&()).expect("an answer");
            search.ndk.as_ref().expect("an NDK").tools.clone()
        };
        let mac = ndk_files(Fake::macos(), "/ndk", "27.2.12479018", "darwin-x86_64");
        for arch in ["aarch64", "x86_64"] {
            let Tools::Here { bin, .. } = tools(mac.clone(), arch) else { panic!("its tools run here") };
            assert_eq!(bin, path("/ndk/toolchains/llvm/prebuilt/darwin-x86_64/bin"));
        }
        let linux = ndk_files(Fake::linux(), "/ndk", "27.2.12479018", "linux-x86_64");
        assert_eq!(tools(linux, "aarch64"), Tools::Elsewhere { tags: vec!["linux-x86_64".into()] });
    }

    #[test]
    fn windows_has_its_own_place_and_suffix() {
        let root = "C:\\Users\\user\\AppData\\Local\\Android\\Sdk\\ndk\\27.2.12479018";
        let fake = ndk_files(Fake::windows(), root, "27.2.12479018", "windows-x86_64")
            .env("LOCALAPPDATA", "C:\\Users\\user\\AppData\\Local")
            .missing_rest();
        let search = fake.fact::<NdkSearch>(&()).expect("an answer");
        let ndk = search.ndk.as_ref().expect("an NDK");
        let bin = format!("{root}\\toolchains\\llvm\\prebuilt\\windows-x86_64\\bin");
        assert_eq!(
            ndk.tool("aarch64-linux-android24-clang"),
            Some(path(&format!("{bin}\\aarch64-linux-android24-clang.cmd")))
        );
        assert_eq!(ndk.tool("llvm-ar"), Some(path(&format!("{bin}\\llvm-ar.exe"))));
    }
}
