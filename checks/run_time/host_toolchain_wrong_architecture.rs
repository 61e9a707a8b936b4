//! The toolchain's own programs are for another processor than this machine's.

use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Symptom, Topic,
    answer::{Header, Host},
    cargo_config::mend,
    check::Severity,
    facts::{
        rustc::Rustc,
        toolchain::{Resolution, Toolchain},
    },
    proof::settled,
};

pub static CHECK: Check = Check {
    id: "host-toolchain-wrong-architecture",
    topic: Topic::RunTime,
    title: "the toolchain's programs are for another processor",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The `rustc` that runs is built for another processor than this machine has: an x86_64 toolchain copied to an ARM board, a \
container image of the other architecture, or rustup installed from a terminal under Rosetta.
## Why it breaks the build
Without an emulator it does not start: `Exec format error`, `Bad CPU type in executable`. Under Rosetta (and Windows' own \
emulation) it runs, slower, and \"native\" means the emulated processor: build scripts, proc macros and a build without \
`--target` are for x86_64, and the linker wants x86_64 libraries.
## What to do
Install the toolchain for this machine: `rustup set default-host aarch64-apple-darwin`, then `rustup toolchain install \
stable`; in CI and containers, take the image or the installer for the machine's own architecture.
## Sources
execve(2), `ENOEXEC`; Apple's *About the Rosetta translation environment*; rustup's book, *Concepts*, host triples.",
    links: &["https://rust-lang.github.io/rustup/concepts/toolchains.html"],
    symptoms: &[
        Symptom {
            all: &[
                r"the '[^']+' binary, normally provided by the '[^']+' component, is not applicable to the '[^']+' toolchain",
            ],
            none: &[],
            weight: 0.7,
            printed_by: "rustup 1.8 and later: the component is installed, and the program has another system's name, or is gone",
            source: "rust-lang/rustup src/toolchain.rs, `component_status.installed`",
        },
        Symptom {
            all: &[r"(^|[/\\\s])(rustc|cargo|rustdoc|rustup|clippy-driver): \d+: .*[Ss]yntax error"],
            none: &[],
            weight: 0.9,
            printed_by: "dash, which takes a program of another system for a script",
            source: "dash src/exec.c, tryexec: ENOEXEC; src/parser.c, synexpect",
        },
        Symptom {
            all: &[
                r"(\.rustup[/\\]toolchains|[/\\]bin[/\\](rustc|cargo|rustup|rustdoc)|\b(rustc|cargo|rustup|rustup-init)(\.exe)?:).*([Ee]xec format error|Bad CPU type in executable|cannot execute binary file|not a valid Win32 application)",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "shells, rustup",
            source: "execve(2); rust-lang/rustup src/command.rs, run_command_for_dir",
        },
        Symptom {
            all: &[
                r"[Cc]ould not execute process `(\S*[/\\])?rustc(\.exe)? -vV` \(never executed\)",
                r"[Ee]xec format error|os error (8|86|193|216)\b|Bad CPU type in executable",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "cargo 1.0 and later",
            source: "rust-lang/cargo src/util/rustc.rs, Cache::cached_output",
        },
        Symptom {
            all: &[r#"(rustc|cargo|rustup|rustup-init|clippy-driver|rustdoc)(\.exe)?[`'"]?( [^`'"]*)?[`'"]?( \(never executed\))?: .{0,40}([Ee]xec format error|Bad CPU type|cannot execute binary file|not a valid Win32)|toolchains/\S+/bin/\S+.{0,60}([Ee]xec format error|Bad CPU type|cannot execute)|([Ee]xec format error|bad CPU type in executable): (rustc|cargo|rustup|\S*\.cargo/bin/\S+)"#],
            none: &[],
            weight: 0.9,
            printed_by: "shells, rustup, cargo",
            source: "ENOEXEC, EBADARCH for rustc or cargo themselves",
        },
        Symptom {
            all: &[r"[Cc]ould not execute process `(\S*[/\\])?(rustc|rustup|cargo)(\.exe)?( [^`]*)?` \(never executed\)", r"[Ee]xec format error|Bad CPU type|os error 193|os error 86"],
            none: &[],
            weight: 0.85,
            printed_by: "cargo",
            source: "rust-lang/cargo src/cargo/util/rustc.rs",
        },
        Symptom {
            all: &[r"\(error reading rustc version\)"],
            none: &[],
            weight: 0.7,
            printed_by: "rustup 1.0 and later, of a toolchain whose rustc does not run",
            source: "rust-lang/rustup src/toolchain.rs, rustc_version",
        },
        Symptom {
            all: &[r"failed to (get|run|execute|read) (cargo|rustc|rustup)[^\n]{0,60}(Bad CPU type|Exec format error|os error (8|86|193|216)\b)"],
            none: &[],
            weight: 0.9,
            printed_by: "tauri's and other tools' command lines, of cargo itself",
            source: "tauri-apps/tauri crates/tauri-cli/src; the texts are the system's",
        },
        Symptom {
            all: &[r"(?i)(exec format error|bad cpu type in executable|unknown system error -8|EBADARCH)[^\n]{0,80}[ '`\x22/\\](cargo|rustc|rustup|rustdoc|rustup-init)(\.exe)?['`\x22]?\s*$|[/\\](cargo|rustc|rustup|rustdoc)(\.exe)?['`\x22]? (EBADARCH|ENOEXEC|Unknown system error -(8|86))"],
            none: &[],
            weight: 0.92,
            printed_by: "zsh, Python, Node.js, of the tool chain's own programs",
            source: "zsh Src/exec.c; CPython Objects/exceptions.c; libuv src/unix/process.c",
        },
        Symptom {
            all: &[r"\b(cargo|rustc|rustup|rustdoc)\.exe\b.{0,80}(is not compatible with the version of Windows|is not a valid application for this OS platform|is not a valid Win32)|[/\\](cargo|rustc|rustup|rustdoc)'?: (the file could not be run by the operating system|The file .* is not (a valid|executable))"],
            none: &[],
            weight: 0.92,
            printed_by: "Windows, PowerShell and fish, of the tool chain's own programs",
            source: "Windows ERROR_EXE_MACHINE_TYPE_MISMATCH and ERROR_BAD_EXE_FORMAT; fish-shell src/exec.rs",
        },
        Symptom {
            all: &[r"(librustc_driver|libstd)-?\w*\.(dylib|so)\b.{0,200}(incompatible architecture|wrong architecture|wrong ELF class)"],
            none: &[],
            weight: 0.93,
            printed_by: "dyld and the loaders, of rustc's own library",
            source: "apple-oss-distributions/dyld; glibc elf/dl-load.c",
        },
        Symptom {
            all: &[r"installed - \(rustc does not exist\)|rustup: unknown CPU type: "],
            none: &[],
            weight: 0.6,
            printed_by: "rustup 1.0 and later, which cannot run what it installed",
            source: "rust-lang/rustup src/cli/common.rs, rustc_version; rustup-init.sh",
        },
        Symptom {
            all: &[r"command failed: '(rustc|cargo)'", r"No such file or directory \(os error 2\)"],
            none: &[],
            weight: 0.6,
            printed_by: "rustup, whose program is there and whose loader is not: a 32-bit system on a 64-bit kernel",
            source: "rust-lang/rustup src/command.rs, run_command_for_dir",
        },
    ],
    live: Live::Host(check),
};

fn check(cx: &Cx<'_>) -> Judgement {
    let (resolution, host) = (cx.fact::<Resolution>(()), cx.host());
    let (resolution, host) = (resolution?, host?);
    // Without one, other causes say so.
    let Ok(toolchain) = &resolution.0 else { return Ok(Outcome::NotApplicable) };
    let (header, rustc) = (cx.header(&toolchain.rustc), cx.fact::<Rustc>(()));
    let Some(built_for) = foreign(header?, host) else {
        return Ok(Outcome::Pass(format!("the toolchain's programs are for {}", host.arch)));
    };
    let runs = settled(rustc)?.is_some();
    // By emulation of its own, or as a 32-bit program.
    if runs && host.os == "windows" && built_for == "x86" {
        return Ok(Outcome::NotApplicable);
    }
    Ok(finding(toolchain, &built_for, runs, host).into())
}

/// What the program is for, if that is another machine than this one.
fn foreign(header: &Header, host: &Host) -> Option<String> {
    let archs = match header {
        Header::Elf { arch, .. } | Header::Pe { arch } => std::slice::from_ref(arch),
        Header::MachO { archs } => archs.as_slice(),
        Header::Missing
        | Header::Unreadable { .. }
        | Header::Wasm
        | Header::Script { .. }
        | Header::Archive { .. }
        | Header::Other => return None,
    };
    let native = archs
        .iter()
        .any(|arch| *arch == host.arch || (host.arch == "x86_64" && arch == "x86") || arch.parse::<u32>().is_ok());
    (!native).then(|| archs.join(" and "))
}

fn finding(toolchain: &Toolchain, built_for: &str, runs: bool, host: &Host) -> Finding {
    let rustc: &HostPath = &toolchain.rustc;
    let message = format!("`{rustc}` is for {built_for}, and this machine is {}", host.arch);
    let why = match (runs, host.os.as_str()) {
        (true, "macos") => "it runs under Rosetta: what it calls native is for the emulated processor",
        (true, _) => "it runs under an emulator: what it calls native is for the emulated processor",
        (false, _) => "the system does not execute it",
    };
    let triple = match host.os.as_str() {
        "macos" => format!("{}-apple-darwin", host.arch),
        "windows" => format!("{}-pc-windows-msvc", host.arch),
        _ => format!("{}-unknown-linux-gnu", host.arch),
    };
    let steps = match &toolchain.rustup {
        Some(_) => vec![
            format!("`rustup set default-host {triple}`"),
            "install the toolchain again under its plain name: `rustup toolchain install stable`".to_owned(),
        ],
        None => vec![format!("install Rust for {triple}")],
    };
    let finding = Finding::new(message, why)
        .evidence([Evidence::File { file: rustc.clone(), line: None, text: format!("for {built_for}") }])
        .fix([mend::manual(&CHECK, "toolchain", format!("install the toolchain for {}", host.arch), steps)]);
    if runs { finding.warning() } else { finding.conclusive() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::linker::scene::toolchain,
        machine::Command,
        testing::{Fake, elf, path},
    };

    fn with(fake: Fake, header: Header) -> Fake {
        let chosen = Toolchain {
            rustc: path("/rust/bin/rustc"),
            cargo: path("/rust/bin/cargo"),
            rustup: None,
            chosen_by: crate::facts::toolchain::ChosenBy::Path { rustc: path("/rust/bin/rustc") },
            environment: std::collections::BTreeMap::new(),
        };
        fake.granted((), Resolution(Ok(chosen)))
            .program_with("/rust/bin/rustc", header)
            .ran(Command::exits(["/rust/bin/rustc", "..."], 126, "", "Exec format error\n"))
            .missing_rest()
    }

    #[test]
    fn a_foreign_toolchain_that_does_not_start_blocks() {
        let fake = with(Fake::linux(), elf("aarch64", 64));
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, "") else { panic!("did not fire") };
        assert_eq!(finding.message, "`/rust/bin/rustc` is for aarch64, and this machine is x86_64");
        assert!(finding.conclusive && !finding.warning);
    }

    #[test]
    fn under_rosetta_it_only_warns() {
        let header = Header::MachO { archs: vec!["x86_64".into()] };
        let fake = with(toolchain(Fake::macos(), "x86_64-apple-darwin"), header);
        let Ok(Outcome::Found(finding)) = fake.judge(&CHECK, "") else { panic!("did not fire") };
        assert!(finding.warning, "{}", finding.message);
    }

    #[test]
    fn the_machines_own_passes() {
        let fine = Outcome::Pass("the toolchain's programs are for x86_64".into());
        assert_eq!(with(Fake::linux(), elf("x86_64", 64)).judge(&CHECK, ""), Ok(fine.clone()));
        assert_eq!(with(Fake::linux(), elf("x86", 32)).judge(&CHECK, ""), Ok(fine));
    }
}
