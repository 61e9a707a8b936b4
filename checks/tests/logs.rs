//! The logs of `tests/logs`, which `tests/lab/logs` makes with real tools: each is explained by the cause in its name.

use xdoctor_checks::{catalog, explain::Reader};

#[path = "../../tests/support/logs.rs"]
mod logs;

/// The first cause that the log shows, and those after it.
fn causes(bytes: &[u8]) -> Vec<&'static str> {
    let mut reader = Reader::default();
    // In pieces, as a pipe gives them.
    for piece in bytes.chunks(97) {
        reader.push(piece);
    }
    reader.finish(&[]).causes.into_iter().map(|cause| cause.check.id).collect()
}

#[test]
fn every_log_shows_the_cause_in_its_name() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for (name, log) in logs::logs() {
        let (cause, _) = name.split_once("--").expect("CAUSE--VARIANT.log");
        assert!(cause == "ordinary" || catalog::find(cause).is_some(), "{name}: no such cause");
        let found = causes(&log);
        let expected = (cause != "ordinary").then_some(cause);
        if found.first().copied() != expected {
            wrong.push(format!("{name}: {found:?}"));
        }
        count += 1;
    }
    assert!(count >= 60, "{count} logs");
    assert!(
        wrong.is_empty(),
        "run `tests/lab/logs` if the tools changed; else the symptoms or rules are wrong:\n{}",
        wrong.join("\n")
    );
}
