//! All that is printed for programs fits its published schema: here each command's over the machines of `tests/hosts/`.
//! (What other tests run is held to them too, in [`crate::sandbox::ran`].)

use std::{collections::BTreeSet, fs, path::PathBuf, sync::Mutex, thread};

use serde_json::Value;

use crate::{
    sandbox::Sandbox,
    schema::{misfits_of, name_of},
};

/// What each schema tells of must have been seen in some output: empty lists and nulls fit everything.
const SEEN: [&str; 23] = [
    "diff/a/toolchain",
    "diff/rest/0/a/place",
    "diff/same",
    "diff/targets/0/a/verdict",
    "diff/targets/0/b/verdict",
    "diff/targets/0/findings/0/a",
    "diff/targets/0/findings/0/b",
    "diff/targets/0/settings/0/what",
    "diff/versions/0/a/value",
    "explain/causes/0/because/0",
    "explain/causes/0/confirmed",
    "explain/causes/0/fixes/0/command/0",
    "explain/causes/0/fixes/0/files/0",
    "explain/causes/0/lines/0/line",
    "explain/ordinary_errors/0/line",
    "explain/undecided/look_for",
    "plan/refused/0/reason",
    "plan/steps/0/command/0",
    "plan/steps/0/files/0",
    "plan/steps/0/titles/0",
    "setup/targets/0/routes/0/lacks/0/fixes/0",
    "setup/targets/0/routes/0/limits/0",
    "targets/targets/0/wanted_by/0/file",
];

fn files(folder: &str, extension: &str) -> Vec<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(folder).expect("a checkout").map(|entry| entry.expect("a readable folder").path());
    let mut files: Vec<_> = entries
        .filter(|path| path.extension().is_some_and(|other| other == extension))
        .map(|path| path.display().to_string())
        .collect();
    files.sort();
    files
}

#[test]
fn each_machines_outputs_fit() {
    let (hosts, logs) = (files("tests/hosts", "toml"), files("tests/logs", "log"));
    let mut commands: Vec<Vec<&str>> = Vec::new();
    for (at, host) in hosts.iter().enumerate() {
        let other = &hosts[(at + 1) % hosts.len()];
        let log = &logs[at % logs.len()];
        let target = ["aarch64-unknown-linux-gnu", "aarch64-apple-darwin", "x86_64-pc-windows-msvc"][at % 3];
        let plan = vec!["fix", "--dry-run", "--system", "--json", "--machine", host];
        // the one whose cargo would refuse what the plan would write
        if host.ends_with("debian-old-config.toml") {
            commands.push(plan.clone());
        }
        commands.push(match at % 5 {
            0 => plan,
            1 => vec!["diff", "--json", "--no-proof", host, other],
            2 => vec!["explain", "--json", log, "--machine", host],
            3 => vec!["targets", "--json", "--machine", host],
            _ => vec!["setup", "--json", "-t", target, "--machine", host],
        });
    }
    commands.extend(logs.iter().map(|log| vec!["explain", "--json", "--no-live", log.as_str()]));
    let (queue, seen) = (Mutex::new(commands.iter()), Mutex::new(BTreeSet::<&&str>::new()));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let sandbox = Sandbox::new();
                while let Some(command) = { queue.lock().expect("nobody panics").next() } {
                    let ran = sandbox.run(command);
                    // an input that cannot be used, such as a configuration that does not parse
                    let Ok(value) = serde_json::from_str::<Value>(&ran.stdout) else { continue };
                    let name = name_of(&value).expect("what is printed for programs has a schema");
                    assert_eq!(misfits_of(name, &value), Vec::<String>::new(), "{command:?}");
                    let here = SEEN.iter().filter(|place| has(&value, place.strip_prefix(name)));
                    seen.lock().expect("nobody panics").extend(here);
                }
            });
        }
    });
    let seen = seen.into_inner().expect("nobody panicked");
    let unseen: Vec<_> = SEEN.iter().filter(|place| !seen.contains(*place)).collect();
    assert_eq!(unseen, Vec::<&&str>::new(), "no output has it");
}

/// Whether something stands at the place, whichever elements of the lists on the way it belongs to.
fn has(value: &Value, place: Option<&str>) -> bool {
    let Some(place) = place else { return false };
    let Some(rest) = place.strip_prefix('/') else { return !value.is_null() };
    let (key, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    match value {
        Value::Array(items) => items.iter().any(|item| has(item, Some(rest))),
        _ => value.get(key).is_some_and(|value| has(value, Some(rest))),
    }
}
