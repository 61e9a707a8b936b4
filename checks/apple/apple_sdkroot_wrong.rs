//! The SDK that the build is told to use is not there, is another platform's, or cannot be found at all.

use xdoctor_fixes::Fix;

use super::{
    mend, show,
    work::{Work, maker},
};
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic,
    answer::Metadata,
    check::Severity,
    facts::{
        apple::{AppleCc, Library, Maker, Platform, Sdk, SdkRoot, SdkRootUse, hands_over_sdk},
        linker::LinkNeed,
        rustc::Rustc,
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "apple-sdkroot-wrong",
    topic: Topic::Apple,
    title: "the Apple SDK to use does not exist, is of another platform, or cannot be found",
    severity: Severity::Failure,
    docs: "\
## What is wrong
`SDKROOT` names an SDK that is not there (an older Xcode's, before an update), one of another platform, or one that was copied \
without its libraries. Or there is no `SDKROOT` and no `xcrun` that could tell where the SDK is.
## Why it breaks the build
rustc passes over an `SDKROOT` that does not exist or whose path contains another platform's name; before 1.91 it left the \
variable to `cc`, whose placeholder stops with `SDK \"...\" cannot be located`. What rustc cannot see to be wrong it uses: a \
macOS SDK of the Command Line Tools for an iOS target, a folder without `usr/lib/libSystem.tbd`. Then the linker says \
`library 'System' not found`.
## What to do
Unset `SDKROOT`: on a Mac `xcrun` finds the right SDK for each target. Elsewhere, and where `xcrun` is not on `PATH`, name an \
SDK of the target's own platform.
## Sources
rustc's `compiler/rustc_codegen_ssa/src/back/link.rs` (`get_apple_sdk_root`) and `back/apple.rs`; the crate cc, `src/lib.rs` \
(`apple_sdk_root`); clang's `Driver/ToolChains/Darwin.cpp`; RELEASES.md of Rust 1.91.",
    links: &["https://doc.rust-lang.org/nightly/unstable-book/compiler-environment-variables/SDKROOT.html"],
    symptoms: &[
        Symptom {
            all: &[r"unable to load standard library for target '[^']*-apple-"],
            none: &[],
            weight: 0.65,
            printed_by: "swiftc of Xcode 12 and later",
            source: "apple/swift include/swift/AST/DiagnosticsFrontend.def, error_stdlib_not_found: the SDK given is another platform's, or none",
        },
        Symptom {
            all: &[r#"SDK "/[^"]*" cannot be located"#],
            none: &[],
            weight: 0.93,
            printed_by: "xcrun of Xcode 5 and later",
            source: "text of xcrun, where `SDKROOT` is a path",
        },
        Symptom {
            all: &[r"no such sysroot directory: '[^']*\.sdk"],
            none: &[],
            weight: 0.8,
            printed_by: "clang 3.4 and later",
            source: "llvm-project clang/include/clang/Basic/DiagnosticDriverKinds.td, warn_missing_sysroot",
        },
        Symptom {
            all: &[r"failed to get \w+ SDK path: "],
            none: &[r#"SDK "\w+" cannot be located"#, r"licen[sc]e"],
            weight: 0.75,
            printed_by: "rustc 1.19 to 1.87",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_apple_sdk_error_sdk_path, up to 1.85",
        },
        Symptom {
            all: &[r"unsupported tapi file type '!tapi-tbd'"],
            none: &[],
            weight: 0.75,
            printed_by: "ld64 that is older than the SDK",
            source: "apple-oss-distributions/tapi lib/Core/LinkerInterfaceFile.cpp",
        },
        Symptom {
            all: &[r#"invoking `"xcrun" "--sdk" "\w+" "--show-sdk-path"` to find \w+\.sdk failed"#],
            none: &[],
            weight: 0.55,
            printed_by: "rustc 1.88 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_xcrun_failed_invoking (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"library not found for -lSystem|library 'System' not found"],
            none: &[],
            weight: 0.5,
            printed_by: "Apple's ld64 and ld-prime, lld",
            source: "apple-oss-distributions/ld64 src/ld/Options.cpp, findLibrary",
        },
        Symptom {
            all: &[r#"failed to get \S+ SDK path|invoking `"?xcrun"?.*` to find \S+ failed|xcrun.*--show-sdk-path.*(failed|exited|No such file)"#],
            none: &[],
            weight: 0.9,
            printed_by: "rustc 1.0 to 1.87",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_apple_sdk_error_sdk_path, up to 1.85",
        },
        Symptom {
            all: &[r#"no such sysroot directory: '[^']*(\.sdk|SDKs|Platforms)[^']*'|SDK "/[^"]*" cannot be located|SDK path '?[^']*'? (does not exist|is not valid)|SDKROOT.{0,40}(does not exist|not found|invalid|no such)"#],
            none: &[],
            weight: 0.9,
            printed_by: "clang",
            source: "llvm-project clang/lib/Driver/ToolChains/Darwin.cpp",
        },
        Symptom {
            all: &[r"library not found for -lSystem|library 'System' not found"],
            none: &[],
            weight: 0.35,
            printed_by: "ld64 and Apple's new ld",
            source: "apple-oss ld64 src/ld/Options.cpp: the SDK's library directory",
        },
        Symptom {
            all: &[r"SDK root provided by Xcode was invalid"],
            none: &[],
            weight: 0.85,
            printed_by: "cargo-mobile2, tauri, in Xcode's build phase",
            source: "tauri-apps/tauri crates/tauri-cli/src/mobile/ios/xcode_script.rs",
        },
        Symptom {
            all: &[r"no such sysroot directory: '-D|Ignoring CMAKE_OSX_SYSROOT value|osxcross: error: cannot find Mac OS X SDK|directory not found for option '-[FL]\S*/SDKs/MacOSX\S*\.sdk/"],
            none: &[],
            weight: 0.88,
            printed_by: "clang, CMake 3 and later, osxcross, ld64",
            source: "llvm-project clang/include/clang/Basic/DiagnosticDriverKinds.td, warn_missing_sysroot; Kitware/CMake Modules/Platform/Darwin-Initialize.cmake; tpoechtrager/osxcross wrapper/target.cpp",
        },
    ],
    live: Live::Target(check),
};

/// One of the SDKs that a build needs.
struct Side {
    platform: Platform,
    links: bool,
    compiles: bool,
    /// Of the machine that builds, where `xcrun` is.
    on_mac: bool,
}

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let mut fine = None;
    for side in sides(wanted, cx)? {
        match look(&side, cx)? {
            Outcome::Found(finding) => return Ok(Outcome::Found(finding)),
            Outcome::Pass(message) => {
                fine.get_or_insert(message);
            }
            Outcome::NotApplicable => {}
        }
    }
    Ok(fine.map_or(Outcome::NotApplicable, Outcome::Pass))
}

/// The target's SDK, and that of build scripts.
fn sides(wanted: &Wanted, cx: &Cx<'_>) -> Result<Vec<Side>, Pause> {
    if cx.host()?.os != "macos" {
        // rustc and cc read the variable on every host
        let Some(platform) = Platform::of(&wanted.triple) else { return Ok(Vec::new()) };
        let links = *cx.fact::<LinkNeed>(())? == LinkNeed::Links;
        return Ok(vec![Side { platform, links, compiles: false, on_mac: false }]);
    }
    let Some(work) = Work::of(wanted, cx)? else { return Ok(Vec::new()) };
    let target = work.platform.filter(|_| work.links || work.compiles);
    let target = target.map(|platform| Side { platform, links: work.links, compiles: work.compiles, on_mac: true });
    let host = (work.host_links || work.host_compiles).then_some(Side {
        platform: Platform::MacOs,
        links: work.host_links,
        compiles: work.host_compiles,
        on_mac: true,
    });
    Ok(target.into_iter().chain(host).collect())
}

fn look(side: &Side, cx: &Cx<'_>) -> Judgement {
    let (root, rustc) = (cx.fact::<SdkRoot>(side.platform), cx.fact::<Rustc>(()));
    let (root, rustc) = (root?, rustc?);
    let (setting, is) = match &*root {
        SdkRoot::Unset => return if side.on_mac { unset(side, cx) } else { Ok(Outcome::NotApplicable) },
        SdkRoot::Set { setting, is } => (setting, is),
    };
    let unset = |finding: Finding| {
        finding.evidence([show::variable("SDKROOT", setting)]).fix([mend::unset_variable(&CHECK, "SDKROOT", setting)])
    };
    match is {
        SdkRootUse::Name | SdkRootUse::PassedOver { .. } => Ok(Outcome::NotApplicable),
        SdkRootUse::Gone(path) => {
            let message = format!("`SDKROOT` is `{path}`, where there is no directory");
            let why = "what reads the variable finds no SDK; rustc from 1.91 on looks for another one";
            let finding = unset(Finding::new(message, why)).evidence([show::file(path.clone(), "no such directory")]);
            let harmless = hands_over_sdk(&rustc.version) && !side.compiles;
            Ok(if harmless || !side.on_mac { finding.warning() } else { finding }.into())
        }
        // what reaches build scripts has a check of its own
        SdkRootUse::WrongPlatform { .. } if side.platform.is_mac() => Ok(Outcome::NotApplicable),
        SdkRootUse::WrongPlatform { path, platform } => {
            let wanted = side.platform.directory();
            let message = format!("`SDKROOT` is `{path}`, an SDK of {platform}, where {wanted} is needed");
            Ok(unset(Finding::new(message, "rustc uses it, since no `.platform` in the path tells otherwise")).into())
        }
        SdkRootUse::Taken(path) => match Library::of(path, cx)? {
            Library::There => Ok(Outcome::Pass(format!("`SDKROOT` is `{path}`"))),
            library if side.links => Ok(unset(without_library(path, &library, cx)?).into()),
            Library::Missing(_) | Library::Dangling(..) => Ok(Outcome::NotApplicable),
        },
    }
}

/// On a Mac `xcrun` tells; and before 1.91 rustc left macOS's SDK to `cc`.
fn unset(side: &Side, cx: &Cx<'_>) -> Judgement {
    let (maker, sdk, rustc) = (maker(cx), cx.fact::<Sdk>(side.platform), cx.fact::<Rustc>(()));
    let (maker, rustc) = (maker?, rustc?);
    if matches!(maker, Some(Maker::NixWrapper | Maker::NixBare)) {
        return Ok(Outcome::NotApplicable);
    }
    let version = &rustc.version;
    if side.links && side.platform.is_mac() && !hands_over_sdk(version) {
        return Ok(match maker {
            Some(Maker::Xcode | Maker::Other) => {
                let steps = vec![
                    "put `/usr/bin` before it on `PATH`, so that Apple's own `cc` runs".to_owned(),
                    "or set `SDKROOT` for the build: `SDKROOT=$(xcrun --sdk macosx --show-sdk-path)`".to_owned(),
                    "or update Rust: from 1.91 on rustc tells the linker driver which SDK to use".to_owned(),
                ];
                let message =
                    format!("`SDKROOT` is not set, and the `cc` that rustc {version} runs is not Apple's own");
                let why = "only `/usr/bin/cc` finds the SDK by itself";
                Finding::new(message, why)
                    .evidence(compiler(cx)?)
                    .fix([mend::manual(&CHECK, "cc", "let Apple's own `cc` link, or name the SDK", steps)])
                    .into()
            }
            Some(_) | None => Outcome::NotApplicable,
        });
    }
    match &*sdk? {
        Sdk::NoXcrun => {
            let steps = vec![
                "put `/usr/bin`, where `xcrun` is, on `PATH`".to_owned(),
                format!("or set `SDKROOT` to the SDK of {}", side.platform.directory()),
            ];
            Ok(Finding::new(
                "there is no `xcrun` on `PATH`, and `SDKROOT` is not set",
                "rustc and the crate cc ask `xcrun` where the SDK is",
            )
            .evidence(path_variable(cx)?)
            .fix([mend::manual(&CHECK, "xcrun", "make the SDK known", steps)])
            .into())
        }
        Sdk::Found { path, library: Library::There } => Ok(Outcome::Pass(format!("the SDK is `{path}`"))),
        Sdk::Found { path, library } if side.links => Ok(without_library(path, library, cx)?.into()),
        Sdk::Found { .. } | Sdk::NoTools | Sdk::Licence(_) | Sdk::Unknown(_) => Ok(Outcome::NotApplicable),
    }
}

fn compiler(cx: &Cx<'_>) -> Result<Option<Evidence>, Pause> {
    Ok(match &*cx.fact::<AppleCc>(())? {
        AppleCc::Found { path, .. } => Some(show::file(path.clone(), "the first `cc` on `PATH`")),
        AppleCc::Absent => None,
    })
}

fn path_variable(cx: &Cx<'_>) -> Result<Option<Evidence>, Pause> {
    Ok(cx.env("PATH")?.map(|value| Evidence::Env { name: "PATH".into(), value: value.into() }))
}

fn without_library(sdk: &HostPath, library: &Library, cx: &Cx<'_>) -> Result<Finding, Pause> {
    let why = "every program is linked with `libSystem`, which is found in the SDK";
    let (path, text) = match library {
        Library::There => return Ok(Finding::new(format!("`{sdk}` is an SDK"), why).warning()),
        Library::Missing(path) => (path, "no such file".to_owned()),
        Library::Dangling(path, link) => (path, format!("a link to `{link}`, which leads nowhere")),
    };
    let finding = Finding::new(format!("the SDK `{sdk}` has no `libSystem` in `usr/lib`"), why)
        .evidence([show::file(path.clone(), &text)]);
    Ok(match library {
        Library::Dangling(path, link) => finding.fix(relinked(sdk, path, link, cx)?),
        Library::There | Library::Missing(_) => finding,
    })
}

/// A copied SDK keeps the file and has lost the way to it. What Apple installed is left alone.
fn relinked(sdk: &HostPath, link: &HostPath, old: &str, cx: &Cx<'_>) -> Result<Option<Fix>, Pause> {
    const FILE: &str = "libSystem.B.tbd";
    let apples = ["/Applications/", "/Library/", "/nix/"].iter().any(|root| sdk.as_str().starts_with(root));
    let Some(dir) = link.parent().filter(|_| !apples && old != FILE) else { return Ok(None) };
    Ok(match cx.metadata(&dir.join(FILE))? {
        Metadata::Found(_) => Some(mend::relink(&CHECK, sdk, link, old, FILE)),
        Metadata::Missing | Metadata::Dangling { .. } | Metadata::Unreadable { .. } => None,
    })
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::{Applicability, Change};

    use super::*;
    use crate::{
        apple::scene::{DARWIN, IOS, clt_with_sdk, compiles_c, finding, mac, sdk, version, xcode},
        facts::linker::scene::{config, debian},
        testing::Fake,
    };

    const GONE: &str = "/Applications/Xcode-14.app/SDKs/MacOSX12.3.sdk";
    const CLT_SDK: &str = "/Library/Developer/CommandLineTools/SDKs/MacOSX.sdk";

    #[test]
    fn an_sdk_that_is_gone_stops_an_older_rustc_and_warns_with_a_newer() {
        let gone = xcode(mac()).env("SDKROOT", GONE);
        let old = finding(&version(gone.clone(), "1.85.0"), &CHECK, DARWIN);
        assert_eq!(old.message, format!("`SDKROOT` is `{GONE}`, where there is no directory"));
        assert!(!old.warning);
        assert_eq!(old.fixes[0].applicability, Applicability::Manual);
        assert!(finding(&gone, &CHECK, DARWIN).warning);
        assert!(!finding(&compiles_c(gone), &CHECK, DARWIN).warning);
    }

    #[test]
    fn a_value_of_cargos_configuration_is_removed_there() {
        let fake = config(xcode(mac()), &format!("[env]\nSDKROOT = '{GONE}'\n"));
        let found = finding(&fake, &CHECK, IOS);
        assert!(matches!(found.fixes[0].change, Change::Edit { .. }));
    }

    #[test]
    fn fires_where_rustc_cannot_see_that_the_sdk_is_anothers() {
        let fake = clt_with_sdk(mac()).env("SDKROOT", CLT_SDK);
        let found = finding(&fake, &CHECK, IOS);
        assert_eq!(found.message, format!("`SDKROOT` is `{CLT_SDK}`, an SDK of MacOSX, where iPhoneOS is needed"));
        assert_eq!(fake.judge(&CHECK, DARWIN), Ok(Outcome::Pass(format!("`SDKROOT` is `{CLT_SDK}`"))));
    }

    #[test]
    fn a_copied_sdk_with_a_lost_link_is_mended() {
        let sdk = "/opt/sdk/MacOSX14.sdk";
        let fake = debian()
            .env("SDKROOT", sdk)
            .symlink(&format!("{sdk}/usr/lib/libSystem.tbd"), "/usr/lib/libSystem.B.tbd")
            .file(&format!("{sdk}/usr/lib/libSystem.B.tbd"), "");
        let found = finding(&fake, &CHECK, DARWIN);
        assert_eq!(found.message, format!("the SDK `{sdk}` has no `libSystem` in `usr/lib`"));
        assert!(found.fixes.iter().any(|fix| matches!(fix.change, Change::Symlink { .. })));
    }

    #[test]
    fn fires_where_nothing_tells_the_sdk() {
        let mut fake = mac();
        fake.0.entries.remove(&crate::testing::path("/usr/bin/xcrun"));
        let fake = fake.program("/Library/Developer/CommandLineTools/usr/bin/xcrun");
        let message = finding(&fake, &CHECK, DARWIN).message;
        assert_eq!(message, "there is no `xcrun` on `PATH`, and `SDKROOT` is not set");
    }

    #[test]
    fn another_cc_needs_to_be_told_before_1_91() {
        let brew: fn(Fake) -> Fake = |fake| fake.env("PATH", "/opt/llvm/bin:/usr/bin").program("/opt/llvm/bin/cc");
        let fake = brew(xcode(mac()));
        let found = finding(&version(fake.clone(), "1.85.0"), &CHECK, DARWIN);
        assert_eq!(found.message, "`SDKROOT` is not set, and the `cc` that rustc 1.85.0 runs is not Apple's own");
        assert_eq!(fake.judge(&CHECK, DARWIN), Ok(Outcome::Pass(format!("the SDK is `{}`", sdk("MacOSX")))));
    }

    #[test]
    fn the_sdk_of_the_target_passes_and_what_rustc_passes_over_is_no_matter() {
        let fake = xcode(mac());
        assert_eq!(fake.judge(&CHECK, IOS), Ok(Outcome::Pass(format!("the SDK is `{}`", sdk("iPhoneOS")))));
        let leaked = fake.env("SDKROOT", &sdk("iPhoneOS"));
        assert_eq!(leaked.judge(&CHECK, DARWIN), Ok(Outcome::NotApplicable));
        assert_eq!(debian().judge(&CHECK, DARWIN), Ok(Outcome::NotApplicable));
    }
}
