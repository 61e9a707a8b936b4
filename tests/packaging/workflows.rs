//! The workflows and the action, read as GitHub reads them: what they start exists, with the options that they give it.

use std::{
    collections::BTreeSet,
    path::Path,
    process::{Command, Output},
};

use crate::{read, root, yaml::Yaml};

pub(crate) const CI: &str = ".github/workflows/ci.yml";
pub(crate) const RELEASE: &str = ".github/workflows/release.yml";
pub(crate) const ACTION: &str = "action.yml";

/// One step of one row of a job's matrix.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) place: String,
    pub(crate) yaml: Yaml,
    row: Vec<(String, Yaml)>,
}

impl Step {
    /// A text of this step with the row's values in it. What only a run knows stays.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        Some(self.fill(self.yaml.find(key)?.word()))
    }

    pub(crate) fn fill(&self, text: &str) -> String {
        let row = self.row.iter().fold(text.to_owned(), |text, (key, value)| {
            text.replace(&format!("${{{{ matrix.{key} }}}}"), value.word())
        });
        assert!(!row.contains("${{ matrix."), "{}: no row has it: {row}", self.place);
        row
    }
}

/// Every step of a workflow, once for each row of its job's matrix; of an action, every step.
pub(crate) fn steps(path: &str) -> Vec<Step> {
    let file = Yaml::of(path);
    if let Some(runs) = file.find("runs") {
        return of(path, &runs["steps"], &[]);
    }
    let jobs = file["jobs"].entries().iter();
    jobs.flat_map(|(name, job)| {
        let rows = match job.find("strategy") {
            Some(strategy) => strategy["matrix"]["include"].items().iter().map(|row| row.entries().to_vec()).collect(),
            None => vec![Vec::new()],
        };
        let keys: BTreeSet<String> = rows.iter().flatten().map(|(key, _)| key.clone()).collect();
        rows.into_iter().flat_map(move |mut row| {
            // What a row does not set is empty.
            for key in &keys {
                if row.iter().all(|(known, _)| known != key) {
                    row.push((key.clone(), Yaml::Word(String::new())));
                }
            }
            of(&format!("{path}, {name}"), &job["steps"], &row)
        })
    })
    .collect()
}

fn of(place: &str, steps: &Yaml, row: &[(String, Yaml)]) -> Vec<Step> {
    let steps = steps.items().iter().enumerate();
    steps
        .map(|(at, step)| Step { place: format!("{place}, step {}", at + 1), yaml: step.clone(), row: row.to_vec() })
        .collect()
}

/// What the steps run, line by line; a line that is continued is one.
fn commands() -> Vec<(String, String)> {
    let steps = [CI, RELEASE, ACTION].into_iter().flat_map(steps);
    steps
        .filter_map(|step| Some((step.place.clone(), step.text("run")?)))
        .flat_map(|(place, text)| {
            let lines: Vec<_> =
                text.replace("\\\n", " ").lines().map(|line| (place.clone(), line.to_owned())).collect();
            lines
        })
        .collect()
}

fn xdoctor(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xdoctor")).args(args).env_clear().output().expect("it starts")
}

#[test]
fn the_actions_that_are_used_stay_what_they_are() {
    for step in [CI, RELEASE, ACTION].into_iter().flat_map(steps) {
        let Some(used) = step.text("uses") else { continue };
        let commit = used.split_once('@').map(|(_, commit)| commit).unwrap_or_default();
        let is_commit = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(is_commit, "{}: `{used}` may change: name a commit", step.place);
        // No later step needs it, and what a step writes into an archive could carry it away.
        if used.starts_with("actions/checkout@") {
            let keeps = step.yaml.find("with").and_then(|with| with.find("persist-credentials")).map(Yaml::word);
            assert_eq!(keeps, Some("false"), "{}: the token stays in the checkout", step.place);
        }
    }
}

#[test]
fn scripts_that_are_started_exist() {
    let mut seen = BTreeSet::new();
    for (place, line) in commands() {
        for word in line.split_whitespace().filter(|word| word.starts_with(".ci/") || word.starts_with("tests/")) {
            let file = root().join(word);
            assert!(file.is_file(), "{place}: there is no `{word}`");
            assert!(is_executable(&file), "{place}: `{word}` cannot be started");
            seen.insert(word.to_owned());
        }
    }
    assert_eq!(seen, BTreeSet::from([".ci/release", ".ci/run"].map(str::to_owned)));
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o111 == 0o111)
}

#[cfg(not(unix))]
fn is_executable(_: &Path) -> bool {
    true
}

#[test]
fn tests_and_programs_that_are_named_exist() {
    let mut named = 0;
    for (place, line) in commands() {
        let words: Vec<_> = line.split_whitespace().collect();
        let cargo = words.iter().position(|word| *word == "cargo").map(|at| &words[at..]).unwrap_or_default();
        for pair in cargo.windows(2) {
            let exists = match pair[0] {
                "--test" => ["rs", ""].iter().any(|of| root().join("tests").join(pair[1]).with_extension(of).exists()),
                "--bin" => pair[1] == "xdoctor" || root().join("src/bin").join(pair[1]).with_extension("rs").exists(),
                _ => continue,
            };
            assert!(exists, "{place}: there is no {} {}", pair[0], pair[1]);
            named += 1;
        }
    }
    assert!(named > 3);
}

#[test]
fn options_of_xdoctor_exist() {
    let mut asked = Vec::new();
    for (place, line) in commands() {
        let words: Vec<_> = line.split_whitespace().map(|word| word.trim_matches('"')).collect();
        let args = match words.as_slice() {
            ["xdoctor", args @ ..] => args,
            ["cargo", "run", rest @ ..] if rest.contains(&"xdoctor") => {
                let dashes = rest.iter().position(|word| *word == "--").expect("what follows is xdoctor's");
                &rest[dashes + 1..]
            }
            _ => continue,
        };
        // What the user gives is the user's; and with `--help` the rest is only read.
        let args: Vec<_> = args.iter().copied().filter(|word| !word.starts_with("${")).chain(["--help"]).collect();
        let output = xdoctor(&args);
        assert!(output.status.success(), "{place}: {}", String::from_utf8_lossy(&output.stderr));
        asked.push(args[0].to_owned());
    }
    asked.dedup();
    assert_eq!(asked, ["record", "check"]);
    assert_eq!(xdoctor(&["check", "--no-such-option", "--help"]).status.code(), Some(2), "the test shows nothing");
}

#[test]
fn each_system_is_tested_and_records_itself() {
    let mut systems = Vec::new();
    for upload in
        steps(CI).iter().filter(|step| step.text("uses").is_some_and(|uses| uses.contains("upload-artifact@")))
    {
        let path = upload.fill(upload.yaml["with"]["path"].word());
        let system = upload.fill("${{ matrix.os }}");
        let same = |step: &Step| {
            step.row == upload.row && step.place.split(" step ").next() == upload.place.split(" step ").next()
        };
        let runs: Vec<_> =
            steps(CI).into_iter().filter(same).filter_map(|step| Some((step.text("run")?, step))).collect();
        let tests = runs.iter().find(|(run, _)| run.starts_with("cargo test"));
        assert!(tests.is_some(), "{system}: nothing is tested");
        let (record, step) = runs.iter().find(|(run, _)| run.contains(" record ")).expect("it is recorded");
        assert!(record.ends_with(&format!(" --output {path}")), "{record}: it is not what is kept, {path}");
        // A system whose tests fail is the one whose answers are wanted most.
        assert_eq!(step.text("if").as_deref(), Some("${{ !cancelled() }}"), "{}", step.place);
        assert_eq!(upload.text("if").as_deref(), Some("${{ !cancelled() }}"), "{}", upload.place);
        systems.push(system.split('-').next().expect("a first word").to_owned());
    }
    assert_eq!(systems, ["ubuntu", "macos", "windows"]);
}

#[test]
fn every_target_of_a_release_is_one_and_can_be_fetched_again() {
    let made: BTreeSet<_> = steps(RELEASE)
        .iter()
        .filter(|step| step.text("run").is_some_and(|run| run.starts_with(".ci/release ")))
        .map(|step| step.fill("${{ matrix.target }}"))
        .collect();
    let known: BTreeSet<_> = xdoctor_checks::targets::names::all().map(str::to_owned).collect();
    assert!(!made.is_empty() && made.is_subset(&known), "{made:?}");
    let action = read(ACTION);
    let fetched: BTreeSet<_> =
        action.split("triple=").skip(1).filter_map(|rest| rest.split(' ').next()).map(str::to_owned).collect();
    assert_eq!(made, fetched);
}

#[cfg(unix)]
#[test]
fn shells_can_read_what_they_are_to_run() {
    use std::{io::Write as _, process::Stdio};
    let mut read = 0;
    for step in [CI, RELEASE, ACTION].into_iter().flat_map(steps) {
        let Some(run) = step.text("run") else { continue };
        let mut shell =
            Command::new("bash").arg("-n").stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("there is bash");
        shell.stdin.take().expect("it is piped").write_all(run.as_bytes()).expect("it is read");
        let output = shell.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}: {}", step.place, String::from_utf8_lossy(&output.stderr));
        read += 1;
    }
    assert!(read > 20, "{read}");
}
