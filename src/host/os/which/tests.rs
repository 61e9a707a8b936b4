use std::{fs, os::unix::fs::PermissionsExt};

use super::*;

/// A directory with these programs (`name`), and files that are none (`name!`).
fn scratch(entries: &[&str]) -> tempfile::TempDir {
    let scratch = tempfile::tempdir().expect("a directory");
    for entry in entries {
        let file = scratch.path().join(entry.trim_end_matches('!'));
        fs::create_dir_all(file.parent().expect("below it")).expect("a directory");
        fs::write(&file, "").expect("a file");
        let mode = if entry.ends_with('!') { 0o644 } else { 0o755 };
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("a mode");
    }
    scratch
}

/// The places of `program` below the scratch directory, in which the user stands.
fn found(scratch: &tempfile::TempDir, program: &str, path: &str) -> Vec<String> {
    let path = path.replace("ROOT", &scratch.path().display().to_string());
    let found = candidates(program, scratch.path(), Some(OsStr::new(&path)));
    let below = |file: &PathBuf| file.strip_prefix(scratch.path()).expect("below it").display().to_string();
    found.iter().map(below).collect()
}

#[test]
fn every_program_is_found_once_and_in_the_order_of_path() {
    let scratch = scratch(&["a/gcc", "b/gcc", "c/gcc!", "d/gcc/x", "e/cc"]);
    assert_eq!(found(&scratch, "gcc", "ROOT/b:ROOT/none:ROOT/c:ROOT/d:ROOT/e:ROOT/a:ROOT/b"), ["b/gcc", "a/gcc"]);
    assert_eq!(found(&scratch, "", "ROOT/a"), [""; 0]);
}

#[test]
fn a_relative_or_empty_entry_is_seen_from_where_the_user_stands() {
    let scratch = scratch(&["tools/gcc", "gcc", "~/gcc"]);
    assert_eq!(found(&scratch, "gcc", "tools::~"), ["tools/gcc", "gcc", "~/gcc"]);
}

#[test]
fn without_a_path_the_systems_own_is_searched() {
    let found = candidates("sh", Path::new("/"), None);
    assert!(found.contains(&PathBuf::from("/bin/sh")), "{found:?}");
    assert!(candidates("sh", Path::new("/none"), Some(OsStr::new(""))).is_empty());
}
