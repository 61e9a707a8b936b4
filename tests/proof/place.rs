//! A project in a directory of its own, with private homes and caches.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::Arc,
};

use tempfile::TempDir;
use xdoctor::{
    driver::{self, Doctor},
    host::{Answered, Answering, Host, OsHost},
};
use xdoctor_checks::{
    Question, Triple,
    diagnose::{ProofMode, Request},
    report::{ProofStatus, TargetReport},
};

pub(crate) struct Place {
    dir: TempDir,
    env: BTreeMap<String, String>,
    /// Where the user stands, below the project.
    cwd: PathBuf,
    mode: ProofMode,
    /// Seconds that a proof may take, where not the product's own bound.
    limit: Option<u32>,
}

/// The machine, with another bound for proofs.
struct Hurried(OsHost, u32);

impl Host for Hurried {
    fn at_once(&self, question: &Question) -> Option<Answered> {
        self.0.at_once(question)
    }

    fn answer<'a>(&'a self, question: &'a Question) -> Answering<'a> {
        Box::pin(async move {
            let Question::Link(link) = question else { return self.0.answer(question).await };
            let mut link = link.clone();
            link.limit.seconds = self.1;
            self.0.answer(&Question::Link(link)).await
        })
    }
}

impl Place {
    /// An empty project directory, below another that may hold a configuration.
    pub(crate) fn new() -> Self {
        let dir = tempfile::Builder::new().prefix("proof").tempdir().expect("a temporary directory");
        let real = dir.path().canonicalize().expect("it is there");
        for name in ["up/project", "home", "cache", "bin"] {
            fs::create_dir_all(real.join(name)).expect("a fresh directory");
        }
        let path = |name: &str| real.join(name).to_string_lossy().into_owned();
        let mut env = BTreeMap::from([
            ("HOME".to_owned(), path("home")),
            ("CARGO_HOME".to_owned(), path("home/cargo")),
            ("RUSTUP_AUTO_INSTALL".to_owned(), "0".to_owned()),
            ("PATH".to_owned(), format!("{}:{}", path("bin"), std::env::var("PATH").expect("a PATH"))),
        ]);
        // The toolchain that runs these tests, and nothing else of their environment.
        for name in ["RUSTUP_HOME", "RUSTUP_TOOLCHAIN"] {
            env.extend(std::env::var(name).ok().map(|value| (name.to_owned(), value)));
        }
        let rustup = std::env::home_dir().expect("a home").join(".rustup").to_string_lossy().into_owned();
        env.entry("RUSTUP_HOME".to_owned()).or_insert(rustup);
        let cwd = real.join("up/project");
        Self { dir, env, cwd, mode: ProofMode::Tiny, limit: None }
    }

    /// A program of the standard kind.
    pub(crate) fn program() -> Self {
        Self::new()
            .file("Cargo.toml", "[package]\nname = \"app\"\nedition = \"2021\"\n")
            .file("src/main.rs", "fn main() {}\n")
    }

    /// A library with this `[lib]` table and text.
    pub(crate) fn library(table: &str, text: &str) -> Self {
        let manifest = format!("[package]\nname = \"app\"\nedition = \"2021\"\n[lib]\n{table}\n");
        Self::new().file("Cargo.toml", &manifest).file("src/lib.rs", text)
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.dir.path().canonicalize().expect("it is there").join("up/project")
    }

    pub(crate) fn bin(&self) -> PathBuf {
        self.dir.path().canonicalize().expect("it is there").join("bin")
    }

    /// Writes a file of the project; `../` leads above it.
    pub(crate) fn file(self, name: &str, text: &str) -> Self {
        let file = self.root().join(name);
        fs::create_dir_all(file.parent().expect("a file stands in a directory")).expect("a directory");
        fs::write(file, text).expect("a file");
        self
    }

    /// An executable on the `PATH`, before all others.
    #[cfg(unix)]
    pub(crate) fn tool(self, name: &str, script: &str) -> Self {
        use std::os::unix::fs::PermissionsExt;
        let file = self.bin().join(name);
        fs::write(&file, format!("#!/bin/sh\n{script}\n")).expect("a file");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("its mode");
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.to_owned(), value.to_owned());
        self
    }

    pub(crate) fn stand_in(mut self, dir: &str) -> Self {
        self.cwd = self.root().join(dir);
        fs::create_dir_all(&self.cwd).expect("a directory");
        self
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.dir.path().canonicalize().expect("it is there").join("home")
    }

    pub(crate) fn proof_limit(mut self, seconds: u32) -> Self {
        self.limit = Some(seconds);
        self
    }

    pub(crate) fn project_mode(mut self) -> Self {
        self.mode = ProofMode::Project;
        self
    }

    /// What cargo itself says of the project's build.
    pub(crate) fn build(&self, args: &[&str]) -> Output {
        let target = self.dir.path().join("built");
        let mut command = Command::new("cargo");
        command.args(["build", "--offline", "--target-dir"]).arg(&target).args(args);
        command.current_dir(&self.cwd).env_clear().envs(&self.env);
        let output = command.output().expect("cargo runs");
        fs::remove_dir_all(target).ok();
        output
    }

    /// What xdoctor says of the target; none: of the host's own.
    pub(crate) fn look(&self, target: Option<&str>, fresh: bool) -> TargetReport {
        let host = OsHost::with_env(&self.cwd, &self.env).expect("a directory");
        let host = host.with_proofs(&self.dir.path().join("cache"), fresh);
        let targets = vec![Triple::new(target.map_or_else(host_triple, str::to_owned))];
        let request = Request { targets, proof: self.mode, ..Request::default() };
        let mut doctor = Doctor::new(match self.limit {
            Some(seconds) => Arc::new(Hurried(host, seconds)),
            None => Arc::new(host),
        });
        let report = driver::block_on(doctor.diagnose(&request, |_| {})).expect("a runtime");
        report.targets.into_iter().next().expect("the target that was asked for")
    }

    /// Whether the native build passes, by the proof and by cargo alike.
    #[track_caller]
    pub(crate) fn agrees(&self) -> bool {
        self.agrees_for(None)
    }

    #[track_caller]
    pub(crate) fn agrees_for(&self, target: Option<&str>) -> bool {
        let args = target.map(|target| ["--target", target]);
        let built = self.build(args.as_ref().map_or(&[][..], |args| &args[..]));
        let seen = self.look(target, true);
        let passed = seen.proof.status == ProofStatus::Passed;
        assert_eq!(
            passed,
            built.status.success(),
            "cargo: {}\nproof: {:?} {:?}\n{}",
            String::from_utf8_lossy(&built.stderr),
            seen.proof.status,
            seen.proof.reason,
            seen.proof.output
        );
        passed
    }

    /// Everything below the project, so that a test sees that looking changes nothing.
    pub(crate) fn listing(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        list(&self.root(), &mut found);
        found.sort();
        found
    }
}

fn list(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a directory").flatten() {
        if entry.path().is_dir() && !entry.path().is_symlink() {
            list(&entry.path(), found);
        }
        found.push(entry.path());
    }
}

pub(crate) fn host_triple() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host").to_owned()
}
