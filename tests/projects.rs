//! The wanted targets of whole repositories: each folder of `tests/projects/` beside the list it should give.
//!
//! `UPDATE=1` writes the lists anew.

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        let there = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &there);
        } else {
            fs::copy(&path, &there).expect("a copy");
        }
    }
}

/// `triple  required|mentioned  kind file:line` for each source, as `xdoctor targets --json` has it.
fn wanted(project: &Path) -> String {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let root = scratch.path().join("p");
    copy(project, &root);
    fs::create_dir(root.join(".git")).expect("a folder");
    let home = scratch.path().join("home");
    fs::create_dir(&home).expect("a folder");
    // No toolchain at all: who wants a target is said by files alone.
    let output = Command::new(env!("CARGO_BIN_EXE_xdoctor"))
        .args(["targets", "--json"])
        .current_dir(root.join(start(project)))
        .env_clear()
        .env("HOME", &home)
        .env("PATH", &home)
        .output()
        .expect("xdoctor runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let root = fs::canonicalize(&root).expect("it is there");
    let prefix = format!("{}/", root.display());
    let mut lines = String::new();
    for target in report["targets"].as_array().expect("a list") {
        let need = if target["required"] == true { "required" } else { "mentioned" };
        for source in target["wanted_by"].as_array().expect("a list") {
            let kind = source["kind"].as_str().expect("a kind");
            let file = source["file"].as_str().unwrap_or("-");
            let file = file.strip_prefix(&prefix).unwrap_or(file);
            let line = source["line"].as_u64().map_or_else(String::new, |line| format!(":{line}"));
            let effect = if source["in_effect"] == true { "" } else { "  not in effect" };
            let triple = target["triple"].as_str().expect("a triple");
            // A specification that stands above the user's folder has an absolute path.
            let triple = triple.strip_prefix(&prefix).unwrap_or(triple);
            let _ = writeln!(lines, "{triple}  {need}  {kind} {file}{line}{effect}");
        }
    }
    lines
}

/// The folder below the project's that the user stands in: `name@folder`.
fn start(project: &Path) -> PathBuf {
    let name = project.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.split_once('@').map_or_else(PathBuf::new, |(_, folder)| folder.into())
}

#[test]
fn each_project_wants_what_its_list_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects");
    let mut projects: Vec<_> = fs::read_dir(&folder)
        .expect("tests/projects is there")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.is_dir())
        .collect();
    projects.sort();
    assert!(projects.len() >= 5, "where have the projects gone?");
    for project in projects {
        let list = project.with_extension("txt");
        let found = wanted(&project);
        if env::var_os("UPDATE").is_some() {
            fs::write(&list, &found).expect("a writable list");
        }
        let expected = fs::read_to_string(&list).unwrap_or_default();
        assert_eq!(found, expected, "{}: UPDATE=1 writes the lists anew", project.display());
    }
}
