//! A build script runs `clang` by name, which is not installed.

use xdoctor_fixes::packages::Need;

use super::judge::{asked, confirmed};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::{
        demands::{Demand, Want},
        linker::Tool,
        worlds::CCompiler,
    },
    linker::install,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "build-tool-clang-missing",
    topic: Topic::CToolchain,
    title: "clang is not installed, and a build script runs it by that name",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A crate of the build compiles C with `clang` whatever compiler the platform has, and none is on `PATH`: ring for Windows on \
ARM, whose assembly Microsoft's compiler cannot read. Visual Studio's own clang is only on `PATH` in a developer prompt.
## Why it breaks the build
The build script stops: `failed to find tool \"clang\"`, or `program not found`.
## What to do
Install LLVM (winget `LLVM.LLVM`, or Visual Studio's component *C++ Clang tools*) and have its `bin` on `PATH`; or name a \
clang by `CC_aarch64_pc_windows_msvc`.
## Sources
ring 0.17 `build.rs` (`configure_cc`); ring's `BUILDING.md`.",
    links: &["https://github.com/briansmith/ring/blob/main/BUILDING.md"],
    symptoms: &[
        Symptom {
            all: &[r#"(failed to find tool "clang(\.exe)?"|Failed to find tool\. Is `clang(\.exe)?` installed\?)"#],
            none: &[r"wasm(32|64)|wasi|-(ios|tvos|watchos|visionos)|emscripten"],
            weight: 0.8,
            printed_by: "the crate cc, below ring and others",
            source: "rust-lang/cc-rs src/command_helpers.rs, spawn; ring build.rs, configure_cc",
        },
        Symptom {
            all: &[
                r#"failed to find tool ["`]clang(\.exe)?["`]|Failed to find tool\. Is `clang(\.exe)?` installed\?"#,
                r"\bring(@| v)0\.17|aarch64-pc-windows",
            ],
            none: &[r"wasm(32|64)|wasi"],
            weight: 0.92,
            printed_by: "the crate cc, below ring",
            source: "ring build.rs, configure_cc",
        },
        Symptom {
            all: &[r"Missing dependency: clang(-cl)?\b"],
            none: &[],
            weight: 0.95,
            printed_by: "aws-lc-sys",
            source: "aws-lc-rs aws-lc-sys/builder/cmake_builder.rs, check_dependencies",
        },
        Symptom {
            all: &[r#"(failed to (execute|run)|panicked at|[Ee]rror).*"clang(\.exe)?".*(NotFound|program not found|No such file|os error 2)"#],
            none: &[],
            weight: 0.8,
            printed_by: "build scripts that run it themselves",
            source: "rust-lang/rust library/std/src/process.rs",
        },
        Symptom {
            all: &[r"\bclang: ([Cc]ommand )?not found|'clang' is not recognized as an internal or external command"],
            none: &[],
            weight: 0.75,
            printed_by: "shells, below a build script",
            source: "bash execute_cmd.c; dash exec.c; cmd.exe",
        },
        Symptom {
            all: &[r#"[Ff]ailed to find tool[.:]? ?(Is )?[`"](clang|clang\+\+)(-\d+)?(\.exe)?[`"]|Is `(clang|clang\+\+)(-\d+)?(\.exe)?` (not )?installed|(^|\s)clang(\+\+)?: (([Cc]ommand )?not found|No such file)|'clang' is not recognized|[Ff]ailed to (run|execute|spawn).{0,4}[`'"]clang(\.exe)?[`'"]|[Cc]ould ?n[o']t find (the )?clang\b|Missing dependency: clang"#],
            none: &[r"^error\[E0"],
            weight: 0.9,
            printed_by: "cc 1.0 and later, for a crate that asks for clang",
            source: "rust-lang/cc-rs src/lib.rs; briansmith/ring build.rs: Windows on ARM64",
        },
        Symptom {
            all: &[r"is not a full path and was not found in the PATH", r"^\s*clang(\+\+|-cl)?(\.exe)?\s*$|CMAKE_C(XX)?_COMPILER: clang(\+\+|-cl)?\s"],
            none: &[],
            weight: 0.88,
            printed_by: "CMake 3 and later",
            source: "Kitware/CMake Source/cmGlobalGenerator.cxx",
        },
        Symptom {
            all: &[r"[Ff]ailed to find tool[.:]? ?(Is )?[`\x22]clang-cl(\.exe)?[`\x22]|clang-cl(\.exe)?: ([Cc]ommand )?not found|'clang-cl' is not recognized|Missing dependency: clang-cl"],
            none: &[],
            weight: 0.9,
            printed_by: "the crate cc, of crates and wrappers that ask for clang-cl by name",
            source: "rust-lang/cc-rs src/lib.rs; rust-cross/cargo-xwin",
        },
        Symptom {
            all: &[r"command not found: [`'\x22]?(\S*/)?(clang|clang\+\+|clang-cl)['\x22]?\s*$|[Uu]nknown command:? [`'\x22]?(clang|clang\+\+|clang-cl)\b|\bno (clang|clang\+\+|clang-cl) in \(/|[Tt]he term '(clang|clang\+\+|clang-cl)(\.exe)?' is not recognized|\benv: ['‘]?(clang|clang\+\+|clang-cl)['’]?: No such file|[`'\x22](clang|clang\+\+|clang-cl)(\.exe)?['\x22`] (n'est pas reconnu|ist entweder falsch|no se reconoce|не является внутренней|não é reconhecido|non è riconosciuto|不是内部或外部命令)|'(clang|clang\+\+|clang-cl)' 不是内部或外部命令"],
            none: &[],
            weight: 0.88,
            printed_by: "zsh, fish, which, PowerShell, env, and cmd.exe in other languages",
            source: "zsh Src/exec.c; fish src/exec and share/functions/fish_command_not_found; GNU which; PowerShell's CommandNotFoundException; coreutils env.c",
        },
        Symptom {
            all: &[r"failed to execute (command: )?['\x22`]?clang(\+\+|-cl)?['\x22`]?: .{0,20}(NotFound|No such file|program not found)|: clang(\+\+)?: ([Cc]ommand )?not found|command not found: clang(\+\+)?\b|No such file or directory: 'clang(\+\+)?'|\bexec: \x22clang(\+\+)?\x22: executable file not found"],
            none: &[],
            weight: 0.85,
            printed_by: "build scripts, make, zsh, Python and Go",
            source: "each one's words for ENOENT",
        },
    ],
    live: Live::Target(check),
};

fn is_clang(want: Want) -> bool {
    want == Want::Clang
}

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    if asked(&wanted.triple, is_clang, cx)?.is_none() {
        return Ok(Outcome::NotApplicable);
    }
    let compiler = cx.fact::<CCompiler>(wanted.triple.clone())?;
    let name = compiler.program.rsplit(['/', '\\']).next().unwrap_or_default();
    // A clang of any name serves.
    let program = if name.contains("clang") { compiler.program.clone() } else { "clang".to_owned() };
    if let Tool::Executable(executable) = &*cx.fact::<Tool>(program.clone())? {
        return Ok(Outcome::Pass(format!("build scripts run `{}`", executable.path)));
    }
    confirmed(&wanted.triple, is_clang, |demand| finding(&program, demand, cx), cx)
}

fn finding(program: &str, demand: &Demand, cx: &Cx<'_>) -> Result<Finding, Pause> {
    let path = cx.env("PATH")?.unwrap_or_default().to_owned();
    let why = format!("`{}` of the build compiles with clang for this target, by that name", demand.told());
    Ok(Finding::new(format!("`{program}` is not installed"), why)
        .evidence([Evidence::Env { name: "PATH".into(), value: path }])
        .fix(install(CHECK.id, "install clang", Some(Need::Clang), cx)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        c_toolchain::testing::{asks, locked},
        facts::linker::scene::{HOST, debian},
    };

    const ARM: &str = "aarch64-pc-windows-gnullvm";

    #[test]
    fn fires_where_ring_is_built_for_windows_on_arm() {
        let fake = locked(debian(), "ring", "0.17.8", &["cc"]);
        let named = fake.clone().env("CC_aarch64_pc_windows_gnullvm", "gcc");
        let Ok(Outcome::Found(finding)) = named.judge(&CHECK, ARM) else { panic!("did not fire") };
        assert!(finding.conclusive && finding.message == "`clang` is not installed");
        assert_eq!(asks(named, ARM, "ring", false).judge(&CHECK, ARM), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn any_clang_serves_and_other_targets_need_none() {
        let fake = locked(debian(), "ring", "0.17.8", &["cc"]);
        assert_eq!(fake.judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
        let there = fake.env("CC", "clang-19").program("/usr/bin/clang-19");
        assert_eq!(there.judge(&CHECK, ARM), Ok(Outcome::Pass("build scripts run `/usr/bin/clang-19`".into())));
    }
}
