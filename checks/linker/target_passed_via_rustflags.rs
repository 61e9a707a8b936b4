//! `--target` stands among the rustflags, so that cargo believes to build for the host.

use xdoctor_fixes::{FileEdit, Fix};

use crate::{
    Check, Cx, Finding, HostPath, Judgement, Live, Outcome, Symptom, Topic,
    cargo_config::mend,
    check::Severity,
    facts::{
        cargo_config::{BuildTargets, CargoConfig, Config, Node, TargetSettings, Value},
        rustc::Rustc,
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "target-passed-via-rustflags",
    topic: Topic::Linker,
    title: "the target is passed as a rustflag",
    severity: Severity::Failure,
    docs: "\
## What is wrong
The rustflags, configured or in `RUSTFLAGS`, contain `--target`. Cargo hands flags to rustc without looking at them.
## Why it breaks the build
Cargo itself passes `--target` where it is told a target, and rustc refuses the option twice. Where cargo is told none, it \
compiles build scripts and procedural macros for the foreign target too, which then cannot run, and takes the host's linker \
and settings for the rest.
## What to do
Take `--target` out of the flags. Say `cargo build --target TRIPLE`, or set `build.target`.
## Sources
The Cargo Book, *Configuration*, `build.target` and `build.rustflags`; rustc's `getopts`, options that may be given once.",
    links: &["https://doc.rust-lang.org/cargo/reference/config.html#buildtarget"],
    symptoms: &[
        Symptom {
            all: &[r"error: Option 'target' given more than once"],
            none: &[],
            weight: 0.9,
            printed_by: "rustc 1.0 and later",
            source: "the crate getopts, Fail::OptionDuplicated",
        },
        Symptom {
            all: &[r"couldn't find crate `[^`]+` with expected target triple|error\[E0461\]"],
            none: &[r"couldn't find crate `(core|std|alloc)` with expected target triple"],
            weight: 0.9,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_metadata/messages.ftl, metadata_no_crate_with_triple (in 1.95 src/errors.rs)",
        },
        Symptom {
            all: &[r"Option 'target' given more than once"],
            none: &[],
            weight: 0.9,
            printed_by: "rustc 1.0 and later",
            source: "rust-lang/rust compiler/rustc_driver_impl: getopts",
        },
        Symptom {
            all: &[r"^error: [Oo]ption '?target'? given more than once"],
            none: &[],
            weight: 0.9,
            printed_by: "rustc, every version",
            source: "rust-lang/rust compiler/rustc_driver_impl/src/lib.rs, through getopts",
        },
        Symptom {
            all: &[r"RUSTFLAGS\s*[=:]\s*['\x22]?[^'\x22\n]*--target[= ]", r"(Exec format error|does not support these crate types|os error (8|193|86)\b|can't find crate for)"],
            none: &[],
            weight: 0.97,
            printed_by: "cargo, whose build scripts get the flags too where no --target is given",
            source: "rust-lang/cargo src/cargo/core/compiler/build_context/target_info.rs, extra_args",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let (config, settings) = (cx.fact::<CargoConfig>(()), cx.fact::<TargetSettings>(wanted.triple.clone()));
    let (rustc, targets) = (cx.fact::<Rustc>(()), cx.fact::<BuildTargets>(()));
    let (config, settings, rustc, targets) = (config?, settings?, rustc?, targets?);
    let flags = &settings.rustflags.flags;
    let texts: Vec<_> = flags.iter().map(|flag| flag.value.as_str()).collect();
    let Some(at) = texts.iter().position(|flag| is_target(flag)) else { return Ok(Outcome::NotApplicable) };
    let named = match texts[at].split_once('=') {
        Some((_, named)) => named,
        None => texts.get(at + 1).copied().unwrap_or_default(),
    };
    let origin = &flags[at].origin;
    let twice = wanted.triple != rustc.host || !targets.0.is_empty();
    let why = if twice {
        "cargo passes `--target` too, and rustc refuses the option twice"
    } else {
        "cargo believes to build for the host, and compiles build scripts for the foreign target as well"
    };
    let message = format!("the rustflags in {origin} contain `--target {named}`");
    let evidence =
        flags[at..].iter().take(if texts[at].contains('=') { 1 } else { 2 }).map(|flag| flag.evidence("rustflags"));
    let fix = match origin.variable() {
        Some(variable) => by_hand(variable, named),
        None => edits(named, &config).unwrap_or_else(|| by_hand("the rustflags", named)),
    };
    let finding = Finding::new(message, why).evidence(evidence).fix([fix]);
    Ok(if twice { finding.conclusive() } else { finding }.into())
}

fn is_target(flag: &str) -> bool {
    flag == "--target" || flag.starts_with("--target=")
}

fn by_hand(place: &str, named: &str) -> Fix {
    let steps = vec![
        format!("take `--target {named}` out of {place}"),
        format!("build with `cargo build --target {named}`, or set `build.target`"),
    ];
    mend::manual(&CHECK, place, format!("take `--target` out of {place}"), steps)
}

/// The flags without the target in every file that has it; `build.target` where it was meant for every build.
fn edits(named: &str, config: &Config) -> Option<Fix> {
    let mut keys = vec![vec!["build".to_owned(), "rustflags".to_owned()]];
    keys.extend(
        config.tables(&["target"]).map(|(table, _)| ["target", table, "rustflags"].map(str::to_owned).to_vec()),
    );
    let mut edits: Vec<FileEdit> = Vec::new();
    for key in &keys {
        let Some(node) = config.root.at(key) else { continue };
        for (file, elements) in by_file(node) {
            let texts: Vec<_> = elements.iter().map(String::as_str).collect();
            let kept = without_target(&texts);
            if kept.len() == texts.len() {
                continue;
            }
            edits.push(match &node.value {
                _ if kept.is_empty() => mend::remove(file, key),
                Value::String(_) => mend::set(file, key, mend::toml_string(&kept.join(" "))),
                Value::Boolean(_) | Value::Integer(_) | Value::List(_) | Value::Table(_) => {
                    mend::set(file, key, mend::toml_list(kept))
                }
            });
            if key[0] == "build" && config.root.at(&["build", "target"]).is_none() {
                edits.push(mend::set(file, &["build".to_owned(), "target".to_owned()], mend::toml_string(named)));
            }
        }
    }
    let file = edits.first()?.path.clone();
    let title = format!("take `--target {named}` out of the rustflags in `{file}`");
    Some(mend::edit(&CHECK, named, title, mend::scope_of(&file, config), edits))
}

/// The flags of each file that has a part of a merged list, or of a string.
fn by_file(node: &Node) -> Vec<(&HostPath, Vec<String>)> {
    let mut files: Vec<(&HostPath, Vec<String>)> = Vec::new();
    let mut add = |file, words: Vec<String>| match files.iter_mut().find(|(known, _)| *known == file) {
        Some((_, all)) => all.extend(words),
        None => files.push((file, words)),
    };
    match &node.value {
        Value::List(list) => {
            for element in list {
                if let (Some(file), Some(text)) = (element.origin.file(), element.as_str()) {
                    add(file, vec![text.to_owned()]);
                }
            }
        }
        Value::String(text) => {
            if let Some(file) = node.origin.file() {
                add(file, text.split_whitespace().map(str::to_owned).collect());
            }
        }
        Value::Boolean(_) | Value::Integer(_) | Value::Table(_) => {}
    }
    files
}

fn without_target<'a>(flags: &[&'a str]) -> Vec<&'a str> {
    let mut kept = Vec::new();
    let mut rest = flags.iter();
    while let Some(flag) = rest.next() {
        if *flag == "--target" {
            rest.next();
        } else if !is_target(flag) {
            kept.push(*flag);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::Change;

    use super::*;
    use crate::{
        cargo_config::testing::{AARCH64, HOST, machine},
        testing::{Fake, path},
    };

    fn found(fake: Fake, target: &str) -> Finding {
        match machine(fake).judge(&CHECK, target) {
            Ok(Outcome::Found(finding)) => *finding,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn it_is_taken_out_and_becomes_the_target() {
        let text = "[build]\nrustflags = ['-Clink-arg=-s', '--target', 'aarch64-unknown-linux-gnu']\n";
        let finding = found(Fake::linux().file("/p/.cargo/config.toml", text), HOST);
        assert!(!finding.conclusive);
        let file = path("/p/.cargo/config.toml");
        let key = |name: &str| ["build".to_owned(), name.to_owned()];
        let edits = vec![
            mend::set(&file, &key("rustflags"), "[\"-Clink-arg=-s\"]".into()),
            mend::set(&file, &key("target"), format!("\"{AARCH64}\"")),
        ];
        assert_eq!(finding.fixes[0].change, Change::Edit { edits });
    }

    #[test]
    fn beside_cargos_own_it_stops_rustc() {
        let finding = found(Fake::linux().env("RUSTFLAGS", "--target=aarch64-unknown-linux-gnu"), AARCH64);
        assert!(finding.conclusive);
        assert!(matches!(finding.fixes[0].change, Change::Manual { .. }));
    }

    #[test]
    fn a_target_for_the_linker_is_another_thing() {
        let fake = Fake::linux().env("RUSTFLAGS", "-Clink-arg=--target=aarch64-linux-gnu -Ctarget-cpu=native");
        assert_eq!(machine(fake).judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }
}
