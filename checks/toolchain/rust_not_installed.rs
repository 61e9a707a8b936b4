//! There is no Rust here at all.

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Symptom, Topic,
    check::Severity,
    facts::toolchain::{Programs, Resolution, Unresolved},
};

pub static CHECK: Check = Check {
    id: "rust-not-installed",
    topic: Topic::Toolchain,
    title: "Rust is not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
There is no `cargo`, or no `rustc` for it: neither on `PATH` nor where rustup puts them (`~/.cargo/bin`, or `bin` in \
`CARGO_HOME`). Or `RUSTC` or `build.rustc` names a compiler that is not there.
## Why it breaks the build
The shell says that the command is not found; a cargo without rustc, that it could not execute the process.
## What to do
Install rustup (<https://rustup.rs>, or the package `rustup` of the system), which brings both and every target's \
standard library. A distribution's `cargo` package alone lacks the libraries of most targets. Where a variable or the \
configuration names a compiler, correct or remove it.
## Sources
The Rust book, *Installation*; cargo's reference, *Configuration*, `build.rustc`.",
    links: &["https://www.rust-lang.org/tools/install"],
    symptoms: &[
        Symptom {
            all: &[r"We can't figure out what your Rust version is"],
            none: &[],
            weight: 0.85,
            printed_by: "wasm-pack",
            source: "rustwasm/wasm-pack src/build/mod.rs, check_rustc_version",
        },
        Symptom {
            all: &[r"A problem occurred starting process 'command '(cargo|rustup|rustc)(\.exe)?''"],
            none: &[],
            weight: 0.5,
            printed_by: "Gradle",
            source: "gradle/gradle platforms/core-runtime/process-services/src/main/java/org/gradle/process/internal/DefaultExecHandle.java, failureMessageFor",
        },
        Symptom {
            all: &[r"(^|[\s:])rustup not found in PATH\.?$"],
            none: &[],
            weight: 0.75,
            printed_by: "cargokit and other plugins that start rustup",
            source: "irondash/cargokit build_tool/lib/src/util.dart, RustupNotFoundException",
        },
        Symptom {
            all: &[
                r"(cargo|rustc): (command )?not found|command not found: (cargo|rustc)|Unknown command: (cargo|rustc)",
            ],
            none: &[],
            weight: 0.7,
            printed_by: "bash, dash, zsh and fish",
            source: "the shells' own messages",
        },
        Symptom {
            all: &[
                r"\[(Errno|WinError) 2\] (No such file or directory|The system cannot find the file specified): '(cargo|rustc|rustup)(\.exe)?'",
            ],
            none: &[],
            weight: 0.7,
            printed_by: "Python's subprocess: editors, build backends",
            source: "python/cpython Lib/subprocess.py, Popen._execute_child",
        },
        Symptom {
            all: &[r"'(cargo|rustc)' is not recognized as|The term '(cargo|rustc)' is not recognized"],
            none: &[],
            weight: 0.7,
            printed_by: "cmd.exe and PowerShell",
            source: "the shells' own messages",
        },
        Symptom {
            all: &[r"[Cc]ould not execute process `\S*rustc -vV` \(never executed\)"],
            none: &[],
            weight: 0.8,
            printed_by: "cargo 1.40 and later",
            source: "rust-lang/cargo src/util/rustc.rs; crates/cargo-util/src/process_error.rs",
        },
        Symptom {
            all: &[
                r"(make(\[\d+\])?|env|nice|sudo|time): [‘'\x22]?(cargo|rustc|rustup)['’\x22]?: (Command not found|command not found|No such file or directory)|\bspawn (cargo|rustc|rustup)(\.exe)? ENOENT",
            ],
            none: &[],
            weight: 0.75,
            printed_by: "make, env and sudo; Node.js",
            source: "GNU make src/job.c; coreutils src/env.c; nodejs lib/internal/child_process.js",
        },
        Symptom {
            all: &[
                r"can't find Rust compiler|Cargo, the Rust package manager, is not installed or is not on PATH|Unknown compiler\(s\): \[\['rustc'|Could NOT find Rust \(missing: |[Rr]ust compiler not found|[Cc](ould|an) ?not find (the )?(`|'|\x22)?(cargo|rustc|Rust (compiler|toolchain))\b",
            ],
            none: &[r"^error\[E0"],
            weight: 0.85,
            printed_by: "setuptools-rust, maturin, meson, CMake with Corrosion, configure scripts",
            source: "PyO3/setuptools-rust setuptools_rust/command.py; PyO3/maturin maturin/__init__.py; mesonbuild/meson mesonbuild/compilers/detect.py; corrosion-rs/corrosion cmake/FindRust.cmake",
        },
        Symptom {
            all: &[
                r"[Ff]ailed to (run|execute|spawn|start|invoke|call|launch) (the )?(command )?[`'\x22]?(cargo|rustc)\b",
                r"No such file or directory|program not found|cannot find the file|NotFound|ENOENT|os error 2",
            ],
            none: &[r"could not execute process"],
            weight: 0.7,
            printed_by: "maturin and other tools that start rustc or cargo",
            source: "PyO3/maturin src/target/mod.rs, get_host_target; rust-lang/rust library/std/src/process.rs",
        },
        Symptom {
            all: &[
                r"(?i)(to|not|n't|cannot|error) (run|execute|exec|spawn|start|launch|invoke|call|find|locate) (the )?(command |program |process |tool |executable )?['\x22`\[]*(\S*[/\\])?(cargo|rustc)\b|\b(cargo|rustc)(\.exe)?['\x22`]?:? (executable |binary |command |program |tool )?((is|was|could|can|does|has) ?(n't|not)|cannot|not)\b",
                r"(?i)no such file|not found|cannot find|notfound|os error 2|not recognized",
            ],
            none: &[],
            weight: 0.3,
            printed_by: "whatever starts it, in words of its own",
            source: "the name of the program beside any wording of its absence: what other symptoms know is surer",
        },
    ],
    live: Live::Host(check),
};

fn check(cx: &Cx<'_>) -> Judgement {
    let (resolution, programs) = (cx.fact::<Resolution>(()), cx.fact::<Programs>(()));
    let (resolution, programs) = (resolution?, programs?);
    let install = mend::manual(
        CHECK.id,
        "install Rust with rustup",
        ["install rustup: https://rustup.rs", "open a new shell, so that `PATH` has cargo's `bin`"],
    );
    let (message, evidence, fix) = match &resolution.0 {
        Ok(toolchain) => return Ok(Outcome::Pass(format!("cargo is `{}`", toolchain.cargo))),
        Err(Unresolved::NoCargo) => {
            let bin = programs.cargo_home.join("bin");
            let looked = Evidence::File { file: bin, line: None, text: "no cargo".into() };
            ("there is no cargo, neither on `PATH` nor in cargo's home".to_owned(), looked, install)
        }
        Err(Unresolved::NoRustc { cargo }) => {
            let found = Evidence::File { file: cargo.clone(), line: None, text: "is here, and no rustc".into() };
            (format!("`{cargo}` is there, and no rustc that it could run"), found, install)
        }
        Err(Unresolved::RustcSetting { chosen_by, program }) => {
            let fix = mend::manual(
                CHECK.id,
                "name a rustc that exists",
                [format!("correct or remove {chosen_by}: without it cargo takes the rustc on `PATH`")],
            );
            let evidence = mend::choice(chosen_by, program)
                .unwrap_or(Evidence::Env { name: "PATH".into(), value: program.clone() });
            (format!("{chosen_by} names `{program}`, and there is no such program"), evidence, fix)
        }
        Err(Unresolved::Selection(_) | Unresolved::NotInstalled(_) | Unresolved::Incomplete { .. }) => {
            return Ok(Outcome::NotApplicable);
        }
    };
    Ok(Finding::new(message, "nothing can be built without cargo and rustc")
        .evidence([evidence])
        .fix([fix])
        .conclusive()
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        testing::Fake,
        toolchain::scene::{HOST, debian, finding, rustup},
    };

    #[test]
    fn fires_where_there_is_nothing() {
        let finding = finding(&Fake::linux().missing_rest(), &CHECK, HOST);
        assert_eq!(finding.message, "there is no cargo, neither on `PATH` nor in cargo's home");
        assert!(finding.conclusive);
    }

    #[test]
    fn fires_for_a_cargo_alone_and_for_a_compiler_that_is_only_named() {
        let alone = Fake::linux().env("PATH", "/usr/bin").program("/usr/bin/cargo").missing_rest();
        assert_eq!(finding(&alone, &CHECK, HOST).message, "`/usr/bin/cargo` is there, and no rustc that it could run");
        let named = debian().env("RUSTC", "/opt/rustc");
        assert_eq!(
            finding(&named, &CHECK, HOST).message,
            "`RUSTC=/opt/rustc` names `/opt/rustc`, and there is no such program"
        );
    }

    #[test]
    fn does_not_fire_for_rustups_nor_a_distributions() {
        assert!(matches!(rustup().judge(&CHECK, HOST), Ok(Outcome::Pass(_))));
        assert!(matches!(debian().judge(&CHECK, HOST), Ok(Outcome::Pass(_))));
    }
}
