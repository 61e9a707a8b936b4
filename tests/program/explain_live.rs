//! A log explained on the machine that it is from, on one that is mended, and on one that has another trouble.

use std::process::Command;

use serde_json::Value;

use crate::sandbox::{Sandbox, toolchain_bin};

const HOST: &str = "x86_64-unknown-linux-gnu";

/// A project whose configuration names a linker that nobody has, and the log of its failed build.
fn broken() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.package();
    sandbox.write(".cargo/config.toml", format!("[target.{HOST}]\nlinker = \"cc-of-another-machine\"\n"));
    let done = Command::new(toolchain_bin().join("cargo"))
        .args(["build", "--offline"])
        .current_dir(sandbox.project())
        .env_clear()
        .env("HOME", sandbox.home())
        .env("PATH", format!("{}:/usr/bin:/bin", toolchain_bin().display()))
        .output()
        .expect("cargo starts");
    assert!(!done.status.success());
    sandbox.write("build.log", &done.stderr);
    sandbox
}

/// What is said of the first cause, and of this one.
fn told<'a>(json: &'a Value, id: &str) -> (&'a str, Option<&'a Value>) {
    let causes = json["causes"].as_array().expect("causes");
    let first = causes.first().and_then(|cause| cause["id"].as_str()).unwrap_or_default();
    (first, causes.iter().find(|cause| cause["id"] == id))
}

const CAUSE: &str = "config-names-absent-linker";

#[test]
fn a_cause_that_is_here_is_confirmed_with_its_fix_and_refuted_once_it_is_mended() {
    let sandbox = broken();
    let (code, json) = sandbox.json(&["explain", "build.log", "--json"]);
    let (first, cause) = told(&json, CAUSE);
    let cause = cause.expect("it is named");
    assert_eq!((code, first, &cause["confirmed"]), (0, CAUSE, &Value::Bool(true)), "{json:#}");
    assert!(cause["fixes"].as_array().is_some_and(|fixes| !fixes.is_empty()), "{json:#}");
    let shown = sandbox.run(&["explain", "build.log"]);
    for words in [CAUSE, "confirmed on this machine", "cc-of-another-machine", "line "] {
        assert!(shown.stdout.contains(words), "{words}: {}", shown.stdout);
    }

    let fixed = sandbox.run(&["fix", "--yes"]);
    assert_eq!(fixed.code, 0, "{}{}", fixed.stdout, fixed.stderr);
    let (code, json) = sandbox.json(&["explain", "build.log", "--json"]);
    let (_, cause) = told(&json, CAUSE);
    assert_eq!((code, &cause.expect("it is named")["confirmed"]), (0, &Value::Bool(false)), "{json:#}");
    let shown = sandbox.run(&["explain", "build.log"]);
    assert!(shown.stdout.contains("not so on this machine"), "{}", shown.stdout);
    assert!(!shown.stdout.contains("confirmed on this machine"), "{}", shown.stdout);
}

#[test]
fn by_the_text_alone_nothing_is_asked_of_the_machine() {
    let sandbox = broken();
    let (_, json) = sandbox.json(&["explain", "build.log", "--json", "--no-live"]);
    let said: Vec<_> = json["causes"].as_array().into_iter().flatten().map(|cause| &cause["confirmed"]).collect();
    assert!(!said.is_empty() && said.iter().all(|said| said.is_null()), "{json:#}");
}

#[test]
fn where_this_machine_refutes_what_the_log_names_its_own_finding_leads() {
    let sandbox = broken();
    // The linker is named no more, and the file cannot be read.
    sandbox.write(".cargo/config.toml", "[target\n");
    let (code, json) = sandbox.json(&["explain", "build.log", "--json"]);
    let (first, found) = told(&json, "cargo-config-unreadable");
    assert_eq!((code, first), (0, "cargo-config-unreadable"), "{json:#}");
    assert_eq!(found.expect("it is named")["confirmed"], true);
    assert_eq!(found.expect("it is named")["lines"], serde_json::json!([]));
    assert_eq!(told(&json, CAUSE).1.expect("the log names it")["confirmed"], false, "{json:#}");
}

#[test]
fn what_only_a_log_can_show_is_not_decided() {
    let sandbox = Sandbox::new();
    sandbox.package();
    sandbox.write("build.log", "error: unknown codegen option: `link-self-contained-and-more`\n");
    let (code, json) = sandbox.json(&["explain", "build.log", "--json"]);
    let (first, cause) = told(&json, "flag-not-understood");
    assert_eq!((code, first), (0, "flag-not-understood"), "{json:#}");
    assert!(cause.expect("it is named")["confirmed"].is_null(), "{json:#}");
    let shown = sandbox.run(&["explain", "build.log"]);
    assert!(shown.stdout.contains("cannot be decided on this machine"), "{}", shown.stdout);
}
