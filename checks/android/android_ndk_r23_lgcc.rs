//! An NDK without libgcc, and a Rust that still asks for it.

use super::{android_ndk_too_old::revision, build::Build, mend};
use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Symptom, Topic, check::Severity, facts::ndk, wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "android-ndk-r23-lgcc",
    topic: Topic::Android,
    title: "the NDK has no libgcc, which this Rust still links",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The NDK replaced libgcc by LLVM's libunwind in r23. Rust's standard library for Android asks for libgcc up to 1.67, and \
for libunwind from 1.68 on.
## Why it breaks the build
`ld: error: unable to find library -lgcc`, at the first program or shared library.
## What to do
Use Rust 1.68 or later. Where the old Rust must stay, use NDK r22, or put a file `libgcc.a` with the one line \
`INPUT(-lunwind)` on a `-L` path for this target; take it away again with the new Rust.
## Sources
blog.rust-lang.org, *Updating the Android NDK in Rust 1.68*; the NDK's changelog of r23; rust-lang/rust pull request \
85806, where the work-around is told.",
    links: &["https://blog.rust-lang.org/2023/01/09/android-ndk-update-r25/"],
    symptoms: &[
        Symptom {
            all: &[r"unable to find library -lgcc(_s)?\b|cannot find -lgcc\b", r"(?i)android|[/\\]ndk[/\\-]"],
            none: &[],
            weight: 0.95,
            printed_by: "lld of NDK r23 and later",
            source: "llvm-project lld/ELF/Driver.cpp, addLibrary; library/unwind/src/lib.rs before Rust 1.68",
        },
        Symptom {
            all: &[r"(unable to find library|cannot find) -lgcc(\s|$|:)", r"(?i)ndk|android"],
            none: &[],
            weight: 0.92,
            printed_by: "lld of NDK r23 and later",
            source: "rust-lang/rust library/unwind before 1.68: std asked for gcc",
        },
        Symptom {
            all: &[r"(^|\s)(ld|ld\.lld): error: unable to find library -lgcc(\s|$)"],
            none: &[r"-linux-gnu"],
            weight: 0.78,
            printed_by: "lld 11 and later as a driver's ld",
            source: "llvm-project lld/ELF/Driver.cpp",
        },
        Symptom {
            all: &[r"error: unable to find library -lgcc(\s|$)"],
            none: &[],
            weight: 0.3,
            printed_by: "lld of NDK r23 and later, with nothing said of the target",
            source: "llvm-project lld/ELF/Driver.cpp, addLibrary",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let Some(build) = Build::of(wanted, cx)? else { return Ok(Outcome::NotApplicable) };
    let rustc = &build.rustc.version;
    let Some(ndk) = build.used.ndk.as_ref().filter(|ndk| ndk.bin().is_some() && build.links) else {
        return Ok(Outcome::NotApplicable);
    };
    if ndk::needs_libunwind(rustc) {
        return Ok(Outcome::NotApplicable);
    }
    if !ndk::has_libunwind(&ndk.revision) {
        return Ok(Outcome::Pass(format!("NDK {} has the libgcc that Rust {rustc} links", ndk.revision)));
    }
    let message =
        format!("NDK {} has no libgcc, which Rust {rustc} links; Rust 1.68 is the first without it", ndk.revision);
    let steps = vec![
        "use Rust 1.68 or later: `rustup update stable`, and correct `channel` where a toolchain file names the old one".to_owned(),
        format!("or install NDK {}: `sdkmanager \"ndk;{}\"`", ndk::SUGGESTED_BEFORE_LIBUNWIND, ndk::SUGGESTED_BEFORE_LIBUNWIND),
        "or have a file `libgcc.a` with the line `INPUT(-lunwind)` in a directory that `-L` names for this target".to_owned(),
    ];
    Ok(Finding::new(message, "the standard library for Android was linked with `-lgcc` up to Rust 1.67")
        .evidence([revision(ndk)])
        .evidence(build.linker.evidence())
        .fix([mend::manual(format!("{}/{}", CHECK.id, wanted.triple), "use Rust 1.68 or later", steps)])
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::android::scene::{ANDROID, NDK_27, linked_with, ndk};

    fn judged(rustc: &str, revision: &str) -> Judgement {
        linked_with(ndk(rustc, revision), ANDROID, "aarch64-linux-android24-clang").judge(&CHECK, ANDROID)
    }

    #[test]
    fn fires_with_a_new_ndk_and_an_old_rust() {
        for revision in ["23.1.7779620", NDK_27] {
            let Ok(Outcome::Found(finding)) = judged("1.67.1", revision) else { panic!("{revision}: did not fire") };
            let expected =
                format!("NDK {revision} has no libgcc, which Rust 1.67.1 links; Rust 1.68 is the first without it");
            assert_eq!(finding.message, expected);
        }
    }

    #[test]
    fn an_older_ndk_and_a_newer_rust_are_fine() {
        let passed = Outcome::Pass("NDK 22.1.7171670 has the libgcc that Rust 1.67.1 links".into());
        assert_eq!(judged("1.67.1", "22.1.7171670"), Ok(passed));
        assert_eq!(judged("1.68.0", NDK_27), Ok(Outcome::NotApplicable));
    }
}
