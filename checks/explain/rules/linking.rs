//! Linkers and libraries: whose linker ran, and for whom.

use super::{
    Effect::{AtLeast, AtMost, Excludes},
    Rule,
    circumstances::{is_for, is_foreign, is_not_for, on_windows, runs_on},
};
use crate::{
    Triple,
    explain::{facts::Kind, weigh::Case},
    targets::{Family, Parts},
};

fn the_hosts_driver_links_a_foreign_target(case: &Case<'_>) -> bool {
    is_foreign(case)
        && !case.facts.has(Kind::HostSide)
        && case.facts.all(Kind::Linker).any(|linker| matches!(linker, "cc" | "gcc"))
}

fn a_build_script_is_linked(case: &Case<'_>) -> bool {
    case.facts.has(Kind::HostSide)
}

fn a_linux_program_on_windows(case: &Case<'_>) -> bool {
    is_for(case, &[Family::LinuxGnu, Family::LinuxMusl]) && on_windows(case)
}

fn for_windows_gnu(case: &Case<'_>) -> bool {
    is_for(case, &[Family::WindowsGnu, Family::WindowsGnullvm])
}

fn not_for_windows_gnu(case: &Case<'_>) -> bool {
    is_not_for(case, &[Family::WindowsGnu, Family::WindowsGnullvm])
}

fn not_for_windows(case: &Case<'_>) -> bool {
    is_not_for(case, &[Family::WindowsGnu, Family::WindowsGnullvm, Family::WindowsMsvc, Family::Uefi])
}

fn for_android(case: &Case<'_>) -> bool {
    is_for(case, &[Family::Android])
}

fn not_for_android(case: &Case<'_>) -> bool {
    is_not_for(case, &[Family::Android])
}

fn on_a_system_that_is_not_windows(case: &Case<'_>) -> bool {
    (runs_on(case, "macos") || runs_on(case, "linux")) && !runs_on(case, "windows")
}

/// Their names begin with the triple that they link for: `arm-linux-gnueabihf-gcc`, `aarch64-linux-android21-clang`.
fn the_linker_is_named_for_the_target(case: &Case<'_>) -> bool {
    let named_for = |linker: &str, target: &Triple| {
        let program = linker.rsplit(['/', '\\']).next().unwrap_or(linker);
        let Some(Parts { arch, env, .. }) = Parts::of(target) else { return false };
        let mut words = program.split('-');
        let first = words.next().unwrap_or_default();
        let same_arch = first == arch.trim_end_matches("gc") || first.starts_with("arm") && arch.starts_with("arm");
        let level = |c: char| c.is_ascii_digit();
        same_arch && env.is_some_and(|env| words.any(|word| word.trim_end_matches(level) == env))
    };
    let linkers: Vec<_> = case.facts.all(Kind::Linker).collect();
    !linkers.is_empty()
        && !case.targets.is_empty()
        && linkers.iter().all(|linker| case.targets.iter().any(|target| named_for(linker, target)))
}

fn with_zig(case: &Case<'_>) -> bool {
    case.facts.says(Kind::Wrapper, "cargo-zigbuild")
}

fn with_the_words_of_unix(case: &Case<'_>) -> bool {
    case.facts.says(Kind::System, "unix") && !runs_on(case, "windows")
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "msvc-build-tools-missing",
        when: with_the_words_of_unix,
        then: AtMost(0.5),
        because: "the system's words for the error are not those of Windows",
    },
    Rule {
        id: "host-linker-for-foreign-target",
        when: the_hosts_driver_links_a_foreign_target,
        then: AtLeast(0.62),
        because: "`cc` is the host's, and the target is another system or CPU",
    },
    Rule {
        id: "host-linker-for-foreign-target",
        when: a_linux_program_on_windows,
        then: AtLeast(0.9),
        because: "the default linker of a Linux target is `cc`, which Windows has not",
    },
    Rule {
        id: "host-linker-not-installed",
        when: a_linux_program_on_windows,
        then: AtMost(0.4),
        because: "the host is Windows, whose own linker is not `cc`",
    },
    Rule {
        id: "c-cross-compiler-missing",
        when: is_foreign,
        then: AtLeast(0.75),
        because: "the target is another system or CPU, for which the host's compiler does not serve",
    },
    Rule {
        id: "config-names-absent-linker",
        when: a_build_script_is_linked,
        then: AtLeast(0.85),
        because: "a build script is linked with it, so it is set for the host's own target",
    },
    Rule {
        id: "cross-linker-not-installed",
        when: |case| a_build_script_is_linked(case) && !for_windows_gnu(case),
        then: AtMost(0.6),
        because: "a build script is linked with it, which is built for the host",
    },
    Rule {
        id: "mingw-incompatible-distribution",
        when: for_windows_gnu,
        then: AtLeast(0.85),
        because: "the target takes these from the MinGW distribution",
    },
    Rule {
        id: "mingw-incompatible-distribution",
        when: not_for_windows_gnu,
        then: Excludes,
        because: "the target is not one of MinGW's",
    },
    Rule {
        id: "sysroot-missing-crt-or-libc",
        when: for_windows_gnu,
        then: AtMost(0.4),
        because: "the target takes these from the MinGW distribution",
    },
    Rule {
        id: "windres-missing",
        when: |case| {
            is_for(case, &[Family::WindowsGnu, Family::WindowsGnullvm, Family::WindowsMsvc])
                && on_a_system_that_is_not_windows(case)
        },
        then: AtLeast(0.6),
        because: "a build script for Windows starts a tool that this system names otherwise",
    },
    Rule {
        id: "windres-missing",
        when: for_windows_gnu,
        then: AtLeast(0.5),
        because: "a build script for Windows starts a program that is not there",
    },
    Rule { id: "windres-missing", when: not_for_windows, then: Excludes, because: "the target is not Windows" },
    Rule {
        id: "import-library-name-case",
        when: not_for_windows,
        then: Excludes,
        because: "the target is not Windows",
    },
    Rule {
        id: "android-ndk-r23-lgcc",
        when: for_android,
        then: AtLeast(0.9),
        because: "the target is Android, whose NDK has no libgcc since r23",
    },
    Rule { id: "android-ndk-r23-lgcc", when: not_for_android, then: Excludes, because: "the target is not Android" },
    Rule {
        id: "android-api-level-too-low",
        when: for_android,
        then: AtLeast(0.8),
        because: "Android's C library has these from a later API level on",
    },
    Rule {
        id: "android-api-level-too-low",
        when: not_for_android,
        then: AtMost(0.3),
        because: "the target is not Android",
    },
    Rule { id: "android-ndk-too-old", when: not_for_android, then: AtMost(0.4), because: "the target is not Android" },
    Rule {
        id: "linker-wrong-architecture",
        when: the_linker_is_named_for_the_target,
        then: AtMost(0.6),
        because: "the linker is named for the target",
    },
    Rule { id: "zig-unsupported-linker-arg", when: with_zig, then: AtLeast(0.8), because: "zig is the linker" },
];
