//! A `[target.NAME]` table for a triple that nobody knows.

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Topic, Triple,
    check::Severity,
    facts::{
        cargo_config::{CargoConfig, Node, TARGET_KEYS},
        rustc::TargetList,
    },
    targets::Suggestion,
};

pub static CHECK: Check = Check {
    id: "config-unknown-target",
    topic: Topic::CargoConfig,
    title: "the configuration has settings for a target that rustc does not know",
    severity: Severity::Warning,
    docs: "\
## What is wrong
A table `[target.NAME]` of cargo's configuration is for a name that is no target of the rustc that builds, no `cfg(..)` \
expression, and no specification file of the project.
## Why it breaks the build
It does not by itself: cargo looks up the tables of the targets it builds for and says nothing about others. So the \
settings are without effect, and the build goes on as if they were not there.
## What to do
Correct the name; `rustc --print target-list` has the right ones. Delete the table if no toolchain of the project knows it.
## Sources
cargo `src/context/target.rs`, `load_target_triple`; The Cargo Book, *Configuration*, `[target]`.",
    links: &["https://doc.rust-lang.org/cargo/reference/config.html#target"],
    // Cargo is silent about such a table.
    symptoms: &[],
    live: Live::Host(check),
};

/// A triple that a table is for.
struct Table<'a> {
    name: String,
    node: &'a Node,
}

fn check(cx: &Cx<'_>) -> Judgement {
    let (config, list) = (cx.fact::<CargoConfig>(()), cx.fact::<TargetList>(()));
    let (config, list) = (config?, list?);
    let tables: Vec<_> = config.tables(&["target"]).flat_map(|(name, node)| tables_below(name, node)).collect();
    if tables.is_empty() {
        return Ok(Outcome::NotApplicable);
    }
    let unknown: Vec<_> = tables.iter().filter(|table| !list.knows(&Triple::new(&*table.name))).collect();
    let mut found: Vec<(&Table<'_>, Option<Triple>)> = Vec::new();
    for table in unknown {
        if is_specification(&table.name, cx)? {
            continue;
        }
        let suggestion = cx.fact::<Suggestion>(Triple::new(&*table.name))?;
        found.push((table, suggestion.certain().cloned()));
    }
    let Some((first, _)) = found.first() else {
        return Ok(Outcome::Pass("rustc knows the target of every table".into()));
    };
    let evidence = found.iter().map(|(table, _)| Evidence::Config {
        key: format!("target.{}", table.name),
        value: table
            .node
            .as_table()
            .map(|table| table.keys().cloned().collect::<Vec<_>>().join(", "))
            .unwrap_or_default(),
        file: table.node.origin.file().cloned(),
        line: table.node.origin.line(),
    });
    let fixes = found.iter().filter_map(|(table, right)| {
        let (file, line) = (table.node.origin.file()?, table.node.origin.line()?);
        let right = right.as_ref()?;
        // Where the right table is there too, renaming would make two of it.
        if config.root.at(&["target", right.as_str()]).is_some() {
            return None;
        }
        let title = format!("rename the table to `{right}`");
        let edit = mend::replace(file, line, &*table.name, right.as_str());
        Some(mend::edit(&CHECK, &table.name, title, mend::scope_of(file, &config), vec![edit]))
    });
    let more = if found.len() > 1 { format!(" (and {} more)", found.len() - 1) } else { String::new() };
    let message =
        format!("the settings for `{}` in {} are for no target that rustc knows{more}", first.name, first.node.origin);
    Ok(Finding::new(
        message,
        "cargo looks up the tables of the targets it builds for, and passes over all others in silence",
    )
    .evidence(evidence)
    .fix(fixes)
    .into())
}

/// The triple of a table. An unquoted dotted triple is a table in a table.
fn tables_below<'a>(name: &str, node: &'a Node) -> Vec<Table<'a>> {
    if name.starts_with("cfg(") {
        return Vec::new();
    }
    let Some(entries) = node.as_table() else { return Vec::new() };
    let is_setting = |(key, value): (&String, &Node)| TARGET_KEYS.contains(&key.as_str()) || value.as_table().is_none();
    let nested: Vec<_> = entries
        .iter()
        .filter(|(key, value)| value.as_table().is_some() && key.contains('-') && !entries.iter().any(is_setting))
        .map(|(key, value)| Table { name: format!("{name}.{key}"), node: value })
        .collect();
    if nested.is_empty() { vec![Table { name: name.to_owned(), node }] } else { nested }
}

/// A specification of the project's own gives its file name to the table.
fn is_specification(name: &str, cx: &Cx<'_>) -> Result<bool, Pause> {
    let cwd = cx.host()?.cwd.clone();
    let config = cx.fact::<CargoConfig>(())?;
    let file = format!("{name}.json");
    let configured = config.try_build_targets().unwrap_or_default();
    if configured.iter().any(|target| target.value.ends_with(&file)) {
        return Ok(true);
    }
    let places = [cwd.join(&file), cwd.join("targets").join(&file), cwd.join(".cargo").join(&file)];
    let texts: Vec<_> = places.iter().map(|place| cx.text(place)).collect();
    for text in texts {
        if text?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use xdoctor_fixes::Change;

    use super::{super::testing::*, *};
    use crate::testing::Fake;

    fn judged(text: &str) -> Judgement {
        machine(Fake::linux().file("/p/.cargo/config.toml", text)).judge(&CHECK, HOST)
    }

    #[test]
    fn a_misspelt_table_is_renamed_where_it_stands() {
        let Ok(Outcome::Found(finding)) = judged("\n[target.aarch64-unknown-linux-gun]\nlinker = 'a'\n") else {
            panic!("it fires")
        };
        assert!(finding.message.contains("`aarch64-unknown-linux-gun`"), "{}", finding.message);
        if let Some(fix) = finding.fixes.first() {
            let file = crate::testing::path("/p/.cargo/config.toml");
            let edits = vec![mend::replace(&file, 2, "aarch64-unknown-linux-gun", AARCH64)];
            assert_eq!(fix.change, Change::Edit { edits });
        }
    }

    #[test]
    fn known_triples_expressions_and_dotted_ones_pass() {
        let text = "[target.aarch64-unknown-linux-gnu]\nlinker = 'a'\n[target.'cfg(unix)']\nrunner = 'a'\n\
                    [target.thumbv8m.main-none-eabi]\nrunner = 'a'\n[target.'thumbv8m.main-none-eabi']\nlinker = 'a'\n";
        assert!(matches!(judged(text), Ok(Outcome::Pass(_))));
    }

    #[test]
    fn a_specification_of_the_project_is_no_mistake() {
        let fake =
            Fake::linux().file("/p/.cargo/config.toml", "[target.own]\nlinker = 'a'\n").file("/p/own.json", "{}");
        assert!(matches!(machine(fake).judge(&CHECK, HOST), Ok(Outcome::Pass(_))));
    }
}
