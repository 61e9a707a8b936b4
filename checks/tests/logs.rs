//! The logs of `tests/logs`, which `tests/lab/logs` makes with real tools: each is explained by the cause in its name.

use std::{fs, path::Path};

use xdoctor_checks::{catalog, explain::Reader};

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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/logs");
    let mut logs = 0;
    let mut wrong = Vec::new();
    for entry in fs::read_dir(folder).expect("tests/logs is there") {
        let path = entry.expect("a readable entry").path();
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name in UTF-8").to_owned();
        let (cause, _) = name.split_once("--").expect("CAUSE--VARIANT.log");
        assert!(cause == "ordinary" || catalog::find(cause).is_some(), "{name}: no such cause");
        let found = causes(&fs::read(&path).expect("a readable log"));
        let expected = (cause != "ordinary").then_some(cause);
        if found.first().copied() != expected {
            wrong.push(format!("{name}: {found:?}"));
        }
        logs += 1;
    }
    assert!(logs >= 60, "{logs} logs");
    assert!(
        wrong.is_empty(),
        "run `tests/lab/logs` if the tools changed; else the symptoms or rules are wrong:\n{}",
        wrong.join("\n")
    );
}
