//! The command line as a user meets it: help, exit codes, formats, explain.

use crate::sandbox::Sandbox;
use serde_json::Value;

const HOST: &str = "x86_64-unknown-linux-gnu";

const LOG: &str = "   Compiling demo v0.1.0 (/home/user/demo)
error[E0463]: can't find crate for `core`
  |
  = note: the `riscv64gc-unknown-linux-gnu` target may not be installed
  = help: consider downloading the target with `rustup target add riscv64gc-unknown-linux-gnu`

For more information about this error, try `rustc --explain E0463`.
error: could not compile `demo` (bin \"demo\") due to 1 previous error
";

#[test]
fn help_teaches_and_every_command_has_it() {
    let sandbox = Sandbox::new();
    let help = sandbox.run(&["--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    for told in ["Examples:", "Exit codes:", "xdoctor fix --dry-run", "--machine", "explain"] {
        assert!(help.stdout.contains(told), "{told}: {}", help.stdout);
    }
    for command in ["check", "fix", "undo", "explain", "targets", "record", "completions", "man", "schema"] {
        let help = sandbox.run(&[command, "--help"]);
        assert_eq!((help.code, help.stderr.as_str()), (0, ""), "{command}");
        assert!(help.stdout.contains("Usage: xdoctor"), "{command}: {}", help.stdout);
    }
}

#[test]
fn global_options_stand_on_either_side_of_a_command_and_those_of_a_command_behind_it() {
    let sandbox = Sandbox::new();
    for args in [&["--quiet", "--color", "never", "targets"][..], &["targets", "--quiet", "--color", "never"]] {
        let targets = sandbox.run(args);
        assert_eq!((targets.code, targets.stderr.as_str()), (0, ""), "{args:?}");
    }
    let misplaced = sandbox.run(&["-t", HOST, "targets"]);
    assert_eq!(misplaced.code, 2);
    assert!(misplaced.stderr.contains("`--target` cannot be used before `targets`"), "{}", misplaced.stderr);
}

#[test]
fn generated_texts_are_whole() {
    let sandbox = Sandbox::new();
    for (args, told) in [
        (&["completions", "bash"][..], "complete -F _xdoctor"),
        (&["completions", "zsh"][..], "#compdef xdoctor"),
        (&["completions", "fish"][..], "complete -c xdoctor"),
        (&["completions", "powershell"][..], "Register-ArgumentCompleter"),
        (&["man"][..], ".TH XDOCTOR 1"),
        (&["schema"][..], "\"$schema\""),
    ] {
        let ran = sandbox.run(args);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{args:?}");
        assert!(ran.stdout.contains(told), "{args:?}");
    }
}

#[test]
fn a_piped_report_has_no_escape_codes_and_says_the_verdict_in_words() {
    let sandbox = Sandbox::new();
    sandbox.package();
    let ran = sandbox.run(&["-t", HOST]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(!ran.stdout.contains('\u{1b}') && ran.stdout.contains("ready"), "{}", ran.stdout);
    assert_eq!(ran.stderr, "", "no progress without a terminal");
    let coloured = sandbox.run(&["-t", HOST, "--color", "always"]);
    assert!(coloured.stdout.contains('\u{1b}'), "{}", coloured.stdout);
}

#[test]
fn no_color_and_columns_are_heeded() {
    let sandbox = Sandbox::new();
    sandbox.package();
    let output = sandbox
        .command(&["explain", "target-std-missing"])
        .envs([("NO_COLOR", "1"), ("COLUMNS", "40")])
        .output()
        .expect("starts");
    let ran = crate::sandbox::ran(&output);
    let longest = ran.stdout.lines().filter(|line| line.contains(' ') && !line.contains("http")).map(str::len).max();
    assert!(longest.is_some_and(|longest| longest <= 41), "{longest:?}\n{}", ran.stdout);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let sandbox = Sandbox::new();
    let mut child = sandbox
        .command(&["man"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn every_format_is_of_its_kind() {
    let sandbox = Sandbox::new();
    sandbox.package();
    let of = |format: &str| sandbox.run(&["--no-proof", "-t", "no-such-triple", "--format", format]).stdout;
    let parse = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    assert_eq!(parse(&of("json"))["schema_version"], 1);
    assert_eq!(parse(&of("sarif"))["version"], "2.1.0");
    assert!(of("github").starts_with("::error "), "{}", of("github"));
    assert!(of("junit").starts_with("<?xml "), "{}", of("junit"));
    assert!(of("markdown").starts_with("| target |"), "{}", of("markdown"));
}

#[test]
fn only_narrows_the_listing_and_never_the_verdict() {
    let sandbox = Sandbox::new();
    sandbox.package();
    let (code, report) =
        sandbox.json(&["check", "--json", "--no-proof", "-t", "no-such-triple", "--only", "target-std-missing"]);
    assert_eq!((code, &report["targets"][0]["verdict"]), (1, &Value::from("blocked")));
    let ids: Vec<_> =
        report["targets"][0]["checks"].as_array().expect("a list").iter().map(|check| &check["id"]).collect();
    assert!(ids.iter().all(|id| *id == "target-std-missing"), "{ids:?}");
}

#[test]
fn a_log_is_explained_with_its_deciding_lines() {
    let sandbox = Sandbox::new();
    sandbox.write("build.log", LOG);
    let ran = sandbox.run(&["explain", "--no-live", "--json", "build.log"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let value: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let cause = &value["causes"][0];
    assert_eq!((&cause["id"], &cause["confirmed"]), (&Value::from("target-std-missing"), &Value::Null));
    assert_eq!(cause["lines"][0]["line"], 2);
}

#[test]
fn a_log_on_standard_input_without_a_cause_ends_with_one() {
    let sandbox = Sandbox::new();
    sandbox.write("build.log", "error[E0308]: mismatched types\n");
    let log = std::fs::File::open(sandbox.project().join("build.log")).expect("just written");
    let output = sandbox.command(&["explain", "--no-live", "-"]).stdin(log).output().expect("starts");
    let ran = crate::sandbox::ran(&output);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    assert!(
        ran.stdout.starts_with("this is no problem of the toolchain: line 1 is an ordinary error"),
        "{}",
        ran.stdout
    );
}

#[test]
fn an_error_code_lists_its_causes_with_this_machines_word() {
    let sandbox = Sandbox::new();
    sandbox.package();
    let ran = sandbox.run(&["explain", "E0463", "-t", HOST]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("target-std-missing  not so on this machine"), "{}", ran.stdout);
}

#[test]
fn the_page_of_a_cause_has_all_its_sections() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["explain", "target-std-missing"]);
    for heading in ["What is wrong", "Why it breaks the build", "What to do", "Sources"] {
        assert!(ran.stdout.lines().any(|line| line == heading), "{heading}: {}", ran.stdout);
    }
}
