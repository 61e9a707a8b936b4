//! Settings of cargo's configuration stand in a manifest, where cargo ignores them.

use std::collections::BTreeSet;

use xdoctor_fixes::{
    Fix,
    document::{Document, Entry, Node, Value},
};

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::{
        cargo_config::{CargoConfig, Config, TARGET_KEYS},
        project::Project,
    },
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "cargo-config-in-manifest",
    topic: Topic::CargoConfig,
    title: "settings of cargo's configuration stand in `Cargo.toml`",
    severity: Severity::Failure,
    docs: "\
## What is wrong
`Cargo.toml` has a table that belongs into `.cargo/config.toml`: `[build]`, `[env]`, `[unstable]`, or settings such as \
`linker` and `rustflags` below `[target.<triple>]`, which in a manifest holds dependencies.
## Why it breaks the build
Cargo warns of an unused manifest key and builds without the setting: with the default linker, without the flags, for the \
host instead of the target.
## What to do
Move the settings into `.cargo/config.toml` beside the manifest. Cargo reads it when it is run from there or below.
## Sources
The Cargo Book, *The Manifest Format* and *Configuration*; cargo `src/util/toml/mod.rs`, unused keys.",
    links: &[
        "https://doc.rust-lang.org/cargo/reference/manifest.html",
        "https://doc.rust-lang.org/cargo/reference/config.html",
    ],
    symptoms: &[
        Symptom {
            all: &[r#"invalid type: string "[^"]*", expected a map"#, r"^\s*\d+ \| (rustflags|rustdocflags) = \["],
            none: &[],
            weight: 0.95,
            printed_by: "cargo 1.70 and later",
            source: "by experiment with cargo 1.85 and 1.96: a `[target]` of the manifest holds a map for each platform",
        },
        Symptom {
            all: &[r#"invalid type: string "[^"]*", expected struct TomlPlatform|for the key `target\.(linker|runner|rustflags|ar)`"#],
            none: &[],
            weight: 0.95,
            printed_by: "cargo 1.0 to 1.50, and 1.70 and later",
            source: "by experiment with cargo 1.85 and 1.96; rust-lang/cargo crates/cargo-util-schemas/src/manifest/mod.rs, TomlPlatform; src/cargo/util/toml.rs before 1.20",
        },
        Symptom {
            all: &[r"warning: (\S+: )?unused manifest key: (target\..+\.(linker|runner|rustflags|rustdocflags|ar)|build|unstable|env|net|http|term|registries|source)(\.\S+)?\s*$"],
            none: &[],
            weight: 0.8,
            printed_by: "cargo 1.14 and later",
            source: "cargo src/util/toml/mod.rs, to_real_manifest",
        },
        Symptom {
            all: &[r"unused manifest key: `?(profile\.\S+\.(target-cpu|linker|target)|target\.\S+\.(linker|runner|rustflags|ar|rustdocflags|image|pre-build|dockerfile|xargo|build-std)|build(\.\w+)?|unstable(\.\S+)?|env(\.\S+)?|net(\.\S+)?|http|term|alias|registries|source)\b"],
            none: &[],
            weight: 0.85,
            printed_by: "cargo 1.0 and later",
            source: "rust-lang/cargo src/cargo/util/toml/mod.rs, unused manifest keys",
        },
        Symptom {
            all: &[r"unused manifest key: `?(unstable|build|target)", r"can't find crate for|linking with|linker [`']"],
            none: &[],
            weight: 0.93,
            printed_by: "cargo and rustc",
            source: "the ignored key was to have the standard library built along",
        },
        Symptom {
            all: &[r"unknown field `?(linker|runner|rustflags|unstable|build-std)`?|invalid type: .*`?(build|target)`?.*Cargo\.toml"],
            none: &[],
            weight: 0.85,
            printed_by: "cargo 1.80 and later",
            source: "rust-lang/cargo src/cargo/util/toml/mod.rs",
        },
        Symptom {
            all: &[r"this virtual manifest specifies an? [`\[]target[`\]] section, which is not allowed|virtual manifests do not (specify|define) \[target\]"],
            none: &[],
            weight: 0.9,
            printed_by: "cargo 1.40 and later, in the manifest of a workspace",
            source: "rust-lang/cargo src/workspace/parser/mod.rs, normalize_toml; crates/cargo-util-schemas/src/manifest/mod.rs, requires_package",
        },
        Symptom {
            all: &[r"this virtual manifest specifies a `?(target|build|env|unstable|net|http|registries|source|alias|term)`? section, which is not allowed"],
            none: &[],
            weight: 0.97,
            printed_by: "cargo, of a workspace's manifest",
            source: "rust-lang/cargo src/cargo/util/toml/mod.rs, to_virtual_manifest",
        },
        Symptom {
            all: &[r"linker `[^`]+` not found|linking with `[^`]+` failed", r"unused manifest key: target\.\S+\.linker"],
            none: &[],
            weight: 0.97,
            printed_by: "cargo, which ignores a linker in the manifest",
            source: "rust-lang/cargo src/cargo/util/toml/mod.rs, unused keys",
        },
    ],
    live: Live::Target(check),
};

/// Tables of the configuration that no manifest has. (`[profile]` and `[patch]` stand in both.)
const TABLES: [&str; 10] = ["build", "env", "unstable", "net", "http", "term", "registries", "source", "alias", "host"];

/// A setting in a manifest.
struct Misplaced {
    file: HostPath,
    line: u32,
    key: Vec<String>,
    /// As TOML.
    value: String,
}

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let (config, project) = (cx.fact::<CargoConfig>(()), Project::here(cx));
    let (config, project) = (config?, project?);
    let Some(project) = project else { return Ok(Outcome::NotApplicable) };
    let mut manifests: BTreeSet<_> = project.members.iter().map(|member| member.manifest.clone()).collect();
    manifests.extend([project.manifest.clone(), project.root_manifest.clone()]);
    let misplaced = in_manifests(manifests, cx)?;
    if misplaced.is_empty() {
        return Ok(Outcome::NotApplicable);
    }
    let deciding: Vec<_> = misplaced.iter().filter(|setting| decides(setting, wanted, &config)).collect();
    let first = deciding.first().copied().unwrap_or(&misplaced[0]);
    let message =
        format!("`{}` stands in `{}` line {}, where cargo ignores it", first.key.join("."), first.file, first.line);
    let why = "a manifest has no such key: cargo warns of it and builds without the setting";
    let evidence = misplaced.iter().map(|setting| Evidence::Config {
        key: setting.key.join("."),
        value: setting.value.clone(),
        file: Some(setting.file.clone()),
        line: Some(setting.line),
    });
    let finding = Finding::new(message, why).evidence(evidence).fix([fix(&misplaced, &project.root, &config)]);
    Ok(if deciding.is_empty() { finding.warning() } else { finding }.into())
}

fn in_manifests(manifests: BTreeSet<HostPath>, cx: &Cx<'_>) -> Result<Vec<Misplaced>, Pause> {
    let texts: Vec<_> = manifests.iter().map(|manifest| cx.text(manifest)).collect();
    let mut misplaced = Vec::new();
    for (file, text) in manifests.into_iter().zip(texts) {
        let Some(document) = text?.and_then(|text| Document::parse(text).ok()) else { continue };
        for entry in &document.root().entries {
            if entry.key == "target" {
                let Value::Table(targets) = &entry.node.value else { continue };
                for target in &targets.entries {
                    collect_target(&document, &file, target, &mut misplaced);
                }
            } else if TABLES.contains(&entry.key.as_str()) {
                collect(&document, &file, entry, &mut Vec::new(), &mut misplaced);
            }
        }
    }
    Ok(misplaced)
}

fn collect_target(document: &Document, file: &HostPath, target: &Entry, out: &mut Vec<Misplaced>) {
    let Value::Table(entries) = &target.node.value else { return };
    for entry in entries.entries.iter().filter(|entry| TARGET_KEYS.contains(&entry.key.as_str())) {
        collect(document, file, entry, &mut vec!["target".to_owned(), target.key.clone()], out);
    }
}

/// Every value below an entry that is no table.
fn collect(document: &Document, file: &HostPath, entry: &Entry, key: &mut Vec<String>, out: &mut Vec<Misplaced>) {
    key.push(entry.key.clone());
    match &entry.node.value {
        Value::Table(table) if !table.entries.is_empty() => {
            for entry in &table.entries {
                collect(document, file, entry, key, out);
            }
        }
        Value::String(_)
        | Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_)
        | Value::Array(_)
        | Value::Tables(_)
        | Value::Table(_) => out.push(misplaced(document, file, &entry.node, entry, key)),
    }
    key.pop();
}

fn misplaced(document: &Document, file: &HostPath, node: &Node, entry: &Entry, key: &[String]) -> Misplaced {
    Misplaced {
        file: file.clone(),
        line: document.position(entry.key_span.start).line,
        key: key.to_vec(),
        value: document.source(node).to_owned(),
    }
}

/// Would the setting decide a build for the target, and is it not in effect from elsewhere?
fn decides(setting: &Misplaced, wanted: &Wanted, config: &Config) -> bool {
    if config.root.at(&setting.key).is_some() {
        return false;
    }
    match setting.key.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["target", table, "linker" | "rustflags"] => *table == wanted.triple.as_str() || table.starts_with("cfg("),
        ["build", "rustflags"] | ["unstable", "build-std", ..] => true,
        _ => false,
    }
}

/// Into the configuration beside the workspace's manifest. What is set there already is only taken out of the manifest.
fn fix(misplaced: &[Misplaced], root: &HostPath, config: &Config) -> Fix {
    let dir = root.join(".cargo");
    let old = dir.join("config");
    let file = if config.files.contains(&old) { old } else { dir.join("config.toml") };
    let mut edits = Vec::new();
    for setting in misplaced {
        let value = setting.value.trim();
        if config.root.at(&setting.key).is_none() && !value.starts_with('[') | is_list(value) {
            edits.push(mend::set(&file, &setting.key, value.to_owned()));
        }
        edits.push(mend::remove(&setting.file, &setting.key));
    }
    let title = format!("move the settings into `{file}`");
    mend::edit(&CHECK, "move", title, xdoctor_fixes::Scope::Project, edits)
}

/// A list, and not the header of an empty table.
fn is_list(value: &str) -> bool {
    format!("x = {value}").parse::<toml_edit::DocumentMut>().is_ok()
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::Change;

    use super::{super::testing::*, *};
    use crate::testing::{Fake, path};

    fn judged(extra: &str, config: &str) -> Judgement {
        let manifest = format!("[package]\nname = 'x'\nversion = '0.1.0'\n{extra}");
        let fake = Fake::linux()
            .file("/p/Cargo.toml", &manifest)
            .file("/p/src/lib.rs", "")
            .file("/p/.cargo/config.toml", config);
        machine(fake).judge(&CHECK, AARCH64)
    }

    fn found(extra: &str, config: &str) -> Finding {
        match judged(extra, config) {
            Ok(Outcome::Found(finding)) => *finding,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_linker_of_the_target_is_moved() {
        let finding = found("[target.aarch64-unknown-linux-gnu]\nlinker = \"a-gcc\"\n", "");
        assert!(!finding.warning);
        assert_eq!(
            finding.message,
            "`target.aarch64-unknown-linux-gnu.linker` stands in `/p/Cargo.toml` line 5, where cargo ignores it"
        );
        let key = ["target", AARCH64, "linker"].map(str::to_owned);
        let edits = vec![
            mend::set(&path("/p/.cargo/config.toml"), &key, "\"a-gcc\"".into()),
            mend::remove(&path("/p/Cargo.toml"), &key),
        ];
        assert_eq!(finding.fixes[0].change, Change::Edit { edits });
    }

    #[test]
    fn what_decides_nothing_here_only_warns() {
        assert!(found("[build]\ntarget = 'a'\n", "").warning);
        assert!(found("[target.other]\nlinker = 'a'\n", "").warning);
    }

    #[test]
    fn what_is_in_effect_from_the_right_place_only_warns() {
        let config = "[target.aarch64-unknown-linux-gnu]\nlinker = 'other'\n";
        let finding = found("[target.aarch64-unknown-linux-gnu]\nlinker = \"a\"\n", config);
        assert!(finding.warning);
        let Change::Edit { edits } = &finding.fixes[0].change else { panic!("{finding:?}") };
        assert_eq!(edits.len(), 1, "nothing is set twice");
    }

    #[test]
    fn dependencies_of_a_target_belong_there() {
        let text =
            "build = 'build.rs'\n[target.'cfg(unix)'.dependencies]\nlibc = '0.2'\n[profile.dev]\nopt-level = 1\n";
        assert_eq!(judged(text, ""), Ok(Outcome::NotApplicable));
    }
}
