//! Objects for a device in a link for the simulator.

use semver::Version;

use super::{flags, mend, work::Work};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::apple::{Platform, SearchDirs},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "ios-device-object-in-simulator-link",
    topic: Topic::Apple,
    title: "objects for a device are linked for the simulator",
    severity: Severity::Failure,
    docs: "\
## What is wrong
Devices and the simulator on Apple silicon have the same architecture and are different platforms; each object says for which \
it is. A C object, a prebuilt library or the Rust library itself is for the device, and the link is for the simulator: flags of \
the device in `CFLAGS`, a crate cc before 1.0.70, the device's folder of an xcframework, or a build system that takes \
`aarch64-apple-ios` for both.
## Why it breaks the build
The linker refuses the mixture: `building for 'iOS-simulator', but linking in object file (...) built for 'iOS'`. `lipo -info` shows \
`arm64` for both.
## What to do
Build everything for `aarch64-apple-ios-sim`, and for `x86_64-apple-ios` on Intel Macs. `vtool -show-build FILE` or `otool -l` \
tells what an object is for: platform 2 is iOS, 7 its simulator. Ship both in an xcframework, which `lipo` cannot replace.
## Sources
ld64's `src/ld/parsers/macho_relocatable_file.cpp`; rust-lang/rust#81632; rust-lang/cc-rs#614; the rustc book, *Platform Support*, \
`*-apple-ios`.",
    links: &["https://doc.rust-lang.org/rustc/platform-support/apple-ios.html"],
    symptoms: &[
        Symptom {
            all: &[
                r"[Bb]uilding for '?(iOS|tvOS|watchOS|visionOS|xrOS)[ -][Ss]imulator'?,? but linking in (object|dylib|\.tbd).* built for '?(iOS|tvOS|watchOS|visionOS|xrOS)('|,|;|\s*$)",
            ],
            none: &[],
            weight: 0.95,
            printed_by: "Apple's ld64 and ld-prime",
            source: "apple-oss-distributions/ld64 src/ld/PlatformSupport.cpp, before ld64-820 src/ld/parsers",
        },
        Symptom {
            all: &[
                r"[Bb]uilding for '?(iOS|tvOS|watchOS|visionOS|xrOS)'?,? but linking in (object|dylib|\.tbd).* built for '?(iOS|tvOS|watchOS|visionOS|xrOS)[ -][Ss]imulator",
            ],
            none: &[],
            weight: 0.75,
            printed_by: "Apple's ld64 and ld-prime, the other way round",
            source: "apple-oss-distributions/ld64 src/ld/PlatformSupport.cpp, before ld64-820 src/ld/parsers",
        },
        Symptom {
            all: &[r"has platform (iOS|tvOS|watchOS|visionOS|xrOS), which is different from target platform \w+[ -][Ss]imulator"],
            none: &[],
            weight: 0.95,
            printed_by: "lld for Mach-O",
            source: "llvm-project lld/MachO/InputFiles.cpp, checkCompatibility",
        },
        Symptom {
            all: &[r"[Bb]uilding for '?iOS[ -][Ss]imulator'?,? .*built for '?iOS'?([^ -]|, for|\s*$|,)|[Bb]uilding for '?iOS'?,.*built for '?iOS[ -][Ss]imulator|[Bb]uilding for '?tvOS[ -][Ss]imulator.*built for '?tvOS'?|[Bb]uilding for '?visionOS[ -][Ss]imulator.*built for '?visionOS'?|[Bb]uilding for '?watchOS[ -][Ss]imulator.*built for '?watchOS'?"],
            none: &[r"built for '?macOS"],
            weight: 0.92,
            printed_by: "ld64 and Apple's new ld",
            source: "apple-oss ld64 src/ld: objects of the device in a link for the simulator, or the reverse",
        },
        Symptom {
            all: &[r"have the same architectures \(arm64\) and can't be in the same fat output file|[Bb]oth (ios-arm64|.*represent two equivalent library definitions)"],
            none: &[],
            weight: 0.85,
            printed_by: "lipo, xcodebuild -create-xcframework",
            source: "Apple's lipo: two slices of one CPU",
        },
        Symptom {
            all: &[r"[Bb]uilding for '?(iOS|tvOS|watchOS|visionOS|xrOS)[ -][Ss]imulator'?,? but linking in (object|dylib)"],
            none: &[r"built for '?macOS", r"MacOSX"],
            weight: 0.7,
            printed_by: "Apple's ld64 and ld-prime, where the rest of the line is on another",
            source: "apple-oss-distributions/ld64 src/ld/PlatformSupport.cpp, checkPlatformCrossLinking",
        },
        Symptom {
            all: &[r"ignoring file .*building for (iOS|tvOS|watchOS|visionOS) [Ss]imulator-\w+ but attempting to link with file built for (iOS|tvOS|watchOS|visionOS)-\w+"],
            none: &[],
            weight: 0.96,
            printed_by: "Apple's ld64 of Xcode 12 and later",
            source: "apple-oss-distributions/ld64 src/ld/InputFiles.cpp, InputFiles::makeFile",
        },
        Symptom {
            all: &[r"While building for (iOS|tvOS|watchOS|visionOS) [Ss]imulator, no library for this platform was found in"],
            none: &[],
            weight: 0.8,
            printed_by: "xcodebuild 11 and later, of an xcframework without a part for the simulator",
            source: "Xcode's ProcessXCFramework",
        },
    ],
    live: Live::Target(check),
};

/// The first cc that knows `aarch64-apple-ios-sim` to be no device (by experiment: 1.0.69 passes `-miphoneos-version-min`).
const KNOWS_SIMULATOR: Version = Version::new(1, 0, 70);

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let triple = &wanted.triple;
    let simulator = Platform::of(triple).filter(|platform| platform.is_simulator());
    let (Some(platform), Some(work)) = (simulator, Work::of(wanted, cx)?) else { return Ok(Outcome::NotApplicable) };
    let (set, locked, dirs) = (flags::of(triple, cx), flags::locked("cc", cx), cx.fact::<SearchDirs>(triple.clone()));
    let (set, locked, dirs) = (set?, locked?, dirs?);
    let why = "the linker refuses objects of a device in a link for its simulator";
    if work.compiles {
        if let Some((name, setting)) = set.iter().find(|(_, setting)| is_for_a_device(&setting.value)) {
            let message = format!("`{name}` has flags of a device, and `{triple}` is the simulator");
            return Ok(Finding::new(message, why)
                .evidence([setting.evidence(&format!("env.{name}"))])
                .fix([mend::unset_variable(&CHECK, name, setting)])
                .into());
        }
        if triple.as_str() == "aarch64-apple-ios-sim"
            && let Some(old) = locked.first().filter(|version| **version < KNOWS_SIMULATOR)
        {
            let steps = vec!["`cargo update -p cc`".to_owned()];
            let message = format!("the locked crate cc {old} compiles C for the device where the simulator is meant");
            return Ok(Finding::new(message, why)
                .fix([mend::manual(&CHECK, "cc", "update the crate cc", steps)])
                .into());
        }
    }
    let slice = dirs.0.iter().filter(|_| work.links).find(|dir| is_a_devices_slice(dir.path.as_str(), platform));
    if let Some(dir) = slice {
        let message = format!("`{}` is searched, which holds libraries for the device", dir.path);
        let evidence: Evidence = dir.setting.evidence(dir.key);
        return Ok(Finding::new(message, why)
            .evidence([evidence])
            .fix(mend::without_search_dir(&CHECK, dir, cx)?)
            .into());
    }
    Ok(if work.compiles {
        Outcome::Pass("nothing tells C compilers to build for a device".to_owned())
    } else {
        Outcome::NotApplicable
    })
}

fn is_for_a_device(flags: &str) -> bool {
    let minimum = ["-miphoneos-version-min", "-mappletvos-version-min", "-mwatchos-version-min", "-mios-version-min"];
    let sdk = ["iPhoneOS", "AppleTVOS", "WatchOS", "XROS"];
    let words: Vec<_> = flags.split_whitespace().collect();
    let targets = words.iter().enumerate().filter_map(|(at, word)| match *word {
        "-target" => words.get(at + 1).copied(),
        word => word.strip_prefix("--target="),
    });
    words.iter().any(|word| {
        minimum.iter().any(|option| word.starts_with(option))
            || Platform::of_path(word).is_some_and(|platform| sdk.contains(&platform))
    }) || targets.into_iter().any(|target| target.contains("-apple-ios") && !target.contains("sim"))
}

/// `Foo.xcframework/ios-arm64`, whose neighbour is `ios-arm64_x86_64-simulator` (Xcode's names).
fn is_a_devices_slice(path: &str, platform: Platform) -> bool {
    let Some((_, inside)) = path.split_once(".xcframework/") else { return false };
    let slice = inside.split('/').next().unwrap_or_default();
    slice.starts_with(&format!("{}-", platform.name().to_ascii_lowercase())) && !slice.ends_with("-simulator")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        apple::scene::{IOS, IOS_SIM, compiles_c, finding, locked, mac, xcode},
        facts::linker::scene::config,
    };

    #[test]
    fn fires_for_a_devices_flags() {
        for flags in ["-miphoneos-version-min=13", "-target arm64-apple-ios13", "-isysroot /x/iPhoneOS17.sdk"] {
            let fake = compiles_c(xcode(mac())).env("CFLAGS_aarch64_apple_ios_sim", flags);
            let found = finding(&fake, &CHECK, IOS_SIM);
            assert_eq!(
                found.message,
                format!("`CFLAGS_aarch64_apple_ios_sim` has flags of a device, and `{IOS_SIM}` is the simulator")
            );
        }
    }

    #[test]
    fn fires_for_a_cc_that_does_not_know_the_target() {
        for (version, fires) in [("1.0.69", true), ("1.0.70", false), ("1.2.15", false)] {
            let fake = compiles_c(locked(xcode(mac()), &[("cc", version)]));
            assert_eq!(matches!(fake.judge(&CHECK, IOS_SIM), Ok(Outcome::Found(_))), fires, "{version}");
        }
    }

    #[test]
    fn fires_for_the_devices_slice_of_a_framework() {
        let text = |slice: &str| format!("[build]\nrustflags = [\"-Lnative=/p/Foo.xcframework/{slice}\"]\n");
        let device = config(xcode(mac()), &text("ios-arm64"));
        assert!(matches!(device.judge(&CHECK, IOS_SIM), Ok(Outcome::Found(_))));
        let simulator = config(xcode(mac()), &text("ios-arm64_x86_64-simulator"));
        assert_eq!(simulator.judge(&CHECK, IOS_SIM), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn the_simulators_flags_and_the_device_itself_are_fine() {
        let flags = compiles_c(xcode(mac())).env("CFLAGS", "-target arm64-apple-ios13-simulator");
        assert!(matches!(flags.judge(&CHECK, IOS_SIM), Ok(Outcome::Pass(_))));
        let device = compiles_c(xcode(mac())).env("CFLAGS", "-miphoneos-version-min=13");
        assert_eq!(device.judge(&CHECK, IOS), Ok(Outcome::NotApplicable));
    }
}
