//! Start files or the C library are not where the driver looks.

use xdoctor_fixes::{Applicability, Change, Fix, Scope, packages::Need};

use super::judge::{judge, named, names, setting, with_cause};
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Pause, Symptom, Topic,
    check::Severity,
    facts::sysroot::{Cause, Judged, Part, Problem, Root, Sysroot},
    linker::install,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "sysroot-missing-crt-or-libc",
    topic: Topic::Sysroot,
    title: "start files or the C library are missing for the target",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The driver is there and what it links every program with is not: the start files (`Scrt1.o`, `crti.o`, `crtbeginS.o`), \
libgcc, or the C library. The sysroot is incomplete, the development package is not installed, or the files stand in a \
directory that this driver does not search, like Debian's `/usr/lib/aarch64-linux-gnu` for a gcc that was built elsewhere.
## Why it breaks the build
`cannot find Scrt1.o`, `cannot find -lc`, `unable to find library -lgcc_s`: every program and shared library stops there.
## What to do
`crt*.o` of the C library come with its development package (`libc6-dev`, for a cross gcc `libc6-dev-arm64-cross`), \
`crtbegin*.o` and libgcc with gcc (`libgcc-12-dev`). For 32-bit x86 with the host's gcc: `gcc-multilib`. A sysroot needs \
both, for its own architecture; where the layout differs, name the directory with `-Clink-arg=-B...` and `-L...`.
## Sources
gcc's manual, *Spec Files*; Debian's package index; by experiment with gcc 12, clang 14, ld 2.40 and lld 14, each file \
of a sysroot removed in turn; messense/homebrew-macos-cross-toolchains#43.",
    links: &["https://gcc.gnu.org/onlinedocs/gcc/Spec-Files.html", "https://wiki.debian.org/Multiarch/TheCaseForMultiarch"],
    symptoms: &[
        Symptom {
            all: &[r"fatal error: cannot read spec file ['‘](nano|nosys|rdimon|newlib|picolibc|picolibcpp)\.specs['’]"],
            none: &[],
            weight: 0.85,
            printed_by: "gcc, without newlib",
            source: "gcc gcc/gcc.cc, load_specs; the specs are of newlib and picolibc",
        },
        Symptom {
            all: &[r#"(cannot (find|open)|can't open|cannot open file|no such file or directory:) ['"]?[\w./+-]*[gSrmM]?crt(1|i|n|begin|beginS|beginT|end|endS|0)\.o|crt(1|i|n|begin|beginS|beginT|end|endS)\.o: No such file or directory"#],
            none: &[r"self-contained/[gSrM]?crt\w*\.o", r"wasi|wasm|crt1-command"],
            weight: 0.92,
            printed_by: "GNU ld 2, lld 6 and later, mold, gcc 4 and later; what rustc brings itself is no sysroot's",
            source: "binutils-gdb ld/ldfile.c; llvm-project lld/ELF/Driver.cpp; gcc gcc/gcc.cc, find_file; by experiment with ld 2.40 and lld 14",
        },
        Symptom {
            all: &[r"skipping incompatible \S+(libgcc|libgcc_s|libc|libm|libpthread)\.(a|so)", r"cannot find -l(gcc|gcc_s|c|m|pthread)"],
            none: &[r"mingw"],
            weight: 0.72,
            printed_by: "GNU ld for a CPU whose libraries are not there (gcc-multilib)",
            source: "binutils-gdb ld/ldfile.c: skipping incompatible",
        },
        Symptom {
            all: &[r"(cannot find|unable to find library|library not found:|Couldn't find library) [`]?(-l)?(gcc_s|gcc|gcc_eh|c|m|rt|dl|pthread|util)(:|\s|`|$)"],
            none: &[r"linking with `([^`]*[-/\\])?(ld|ld\.lld|rust-lld|lld|mold)` failed", r"-ld: cannot find", r"rust-lld: error: unable to find", r"(?i)mingw|-w64-|[/\\]ndk[/\\-]|linux-android|wasm|wasi"],
            weight: 0.7,
            printed_by: "GNU ld 2, lld 6 and later, mold, wild",
            source: "binutils-gdb ld/ldfile.c; llvm-project lld/ELF/Driver.cpp; rui314/mold src/main.cc; davidlattimore/wild libwild/src/input_data.rs",
        },
        Symptom {
            all: &[r"fatal error: (bits/libc-header-start\.h|bits/\w+\.h|gnu/stubs-\w+\.h|sys/cdefs\.h|stdio\.h|stdlib\.h|features\.h|asm/errno\.h): No such file or directory"],
            none: &[],
            weight: 0.55,
            printed_by: "gcc without the C library's headers for the CPU",
            source: "gcc/libcpp",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let fine = |judged: &Judged| format!("{} has start files, libgcc and the C library", named(judged));
    judge(wanted, cx, |sysroot| find(sysroot, cx), fine)
}

fn find(sysroot: &Sysroot, cx: &Cx<'_>) -> Result<Option<Finding>, Pause> {
    let Sysroot::Judged(judged) = sysroot else { return Ok(None) };
    let missing = with_cause(judged, |cause| matches!(cause, Cause::Missing { .. }));
    let Some(first) = missing.first() else { return Ok(None) };
    let elsewhere = match &judged.root {
        Some(root) => elsewhere(root, judged, &missing, cx)?,
        None => Vec::new(),
    };
    let searched = judged.dirs.iter().map(|file| Evidence::File {
        file: file.clone(),
        line: None,
        text: format!("no `{}`", first.needed.files.join("` and no `")),
    });
    let there = elsewhere.iter().map(|file| Evidence::File {
        file: file.clone(),
        line: None,
        text: "it is here, where the driver does not look".to_owned(),
    });
    let fixes = match (&judged.root, elsewhere.first().and_then(HostPath::parent)) {
        (Some(_), Some(dir)) => vec![by_hand(
            judged,
            vec![
                format!("add `-Clink-arg=-B{dir}` and `-Clink-arg=-L{dir}` to the target's rustflags"),
                "or give the driver a sysroot in the layout that it was built for".to_owned(),
            ],
        )],
        (Some(root), None) => vec![by_hand(judged, complete(root, judged, &missing))],
        (None, _) => {
            let title = format!("install what has {}", names(&missing));
            install(CHECK.id, &title, Some(need(judged)), cx)?
        }
    };
    Ok(Some(
        Finding::new(
            format!("{} has no {}", named(judged), names(&missing)),
            "every program is linked with start files, libgcc and the C library",
        )
        .evidence(setting(judged))
        .evidence(there)
        .evidence(searched)
        .fix(fixes),
    ))
}

/// Files of the missing names in a directory of the sysroot that Debian's layout has and the driver does not search.
fn elsewhere(root: &Root, judged: &Judged, missing: &[&Problem], cx: &Cx<'_>) -> Result<Vec<HostPath>, Pause> {
    let machine = judged.says.machine.as_str().replace("-unknown-", "-").replace("-pc-", "-");
    let dirs = ["usr/lib", "lib"].map(|dir| root.path.join(dir).join(&machine));
    let names = missing.iter().flat_map(|problem| problem.needed.files.iter().cloned());
    let hits = cx.search(dirs, names)?;
    Ok(hits.values().flatten().map(|hit| hit.path.clone()).collect())
}

fn need(judged: &Judged) -> Need {
    match Need::of_program(judged.linker.name()) {
        _ if judged.linker.spec.arch == "x86" && judged.says.machine.as_str().starts_with("x86_64") => Need::Multilib,
        // clang brings neither start files nor a C library
        Some(Need::Clang) | None => Need::HostCc,
        Some(need) => need,
    }
}

fn complete(root: &Root, judged: &Judged, missing: &[&Problem]) -> Vec<String> {
    let part = |part| missing.iter().any(|problem| problem.needed.part == part);
    let arch = &judged.linker.spec.arch;
    let mut steps = Vec::new();
    if part(Part::Libc) {
        steps.push(format!(
            "unpack the C library's development package for {arch} into `{}` (Debian: `libc6-dev`)",
            root.path
        ));
    }
    if part(Part::Gcc) {
        steps.push(format!("unpack gcc's run-time library for {arch} into `{}` (Debian: `libgcc-12-dev`)", root.path));
    }
    steps
}

fn by_hand(judged: &Judged, steps: Vec<String>) -> Fix {
    Fix {
        id: format!("{}/{}", CHECK.id, judged.linker.triple),
        title: "complete the sysroot".to_owned(),
        change: Change::Manual { steps },
        applicability: Applicability::Manual,
        scope: Scope::User,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Outcome,
        facts::{
            linker::scene::{AARCH64, HOST, debian},
            sysroot::tests::{with_sysroot, without},
        },
    };

    #[test]
    fn fires_for_an_incomplete_sysroot() {
        let fake = without(with_sysroot(), "/s/usr/lib/gcc/aarch64-linux-gnu/12/crtbeginS.o");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(finding.message, "the sysroot `/s` has no `crtbeginS.o`");
        assert!(!finding.conclusive);
    }

    #[test]
    fn fires_for_a_compiler_without_the_c_librarys_development_files() {
        let Ok(Outcome::Found(finding)) = debian().judge(&CHECK, HOST) else { panic!("did not fire") };
        assert_eq!(finding.message, "the system that `cc` links with has no `Scrt1.o`, `crti.o`, `crtn.o` and 9 more");
        assert_eq!(finding.fixes.len(), 1);
    }

    #[test]
    fn a_whole_one_passes() {
        let passed = Outcome::Pass("the sysroot `/s` has start files, libgcc and the C library".into());
        assert_eq!(with_sysroot().judge(&CHECK, AARCH64), Ok(passed));
    }
}
