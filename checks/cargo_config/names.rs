//! Names that mean a setting and are none: what `config-env-name-wrong` looks for, by where it stands.

use std::collections::BTreeSet;

use xdoctor_fixes::{FileEdit, Fix};

use super::{config_env_name_wrong::CHECK, mend};
use crate::{
    Cx, Evidence, HostPath, Pause,
    facts::{
        cargo_config::{
            CfgExpression, Config, ConfigError, ErrorKind, Node, Origin, TARGET_KEYS, TargetSettings, build_fields,
        },
        project::Project,
        rustc::TargetCfg,
    },
    wanted::Wanted,
};

/// How much a wrong name harms the build for the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grade {
    /// Cargo stops at it.
    Stops,
    /// A setting that the build has from nowhere else is lost.
    Loses,
    Harmless,
}

/// A wrong name, and what it should have been.
pub(super) struct WrongName {
    pub(super) message: String,
    pub(super) why: &'static str,
    pub(super) evidence: Option<Evidence>,
    pub(super) fix: Option<Fix>,
    pub(super) grade: Grade,
}

const IGNORED_VARIABLE: &str = "cargo looks up exactly `CARGO_TARGET_<TRIPLE>_LINKER` and its like, in upper case with underscores, and passes over any other variable";
const IGNORED_KEY: &str = "cargo passes over keys that it does not know, at most with a warning";

/// Variables that are nearly `CARGO_TARGET_<TRIPLE>_LINKER`.
pub(super) fn variables(wanted: &Wanted, config: &Config, settings: &TargetSettings) -> Vec<WrongName> {
    let start = format!("CARGO_TARGET_{}", wanted.triple.as_env());
    let mut wrong = Vec::new();
    for (name, value) in &config.variables {
        let plain = name.to_uppercase().replace(['-', '.'], "_");
        let Some(rest) = plain.strip_prefix(&start) else { continue };
        let Some(field) = meant_field(rest) else { continue };
        let right = format!("{start}_{field}");
        if *name == right {
            continue;
        }
        let lost = !config.variables.contains_key(&right)
            && match field {
                "LINKER" => settings.linker.is_none(),
                "RUSTFLAGS" => settings.rustflags.flags.is_empty(),
                _ => false,
            };
        wrong.push(WrongName {
            message: format!("cargo ignores the variable `{name}`: the name is `{right}`"),
            why: IGNORED_VARIABLE,
            evidence: Some(Evidence::Env { name: name.clone(), value: value.clone() }),
            fix: Some(rename_variable(name, &right, value)),
            grade: if lost { Grade::Loses } else { Grade::Harmless },
        });
    }
    wrong
}

/// The setting that the end of a variable's name means.
fn meant_field(rest: &str) -> Option<&'static str> {
    const FIELDS: [&str; 4] = ["LINKER", "RUNNER", "RUSTFLAGS", "RUSTDOCFLAGS"];
    let Some(word) = rest.strip_prefix('_') else { return rest.is_empty().then_some("LINKER") };
    match word {
        "LD" | "CC" | "GCC" | "LINK" | "CLANG" => Some("LINKER"),
        "FLAGS" => Some("RUSTFLAGS"),
        // A longer rest is another triple's.
        _ if word.contains('_') => None,
        _ => mend::nearest(word, FIELDS).and_then(|near| FIELDS.into_iter().find(|field| *field == near)),
    }
}

fn rename_variable(wrong: &str, right: &str, value: &str) -> Fix {
    let steps = vec![format!("set `{right}={value}`"), format!("remove `{wrong}`, wherever it is set")];
    mend::manual(&CHECK, wrong, format!("set `{right}` instead of `{wrong}`"), steps)
}

/// What stops cargo because of a name.
pub(super) fn refused(errors: &[ConfigError], config: &Config) -> Vec<WrongName> {
    let wrong = |error: &ConfigError| {
        let fix = match &error.kind {
            ErrorKind::Other | ErrorKind::MixedShapes(_) => return None,
            ErrorKind::UnknownVariable => {
                let name = error.variable.clone().unwrap_or_default();
                mend::manual(&CHECK, &name, format!("unset `{name}`"), vec![format!("`unset {name}`")])
            }
            ErrorKind::UnknownSetting { key } => rename_setting(key, error, config),
        };
        Some(WrongName {
            message: error.to_string(),
            why: "cargo stops at it before it builds anything",
            evidence: error.evidence(),
            fix: Some(fix),
            grade: Grade::Stops,
        })
    };
    errors.iter().filter_map(wrong).collect()
}

fn rename_setting(key: &[String], error: &ConfigError, config: &Config) -> Fix {
    let name = key.last().map_or("", String::as_str);
    let known = mend::nearest(name, TARGET_KEYS);
    match (known, &error.file, error.line) {
        (Some(known), Some(file), Some(line)) => {
            let edits = vec![mend::replace(file, line, name, known)];
            mend::edit(&CHECK, name, format!("rename `{name}` to `{known}`"), mend::scope_of(file, config), edits)
        }
        _ => mend::manual(&CHECK, name, format!("remove `{name}`"), vec![format!("remove it: {error}")]),
    }
}

/// `[target."thumbv8m.main-none-eabi"]`: cargo cuts the name at its dots and never finds the table.
pub(super) fn quoted_triple(wanted: &Wanted, config: &Config, cx: &Cx<'_>) -> Result<Option<WrongName>, Pause> {
    let triple = wanted.triple.as_str();
    let Some(node) = config.root.at(&["target", triple]).filter(|_| triple.contains('.')) else { return Ok(None) };
    let mut places = BTreeSet::new();
    lines_of(node, &mut places);
    let mut edits: Vec<FileEdit> = Vec::new();
    for (file, line) in &places {
        let text = cx.text(file)?.unwrap_or_default();
        let Some(written) = text.lines().nth(*line as usize - 1) else { continue };
        for quoted in [format!("\"{triple}\""), format!("'{triple}'")] {
            if written.contains(&quoted) {
                edits.push(mend::replace(file, *line, quoted, triple));
            }
        }
    }
    let scope = places.first().map_or(xdoctor_fixes::Scope::Project, |(file, _)| mend::scope_of(file, config));
    let fix = mend::edit(&CHECK, triple, format!("write `{triple}` without quotes"), scope, edits);
    Ok(Some(WrongName {
        message: format!("cargo does not find the table of `{triple}`, since its name is quoted in {}", node.origin),
        why: "cargo cuts the name of a target at its dots when it looks for the table, so that only the unquoted form is found",
        evidence: Some(setting_evidence(&format!("target.\"{triple}\""), node)),
        fix: Some(fix),
        grade: Grade::Loses,
    }))
}

fn lines_of(node: &Node, out: &mut BTreeSet<(HostPath, u32)>) {
    if let Origin::File { path, line } = &node.origin {
        out.insert((path.clone(), *line));
    }
    for node in node.as_table().into_iter().flatten().map(|(_, node)| node) {
        lines_of(node, out);
    }
}

fn setting_evidence(key: &str, node: &Node) -> Evidence {
    let file = node.origin.file().cloned();
    Evidence::Config { key: key.to_owned(), value: node.to_toml(), line: node.origin.line(), file }
}

/// Misspelt keys that cargo only warns of, or does not even mention.
pub(super) fn keys(
    wanted: &Wanted,
    config: &Config,
    settings: &TargetSettings,
    cx: &Cx<'_>,
) -> Result<Vec<WrongName>, Pause> {
    const TABLES: [&str; 25] = [
        "alias",
        "build",
        "cache",
        "cargo-new",
        "credential-alias",
        "doc",
        "env",
        "future-incompat-report",
        "host",
        "http",
        "include",
        "install",
        "lints",
        "net",
        "patch",
        "paths",
        "profile",
        "registries",
        "registry",
        "resolver",
        "source",
        "target",
        "target-applies-to-host",
        "term",
        "unstable",
    ];
    const OLD_BUILD_FIELDS: [&str; 3] = ["out-dir", "sbom", "analysis"];
    let mut wrong = Vec::new();
    for (name, node) in config.tables::<&str>(&[]) {
        if TABLES.contains(&name) {
            continue;
        }
        let Some(right) = mend::nearest(name, TABLES) else { continue };
        let lost = right == "target" && node.at(&[wanted.triple.as_str()]).is_some();
        wrong.push(misspelt(&[name], right, node, if lost { Grade::Loses } else { Grade::Harmless }, config));
    }
    for (name, node) in config.tables(&["build"]) {
        let known = || build_fields().chain(OLD_BUILD_FIELDS);
        if known().any(|known| known == name) {
            continue;
        }
        let Some(right) = mend::nearest(name, known()) else { continue };
        let lost = right == "rustflags" && settings.rustflags.flags.is_empty();
        wrong.push(misspelt(&["build", name], right, node, if lost { Grade::Loses } else { Grade::Harmless }, config));
    }
    for (table, node) in config.tables(&["target"]).filter(|(table, _)| table.starts_with("cfg(")) {
        for (name, node) in node.as_table().into_iter().flatten() {
            let Some(right) = mend::nearest(name, TARGET_KEYS).filter(|right| right != name) else { continue };
            let applies = match CfgExpression::of_table(table) {
                Some(expression) => TargetCfg::satisfies(&expression, &wanted.triple, cx)?,
                None => false,
            };
            let grade =
                if applies && right == "linker" && settings.linker.is_none() { Grade::Loses } else { Grade::Harmless };
            wrong.push(misspelt(&["target", table, name], right, node, grade, config));
        }
    }
    Ok(wrong)
}

fn misspelt(key: &[&str], right: &str, node: &Node, grade: Grade, config: &Config) -> WrongName {
    let name = key.last().copied().unwrap_or_default();
    let dotted = key.join(".");
    let fix = mend::place(&crate::facts::cargo_config::Located::new((), node.origin.clone())).map(|(file, line)| {
        let edits = vec![mend::replace(file, line, name, right)];
        mend::edit(&CHECK, &dotted, format!("rename `{name}` to `{right}`"), mend::scope_of(file, config), edits)
    });
    WrongName {
        message: format!("cargo knows no `{dotted}` (in {}): the name is `{right}`", node.origin),
        why: IGNORED_KEY,
        evidence: Some(setting_evidence(&dotted, node)),
        fix,
        grade,
    }
}

/// `CC_AARCH64_UNKNOWN_LINUX_GNU`: cc takes the triple in its own case.
pub(super) fn c_variables(wanted: &Wanted, config: &Config, cx: &Cx<'_>) -> Result<Vec<WrongName>, Pause> {
    let (upper, right) = (wanted.triple.as_env(), wanted.triple.underscored());
    let tools = ["CC", "CXX", "AR", "RANLIB", "CFLAGS", "CXXFLAGS"];
    let pairs = tools.map(|tool| (format!("{tool}_{upper}"), format!("{tool}_{right}")));
    let asked: Vec<_> = pairs.iter().map(|(wrong, right)| (cx.env(wrong), cx.env(right))).collect();
    let project = Project::here(cx);
    let mut found = Vec::new();
    for ((wrong, right), (wrong_value, right_value)) in pairs.iter().zip(asked) {
        let (wrong_value, right_value) = (wrong_value?, right_value?);
        let in_table = config.root.at(&["env", wrong.as_str()]);
        if right_value.is_some() || config.root.at(&["env", right.as_str()]).is_some() {
            continue;
        }
        match (in_table, wrong_value) {
            (Some(node), _) => found.push((
                wrong,
                right,
                Some(setting_evidence(&format!("env.{wrong}"), node)),
                rename_entry(wrong, right, node, config),
            )),
            (None, Some(value)) => {
                let evidence = Evidence::Env { name: wrong.clone(), value: value.to_owned() };
                found.push((wrong, right, Some(evidence), Some(rename_variable(wrong, right, value))));
            }
            (None, None) => {}
        }
    }
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let compiles_c =
        project?.and_then(|project| project.lock.clone()).is_some_and(|lock| lock.find("cc").next().is_some());
    let wrong = |(wrong, right, evidence, fix): (&String, &String, Option<Evidence>, Option<Fix>)| WrongName {
        message: format!("cc does not know the variable `{wrong}`: the name is `{right}`"),
        why: "build scripts that compile C look for the triple in its own case, with dashes or with underscores",
        evidence,
        fix,
        grade: if compiles_c { Grade::Loses } else { Grade::Harmless },
    };
    Ok(found.into_iter().map(wrong).collect())
}

fn rename_entry(wrong: &str, right: &str, node: &Node, config: &Config) -> Option<Fix> {
    let file = node.origin.file()?;
    let key = |name: &str| ["env".to_owned(), name.to_owned()];
    let edits = vec![mend::set(file, &key(right), node.to_toml()), mend::remove(file, &key(wrong))];
    Some(mend::edit(&CHECK, wrong, format!("rename `{wrong}` to `{right}`"), mend::scope_of(file, config), edits))
}
