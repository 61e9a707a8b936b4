//! A directory has both `config` and `config.toml`, and cargo reads the former.

use std::collections::BTreeMap;

use xdoctor_fixes::{Edit, FileEdit, Fix};

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    check::Severity,
    facts::cargo_config::{CargoConfig, Config, Duplicate, Node, Value},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "duplicate-cargo-config",
    topic: Topic::CargoConfig,
    title: "two configuration files stand in one directory, and cargo ignores one",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A `.cargo` directory holds both `config` and `config.toml`. Cargo reads `config`, the name from before 1.39, and ignores \
`config.toml`, which is the one that people edit.
## Why it breaks the build
What `config.toml` sets, a linker or rustflags, has no effect. It is only a warning where the two files agree.
## What to do
Keep `config.toml` alone: move what only `config` says into it and delete `config`. A link from `config` to `config.toml` \
is no duplicate.
## Sources
cargo `src/context/mod.rs`, `get_file_path`; The Cargo Book, *Configuration*, *Hierarchical structure*.",
    links: &["https://doc.rust-lang.org/cargo/reference/config.html#hierarchical-structure"],
    symptoms: &[
        Symptom {
            all: &[r"warning: [Bb]oth `[^`]*config` and `[^`]*config\.toml` exist\. Using `[^`]*config`"],
            none: &[],
            weight: 0.6,
            printed_by: "cargo 1.39 and later",
            source: "cargo src/context/mod.rs, get_file_path",
        },
        Symptom {
            all: &[r"[Bb]oth [`']?\S*config[`']? and [`']?\S*config\.toml[`']? exist"],
            none: &[],
            weight: 0.86,
            printed_by: "cargo 1.39 and later",
            source: "rust-lang/cargo src/cargo/util/context/mod.rs, get_file_path",
        },
    ],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    let config = cx.fact::<CargoConfig>(())?;
    if config.duplicates.is_empty() {
        return Ok(Outcome::NotApplicable);
    }
    let mut worst: Option<(Finding, bool)> = None;
    for duplicate in &config.duplicates {
        let (finding, hurts) = judge(wanted, duplicate, &config, cx)?;
        if worst.as_ref().is_none_or(|(_, worst_hurts)| hurts && !worst_hurts) {
            worst = Some((finding, hurts));
        }
    }
    let Some((finding, hurts)) = worst else { return Ok(Outcome::NotApplicable) };
    Ok(if hurts { finding } else { finding.warning() }.into())
}

/// The finding, and whether a setting for this target is lost.
fn judge(wanted: &Wanted, duplicate: &Duplicate, config: &Config, cx: &Cx<'_>) -> Result<(Finding, bool), Pause> {
    let (read, ignored) = (
        Config::parse_file(&duplicate.read, config.rules, cx),
        Config::parse_file(&duplicate.ignored, config.rules, cx),
    );
    let (read, ignored) = (read?.map(leaves), ignored?.map(leaves));
    let why = "cargo reads `config` where both stand, so that what `config.toml` says has no effect";
    let message = format!("cargo ignores `{}`, since `{}` stands beside it", duplicate.ignored, duplicate.read);
    let finding = Finding::new(message, why);
    let (Some(read), Some(ignored)) = (read, ignored) else {
        let steps = vec![format!("compare `{}` and `{}`, and keep one", duplicate.read, duplicate.ignored)];
        return Ok((
            finding.fix([mend::manual(&CHECK, duplicate.read.as_str(), "keep one of the two files", steps)]),
            true,
        ));
    };
    let lost: Vec<_> = ignored
        .iter()
        .filter(|(key, leaf)| concerns(key, wanted) && read.get(*key).is_none_or(|other| other.value != leaf.value))
        .filter(|(key, leaf)| config.root.at(key).is_none_or(|effective| !same(effective, leaf)))
        .collect();
    let evidence = lost.iter().take(5).map(|(key, leaf)| Evidence::Config {
        key: key.join("."),
        value: leaf.to_toml(),
        file: leaf.origin.file().cloned(),
        line: leaf.origin.line(),
    });
    let finding = finding
        .evidence(evidence)
        .evidence([Evidence::File { file: duplicate.read.clone(), line: None, text: "this one is read".into() }])
        .fix([fix(duplicate, &read, &ignored, config)]);
    Ok((finding, !lost.is_empty()))
}

type Leaves = BTreeMap<Vec<String>, Node>;

/// Every value that is no table, with its key.
fn leaves(node: Node) -> Leaves {
    fn walk(node: Node, key: &mut Vec<String>, out: &mut Leaves) {
        match node.value {
            Value::Table(table) => {
                for (name, node) in table {
                    key.push(name);
                    walk(node, key, out);
                    key.pop();
                }
            }
            Value::Boolean(_) | Value::Integer(_) | Value::String(_) | Value::List(_) => {
                out.insert(key.clone(), node);
            }
        }
    }
    let mut out = Leaves::new();
    walk(node, &mut Vec::new(), &mut out);
    out
}

/// The same value, wherever it stands.
fn same(a: &Node, b: &Node) -> bool {
    a.to_toml() == b.to_toml()
}

/// Can this setting decide a build for the target?
fn concerns(key: &[String], wanted: &Wanted) -> bool {
    match key.first().map(String::as_str) {
        Some("target") => {
            let table = key[1..key.len() - 1].join(".");
            table == wanted.triple.as_str() || table.starts_with("cfg(")
        }
        Some("build" | "env" | "include" | "unstable") => true,
        Some(_) | None => false,
    }
}

/// What only `config` says goes into `config.toml`, if they do not contradict each other, and `config` goes.
fn fix(duplicate: &Duplicate, read: &Leaves, ignored: &Leaves, config: &Config) -> Fix {
    let contradicting: Vec<_> = read
        .iter()
        .filter(|(key, leaf)| ignored.get(*key).is_some_and(|other| !same(leaf, other)))
        .map(|(key, _)| format!("`{}`", key.join(".")))
        .collect();
    if !contradicting.is_empty() {
        let steps = vec![
            format!("decide which of the two files is right about {}", contradicting.join(", ")),
            format!("move what `{}` alone says into `{}`", duplicate.read, duplicate.ignored),
            format!("delete `{}`", duplicate.read),
        ];
        return mend::manual(&CHECK, duplicate.read.as_str(), "merge the two files", steps);
    }
    let mut edits: Vec<_> = read
        .iter()
        .filter(|(key, _)| !ignored.contains_key(*key))
        .map(|(key, leaf)| mend::set(&duplicate.ignored, key, leaf.to_toml()))
        .collect();
    let title = if edits.is_empty() {
        format!("delete `{}`, whose settings `{}` has too", duplicate.read, duplicate.ignored)
    } else {
        format!("move the settings of `{}` into `{}`", duplicate.read, duplicate.ignored)
    };
    edits.push(FileEdit { path: duplicate.read.clone(), edit: Edit::Remove });
    mend::edit(&CHECK, duplicate.read.as_str(), title, mend::scope_of(&duplicate.read, config), edits)
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::Change;

    use super::{super::testing::*, *};
    use crate::testing::Fake;

    fn judged(old: &str, new: &str) -> Judgement {
        let fake = Fake::linux().file("/p/.cargo/config", old).file("/p/.cargo/config.toml", new);
        machine(fake).judge(&CHECK, AARCH64)
    }

    #[test]
    fn a_lost_linker_blocks_and_both_become_one() {
        let new = "[target.aarch64-unknown-linux-gnu]\nlinker = 'a'\n";
        let Ok(Outcome::Found(finding)) = judged("[net]\nretry = 1\n", new) else { panic!("it fires") };
        assert!(!finding.warning);
        let Change::Edit { edits } = &finding.fixes[0].change else { panic!("{finding:?}") };
        let expected = [
            mend::set(&crate::testing::path("/p/.cargo/config.toml"), &["net".into(), "retry".into()], "1".into()),
            FileEdit { path: crate::testing::path("/p/.cargo/config"), edit: Edit::Remove },
        ];
        assert_eq!(edits, &expected);
    }

    #[test]
    fn the_same_settings_twice_only_warn() {
        let text = "[target.aarch64-unknown-linux-gnu]\nlinker = 'a'\n";
        let Ok(Outcome::Found(finding)) = judged(text, text) else { panic!("it fires") };
        assert!(finding.warning);
    }

    #[test]
    fn a_contradiction_is_for_people() {
        let old = "target.aarch64-unknown-linux-gnu.linker = 'b'\n";
        let new = "[target.aarch64-unknown-linux-gnu]\nlinker = 'a'\n";
        let Ok(Outcome::Found(finding)) = judged(old, new) else { panic!("it fires") };
        assert!(matches!(finding.fixes[0].change, Change::Manual { .. }));
    }

    #[test]
    fn a_link_to_the_other_name_is_no_duplicate() {
        let fake = Fake::linux().file("/p/.cargo/config.toml", "").symlink("/p/.cargo/config", "config.toml");
        assert_eq!(machine(fake).judge(&CHECK, AARCH64), Ok(Outcome::NotApplicable));
    }
}
