//! A program for bare metal is linked without its script.

use xdoctor_fixes::{
    Applicability, Change, Fix, Scope,
    cargo_config::{Setting, Wanted as Setters, place, target_key},
};

use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    answer::Header,
    check::Severity,
    facts::{
        cargo_config::{Located, RustFlagsSource, TargetSettings},
        config_layout::ConfigLayout,
        linker::{LinkOptions, Linker, Tool},
        project::Project,
        rustc::TargetList,
    },
    proof::{Runtime, Shape, link_scripts},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "link-script-lost",
    topic: Topic::BareMetal,
    title: "the program is linked without its link script",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A program for bare metal needs a link script, which says where the chip has flash and memory and where the vector table \
goes: `-Tlink.x` of cortex-m-rt and riscv-rt, `-Tlinkall.x` of esp-hal. The argument stands in `rustflags` of the \
configuration, or in a build script. Here nothing passes it, or it is configured and hidden: `RUSTFLAGS`, even empty, \
hides all configured rustflags, and `target.<triple>.rustflags` hides `build.rustflags`. A configuration file in a \
member's folder is not read from the workspace's root.
## Why it breaks the build
It does not, and that is the trap: the link passes. Without a script nothing keeps the vector table, so the linker drops \
all of the program; what is left has some hundred bytes, and the board does nothing. It is the usual reason for firmware \
that works from the desk and is empty from CI.
## What to do
Unset `RUSTFLAGS`, or repeat the argument in it. To be safe from it for good, pass the script from a build script: \
`println!(\"cargo:rustc-link-arg-bins=-Tlink.x\")`.
## Sources
The Cargo Book, *Configuration*, `build.rustflags`, and *Build Scripts*, `rustc-link-arg`; the documentation of \
cortex-m-rt, riscv-rt and esp-hal; by experiment with rust-lld of rustc 1.96.",
    links: &["https://docs.rs/cortex-m-rt/latest/cortex_m_rt/"],
    symptoms: &[
        Symptom {
            all: &[r"Start address 0x[0-9a-f]+, load size 0$"],
            none: &[],
            weight: 0.85,
            printed_by: "gdb, which loads a program without a section",
            source: "binutils-gdb gdb/symfile.c, generic_load",
        },
        Symptom {
            all: &[r"gcc(\.exe)?: error: (\S*[/\\])?(link|memory|device|defmt|linkall|rom_functions)\.x: No such file or directory"],
            none: &[],
            weight: 0.9,
            printed_by: "gcc, given a script as a file",
            source: "gcc gcc/gcc.cc, process_command",
        },
        Symptom {
            all: &[r"(warning|error): [^\n]*cannot find entry symbol (Reset|_start|Reset_Handler|__start)\b[^\n]*(not setting start address|defaulting to)"],
            none: &[],
            weight: 0.8,
            printed_by: "GNU ld and lld",
            source: "llvm-project lld/ELF/Writer.cpp; binutils-gdb ld/ldlang.c, lang_end",
        },
        Symptom {
            all: &[
                r"undefined (symbol: |reference to [`'])(_stack_start|_max_hart_id|_hart_stack_size|_heap_size|_sheap|__?[se]i?data|__?[se]bss|__pre_init|_start_trap|_mp_hook|_pre_init_trap|__veneer_base|_setup_interrupts)\b",
            ],
            none: &[],
            weight: 0.82,
            printed_by: "lld and GNU ld: what the runtime crate asks for is given by its script",
            source: "rust-embedded/riscv-rt link.x.in; rust-embedded/cortex-m-rt link.x.in: the symbols that they PROVIDE",
        },
        Symptom {
            all: &[r"No loadable segments were found in the ELF file|(The )?(ELF|flash)[^\n]*(contains no|has no|without) (loadable|flashable) (segments|sections|data)"],
            none: &[],
            weight: 0.85,
            printed_by: "probe-rs 0.6 and later, cargo-flash",
            source: "probe-rs probe-rs/src/flashing/mod.rs, FileDownloadError::NoLoadableSegments",
        },
        Symptom {
            all: &[r"no section `?\.vector_table`?|(missing|no|without an?) (interrupt )?vector table|\.vector_table( section)? (is )?(missing|empty|not found)"],
            none: &[],
            weight: 0.85,
            printed_by: "flip-link, probe-run, cargo-binutils' users, cortex-m tools",
            source: "knurling-rs/probe-run src/elf.rs, extract_vector_table; knurling-rs/flip-link src/main.rs",
        },
        Symptom {
            all: &[r"flip-link.*(could not find|no such file|not found|missing).*(\.x\b|linker script|MEMORY)"],
            none: &[],
            weight: 0.75,
            printed_by: "flip-link",
            source: "knurling-rs/flip-link src/main.rs, which reads the scripts that `-T` names",
        },
        Symptom {
            all: &[r"cannot find linker script|cannot open linker script file|could not open linker script|linker script file .* (not found|appears multiple)"],
            none: &[],
            weight: 0.93,
            printed_by: "lld, GNU ld",
            source: "llvm-project lld/ELF/Driver.cpp; binutils-gdb ld/ldfile.c",
        },
        Symptom {
            all: &[r"(no|contains no|has no|not contain any) (loadable|flashable) (segments|sections|data)|No loadable (segments|sections) (were )?found|entry point is not in mapped part of file|[Nn]o \.?vector table|program has no .{0,12}\.vector_table"],
            none: &[],
            weight: 0.8,
            printed_by: "probe-rs, cargo-flash, cargo-embed, elf2uf2, espflash",
            source: "their checks of the program",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let triple = &wanted.triple;
    // a specification of one's own may name a script itself
    if !triple.as_str().contains("-none") || triple.as_str().strip_suffix(".json").is_some() {
        return Ok(Outcome::NotApplicable);
    }
    let (known, shape, settings) =
        (cx.fact::<TargetList>(()), cx.fact::<Shape>(triple.clone()), cx.fact::<TargetSettings>(triple.clone()));
    let (linker, runtime, project) =
        (cx.fact::<Linker>(triple.clone()), cx.fact::<Runtime>(triple.clone()), Project::here(cx));
    let (known, shape, settings, linker, runtime) = (known?, shape?, settings?, linker?, runtime?);
    let Some(project) = project?.filter(|_| known.knows(triple)) else { return Ok(Outcome::NotApplicable) };
    if !shape.bare_metal || shape.bin.is_none() {
        return Ok(Outcome::NotApplicable);
    }
    let given = scripts(&settings.rustflags.flags);
    if let Some(script) = given.first() {
        return Ok(Outcome::Pass(format!("the linker is given `-T{script}`")));
    }
    let by_script = passes_script(&project, cx)?;
    if let Some(file) = by_script {
        return Ok(Outcome::Pass(format!("`{file}` passes a link script")));
    }
    if says_elsewhere(&linker, &settings.rustflags.flags, cx)? {
        return Ok(Outcome::NotApplicable);
    }
    let why = "without a script nothing keeps the vector table: the link passes, and the program is empty";
    if let Some((source, hidden)) = settings.rustflags.hidden.iter().find(|(_, flags)| !scripts(flags).is_empty()) {
        return Ok(hidden_by(wanted, *source, hidden, &settings, cx)?.conclusive().into());
    }
    let Some(runtime) = runtime.0 else { return Ok(Outcome::NotApplicable) };
    let script = script_of(runtime);
    let message = format!("`{runtime}` needs `-T{script}`, and nothing passes it to the linker");
    let key = format!("target.{triple}.rustflags");
    let flags = settings.rustflags.flags.iter().map(|flag| flag.value.as_str()).collect::<Vec<_>>().join(" ");
    let value = if flags.is_empty() { "not set".to_owned() } else { flags };
    let evidence = Evidence::Config { key, value, file: None, line: None };
    Ok(Finding::new(message, why).evidence([evidence]).fix(pass(wanted, runtime, &settings, cx)?).conclusive().into())
}

/// The script is configured, and a source of flags that comes first hides it.
fn hidden_by(
    wanted: &Wanted,
    source: RustFlagsSource,
    hidden: &[Located<String>],
    settings: &TargetSettings,
    cx: &Cx<'_>,
) -> Result<Finding, Pause> {
    let lost = scripts(hidden);
    let arguments: Vec<_> = lost.iter().map(|script| format!("-T{script}")).collect();
    let by = settings.rustflags.source;
    let message = format!("`{by}` hides `{source}`, which has the link script `{}`", arguments.join(" "));
    let why = "without it nothing keeps the vector table: the link passes, and the program is empty";
    let given = settings.rustflags.flags.iter().map(|flag| flag.value.as_str()).collect::<Vec<_>>().join(" ");
    let mut finding = Finding::new(message, why);
    let id = format!("{}/{}", CHECK.id, wanted.triple);
    match by {
        RustFlagsSource::Variable | RustFlagsSource::Encoded => {
            let all: Vec<_> = hidden.iter().map(|flag| flag.value.as_str()).collect();
            let repeated = [given.as_str(), &all.join(" ")].join(" ").trim().to_owned();
            let steps = vec![
                format!("`unset {by}`"),
                format!("or repeat the configured flags in it: `{repeated}`"),
                format!(
                    "or pass the script from a build script, which no variable hides: `println!(\"cargo:rustc-link-arg-bins={}\");`",
                    arguments[0]
                ),
            ];
            finding = finding.evidence([Evidence::Env { name: by.to_string(), value: given }]);
            finding = finding.fix([Fix {
                id,
                title: format!("unset `{by}`"),
                change: Change::Manual { steps },
                applicability: Applicability::Manual,
                scope: Scope::Local,
            }]);
        }
        RustFlagsSource::Target | RustFlagsSource::Build | RustFlagsSource::None => {
            let words = arguments.iter().map(|argument| format!("-Clink-arg={argument}")).collect();
            finding = finding.evidence(settings.rustflags.flags.first().map(|flag| flag.evidence("rustflags")));
            finding = finding.fix(push(wanted, words, &arguments.join(" "), cx)?);
        }
    }
    Ok(finding.evidence(hidden.iter().map(|flag| flag.evidence("rustflags"))))
}

/// The runtime's script among the target's flags: right on every machine.
fn pass(wanted: &Wanted, runtime: &str, settings: &TargetSettings, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    // riscv-rt leaves the memory's script to the project, which has to come first
    let names: &[&str] = if runtime == "riscv-rt" { &["memory.x", "link.x"] } else { &[script_of(runtime)] };
    let words: Vec<_> = names.iter().map(|name| format!("-Clink-arg=-T{name}")).collect();
    match settings.rustflags.source {
        RustFlagsSource::Variable | RustFlagsSource::Encoded => {
            let steps = vec![
                format!("add `{}` to `{}`", words.join(" "), settings.rustflags.source),
                format!("or unset it, and set `target.{}.rustflags` to the same", wanted.triple),
            ];
            Ok(vec![Fix {
                id: format!("{}/{}", CHECK.id, wanted.triple),
                title: format!("pass `-T{}` to the linker", names[0]),
                change: Change::Manual { steps },
                applicability: Applicability::Manual,
                scope: Scope::Project,
            }])
        }
        RustFlagsSource::Target | RustFlagsSource::Build | RustFlagsSource::None => {
            push(wanted, words, &format!("-T{}", names.join(" -T")), cx)
        }
    }
}

fn push(wanted: &Wanted, words: Vec<String>, shown: &str, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    let layout = cx.fact::<ConfigLayout>(())?;
    let key = target_key(wanted.triple.as_str(), "rustflags");
    let setting = Setting { key, change: Setters::Words(words), scope: Scope::Project };
    let Ok(placed) = place(&setting, &layout.0) else { return Ok(Vec::new()) };
    Ok(vec![Fix {
        id: format!("{}/{}", CHECK.id, wanted.triple),
        title: format!("pass `{shown}` to the linker for `{}`", wanted.triple),
        change: Change::Edit { edits: placed.edits },
        applicability: Applicability::Safe,
        scope: placed.scope,
    }])
}

/// The link scripts that flags name; defmt's only adds to another.
fn scripts(flags: &[Located<String>]) -> Vec<String> {
    let flags: Vec<_> = flags.iter().map(|flag| flag.value.as_str()).collect();
    link_scripts(&flags).into_iter().filter(|script| *script != "defmt.x").map(str::to_owned).collect()
}

fn script_of(runtime: &str) -> &'static str {
    if runtime.starts_with("esp") { "linkall.x" } else { "link.x" }
}

/// A build script of what is built here that passes a script; that of a dependency could not.
fn passes_script(project: &Project, cx: &Cx<'_>) -> Result<Option<String>, Pause> {
    let asked: Vec<_> = project
        .built()
        .filter_map(|package| package.build_script.as_ref())
        .map(|script| (script, cx.text(script)))
        .collect();
    let mut found = None;
    for (script, text) in asked {
        let passes =
            text?.is_some_and(|text| text.contains("link-arg") && (text.contains("-T") || text.contains("--script")));
        found = found.or(passes.then(|| script.file_name().unwrap_or_default().to_owned()));
    }
    Ok(found)
}

/// Somebody may pass one whom nothing here can read: a script as linker, a file of arguments, gcc's specs.
fn says_elsewhere(linker: &Linker, flags: &[Located<String>], cx: &Cx<'_>) -> Result<bool, Pause> {
    let args = LinkOptions::of(flags).args;
    if args
        .iter()
        .any(|arg| arg.value.starts_with('@') || arg.value.starts_with("-specs=") || arg.value.starts_with("--specs="))
    {
        return Ok(true);
    }
    if linker.chosen_by.origin().is_none() {
        return Ok(false);
    }
    Ok(match &*cx.fact::<Tool>(linker.program.clone())? {
        Tool::Executable(executable) => matches!(executable.header, Header::Script { .. }),
        Tool::Absent | Tool::Dangling { .. } | Tool::Directory { .. } | Tool::NotExecutable { .. } => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::linker::scene::{HOST, THUMB, bare, config, layout},
        testing::Fake,
    };

    fn firmware() -> Fake {
        let lock = "[[package]]\nname = \"p\"\nversion = \"0.1.0\"\ndependencies = [\"cortex-m-rt\"]\n\
                    [[package]]\nname = \"cortex-m-rt\"\nversion = \"0.7.5\"\nsource = \"x\"\n";
        bare()
            .file("/p/Cargo.toml", "[package]\nname = \"p\"\n[dependencies]\ncortex-m-rt = \"0.7\"\n")
            .file("/p/src/main.rs", "#![no_std]\n#![no_main]\n")
            .file("/p/Cargo.lock", lock)
            .granted((), layout(""))
    }

    const TABLE: &str = "[target.thumbv7em-none-eabihf]\nrustflags = [\"-C\", \"link-arg=-Tlink.x\"]\n";

    fn found(fake: &Fake) -> Finding {
        match fake.judge(&CHECK, THUMB) {
            Ok(Outcome::Found(finding)) => *finding,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_empty_variable_loses_the_script() {
        let finding = found(&config(firmware(), TABLE).env("RUSTFLAGS", ""));
        let expected = "`RUSTFLAGS` hides `target.<triple>.rustflags`, which has the link script `-Tlink.x`";
        assert_eq!(finding.message, expected);
        // the link passes, so that no build can tell
        assert!(finding.conclusive);
    }

    #[test]
    fn a_runtime_without_its_script_is_an_empty_program() {
        let finding = found(&firmware());
        assert_eq!(finding.message, "`cortex-m-rt` needs `-Tlink.x`, and nothing passes it to the linker");
        assert_eq!(finding.fixes[0].title, format!("pass `-Tlink.x` to the linker for `{THUMB}`"));
        assert_eq!(finding.fixes[0].scope, Scope::Project);
        let logging = config(firmware(), "[build]\nrustflags = [\"-Clink-arg=-Tdefmt.x\"]\n");
        assert!(found(&logging).conclusive);
    }

    #[test]
    fn a_table_of_the_target_hides_that_of_the_build() {
        let text = format!("[build]\nrustflags = [\"-Clink-arg=-Tlink.x\"]\n[target.{THUMB}]\nrustflags = [\"-O\"]\n");
        let finding = found(&config(firmware(), &text).granted((), layout(&text)));
        let expected = "`target.<triple>.rustflags` hides `build.rustflags`, which has the link script `-Tlink.x`";
        assert_eq!(finding.message, expected);
        assert_eq!(finding.fixes[0].applicability, Applicability::Safe);
    }

    #[test]
    fn a_script_that_is_passed_somewhere_is_fine() {
        let given = Outcome::Pass("the linker is given `-Tlink.x`".into());
        assert_eq!(config(firmware(), TABLE).judge(&CHECK, THUMB), Ok(given));
        let script = "fn main() { println!(\"cargo:rustc-link-arg-bins=-Tlink.x\"); }";
        let by_build = firmware().file("/p/build.rs", script);
        assert_eq!(by_build.judge(&CHECK, THUMB), Ok(Outcome::Pass("`build.rs` passes a link script".into())));
    }

    #[test]
    fn programs_of_their_own_making_and_other_targets_need_none() {
        let own = bare()
            .file("/p/Cargo.toml", "[package]\nname = \"p\"\n")
            .file("/p/src/main.rs", "#![no_std]\n#![no_main]\n");
        assert_eq!(own.judge(&CHECK, THUMB), Ok(Outcome::NotApplicable));
        assert_eq!(firmware().judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}
