//! A build script runs NASM, which is not installed.

use xdoctor_fixes::packages::Need;

use super::judge::{asked, by_hand, confirmed};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::{
        demands::{Demand, Want},
        linker::Tool,
    },
    linker::install,
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "build-tool-nasm-missing",
    topic: Topic::CToolchain,
    title: "NASM is not installed",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A crate of the build assembles x86 code with NASM, which is not on `PATH`: aws-lc-sys for 64-bit Windows (below rustls's \
default provider), rav1e and other codecs for any x86.
## Why it breaks the build
The build script stops: `Missing dependency: nasm`, ``NASM command not found``, ``failed to run `nasm` ``. NASM's installer \
on Windows does not put its folder on `PATH`.
## What to do
Install NASM and have it on `PATH`. For aws-lc-sys the alternatives need nothing installed: the feature `prebuilt-nasm` of \
aws-lc-rs, or the variable `AWS_LC_SYS_PREBUILT_NASM=1`. For rav1e, leave the feature `asm` off.
## Sources
aws-lc-sys `builder/main.rs` (`use_prebuilt_nasm`), `builder/cmake_builder.rs` (`check_dependencies`); nasm-rs \
`src/lib.rs`.",
    links: &["https://aws.github.io/aws-lc-rs/requirements/windows.html"],
    symptoms: &[
        Symptom {
            all: &[r"Missing dependency: nasm"],
            none: &[],
            weight: 0.95,
            printed_by: "aws-lc-sys",
            source: "aws-lc-rs aws-lc-sys/builder/cmake_builder.rs, check_dependencies",
        },
        Symptom {
            all: &[r"NASM command not found or failed to execute"],
            none: &[r"Using pre-built NASM binaries"],
            weight: 0.85,
            printed_by: "aws-lc-sys 0.16 and later",
            source: "aws-lc-rs aws-lc-sys/builder/main.rs, test_nasm_command",
        },
        Symptom {
            all: &[r"The ASM_NASM compiler identification is unknown"],
            none: &[],
            weight: 0.75,
            printed_by: "CMake 3",
            source: "CMake Modules/CMakeDetermineASMCompiler.cmake",
        },
        Symptom {
            all: &[r"No CMAKE_ASM_NASM_COMPILER could be found"],
            none: &[],
            weight: 0.95,
            printed_by: "CMake 3",
            source: "CMake Modules/CMakeASM_NASMInformation.cmake, CMakeDetermineASMCompiler.cmake",
        },
        Symptom {
            all: &[r"NASM build failed\. Make sure you have nasm installed|NASM is too old|[Nn]asm (was )?not found|Is (`|nasm|NASM).* installed\?.*nasm|nasm: ([Cc]ommand )?not found|'nasm' is not recognized"],
            none: &[],
            weight: 0.9,
            printed_by: "rav1e, nasm-rs, shells",
            source: "xiph/rav1e build.rs; medek/nasm-rs src/lib.rs",
        },
        Symptom {
            all: &[r"(failed to (execute|run|spawn)|[Cc]ould ?n[o']t (execute|run)|panicked at).*\bnasm(\.exe)?\b.*(NotFound|No such file|program not found|cannot find the file|os error 2)"],
            none: &[],
            weight: 0.9,
            printed_by: "ring's and others' build scripts",
            source: "briansmith/ring build.rs, run_command",
        },
        Symptom {
            all: &[r#"CMAKE_ASM_NASM_COMPILER|ASM_NASM compiler identification is unknown|NASM ([Cc]ommand )?not found|Missing dependency: nasm|nasm(\.exe)?[`'"]?:? ([Cc]ommand |program )?not found|nasm: ([Cc]ommand )?not found|[Ff]ailed to (find|run|execute|spawn).{0,12}[`'"]?nasm\b|[Ii]s `?nasm`? (not )?installed|[`'"]nasm(\.exe)?[`'"] is not recognized|nasm (is|was) not (found|installed)|NASM is required|[Pp]lease install (nasm|NASM)|prebuilt-nasm|(couldn't|could not|cannot) (find|run|execute|locate) .{0,8}nasm\b"#],
            none: &[r"^error\[E0"],
            weight: 0.95,
            printed_by: "CMake 3 and later, aws-lc-sys, nasm-rs, ring",
            source: "Kitware CMake Modules/CMakeASMInformation.cmake; aws-lc-rs aws-lc-sys/builder; medek/nasm-rs src/lib.rs",
        },
        Symptom {
            all: &[r"(?i)(to|not|n't|cannot|error)\s(run|execute|exec|spawn|start|launch|invoke|call|find|locate)\s(the\s)?(command\s|program\s|process\s|tool\s|executable\s)?['\x22`\[]*(\S*[/\\])?nasm\b|\bnasm(\.exe)?['\x22`]?:?\s(executable\s|binary\s|command\s|program\s|tool\s)?((is|was|could|can|does|has)\s?(n't|not)|cannot|not)\b", r"(?i)no such file|not found|cannot find|notfound|os error 2|not recognized"],
            none: &[],
            weight: 0.32,
            printed_by: "whatever starts it, in words of its own",
            source: "the name of the program beside any wording of its absence: what other symptoms know is surer",
        },
        Symptom {
            all: &[r"(?i)(need|have) to install nasm\b|\bnasm(/yasm)? (was )?not found|U1077: '\x22?nasm(\.exe)?\x22?' ?:|must have nasm|requires nasm\b"],
            none: &[r"^error\[E0"],
            weight: 0.8,
            printed_by: "configure scripts of FFmpeg, x264 and dav1d, NMAKE, build scripts",
            source: "FFmpeg configure, check_x86asm; NMAKE's U1077",
        },
        Symptom {
            all: &[r"command not found: [`'\x22]?(\S*/)?(nasm|yasm)['\x22]?\s*$|[Uu]nknown command:? [`'\x22]?(nasm|yasm)\b|\bno (nasm|yasm) in \(/|[Tt]he term '(nasm|yasm)(\.exe)?' is not recognized|\benv: ['‘]?(nasm|yasm)['’]?: No such file|[`'\x22](nasm|yasm)(\.exe)?['\x22`] (n'est pas reconnu|ist entweder falsch|no se reconoce|не является внутренней|não é reconhecido|non è riconosciuto|不是内部或外部命令)|'(nasm|yasm)' 不是内部或外部命令"],
            none: &[],
            weight: 0.9,
            printed_by: "zsh, fish, which, PowerShell, env, and cmd.exe in other languages",
            source: "zsh Src/exec.c; fish src/exec and share/functions/fish_command_not_found; GNU which; PowerShell's CommandNotFoundException; coreutils env.c",
        },
    ],
    live: Live::Target(check),
};

fn is_nasm(want: Want) -> bool {
    want == Want::Nasm
}

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    if asked(&wanted.triple, is_nasm, cx)?.is_none() {
        return Ok(Outcome::NotApplicable);
    }
    if let Tool::Executable(executable) = &*cx.fact::<Tool>("nasm".to_owned())? {
        return Ok(Outcome::Pass(format!("build scripts run `{}`", executable.path)));
    }
    confirmed(&wanted.triple, is_nasm, |demand| finding(demand, cx), cx)
}

fn finding(demand: &Demand, cx: &Cx<'_>) -> Result<Finding, Pause> {
    let path = cx.env("PATH")?.unwrap_or_default().to_owned();
    let why = format!("`{}` of the build assembles code with it", demand.told());
    let steps = match demand.package.as_str() {
        "aws-lc-sys" => vec![
            "turn the feature `prebuilt-nasm` of aws-lc-rs on: `cargo add aws-lc-rs --features prebuilt-nasm`"
                .to_owned(),
            "or set `AWS_LC_SYS_PREBUILT_NASM=1`".to_owned(),
        ],
        _ => vec![format!("turn the feature of `{}` off that assembles code", demand.package)],
    };
    Ok(Finding::new("NASM is not installed", why)
        .evidence([Evidence::Env { name: "PATH".into(), value: path }])
        .fix(install(CHECK.id, "install NASM", Some(Need::Nasm), cx)?)
        .fix([by_hand(&format!("{}/without", CHECK.id), "do without NASM", steps)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        c_toolchain::testing::{asks, locked},
        facts::linker::scene::{AARCH64, HOST, MINGW, debian},
    };

    #[test]
    fn fires_where_a_crate_assembles_for_x86() {
        let fake = asks(locked(debian(), "aws-lc-sys", "0.30.0", &["cmake"]), MINGW, "aws-lc-sys", true);
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, MINGW) else { panic!("did not fire") };
        assert!(finding.conclusive && finding.message == "NASM is not installed");
        let codec = locked(debian(), "rav1e", "0.7.1", &["nasm-rs"]);
        assert!(matches!(codec.judge(&CHECK, HOST), Ok(Outcome::Found(_))));
        assert_eq!(codec.judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn prebuilt_objects_and_an_installed_nasm_are_fine() {
        let prebuilt = locked(debian(), "aws-lc-sys", "0.30.0", &["cmake"]).env("AWS_LC_SYS_PREBUILT_NASM", "1");
        assert_eq!(prebuilt.judge(&CHECK, MINGW), Ok(Outcome::NotApplicable));
        let there = locked(debian().program("/usr/bin/nasm"), "rav1e", "0.7.1", &["nasm-rs"]);
        assert_eq!(there.judge(&CHECK, HOST), Ok(Outcome::Pass("build scripts run `/usr/bin/nasm`".into())));
        assert_eq!(debian().judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}
