//! Apple, wasm and C code: what the host and the target can have at all.

use super::{
    Effect::{AtLeast, AtMost, Excludes},
    Rule,
    circumstances::{is_for, is_foreign, is_not_for, on_linux, on_macos, on_windows},
};
use crate::{explain::weigh::Case, targets::Family};

fn for_wasm(case: &Case<'_>) -> bool {
    is_for(case, &[Family::Wasm])
}

fn for_wasi(case: &Case<'_>) -> bool {
    is_for(case, &[Family::Wasi])
}

fn for_any_wasm(case: &Case<'_>) -> bool {
    is_for(case, &[Family::Wasm, Family::Wasi, Family::Emscripten])
}

fn not_for_wasm(case: &Case<'_>) -> bool {
    is_not_for(case, &[Family::Wasm, Family::Wasi, Family::Emscripten])
}

fn off_macos(case: &Case<'_>) -> bool {
    on_linux(case) || on_windows(case)
}

fn needs_libraries_of_its_own(case: &Case<'_>) -> bool {
    is_foreign(case) || is_for(case, &[Family::LinuxMusl, Family::Android, Family::WindowsGnu])
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "link-kind-not-supported",
        when: |case| case.targets.is_empty(),
        then: Excludes,
        because: "nothing says that it was built for another system",
    },
    Rule {
        id: "c-dependency-on-wasm-unknown",
        when: for_wasm,
        then: AtLeast(0.85),
        because: "the target has no C library",
    },
    Rule {
        id: "c-dependency-on-wasm-unknown",
        when: |case| for_wasi(case) || not_for_wasm(case),
        then: Excludes,
        because: "the target is not wasm32-unknown-unknown",
    },
    Rule {
        id: "wasi-sysroot-missing",
        when: for_wasi,
        then: AtLeast(0.88),
        because: "the target's C library is that of wasi-sdk",
    },
    Rule {
        id: "wasi-sysroot-missing",
        when: |case| for_wasm(case) || not_for_wasm(case),
        then: Excludes,
        because: "the target is not WASI",
    },
    Rule {
        id: "c-code-uses-host-headers-for-wasm",
        when: for_any_wasm,
        then: AtLeast(0.9),
        because: "the headers are the host's and the target is wasm",
    },
    Rule {
        id: "c-code-uses-host-headers-for-wasm",
        when: not_for_wasm,
        then: Excludes,
        because: "the target is not wasm",
    },
    Rule {
        id: "bindgen-no-target-sysroot",
        when: for_any_wasm,
        then: AtMost(0.6),
        because: "the target is wasm, whose C library is no system's",
    },
    Rule {
        id: "windows-sdk-missing",
        when: |case| is_for(case, &[Family::WindowsMsvc]),
        then: AtLeast(0.5),
        because: "the target's C library is Microsoft's",
    },
    Rule {
        id: "c-cross-compiler-missing",
        when: needs_libraries_of_its_own,
        then: AtLeast(0.5),
        because: "the target is not the host's own, for which the host's compiler does not serve",
    },
    Rule {
        id: "c-cross-compiler-missing",
        when: |case| is_for(case, &[Family::Android]),
        then: AtMost(0.6),
        because: "the target is Android, whose compilers are the NDK's",
    },
    Rule {
        id: "android-cc-not-configured",
        when: |case| is_for(case, &[Family::Android]),
        then: AtLeast(0.7),
        because: "the target is Android, whose compilers the crate cc does not find by itself",
    },
    Rule {
        id: "openssl-for-target-missing",
        when: needs_libraries_of_its_own,
        then: AtLeast(0.78),
        because: "the target is not the host's own, so the host's OpenSSL does not serve it",
    },
    Rule {
        id: "pkg-config-not-installed",
        when: needs_libraries_of_its_own,
        then: AtMost(0.6),
        because: "the target is not the host's own: the host's libraries, which it finds, would not serve",
    },
    Rule {
        id: "sdkroot-leaks-into-host-build",
        when: |case| is_for(case, &[Family::AppleDevice]) && !off_macos(case),
        then: AtLeast(0.6),
        because: "the target is a device's, and what its SDK lacks is the host's",
    },
    Rule { id: "xcode-clt-missing", when: off_macos, then: Excludes, because: "the host is not a Mac" },
    Rule { id: "xcode-not-selected", when: off_macos, then: AtMost(0.3), because: "the host is not a Mac" },
    Rule { id: "apple-sdkroot-wrong", when: off_macos, then: AtMost(0.5), because: "the host is not a Mac" },
    Rule {
        id: "apple-sdk-needs-macos",
        when: off_macos,
        then: AtLeast(0.85),
        because: "the host is not a Mac and has no Apple SDK",
    },
    Rule { id: "apple-sdk-needs-macos", when: on_macos, then: Excludes, because: "the host is a Mac" },
];
