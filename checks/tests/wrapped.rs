//! A log shows the same cause whoever printed it: each log of `tests/logs` in each wrapping.

use std::{sync::Mutex, thread};

use xdoctor_checks::explain::explain;

#[path = "../../tests/support/logs.rs"]
mod logs;
#[path = "../../tests/support/wrappings.rs"]
mod wrappings;

use wrappings::WRAPPINGS;

/// The first cause that is shown; none: an ordinary error.
fn first(log: &str) -> Option<&'static str> {
    explain(log).causes.first().map(|cause| cause.check.id)
}

/// The bare logs, with their names.
fn logs() -> Vec<(String, String)> {
    // UTF-16 is tested as what it is.
    logs::logs().into_iter().filter_map(|(name, log)| Some((name, String::from_utf8(log).ok()?))).collect()
}

/// Whether the wrapping never stands around this log.
fn is_no_pair(wrapping: &str, log: &str) -> bool {
    // Whatever runs cargo by its path is told by no shell that there is none; and MSBuild runs on Windows, where a `cc` is
    // asked for by none but foreign targets.
    log == "rust-not-installed--bash" && ["bazel", "nextest"].contains(&wrapping)
        || log.starts_with("host-linker-not-installed") && wrapping == "corrosion-msbuild"
}

#[test]
fn each_log_shows_its_cause_in_each_wrapping() {
    let wrong = Mutex::new(Vec::new());
    let logs = logs();
    thread::scope(|scope| {
        for some in logs.chunks(logs.len().div_ceil(4)) {
            let wrong = &wrong;
            scope.spawn(move || {
                for (name, log) in some {
                    let bare = first(log);
                    for wrapping in WRAPPINGS.iter().filter(|wrapping| !is_no_pair(wrapping.name, name)) {
                        let found = first(&wrapping.of(log));
                        if bare != found {
                            let told = format!("{} ({}): {name}: {found:?}", wrapping.name, wrapping.source);
                            wrong.lock().expect("nobody panics").push(told);
                        }
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("nobody panics");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
