//! Edits that a person can read: `cases/<case>/` holds `before.toml` (absent: a new file), `edits` and `after.toml`.
//!
//! `UPDATE=1 cargo test -p xdoctor-fixes --test cases` writes `after.toml` anew; look at the difference then.

use std::{env, fs, path::Path};

use xdoctor_fixes::{Edit, FileState};

#[test]
fn cases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut wrong = Vec::new();
    let mut cases: Vec<_> = fs::read_dir(&root).expect("cases").map(|entry| entry.expect("readable").path()).collect();
    cases.sort();
    for case in cases {
        let read = |name: &str| fs::read_to_string(case.join(name)).ok();
        let edits = read("edits").unwrap_or_else(|| panic!("{} has no `edits`", case.display()));
        let mut state = read("before.toml").map_or(FileState::Missing, FileState::Text);
        for line in edits.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let edit = parse(line);
            state = edit.apply(&state).unwrap_or_else(|error| panic!("{}: {line}: {error}", case.display()));
            assert_eq!(edit.apply(&state).as_ref(), Ok(&state), "{}: {line}: twice is not once", case.display());
        }
        let FileState::Text(after) = state else { panic!("{}: the file is gone", case.display()) };
        if env::var_os("UPDATE").is_some() {
            fs::write(case.join("after.toml"), &after).expect("writable");
        }
        if read("after.toml").as_deref() != Some(&after) {
            wrong.push(format!("{}:\n{after}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "UPDATE=1 regenerates `after.toml`\n{}", wrong.join("\n"));
}

/// `set KEY = VALUE`, `push KEY += VALUE`, `remove KEY`, `pull KEY -= VALUE VALUE`, `replace LINE: OLD -> NEW`, `ensure LINE`.
fn parse(line: &str) -> Edit {
    let (verb, rest) = line.split_once(' ').unwrap_or_else(|| panic!("{line}"));
    let key = |text: &str| -> Vec<String> {
        let keys = toml_edit::Key::parse(text.trim()).unwrap_or_else(|error| panic!("{line}: {error}"));
        keys.iter().map(|key| key.get().to_owned()).collect()
    };
    let two = |separator: &str| rest.split_once(separator).unwrap_or_else(|| panic!("{line}: no `{separator}`"));
    match verb {
        "set" => Edit::SetToml { key: key(two(" = ").0), value: two(" = ").1.to_owned() },
        "push" => Edit::PushToml { key: key(two(" += ").0), value: two(" += ").1.to_owned() },
        "pull" => {
            let values = two(" -= ").1.split(' ').map(str::to_owned).collect();
            Edit::PullToml { key: key(two(" -= ").0), values }
        }
        "remove" => Edit::RemoveToml { key: key(rest) },
        "ensure" => Edit::EnsureLine { text: rest.to_owned() },
        "replace" => {
            let (number, words) = two(": ");
            let (old, new) = words.split_once(" -> ").unwrap_or_else(|| panic!("{line}"));
            Edit::ReplaceOnLine { line: number.parse().expect("a number"), old: old.into(), new: new.into() }
        }
        other => panic!("{other}: no such edit"),
    }
}
