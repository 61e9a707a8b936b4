//! C objects and Rust are built for different releases of the system.

use xdoctor_fixes::Scope;

use super::{flags, mend, show, work::Work};
use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic, Triple,
    check::Severity,
    facts::{
        apple::{Deployment, Platform, Release},
        cargo_config::Located,
        project::Project,
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "apple-deployment-target-mismatch",
    topic: Topic::Apple,
    title: "C code is built for a newer release of the system than Rust links for",
    severity: Severity::Failure,
    docs: "\
## What is wrong
Each object and each link names the oldest release of the system it is for. Where `IPHONEOS_DEPLOYMENT_TARGET` (or its like) is \
not set, rustc takes its own lowest, iOS 10.0 for instance, and the crate cc takes that of the SDK, iOS 18 for instance.
## Why it breaks the build
The linker warns: `object file (...) was built for newer 'iOS' version (18.2) than being linked (10.0)`. Where the C code uses \
what older releases do not have, such as the stack probe `___chkstk_darwin` of iOS 13 and macOS 10.15, the link fails with an \
undefined symbol, or the program does not start on the old system.
## What to do
Say it once, for Rust and C alike: `IPHONEOS_DEPLOYMENT_TARGET = \"13.0\"` in `[env]` of the project's `.cargo/config.toml`, or in \
the environment of the whole build.
## Sources
The crate cc, `src/lib.rs` (`apple_deployment_target`); `rustc --print deployment-target`; the rustc book, *Platform Support*, \
`*-apple-ios`; clang's `lib/Driver/ToolChains/Darwin.cpp` (`addClangTargetOptions`, stack probes).",
    links: &["https://doc.rust-lang.org/rustc/platform-support/apple-ios.html#os-version"],
    symptoms: &[
        Symptom {
            all: &[
                r"was built for newer '?[\w -]+'? version \([0-9.]+\) than being linked \([0-9.]+\)",
                r"(?i)undefined symbols?|symbol\(s\) not found",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "Apple's ld64 and ld-prime",
            source: "apple-oss-distributions/ld64 src/ld/PlatformSupport.cpp, checkPlatformCrossLinking and checkDylibPlatformCrossLinking, before ld64-820 src/ld/parsers",
        },
        Symptom {
            all: &[r#""_{2,4}chkstk_darwin", referenced from"#],
            none: &[],
            weight: 0.85,
            printed_by: "Apple's ld64 and ld-prime",
            source: "apple-oss-distributions/ld64 src/ld/Resolver.cpp, checkUndefines",
        },
        Symptom {
            all: &[r"(object file|dylib) .*was built for newer '?[\w -]+'? version \([0-9.]+\) than being linked \([0-9.]+\)"],
            none: &[],
            weight: 0.5,
            printed_by: "Apple's ld64 and ld-prime, as a warning",
            source: "apple-oss-distributions/ld64 src/ld/PlatformSupport.cpp, checkPlatformCrossLinking and checkDylibPlatformCrossLinking, before ld64-820 src/ld/parsers",
        },
        Symptom {
            all: &[r"has version [0-9.]+, which is newer than target minimum of [0-9.]+"],
            none: &[],
            weight: 0.6,
            printed_by: "lld for Mach-O",
            source: "llvm-project lld/MachO/InputFiles.cpp, checkCompatibility",
        },
        Symptom {
            all: &[r#""____?chkstk_darwin", referenced from|undefined symbols?:? .{0,20}___?chkstk_darwin"#],
            none: &[],
            weight: 0.85,
            printed_by: "ld64 and Apple's new ld",
            source: "apple-oss ld64 src/ld: ___chkstk_darwin came with iOS 13 and macOS 10.15",
        },
        Symptom {
            all: &[r"was built for newer '?(iOS|macOS|OSX|tvOS|watchOS|visionOS)[^(]*version \([\d.]+\) than being linked"],
            none: &[],
            weight: 0.7,
            printed_by: "ld64 and Apple's new ld",
            source: "apple-oss ld64 src/ld: warning of the version",
        },
        Symptom {
            all: &[r"is unavailable: introduced in (macOS|iOS|tvOS|watchOS)|is only available (on|in) (macOS|iOS|tvOS|watchOS) [\d.]+ or newer|thread-local storage is not supported for the current target|targeted OS version does not support use of thread local variables|has a minimum deployment target of (iOS|macOS)|\w+_DEPLOYMENT_TARGET' is set to [\d.]+, but"],
            none: &[],
            weight: 0.88,
            printed_by: "clang, swiftc",
            source: "llvm-project clang/lib/Sema: availability",
        },
        Symptom {
            all: &[r"library not found for -l(crt1\.[\d.]+o?|dylib1\.[\d.]+o?|bundle1\.[\d.]*o?|gcc_s\.1[\d.]*)\b"],
            none: &[],
            weight: 0.85,
            printed_by: "Apple's ld64, for a system so old that today's SDK has no start files of it",
            source: "apple-oss-distributions/ld64 src/ld/Options.cpp, findLibrary; clang/lib/Driver/ToolChains/Darwin.cpp, addStartObjectFileArgs",
        },
        Symptom {
            all: &[r"invalid (iOS|macOS|tvOS|watchOS) deployment version '|is the maximum deployment target for 32-bit targets"],
            none: &[],
            weight: 0.8,
            printed_by: "clang 8 and later",
            source: "llvm-project clang/include/clang/Basic/DiagnosticDriverKinds.td, err_invalid_ios_deployment_target",
        },
        Symptom {
            all: &[r"_{2,4}darwin_check_fd_set_overflow\b"],
            none: &[r"dyld|Symbol not found|Expected in"],
            weight: 0.7,
            printed_by: "ld64 and ld-prime: a symbol of macOS 11, which C code that was built for an older one takes as weak",
            source: "apple-oss-distributions/xnu bsd/sys/_types/_fd_def.h",
        },
        Symptom {
            all: &[r"deployment target in \w+_DEPLOYMENT_TARGET was set to|but the minimum supported by `?rustc`? is|failed to parse deployment target specified in \w+_DEPLOYMENT_TARGET"],
            none: &[],
            weight: 0.9,
            printed_by: "rustc 1.82 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, apple_deployment_target_too_low and apple_deployment_target_invalid",
        },
        Symptom {
            all: &[r"SDK does not contain 'libarclite'"],
            none: &[],
            weight: 0.92,
            printed_by: "clang of Xcode 14.3 and later: the target is older than what it still supports",
            source: "clang lib/Driver/ToolChains/Darwin.cpp, err_drv_darwin_sdk_missing_arclite",
        },
        Symptom {
            all: &[r"has been marked as being introduced in (macOS|iOS|tvOS|watchOS|visionOS) [\d.]+ here, but the deployment target is"],
            none: &[],
            weight: 0.88,
            printed_by: "clang 5 and later",
            source: "llvm-project clang/include/clang/Basic/DiagnosticSemaKinds.td, note_partial_availability_specified_here",
        },
        Symptom {
            all: &[r"ld: (warning: )?(building for '?[\w -]+[\d.]+'?, but )?linking with dylib .*built for newer"],
            none: &[],
            weight: 0.92,
            printed_by: "ld64 and Apple's ld of Xcode 15",
            source: "apple-oss-distributions/ld64 src/ld/parsers/macho_dylib_file.cpp",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let triple = &wanted.triple;
    let Some(work) = Work::of(wanted, cx)?.filter(|work| work.compiles) else { return Ok(Outcome::NotApplicable) };
    let Some(platform) = work.platform else { return Ok(Outcome::NotApplicable) };
    let (deployment, by_flag) = (cx.fact::<Deployment>(triple.clone()), by_flag(triple, cx));
    let (deployment, by_flag) = (deployment?, by_flag?);
    let rust = deployment.rust;
    let c = by_flag.as_ref().map(|(release, ..)| *release).or(deployment.c);
    let Some(c) = c else { return Ok(Outcome::NotApplicable) };
    let both = |c| format!("Rust is built for {} {rust}, C for {c}", platform.name());
    if c <= rust {
        return Ok(Outcome::Pass(both(c)));
    }
    let first = first_with_probes(platform);
    let crosses = rust < first && c >= first;
    // within macOS's present releases the linker warns and no more
    if !crosses && platform == Platform::MacOs && by_flag.is_none() {
        return Ok(Outcome::Pass(format!("{}, of which the linker merely warns", both(c))));
    }
    let variable = platform.deployment_variable();
    let probing = if crosses && work.links { with_large_frames(cx)? } else { None };
    let why = match &probing {
        Some(by) => {
            format!("`{by}` uses the stack probes of {} {first}, which the link for {rust} lacks", platform.name())
        }
        None => "the linker warns, and what only the newer system has is missed".to_owned(),
    };
    let seen = by_flag.iter().map(|(_, name, setting)| show::variable(name, setting));
    let is_set = deployment.setting.iter().map(|setting| show::variable(variable, setting));
    let mut finding = Finding::new(both(c), why).evidence(seen).evidence(is_set);
    if by_flag.is_none() && deployment.setting.is_none() {
        let wanted = if rust < first { first } else { rust };
        finding = finding.fix(mend::set_variable(&CHECK, variable, &wanted.to_string(), Scope::Project, cx)?);
    }
    let steps =
        vec![format!("set `{variable}` for the whole build, to the oldest {} that you support", platform.name())];
    finding = finding.fix([mend::manual(&CHECK, "variable", format!("set `{variable}`"), steps)]);
    Ok(if probing.is_some() { finding } else { finding.warning() }.into())
}

/// The first release whose system library has `___chkstk_darwin`.
fn first_with_probes(platform: Platform) -> Release {
    match platform {
        Platform::MacOs => Release::new(10, 15),
        Platform::MacCatalyst | Platform::Ios | Platform::IosSimulator | Platform::TvOs | Platform::TvOsSimulator => {
            Release::new(13, 0)
        }
        Platform::WatchOs | Platform::WatchOsSimulator => Release::new(6, 0),
        Platform::VisionOs | Platform::VisionOsSimulator => Release::new(1, 0),
    }
}

/// `-miphoneos-version-min=` and its like among the flags for C, which count more than the variable.
fn by_flag(triple: &Triple, cx: &Cx<'_>) -> Result<Option<(Release, String, Located<String>)>, Pause> {
    let set = flags::of(triple, cx)?;
    let release = |flags: &str| {
        let minimum = |word: &str| {
            let (option, value) = word.split_once('=')?;
            let named = option.starts_with("-m") && option.ends_with("-version-min");
            named.then(|| Release::parse(value)).flatten()
        };
        flags.split_whitespace().filter_map(minimum).next_back()
    };
    Ok(set.into_iter().find_map(|(name, setting)| Some((release(&setting.value)?, name, setting))))
}

/// A locked package whose C functions need more stack than a page.
fn with_large_frames(cx: &Cx<'_>) -> Result<Option<String>, Pause> {
    let Some(project) = Project::here(cx)? else { return Ok(None) };
    let names = project.lock.iter().flat_map(|lock| &lock.packages).map(|package| &package.name);
    let known = ["aws-lc-sys", "aws-lc-fips-sys", "boring-sys"];
    Ok(names.into_iter().find(|name| known.contains(&name.as_str())).cloned())
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::Change;

    use super::*;
    use crate::{
        apple::scene::{DARWIN, IOS, compiles_c, deployment, finding, linked, locked, mac, xcode},
        testing::Fake,
    };

    fn ios() -> Fake {
        deployment(compiles_c(xcode(mac())), IOS, "IPHONEOS_DEPLOYMENT_TARGET", "10.0")
    }

    #[test]
    fn warns_where_c_follows_the_sdk_and_rust_does_not() {
        let found = finding(&ios(), &CHECK, IOS);
        assert_eq!(found.message, "Rust is built for iOS 10.0, C for 18.2");
        assert!(found.warning);
        let Change::Edit { edits } = &found.fixes[0].change else { panic!("no edit") };
        assert!(format!("{edits:?}").contains("13.0"), "{edits:?}");
    }

    #[test]
    fn fires_where_the_c_code_needs_what_the_older_system_lacks() {
        let found = finding(&linked(locked(ios(), &[("aws-lc-sys", "0.33.0")])), &CHECK, IOS);
        assert!(!found.warning);
        assert!(found.why.starts_with("`aws-lc-sys` uses the stack probes of iOS 13.0"), "{}", found.why);
    }

    #[test]
    fn a_variable_makes_both_agree_and_a_flag_parts_them_again() {
        let set = ios().env("IPHONEOS_DEPLOYMENT_TARGET", "14.0");
        let agree = Outcome::Pass("Rust is built for iOS 14.0, C for 14.0".into());
        assert_eq!(set.judge(&CHECK, IOS), Ok(agree));
        let flag = set.env("CFLAGS_aarch64_apple_ios", "-O2 -miphoneos-version-min=15.0");
        assert_eq!(finding(&flag, &CHECK, IOS).message, "Rust is built for iOS 14.0, C for 15.0");
    }

    #[test]
    fn macos_of_today_and_pure_rust_are_fine() {
        let fake = deployment(compiles_c(xcode(mac())), DARWIN, "MACOSX_DEPLOYMENT_TARGET", "11.0");
        assert!(matches!(fake.judge(&CHECK, DARWIN), Ok(Outcome::Pass(_))));
        assert_eq!(xcode(mac()).judge(&CHECK, IOS), Ok(Outcome::NotApplicable));
    }
}
