//! No NDK exists for this machine.

use super::{build::Build, mend};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::ndk::{Tools, is_built_for},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "android-host-unsupported",
    topic: Topic::Android,
    title: "no Android NDK exists for this machine",
    severity: Severity::Failure,
    docs: "\
## What is wrong
Google builds the NDK for Linux on x86_64, for macOS and for Windows. This machine is none of these: typically an ARM \
server, a Raspberry Pi, or a Linux container on Apple silicon. (On macOS the directory is called `darwin-x86_64` on \
both processors, and its programs are for both.)
## Why it breaks the build
The NDK's clang is a program for another processor: `Exec format error`, or, in a container, `rosetta error` or \
`qemu-x86_64: Could not open '/lib64/ld-linux-x86-64.so.2'`. Without it there is neither a linker nor a C library for \
Android.
## What to do
Build for Android on an x86_64 Linux machine, on macOS or on Windows, or in a container for `linux/amd64` (slow, as it is \
emulated). An NDK that somebody has built for this machine works too: name its clang as linker.
## Sources
developer.android.com, *NDK Downloads*; cargo-ndk `src/lib.rs`, which knows these three hosts alone; the rustc book, \
*Platform Support*, `*-linux-android`.",
    links: &["https://developer.android.com/ndk/downloads"],
    symptoms: &[
        Symptom {
            all: &[r"toolchains/llvm/prebuilt/linux-x86_64/bin/[^\s:`]+.*([Ee]xec format error|cannot execute binary file)"],
            none: &[],
            weight: 0.95,
            printed_by: "Linux, bash and dash, on a program of another processor",
            source: "linux errno ENOEXEC; rust-lang/rust library/std/src/sys, as rustc and cc-rs print it",
        },
        Symptom {
            all: &[
                r"toolchains/llvm/prebuilt/linux-x86_64/bin/",
                r"rosetta error: failed to open elf|qemu-x86_64(-static)?: Could not open '/lib64/ld-linux-x86-64",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "Rosetta in a virtual machine; qemu-user",
            source: "qemu linux-user/elfload.c; Rosetta's text as Docker's users report it",
        },
        Symptom {
            all: &[r"Unknown host CPU architecture: (aarch64|arm64|armv\dl?|riscv64|i686)"],
            none: &[],
            weight: 0.9,
            printed_by: "the NDK's ndk-build",
            source: "the NDK's build/ndk-build and build/core/init.mk",
        },
        Symptom {
            all: &[r"prebuilt/linux-x86_64/.{0,80}(Exec format error|cannot execute binary file|required file not found|Syntax error)|ndk.{0,140}Exec format error"],
            none: &[],
            weight: 0.93,
            printed_by: "shells, rustc on an arm64 Linux",
            source: "Android NDK: prebuilt for linux-x86_64 only",
        },
        Symptom {
            all: &[r"[Uu]n(known|supported) host( platform| architecture| tag)?:? .{0,20}(aarch64|arm64)|prebuilt/linux-(aarch64|arm64).{0,80}(No such file|not found|does not exist|doesn't exist)|HOST_ARCH.{0,20}(aarch64|arm64).{0,20}not supported"],
            none: &[],
            weight: 0.9,
            printed_by: "NDK's scripts, cargo-ndk, CMake",
            source: "Android NDK build/tools/ndk_bin_common.sh",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let host = cx.host();
    let Some(build) = Build::of(wanted, cx)? else { return Ok(Outcome::NotApplicable) };
    let host = host?;
    if is_built_for(host) || build.linker_works() {
        return Ok(Outcome::NotApplicable);
    }
    let machine = format!("{} on {}", host.os, host.arch);
    let mut finding = Finding::new(
        format!("no NDK is made for {machine}, and nothing else links for `{}` here", wanted.triple),
        "the NDK has the only linker and C library for Android, as programs for Linux on x86_64, macOS and Windows",
    );
    if let Some(ndk) = &build.used.ndk {
        let Tools::Elsewhere { tags } = &ndk.tools else {
            return Ok(Outcome::Pass(format!("{} has programs for this machine", ndk.describe())));
        };
        let text = format!("has programs for {} alone", tags.join(", "));
        finding =
            finding.evidence([Evidence::File { file: ndk.root.join("toolchains/llvm/prebuilt"), line: None, text }]);
    }
    let steps = vec![
        "build on an x86_64 Linux machine, on macOS or on Windows".to_owned(),
        "or in an emulated container: `docker run --platform linux/amd64 ...`, with the NDK inside".to_owned(),
    ];
    let fix = mend::manual(CHECK.id.to_owned(), "build for Android on another machine", steps);
    Ok(finding.fix([fix]).conclusive().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        android::scene::{ANDROID, ndk, with_rust},
        facts::linker::scene::AARCH64,
    };

    #[test]
    fn fires_on_arm_with_or_without_an_ndk() {
        let mut fake = ndk("1.95.0", "27.2.12479018");
        fake.0.host.arch = "aarch64".into();
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, ANDROID) else { panic!("did not fire") };
        assert!(finding.conclusive);
        assert_eq!(finding.evidence.len(), 1);
        let mut bare = with_rust("1.95.0");
        bare.0.host.arch = "aarch64".into();
        let Ok(Outcome::Found(finding)) = bare.judge(&CHECK, ANDROID) else { panic!("did not fire") };
        assert_eq!(
            finding.message,
            "no NDK is made for linux on aarch64, and nothing else links for `aarch64-linux-android` here"
        );
    }

    #[test]
    fn hosts_with_an_ndk_and_other_targets_do_not_concern_it() {
        assert_eq!(ndk("1.95.0", "27.2.12479018").judge(&CHECK, ANDROID), Ok(Outcome::NotApplicable));
        let mut fake = with_rust("1.95.0");
        fake.0.host.arch = "aarch64".into();
        assert_eq!(fake.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }
}
