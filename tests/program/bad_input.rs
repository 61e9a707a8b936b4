//! Input that cannot be used gets one clear message, its exit code, and nothing lost.

use std::fmt::Write as _;

use crate::sandbox::{Sandbox, blockers};

const HOST: &str = "x86_64-unknown-linux-gnu";

#[test]
fn a_config_that_is_no_toml_blocks_and_names_file_and_line() {
    let sandbox = Sandbox::new();
    sandbox.package().write(".cargo/config.toml", "[build]\n[target\n");
    let (code, report) = sandbox.json(&["--json", "-t", HOST]);
    assert_eq!(blockers(&report, HOST)[0], "cargo-config-unreadable");
    assert_eq!(code, 1);
    let text = sandbox.run(&["-t", HOST]).stdout;
    assert!(text.contains(".cargo/config.toml:2"), "{text}");
    assert!(text.contains('^'), "a caret points at the place: {text}");
}

#[test]
fn a_config_that_is_not_utf8_blocks() {
    let sandbox = Sandbox::new();
    sandbox.package().write(".cargo/config.toml", b"[build]\nrustflags = [\"\xff\"]\n");
    let (code, report) = sandbox.json(&["--json", "-t", HOST]);
    assert_eq!(blockers(&report, HOST)[0], "cargo-config-unreadable");
    assert_eq!(code, 1);
}

#[test]
fn a_config_that_is_a_directory_is_judged_as_cargo_judges_it() {
    let sandbox = Sandbox::new();
    sandbox.package().write(".cargo/config.toml/inside", "");
    let cargo = std::process::Command::new(crate::sandbox::toolchain_bin().join("cargo"))
        .args(["build", "--offline"])
        .current_dir(sandbox.project())
        .env_clear()
        .env("HOME", sandbox.home())
        .env("PATH", "/usr/bin:/bin")
        .output()
        .expect("cargo runs");
    let (code, report) = sandbox.json(&["--json", "-t", HOST]);
    assert_eq!(cargo.status.success(), report["targets"][0]["verdict"] == "ready", "{report:#}");
    assert_eq!(code, i32::from(!cargo.status.success()));
}

#[test]
fn an_unknown_triple_blocks_and_the_right_name_is_told() {
    let sandbox = Sandbox::new();
    sandbox.package();
    let ran = sandbox.run(&["-t", "aarch64-unkown-linux-gnu", "--no-proof"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("target-spec-not-found"), "{}", ran.stdout);
    assert!(ran.stdout.contains("aarch64-unknown-linux-gnu"), "{}", ran.stdout);
}

#[test]
fn ten_thousand_wanted_targets_are_answered() {
    let sandbox = Sandbox::new();
    let mut targets = String::from("targets = [\n");
    for number in 0..10_000 {
        let _ = writeln!(targets, "  \"made{number}-unknown-linux-gnu\",");
    }
    sandbox.package().write("xdoctor.toml", targets + "]\n");
    let (code, report) = sandbox.json(&["--json", "--no-proof"]);
    assert_eq!(code, 1);
    assert_eq!(report["summary"]["blocked"], 10_000);
}

#[test]
fn without_a_home_the_project_is_still_diagnosed() {
    let sandbox = Sandbox::new();
    sandbox.package();
    let output = sandbox.command(&["--json", "--no-proof", "-t", HOST]).env_remove("HOME").output().expect("starts");
    let ran = crate::sandbox::ran(&output);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn without_any_rust_the_cause_is_that() {
    let mut sandbox = Sandbox::new();
    sandbox.only_path("empty");
    sandbox.package();
    let (code, report) = sandbox.json(&["--json", "-t", HOST]);
    assert_eq!(blockers(&report, HOST)[0], "rust-not-installed");
    assert_eq!(code, 1);
}

#[test]
fn our_own_file_that_cannot_be_used_is_wrong_usage() {
    let sandbox = Sandbox::new();
    sandbox.package().write("xdoctor.toml", "targets = [\n  \"a\",\n  3,\n]\n");
    let ran = sandbox.run(&["--json"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("xdoctor.toml") && ran.stderr.contains("line 3"), "{}", ran.stderr);
}

#[test]
fn our_own_file_that_cannot_be_read_is_not_an_absent_one() {
    let sandbox = Sandbox::new();
    sandbox.package().write("xdoctor.toml", b"# one\ntargets = [\"\xff\"]\n");
    let ran = sandbox.run(&["--json", "--no-proof"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("xdoctor.toml") && ran.stderr.contains("line 2"), "{}", ran.stderr);

    let sandbox = Sandbox::new();
    sandbox.package().write("xdoctor.toml/inside", "");
    let ran = sandbox.run(&["--json", "--no-proof"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("it is a directory"), "{}", ran.stderr);
}

#[test]
fn wrong_usage_says_what_would_be_right() {
    let sandbox = Sandbox::new();
    for (args, told) in [
        (&["--project", "/no/such/dir"][..], "/no/such/dir"),
        (&["--machine", "/no/such/file"][..], "/no/such/file"),
        (&["-t", "not a target"][..], "not a target"),
        (&["-t", "::error::x"][..], "cannot be a target"),
        (&["check", "--only", "target-std-mising"][..], "target-std-missing"),
        (&["explain", "no-such-thing"][..], "no-such-thing"),
        (&["--json", "--format", "text"][..], "--format"),
        (&["undo", "no-such-id"][..], "no-such-id"),
        (&["undo", "--machine", "machine.json"][..], "recorded machine"),
    ] {
        let ran = sandbox.run(args);
        assert_eq!(ran.code, 2, "{args:?}: {}{}", ran.stdout, ran.stderr);
        assert!(ran.stderr.contains(told), "{args:?}: {}", ran.stderr);
        assert_eq!(ran.stdout, "", "{args:?}");
    }
}

#[test]
fn a_cassette_that_is_cut_names_file_and_line() {
    let sandbox = Sandbox::new();
    sandbox.write("machine.json", "{\n  \"format\": 1,\n");
    let ran = sandbox.run(&["--machine", "machine.json"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("machine.json") && ran.stderr.contains("line 3"), "{}", ran.stderr);
}

#[test]
fn a_fix_without_a_terminal_shows_the_plan_and_changes_nothing() {
    let sandbox = Sandbox::new();
    let config = "[target.x86_64-unknown-linux-gnu]\nlinker = \"cc -g\"\n";
    sandbox.package().write(".cargo/config.toml", config);
    let ran = sandbox.run(&["fix", "-t", HOST]);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("-linker = \"cc -g\""), "{}", ran.stdout);
    let after = std::fs::read_to_string(sandbox.project().join(".cargo/config.toml")).expect("still there");
    assert_eq!(after, config);
}

#[test]
fn a_plan_in_another_form_changes_nothing_by_itself() {
    let sandbox = Sandbox::new();
    let config = "[target.x86_64-unknown-linux-gnu]\nlinker = \"cc -g\"\n";
    sandbox.package().write(".cargo/config.toml", config);
    for (form, told) in [
        ("sh", "expect 1 .cargo/config.toml\n"),
        ("dockerfile", "\nRUN set -e; printf "),
        ("github", "  run: |\n    printf "),
        ("markdown", "   -linker = \"cc -g\"\n"),
    ] {
        let ran = sandbox.run(&["fix", "--as", form, "-t", HOST]);
        assert_eq!(ran.code, 1, "{form}: {}", ran.stderr);
        assert!(ran.stdout.contains(told), "{form}: {}", ran.stdout);
    }
    let after = std::fs::read_to_string(sandbox.project().join(".cargo/config.toml")).expect("still there");
    assert_eq!(after, config);
    assert_eq!(sandbox.run(&["fix", "--as", "sh", "--yes"]).code, 2);
}

#[test]
fn nothing_of_the_project_is_written_by_looking() {
    let sandbox = Sandbox::new();
    sandbox.package();
    let list = || {
        let mut names: Vec<_> = walk(&sandbox.project());
        names.sort();
        names
    };
    let before = list();
    let ran = sandbox.run(&["-t", HOST]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(list(), before);
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(walk(&path));
        }
        found.push(path);
    }
    found
}

#[test]
fn what_may_require_targets_and_cannot_be_read_leaves_the_run_undetermined() {
    let sandbox = Sandbox::new();
    sandbox.package().write("Cross.toml", "[target.aarch64-unknown-linux-gnu\n");
    let (code, report) = sandbox.json(&["--json", "--no-proof"]);
    assert_eq!((code, &report["summary"]["unread"]), (3, &serde_json::json!(1)), "{report:#}");
    let text = sandbox.run(&["--no-proof"]).stdout;
    assert!(text.contains("Cross.toml:1:") && text.contains('^'), "{text}");
    // who says which targets are wanted needs no file
    assert_eq!(sandbox.run(&["--no-proof", "-t", HOST]).code, 0);
}
