//! A program is built for a newer macOS than the one it runs on.

use super::{mend, show};
use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::{
        apple::{Platform, Release, SystemVersion, Variable},
        rustc::Rustc,
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "macos-too-old-for-binary",
    topic: Topic::Apple,
    title: "the program is built for a newer macOS than runs here",
    severity: Severity::Warning,
    docs: "\
## What is wrong
A program names the oldest macOS it is for, from `MACOSX_DEPLOYMENT_TARGET` when it was linked or from the system that built it, \
and it is started on an older one.
## Why it breaks the build
The build passes; the dynamic loader stops the program: `Symbol not found: ... (which was built for Mac OS X 10.15)`, `Library not \
loaded`, or `dyld: cannot load ... (load command 0x80000034 is unknown)`. Where build scripts are concerned, it is the build that \
stops.
## What to do
Build with `MACOSX_DEPLOYMENT_TARGET` set to the oldest macOS that the program has to run on, C dependencies included. Rust's own \
lowest is 11.0 on Apple silicon and 10.12 on Intel.
## Sources
dyld's `src/ImageLoaderMachO.cpp` and `dyld/Loader.cpp`; the rustc book, *Platform Support*, `*-apple-darwin`.",
    links: &["https://doc.rust-lang.org/rustc/platform-support/apple-darwin.html#os-version"],
    symptoms: &[
        Symptom {
            all: &[
                r"Symbol not found: \S+",
                r"\(which was built for Mac OS X [0-9.]+\)|\(built for macOS [0-9.]+ which is newer than running OS\)",
            ],
            none: &[],
            weight: 0.95,
            printed_by: "dyld of macOS 10.9 and later",
            source: "apple-oss-distributions/dyld src/ImageLoaderMachO.cpp, throwSymbolNotFound; since dyld 4 dyld/Loader.cpp, \" (built for %s %s which is newer than running OS)\"",
        },
        Symptom {
            all: &[r"which is newer than running OS|was built for a newer (macOS|OS X|Mac OS X)"],
            none: &[r"than being linked"],
            weight: 0.9,
            printed_by: "dyld of macOS 12 and later",
            source: "apple-oss-distributions/dyld dyld/Loader.cpp",
        },
        Symptom {
            all: &[r"dyld.*(load command 0x[0-9A-Fa-f]+ is unknown|required load command 0x[0-9A-Fa-f]+)"],
            none: &[],
            weight: 0.9,
            printed_by: "dyld of macOS before 12",
            source: "apple-oss-distributions/dyld src/ImageLoaderMachO.cpp, sniffLoadCommands",
        },
        Symptom {
            all: &[r"dyld(\[\d+\])?: (lazy symbol binding failed: )?Symbol not found: ", r"(libSystem\.B|libc\+\+\.1|/System/Library/)"],
            none: &[],
            weight: 0.85,
            printed_by: "dyld",
            source: "apple-oss-distributions/dyld src/ImageLoaderMachO.cpp, throwSymbolNotFound",
        },
        Symptom {
            all: &[r"dyld(\[\d+\])?: (lazy symbol binding failed: )?Symbol not found: |built for (Mac OS X|macOS) [\d.]+\)|load command 0x[0-9a-f]+ is unknown|which was built for (newer|Mac OS X|macOS)|requires macOS [\d.]+ or later|built for newer macOS version"],
            none: &[r"than being linked", r"Expected in:\s+(<[0-9A-F-]+> )?/(opt|usr/local|nix|Users|sw)/"],
            weight: 0.9,
            printed_by: "dyld",
            source: "apple-oss dyld: symbols and load commands of a newer system",
        },
        Symptom {
            all: &[r"can['’]t use this version of the application .{1,80}with this version of macOS|(application|app) requires (macOS|OS X) [\d.]+ or (later|newer)"],
            none: &[],
            weight: 0.85,
            printed_by: "LaunchServices of macOS 10.12 and later",
            source: "Apple's CoreServices, kLSIncompatibleSystemVersionErr",
        },
        Symptom {
            all: &[r"Library not loaded: /(System/Library/Frameworks/|usr/lib/swift/libswift)"],
            none: &[],
            weight: 0.93,
            printed_by: "dyld, every version: what stands there comes with the system",
            source: "apple-oss-distributions/dyld dyld/DyldRuntimeState.cpp; before dyld4 src/ImageLoader.cpp",
        },
    ],
    live: Live::Target(check),
};

const NAME: &str = "MACOSX_DEPLOYMENT_TARGET";

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    if cx.host()?.os != "macos" || Platform::of(&wanted.triple) != Some(Platform::MacOs) {
        return Ok(Outcome::NotApplicable);
    }
    let (variable, rustc) = (cx.fact::<Variable>(NAME.into()), cx.fact::<Rustc>(()));
    let (variable, rustc) = (variable?, rustc?);
    let set = variable.value().and_then(|setting| Some((setting, Release::parse(&setting.value)?)));
    let Some((setting, release)) = set.filter(|_| rustc.host == wanted.triple) else {
        return Ok(Outcome::NotApplicable);
    };
    let running = cx.fact::<SystemVersion>(())?.0;
    if release <= running {
        return Ok(Outcome::Pass(format!("programs are built for macOS {release}, and {running} runs here")));
    }
    let steps = vec![format!("set `{NAME}` to {running} or less where {} sets it", setting.origin)];
    Ok(Finding::new(
        format!("programs are built for macOS {release}, and {running} runs here"),
        "they link, and the dynamic loader may refuse to start them on this machine",
    )
    .evidence([show::variable(NAME, setting), show::file(SystemVersion::file(), &format!("ProductVersion {running}"))])
    .fix([mend::manual(&CHECK, "lower", format!("lower `{NAME}`"), steps)])
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        apple::scene::{DARWIN, IOS, finding, mac, xcode},
        testing::Fake,
    };

    fn running(release: &str) -> Fake {
        let text = format!(
            "<dict>\n\t<key>ProductName</key>\n\t<string>macOS</string>\n\t<key>ProductVersion</key>\n\t<string>{release}</string>\n</dict>\n"
        );
        xcode(mac()).file(SystemVersion::file().as_str(), &text)
    }

    #[test]
    fn warns_where_programs_are_for_a_newer_system() {
        let fake = running("13.6.1").env("MACOSX_DEPLOYMENT_TARGET", "14.0");
        let found = finding(&fake, &CHECK, DARWIN);
        assert_eq!(found.message, "programs are built for macOS 14.0, and 13.6.1 runs here");
    }

    #[test]
    fn an_older_target_passes_and_none_asks_nothing() {
        assert!(matches!(
            running("13.6").env("MACOSX_DEPLOYMENT_TARGET", "11.0").judge(&CHECK, DARWIN),
            Ok(Outcome::Pass(_))
        ));
        assert_eq!(running("13.6").judge(&CHECK, DARWIN), Ok(Outcome::NotApplicable));
        let ios = running("13.6").env("MACOSX_DEPLOYMENT_TARGET", "14.0");
        assert_eq!(ios.judge(&CHECK, IOS), Ok(Outcome::NotApplicable));
    }
}
