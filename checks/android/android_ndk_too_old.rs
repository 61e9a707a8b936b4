//! The NDK is older than this Rust, or what is configured, needs.

use super::{build::Build, mend, offer::wrapper_of};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::{
        linker::LinkerState,
        ndk::{self, Ndk, Why},
    },
    linker::set_linker,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "android-ndk-too-old",
    topic: Topic::Android,
    title: "the Android NDK is too old",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The NDK is older than what is built with it expects. Since 1.68, Rust's standard library for Android wants LLVM's \
libunwind, which the NDK has since r23. The wrappers named after an API level (`aarch64-linux-android24-clang`) exist \
since r19, and each release has those up to the newest Android of its day. cargo-ndk refuses an NDK before r23.
## Why it breaks the build
`ld: error: unable to find library -lunwind`, or the compiler of that name is not there.
## What to do
Install a current NDK (r25 or later does for every Rust since 1.68), and let variables and configuration name it. A \
`libunwind.a` that is a linker script naming libgcc gets an old one through the link, and is no more than that.
## Sources
blog.rust-lang.org, *Updating the Android NDK in Rust 1.68*; the NDK's changelogs of r19 and r23; cargo-ndk \
`src/cargo.rs`, `run`.",
    links: &["https://blog.rust-lang.org/2023/01/09/android-ndk-update-r25/"],
    symptoms: &[
        Symptom {
            all: &[r"unable to find library -lunwind|cannot find -lunwind", r"(?i)android"],
            none: &[r"wasm-ld|-fuchsia|mingw"],
            weight: 0.95,
            printed_by: "lld, and GNU ld and gold of NDKs before r22",
            source: "llvm-project lld/ELF/Driver.cpp, addLibrary; binutils-gdb ld/ldfile.c, gold/fileread.cc; library/unwind/src/lib.rs of Rust 1.68",
        },
        Symptom {
            all: &[r"NDK versions less than r\d+ are not supported"],
            none: &[],
            weight: 0.95,
            printed_by: "cargo-ndk 2 and later",
            source: "bbqsrc/cargo-ndk src/cargo.rs, run",
        },
        Symptom {
            all: &[r"At least NDK r\d+\S* is required \(you currently have NDK"],
            none: &[],
            weight: 0.95,
            printed_by: "cargo-mobile, cargo-mobile2, tauri",
            source: "tauri-apps/cargo-mobile2 src/android/ndk.rs, Error::VersionTooLow",
        },
        Symptom {
            all: &[
                r#"Path `?\\?"?[^"`]*[/\\]bin[/\\][a-z0-9_]+-linux-android(eabi)?\d+-clang(\.cmd)?\\?"?`? doesn't exist"#,
            ],
            none: &[],
            weight: 0.9,
            printed_by: "cargo-apk, ndk-build",
            source: "rust-mobile/cargo-apk ndk-build/src/error.rs, PathNotFound",
        },
        Symptom {
            all: &[r#"Missing tool `clang(\+\+)?`; tried at "[^"]*-linux-android(eabi)?\d+-clang"#],
            none: &[],
            weight: 0.85,
            printed_by: "cargo-mobile, cargo-mobile2, tauri",
            source: "tauri-apps/cargo-mobile2 src/android/ndk.rs, MissingToolError",
        },
        Symptom {
            all: &[
                r"linker `[^`]*[/\\]prebuilt[/\\][^`]*[/\\]bin[/\\][a-z0-9_]+-linux-android(eabi)?(2[2-9]|3\d)-clang(\.cmd)?` not found",
            ],
            // those levels' wrappers stand in these NDKs
            none: &[r"[/\\](ndk[/\\]+|android-ndk-r)(2[5-9]|3\d)[^`]*-android(eabi)?(2\d|3[0-3])-clang"],
            weight: 0.8,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_linker_not_found (in 1.95 src/errors.rs): old NDKs lack the wrappers of new levels",
        },
        Symptom {
            all: &[r"cannot (open|find) (\S*/)?crt(begin|end)_(so|dynamic|static|android)\.o"],
            none: &[],
            weight: 0.8,
            printed_by: "lld of an NDK without this API level",
            source: "Android NDK: start-up objects stand in a directory of each API level",
        },
        Symptom {
            all: &[r"(unable to find library|cannot find) -lunwind\b"],
            none: &[],
            weight: 0.92,
            printed_by: "lld of an NDK before r23",
            source: "rust-lang/rust library/unwind: since 1.68 std asks for unwind on Android",
        },
        Symptom {
            all: &[
                r"NDK (version )?(less than|older than|below|versions? .{0,20}(is|are) (not|no longer) supported|.{0,10}too old|r?\d+ or (newer|later|above) (is )?required)|[Uu]nsupported NDK version|requires? (at least )?NDK (version )?r?\d+|detected NDK .* (lower|older|less) than",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "cargo-ndk, cargo-apk, xbuild, gradle plugins",
            source: "bbqsrc/cargo-ndk src/cargo.rs, \"NDK versions less than r23 are not supported\"",
        },
        Symptom {
            all: &[
                r#"-linux-android(eabi)?\d+-clang(\+\+)?(\.cmd)?["'`]? ?(doesn't exist|does not exist|not found|: No such file)"#,
            ],
            none: &[],
            weight: 0.75,
            printed_by: "tools that name a wrapper for an API level",
            source: "rust-mobile/ndk ndk-build/src/ndk.rs: NDK r19 and later have wrappers",
        },
        Symptom {
            all: &[r"At least NDK \S+ is required \(you currently have NDK"],
            none: &[],
            weight: 0.95,
            printed_by: "cargo-mobile2, tauri",
            source: "tauri-apps/cargo-mobile2 src/android/ndk.rs, Error::VersionTooLow",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let Some(build) = Build::of(wanted, cx)? else { return Ok(Outcome::NotApplicable) };
    if let LinkerState::PathGone { path } = &build.state
        && let Some(missing) = ndk::missing(path, cx)?
        && let Why::LevelTooHigh { level, highest } = missing.why
    {
        return Ok(lacks_wrapper(&build, &missing.ndk, level, highest, cx)?.into());
    }
    let Some(ndk) = build.used.ndk.as_ref().filter(|ndk| ndk.bin().is_some() && build.links) else {
        return Ok(Outcome::NotApplicable);
    };
    let rustc = &build.rustc.version;
    if !ndk::needs_libunwind(rustc) || ndk::has_libunwind(&ndk.revision) {
        let passed = format!("NDK {} does for Rust {rustc}", ndk.revision);
        return Ok(if ndk::needs_libunwind(rustc) { Outcome::Pass(passed) } else { Outcome::NotApplicable });
    }
    let message =
        format!("NDK {} is older than r23, the first with the libunwind that Rust {rustc} links", ndk.revision);
    Ok(Finding::new(message, "the standard library for Android is linked with `-lunwind` since Rust 1.68")
        .evidence([revision(ndk)])
        .evidence(build.linker.evidence())
        .fix([mend::install_ndk(CHECK.id, cx)?])
        .into())
}

/// The linker that is set is a wrapper for a level that this NDK does not know yet.
fn lacks_wrapper(build: &Build, ndk: &Ndk, level: u32, highest: Option<u32>, cx: &Cx<'_>) -> Result<Finding, Pause> {
    let knows = match highest {
        Some(highest) => format!("has compilers up to API level {highest}"),
        None => "has no compiler for a single API level".to_owned(),
    };
    let message = format!("NDK {} {knows}, and the linker is set to one for {level}", ndk.revision);
    let mut finding = Finding::new(message, "rustc runs exactly the program that is set, and it is not there")
        .evidence([revision(ndk)])
        .evidence(build.linker.evidence());
    if super::offer::fits(ndk, &build.rustc.version)
        && let Some(program) = wrapper_of(ndk, build.prefix, &build.rustc.version, cx)?
    {
        finding = finding.fix(set_linker(CHECK.id, &build.linker, program.as_str(), cx)?);
    }
    Ok(finding.fix([mend::install_ndk(CHECK.id, cx)?]).conclusive())
}

/// The line of `source.properties`.
pub(super) fn revision(ndk: &Ndk) -> Evidence {
    let text = format!("Pkg.Revision = {}", ndk.revision);
    Evidence::File { file: ndk.root.join("source.properties"), line: None, text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::android::scene::{ANDROID, ARMV7_ANDROID, BIN, NDK_27, linked_with, ndk};

    #[test]
    fn fires_where_rust_wants_libunwind_and_the_ndk_has_libgcc() {
        for revision in ["21.4.7075529", "22.1.7171670"] {
            let fake = linked_with(ndk("1.95.0", revision), ANDROID, "aarch64-linux-android24-clang");
            let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, ANDROID) else { panic!("{revision}: did not fire") };
            let expected =
                format!("NDK {revision} is older than r23, the first with the libunwind that Rust 1.95.0 links");
            assert_eq!(finding.message, expected);
            // the project may do without std
            assert!(!finding.conclusive);
        }
    }

    #[test]
    fn fires_where_the_wrapper_is_for_a_newer_android() {
        let fake = linked_with(ndk("1.95.0", "25.2.9519653"), ANDROID, "aarch64-linux-android35-clang");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, ANDROID) else { panic!("did not fire") };
        let expected = "NDK 25.2.9519653 has compilers up to API level 33, and the linker is set to one for 35";
        assert_eq!(finding.message, expected);
        assert!(finding.conclusive);
        let title = format!("set the linker for `{ANDROID}` to `{BIN}/aarch64-linux-android21-clang`");
        assert_eq!(finding.fixes[0].title, title);
    }

    #[test]
    fn an_old_ndk_does_for_an_old_rust_and_a_new_one_for_a_new() {
        let old = linked_with(ndk("1.67.1", "21.4.7075529"), ANDROID, "aarch64-linux-android24-clang");
        assert_eq!(old.judge(&CHECK, ANDROID), Ok(Outcome::NotApplicable));
        let new = linked_with(ndk("1.95.0", NDK_27), ARMV7_ANDROID, "armv7a-linux-androideabi24-clang");
        let passed = Outcome::Pass("NDK 27.2.12479018 does for Rust 1.95.0".into());
        assert_eq!(new.judge(&CHECK, ARMV7_ANDROID), Ok(passed));
    }
}
