//! The API level is below what this Rust, or the NDK, supports.

use super::{
    android_ndk_too_old::revision,
    build::Build,
    mend,
    offer::{fits, wrapper_of},
};
use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::{
        linker::LinkerState,
        ndk::{self, Why},
    },
    linker::set_linker,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "android-api-level-too-low",
    topic: Topic::Android,
    title: "the Android API level is too low",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The linker is one for an API level (the number in `aarch64-linux-android19-clang`, or in `--target=`) below the lowest \
that this Rust's standard library is built for, which is 21 since Rust 1.82 and was 19 since 1.68, or below the lowest \
that the NDK still has: 19 since r24, 21 since r26; 64-bit targets begin at 21 in any NDK.
## Why it breaks the build
The standard library calls functions that the C library of that level lacks: undefined symbols in a program; in a shared \
library the link may pass, and it cannot be loaded on such a device. Where the NDK has no such level, its compiler is not \
there at all.
## What to do
Name the compiler of a higher level, and raise `minSdk` of the app to the same.
## Sources
Rust's release notes of 1.82 (pull request 120593) and blog.rust-lang.org, *Updating the Android NDK in Rust 1.68*; the \
NDK's changelogs of r24 and r26.",
    links: &["https://doc.rust-lang.org/rustc/platform-support/android.html"],
    symptoms: &[
        Symptom {
            all: &[r"undefined (symbol|reference)[^\n]*?[`'\x22:\s](std(in|out|err)|getgr(gid|nam)_r|(free|get)ifaddrs|preadv(64)?|pwritev(64)?|process_vm_(read|write)v|clock_getcpuclockid|open_memstream|fmemopen|in6addr_any|lockf|if_nameindex|strchrnul|nl_langinfo|pthread_getname_np|aligned_alloc|getrandom|getentropy|iconv(_open|_close)?|glob(free)?|posix_spawnp?|syncfs|getloadavg|reallocarray|memfd_create|renameat2|statx|copy_file_range|close_range|epoll_create1|accept4|ftruncate64|getauxval|dl_iterate_phdr|posix_memalign|splice|eventfd|signal|rand|log2f?|getpagesize|mempcpy|openpty|forkpty|login_tty|prlimit(64)?|futimes|lutimes|futimens|mallopt|shm(get|at|dt|ctl)|sem(get|op|ctl)|msg(get|snd|rcv|ctl)|(get|set|end)(pw|gr)ent|ctermid|str(n)?casecmp_l|strto(d|f|l|ul|ll|ull|ld)_l|posix_(madvise|fadvise|fallocate)(64)?|sigtimedwait|sigwaitinfo|if_freenameindex|pthread_(barrier|spin)_\w+|get_nprocs(_conf)?|f(open|tello|seeko|reopen|getpos|setpos)64|__(write|pwrite|fread|fwrite|getcwd|sendto|poll)_chk|__register_atfork|__cxa_thread_atexit_impl|stpcpy|statvfs|fstatvfs|swab|mkfifoat|in6addr_loopback|catopen|mblen|sethostname|getdomainname)['\x22]?\s*$"],
            none: &[],
            weight: 0.04,
            printed_by: "lld, gold and GNU ld",
            source: "bionic libc/libc.map.txt, `introduced=`; that the target is Android is for the rules of `explain`",
        },
        Symptom {
            all: &[r"linker `[^`]*[a-z0-9_]+-linux-android(eabi)?(1\d|20)-clang(\.cmd)?` not found"],
            none: &[],
            weight: 0.85,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_linker_not_found (in 1.95 src/errors.rs); NDK r24 and r26 have no wrappers below 19 and 21",
        },
        Symptom {
            all: &[r"-linux-android(eabi)?(1\d|20)\b", r"undefined (symbol|reference)[^\n]*\b(__errno|stderr|stdout|getifaddrs|freeifaddrs|epoll_create1|accept4|ftruncate64|preadv64|pwritev64|log2|log2f|signal|dl_iterate_phdr|getauxval|posix_memalign|splice|tee|eventfd|syncfs|__memcpy_chk)\b"],
            none: &[],
            weight: 0.8,
            printed_by: "lld and GNU ld",
            source: "library/std/src/sys/pal/unix/android.rs before Rust 1.82 tells which functions old levels lack; bionic's libc.map.txt",
        },
        Symptom {
            all: &[r"android-(\d|1\d|20) is unsupported\. Using minimum( supported version)?"],
            none: &[],
            weight: 0.35,
            printed_by: "the NDK's CMake toolchain file and ndk-build, which then go on",
            source: "the NDK's build/cmake/adjust_api.cmake, build/core/setup-app-platform.mk",
        },
        Symptom {
            all: &[r"ndk doesn't support sdk version \d+"],
            none: &[],
            weight: 0.7,
            printed_by: "xbuild",
            source: "rust-mobile/xbuild xbuild/src/cargo/mod.rs, use_android_ndk",
        },
        Symptom {
            all: &[r#"(undefined (symbol|reference).*[`'"\s_](getifaddrs|freeifaddrs|stderr|stdout|stdin|aligned_alloc|getrandom|epoll_create1|ftello|fseeko|pread64|posix_memalign|getentropy|lockf|preadv2?|pwritev2?|memfd_create|pthread_setname_np|__register_atfork|nl_langinfo|iconv_open|glob|sync_file_range|copy_file_range|syncfs|strerror_r|signal|rand|getpwuid_r|android_set_abort_message)\b)"#, r"(?i)android"],
            none: &[],
            weight: 0.8,
            printed_by: "lld and bionic's linker",
            source: "bionic libc.map.txt: symbols with their API level",
        },
        Symptom {
            all: &[r#"cannot locate symbol "[^"]+" referenced by"#],
            // A program of Termux, or a library of the system: what it lacks is another package's.
            none: &[r#"CANNOT LINK EXECUTABLE "?(rustc|cargo|\S*/com\.termux/)|referenced by "/system/"#],
            weight: 0.75,
            printed_by: "bionic's linker",
            source: "bionic linker/linker.cpp",
        },
        Symptom {
            all: &[r"(platform|API( level)?|minSdkVersion|minSdk).{0,30}(is )?(too low|lower than|not supported|less than|below the minimum|unsupported)|requires (a )?(minSdk|API level|min(imum)? SDK)"],
            none: &[],
            weight: 0.85,
            printed_by: "cargo-ndk, NDK's clang",
            source: "bbqsrc/cargo-ndk; Android NDK meta/platforms.json",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let Some(build) = Build::of(wanted, cx)? else { return Ok(Outcome::NotApplicable) };
    let rustc = &build.rustc.version;
    let gone = if let LinkerState::PathGone { path } = &build.state { ndk::missing(path, cx)? } else { None };
    let (level, floor, who, gone) = if let Some(missing) = &gone
        && let Why::LevelTooLow { level, lowest } = missing.why
    {
        (level, lowest, format!("NDK {}", missing.ndk.revision), true)
    } else {
        let (Some(level), Some(floor)) = (build.used.level, ndk::min_api(rustc)) else {
            return Ok(Outcome::NotApplicable);
        };
        if level >= floor {
            return Ok(Outcome::Pass(format!("API level {level} is not below {floor}, Rust {rustc}'s lowest")));
        }
        (level, floor, format!("Rust {rustc}"), false)
    };
    let message = format!("the linker is one for API level {level}, and {who} supports none below {floor}");
    let why = if gone {
        "rustc runs exactly the program that is set, and it is not there"
    } else {
        "the standard library calls functions that Android's C library of that level lacks"
    };
    let mut finding = Finding::new(message, why).evidence(build.linker.evidence());
    if let Some(ndk) = &build.used.ndk {
        finding = finding.evidence([revision(ndk)]);
        // clang's own `--target=` is an argument, which people change where they wrote it
        let named = ndk::Wrapper::parse(build.linker.name()).is_some();
        if named
            && fits(ndk, rustc)
            && let Some(program) = wrapper_of(ndk, build.prefix, rustc, cx)?
        {
            finding = finding.fix(set_linker(CHECK.id, &build.linker, program.as_str(), cx)?);
        }
    }
    if finding.fixes.is_empty() {
        let steps = vec![format!(
            "name API level {floor} or higher where the linker or `--target=` is set, and as the app's `minSdk`"
        )];
        finding = finding.fix([mend::manual(format!("{}/{}", CHECK.id, wanted.triple), "raise the API level", steps)]);
    }
    Ok(if gone { finding.conclusive() } else { finding }.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        android::scene::{ANDROID, ARMV7_ANDROID, BIN, NDK_27, linked_with, ndk},
        facts::linker::scene::{config, layout},
    };

    #[test]
    fn fires_below_rusts_lowest() {
        let fake = linked_with(ndk("1.95.0", "25.2.9519653"), ARMV7_ANDROID, "armv7a-linux-androideabi19-clang");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, ARMV7_ANDROID) else { panic!("did not fire") };
        assert_eq!(finding.message, "the linker is one for API level 19, and Rust 1.95.0 supports none below 21");
        assert!(!finding.conclusive);
        let title = format!("set the linker for `{ARMV7_ANDROID}` to `{BIN}/armv7a-linux-androideabi21-clang`");
        assert_eq!(finding.fixes[0].title, title);
    }

    #[test]
    fn fires_below_the_ndks_lowest() {
        let fake = linked_with(ndk("1.75.0", "26.3.11579264"), ARMV7_ANDROID, "armv7a-linux-androideabi19-clang");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, ARMV7_ANDROID) else { panic!("did not fire") };
        assert_eq!(finding.message, "the linker is one for API level 19, and NDK 26.3.11579264 supports none below 21");
        assert!(finding.conclusive);
    }

    #[test]
    fn clangs_own_target_counts() {
        let text = format!(
            "[target.{ANDROID}]\nlinker = \"{BIN}/clang\"\nrustflags = [\"-Clink-arg=--target=aarch64-linux-android19\"]\n"
        );
        let fake = config(ndk("1.95.0", "25.2.9519653"), &text).granted((), layout(&text));
        let dirs = "programs: =/ndk\nlibraries: =/ndk/lib/clang/14\n";
        let clang = format!("{BIN}/clang");
        let target = "--target=aarch64-linux-android19";
        let fake = fake
            .command([&clang, target, "-dumpmachine"], "aarch64-unknown-linux-android19\n")
            .command([&clang, target, "-print-search-dirs"], dirs);
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, ANDROID) else { panic!("did not fire") };
        assert_eq!(finding.fixes[0].title, "raise the API level");
    }

    #[test]
    fn the_lowest_level_itself_passes() {
        let fake = linked_with(ndk("1.95.0", NDK_27), ANDROID, "aarch64-linux-android21-clang");
        let passed = Outcome::Pass("API level 21 is not below 21, Rust 1.95.0's lowest".into());
        assert_eq!(fake.judge(&CHECK, ANDROID), Ok(passed));
        assert_eq!(ndk("1.95.0", NDK_27).judge(&CHECK, ANDROID), Ok(Outcome::NotApplicable));
    }
}
