//! Options of Microsoft's compiler reach clang's other driver.

use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic, Triple,
    check::Severity,
    facts::cargo_config::{EnvTable, Located, Origin},
    proof::Needs,
    targets::Family,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "msvc-flags-given-to-gnu-clang",
    topic: Topic::Windows,
    title: "options of Microsoft's compiler are given to clang's GNU driver",
    severity: Severity::Failure,
    docs: "\
## What is wrong
clang has two drivers: `clang`, with gcc's options, and `clang-cl`, with those of Microsoft's `cl`. For this msvc target the \
flags are written for `cl` (`/imsvc DIR`, `/EHsc`), and the compiler is `clang`. `cargo xwin` sets such flags; some crates \
(ring for ARM64) choose `clang` by themselves.
## Why it breaks the build
`clang` takes the option for a file: `clang: error: no such file or directory: '/imsvc...'`.
## What to do
Name `clang-cl` as `CC_<target>`, or write the flags as gcc has them (`-isystem`). With cargo-xwin, \
`XWIN_CROSS_COMPILER=clang` sets flags for `clang`; or update the crate that chooses `clang`.
## Sources
clang's user manual, *clang-cl*; cargo-xwin `src/compiler/clang_cl.rs` and `src/compiler/clang.rs`; the crate cc, `src/lib.rs` \
(`envflags`); rust-cross/cargo-xwin issue 147.",
    links: &["https://clang.llvm.org/docs/UsersManual.html#clang-cl", "https://github.com/rust-cross/cargo-xwin/issues/147"],
    symptoms: &[
        Symptom {
            all: &[r#"(running:?|Command) "?(\S*[/\\])?clang(-\d+)?(\.exe)?"? .*"(/nologo|/imsvc|/bigobj|/EHsc|/winsysroot|/MDd?|/MTd?|/Zc:\S*)\b"#],
            none: &[r"clang-cl"],
            weight: 0.8,
            printed_by: "cc-rs, ring: the command line that failed",
            source: "rust-lang/cc-rs src/command_helpers.rs; briansmith/ring build.rs: for Windows on ARM it takes clang, whose driver is GNU's",
        },
        Symptom {
            all: &[r"clang(-\d+|\+\+)?(\.exe)?: error: no such file or directory: '[/-](imsvc|EH[a-z]+|MD|MT|Z[7i]|W[0-4X]|nologo|bigobj|winsysroot|vctoolsdir|winsdkdir|std:|external:I|D[A-Z_]+|O[12dx])"],
            none: &[],
            weight: 0.95,
            printed_by: "clang's GNU driver",
            source: "llvm-project clang/include/clang/Basic/DiagnosticDriverKinds.td, err_drv_no_such_file",
        },
        Symptom {
            all: &[r"(clang|gcc|cc)(-\d+)?: error: (unknown argument|unrecognized command-line option|unsupported option)[: ]+['`‘]?[/-](imsvc|EHsc|external:|std:c)"],
            none: &[],
            weight: 0.9,
            printed_by: "clang and gcc",
            source: "llvm-project clang/include/clang/Basic/DiagnosticDriverKinds.td, err_drv_unknown_argument",
        },
        Symptom {
            all: &[r#"(no such file or directory|unknown argument|unsupported option|unrecognized).{0,8}['"][-/](imsvc|FS|MDd?|MTd?|Zc:|EHsc|GS|Gy|std:|external:|nologo|W4|Brepro|utf-8|arch:)|error: no such file or directory: '/(imsvc|FS|MDd?|Zi|EHsc|nologo|O2|W4|Fo|c)\b"#],
            none: &[r"linking with `"],
            weight: 0.95,
            printed_by: "clang that is run as the GNU driver",
            source: "llvm-project clang/lib/Driver: /imsvc is clang-cl's",
        },
        Symptom {
            all: &[r"(cc|gcc|g\+\+|c\+\+|clang|clang\+\+)(-\d+)?: (fatal )?error: /(GS|Gy|EHsc|GR-|MDd?|MTd?|Zc:\w+|nologo|W\d|Wall|O[12dx]|Z[i7]|Fo|imsvc|sdl|bigobj|utf-8)\S*: No such file or directory|(cc|gcc|clang)(-\d+)?: error: (unrecognized command[- ]line option|unknown argument:) ['‘]-nologo['’]"],
            none: &[],
            weight: 0.92,
            printed_by: "gcc and clang, given cl.exe's options",
            source: "gcc gcc/gcc.cc, process_command; ring build.rs before 0.17, msvc's flags for every compiler",
        },
        Symptom {
            all: &[r"\b(gcc|g\+\+|cc1|clang|clang\+\+|cc|c\+\+)(\.exe)?: error: (/(W[0-4X]|EHsc|MD|MT|MDd|MTd|Z7|Zi|Od|O[12]|nologo|utf-8|std:\S+|bigobj)\b.{0,4}(linker input file not found|No such file)|unrecognized command[- ]line option ['‘\x22]-(Zc:|EHsc|Z7\b)|unknown argument:? '-(Z7|winsysroot|Zc:\S+|nologo|EHsc)')"],
            none: &[],
            weight: 0.92,
            printed_by: "gcc and clang, given MSVC's flags",
            source: "gcc gcc/gcc.cc, process_command; llvm-project clang/include/clang/Basic/DiagnosticDriverKinds.td",
        },
        Symptom {
            all: &[r"\bar(\.exe)?: (error: )?(invalid option -- '?[on]|illegal option -- [on]|unknown option [on])", r"-nologo|-out:|-NOLOGO|/nologo|windows-msvc"],
            none: &[],
            weight: 0.88,
            printed_by: "GNU, BSD and LLVM's ar, given lib.exe's flags",
            source: "binutils-gdb binutils/ar.c; llvm-project llvm/tools/llvm-ar/llvm-ar.cpp",
        },
        Symptom {
            all: &[r"clang-cl(\.exe)?: error: unsupported option '-x c'"],
            none: &[],
            weight: 0.7,
            printed_by: "clang-cl, which the crate cc tried as a GNU-like compiler",
            source: "rust-lang/cc-rs src/tool.rs, detect_family; llvm-project clang/include/clang/Basic/DiagnosticDriverKinds.td",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    if Family::of(&wanted.triple) != Family::WindowsMsvc {
        return Ok(Outcome::NotApplicable);
    }
    if !cx.fact::<Needs>(Some(wanted.triple.clone()))?.c_compiler {
        return Ok(Outcome::NotApplicable);
    }
    let Some((name, compiler)) = first(&names("CC", &wanted.triple), cx)? else { return Ok(Outcome::NotApplicable) };
    let program = compiler.value.split_whitespace().last().unwrap_or_default();
    let file = program.rsplit(['/', '\\']).next().unwrap_or_default();
    if !is_gnu_driver(file) {
        return Ok(Outcome::Pass(format!("C is compiled with `{program}`")));
    }
    // cc joins the flags of all forms
    for flags in names("CFLAGS", &wanted.triple) {
        let Some((flags_name, flags)) = first(&[flags], cx)? else { continue };
        let Some(flag) = flags.value.split_whitespace().find(|flag| is_microsofts(flag)) else { continue };
        let message =
            format!("`{flags_name}` has `{flag}`, and `{name}` is `{}`, which does not know it", compiler.value);
        return Ok(Finding::new(message, "the option is one of Microsoft's compiler, and `clang` takes it for a file")
            .evidence([of(&name, &compiler), of(&flags_name, &flags)])
            .into());
    }
    Ok(Outcome::Pass(format!("the flags for `{program}` are its own")))
}

/// The forms of a variable that the crate cc reads, the most specific first (its `target_envs`).
fn names(variable: &str, target: &Triple) -> [String; 4] {
    [
        format!("{variable}_{target}"),
        format!("{variable}_{}", target.underscored()),
        format!("TARGET_{variable}"),
        variable.to_owned(),
    ]
}

/// The first that is set, by cargo's `[env]` or in the environment.
fn first(names: &[String], cx: &Cx<'_>) -> Result<Option<(String, Located<String>)>, Pause> {
    let (table, inherited) = (cx.fact::<EnvTable>(()), names.iter().map(|name| cx.env(name)).collect::<Vec<_>>());
    let table = table?;
    for (name, value) in names.iter().zip(inherited) {
        if let Some(value) = table.value(name) {
            return Ok(Some((name.clone(), value.clone())));
        }
        if let Some(value) = value? {
            let origin = Origin::Env { name: name.clone() };
            return Ok(Some((name.clone(), Located { value: value.to_owned(), origin })));
        }
    }
    Ok(None)
}

fn of(name: &str, value: &Located<String>) -> Evidence {
    match &value.origin {
        Origin::Env { name } => Evidence::Env { name: name.clone(), value: value.value.clone() },
        Origin::File { .. } | Origin::Default => value.evidence(&format!("env.{name}")),
    }
}

/// `clang`, `clang-19`, `clang.exe`; not `clang-cl`.
fn is_gnu_driver(file: &str) -> bool {
    let stem = file.strip_suffix(".exe").unwrap_or(file);
    let rest = stem.strip_prefix("clang").map(|rest| rest.trim_start_matches('+'));
    rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix('-').is_some_and(|v| v.parse::<u32>().is_ok()))
}

fn is_microsofts(flag: &str) -> bool {
    ["/imsvc", "-imsvc", "/EH", "/MD", "/MT", "/external:", "/std:", "/nologo", "/winsysroot"]
        .iter()
        .any(|option| flag.starts_with(option))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::linker::scene::debian,
        testing::Fake,
        windows::scene::{GNU, MSVC, project},
    };

    const LOCK: &str = "[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\"dep\"]\n\
                        [[package]]\nname = \"dep\"\nversion = \"1.0.0\"\nsource = \"r\"\ndependencies = [\"cc\"]\n\
                        [[package]]\nname = \"cc\"\nversion = \"1.0.0\"\nsource = \"r\"\n";

    fn with(compiler: &str, flags: &str) -> Fake {
        project(debian(), "/p", "", LOCK)
            .env("CC_x86_64_pc_windows_msvc", compiler)
            .env("CFLAGS_x86_64_pc_windows_msvc", flags)
    }

    #[test]
    fn fires_where_clang_gets_the_others_flags() {
        let fake = with("clang", "-O2 /imsvc /xwin/crt/include");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, MSVC) else { panic!("did not fire") };
        assert_eq!(
            finding.message,
            "`CFLAGS_x86_64_pc_windows_msvc` has `/imsvc`, and `CC_x86_64_pc_windows_msvc` is `clang`, which does not know it"
        );
    }

    #[test]
    fn each_driver_with_its_own_flags_is_fine() {
        assert!(matches!(with("clang-cl", "/imsvc /xwin").judge(&CHECK, MSVC), Ok(Outcome::Pass(_))));
        assert!(matches!(with("clang-19", "-isystem /xwin").judge(&CHECK, MSVC), Ok(Outcome::Pass(_))));
        assert_eq!(with("clang", "/imsvc /x").judge(&CHECK, GNU), Ok(Outcome::NotApplicable));
    }
}
