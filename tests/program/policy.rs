//! The team's policy as its readers meet it: what is required, what is accepted, and what cannot be used.

use serde_json::Value;

use crate::sandbox::{Sandbox, blockers};

const HOST: &str = "x86_64-unknown-linux-gnu";

fn accept(until: &str) -> String {
    format!(
        "targets = ['{HOST}']\nrequire.rustc = '<1.60'\n[[accept]]\ncheck = 'rustc-version-not-allowed'\nreason = 'for \
         now'\nuntil = {until}\n"
    )
}

#[test]
fn a_version_that_the_policy_does_not_allow_blocks() {
    let sandbox = Sandbox::new();
    sandbox.package().write("xdoctor.toml", format!("targets = ['{HOST}']\nrequire.rustc = '<1.60'\n"));
    let (code, report) = sandbox.json(&["--json"]);
    assert_eq!((code, blockers(&report, HOST)), (1, vec!["rustc-version-not-allowed".to_owned()]));
    assert_eq!(report["targets"][0]["proof"]["status"], "skipped");
    sandbox.write("xdoctor.toml", format!("targets = ['{HOST}']\nrequire.rustc = '>=1.85'\n"));
    let (code, report) = sandbox.json(&["--json"]);
    assert_eq!((code, &report["targets"][0]["verdict"]), (0, &Value::from("ready")));
}

#[test]
fn an_accepted_finding_shows_and_does_not_count_until_its_day_is_over() {
    let sandbox = Sandbox::new();
    sandbox.package().write("xdoctor.toml", accept("9999-12-31"));
    let (code, report) = sandbox.json(&["--json"]);
    let target = &report["targets"][0];
    assert_eq!((code, &target["verdict"], &target["accepted"]), (0, &Value::from("blocked"), &Value::from(true)));
    assert_eq!((&report["summary"]["blocked"], &report["summary"]["accepted"]), (&Value::from(1), &Value::from(1)));
    let text = sandbox.run(&[]).stdout;
    assert!(text.contains("accepted until 9999-12-31: for now (xdoctor.toml:3)"), "{text}");

    sandbox.write("xdoctor.toml", accept("2020-12-31"));
    let (code, report) = sandbox.json(&["--json"]);
    assert_eq!((code, &report["targets"][0]["accepted"]), (1, &Value::Null));
    let checks = report["host_checks"].as_array().expect("a list");
    let check = checks.iter().find(|check| check["id"] == "rustc-version-not-allowed").expect("it is there");
    assert_eq!(check["accepted"]["in_force"], Value::from(false));
    let text = sandbox.run(&[]).stdout;
    assert!(text.contains("was accepted until 2020-12-31, which is over: for now"), "{text}");
}

#[test]
fn every_format_tells_what_is_accepted_and_ends_with_the_same_code() {
    let sandbox = Sandbox::new();
    sandbox.package().write("xdoctor.toml", accept("9999-12-31"));
    for (format, told) in [
        ("text", "accepted until 9999-12-31"),
        ("json", "\"until\": \"9999-12-31\""),
        ("github", "::notice file=xdoctor.toml,line=2"),
        ("sarif", "\"suppressions\""),
        ("junit", "<skipped message=\""),
        ("markdown", "| **blocked**, accepted |"),
    ] {
        let ran = sandbox.run(&["check", "--format", format]);
        assert_eq!(ran.code, 0, "{format}: {}", ran.stdout);
        assert!(ran.stdout.contains(told), "{format}: {}", ran.stdout);
    }
}

#[test]
fn an_accepted_warning_does_not_count_with_strict() {
    let sandbox = Sandbox::new();
    let warned = |accept: &str| {
        let dist = "[workspace]\nmembers = ['cargo:.']\n[dist]\ntargets = ['aarch64-apple-darwin']\n";
        sandbox.package().write("dist-workspace.toml", dist);
        sandbox.write("xdoctor.toml", format!("targets = ['{HOST}']\n{accept}"));
        sandbox.run(&["check", "--strict", "--no-proof", "-t", HOST, "--json"])
    };
    let before = warned("");
    let report: Value = serde_json::from_str(&before.stdout).expect("JSON");
    let lists = [&report["host_checks"], &report["targets"][0]["checks"]];
    let warnings: Vec<_> = lists
        .into_iter()
        .filter_map(Value::as_array)
        .flatten()
        .filter(|check| check["status"] == "warn")
        .filter_map(|check| check["id"].as_str())
        .collect();
    assert_eq!(before.code, i32::from(!warnings.is_empty()), "{warnings:?}");
    assert!(!warnings.is_empty(), "{report:#}");
    let accept: Vec<_> = warnings
        .iter()
        .map(|id| format!("[[accept]]\ncheck = '{id}'\nreason = 'known'\nuntil = '9999-12-31'\n"))
        .collect();
    let after = warned(&accept.concat());
    assert_eq!(after.code, 0, "{}", after.stdout);
}

#[test]
fn a_mistake_names_file_line_and_the_nearest_key_under_a_caret() {
    let sandbox = Sandbox::new();
    sandbox.package().write("xdoctor.toml", "targets = ['a-b']\n\n[requires]\nrustc = '1'\n");
    let ran = sandbox.run(&["--json"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("    3 | [requires]\n      |  ^\n"), "{}", ran.stderr);
    let words = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    for told in ["xdoctor.toml`, line 3, column 2", "did you mean `require`?"] {
        assert!(words.contains(told), "{told}: {words}");
    }
}

#[test]
fn the_manifest_may_have_the_policy_and_two_are_too_many() {
    let sandbox = Sandbox::new();
    let manifest = format!(
        "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[workspace.metadata.xdoctor]\ntargets = \
         ['{HOST}']\nrequire.rustc = '<1.60'\n"
    );
    sandbox.package().write("Cargo.toml", manifest);
    let (code, report) = sandbox.json(&["--json"]);
    assert_eq!((code, blockers(&report, HOST)[0].as_str()), (1, "rustc-version-not-allowed"));
    let by = &report["targets"][0]["wanted_by"][0];
    assert_eq!((&by["file"], &by["line"]), (&Value::from("Cargo.toml"), &Value::from(7)));
    sandbox.write("xdoctor.toml", "");
    let ran = sandbox.run(&["--json"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("keep one of the two") && ran.stderr.contains("line 6"), "{}", ran.stderr);
}

#[test]
fn the_schema_of_the_policy_is_printed_for_editors() {
    let ran = Sandbox::new().run(&["schema", "policy"]);
    let schema: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!((ran.code, &schema["properties"]["require"]["properties"]["ndk"]["type"]), (0, &Value::from("string")));
}

#[test]
fn a_jobs_summary_is_written_where_the_workflow_says() {
    let sandbox = Sandbox::new();
    sandbox.package().write("xdoctor.toml", format!("targets = ['{HOST}']\nrequire.rustc = '<1.60'\n"));
    let summary = sandbox.home().join("summary.md");
    let run = |file: &std::path::Path| {
        let mut command = sandbox.command(&["check", "--format", "github"]);
        let command = command
            .env("GITHUB_STEP_SUMMARY", file)
            .env("GITHUB_WORKSPACE", sandbox.project().parent().expect("a parent"));
        crate::sandbox::ran(&command.output().expect("starts"))
    };
    let ran = run(&summary);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stdout.starts_with("::error file=project/xdoctor.toml,line=2,title="), "{}", ran.stdout);
    let markdown = std::fs::read_to_string(&summary).expect("it is written");
    assert!(
        markdown.contains("| target | verdict | why |") && markdown.contains("rustc-version-not-allowed"),
        "{markdown}"
    );
    assert_eq!(run(&sandbox.home().join("no/such/file")).code, 2);
}
