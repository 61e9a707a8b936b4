//! Steps of the action and of the workflows, run as the runner runs them: a server that is a folder, an archive that is made
//! here, a project.

use std::{
    env, fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

use crate::{
    read, root,
    workflows::{ACTION, CI, RELEASE, steps},
};

const TRIPLE: &str = "x86_64-unknown-linux-musl";

/// A runner between two steps.
struct Runner {
    dir: TempDir,
}

impl Runner {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a scratch folder can be made");
        for name in ["home", "temp", "bin", "served"] {
            fs::create_dir(dir.path().join(name)).expect("it is new");
        }
        let runner = Self { dir };
        for file in ["path", "summary"] {
            fs::write(runner.at(file), "").expect("it can be written");
        }
        // What an address gives is the file of its name, if it is the release's.
        runner.script(
            "bin/curl",
            "for url; do :; done\ncase $url in\n\
             https://github.com/owner/xdoctor/releases/download/v0.1.0/*) exec cp \"$SERVED/${url##*/}\" . ;;\n\
             *) echo \"no $url\" >&2; exit 22 ;;\nesac\n",
        );
        runner
    }

    fn at(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn script(&self, path: &str, text: &str) {
        write_script(&self.at(path), text);
    }

    /// The archive of a release, with this very program in it.
    fn serve(&self) {
        let name = format!("xdoctor-0.1.0-{TRIPLE}");
        fs::create_dir_all(self.at("made").join(&name)).expect("it can be made");
        let program = format!("exec '{}' \"$@\"\n", env!("CARGO_BIN_EXE_xdoctor"));
        self.script(&format!("made/{name}/xdoctor"), &program);
        let script = format!(
            "tar -czf ../served/{name}.tar.gz {name} && cd ../served && \
             if command -v sha256sum >/dev/null; then sha256sum {name}.tar.gz; else shasum -a 256 {name}.tar.gz; fi \
             >{name}.tar.gz.sha256"
        );
        let made = Command::new("bash").args(["-ec", &script]).current_dir(self.at("made")).status();
        assert!(made.expect("there is bash").success());
    }

    /// Runs the step as `shell: bash` says it (GitHub's *Workflow syntax*, `jobs.<job_id>.steps[*].shell`).
    fn run(&self, script: &str, cwd: &Path, env: &[(&str, &str)]) -> Output {
        let file = self.at("step.sh");
        fs::write(&file, script).expect("it can be written");
        let path = fs::read_to_string(self.at("path")).expect("it is there");
        let added = path.lines().map(PathBuf::from);
        let system = env::split_paths("/usr/bin:/bin");
        let path = env::join_paths(added.chain([self.at("bin")]).chain(system)).expect("plain");
        Command::new("bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail"])
            .arg(&file)
            .current_dir(cwd)
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.at("home"))
            .env("SERVED", self.at("served"))
            .env("RUNNER_TEMP", self.at("temp"))
            .env("GITHUB_PATH", self.at("path"))
            .env("GITHUB_STEP_SUMMARY", self.at("summary"))
            .env("GITHUB_ACTIONS", "true")
            .env("CI", "true")
            .envs(env.iter().copied())
            .output()
            .expect("there is bash")
    }
}

/// Written by another process: what this one has open for writing while another test starts a child cannot be started.
fn write_script(file: &Path, text: &str) {
    let mut writing = Command::new("sh")
        .args(["-c", "cat >\"$1\" && chmod 755 \"$1\"", "sh"])
        .arg(file)
        .stdin(Stdio::piped())
        .spawn()
        .expect("there is sh");
    write!(writing.stdin.take().expect("it is piped"), "#!/bin/sh\n{text}").expect("it is read");
    assert!(writing.wait().expect("it ends").success());
}

/// The texts of the action's steps, in order.
fn runs() -> [String; 2] {
    let runs: Vec<_> = steps(ACTION).iter().filter_map(|step| step.text("run")).collect();
    runs.try_into().expect("it is got, and it checks")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn what_a_release_has_made_is_got_and_checks_the_project() {
    let runner = Runner::new();
    runner.serve();
    let [get, check] = runs();
    let of = [("VERSION", "0.1.0"), ("REPOSITORY", "owner/xdoctor"), ("SYSTEM", "Linux-X64")];
    let got = runner.run(&get, runner.dir.path(), &of);
    assert!(got.status.success(), "{}", said(&got));
    let path = fs::read_to_string(runner.at("path")).expect("it is there");
    assert_eq!(path, format!("{}/xdoctor-0.1.0-{TRIPLE}\n", runner.at("temp").display()));

    let machine = root().join("tests/hosts/debian-no-linker-set.toml");
    let args = format!("--machine {}", machine.display());
    for (targets, code) in [("aarch64-unknown-linux-gnu x86_64-unknown-linux-gnu", 1), ("x86_64-unknown-linux-gnu", 0)]
    {
        fs::write(runner.at("summary"), "").expect("it can be written");
        let checked = runner.run(&check, runner.dir.path(), &[("TARGETS", targets), ("PROJECT", "."), ("ARGS", &args)]);
        let mut plain = Command::new(env!("CARGO_BIN_EXE_xdoctor"));
        plain
            .args(["check", "--format", "github", "--machine"])
            .arg(&machine)
            .current_dir(runner.dir.path())
            .env_clear();
        plain.args(targets.split(' ').flat_map(|target| ["-t", target]));
        let plain = plain.output().expect("it starts");
        assert_eq!((checked.status.code(), checked.stdout), (Some(code), plain.stdout), "{targets}");
        let summary = fs::read_to_string(runner.at("summary")).expect("it is there");
        assert!(targets.split(' ').all(|target| summary.contains(target)), "{summary}");
    }
}

#[test]
fn what_is_not_as_it_was_made_is_not_run() {
    let runner = Runner::new();
    runner.serve();
    let [get, _] = runs();
    let of = |system| [("VERSION", "0.1.0"), ("REPOSITORY", "owner/xdoctor"), ("SYSTEM", system)];
    let archive = runner.at(&format!("served/xdoctor-0.1.0-{TRIPLE}.tar.gz"));
    let mut bytes = fs::read(&archive).expect("it is served");
    bytes.push(0);
    fs::write(&archive, bytes).expect("it is ours");
    for (system, code) in [("Linux-X64", 1), ("Linux-ARM64", 1), ("Haiku-X64", 2)] {
        let got = runner.run(&get, runner.dir.path(), &of(system));
        assert_eq!(got.status.code(), Some(code), "{system}: {}", said(&got));
        assert_eq!(fs::read_to_string(runner.at("path")).expect("it is there"), "", "{system}");
    }
}

#[test]
fn a_host_that_a_workflow_has_recorded_opens_elsewhere() {
    let runner = Runner::new();
    let record = steps(CI).into_iter().find(|step| step.text("name").as_deref() == Some("record this host"));
    let record = record.and_then(|step| step.text("run")).expect("it is a command");
    let built = record.replace("cargo run --locked --bin xdoctor --", env!("CARGO_BIN_EXE_xdoctor"));
    assert_ne!(built, record);
    let recorded = runner.run(&built, &runner.at("home"), &[]);
    assert!(recorded.status.success(), "{}", said(&recorded));
    let file = built.split_whitespace().last().expect("the file is named last");
    let opened = Command::new(env!("CARGO_BIN_EXE_xdoctor"))
        .args(["check", "--json", "--machine", file])
        .current_dir(runner.at("home"))
        .env_clear()
        .output()
        .expect("it starts");
    assert_ne!(opened.status.code(), Some(2), "{}", said(&opened));
    let report: serde_json::Value = serde_json::from_slice(&opened.stdout).expect("it is JSON");
    assert_eq!(report["schema_version"], 1);
}

#[test]
fn a_release_is_refused_where_its_tag_its_changes_or_its_address_are_others() {
    let runner = Runner::new();
    let check = steps(RELEASE).into_iter().find_map(|step| step.text("run")).expect("the first step looks");
    let project = runner.at("home");
    let version = env!("CARGO_PKG_VERSION");
    let manifest = read("Cargo.toml");
    let with_address =
        manifest.replace("[workspace.package]\n", "[workspace.package]\nrepository = \"https://host/owner/x\"\n");
    assert_ne!(manifest, with_address);
    let changes = format!("# Changelog\n\n## [{version}]\n");
    for (manifest, changes, tag, of, says) in [
        (&with_address, &changes, format!("v{version}"), "owner/x", None),
        (
            &with_address,
            &changes,
            "v99.0.0".to_owned(),
            "owner/x",
            Some("file=Cargo.toml::the tag is v99.0.0, the version is "),
        ),
        (&with_address, &"# Changelog\n".to_owned(), format!("v{version}"), "owner/x", Some("file=CHANGELOG.md::")),
        (&with_address, &changes, format!("v{version}"), "fork/x", Some("set it to https://host/fork/x")),
        (&manifest, &changes, format!("v{version}"), "owner/x", Some("set it to https://host/owner/x")),
    ] {
        fs::write(project.join("Cargo.toml"), manifest).expect("it can be written");
        fs::write(project.join("CHANGELOG.md"), changes).expect("it can be written");
        let env = [("GITHUB_SERVER_URL", "https://host"), ("GITHUB_REPOSITORY", of), ("GITHUB_REF_NAME", tag.as_str())];
        let output = runner.run(&check, &project, &env);
        assert_eq!(output.status.success(), says.is_none(), "{}", said(&output));
        assert!(says.is_none_or(|says| said(&output).contains(says)), "{}", said(&output));
    }
}
