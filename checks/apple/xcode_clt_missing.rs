//! Apple's Command Line Tools are missing, so that `cc` is an empty shell.

use super::{
    mend, show,
    work::{Work, maker},
};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::apple::{DeveloperDir, Maker, Platform, Sdk, SdkRoot, SdkRootUse},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "xcode-clt-missing",
    topic: Topic::Apple,
    title: "Apple's Command Line Tools are not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
macOS itself has only placeholders in `/usr/bin` for `cc`, `clang`, `ld` and `xcrun`: they start the programs of the active \
developer directory. That is Xcode or the Command Line Tools, and neither is there. An upgrade of macOS often removes the \
Command Line Tools and leaves their directory selected.
## Why it breaks the build
rustc links with `cc`. The placeholder stops with `xcrun: error: invalid active developer path \
(/Library/Developer/CommandLineTools), missing xcrun at: ...`, or opens a window that asks to install them. Build scripts \
and proc macros are linked on the Mac whatever the build is for, so builds for other systems stop as well.
## What to do
`xcode-select --install` installs the Command Line Tools, which are enough for macOS. Targets of iOS and the other systems \
need the whole Xcode, selected with `sudo xcode-select --switch /Applications/Xcode.app/Contents/Developer`.
## Sources
`man xcode-select`; rustc's `compiler/rustc_codegen_ssa/src/back/apple.rs` (`xcrun_show_sdk_path`); the rustc book, *Platform \
Support*, `*-apple-darwin`.",
    links: &["https://doc.rust-lang.org/rustc/platform-support/apple-darwin.html"],
    symptoms: &[
        Symptom {
            all: &[r"invalid active developer path \([^)]*CommandLineTools/?\)"],
            none: &[],
            weight: 0.95,
            printed_by: "xcrun of macOS 10.9 and later",
            source: "text of libxcselect in macOS; rust-lang/rust#80120 and Homebrew's documentation quote it",
        },
        Symptom {
            all: &[r"xcode-select: note: [Nn]o developer tools were found"],
            none: &[],
            weight: 0.95,
            printed_by: "the placeholders in /usr/bin, macOS 10.9 and later",
            source: "text of libxcselect in macOS",
        },
        Symptom {
            all: &[r"xcode-select: error: unable to get active developer directory"],
            none: &[],
            weight: 0.9,
            printed_by: "xcode-select -p, macOS 10.9 and later",
            source: "`man xcode-select`",
        },
        Symptom {
            all: &[r"library not found for -lSystem|library 'System' not found"],
            none: &[],
            weight: 0.45,
            printed_by: "Apple's ld64 and ld-prime, lld",
            source: "apple-oss-distributions/ld64 src/ld/Options.cpp, findLibrary",
        },
        Symptom {
            all: &[r"xcrun: error: (invalid active developer path|active developer path .* does not exist)|xcode-select: (note|error): [Nn]o developer tools were found|missing xcrun at|unable to get active developer directory|[Cc]ommand [Ll]ine [Tt]ools (are|is)( not|n't) installed|No developer tools were found|requesting install\. Choose an option"],
            none: &[r"\.app/Contents/Developer\)"],
            weight: 0.96,
            printed_by: "xcrun, xcode-select",
            source: "Apple's xcrun",
        },
        Symptom {
            all: &[r"library not found for -l(System|c)$|library 'System' not found|unable to find library -lSystem"],
            none: &[r"unable to find library -lSystem"],
            weight: 0.45,
            printed_by: "ld64 and Apple's new ld",
            source: "apple-oss ld64 src/ld/Options.cpp",
        },
        Symptom {
            all: &[r"fatal error: '(stdio|stdlib|string|stdint|sys/types|TargetConditionals|assert|CoreFoundation/CoreFoundation|math|iostream|cstdlib)(\.h)?' file not found", r"/Users/|apple-darwin|macosx"],
            none: &[r"wasm", r"linux", r"apple-ios"],
            weight: 0.4,
            printed_by: "Apple's clang",
            source: "headers of the macOS SDK",
        },
        Symptom {
            all: &[r"(?i)\b(command line tools|developer tools)\b.{0,40}(not|n't)\s(been\s)?(installed|found)|install\s(the\s)?(apple\s|xcode\s|macos\s)?(command line|developer)\stools"],
            none: &[],
            weight: 0.4,
            printed_by: "build tools on macOS",
            source: "the thing's name beside any wording of its absence: what other symptoms know is surer",
        },
        Symptom {
            all: &[r#"xcrun"? "--show-sdk-path" "--sdk" "macosx".{0,60}did not execute successfully|did not execute successfully.{0,60}xcrun.{0,40}"macosx""#],
            none: &[r"licen[sc]e"],
            weight: 0.5,
            printed_by: "the crate cc, whose xcrun does not run",
            source: "rust-lang/cc-rs src/lib.rs, apple_sdk_root",
        },
        Symptom {
            all: &[r"search path '/Library/Developer/CommandLineTools/[^']*' not found", r"library not found for -lSystem|library 'System' not found"],
            none: &[],
            weight: 0.6,
            printed_by: "ld64, of the SDK of the Command Line Tools",
            source: "apple-oss-distributions/ld64 src/ld/Options.cpp, buildSearchPaths",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let (work, maker) = (Work::of(wanted, cx)?, maker(cx));
    let Some(work) = work else { return Ok(Outcome::NotApplicable) };
    // Nix brings tools and SDK of its own
    let maker = match maker? {
        None | Some(Maker::NixWrapper | Maker::NixBare) => return Ok(Outcome::NotApplicable),
        Some(maker @ (Maker::Shim | Maker::Xcode | Maker::Other)) => maker,
    };
    let dir = cx.fact::<DeveloperDir>(())?;
    let message = match &*dir {
        DeveloperDir::Nowhere => "neither the Command Line Tools nor Xcode are installed".to_owned(),
        DeveloperDir::Stale { path, .. } if *path == DeveloperDir::command_line_tools() => {
            format!("the Command Line Tools are selected and not there: `{path}` has no `usr/bin/xcrun`")
        }
        DeveloperDir::Stale { .. } => return Ok(Outcome::NotApplicable),
        DeveloperDir::Found { path, tools, .. } => {
            return if work.for_mac() { sdk(path.as_str(), tools.name(), cx) } else { Ok(found(path.as_str())) };
        }
    };
    let purpose = work.purpose(&wanted.triple);
    let mut finding = Finding::new(message, format!("`cc` only starts the compiler of these tools, {purpose}"))
        .evidence(show::developer_dir(&dir));
    if let Some(other) = mend::selectable(false, cx)?.first() {
        finding = finding.fix(mend::select(&CHECK, other, cx)?);
    }
    finding = finding.fix([mend::install_tools(&CHECK)]);
    Ok(if work.links && maker == Maker::Shim { finding.conclusive() } else { finding }.into())
}

/// Tools are there; they must have macOS's SDK as well.
fn sdk(path: &str, tools: &str, cx: &Cx<'_>) -> Judgement {
    let (root, sdk) = (cx.fact::<SdkRoot>(Platform::MacOs), cx.fact::<Sdk>(Platform::MacOs));
    if let SdkRoot::Set { is: SdkRootUse::Taken(_), .. } = *root? {
        return Ok(found(path));
    }
    let Sdk::Unknown(said) = &*sdk? else { return Ok(found(path)) };
    let steps = vec![
        format!("remove what is left: `sudo rm -rf {}`", DeveloperDir::command_line_tools()),
        "run `xcode-select --install` and follow the window that it opens".to_owned(),
    ];
    let evidence: [Evidence; 1] = [show::xcrun(said)];
    Ok(Finding::new(
        format!("{tools} in `{path}` have no SDK for macOS"),
        "the linker finds no system library without the SDK",
    )
    .evidence(evidence)
    .fix([mend::manual(&CHECK, "reinstall", "install the Command Line Tools again", steps)])
    .into())
}

fn found(path: &str) -> Outcome {
    Outcome::Pass(format!("the tools are those of `{path}`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        apple::scene::{DARWIN, IOS, LINUX, clt, finding, library, mac, with_scripts, xcode},
        facts::linker::scene::debian,
        testing::Fake,
    };

    #[test]
    fn fires_where_nothing_is_installed() {
        for target in [DARWIN, IOS] {
            let finding = finding(&mac(), &CHECK, target);
            assert_eq!(finding.message, "neither the Command Line Tools nor Xcode are installed");
            assert_eq!(finding.why, format!("`cc` only starts the compiler of these tools, to link `{target}`"));
            assert!(finding.conclusive);
            assert_eq!(finding.fixes.len(), 1);
        }
    }

    #[test]
    fn fires_where_an_upgrade_has_emptied_the_selected_directory() {
        let emptied = mac().symlink("/var/db/xcode_select_link", "/Library/Developer/CommandLineTools");
        let found = finding(&emptied, &CHECK, DARWIN);
        assert!(found.message.starts_with("the Command Line Tools are selected and not there"), "{}", found.message);
        // an Xcode that is there can be selected instead
        let xcode = emptied.program("/Applications/Xcode.app/Contents/Developer/usr/bin/xcrun");
        assert_eq!(finding(&xcode, &CHECK, DARWIN).fixes.len(), 3);
    }

    #[test]
    fn fires_for_build_scripts_of_any_build_and_lets_the_proof_decide() {
        let found = finding(&with_scripts(mac()), &CHECK, "wasm32-unknown-unknown");
        assert!(!found.conclusive);
        assert!(found.why.ends_with("to link build scripts and proc macros"), "{}", found.why);
    }

    #[test]
    fn fires_where_the_tools_have_lost_their_sdk() {
        let broken = clt(mac()).failing_command(
            ["xcrun", "--sdk", "macosx", "--show-sdk-path"],
            1,
            "xcrun: error: unable to lookup item 'Path' in SDK 'macosx'\n",
        );
        assert_eq!(
            finding(&broken, &CHECK, DARWIN).message,
            "the Command Line Tools in `/Library/Developer/CommandLineTools` have no SDK for macOS"
        );
    }

    #[test]
    fn tools_of_either_kind_pass_and_other_hosts_have_none() {
        let passes = |fake: &Fake, target| matches!(fake.judge(&CHECK, target), Ok(Outcome::Pass(_)));
        assert!(passes(&xcode(mac()), DARWIN) && passes(&crate::apple::scene::clt_with_sdk(mac()), DARWIN));
        assert_eq!(debian().judge(&CHECK, LINUX), Ok(Outcome::NotApplicable));
        // a staticlib is written by rustc itself
        assert_eq!(library(mac()).judge(&CHECK, IOS), Ok(Outcome::NotApplicable));
    }
}
