//! The rustc that runs is a distribution's or Homebrew's: rustup's targets are invisible to it.

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Symptom, Topic, Triple,
    check::Severity,
    facts::{
        rustc::{Rustc, Vendor},
        std_gap::StdGap,
        toolchain::{Programs, RustupHome, Toolchain},
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "non-rustup-rust",
    topic: Topic::Toolchain,
    title: "the rustc that runs is not rustup's, and has no standard library for the target",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The first `cargo` and `rustc` on `PATH` come from a distribution, Homebrew, MacPorts or Nix (or `RUSTC` names such a \
one), or are linked into rustup from such a place (`rustup toolchain link`). They have standard libraries only for what \
their packager packaged.
## Why it breaks the build
`rustup target add` works on rustup's own toolchains and reports success, but the compiler that runs is another one and \
stops with E0463. Its message advises `rustup target add` all the same: every rustc prints that.
## What to do
Where rustup is installed, put `~/.cargo/bin` first on `PATH`, or remove the other package (`brew uninstall rust`). Where \
it is not, install the packager's library for the target if there is one (Debian: `libstd-rust-dev:ARCH`, \
`libstd-rust-dev-windows`, `libstd-rust-dev-wasm32`; Fedora: `rust-std-static-TRIPLE`; Arch: `rust-musl`, `rust-wasm`, \
`rust-aarch64-gnu`, ...), or install rustup. Homebrew, MacPorts and Alpine have none but the host's.
## Sources
The package indexes of Debian, Fedora and Arch; wasm-bindgen/wasm-pack issue 1340; tauri-apps/tauri issue 8841.",
    links: &["https://rust-lang.github.io/rustup/installation/index.html"],
    symptoms: &[
        Symptom {
            all: &[r"Error: wasm32-unknown-unknown target not found!"],
            none: &[],
            weight: 0.85,
            printed_by: "wasm-pack 0.7",
            source: "wasm-bindgen/wasm-pack 0.7.0 src/build.rs, check_for_wasm_target: without rustup it can only look",
        },
        Symptom {
            all: &[r"Adding the \S+ target with rustup", r"No such file or directory \(os error 2\)|program not found|cannot find the file specified|entity not found"],
            none: &[],
            weight: 0.9,
            printed_by: "wasm-pack 0.2 and later, without rustup",
            source: "wasm-bindgen/wasm-pack src/build/wasm_target.rs, rustup_add_wasm_target; the process could not be started",
        },
        Symptom {
            all: &[r"It looks like Rustup is not being used"],
            none: &[],
            weight: 0.95,
            printed_by: "wasm-pack 0.9 and later",
            source: "wasm-bindgen/wasm-pack src/wasm_target.rs",
        },
        Symptom {
            all: &[r"failed to find the `[^`]+` target and `rustup` is not available"],
            none: &[],
            weight: 0.95,
            printed_by: "cargo-component 0.5 and later",
            source: "bytecodealliance/cargo-component src/lib.rs",
        },
        Symptom {
            all: &[r"target not found in sysroot: .*(/Cellar/|/opt/homebrew/|/nix/store/|/opt/local)"],
            none: &[],
            weight: 0.95,
            printed_by: "wasm-pack 0.9 and later",
            source: "wasm-bindgen/wasm-pack src/wasm_target.rs",
        },
        Symptom {
            all: &[r#""(/opt/local|/usr|/opt/homebrew|/usr/local/Cellar|/nix/store)[^"]*/rustlib/src/rust/(library/)?Cargo\.lock" does not exist"#],
            none: &[],
            weight: 0.9,
            printed_by: "cargo 1.38 and later, in a sysroot that is not rustup's",
            source: "rust-lang/cargo src/compiler/standard_lib.rs",
        },
        Symptom {
            all: &[r"rustc:? \d+\.\d+\.\d+.*\((Homebrew|MacPorts|Fedora[^)]*|Arch Linux[^)]*|built from a source tarball)\)"],
            none: &[],
            weight: 0.6,
            printed_by: "`rustc -V` of a packager, in a tool's report of its environment",
            source: "rust-lang/rust src/bootstrap, `rust.description`",
        },
        Symptom {
            all: &[r"error: no such (sub)?command: `\+|Cargo does not handle `\+toolchain` directives"],
            none: &[],
            weight: 0.97,
            printed_by: "cargo 1.25 and later that is not rustup's proxy",
            source: "rust-lang/cargo src/bin/cargo/main.rs: `+toolchain` is rustup's syntax",
        },
        Symptom {
            all: &[r#"target not found in sysroot: "?(/usr|/opt|/nix|/usr/local|/snap|/var/lib)(/|")"#],
            none: &[],
            weight: 0.95,
            printed_by: "wasm-pack 0.9 and later",
            source: "rustwasm/wasm-pack src/build/wasm_target.rs",
        },
        Symptom {
            all: &[r"For non-Rustup setups, the \S+ target needs to be installed manually"],
            none: &[],
            weight: 0.95,
            printed_by: "wasm-pack 0.9 and later",
            source: "rustwasm/wasm-pack src/build/wasm_target.rs",
        },
        Symptom {
            all: &[r"can't find crate for [`']?(std|core|alloc)\b|may not be installed|requires rustup|rustup target add", r"(rustc|cargo):? \d+\.\d+\.\d+[^(]*(\([0-9a-f]+ [0-9-]+\) )?\((Homebrew|MacPorts|Fedora|Red Hat|Arch Linux|Debian|Ubuntu|Gentoo|Alpine|built from a source tarball|Void|openSUSE|Rev\d)[^)]*\)"],
            none: &[],
            weight: 0.85,
            printed_by: "rustc 1.20 and later of a distribution",
            source: "rust-lang/rust: the version's vendor suffix (CFG_VER_DESCRIPTION)",
        },
        Symptom {
            all: &[r"can't find crate for [`']?(std|core|alloc)\b|target may not be installed", r#"/Cellar/rust/\d|/usr/lib(64|32)?/rustlib/|(/opt/homebrew/(bin|Cellar/rust)|/usr/local/Cellar/rust/|/home/linuxbrew/|/opt/local/bin|/nix/store/[^/\s]*rust[^/\s]*/bin|(^|[\s`"'=])/usr/bin/)(/\S*)?(rustc|cargo)\b|brew install rust\b|(apt|apt-get|dnf|pacman|apk) (install|add|-S) .*\b(rustc|cargo|rust)\b"#],
            none: &[r"\.rustup[/\\]toolchains"],
            weight: 0.8,
            printed_by: "rustc in the places of package managers",
            source: "rust-lang/rust: the sysroot is the directory above the binary's",
        },
        Symptom {
            all: &[r"cannot install while Rust is installed|you have an existing installation of Rust at"],
            none: &[],
            weight: 0.9,
            printed_by: "rustup-init",
            source: "rust-lang/rustup src/cli/self_update.rs, check_existence_of_rustc_or_cargo_in_path",
        },
        Symptom {
            all: &[r"toolchain 'system' does not support|warn(ing)?: tool `(rustc|cargo)` is already installed, remove it from"],
            none: &[],
            weight: 0.85,
            printed_by: "rustup 1.20 and later",
            source: "rust-lang/rustup src/errors.rs",
        },
        Symptom {
            all: &[r#"[`'"]?rustup[`'"]? (is|was) not (available|installed|found)|[Ff]ailed to (run|execute|find|spawn) [`'"]?rustup\b.*(No such file|not found|NotFound)|'rustup' is not recognized as|failed to find `rustup`|need to install rustup\.|rustup: (command )?not found|[Cc]ould not execute process `rustup"#],
            none: &[r"sh\.rustup\.rs"],
            weight: 0.9,
            printed_by: "cargo-component, cargo-mobile2, wasm-pack and others that call rustup",
            source: "their messages for a missing rustup",
        },
        Symptom {
            all: &[r"can't find crate for [`']?(std|core)\b", r"target may not be installed"],
            none: &[],
            weight: 0.12,
            printed_by: "rustc 1.0 and later of any vendor",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl (in 1.95 src/errors.rs): the advice is printed by every rustc",
        },
        Symptom {
            all: &[r"(?i)(to|not|n't|cannot|error)\s(run|execute|exec|spawn|start|launch|invoke|call|find|locate)\s(the\s)?(command\s|program\s|process\s|tool\s|executable\s)?['\x22`\[]*(\S*[/\\])?rustup\b|\brustup(\.exe)?['\x22`]?:?\s(executable\s|binary\s|command\s|program\s|tool\s)?((is|was|could|can|does|has)\s?(n't|not)|cannot|not)\b", r"(?i)no such file|not found|cannot find|notfound|os error 2|not recognized"],
            none: &[],
            weight: 0.3,
            printed_by: "whatever starts it, in words of its own",
            source: "the name of the program beside any wording of its absence: what other symptoms know is surer",
        },
        Symptom {
            all: &[r"[Mm]issing rust target [`'\x22]?[a-z0-9_]+-", r"component '?rust-std'? for target '[^']+' is up to date"],
            none: &[],
            weight: 0.85,
            printed_by: "dioxus-cli, which asks rustup to add the target and then looks into the sysroot of the rustc that runs",
            source: "DioxusLabs/dioxus packages/cli/src/build/request.rs, verify_toolchain_installed",
        },
        Symptom {
            all: &[r"\[(Errno|WinError) 2\] [^:]+: 'rustup(\.exe)?'|\bspawn rustup(\.exe)? ENOENT|\brustup['’]?: (Command not found|No such file or directory)|command not found: rustup\b|The term 'rustup' is not recognized"],
            none: &[r"sh\.rustup\.rs"],
            weight: 0.78,
            printed_by: "Python, Node.js, make, zsh and PowerShell, for whoever starts rustup",
            source: "python/cpython Lib/subprocess.py; nodejs lib/internal/child_process.js; GNU make src/job.c; the shells' own messages",
        },
        Symptom {
            all: &[r"\berror\[E0514\]: found crate `(std|core|alloc|proc_macro)` compiled by an incompatible version of rustc"],
            none: &[],
            weight: 0.3,
            printed_by: "rustc 1.0 and later: the library of one toolchain lies below another's rustc",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl, metadata_incompatible_rustc (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"\brustup( ?: ?|：)(未找到命令|指令找不到|Kommando nicht gefunden|commande introuvable|orden no encontrada|comando não encontrado|команда не найдена|コマンドが見つかりません|명령어를 찾을 수 없음|comando non trovato|nie znaleziono polecenia)"],
            none: &[],
            weight: 0.85,
            printed_by: "bash in other languages",
            source: "bash po/*.po, of execute_cmd.c, execute_disk_command",
        },
        Symptom {
            all: &[r"(only accepted on the nightly compiler|error\[E0463\]|error\[E0554\])", r"\(/usr/(local/)?lib(64)?/rustlib/src/"],
            none: &[],
            weight: 0.97,
            printed_by: "cargo and rustc of a distribution, whose sources stand below /usr",
            source: "rust-lang/cargo src/cargo/core/compiler/job_queue; each distribution's rust-src",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let triple = &wanted.triple;
    let (gap, toolchain, rustc, home, programs) = (
        cx.fact::<StdGap>(triple.clone()),
        cx.fact::<Toolchain>(()),
        cx.fact::<Rustc>(()),
        cx.fact::<RustupHome>(()),
        cx.fact::<Programs>(()),
    );
    let (gap, toolchain, rustc) = (gap?, toolchain?, rustc?);
    let StdGap::NotRustups { libdir } = &*gap else {
        return Ok(match &toolchain.rustup {
            Some(rustup) if rustup.custom => Outcome::NotApplicable,
            Some(rustup) => Outcome::Pass(format!("rustc is of rustup's toolchain `{}`", rustup.name)),
            None => Outcome::NotApplicable,
        });
    };
    let (home, programs) = (home?, programs?);
    let rustup_too = !home.installed.is_empty() || programs.rustup.is_some();
    let whose = match rustc.vendor {
        Vendor::Rustup | Vendor::Other => "not rustup's".to_owned(),
        vendor => format!("{}'s, not rustup's", vendor.name()),
    };
    let linked = toolchain.rustup.as_ref().map(|rustup| &rustup.name);
    let mut message = match linked {
        Some(name) => format!("the linked toolchain `{name}` is {whose}, and has no standard library for `{triple}`"),
        None => format!("`{}` is {whose}, and has no standard library for `{triple}`", toolchain.rustc),
    };
    if linked.is_some() {
        message += "; rustup can add nothing to it";
    } else if rustup_too {
        message += "; what rustup installs is invisible to it";
    }
    let packaged = match package(rustc.vendor, triple) {
        Some(command) => {
            let command: Vec<_> = command.iter().map(String::as_str).collect();
            let title = format!("install {}'s standard library for `{triple}`", rustc.vendor.name());
            Some(mend::system(format!("{}/{triple}", CHECK.id), title, &command, cx)?)
        }
        None => None,
    };
    let bin = programs.cargo_home.join("bin");
    let steps = if linked.is_some() {
        vec![
            format!(
                "build with a toolchain of rustup's own: `rustup target add {triple} --toolchain stable`, then choose `stable`"
            ),
            format!("or complete the linked one, the way `{}` was made", toolchain.rustc),
        ]
    } else if rustup_too {
        vec![
            format!(
                "put `{bin}` first on `PATH`, so that rustup's `cargo` and `rustc` run (and unset `RUSTC`, if that names this one)"
            ),
            format!("rustup target add {triple}"),
        ]
    } else {
        vec!["install rustup: https://rustup.rs".to_owned(), format!("rustup target add {triple}")]
    };
    Ok(Finding::new(message, "the compiler that runs has only the libraries of its own package")
        .evidence([mend::absent(libdir)])
        .evidence(mend::choice(&toolchain.chosen_by, toolchain.rustc.as_str()))
        .evidence([Evidence::Command {
            command: vec![toolchain.rustc.to_string(), "-vV".into()],
            exit: Some(0),
            output: format!("release: {}, host: {}", rustc.version, rustc.host),
        }])
        .fix(packaged)
        .fix([mend::manual(format!("{}/rustup", CHECK.id), "build with a toolchain of rustup's", steps)])
        .conclusive()
        .into())
}

/// The command, as root, that installs the packager's own library for the target, where there is such a package.
///
/// Names: Debian's package index, Fedora's `rust.spec`, Arch's rust PKGBUILD.
fn package(vendor: Vendor, triple: &Triple) -> Option<Vec<String>> {
    let triple = triple.as_str();
    let (command, name): (&[&str], String) = match vendor {
        Vendor::Debian => {
            let name = match triple {
                _ if triple.ends_with("-pc-windows-gnu") => "libstd-rust-dev-windows".to_owned(),
                "wasm32-unknown-unknown" | "wasm32-wasip1" => "libstd-rust-dev-wasm32".to_owned(),
                // The foreign architecture has to be enabled first, which this command cannot do.
                _ => return None,
            };
            (&["apt-get", "install", "-y"], name)
        }
        Vendor::Fedora => {
            let packaged = [
                "wasm32-unknown-unknown",
                "wasm32-wasip1",
                "x86_64-pc-windows-gnu",
                "i686-pc-windows-gnu",
                "x86_64-unknown-none",
            ];
            packaged.contains(&triple).then_some(())?;
            (&["dnf", "install", "-y"], format!("rust-std-static-{triple}"))
        }
        Vendor::Arch => {
            let name = match triple {
                "x86_64-unknown-linux-musl" => "rust-musl",
                "aarch64-unknown-linux-gnu" => "rust-aarch64-gnu",
                "aarch64-unknown-linux-musl" => "rust-aarch64-musl",
                "wasm32-unknown-unknown" | "wasm32-wasip1" | "wasm32-wasip2" => "rust-wasm",
                "i686-unknown-linux-gnu" => "lib32-rust-libs",
                _ => return None,
            };
            (&["pacman", "-S", "--needed", "--noconfirm"], name.to_owned())
        }
        Vendor::Rustup | Vendor::Alpine | Vendor::Homebrew | Vendor::MacPorts | Vendor::Nix | Vendor::Other => {
            return None;
        }
    };
    Some(command.iter().map(|word| (*word).to_owned()).chain([name]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toolchain::scene::{AARCH64, HOST, debian, finding, lab, rustup};

    #[test]
    fn fires_for_a_distributions_rustc() {
        let finding = finding(&debian(), &CHECK, AARCH64);
        assert_eq!(
            finding.message,
            format!("`/usr/bin/rustc` is Debian's, not rustup's, and has no standard library for `{AARCH64}`")
        );
    }

    #[test]
    fn says_that_rustups_targets_are_invisible_where_both_are_installed() {
        let both = debian().dir("/home/user/.rustup/toolchains/stable-x86_64-unknown-linux-gnu");
        assert!(finding(&both, &CHECK, AARCH64).message.ends_with("; what rustup installs is invisible to it"));
    }

    #[test]
    fn fires_for_a_linked_toolchain_that_rustup_cannot_complete() {
        assert_eq!(
            finding(&lab(), &CHECK, AARCH64).message,
            format!(
                "the linked toolchain `lab` is not rustup's, and has no standard library for `{AARCH64}`; rustup can add nothing to it"
            )
        );
    }

    #[test]
    fn names_the_packagers_own_library() {
        let line = |vendor, triple| package(vendor, &Triple::new(triple)).map(|words| words.join(" "));
        assert_eq!(
            line(Vendor::Debian, "x86_64-pc-windows-gnu").as_deref(),
            Some("apt-get install -y libstd-rust-dev-windows")
        );
        assert_eq!(line(Vendor::Homebrew, "wasm32-wasip1"), None);
        assert_eq!(line(Vendor::Fedora, "aarch64-apple-ios"), None);
        assert_eq!(line(Vendor::Arch, AARCH64).as_deref(), Some("pacman -S --needed --noconfirm rust-aarch64-gnu"));
    }

    #[test]
    fn does_not_fire_for_rustups_rustc_nor_where_the_library_is() {
        assert!(matches!(rustup().judge(&CHECK, AARCH64), Ok(Outcome::Pass(_))));
        assert_eq!(debian().judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}
