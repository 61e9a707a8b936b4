//! Settings that are not the same: cargo's configuration, what the tools of a build follow, the environment.

use std::collections::BTreeMap;

use xdoctor_checks::{
    Answer, Question,
    facts::cargo_config::{Node, Origin},
    report::{TargetReport, WorldReport},
};

use super::{Difference, Machine, Value};

/// Variables that are each machine's own and decide nothing by themselves.
const PERSONAL: [&str; 16] = [
    "PATH",
    "HOME",
    "USERPROFILE",
    "USER",
    "LOGNAME",
    "USERNAME",
    "TMPDIR",
    "TEMP",
    "TMP",
    "PWD",
    "SHELL",
    "TERM",
    "LANG",
    "HOMEDRIVE",
    "HOMEPATH",
    "PATHEXT",
];

type Settings = BTreeMap<String, Value>;

/// Of cargo's configuration as it is merged.
pub(super) fn differences(machines: [&Machine; 2]) -> Vec<Difference> {
    between(&machines.map(|machine| {
        let mut settings = Settings::new();
        if let Some(config) = &machine.config {
            leaves(&config.root, String::new(), machine, &mut settings);
        }
        settings
    }))
}

fn leaves(node: &Node, key: String, machine: &Machine, into: &mut Settings) {
    if let Some(table) = node.as_table() {
        for (name, node) in table {
            let name = if is_bare(name) { name.clone() } else { format!("'{name}'") };
            leaves(node, if key.is_empty() { name } else { format!("{key}.{name}") }, machine, into);
        }
        return;
    }
    let place = match &node.origin {
        Origin::File { path, line } => Some(machine.place(path.as_str(), Some(*line))),
        Origin::Env { name } => Some(format!("the variable `{name}`")),
        Origin::Default => None,
    };
    into.insert(key, Value { text: machine.plain(&node.to_toml()), place });
}

/// TOML's bare keys.
fn is_bare(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// Of the environment, as far as it was asked about.
pub(super) fn variables(machines: [&Machine; 2]) -> Vec<Difference> {
    between(&machines.map(|machine| {
        let mut settings = Settings::new();
        for (question, answer) in machine.answers.iter() {
            let set: Vec<(&String, &String)> = match (question, answer) {
                (Question::Env { name }, Ok(Answer::Env(Some(value)))) => vec![(name, value)],
                (Question::EnvPrefix { .. }, Ok(Answer::EnvPrefix(values))) => values.iter().collect(),
                _ => continue,
            };
            for (name, value) in set {
                if !PERSONAL.iter().any(|own| own.eq_ignore_ascii_case(name)) {
                    let place = Some("the environment".to_owned());
                    settings.insert(name.clone(), Value { text: machine.plain(value), place });
                }
            }
        }
        settings
    }))
}

/// What of the differences can decide about a target: its own settings, those for every target, and what its tools run.
pub(super) fn of_target(
    triple: &str,
    reports: [Option<&TargetReport>; 2],
    machines: [&Machine; 2],
    all: &[Difference],
) -> Vec<Difference> {
    let own = format!("target.{triple}.");
    // `CARGO_TARGET_<TRIPLE>_LINKER`, `CC_<triple>`, and what holds for every target.
    let in_names = triple.replace(['-', '.'], "_").to_ascii_uppercase();
    let everywhere = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTUP_TOOLCHAIN", "SDKROOT", "DEVELOPER_DIR"];
    let concerns = |what: &str| {
        let name = what.to_ascii_uppercase().replace('-', "_");
        // What is built without `--target` decides about no target.
        (["target.'cfg(", "build.", "env."].iter().any(|start| what.starts_with(start)) && what != "build.target")
            || what.starts_with(&own)
            || (name.contains(&in_names) && !what.starts_with("target."))
            || everywhere.contains(&what)
            || (triple.contains("android") && name.contains("NDK"))
    };
    let mut found: Vec<_> = all.iter().filter(|one| concerns(&one.what)).cloned().collect();
    // Its own first.
    found.sort_by_key(|one| !one.what.starts_with(&own));
    let [a, b] = reports;
    let (Some(a), Some(b)) = (a, b) else { return found };
    if a.route != b.route {
        let value = |report: &TargetReport, machine: &Machine| {
            let by = report.route_chosen_by.as_ref();
            let place = by.and_then(|by| Some(machine.place(by.file.as_ref()?, by.line)));
            Some(Value { text: report.route.clone(), place })
        };
        found.push(Difference { what: "route".into(), values: [value(a, machines[0]), value(b, machines[1])] });
    }
    let tools =
        [("rustc", "the linker"), ("cc", "the C compiler"), ("pkg-config", "pkg-config"), ("bindgen", "libclang")];
    for (tool, what) in tools {
        let worlds = [a, b].map(|report| report.worlds.iter().find(|world| world.tool == tool));
        let settings = [0, 1].map(|at| worlds[at].map(|world| told(world, machines[at])).unwrap_or_default());
        // What cargo's configuration says is told already.
        let new = between(&settings).into_iter().filter(|one| found.iter().all(|known| known.what != one.what));
        let new: Vec<_> = new.collect();
        found.extend(new);
        let runs = [0, 1].map(|at| {
            let runs = worlds[at].and_then(|world| world.runs.as_deref());
            runs.map(|runs| Value { text: machines[at].plain(runs), place: None })
        });
        let is_told = |one: &Difference| tool == "rustc" && one.what.ends_with(".linker");
        if runs[0] != runs[1] && worlds.iter().all(Option::is_some) && !found.iter().any(is_told) {
            found.push(Difference { what: what.to_owned(), values: runs });
        }
    }
    found
}

fn told(world: &WorldReport, machine: &Machine) -> Settings {
    let one = |setting: &xdoctor_checks::report::SettingReport| {
        let place = match &setting.file {
            Some(file) => machine.place(file, setting.line),
            None => "the environment".to_owned(),
        };
        // As cargo's configuration has it.
        let text = if setting.name.contains('.') { format!("{:?}", setting.value) } else { setting.value.clone() };
        (setting.name.clone(), Value { text: machine.plain(&text), place: Some(place) })
    };
    world.settings.iter().map(one).collect()
}

/// What stands on one of them only, or with another value. Where it stands may differ.
fn between(settings: &[Settings; 2]) -> Vec<Difference> {
    let mut names: Vec<_> = settings.iter().flat_map(BTreeMap::keys).collect();
    names.sort_unstable();
    names.dedup();
    let text = |at: usize, name: &str| settings[at].get(name).map(|value| &value.text);
    names
        .into_iter()
        .filter(|name| text(0, name) != text(1, name))
        .map(|name| Difference { what: name.clone(), values: [0, 1].map(|at| settings[at].get(name).cloned()) })
        .collect()
}
