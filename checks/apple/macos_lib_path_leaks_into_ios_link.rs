//! A library directory of macOS is searched while linking for a device or a simulator.

use super::{mend, show, work::Work};
use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::apple::{Platform, SearchDir, SearchDirs},
    targets::Parts,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "macos-lib-path-leaks-into-ios-link",
    topic: Topic::Apple,
    title: "a macOS library directory is searched while linking for another of Apple's systems",
    severity: Severity::Failure,
    docs: "\
## What is wrong
`LIBRARY_PATH` or a `-L` names the library directory of a macOS SDK. It is often exported for the sake of build scripts in a \
build phase of Xcode, and applies to the target's link as well.
## Why it breaks the build
The directory goes before the target's own SDK, so that `-lSystem` is macOS's: `building for 'iOS', but linking in dylib (...) \
built for 'macOS'`. A static library is not linked and builds all the same, a `cdylib` or a program does not.
## What to do
Unset `LIBRARY_PATH` and remove the `-L`. From Rust 1.91 on rustc itself tells build scripts' links which SDK to use.
## Sources
clang's `Driver/ToolChains/CommonArgs.cpp` (`AddLinkerInputs`); corrosion-rs/corrosion#104; ld64's \
`src/ld/parsers/generic_dylib_file.hpp`.",
    links: &["https://github.com/corrosion-rs/corrosion/issues/104"],
    symptoms: &[
        Symptom {
            all: &[
                r"[Bb]uilding for '?(iOS|tvOS|watchOS|visionOS|xrOS)([ -][Ss]imulator)?'?,? but linking in (dylib|\.tbd).*built for '?(macOS|OSX)",
            ],
            none: &[],
            weight: 0.93,
            printed_by: "Apple's ld64 and ld-prime",
            source: "apple-oss-distributions/ld64 src/ld/PlatformSupport.cpp, before ld64-820 src/ld/parsers",
        },
        Symptom {
            all: &[r"[Bb]uilding for '?(iOS|tvOS|watchOS|visionOS|xrOS)([ -][Ss]imulator)?'?,? but linking in .*MacOSX[0-9.]*\.(sdk|platform)"],
            none: &[],
            weight: 0.93,
            printed_by: "Apple's ld64 and ld-prime",
            source: "apple-oss-distributions/ld64 src/ld/PlatformSupport.cpp, before ld64-820 src/ld/parsers",
        },
        Symptom {
            all: &[r"(MacOSX[0-9.]*\.sdk|/usr/lib)\S* has platform macOS, which is different from target platform (iOS|tvOS|watchOS|visionOS|xrOS)"],
            none: &[],
            weight: 0.93,
            printed_by: "lld for Mach-O",
            source: "llvm-project lld/MachO/InputFiles.cpp, checkCompatibility",
        },
        Symptom {
            all: &[r"[Bb]uilding for '?(iOS|tvOS|watchOS|visionOS)(-| )?([Ss]imulator)?'?.*(MacOSX\S*\.sdk|built for '?(macOS|OSX))"],
            none: &[],
            weight: 0.9,
            printed_by: "ld64 and Apple's new ld",
            source: "apple-oss ld64 src/ld: a library of macOS in a link for iOS",
        },
        Symptom {
            all: &[r"using sysroot for 'MacOSX' but targeting '(iPhone|AppleTV|Watch|XR|iOS)\w*'"],
            none: &[],
            weight: 0.85,
            printed_by: "clang",
            source: "llvm-project clang/lib/Driver/ToolChains/Darwin.cpp",
        },
        Symptom {
            all: &[r"building for (Mac Catalyst|iOS\S*|tvOS\S*), but linking in (dylib|object file|dylib file) (built for macOS|\(?\S+\)? built for macOS)[^\n]*(/usr/local|/opt/homebrew|/opt/local|\.dylib)"],
            none: &[],
            weight: 0.85,
            printed_by: "ld64",
            source: "apple-oss-distributions/ld64 src/ld/parsers/macho_dylib_file.cpp",
        },
        Symptom {
            all: &[r"ignoring file \S*/MacOSX[\d.]*\.sdk/\S+\.tbd, missing required architecture"],
            none: &[],
            weight: 0.95,
            printed_by: "ld64",
            source: "apple-oss-distributions/ld64 src/ld/parsers/textstub_dylib_file.cpp",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let work = Work::of(wanted, cx)?;
    let Some(platform) = work.filter(|work| work.links).and_then(Work::for_device) else {
        return Ok(Outcome::NotApplicable);
    };
    let (dirs, host) = (cx.fact::<SearchDirs>(wanted.triple.clone()), cx.host());
    let (dirs, host) = (dirs?, host?);
    // clang takes the variable for another architecture's link to be none of its business
    let same_arch = Parts::of(&wanted.triple).is_some_and(|parts| parts.arch == host.arch);
    let counts = |dir: &&SearchDir| dir.key == "rustflags" || same_arch;
    let of_macos = |dir: &&SearchDir| {
        Platform::of_path(dir.path.as_str()) == Some(Platform::MacOs.directory())
            || ["/usr/lib", "/usr/local/lib"].contains(&dir.path.as_str())
    };
    let mut named = dirs.0.iter().filter(counts).peekable();
    if named.peek().is_none() {
        return Ok(Outcome::NotApplicable);
    }
    let Some(dir) = named.find(of_macos) else {
        return Ok(Outcome::Pass("no macOS SDK is on the link path".to_owned()));
    };
    let is_sdk = Platform::of_path(dir.path.as_str()).is_some();
    let finding = Finding::new(
        format!("`{}` is searched for libraries, which are macOS's", dir.path),
        format!("the linker takes them for {}'s, as they come before those of its SDK", platform.name()),
    )
    .evidence([dir.setting.evidence(dir.key)])
    .evidence((!is_sdk).then(|| show::file(dir.path.clone(), "a directory of the Mac itself")))
    .fix(mend::without_search_dir(&CHECK, dir, cx)?);
    Ok(if is_sdk { finding } else { finding.warning() }.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        apple::scene::{DARWIN, IOS, finding, library, mac, sdk, xcode},
        facts::linker::scene::config,
    };

    #[test]
    fn fires_for_the_variable_and_for_a_flag() {
        let dir = format!("{}/usr/lib", sdk("MacOSX"));
        let variable = xcode(mac()).env("LIBRARY_PATH", &dir);
        let message = format!("`{dir}` is searched for libraries, which are macOS's");
        assert_eq!(finding(&variable, &CHECK, IOS).message, message);
        let flag = config(xcode(mac()), &format!("[target.{IOS}]\nrustflags = [\"-Lnative={dir}\"]\n"));
        assert_eq!(finding(&flag, &CHECK, IOS).message, message);
    }

    #[test]
    fn a_static_library_macos_itself_and_the_targets_own_sdk_are_fine() {
        let dir = format!("{}/usr/lib", sdk("MacOSX"));
        let fake = xcode(mac()).env("LIBRARY_PATH", &dir);
        assert_eq!(library(fake.clone()).judge(&CHECK, IOS), Ok(Outcome::NotApplicable));
        assert_eq!(fake.judge(&CHECK, DARWIN), Ok(Outcome::NotApplicable));
        let own = xcode(mac()).env("LIBRARY_PATH", &format!("{}/usr/lib", sdk("iPhoneOS")));
        assert_eq!(own.judge(&CHECK, IOS), Ok(Outcome::Pass("no macOS SDK is on the link path".into())));
    }
}
