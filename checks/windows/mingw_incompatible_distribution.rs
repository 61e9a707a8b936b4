//! The MinGW that links lacks libraries that Rust's std was built to use.

use super::judge::{Case, Seen, is_mingw, judge};
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Pause, Symptom, Topic,
    answer::Ran,
    check::Severity,
    facts::linker::{DriverKey, Executable, LinkerState, Says},
    linker::install,
    question::{Limit, Run},
    wanted::Wanted,
};
use xdoctor_fixes::{Applicability, Change, Fix, Scope, packages::Need};

pub static CHECK: Check = Check {
    id: "mingw-incompatible-distribution",
    topic: Topic::Windows,
    title: "this MinGW lacks libraries that Rust's std needs",
    severity: Severity::Failure,
    docs: "\
## What is wrong
For `*-windows-gnu` std is linked with `libgcc_eh` and winpthreads of MinGW-w64's gcc. The gcc that links here has them not: \
TDM-GCC folds `libgcc_eh` into `libgcc`, llvm-mingw has compiler-rt and libunwind instead, and some distributions split the \
static winpthreads off into another package. On Windows any `x86_64-w64-mingw32-gcc` on `PATH` is taken before the one that \
rustup brings.
## Why it breaks the build
`cannot find -lgcc_eh`, `cannot find -lgcc_s`, `cannot find -l:libpthread.a`.
## What to do
Use a plain MinGW-w64: the distribution's, or of MSYS2 (environment MINGW64); or on Windows take the other one off `PATH`, so \
that rustup's `rust-mingw` links. llvm-mingw is right for `*-windows-gnullvm`. On Fedora, add `mingw64-winpthreads-static`.
## Sources
rust-lang/rust `compiler/rustc_target/src/spec/base/windows_gnu.rs` (late link arguments) and \
`compiler/rustc_codegen_ssa/src/back/link.rs` (`detect_self_contained_mingw`); the rustc book, *Platform Support*, \
`*-windows-gnu`; rust-lang/rust issue 76984.",
    links: &["https://doc.rust-lang.org/rustc/platform-support/windows-gnu.html"],
    symptoms: &[
        Symptom {
            all: &[r"cannot find -l(gcc_eh|:libpthread\.a|gcc_s_dw2|pthread\b.*mingw)", r"(mingw|w64|windows-gnu)"],
            none: &[],
            weight: 0.9,
            printed_by: "GNU ld of MinGW, by rustc 1.49 and later",
            source: "binutils ld/ldfile.c, ldfile_open_file; rust-lang/rust compiler/rustc_target/src/spec/base/windows_gnu.rs",
        },
        Symptom {
            all: &[r"lld: error: unable to find library -l(gcc_eh|gcc_s|gcc|:libpthread\.a)(\s|$)", r"(mingw|w64|windows-gnu)"],
            none: &[r"android"],
            weight: 0.9,
            printed_by: "lld of llvm-mingw",
            source: "llvm-project lld/MinGW/Driver.cpp, searchLibrary",
        },
        Symptom {
            all: &[r"(mingw|w64|windows-gnu)", r"undefined reference to `(_Unwind_Resume|__gxx_personality_(seh|sj|v)0|_Unwind_SjLj_\w+|___chkstk_ms|_GCC_specific_handler)'?"],
            none: &[],
            weight: 0.7,
            printed_by: "GNU ld, with a gcc of another exception model",
            source: "the rustc book, Platform Support, windows-gnu; gcc's configure option --disable-sjlj-exceptions",
        },
        Symptom {
            all: &[r"(mingw|w64|windows-gnu)", r"undefined reference to `(__onexitbegin|_imp___wenviron|_crt_atexit|__imp___acrt_iob_func|__mingw_raise_matherr)'?"],
            none: &[],
            weight: 0.6,
            printed_by: "GNU ld, where start files and C runtime are of different MinGWs",
            source: "rust-lang/rust issue 47048",
        },
        Symptom {
            all: &[r"(mingw|w64|\bld\.exe|windows-gnu|collect2\.exe|[A-Z]:[/\\]|/opt/llvm-mingw).*(cannot find|unable to find library) -l:?(gcc_eh|gcc_s|gcc|libpthread\.a|pthread|mingwex|msvcrt|mingw32)\b"],
            none: &[],
            weight: 0.88,
            printed_by: "GNU ld and lld of a MinGW without these",
            source: "binutils-gdb ld/ldlang.c; rust-lang/rust library/unwind: windows-gnu asks for gcc_eh",
        },
        Symptom {
            all: &[r"(cannot find|unable to find library) -l:?(gcc_eh|gcc_s|gcc|libpthread\.a|mingwex|msvcrt|mingw32)\b", r"mingw|windows-gnu|ld\.exe|gnullvm"],
            none: &[],
            weight: 0.85,
            printed_by: "GNU ld and lld of a MinGW without these",
            source: "binutils-gdb ld/ldlang.c",
        },
        Symptom {
            all: &[r"(undefined (symbol|reference).*(__imp___acrt_iob_func|_CRT_MT|__gxx_personality_s[je]\w+|__mingw_\w+|_Unwind_Resume|__emutls_\w+|__imp__errno|__chkstk_ms|__ms_vsnprintf|_set_invalid_parameter_handler))", r"mingw|windows-gnu|ld\.exe|gnullvm"],
            none: &[],
            weight: 0.72,
            printed_by: "GNU ld and lld with another C run time than Rust's",
            source: "mingw-w64 crt",
        },
        Symptom {
            all: &[r"(dll)?crt2\.o: (No such file|[Ff]ile (format )?not recognized)|cannot (find|open) (dll)?crt2\.o"],
            none: &[],
            weight: 0.6,
            printed_by: "GNU ld and gcc of MinGW",
            source: "mingw-w64 crt: start-up objects",
        },
        Symptom {
            all: &[r"(cannot find|unable to find library) -l:?(gcc_eh|gcc_s|gcc|libpthread\.a|mingwex|msvcrt|mingw32)\b"],
            none: &[],
            weight: 0.4,
            printed_by: "a linker, with nothing said of the target",
            source: "rust-lang/rust library/unwind",
        },
        Symptom {
            all: &[r"\bld(\.exe)?: unrecogni[sz]ed option '--(high-entropy-va|dynamicbase|nxcompat|disable-auto-image-base|no-insert-timestamp|tsaware)'", r"(?i)mingw|[/\\]ld\.exe"],
            none: &[],
            weight: 0.88,
            printed_by: "GNU ld of a MinGW before binutils 2.20, or of one without them",
            source: "binutils ld/emultempl/pep.em, gld_list_options",
        },
        Symptom {
            all: &[r"\bld(\.exe)?: i386:x86-64 architecture of input file .*is incompatible with i386 output", r"(?i)mingw|[/\\]ld\.exe|windows-gnu"],
            none: &[r"linking with [`'][^`']*-w64-"],
            weight: 0.93,
            printed_by: "GNU ld of a MinGW for 32 bits, which stands first on PATH",
            source: "binutils ld/ldlang.c, lang_check",
        },
        Symptom {
            all: &[r"sorry, unimplemented: 64-bit mode not compiled in|\bld(\.exe)?: unrecogni[sz]ed emulation mode: i386pep\b", r"(?i)mingw|[/\\]ld\.exe|windows-gnu"],
            none: &[],
            weight: 0.9,
            printed_by: "gcc and ld of a MinGW for 32 bits",
            source: "gcc config/i386/i386-options.c; binutils ld/ldemul.c",
        },
        Symptom {
            all: &[r"undefined (reference to|symbol:) [`']?(___onexit(begin|end)|__onexit(begin|end)|_{1,2}mingw_app_type|mingw_app_type|_execute_onexit_table|_?_imp___*fmode|__p__fmode|_set_invalid_parameter_handler|_configthreadlocale|_crt_atexit|__imp__(fmode|commode|acmdln|wcmdln|environ|wenviron)|_gnu_exception_handler|__mingw_\w+|_pei386_runtime_relocator|___chkstk_ms|__imp___acrt_iob_func)\b"],
            none: &[],
            weight: 0.6,
            printed_by: "GNU ld and lld, where the start files are of another MinGW than the libraries: no other system has these names",
            source: "mingw-w64 mingw-w64-crt/crt/crtexe.c and crtdll.c",
        },
        Symptom {
            all: &[r"(cannot find|unable to find library) -lgcc_eh(\s|:|$)"],
            none: &[r"linux|android|musl|/usr/(bin/)?ld|crti\.o"],
            weight: 0.72,
            printed_by: "GNU ld and lld, with nothing said of the target: rustc asks for this library by itself for windows-gnu alone",
            source: "rust-lang/rust compiler/rustc_target/src/spec/base/windows_gnu.rs",
        },
        Symptom {
            all: &[r"undefined (reference to|symbol:) [`']?_{1,2}Unwind_(Resume|SjLj_\w+)\b", r"library\\(alloc|core|std)|rustup\\toolchains|ld\.exe|collect2\.exe"],
            none: &[],
            weight: 0.6,
            printed_by: "GNU ld and lld on Windows, of a MinGW with another exception model",
            source: "gcc libgcc/unwind-sjlj.c; rust-lang/rust library/panic_unwind",
        },
        Symptom {
            all: &[r"undefined (reference to|symbol:) [`']?(_GCC_specific_handler|__gxx_personality_(sj|seh)0|_Unwind_SjLj_\w+|___chkstk_ms|__imp___acrt_iob_func|__p__fmode)\b"],
            none: &[],
            weight: 0.75,
            printed_by: "ld of a MinGW of another kind than Rust's own objects",
            source: "mingw-w64 mingw-w64-crt; GCC libgcc/unwind-seh.c and unwind-sjlj.c",
        },
        Symptom {
            all: &[r"libgcc_eh\.a\(unwind[\w-]*\.o\).{0,60}undefined reference to [`'](pthread_|__gthread)"],
            none: &[],
            weight: 0.85,
            printed_by: "ld of a MinGW with POSIX threads",
            source: "GCC libgcc/unwind-dw2-fde.c; gthr-posix.h",
        },
        Symptom {
            all: &[r"\bld\.exe: unrecogni[sz]ed option '--(high-entropy-va|dynamicbase|nxcompat|disable-auto-image-base|no-insert-timestamp|tsaware)|(gcc|cc1)\.exe: sorry, unimplemented: 64-bit mode not compiled in"],
            none: &[],
            weight: 0.93,
            printed_by: "an old MinGW's ld, or one for 32 bits",
            source: "binutils-gdb ld/emultempl/pep.em; GCC gcc/config/i386/i386-options.cc",
        },
        Symptom {
            all: &[r"\bld\.exe: i386 architecture of input file .* is incompatible with i386:x86-64 output"],
            none: &[],
            weight: 0.9,
            printed_by: "ld of a MinGW",
            source: "binutils-gdb bfd/coffgen.c",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, is_mingw, cx, |case| look(case, cx))
}

/// What rustc asks of the linker for a program without C, beside what every MinGW has.
const NEEDED: [&str; 2] = ["libgcc_eh.a", "libpthread.a"];

fn look(case: &Case<'_>, cx: &Cx<'_>) -> Result<Seen, Pause> {
    let LinkerState::Works { executable, says: Some(_) } = &case.state else { return Ok(Seen::Beside) };
    // rustup's own comes with its libraries
    if executable.bundled {
        return Ok(Seen::Fine(format!("`{}` comes with rustc", executable.path)));
    }
    let runs: Vec<_> = NEEDED.iter().map(|name| ask(case, executable, name, cx)).collect();
    let mut absent = Vec::new();
    for (name, path) in NEEDED.into_iter().zip(runs) {
        let Some(printed) = path? else { return Ok(Seen::Beside) };
        // a library that is nowhere is printed as it was asked for (gcc's manual, "Developer Options")
        if printed == name {
            absent.push(name);
        }
    }
    let Some(first) = absent.first() else {
        return Ok(Seen::Fine(format!("`{}` has what std needs", executable.path)));
    };
    let message = format!(
        "the MinGW of `{}` has no `{}`, which {} is linked with",
        executable.path,
        absent.join("` and no `"),
        case.links_what()
    );
    let command = vec![executable.path.to_string(), format!("-print-file-name={first}")];
    let evidence = Evidence::Command { command, exit: Some(0), output: (*first).to_owned() };
    Ok(Finding::new(message, "rustc gives std's own libraries to the linker, and it does not find them")
        .evidence(case.linker.evidence())
        .evidence([evidence])
        .fix(fixes(case, executable, &absent, cx)?)
        .into())
}

/// What `-print-file-name` prints; none where the driver does not answer it.
fn ask<'c>(case: &Case<'_>, executable: &Executable, name: &str, cx: &Cx<'c>) -> Result<Option<&'c str>, Pause> {
    let key = DriverKey::of(&case.linker, executable);
    let mut run = Run::probe(key.path.as_str(), key.args.iter().cloned().chain([format!("-print-file-name={name}")]))
        .limit(Limit::PROBE);
    run.cwd = Some(key.cwd.clone());
    if let Some(real) = &key.binary {
        run = run.steady_by([key.path.clone(), real.clone()]);
    }
    Ok(match cx.run(run)? {
        Ran::Finished { exit, stdout, .. } if exit.success() => Some(stdout.trim()).filter(|text| !text.is_empty()),
        Ran::Finished { .. } | Ran::NotFound | Ran::NotExecutable { .. } => None,
    })
}

fn fixes(case: &Case<'_>, executable: &Executable, absent: &[&str], cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    let arch = if case.linker.spec.arch == "x86" { "i686" } else { "x86_64" };
    if !case.on_windows() {
        // the compiler is there, and its libraries are a package of their own
        let title = format!("install what has `{}`", absent.join("` and `"));
        return install(CHECK.id, &title, Some(Need::Mingw(arch)), cx);
    }
    let dir = executable.path.parent().as_ref().map_or_else(String::new, HostPath::to_string);
    Ok(vec![Fix {
        id: format!("{}/{}", CHECK.id, case.linker.triple),
        title: "link with another MinGW".to_owned(),
        change: Change::Manual {
            steps: vec![
                format!("take `{dir}` off `PATH`: then the linker of rustup's `rust-mingw` is used"),
                "or put a plain MinGW-w64 before it, such as MSYS2's `C:\\msys64\\mingw64\\bin`".to_owned(),
            ],
        },
        applicability: Applicability::Manual,
        scope: Scope::User,
    }])
}

/// Whether the driver is a gcc of MinGW, and not a clang under its name.
pub(super) fn major(says: &Says) -> Option<u32> {
    match says.kind {
        crate::facts::linker::DriverKind::Gcc { major } => major,
        crate::facts::linker::DriverKind::Clang | crate::facts::linker::DriverKind::Other => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Outcome,
        testing::Fake,
        windows::scene::{GNU, linux_mingw},
    };

    const GCC: &str = "/usr/bin/x86_64-w64-mingw32-gcc";

    fn with(eh: &str) -> Fake {
        linux_mingw()
            .command([GCC, "-print-file-name=libgcc_eh.a"], &format!("{eh}\n"))
            .command([GCC, "-print-file-name=libpthread.a"], "/usr/x86_64-w64-mingw32/lib/libpthread.a\n")
    }

    #[test]
    fn fires_where_the_gcc_folds_the_library_into_another() {
        let Ok(Outcome::Found(finding)) = with("libgcc_eh.a").judge(&CHECK, GNU) else { panic!("did not fire") };
        let expected = format!("the MinGW of `{GCC}` has no `libgcc_eh.a`, which `{GNU}` is linked with");
        assert_eq!(finding.message, expected);
    }

    #[test]
    fn a_plain_mingw_passes() {
        let fine = Outcome::Pass(format!("`{GCC}` has what std needs"));
        assert_eq!(with("/usr/lib/gcc/x86_64-w64-mingw32/12/libgcc_eh.a").judge(&CHECK, GNU), Ok(fine));
    }
}
