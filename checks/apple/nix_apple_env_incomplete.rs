//! The compiler or `xcrun` of a Nix environment knows no Apple SDK.

use super::{mend, show, work::Work};
use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::{
        apple::{AppleCc, Maker, Platform, Sdk, SdkRoot, SdkRootUse, hands_over_sdk},
        rustc::Rustc,
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "nix-apple-env-incomplete",
    topic: Topic::Apple,
    title: "the Nix environment's compiler is not wired to an Apple SDK",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The `cc` that rustc runs is Nix's. Its wrapper (`stdenv.cc`, `clang-wrapper`) adds the SDK's and the environment's paths; the \
bare compiler (`llvmPackages.clang-unwrapped`, `clang.cc`) adds none. Or the environment has an `xcrun` of its own that finds no \
SDK for the target: nixpkgs has macOS's alone.
## Why it breaks the build
`ld: library not found for -lSystem`, printed by a driver that is called `clang-16` or so instead of Apple's. Variables such as \
`CC` change what the crate cc runs, not what rustc links with.
## What to do
Use the wrapper: `mkShell` of the default `stdenv`, without the bare clang among its packages, or name the wrapper as the \
linker: `CARGO_TARGET_AARCH64_APPLE_DARWIN_LINKER=\"${stdenv.cc}/bin/cc\"`. For iOS, leave Nix's compiler and build with \
Xcode's: put `/usr/bin` first on `PATH` and unset `SDKROOT` and `DEVELOPER_DIR`.
## Sources
nixpkgs' manual, *Darwin (macOS)*; `pkgs/build-support/cc-wrapper`; near/mpc#2183; NixOS/nixpkgs#30269.",
    links: &["https://nixos.org/manual/nixpkgs/stable/#sec-darwin"],
    symptoms: &[
        Symptom {
            all: &[r#"failed to find tool "xcrun"|Failed to find tool\. Is `xcrun` installed\?"#],
            none: &[r"/home/"],
            weight: 0.68,
            printed_by: "the crate cc in an environment without /usr/bin",
            source: "rust-lang/cc-rs src/command_helpers.rs, spawn; every macOS has /usr/bin/xcrun, so PATH lacks it",
        },
        Symptom {
            all: &[r"library not found for -lSystem|library 'System' not found", r"(^|[\s/])(clang-\d+: error: linker command failed)|/nix/store/|nix-shell|\(nix"],
            none: &[],
            weight: 0.85,
            printed_by: "ld64 behind Nix's clang",
            source: "apple-oss-distributions/ld64 src/ld/Options.cpp, findLibrary; clang prints its own file's name",
        },
        Symptom {
            all: &[r"error: unable to find sdk: '"],
            none: &[],
            weight: 0.93,
            printed_by: "the `xcrun` of xcbuild, which nixpkgs has",
            source: "facebookarchive/xcbuild Libraries/xcsdk/Tools/xcrun.cpp",
        },
        Symptom {
            all: &[r#"failed to find tool "xcrun"|Failed to find tool\. Is `xcrun` installed\?|invoking `"xcrun".*failed: No such file"#, r"/nix/store/|nix-shell|nix-build|/private/tmp/nix"],
            none: &[],
            weight: 0.9,
            printed_by: "the crate cc and rustc in a pure shell of Nix",
            source: "rust-lang/cc-rs#560",
        },
        Symptom {
            all: &[r"framework not found \w+|unable to find framework", r"/nix/store/|nix-shell|nix-build"],
            none: &[],
            weight: 0.8,
            printed_by: "ld64 behind Nix's clang",
            source: "apple-oss-distributions/ld64 src/ld/Options.cpp, findFramework",
        },
        Symptom {
            all: &[r"library not found for -lSystem|library 'System' not found"],
            none: &[],
            weight: 0.4,
            printed_by: "ld64 behind Nix's clang",
            source: "apple-oss-distributions/ld64 src/ld/Options.cpp, findLibrary",
        },
        Symptom {
            all: &[r"library not found for -lSystem|library 'System' not found|cannot find -lSystem", r"clang-\d+: error:|/nix/store/|nix[ -](develop|shell|build)"],
            none: &[],
            weight: 0.88,
            printed_by: "ld64 below a clang that is not Apple's",
            source: "nixpkgs: an unwrapped clang knows no SDK; its name carries the version",
        },
        Symptom {
            all: &[r"framework not found \w+|framework '\w+' not found", r"clang-\d+: error:|/nix/store/|nix[ -](develop|shell|build)"],
            none: &[],
            weight: 0.85,
            printed_by: "ld64 in Nix",
            source: "nixpkgs apple_sdk.frameworks",
        },
        Symptom {
            all: &[r"error: unable to find sdk: '|xcrun: error: (unable to find sdk|sh: )|error: tool '\w+' not found\b.*nix"],
            none: &[],
            weight: 0.9,
            printed_by: "nixpkgs' xcbuild",
            source: "nixpkgs pkgs/by-name/xc/xcbuild: its xcrun",
        },
        Symptom {
            all: &[r"\bxcrun\b.*(No such file or directory|not found|cannot find|os error 2)", r"/nix/store/|nix-shell|nix-build|/private/tmp/nix"],
            none: &[],
            weight: 0.88,
            printed_by: "the crate cc before 1.0.84 and build scripts in a pure shell of Nix",
            source: "rust-lang/cc-rs src/lib.rs, run_output: IOError with the command's name",
        },
        Symptom {
            all: &[r"ld: file not found: /System/Library/Frameworks/|darwin\.apple_sdk_\S+ has been removed as it was a legacy"],
            none: &[],
            weight: 0.85,
            printed_by: "nixpkgs' ld and its evaluation",
            source: "nixpkgs pkgs/top-level/darwin-aliases.nix; apple-oss-distributions/ld64 src/ld/Options.cpp",
        },
        Symptom {
            all: &[r"'(CoreFoundation/\S+|CoreServices/\S+|Security/\S+|TargetConditionals|AvailabilityMacros|Foundation/\S+)\.h' file not found", r"/nix/store"],
            none: &[],
            weight: 0.9,
            printed_by: "clang of nixpkgs",
            source: "llvm-project clang/include/clang/Basic/DiagnosticLexKinds.td, err_pp_file_not_found",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let Some(work) = Work::of(wanted, cx)? else { return Ok(Outcome::NotApplicable) };
    let AppleCc::Found { path, real, maker } = &*cx.fact::<AppleCc>(())? else { return Ok(Outcome::NotApplicable) };
    let is_bare = match maker {
        Maker::NixBare => true,
        Maker::NixWrapper => false,
        Maker::Shim | Maker::Xcode | Maker::Other => return Ok(Outcome::NotApplicable),
    };
    let platform = work.for_device().unwrap_or(Platform::MacOs);
    let (root, sdk, rustc) = (cx.fact::<SdkRoot>(platform), cx.fact::<Sdk>(platform), cx.fact::<Rustc>(()));
    let (root, sdk, rustc) = (root?, sdk?, rustc?);
    let named = matches!(&*root, SdkRoot::Set { is: SdkRootUse::Taken(_), .. });
    let known = named || matches!(&*sdk, Sdk::Found { .. });
    let purpose = work.purpose(&wanted.triple);
    if is_bare && !(known && hands_over_sdk(&rustc.version)) && (work.links || work.host_links) {
        let steps = vec![
            "in the shell's packages, replace the bare compiler by `stdenv.cc` or `clang`".to_owned(),
            format!(
                "or link with the wrapper: `CARGO_TARGET_{}_LINKER=\"${{stdenv.cc}}/bin/cc\"`",
                rustc.host.as_env()
            ),
        ];
        return Ok(Finding::new(
            format!("`{path}` is Nix's compiler without its wrapper"),
            format!("it knows no SDK by itself, and rustc {} names it none, {purpose}", rustc.version),
        )
        .evidence([show::file(real.clone(), "no `nix-support` beside its `bin`")])
        .fix([mend::manual(&CHECK, "wrapper", "use the wrapped compiler", steps)])
        .into());
    }
    if known || work.for_device().is_none() {
        return Ok(Outcome::Pass(format!("`{path}` is Nix's compiler with its wrapper")));
    }
    let steps = vec![
        "leave the shell, or put `/usr/bin` first on its `PATH`".to_owned(),
        "unset `SDKROOT` and `DEVELOPER_DIR`, and set `CC` and the linker to `/usr/bin/cc`".to_owned(),
    ];
    let seen = match &*sdk {
        Sdk::Unknown(said) | Sdk::Licence(said) => Some(show::xcrun(said)),
        Sdk::NoXcrun | Sdk::NoTools | Sdk::Found { .. } => None,
    };
    Ok(Finding::new(
        format!("the Nix environment has no SDK for {}", platform.name()),
        format!("the SDK `{}` comes with Xcode, and is needed {purpose}", platform.sdk()),
    )
    .evidence([show::file(path.clone(), "the first `cc` on `PATH`")])
    .evidence(seen)
    .fix([mend::manual(&CHECK, "xcode", "build with Xcode's own tools", steps)])
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        apple::scene::{DARWIN, IOS, finding, mac, nix, version, xcode},
        testing::Fake,
    };

    fn bare() -> Fake {
        mac().env("PATH", "/nix/store/aaa-clang-16/bin:/usr/bin").program("/nix/store/aaa-clang-16/bin/cc")
    }

    #[test]
    fn fires_where_the_compiler_has_no_wrapper() {
        let found = finding(&bare(), &CHECK, DARWIN);
        assert_eq!(found.message, "`/nix/store/aaa-clang-16/bin/cc` is Nix's compiler without its wrapper");
        assert!(matches!(version(xcode(bare()), "1.85.0").judge(&CHECK, DARWIN), Ok(Outcome::Found(_))));
        // from 1.91 on rustc tells it the SDK that `xcrun` knows
        assert!(matches!(xcode(bare()).judge(&CHECK, DARWIN), Ok(Outcome::Pass(_))));
    }

    #[test]
    fn fires_for_a_device_where_nothing_has_its_sdk() {
        let found = finding(&nix(mac()), &CHECK, IOS);
        assert_eq!(found.message, "the Nix environment has no SDK for iOS");
    }

    #[test]
    fn the_wrapper_links_for_macos_and_apples_own_is_no_matter() {
        assert!(matches!(nix(mac()).judge(&CHECK, DARWIN), Ok(Outcome::Pass(_))));
        assert_eq!(xcode(mac()).judge(&CHECK, DARWIN), Ok(Outcome::NotApplicable));
    }
}
