//! No NDK stands where one is looked for.

use super::{build::Build, mend};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::{
        linker::LinkerState,
        ndk::{FoundBy, Ndk, NdkSearch, Tools, VARIABLES, is_built_for},
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "android-ndk-not-found",
    topic: Topic::Android,
    title: "no Android NDK is found",
    severity: Severity::Failure,
    docs: "\
## What is wrong
No NDK stands where the variables say (`ANDROID_NDK_HOME`, `ANDROID_NDK_ROOT`, `ANDROID_NDK_PATH`, `NDK_HOME`, then \
`ndk` below `ANDROID_HOME`, `ANDROID_SDK_ROOT` or `ANDROID_SDK_HOME`), nor where Android Studio and packages put one. A \
directory is an NDK if it has `source.properties` with `Pkg.Revision`, and compilers for this host below \
`toolchains/llvm/prebuilt`. Android Studio installs none unasked; a plugin may also look for one version alone \
(`ndkVersion` in a Gradle script).
## Why it breaks the build
rustup brings Rust's standard library for Android, and nothing of Android's own: the linker, the C library and the \
start files are the NDK's.
## What to do
Install one: in Android Studio under *SDK Tools, NDK (Side by side)*, or by `sdkmanager \"ndk;VERSION\"`. Where a \
variable leads nowhere, correct it.
## Sources
cargo-ndk `src/cli/mod.rs` (`derive_ndk_path`); ndk-build (cargo-apk) `src/ndk.rs`; cargo-mobile2 `src/android/ndk.rs`; \
developer.android.com, *Install and configure the NDK*.",
    links: &["https://developer.android.com/studio/projects/install-ndk"],
    symptoms: &[
        Symptom {
            all: &[r"could not resolve NDK version: Os \{ code: [23]\b|Failed to read source\.properties: Os \{ code: [23]\b"],
            none: &[],
            weight: 0.9,
            printed_by: "cargo-ndk 2, ndk-build 0.9",
            source: "bbqsrc/cargo-ndk src/cli.rs up to 2023; rust-mobile/cargo-apk ndk-build/src/ndk.rs, Ndk::from_env",
        },
        Symptom {
            all: &[r#"External Command: .*sdkmanager(\.bat)?\\?\"? \\?\"?--install\\?\"? \\?\"?ndk;"#],
            none: &[],
            weight: 0.85,
            printed_by: "cargokit, where Gradle's NDK is not installed and cannot be fetched",
            source: "irondash/cargokit build_tool/lib/src/android_environment.dart, installNdk; util.dart, CommandFailedException",
        },
        Symptom {
            all: &[r"Could not find any NDK\."],
            none: &[],
            weight: 0.95,
            printed_by: "cargo-ndk 2 and later",
            source: "bbqsrc/cargo-ndk src/cli/mod.rs, run",
        },
        Symptom {
            all: &[r"Error detecting NDK version for path"],
            none: &[],
            weight: 0.9,
            printed_by: "cargo-ndk 2 and later",
            source: "bbqsrc/cargo-ndk src/cli/mod.rs, run",
        },
        Symptom {
            all: &[r"NDK is not installed|NDK not configured\.|No version of NDK matched the requested version|NDK at \S+ did not have a source\.properties file"],
            none: &[],
            weight: 0.9,
            printed_by: "the Android Gradle plugin 3 and later",
            source: "com.android.build.gradle.internal.ndk.NdkHandler and com.android.build.gradle.internal.cxx.configure, NdkLocator",
        },
        Symptom {
            all: &[r"Android NDK is not found\."],
            none: &[],
            weight: 0.9,
            printed_by: "cargo-apk, ndk-build",
            source: "rust-mobile/cargo-apk ndk-build/src/error.rs, NdkNotFound",
        },
        Symptom {
            all: &[r"The `NDK_HOME` environment variable is set, but doesn't point to an existing directory"],
            none: &[],
            weight: 0.9,
            printed_by: "cargo-mobile, cargo-mobile2, tauri",
            source: "tauri-apps/cargo-mobile2 src/android/ndk.rs, Error::NdkHomeNotADir",
        },
        Symptom {
            all: &[r"Android: Neither the NDK or a standalone toolchain was found"],
            none: &[],
            weight: 0.9,
            printed_by: "CMake 3.7 and later",
            source: "Kitware/CMake Modules/Platform/Android-Determine.cmake",
        },
        Symptom {
            all: &[r#"Failed to spawn "[^"]*[/\\]ndk[/\\][^"]*" as linker|NDK is not installed|NDK not configured|No version of NDK matched the requested version|[Cc]ould ?n[o']t (find|locate|detect) (any |the |an? )?(Android )?NDK|Android NDK (is )?not (found|installed)|NDK (was |is )?not found|Preferred NDK version .* (was|is) not found|did not have a source\.properties file|Neither the NDK (n?or )?a standalone toolchain was found|[Nn]o (Android )?NDK (found|installed|detected)|NDK at \S+ does not exist|NDK .{0,40}(path|directory) .{0,40}(does not exist|not exist|invalid)|Failed to find (the )?(Android )?NDK|Have you installed the NDK|Unable to find (an? )?(Android )?NDK|NDK path not found"#],
            none: &[r"environment variable"],
            weight: 0.92,
            printed_by: "Android Gradle plugin, cargo-ndk, cargo-apk, CMake",
            source: "Android's com.android.build.gradle.internal.ndk; bbqsrc/cargo-ndk src/cli/mod.rs (before 4, src/cli.rs) and src/bin/cargo-ndk.rs, \"Failed to spawn\"; rust-mobile/ndk ndk-build/src/error.rs",
        },
        Symptom {
            all: &[r"Could not find toolchain file: .*android\.toolchain\.cmake"],
            none: &[],
            weight: 0.85,
            printed_by: "CMake 3 and later",
            source: "Kitware/CMake Modules/CMakeDetermineSystem.cmake; the file is the NDK's",
        },
        Symptom {
            all: &[r"could not resolve NDK version: |Failed to read source\.properties: "],
            none: &[],
            weight: 0.85,
            printed_by: "cargo-ndk 2 and 3, ndk-build 0.9, on any system",
            source: "bbqsrc/cargo-ndk src/cli.rs; rust-mobile/ndk ndk-build/src/ndk.rs",
        },
        Symptom {
            all: &[r"(?i)(not|n't|unable to|fail\w* to)\s(find|locate|detect|determine|resolve|load)\s(an?\s|the\s|any\s|your\s)?(\w+\s){0,2}NDK\b"],
            none: &[r"(?i)environment variable"],
            weight: 0.6,
            printed_by: "build scripts and plugins, in words of their own",
            source: "what other symptoms know is surer",
        },
        Symptom {
            all: &[r"Invalid Android NDK (revision|path|directory)|(?i)\bNDK (directory|path|location|root)\b.{0,60}(does not exist|doesn't exist|is not valid|is invalid|not a directory|not found)"],
            none: &[],
            weight: 0.7,
            printed_by: "build scripts and plugins, in words of their own",
            source: "what other symptoms know is surer",
        },
        Symptom {
            all: &[r"linker `[^`]*[/\\](ndk|ndk-bundle|android-ndk[^/\\`]*)[/\\]+[^`]*-linux-android(eabi)?21-clang(\.cmd)?` not found"],
            none: &[],
            weight: 0.82,
            printed_by: "rustc 1.0 and later: the wrappers of level 21 stand in every NDK from r19 on",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/errors.rs, LinkerNotFound; android/ndk toolchains of r19 to r27",
        },
        Symptom {
            all: &[r"Failed to (lookup version of installed NDK|get NDK version)|Failed to initialize NDK environment"],
            none: &[r"At least NDK"],
            weight: 0.6,
            printed_by: "cargo-mobile2, tauri",
            source: "tauri-apps/cargo-mobile2 src/android/ndk.rs and cli.rs",
        },
        Symptom {
            all: &[r"NDK location not found|Could not find neither Android NDK nor|Could not find any working toolchain in the NDK|Did not find +ndk-build on PATH|Failed to lookup version of installed NDK"],
            none: &[],
            weight: 0.88,
            printed_by: "Gradle's plugin before 3, the old android.toolchain.cmake, Dart's native_toolchain_c, cargo-mobile2",
            source: "developer.android.com, NDK downloads; taka-no-me/android-cmake android.toolchain.cmake; dart-lang/native pkgs/native_toolchain_c; tauri-apps/cargo-mobile2 src/android/ndk.rs",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let (build, host) = (Build::of(wanted, cx), cx.host());
    let Some(build) = build? else { return Ok(Outcome::NotApplicable) };
    if !is_built_for(host?) {
        return Ok(Outcome::NotApplicable);
    }
    if build.used.is_set
        && let Some(ndk) = build.used.ndk.as_ref().filter(|ndk| ndk.bin().is_some())
    {
        return Ok(Outcome::Pass(format!("the linker is of {}", ndk.describe())));
    }
    if build.linker_works() {
        return Ok(Outcome::NotApplicable);
    }
    let search = cx.fact::<NdkSearch>(())?;
    let why = "the linker and the C library for Android are the NDK's";
    match &search.ndk {
        Some(Ndk { tools: Tools::Elsewhere { tags }, root, .. }) => {
            let message = format!("the NDK in `{root}` has programs for {} alone, not for this host", listed(tags));
            let text = format!("has {}", listed(tags));
            let evidence = Evidence::File { file: root.join("toolchains/llvm/prebuilt"), line: None, text };
            Ok(Finding::new(message, why)
                .evidence([evidence])
                .fix([mend::install_ndk(CHECK.id, cx)?])
                .conclusive()
                .into())
        }
        Some(ndk) => Ok(found(ndk, &search)),
        None => {
            let message = match search.variables.first() {
                Some(variable) => format!(
                    "`{}` is `{}`, where no NDK stands, and none is found elsewhere",
                    variable.name, variable.value
                ),
                None => format!("no NDK is found, and nothing else is set to link for `{}`", wanted.triple),
            };
            let mut finding =
                Finding::new(message, why).evidence(evidence(&search)).fix([mend::install_ndk(CHECK.id, cx)?]);
            finding.conclusive = build.links && fails_without(&build.state);
            Ok(finding.into())
        }
    }
}

/// One is there; a variable that leads nowhere stops the tools that read it, and not cargo.
fn found(ndk: &Ndk, search: &NdkSearch) -> Outcome {
    let Some(wrong) = search.variables.iter().find(|variable| variable.ndk.is_none()) else {
        let by = match &ndk.found_by {
            FoundBy::Variable(name) => format!(", by `{name}`"),
            FoundBy::Place | FoundBy::Linker => String::new(),
        };
        return Outcome::Pass(format!("{}{by}", ndk.describe()));
    };
    let title = format!("set `{}` to `{}`", wrong.name, ndk.root);
    let steps = vec![format!("`export {}={}`, in the file that sets it now", wrong.name, ndk.root)];
    Finding::new(
        format!("`{}` is `{}`, where no NDK stands; one is in `{}`", wrong.name, wrong.value, ndk.root),
        "cargo-ndk and its like take the first of these variables that is set, and stop where it leads nowhere",
    )
    .evidence([Evidence::Env { name: wrong.name.to_owned(), value: wrong.value.clone() }])
    .fix([mend::manual(format!("{}/{}", CHECK.id, wrong.name), title, steps)])
    .warning()
    .into()
}

/// The variables, and that none of the usual ones is set.
fn evidence(search: &NdkSearch) -> Vec<Evidence> {
    let mut shown: Vec<_> = search
        .variables
        .iter()
        .map(|variable| Evidence::Env { name: variable.name.to_owned(), value: variable.value.clone() })
        .collect();
    if shown.is_empty() {
        shown.push(Evidence::Env { name: VARIABLES[0].to_owned(), value: String::new() });
    }
    if let Some(sdk) = &search.sdk {
        shown.push(Evidence::File { file: sdk.join("ndk"), line: None, text: "no NDK stands here".to_owned() });
    }
    shown
}

/// A link cannot pass with the linker in this state.
fn fails_without(state: &LinkerState) -> bool {
    match state {
        LinkerState::HostDriverForForeignTarget { .. }
        | LinkerState::HostDriverAbsent
        | LinkerState::CrossDriverAbsent
        | LinkerState::PathGone { .. }
        | LinkerState::NameAbsent => true,
        LinkerState::NotNeeded
        | LinkerState::UnknownTarget
        | LinkerState::PlatformsOwn
        | LinkerState::Arguments
        | LinkerState::NotExecutable { .. }
        | LinkerState::WrongMachine { .. }
        | LinkerState::Bare { .. }
        | LinkerState::FuseLdAbsent { .. }
        | LinkerState::GccTooOld { .. }
        | LinkerState::Works { .. } => false,
    }
}

fn listed(tags: &[String]) -> String {
    let quoted: Vec<_> = tags.iter().map(|tag| format!("`{tag}`")).collect();
    if quoted.is_empty() { "no host".to_owned() } else { quoted.join(", ") }
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::Change;

    use super::*;
    use crate::{
        android::scene::{ANDROID, ARMV7_ANDROID, NDK_27, linked_with, ndk, with_rust},
        facts::{
            linker::scene::AARCH64,
            ndk::scene::{ndk_files, with_ndk},
        },
    };

    #[test]
    fn fires_where_no_ndk_stands_and_says_which_to_install() {
        for target in [ANDROID, ARMV7_ANDROID] {
            let Ok(Outcome::Found(finding)) = with_rust("1.95.0").judge(&CHECK, target) else { panic!("did not fire") };
            assert_eq!(finding.message, format!("no NDK is found, and nothing else is set to link for `{target}`"));
            assert!(finding.conclusive && !finding.warning);
            assert_eq!(finding.fixes[0].title, "install NDK 28.2.13676358");
        }
        let Ok(Outcome::Found(finding)) = with_rust("1.67.1").judge(&CHECK, ANDROID) else { panic!("did not fire") };
        assert_eq!(finding.fixes[0].title, "install NDK 22.1.7171670");
    }

    #[test]
    fn the_sdks_own_manager_is_named_where_there_is_one() {
        let fake = with_rust("1.95.0").dir("/home/user/Android/Sdk");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, ANDROID) else { panic!("did not fire") };
        let Change::Manual { steps } = &finding.fixes[0].change else { panic!("not by hand") };
        assert!(
            steps[1].contains("`/home/user/Android/Sdk/cmdline-tools/latest/bin/sdkmanager \"ndk;28.2.13676358\"`")
        );
    }

    #[test]
    fn a_variable_that_leads_nowhere_warns_where_another_ndk_is_found() {
        let nowhere = with_rust("1.95.0").env("NDK_HOME", "/gone");
        let Ok(Outcome::Found(finding)) = nowhere.judge(&CHECK, ANDROID) else { panic!("did not fire") };
        assert_eq!(finding.message, "`NDK_HOME` is `/gone`, where no NDK stands, and none is found elsewhere");
        let elsewhere = with_ndk(nowhere, "/opt/android-ndk", NDK_27);
        let Ok(Outcome::Found(finding)) = elsewhere.judge(&CHECK, ANDROID) else { panic!("did not fire") };
        assert_eq!(finding.message, "`NDK_HOME` is `/gone`, where no NDK stands; one is in `/opt/android-ndk`");
        assert!(finding.warning);
    }

    #[test]
    fn an_ndk_for_another_system_is_none() {
        let fake = ndk_files(with_rust("1.95.0"), "/mnt/c/ndk", NDK_27, "windows-x86_64").env("NDK_HOME", "/mnt/c/ndk");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, ANDROID) else { panic!("did not fire") };
        let expected = "the NDK in `/mnt/c/ndk` has programs for `windows-x86_64` alone, not for this host";
        assert_eq!(finding.message, expected);
    }

    #[test]
    fn an_ndk_that_is_found_or_used_passes() {
        let passed = |text: &str| Ok(Outcome::Pass(text.to_owned()));
        let fake = ndk("1.95.0", NDK_27);
        assert_eq!(fake.judge(&CHECK, ANDROID), passed("NDK 27.2.12479018 in `/ndk`, by `ANDROID_NDK_HOME`"));
        assert_eq!(fake.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        let set = linked_with(fake, ANDROID, "aarch64-linux-android24-clang");
        assert_eq!(set.judge(&CHECK, ANDROID), passed("the linker is of NDK 27.2.12479018 in `/ndk`"));
    }
}
