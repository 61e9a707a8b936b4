//! Nobody has agreed to Xcode's licence yet.

use super::{
    mend, show,
    work::{Work, maker},
};
use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::apple::{DeveloperDir, DeveloperTools, Maker, Platform, Sdk},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "xcode-license-not-accepted",
    topic: Topic::Apple,
    title: "Xcode's licence is not accepted",
    severity: Severity::Failure,
    docs: "\
## What is wrong
Xcode is selected, and nobody has agreed to the licence of this release on this Mac: it was installed or updated since.
## Why it breaks the build
`cc`, `clang`, `xcrun` and the other tools refuse to run and exit with 69: `You have not agreed to the Xcode license \
agreements`. That stops every link and every C compiler, builds for macOS included.
## What to do
Read and accept it: `sudo xcodebuild -license`, or `sudo xcodebuild -license accept` on a machine of your own that no person \
looks at. For macOS alone the Command Line Tools do as well, which ask for no agreement: \
`DEVELOPER_DIR=/Library/Developer/CommandLineTools`.
## Sources
`man xcodebuild`; Homebrew's `Library/Homebrew/extend/os/mac/diagnostic.rb` (`check_xcode_license_approved`).",
    links: &["https://developer.apple.com/documentation/xcode"],
    symptoms: &[
        Symptom {
            all: &[r"[Yy]ou have not agreed to the Xcode( and Apple SDKs)? licen[sc]e"],
            none: &[],
            weight: 0.97,
            printed_by: "the tools of Xcode 9 and later",
            source: "text of xcodebuild and libxcselect",
        },
        Symptom {
            all: &[r"Agreeing to the Xcode(/iOS| and Apple SDKs)? license (requires admin privileges|requires)"],
            none: &[],
            weight: 0.97,
            printed_by: "the tools of Xcode 4 to 10",
            source: "text of xcodebuild",
        },
        Symptom {
            all: &[r"(run|running):? .?sudo xcodebuild -license"],
            none: &[],
            weight: 0.9,
            printed_by: "the tools of Xcode, and brew",
            source: "text of xcodebuild; Homebrew Library/Homebrew/brew.sh",
        },
        Symptom {
            all: &[r"linking with `[^`]+` failed: exit (status|code): 69\b"],
            none: &[],
            weight: 0.8,
            printed_by: "rustc on macOS",
            source: "`sysexits(3)`, EX_UNAVAILABLE; rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_linking_failed (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"library not found for -lSystem|library 'System' not found"],
            none: &[],
            weight: 0.2,
            printed_by: "a linker that `xcrun` has told no SDK",
            source: "apple-oss-distributions/ld64 src/ld/Options.cpp, findLibrary",
        },
        Symptom {
            all: &[r"not agreed to the Xcode|Agreeing to the Xcode|[Xx]code.{0,20}licen[sc]e agreements?|xcodebuild -license"],
            none: &[],
            weight: 0.97,
            printed_by: "xcrun, xcodebuild, cc of Xcode",
            source: "Apple's xcodebuild: exit status 69",
        },
        Symptom {
            all: &[r"linking with `(cc|clang|gcc)` failed: exit (status|code): 69"],
            none: &[],
            weight: 0.93,
            printed_by: "rustc 1.0 and later",
            source: "sysexits: EX_UNAVAILABLE, which Apple's shims end with",
        },
        Symptom {
            all: &[r"(?i)(accept|agree)\w*\b.{0,25}\bxcode\b.{0,25}licen[sc]e|\bxcode\b.{0,25}licen[sc]e.{0,40}(accept|agree)"],
            none: &[],
            weight: 0.7,
            printed_by: "brew, CocoaPods and build scripts, in words of their own",
            source: "what other symptoms know is surer",
        },
        Symptom {
            all: &[r"(command|tool|process|xcrun|xcodebuild|clang|cc|ld|git|make|swift)\b.{0,140}(exit code|exit status|with code|with status|return code|returned|status code)( exit (code|status))?:? 69\b"],
            none: &[],
            weight: 0.6,
            printed_by: "whatever starts Xcode's tools: with 69, EX_UNAVAILABLE, they refuse for the licence",
            source: "sysexits.h; experiment of Xcode's xcrun",
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
    let DeveloperDir::Found { path, tools: DeveloperTools::Xcode, .. } = &*cx.fact::<DeveloperDir>(())? else {
        return Ok(Outcome::NotApplicable);
    };
    let said = match &*cx.fact::<Sdk>(work.for_device().unwrap_or(Platform::MacOs))? {
        Sdk::Licence(said) => said.clone(),
        Sdk::Found { .. } => return Ok(Outcome::Pass("`xcrun` works".to_owned())),
        Sdk::NoXcrun | Sdk::NoTools | Sdk::Unknown(_) => return Ok(Outcome::NotApplicable),
    };
    let accept = vec!["read the licence and accept it: `sudo xcodebuild -license`".to_owned()];
    let mut finding = Finding::new(
        format!("the licence of the Xcode in `{path}` is not accepted"),
        format!("its tools refuse to run until then, {}", work.purpose(&wanted.triple)),
    )
    .evidence([show::xcrun(&said)])
    .fix([mend::manual(&CHECK, "accept", "accept Xcode's licence", accept)]);
    let others = mend::selectable(true, cx)?;
    if work.for_device().is_none() && others.contains(&DeveloperDir::command_line_tools()) {
        let step = format!("for builds for macOS alone: `DEVELOPER_DIR={}`", DeveloperDir::command_line_tools());
        finding = finding.fix([mend::manual(&CHECK, "tools", "use the Command Line Tools instead", vec![step])]);
    }
    Ok(if work.links { finding.conclusive() } else { finding }.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        apple::scene::{DARWIN, IOS, XCODE, clt_with_sdk, finding, mac, xcode},
        testing::Fake,
    };

    fn unaccepted(fake: Fake) -> Fake {
        ["macosx", "iphoneos"].into_iter().fold(fake.program(&format!("{XCODE}/usr/bin/xcrun")), |fake, sdk| {
            fake.failing_command(
                ["xcrun", "--sdk", sdk, "--show-sdk-path"],
                69,
                "You have not agreed to the Xcode license agreements. Please run 'sudo xcodebuild -license'\n",
            )
        })
    }

    #[test]
    fn fires_for_every_target_of_apples() {
        for target in [DARWIN, IOS] {
            let found = finding(&unaccepted(mac()), &CHECK, target);
            assert_eq!(found.message, format!("the licence of the Xcode in `{XCODE}` is not accepted"));
            assert!(found.conclusive);
            assert_eq!(found.fixes.len(), 1);
        }
    }

    #[test]
    fn the_command_line_tools_serve_macos_meanwhile() {
        let both = unaccepted(mac()).program("/Library/Developer/CommandLineTools/usr/bin/xcrun");
        assert_eq!(finding(&both, &CHECK, DARWIN).fixes.len(), 2);
        assert_eq!(finding(&both, &CHECK, IOS).fixes.len(), 1);
    }

    #[test]
    fn an_xcrun_that_answers_passes_and_the_command_line_tools_ask_for_nothing() {
        assert_eq!(xcode(mac()).judge(&CHECK, DARWIN), Ok(Outcome::Pass("`xcrun` works".into())));
        assert_eq!(clt_with_sdk(mac()).judge(&CHECK, DARWIN), Ok(Outcome::NotApplicable));
    }
}
