//! `SDKROOT` names a device's SDK, and what is built for the Mac itself gets it too.

use super::{
    mend, show,
    work::{Work, maker},
};
use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::{
        apple::{Maker, Platform, SdkRoot, SdkRootUse, hands_over_sdk},
        rustc::Rustc,
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "sdkroot-leaks-into-host-build",
    topic: Topic::Apple,
    title: "`SDKROOT` of a device reaches what is built for the Mac itself",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A build phase of Xcode runs with `SDKROOT` set to the SDK of the app's platform, and with Xcode's own `clang` first on \
`PATH`. A cargo that is started there hands both on to everything, also to build scripts and proc macros, which run on the Mac.
## Why it breaks the build
C and Swift code of build scripts is compiled with the headers of iOS for macOS: `unknown type name '__darwin_clock_t'`, `using \
sysroot for 'iPhoneOS' but targeting 'MacOSX'`. rustc itself passes over the wrong SDK; before 1.91 it then told the linker \
driver none, and Xcode's `clang` finds none by itself: `library 'System' not found` in a `build_script_build`.
## What to do
Start cargo without the variable: `env -u SDKROOT cargo build --target aarch64-apple-ios`. rustc and the crate cc find the \
target's SDK by `xcrun`. Rust 1.91 and later needs no more for linking.
## Sources
rust-lang/rust#80817 and #131477; rustc's `compiler/rustc_codegen_ssa/src/back/link.rs` (`get_apple_sdk_root`); the crate cc, \
`src/lib.rs` (`apple_sdk_root`), whose check for macOS never applies; rust-lang/cc-rs#530.",
    links: &["https://github.com/rust-lang/rust/issues/80817"],
    symptoms: &[
        Symptom {
            all: &[r"[Bb]uilding for '?(iOS|tvOS|watchOS|visionOS)[^\n]*[/\\]rustlib[/\\]\w+-apple-darwin[/\\]lib[/\\]"],
            none: &[],
            weight: 0.94,
            printed_by: "Apple's ld64, of the host's standard library",
            source: "apple-oss-distributions/ld64 src/ld/InputFiles.cpp; rustc links std of the host into build scripts and macros",
        },
        Symptom {
            all: &[r"using sysroot for '\w+' but targeting 'MacOSX'"],
            none: &[],
            weight: 0.95,
            printed_by: "clang and swiftc of Xcode 12 and later",
            source: "llvm-project clang/include/clang/Basic/DiagnosticDriverKinds.td, warn_incompatible_sysroot",
        },
        Symptom {
            all: &[r"/(iPhone|AppleTV|Watch|XR)\w*\.platform/Developer/SDKs/[^/]+\.sdk/usr/include/\S+: error: (unknown type name|.*unsupported)"],
            none: &[],
            weight: 0.85,
            printed_by: "clang, for macOS with a device's headers",
            source: "rust-lang/cc-rs#530",
        },
        Symptom {
            all: &[r"[Bb]uilding for '?(macOS|OSX)'?,? but linking in .*(iPhone|AppleTV|Watch|XR)\w*\.(platform|sdk)"],
            none: &[],
            weight: 0.9,
            printed_by: "Apple's ld64 and ld-prime",
            source: "apple-oss-distributions/ld64 src/ld/PlatformSupport.cpp, before ld64-820 src/ld/parsers",
        },
        Symptom {
            all: &[r"library not found for -lSystem|library 'System' not found", r"build[-_]script[-_]build|\(build script\)|proc.macro", r"apple-(ios|tvos|watchos|visionos)|PhaseScriptExecution|XcodeDefault\.xctoolchain"],
            none: &[],
            weight: 0.75,
            printed_by: "Apple's ld64 and ld-prime, in a build phase of Xcode with rustc before 1.91",
            source: "rust-lang/rust#80817",
        },
        Symptom {
            all: &[r"library not found for -lSystem|library 'System' not found"],
            none: &[],
            weight: 0.3,
            printed_by: "Apple's ld64 and ld-prime",
            source: "apple-oss-distributions/ld64 src/ld/Options.cpp, findLibrary",
        },
        Symptom {
            all: &[r"using sysroot for '(iPhone|AppleTV|Watch|XR)\w*' but targeting 'MacOSX'"],
            none: &[],
            weight: 0.94,
            printed_by: "swiftc, clang",
            source: "apple/swift lib/Driver; llvm-project clang/lib/Driver/ToolChains/Darwin.cpp, warn_incompatible_sysroot",
        },
        Symptom {
            all: &[r"[Bb]uilding for '?macOS.*(iPhone|AppleTV|Watch|XR)\w+\.sdk|[Bb]uilding for '?macOS.*built for '?(iOS|tvOS|watchOS|visionOS)"],
            none: &[],
            weight: 0.92,
            printed_by: "ld64 and Apple's new ld",
            source: "apple-oss ld64 src/ld: a library of the iPhone's SDK in a link for macOS",
        },
        Symptom {
            all: &[r"(iPhoneOS|iPhoneSimulator|AppleTVOS|WatchOS|XROS)[\d.]*\.sdk/usr/include/\S+: (fatal )?error: (unknown type name|Unsupported architecture|architecture not supported)"],
            none: &[],
            weight: 0.85,
            printed_by: "clang",
            source: "the iPhone's SDK has no types of another system's CPU",
        },
        Symptom {
            all: &[r"library not found for -lSystem|library 'System' not found", r"(iPhone|AppleTV|Watch|XR)\w+\.platform|PLATFORM_NAME=iphone|PhaseScriptExecution|xcodebuild|/DerivedData/|-iphone(os|simulator)/"],
            none: &[],
            weight: 0.86,
            printed_by: "ld64 in a build script's link under Xcode",
            source: "cc-rs#530 and rust-lang/rust#80817",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let Some(work) = Work::of(wanted, cx)? else { return Ok(Outcome::NotApplicable) };
    let own = work.platform.is_some_and(Platform::is_mac);
    let (links, compiles) = (work.host_links || own && work.links, work.host_compiles || own && work.compiles);
    if !links && !compiles {
        return Ok(Outcome::NotApplicable);
    }
    let (root, rustc, maker) = (cx.fact::<SdkRoot>(Platform::MacOs), cx.fact::<Rustc>(()), maker(cx));
    let (root, rustc, maker) = (root?, rustc?, maker?);
    let SdkRoot::Set { setting, is } = &*root else { return Ok(Outcome::NotApplicable) };
    let version = &rustc.version;
    let foreign_cc = matches!(maker, Some(Maker::Xcode | Maker::Other));
    let (path, platform, why) = match is {
        SdkRootUse::WrongPlatform { path, platform } => {
            (path, platform, "rustc uses it for macOS too, since no `.platform` in the path tells otherwise".to_owned())
        }
        SdkRootUse::PassedOver { path, platform } if compiles => {
            (path, platform, "C code for the Mac itself is compiled with its headers".to_owned())
        }
        SdkRootUse::PassedOver { path, platform } if !hands_over_sdk(version) && foreign_cc => {
            let why = format!("rustc {version} removes it and names no other, and this `cc` finds none by itself");
            (path, platform, why)
        }
        SdkRootUse::PassedOver { .. } => {
            return Ok(Outcome::Pass(format!("rustc {version} passes over the SDK in `SDKROOT` for the Mac itself")));
        }
        SdkRootUse::Name | SdkRootUse::Gone(_) | SdkRootUse::Taken(_) => return Ok(Outcome::NotApplicable),
    };
    let what =
        if work.host_links || work.host_compiles { "build scripts and proc macros" } else { "the build for macOS" };
    Ok(Finding::new(format!("`SDKROOT` is `{path}`, an SDK of {platform}, and it reaches {what}"), why)
        .evidence([show::variable("SDKROOT", setting)])
        .fix([mend::unset_variable(&CHECK, "SDKROOT", setting)])
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        apple::scene::{DARWIN, IOS, XCODE, finding, mac, sdk, version, with_scripts, xcode},
        testing::Fake,
    };

    /// In a build phase: the device's SDK, and Xcode's own compiler first.
    fn phase() -> Fake {
        let bin = format!("{XCODE}/Toolchains/XcodeDefault.xctoolchain/usr/bin");
        with_scripts(xcode(mac()))
            .program(&format!("{bin}/cc"))
            .env("PATH", &format!("{bin}:/usr/bin"))
            .env("SDKROOT", &sdk("iPhoneOS"))
    }

    #[test]
    fn fires_in_a_build_phase_before_1_91() {
        let found = finding(&version(phase(), "1.85.0"), &CHECK, IOS);
        let sdk = sdk("iPhoneOS");
        assert_eq!(
            found.message,
            format!("`SDKROOT` is `{sdk}`, an SDK of iPhoneOS, and it reaches build scripts and proc macros")
        );
        let passes = Outcome::Pass("rustc 1.96.0 passes over the SDK in `SDKROOT` for the Mac itself".into());
        assert_eq!(phase().judge(&CHECK, IOS), Ok(passes));
    }

    #[test]
    fn fires_where_c_is_compiled_for_the_mac_with_any_rustc() {
        let fake = phase()
            .file("/p/Cargo.toml", "[package]\nname = \"p\"\n[build-dependencies]\nhelper = { path = \"helper\" }\n")
            .file("/p/src/main.rs", "")
            .file("/p/build.rs", "")
            .file("/p/helper/Cargo.toml", "[package]\nname = \"helper\"\n[build-dependencies]\ncc = \"1\"\n")
            .file("/p/helper/src/lib.rs", "")
            .file("/p/helper/build.rs", "");
        assert_eq!(finding(&fake, &CHECK, IOS).why, "C code for the Mac itself is compiled with its headers");
    }

    #[test]
    fn fires_where_the_path_does_not_tell_rustc() {
        let at = "/opt/sdk/iPhoneOS17.sdk";
        let fake = xcode(mac()).dir(at).env("SDKROOT", at);
        assert_eq!(
            finding(&fake, &CHECK, DARWIN).message,
            format!("`SDKROOT` is `{at}`, an SDK of iPhoneOS, and it reaches the build for macOS")
        );
    }

    #[test]
    fn apples_own_cc_and_the_macs_own_sdk_are_fine() {
        let shim = version(phase().env("PATH", "/usr/bin"), "1.85.0");
        assert!(matches!(shim.judge(&CHECK, IOS), Ok(Outcome::Pass(_))));
        let own = phase().env("SDKROOT", &sdk("MacOSX"));
        assert_eq!(own.judge(&CHECK, IOS), Ok(Outcome::NotApplicable));
        assert_eq!(xcode(mac()).judge(&CHECK, IOS), Ok(Outcome::NotApplicable));
    }
}
