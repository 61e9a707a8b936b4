//! A build script runs CMake, which is not installed.

use xdoctor_fixes::packages::Need;

use super::judge::{asked, confirmed, evidence};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::{
        demands::{Demand, Want},
        linker::Tool,
        worlds::{Set, targeted},
    },
    linker::install,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "build-tool-cmake-missing",
    topic: Topic::CToolchain,
    title: "CMake is not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A crate of the build compiles a C or C++ library with CMake (the crate cmake runs it), and there is no `cmake` on `PATH`, \
or `CMAKE` names one that is not there.
## Why it breaks the build
The build script stops: ``failed to execute command: No such file or directory (os error 2)`` ``is `cmake` not installed?``; \
aws-lc-sys says `Missing dependency: cmake`.
## What to do
Install CMake: every package manager calls it `cmake` (winget `Kitware.CMake`; on Windows Visual Studio's own is only on \
`PATH` in a developer prompt). A crate may have a feature that links the system's library instead.
## Sources
The crate cmake 0.1 `src/lib.rs` (`cmake_executable`, `run`); aws-lc-sys `builder/cmake_builder.rs` (`check_dependencies`).",
    links: &["https://docs.rs/cmake/latest/cmake/", "https://aws.github.io/aws-lc-rs/requirements/index.html"],
    symptoms: &[
        Symptom {
            all: &[
                r"^(\s|\S+: )*running: [\x22']{0,2}cmake\b",
                r"panicked at .*(`Result::unwrap\(\)` on an `Err` value|failed to execute command): .*[Nn]o such file or directory",
            ],
            none: &[],
            weight: 0.85,
            printed_by: "build scripts of 2014 to 2016 that started CMake themselves, and cmake-rs",
            source: "rust-lang/cmake-rs src/lib.rs, run; rust-lang/git2-rs libgit2-sys/build.rs of 2014",
        },
        Symptom {
            all: &[r#"[Cc]ouldn't find required command: \\?\"?cmake|needed, but unable to find any of:.*\bcmake\b"#],
            none: &[],
            weight: 0.9,
            printed_by: "rustc's own build, shaderc-sys",
            source: "rust-lang/rust src/bootstrap/src/core/sanity.rs, Finder::must_have; configure of rustc before 1.20, probe_need; google/shaderc-rs shaderc-sys/build/cmd_finder.rs",
        },
        Symptom {
            all: &[r"is `[^`]*cmake[^`]*` not installed\?"],
            none: &[],
            weight: 0.95,
            printed_by: "the crate cmake 0.1",
            source: "rust-lang/cmake-rs src/lib.rs, run",
        },
        Symptom {
            all: &[r"Missing dependency: cmake"],
            none: &[],
            weight: 0.95,
            printed_by: "aws-lc-sys",
            source: "aws-lc-rs aws-lc-sys/builder/cmake_builder.rs, check_dependencies",
        },
        Symptom {
            all: &[r"(sh|bash|zsh|/bin/sh)?:? ?.*\bcmake: ([Cc]ommand )?not found|'cmake' is not recognized as an internal or external command"],
            none: &[],
            weight: 0.85,
            printed_by: "shells, below a build script",
            source: "bash execute_cmd.c; dash exec.c; cmd.exe",
        },
        Symptom {
            all: &[r#"(failed to (run|execute|spawn|start)|couldn't (run|execute)|Failed to (run|spawn|execute)).*"?cmake"?.*(NotFound|No such file|program not found|os error 2)"#],
            none: &[],
            weight: 0.85,
            printed_by: "build scripts that run it themselves",
            source: "rust-lang/rust library/std/src/process.rs, Command::output",
        },
        Symptom {
            all: &[r#"[Ii]s `cmake` not installed|cmake(3|\.exe)?: (([Cc]ommand )?not found|No such file)|Missing dependency: cmake|[Ff]ailed to (find|run|execute|spawn).{0,12}[`'"]?cmake\b|[Cc]ould ?n[o']t (find|execute|run|locate) .{0,8}cmake\b|cmake(\.exe)? (is|was) not (found|installed|recognized)|[`'"]cmake[`'"]( is not recognized|: program not found|,? error:? .{0,20}No such file)|CMake (executable )?(is |was )?not (found|installed)|[Pp]lease install [Cc][Mm]ake|NotFound.{0,60}cmake"#],
            none: &[r"^error\[E0"],
            weight: 0.95,
            printed_by: "cmake 0.1 (the crate), aws-lc-sys, shells",
            source: "rust-lang/cmake-rs src/lib.rs, fail and run; aws-lc-rs aws-lc-sys/builder/main.rs",
        },
        Symptom {
            all: &[r"(?i)(to|not|n't|cannot|error)\s(run|execute|exec|spawn|start|launch|invoke|call|find|locate)\s(the\s)?(command\s|program\s|process\s|tool\s|executable\s)?['\x22`\[]*(\S*[/\\])?cmake\b|\bcmake(\.exe)?['\x22`]?:?\s(executable\s|binary\s|command\s|program\s|tool\s)?((is|was|could|can|does|has)\s?(n't|not)|cannot|not)\b", r"(?i)no such file|not found|cannot find|notfound|os error 2|not recognized"],
            none: &[],
            weight: 0.32,
            printed_by: "whatever starts it, in words of its own",
            source: "the name of the program beside any wording of its absence: what other symptoms know is surer",
        },
        Symptom {
            all: &[r"(?i)\bcmake must be installed\b|(unable|failed) to (find|locate) [`'\x22]?cmake\b|\bcmake (is )?required (to|for|but)\b|\binstall(ing)? cmake\b.{0,30}(and (try|run)|first|required)"],
            none: &[r"^error\[E0"],
            weight: 0.7,
            printed_by: "setup scripts and build scripts, in words of their own",
            source: "what other symptoms know is surer",
        },
        Symptom {
            all: &[r"command not found: [`'\x22]?(\S*/)?(cmake3?)['\x22]?\s*$|[Uu]nknown command:? [`'\x22]?(cmake3?)\b|\bno (cmake3?) in \(/|[Tt]he term '(cmake3?)(\.exe)?' is not recognized|\benv: ['‘]?(cmake3?)['’]?: No such file|[`'\x22](cmake3?)(\.exe)?['\x22`] (n'est pas reconnu|ist entweder falsch|no se reconoce|не является внутренней|não é reconhecido|non è riconosciuto|不是内部或外部命令)|'(cmake3?)' 不是内部或外部命令"],
            none: &[],
            weight: 0.9,
            printed_by: "zsh, fish, which, PowerShell, env, and cmd.exe in other languages",
            source: "zsh Src/exec.c; fish src/exec and share/functions/fish_command_not_found; GNU which; PowerShell's CommandNotFoundException; coreutils env.c",
        },
        Symptom {
            all: &[r"(?i)^(\S+\s)?(error|fatal|panicked|abort\w*)\b.{0,30}\bcmake (is )?(missing|unavailable)\b"],
            none: &[r"^error\[E0"],
            weight: 0.5,
            printed_by: "build scripts, in words of their own",
            source: "what other symptoms know is surer",
        },
        Symptom {
            all: &[r"No such file or directory: '(\S*/)?cmake'|\bexec: \x22cmake\x22: executable file not found|spawn cmake ENOENT"],
            none: &[],
            weight: 0.92,
            printed_by: "Python, Go and Node.js",
            source: "each one's words for ENOENT",
        },
    ],
    live: Live::Target(check),
};

fn is_cmake(want: Want) -> bool {
    want == Want::Cmake
}

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let target = &wanted.triple;
    if asked(target, is_cmake, cx)?.is_none() {
        return Ok(Outcome::NotApplicable);
    }
    let set = targeted("CMAKE", target, cx)?;
    let program = set.as_ref().map_or("cmake", |set| set.value.value.as_str()).to_owned();
    if let Tool::Executable(executable) = &*cx.fact::<Tool>(program.clone())? {
        return Ok(Outcome::Pass(format!("build scripts run `{}`", executable.path)));
    }
    confirmed(target, is_cmake, |demand| finding(set.as_ref(), &program, demand, cx), cx)
}

fn finding(set: Option<&Set>, program: &str, demand: &Demand, cx: &Cx<'_>) -> Result<Finding, Pause> {
    let path = cx.env("PATH")?.unwrap_or_default().to_owned();
    let (message, shown) = match set {
        Some(set) => (format!("`{}` names `{program}`, which is not there", set.name), evidence(set)),
        None => ("CMake is not installed".to_owned(), Evidence::Env { name: "PATH".into(), value: path }),
    };
    let why = format!("`{}` of the build compiles its library with it", demand.told());
    Ok(Finding::new(message, why).evidence([shown]).fix(install(CHECK.id, "install CMake", Some(Need::Cmake), cx)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        c_toolchain::testing::{asks, locked},
        facts::linker::scene::{AARCH64, debian},
    };

    #[test]
    fn fires_where_a_crate_runs_it() {
        let fake = locked(debian(), "libz-ng-sys", "1.1.16", &["cmake"]);
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(finding.message, "CMake is not installed");
        assert!(finding.conclusive);
        let off = asks(fake.clone(), AARCH64, "libz-ng-sys", false);
        assert_eq!(off.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        let named = fake.program("/usr/bin/cmake").env("CMAKE", "/opt/cmake");
        let Ok(Outcome::Found(finding)) = named.judge(&CHECK, AARCH64) else { panic!("did not fire") };
        assert_eq!(finding.message, "`CMAKE` names `/opt/cmake`, which is not there");
    }

    #[test]
    fn where_it_is_there_or_nobody_runs_it_is_fine() {
        let there = locked(debian().program("/usr/bin/cmake"), "libz-ng-sys", "1.1.16", &["cmake"]);
        assert_eq!(there.judge(&CHECK, AARCH64), Ok(Outcome::Pass("build scripts run `/usr/bin/cmake`".into())));
        assert_eq!(debian().judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
        // It has a builder of its own for this target.
        let other = asks(locked(debian(), "aws-lc-sys", "0.30.0", &["cmake"]), AARCH64, "aws-lc-sys", true);
        assert_eq!(other.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }
}
