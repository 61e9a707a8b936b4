//! The driver is told to run a linker that is not installed.

use xdoctor_fixes::packages::Need;

use super::{
    judge::{Case, Seen, judge},
    mend,
};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Pause, Symptom, Topic,
    check::Severity,
    facts::{apple::is_shim, homebrew::BrewPath, linker::LinkerState},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "fuse-ld-linker-missing",
    topic: Topic::Linker,
    title: "the driver is told to run a linker that is not there",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The rustflags hold `-Clink-arg=-fuse-ld=lld` (or `mold`, `gold`): the compiler driver shall run that linker instead of \
its own, and does not find it. gcc looks for `ld.lld` on `PATH`; a cross gcc looks for `aarch64-linux-gnu-ld.lld` there, \
so that an installed `ld.lld` does not help it.
## Why it breaks the build
clang says `invalid linker name in argument '-fuse-ld=lld'`; gcc says `collect2: fatal error: cannot find 'ld'`, which \
names the wrong program.
## What to do
Install the linker (`lld`, `mold`), or remove the flag: it makes links faster and nothing else depends on it. For a cross \
gcc, use clang with `--target` instead, or leave it its own linker.
## Sources
gcc's manual, *Options for Linking*, and `gcc/collect2.cc`; clang's `lib/Driver/ToolChain.cpp` (`GetLinkerPath`); by \
experiment with gcc 12, aarch64-linux-gnu-gcc 12 and clang 14.",
    links: &["https://gcc.gnu.org/onlinedocs/gcc/Link-Options.html"],
    symptoms: &[
        Symptom {
            all: &[r"clang(\+\+)?(-\d+)?: error: unable to execute command: posix_spawn failed: No such file or directory", r"linking with [`'][^`']+[`'] failed"],
            none: &[],
            weight: 0.55,
            printed_by: "clang, which does not name the linker that it starts",
            source: "llvm-project llvm/lib/Support/Unix/Program.inc, Execute",
        },
        Symptom {
            all: &[r"error: invalid linker name in argument '--ld-path="],
            none: &[],
            weight: 0.9,
            printed_by: "clang 12 and later",
            source: "llvm-project clang/lib/Driver/ToolChain.cpp, GetLinkerPath",
        },
        Symptom {
            all: &[r"error: invalid linker name in (argument )?'?-fuse-ld="],
            none: &[],
            weight: 0.9,
            printed_by: "clang 3.5 and later, gcc of some distributions",
            source: "llvm-project clang/include/clang/Basic/DiagnosticDriverKinds.td, err_drv_invalid_linker_name",
        },
        Symptom {
            all: &[r"collect2: fatal error: cannot find ['‘](ld|ld\.lld|ld\.mold|ld\.gold)['’]"],
            none: &[],
            weight: 0.85,
            printed_by: "gcc 4.8 and later",
            source: "gcc gcc/collect2.cc; by experiment with gcc 12 and -fuse-ld=lld",
        },
        Symptom {
            all: &[r"clang: error: unable to execute command: Executable \x22(ld\.lld|ld\.mold|ld64\.lld|lld-link)\x22 doesn't exist"],
            none: &[],
            weight: 0.85,
            printed_by: "clang 3.5 and later",
            source: "llvm-project clang/lib/Driver/Job.cpp",
        },
        Symptom {
            all: &[r#"invalid linker name in (argument )?['"`]?-fuse-ld=|collect2: fatal error: cannot find ['‘](ld|ld\.\w+|mold|lld|gold)['’]|unable to execute command: Executable "(ld|ld\.\w+|ld64\.lld|lld-link|mold|\S*-ld)" doesn't exist"#],
            none: &[],
            weight: 0.9,
            printed_by: "clang 3.9 and later, gcc 4.8 and later",
            source: "llvm-project clang/lib/Driver/ToolChain.cpp, GetLinkerPath; gcc/collect2.cc",
        },
        Symptom {
            all: &[r"the self-contained linker was requested, but it wasn't found"],
            none: &[],
            weight: 0.7,
            printed_by: "rustc 1.77 and later",
            source: "rust-lang/rust compiler/rustc_codegen_ssa/messages.ftl, codegen_ssa_self_contained_linker_missing (in 1.95 src/errors.rs)",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(wanted, cx, |case| look(case, cx))
}

fn look(case: &Case, cx: &Cx<'_>) -> Result<Seen, Pause> {
    let LinkerState::FuseLdAbsent { executable, asked, searched } = &case.state else { return Ok(Seen::Beside) };
    let homebrews = [&executable.path, &executable.real].into_iter().any(|path| BrewPath::parse(path).is_some());
    if asked.value == "lld" && cx.host()?.os == "macos" && (homebrews || is_shim(&executable.path)) {
        // on a Mac lld is Homebrew's, and has checks of its own
        return Ok(Seen::Beside);
    }
    let argument = format!("-fuse-ld={}", asked.value);
    let mut fixes = Vec::new();
    // what a cross gcc looks for is in no package
    if searched.iter().any(|name| name.starts_with("ld.")) {
        let need = Need::of_program(&format!("ld.{}", asked.value));
        fixes.extend(mend::install(CHECK.id, &format!("install `{}`", asked.value), need, cx)?);
    }
    fixes.extend(mend::without_link_arg(CHECK.id, &case.linker, asked, &argument, cx)?);
    let question = Evidence::Command {
        command: vec![executable.path.to_string(), format!("-print-prog-name=ld.{}", asked.value)],
        exit: Some(0),
        output: format!("ld.{}", asked.value),
    };
    Ok(Finding::new(
        format!("`{argument}` makes `{}` run `{}`, which is not there", executable.path, searched.join("` or `")),
        "the driver stops before it links anything",
    )
    .evidence([asked.evidence("rustflags"), question])
    .fix(fixes)
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Outcome,
        facts::linker::scene::{HOST, config, debian},
        testing::Fake,
    };

    fn with_flag() -> Fake {
        config(debian(), "[target.x86_64-unknown-linux-gnu]\nrustflags = [\"-C\", \"link-arg=-fuse-ld=mold\"]\n")
            .command(["cc", "-print-prog-name=ld.mold"], "ld.mold\n")
    }

    #[test]
    fn fires_where_the_driver_finds_no_such_linker() {
        let Ok(Outcome::Found(finding)) = with_flag().judge(&CHECK, HOST) else { panic!("did not fire") };
        assert_eq!(finding.message, "`-fuse-ld=mold` makes `/usr/bin/cc` run `ld.mold`, which is not there");
        assert!(!finding.conclusive);
    }

    #[test]
    fn a_build_script_asks_as_well() {
        let script = "fn main() {\n    println!(\"cargo:rustc-link-arg=-fuse-ld=mold\");\n}\n";
        let fake = config(debian(), "")
            .file("/p/Cargo.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\n")
            .file("/p/src/main.rs", "fn main() {}\n")
            .file("/p/build.rs", script)
            .command(["cc", "-print-prog-name=ld.mold"], "ld.mold\n");
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, HOST) else { panic!("did not fire") };
        let Evidence::File { file, line, .. } = &finding.evidence[0] else { panic!("{finding:?}") };
        assert_eq!((file.as_str(), *line), ("/p/build.rs", Some(2)));
    }

    #[test]
    fn an_installed_one_is_fine() {
        assert_eq!(with_flag().program("/usr/bin/ld.mold").judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}
