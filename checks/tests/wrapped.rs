//! A log shows the same cause whoever printed it: each log of `tests/logs` in each wrapping.

use std::{fs, path::Path};

use xdoctor_checks::explain::explain;

#[path = "../../tests/support/wrappings.rs"]
mod wrappings;

use wrappings::WRAPPINGS;

/// The first cause that is shown; none: an ordinary error.
fn first(log: &str) -> Option<&'static str> {
    explain(log).causes.first().map(|cause| cause.check.id)
}

/// The bare logs, with their names.
fn logs() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/logs");
    let mut logs: Vec<_> = fs::read_dir(folder)
        .expect("tests/logs is there")
        .filter_map(|entry| {
            let path = entry.expect("a readable entry").path();
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            // UTF-16 is tested as what it is.
            Some((name, fs::read_to_string(path).ok()?))
        })
        .collect();
    logs.sort();
    logs
}

#[test]
fn each_log_shows_its_cause_in_each_wrapping() {
    let logs = logs();
    let mut wrong = Vec::new();
    let mut count = 0;
    for wrapping in WRAPPINGS {
        assert!(!wrapping.source.is_empty(), "{}", wrapping.name);
        for (name, log) in &logs {
            // Whatever runs cargo by its path is told by no shell that there is none.
            if name == "rust-not-installed--bash" && ["bazel", "nextest"].contains(&wrapping.name) {
                continue;
            }
            let (bare, found) = (first(log), first(&wrapping.of(log)));
            count += 1;
            if bare != found {
                wrong.push(format!("{}: {name}: {found:?}", wrapping.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n"));
}
