//! The active developer directory has no SDK for the target's platform.

use super::{
    mend, show,
    work::{Work, maker},
};
use crate::{
    Check, Cx, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::{
        apple::{DeveloperDir, DeveloperTools, Maker, Platform, Sdk, SdkRoot, SdkRootUse, SelectedBy, Xcrun},
        cargo_config::Located,
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "xcode-not-selected",
    topic: Topic::Apple,
    title: "the active developer directory has no SDK for the target",
    severity: Severity::Failure,
    docs: "\
## What is wrong
One developer directory is active at a time: the one that `DEVELOPER_DIR` names, or that `xcode-select` has selected. The \
Command Line Tools have macOS's SDK alone; those of iOS, tvOS, watchOS and visionOS come with Xcode. Or the selected Xcode \
was moved, renamed or removed, or it lacks a platform that is downloaded separately.
## Why it breaks the build
rustc asks `xcrun --sdk iphoneos --show-sdk-path`, and the crate cc does the same for C: `xcrun: error: SDK \"iphoneos\" \
cannot be located`. Without the SDK the linker finds no system library.
## What to do
`sudo xcode-select --switch /Applications/Xcode.app/Contents/Developer`, after installing Xcode where there is none. \
`DEVELOPER_DIR` does the same for one command, and in `[env]` of cargo's configuration for all its builds. A platform that is \
missing in Xcode comes with `xcodebuild -downloadPlatform iOS`.
## Sources
`man xcode-select`, `man xcrun`; rustc's `compiler/rustc_codegen_ssa/src/back/apple.rs` (`get_sdk_root`); the rustc book, \
*Platform Support*, `*-apple-ios`.",
    links: &["https://doc.rust-lang.org/rustc/platform-support/apple-ios.html"],
    symptoms: &[
        Symptom {
            all: &[r"unable to load standard library for target '[^']*-apple-(ios|tvos|watchos|xros)"],
            none: &[],
            weight: 0.6,
            printed_by: "swiftc of Xcode 12 and later",
            source: "apple/swift include/swift/AST/DiagnosticsFrontend.def, error_stdlib_not_found: the Command Line Tools have macOS alone",
        },
        Symptom {
            all: &[r#"SDK "[A-Za-z]+[0-9.]*" cannot be located"#],
            none: &[],
            weight: 0.9,
            printed_by: "xcrun of Xcode 5 and later",
            source: "text of xcrun; rust-lang/rust compiler/rustc_codegen_ssa/src/back/apple.rs hands it on",
        },
        Symptom {
            all: &[r"unable to lookup item '\w+' (in|from) SDK '[A-Za-z]+[0-9.]*'"],
            none: &[],
            weight: 0.85,
            printed_by: "xcrun of Xcode 6 and later",
            source: "text of xcrun",
        },
        Symptom {
            all: &[r"tool '\w+' requires Xcode, but active developer directory '[^']*' is a command line tools instance"],
            none: &[],
            weight: 0.95,
            printed_by: "the placeholders in /usr/bin, macOS 10.9 and later",
            source: "text of libxcselect in macOS",
        },
        Symptom {
            all: &[r"when compiling for iOS, tvOS, visionOS or watchOS, you need a full installation of Xcode"],
            none: &[],
            weight: 0.95,
            printed_by: "rustc 1.88 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_xcrun_command_line_tools_insufficient (in 1.95 src/back/apple.rs)",
        },
        Symptom {
            all: &[r"invalid active developer path \([^)]*\.app\b"],
            none: &[],
            weight: 0.95,
            printed_by: "xcrun of macOS 10.9 and later",
            source: "text of libxcselect in macOS",
        },
        Symptom {
            all: &[r"missing DEVELOPER_DIR path: "],
            none: &[],
            weight: 0.95,
            printed_by: "xcrun of macOS 10.9 and later",
            source: "text of libxcselect in macOS",
        },
        Symptom {
            all: &[r#"failed running `"xcrun" "--sdk" "\w+" "--show-sdk-path"` to find \w+\.sdk"#],
            none: &[],
            weight: 0.6,
            printed_by: "rustc 1.88 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_xcrun_unsuccessful (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"xcrun: error: unable to find utility .[\w-]+., not a developer tool or in PATH"],
            none: &[],
            weight: 0.6,
            printed_by: "xcrun of Xcode 5 and later",
            source: "text of xcrun",
        },
        Symptom {
            all: &[r"(iOS|tvOS|watchOS|visionOS) [0-9.]+ (is not installed|platform be installed|must be installed|Platform Not Installed)"],
            none: &[],
            weight: 0.8,
            printed_by: "xcodebuild of Xcode 14 and later",
            source: "text of xcodebuild, Xcode's documentation on downloading components",
        },
        Symptom {
            all: &[r"library not found for -lSystem|library 'System' not found"],
            none: &[],
            weight: 0.35,
            printed_by: "Apple's ld64 and ld-prime, lld",
            source: "apple-oss-distributions/ld64 src/ld/Options.cpp, findLibrary",
        },
        Symptom {
            all: &[r#"SDK "[^"/]+" cannot be located|unable to lookup item '\w+' (in|from) (SDK|command line tools|Xcode)|tool '\w+' requires Xcode, but active developer directory|is a command line tools instance|xcrun: error: unable to find utility "[^"]+"|invalid developer directory|missing DEVELOPER_DIR path|Xcode (is )?not (installed|found|selected)|xcrun: error: missing DEVELOPER_DIR|No (such )?SDK .*(iphoneos|iphonesimulator|appletvos|watchos|xros)"#],
            none: &[],
            weight: 0.92,
            printed_by: "xcrun, xcode-select, xcodebuild",
            source: "Apple's xcrun and xcode-select",
        },
        Symptom {
            all: &[r"xcrun: error: (invalid active developer path|active developer path) .*\.app/Contents/Developer|does not exist, use `(sudo )?xcode-select"],
            none: &[],
            weight: 0.85,
            printed_by: "xcrun",
            source: "Apple's xcrun",
        },
        Symptom {
            all: &[r"missing Metal Toolchain|xcodebuild -downloadComponent |No simulator runtime version from .* available to use with \w+ SDK version"],
            none: &[],
            weight: 0.8,
            printed_by: "metal and actool of Xcode: parts of it that are fetched apart",
            source: "texts of xcodebuild and actool; Xcode's documentation on downloading components",
        },
        Symptom {
            all: &[r"tool '[\w-]+' requires Xcode\b|(xcrun|xcode-select|xcodebuild)\b.{0,40}requires (a full )?(installation of )?Xcode"],
            none: &[],
            weight: 0.9,
            printed_by: "the placeholders in /usr/bin, macOS 10.9 and later, cut off",
            source: "Apple's xcode-select",
        },
        Symptom {
            all: &[r#"xcrun"? "--show-sdk-path" "--sdk" "(iphone|appletv|watch|xr)\w*".{0,60}did not execute successfully|did not execute successfully.{0,60}xcrun.{0,40}"(iphone|appletv|watch|xr)"#],
            none: &[],
            weight: 0.75,
            printed_by: "the crate cc, whose xcrun knows no such platform",
            source: "rust-lang/cc-rs src/lib.rs, apple_sdk_root; src/command_helpers.rs, run_output",
        },
        Symptom {
            all: &[r#"failed to get (iphone|appletv|watch|xr)\w* SDK path: process exit|invoking `"xcrun" "--sdk" "(iphone|appletv|watch|xr)\w*" "--show-sdk-path"` to find \w+\.sdk failed with exit"#],
            none: &[r"No such file or directory|program not found|licen[sc]e|SDK \x22/|SDK \x22macosx"],
            weight: 0.95,
            printed_by: "rustc 1.19 and later: xcrun is there and knows no such platform",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/src/back/apple.rs, get_sdk_root; errors.rs, XcrunFailedInvoking",
        },
        Symptom {
            all: &[r"Unable to determine (Apple|iOS|tvOS|watchOS|visionOS) SDK path"],
            none: &[],
            weight: 0.5,
            printed_by: "the crate cc 1.0 and later",
            source: "rust-lang/cc-rs src/lib.rs, apple_sdk_root",
        },
        Symptom {
            all: &[r"Xcode doesn't appear to be installed|[Ff]ailed to (find SDK '(iphone|appletv|watch|xr)\w*'|get active Xcode developer dir|lookup Xcode version)|No (iOS|tvOS|watchOS|visionOS) sdks? (installed|found)|install the (iOS|tvOS|watchOS|visionOS) SDK in Xcode"],
            none: &[r"licen[sc]e"],
            weight: 0.75,
            printed_by: "cargo-mobile2, tauri, dioxus",
            source: "tauri-apps/cargo-mobile2 src/os/macos and src/apple; DioxusLabs/dioxus packages/cli/src/build/request.rs",
        },
        Symptom {
            all: &[r"(failed running `[^`]*xcrun[^`]*`|output of `xcrun` while) (to find|finding) \w+\.sdk"],
            none: &[],
            weight: 0.7,
            printed_by: "rustc 1.88 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, xcrun_failed_invoking and xcrun_unsuccessful",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let (work, maker) = (Work::of(wanted, cx)?, maker(cx));
    let Some(work) = work else { return Ok(Outcome::NotApplicable) };
    if matches!(maker?, None | Some(Maker::NixWrapper | Maker::NixBare)) {
        return Ok(Outcome::NotApplicable);
    }
    let dir = cx.fact::<DeveloperDir>(())?;
    let (path, tools) = match &*dir {
        DeveloperDir::Stale { path, .. } if *path != DeveloperDir::command_line_tools() => {
            return stale(path, &dir, work, wanted, cx);
        }
        DeveloperDir::Stale { .. } | DeveloperDir::Nowhere => return Ok(Outcome::NotApplicable),
        DeveloperDir::Found { path, tools, .. } => (path, *tools),
    };
    let Some(platform) = work.for_device() else {
        return Ok(Outcome::Pass(format!("`{path}` is selected")));
    };
    let root = cx.fact::<SdkRoot>(platform)?;
    if let SdkRoot::Set { is: SdkRootUse::Taken(sdk), .. } = &*root {
        return Ok(Outcome::Pass(format!("`SDKROOT` is `{sdk}`")));
    }
    match &*cx.fact::<Sdk>(platform)? {
        Sdk::Found { path, .. } => Ok(Outcome::Pass(format!("the SDK is `{path}`"))),
        Sdk::Unknown(said) => without_sdk(&Selected { dir: &dir, path, tools, platform }, said, work, wanted, cx),
        Sdk::NoXcrun | Sdk::NoTools | Sdk::Licence(_) => Ok(Outcome::NotApplicable),
    }
}

/// What is selected is not there.
fn stale(path: &HostPath, dir: &DeveloperDir, work: Work, wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let others = mend::selectable(work.for_device().is_none(), cx)?;
    let finding = Finding::new(
        format!("the selected developer directory `{path}` has no tools"),
        format!("`cc` and `xcrun` only start the programs of that directory, {}", work.purpose(&wanted.triple)),
    )
    .evidence(show::developer_dir(dir));
    let finding = match others.first() {
        Some(other) => finding.fix(chosen(dir, other, cx)?),
        None if work.for_device().is_none() => finding.fix([mend::install_tools(&CHECK)]),
        None => finding.fix([install_xcode()]),
    };
    Ok(if work.links { finding.conclusive() } else { finding }.into())
}

/// A developer directory that is there, and what is missed in it.
struct Selected<'a> {
    dir: &'a DeveloperDir,
    path: &'a HostPath,
    tools: DeveloperTools,
    platform: Platform,
}

fn without_sdk(selected: &Selected<'_>, said: &Xcrun, work: Work, wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let Selected { dir, path, tools, platform } = selected;
    let (sdk, system) = (platform.sdk(), platform.name());
    let message = match tools {
        DeveloperTools::CommandLineTools => {
            format!("the Command Line Tools are selected, which have no SDK for {system}")
        }
        DeveloperTools::Xcode | DeveloperTools::Other => {
            format!("the selected developer directory `{path}` has no SDK `{sdk}`")
        }
    };
    let why = format!("the SDK `{sdk}` is needed {}", work.purpose(&wanted.triple));
    let finding = Finding::new(message, why).evidence(show::developer_dir(dir)).evidence([show::xcrun(said)]);
    let others = mend::selectable(false, cx)?;
    let finding = match others.iter().find(|other| other != path) {
        Some(other) => finding.fix(chosen(dir, other, cx)?),
        None if *tools == DeveloperTools::Xcode => finding.fix([download(*platform)]),
        None => finding.fix([install_xcode()]),
    };
    Ok(if work.links { finding.conclusive() } else { finding }.into())
}

/// Another directory, said where the wrong one is said: a variable outranks the selection.
fn chosen(dir: &DeveloperDir, other: &HostPath, cx: &Cx<'_>) -> Result<Vec<xdoctor_fixes::Fix>, Pause> {
    let (path, by) = match dir {
        DeveloperDir::Stale { path, by } | DeveloperDir::Found { path, by, .. } => (path, by),
        DeveloperDir::Nowhere => return mend::select(&CHECK, other, cx),
    };
    match by {
        SelectedBy::Variable(origin) => {
            let setting = Located::new(path.to_string(), origin.clone());
            Ok(vec![mend::unset_variable(&CHECK, "DEVELOPER_DIR", &setting)])
        }
        SelectedBy::Link | SelectedBy::Default => mend::select(&CHECK, other, cx),
    }
}

fn install_xcode() -> xdoctor_fixes::Fix {
    let steps = vec![
        "install Xcode from the App Store or developer.apple.com".to_owned(),
        "`sudo xcode-select --switch /Applications/Xcode.app/Contents/Developer`".to_owned(),
        "`sudo xcodebuild -license accept` and `xcodebuild -runFirstLaunch`".to_owned(),
    ];
    mend::manual(&CHECK, "install", "install Xcode and select it", steps)
}

fn download(platform: Platform) -> xdoctor_fixes::Fix {
    let system = platform.name();
    let steps = vec![format!("`xcodebuild -downloadPlatform {system}`, or Xcode's settings, *Components*")];
    mend::manual(&CHECK, "download", format!("download the platform {system}"), steps)
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::{Applicability, Change};

    use super::*;
    use crate::{
        apple::scene::{DARWIN, IOS, IOS_SIM, XCODE, clt_with_sdk, compiles_c, finding, library, mac, xcode},
        facts::linker::scene::config,
        testing::Fake,
    };

    const LINK: &str = "/var/db/xcode_select_link";
    const CLT: &str = "/Library/Developer/CommandLineTools";

    /// Both are installed, and the Command Line Tools are selected.
    fn clt_selected() -> Fake {
        clt_with_sdk(mac()).symlink(LINK, CLT).program(&format!("{XCODE}/usr/bin/xcrun"))
    }

    #[test]
    fn fires_for_a_device_where_the_command_line_tools_are_selected() {
        let found = finding(&clt_selected(), &CHECK, IOS);
        assert_eq!(found.message, "the Command Line Tools are selected, which have no SDK for iOS");
        assert!(found.conclusive);
        let Change::Command(line) = &found.fixes[0].change else { panic!("no command") };
        assert_eq!(line.to_string(), format!("sudo xcode-select --switch {XCODE}"));
        let kinds: Vec<_> = found.fixes.iter().map(|fix| fix.applicability).collect();
        assert_eq!(kinds, [Applicability::System, Applicability::Safe]);
    }

    #[test]
    fn fires_for_c_alone() {
        let found = finding(&compiles_c(clt_selected()), &CHECK, IOS);
        assert_eq!(found.why, "the SDK `iphoneos` is needed to compile C for `aarch64-apple-ios`");
        assert!(!found.conclusive);
    }

    #[test]
    fn without_any_xcode_it_has_to_be_installed() {
        let found = finding(&clt_with_sdk(mac()), &CHECK, IOS);
        assert_eq!(found.fixes[0].title, "install Xcode and select it");
    }

    #[test]
    fn fires_where_the_selected_xcode_is_gone() {
        let gone = clt_with_sdk(mac()).symlink(LINK, "/Applications/Xcode-14.app/Contents/Developer");
        for target in [DARWIN, IOS] {
            let found = finding(&gone, &CHECK, target);
            assert_eq!(
                found.message,
                "the selected developer directory `/Applications/Xcode-14.app/Contents/Developer` has no tools"
            );
        }
        assert_eq!(finding(&gone, &CHECK, DARWIN).fixes[0].title, format!("select `{CLT}`"));
        assert_eq!(finding(&gone, &CHECK, IOS).fixes[0].title, "install Xcode and select it");
    }

    #[test]
    fn a_variable_that_names_it_is_corrected_where_it_stands() {
        let both = xcode(clt_with_sdk(mac()));
        let by_env = both.clone().env("DEVELOPER_DIR", "/gone");
        assert_eq!(finding(&by_env, &CHECK, DARWIN).fixes[0].applicability, Applicability::Manual);
        let by_table = config(both, "[env]\nDEVELOPER_DIR = '/gone'\n");
        assert_eq!(finding(&by_table, &CHECK, DARWIN).fixes[0].applicability, Applicability::Safe);
    }

    #[test]
    fn xcode_without_a_platform_can_download_it() {
        let fake = mac().program(&format!("{XCODE}/usr/bin/xcrun")).failing_command(
            ["xcrun", "--sdk", "iphonesimulator", "--show-sdk-path"],
            1,
            "xcrun: error: SDK \"iphonesimulator\" cannot be located\n",
        );
        assert_eq!(finding(&fake, &CHECK, IOS_SIM).fixes[0].title, "download the platform iOS");
    }

    #[test]
    fn an_sdk_that_is_there_passes_and_what_needs_none_is_left_alone() {
        let sdk = crate::apple::scene::sdk("iPhoneOS");
        assert_eq!(xcode(mac()).judge(&CHECK, IOS), Ok(Outcome::Pass(format!("the SDK is `{sdk}`"))));
        assert_eq!(clt_with_sdk(mac()).judge(&CHECK, DARWIN), Ok(Outcome::Pass(format!("`{CLT}` is selected"))));
        assert_eq!(library(clt_selected()).judge(&CHECK, IOS), Ok(Outcome::NotApplicable));
    }
}
