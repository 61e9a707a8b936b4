//! One text, several causes: each folder of `confusable` is an error that tools print alike for different causes, with
//! logs that tell them apart, composed after the sources that the symptoms name.
//!
//! `CAUSE.log` or `CAUSE--VARIANT.log` shows that cause, `ordinary--VARIANT.log` none, and `undecided--CAUSE+CAUSE.log`
//! cannot decide between these.

use std::{fs, path::Path};

use xdoctor_checks::{
    catalog,
    explain::{Explanation, Reader},
};

fn read(log: &[u8]) -> Explanation {
    let mut reader = Reader::default();
    reader.push(log);
    reader.finish(&[])
}

/// The entries of a folder by name, in the order of their names.
fn entries(folder: &Path) -> Vec<String> {
    let name = |entry: fs::DirEntry| entry.file_name().into_string().expect("a name in UTF-8");
    let mut names: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|entry| name(entry.expect("a readable entry"))).collect();
    names.sort();
    names
}

/// What is wrong with what this log is said to show.
fn judge(name: &str, found: &Explanation) -> Option<String> {
    let causes: Vec<_> = found.causes.iter().map(|cause| (cause.check.id, cause.confidence)).collect();
    let Some(remaining) = name.strip_prefix("undecided--") else {
        let cause = name.split_once("--").map_or(name, |(cause, _)| cause);
        let expected = (cause != "ordinary").then_some(cause);
        assert!(expected.is_none_or(|cause| catalog::find(cause).is_some()), "{cause}: no such cause");
        return (causes.first().map(|(id, _)| *id) != expected).then(|| format!("found {causes:?}"));
    };
    let Some(undecided) = &found.undecided else { return Some(format!("decided as {causes:?}")) };
    assert!(undecided.remaining.len() <= 3 && !undecided.command.is_empty() && !undecided.look_for.is_empty());
    let all_remain = remaining.split('+').all(|id| undecided.remaining.contains(&id));
    (!all_remain).then(|| format!("remain {:?}", undecided.remaining))
}

#[test]
fn causes_of_one_text_are_told_apart() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/confusable");
    let mut wrong = Vec::new();
    for text in entries(&root) {
        let logs = entries(&root.join(&text));
        assert!(logs.len() > 1, "{text}: nothing to confuse");
        for log in logs {
            let name = log.strip_suffix(".log").expect("CAUSE.log");
            let found = read(&fs::read(root.join(&text).join(&log)).expect("a readable log"));
            if let Some(why) = judge(name, &found) {
                wrong.push(format!("{text}/{log}: {why}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
