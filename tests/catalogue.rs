//! Every cause is one file, registered, documented in full, with symptoms that can match. Each failure prints what to do.

use std::{collections::BTreeSet, fs, path::Path};

use xdoctor_checks::{
    Check, Live,
    catalog::{CHECKS, find},
    check::DOC_SECTIONS,
};

/// The rooms of `checks/` that are no families: their files are no causes.
const ROOMS: [&str; 4] = ["facts", "wanted", "targets", "proof"];

fn cause_files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("checks");
    let mut found = Vec::new();
    for family in fs::read_dir(&root).expect("checks/ is there") {
        let family = family.expect("a readable folder").path();
        let name = family.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if !family.is_dir() || ROOMS.contains(&name.as_str()) {
            continue;
        }
        for entry in fs::read_dir(&family).expect("a readable folder") {
            let path = entry.expect("a readable folder").path();
            let text = fs::read_to_string(&path).unwrap_or_default();
            let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
            if text.contains("pub static CHECK: Check") {
                found.push((name.clone(), stem));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn every_cause_is_registered_under_its_files_name() {
    let files = cause_files();
    assert!(!files.is_empty(), "no cause was found: has the layout of `checks/` changed?");
    let ids: BTreeSet<_> = CHECKS.iter().map(|check| check.id).collect();
    let missing: Vec<_> = files
        .iter()
        .filter(|(_, stem)| !ids.contains(stem.replace('_', "-").as_str()))
        .map(|(family, stem)| {
            format!(
                "in checks/{family}/mod.rs:\n    pub mod {stem};\n    &{stem}::CHECK,  (id: {:?})",
                stem.replace('_', "-")
            )
        })
        .collect();
    assert!(missing.is_empty(), "add these lines:\n{}", missing.join("\n"));
    let stems: BTreeSet<_> = files.iter().map(|(_, stem)| stem.replace('_', "-")).collect();
    for id in ids {
        assert!(stems.contains(id), "check `{id}` does not stand in a file of its name");
    }
}

#[test]
fn ids_are_unique() {
    let mut seen = BTreeSet::new();
    for check in CHECKS.iter() {
        assert!(seen.insert(check.id), "`{}` is registered twice", check.id);
        assert!(std::ptr::eq(find(check.id).expect("registered"), *check));
    }
}

#[test]
fn docs_have_every_section_in_order_with_text() {
    for check in CHECKS.iter() {
        let headings: Vec<_> = check.docs.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(headings, DOC_SECTIONS, "the docs of `{}` need these sections in this order", check.id);
        for part in check.docs.split("## ").skip(1) {
            let (heading, body) = part.split_once('\n').unwrap_or((part, ""));
            assert!(body.trim().len() > 20, "section `{heading}` of `{}` says nothing", check.id);
        }
    }
}

#[test]
fn titles_are_phrases_without_a_full_stop() {
    for check in CHECKS.iter() {
        assert!(!check.title.is_empty() && !check.title.ends_with('.'), "{}: {}", check.id, check.title);
    }
}

#[test]
fn symptoms_are_patterns_with_a_source() {
    for check in CHECKS.iter() {
        for symptom in check.symptoms {
            assert!(!symptom.all.is_empty(), "{}: a symptom without a line", check.id);
            for pattern in symptom.all.iter().chain(symptom.none) {
                let compiled = regex::Regex::new(pattern).unwrap_or_else(|error| panic!("{}: {error}", check.id));
                assert!(!compiled.is_match(""), "{}: `{pattern}` matches an empty line", check.id);
            }
            assert!((0.0..=1.0).contains(&symptom.weight), "{}: weight {}", check.id, symptom.weight);
            assert!(!symptom.printed_by.is_empty() && !symptom.source.is_empty(), "{}: who prints it?", check.id);
        }
    }
}

#[test]
fn a_cause_can_be_seen_somewhere() {
    let blind = |check: &&&Check| matches!(check.live, Live::LogOnly(_)) && check.symptoms.is_empty();
    let blind: Vec<_> = CHECKS.iter().filter(blind).map(|check| check.id).collect();
    assert!(blind.is_empty(), "neither a machine nor a log shows these: {blind:?}");
}
