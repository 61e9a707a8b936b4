//! A private world for whole-program tests: an emptied environment, a home of its own, the Rust that runs the tests.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

use serde_json::Value;
use tempfile::TempDir;

/// A home and a project that nobody else sees.
pub(crate) struct Sandbox {
    dir: TempDir,
    path: Vec<PathBuf>,
}

/// What a run of the program gave.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Sandbox {
    /// With an empty project, and the Rust toolchain and the system's programs on `PATH`.
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        for folder in ["home", "project"] {
            fs::create_dir(dir.path().join(folder)).expect("a new folder");
        }
        Self { dir, path: vec![toolchain_bin().to_owned(), "/usr/local/bin".into(), "/usr/bin".into(), "/bin".into()] }
    }

    pub(crate) fn project(&self) -> PathBuf {
        self.dir.path().join("project")
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    /// Only this folder on `PATH`, below the sandbox; it is made.
    pub(crate) fn only_path(&mut self, folder: &str) {
        let folder = self.dir.path().join(folder);
        fs::create_dir_all(&folder).expect("a new folder");
        self.path = vec![folder];
    }

    /// The Rust that runs the tests, without anything else of its folder's neighbours.
    pub(crate) fn rust(&mut self) {
        self.path.push(toolchain_bin().to_owned());
    }

    /// A program of this name comes first on `PATH`.
    pub(crate) fn tool(&mut self, name: &str, script: &str) {
        let bin = self.dir.path().join("bin");
        fs::create_dir_all(&bin).expect("a new folder");
        if self.path.first() != Some(&bin) {
            self.path.insert(0, bin.clone());
        }
        let file = bin.join(name);
        fs::write(&file, format!("#!/bin/sh\n{script}\n")).expect("a new file");
        let mut permissions = fs::metadata(&file).expect("it is there").permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
        fs::set_permissions(&file, permissions).expect("its owner may");
    }

    /// A file of the project; none: it is not there.
    pub(crate) fn read(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.project().join(path)).ok()
    }

    /// Writes a file of the project, with its folders.
    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.project().join(path);
        fs::create_dir_all(path.parent().expect("inside the project")).expect("a new folder");
        fs::write(path, text).expect("a new file");
        self
    }

    /// A binary package named `demo` that builds.
    pub(crate) fn package(&self) -> &Self {
        self.write("Cargo.toml", "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
        self.write("src/main.rs", "fn main() {}\n")
    }

    /// The program in the project, with nothing of the caller's environment.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xdoctor"));
        command
            .args(args)
            .current_dir(self.project())
            .env_clear()
            .env("HOME", self.home())
            .env("PATH", std::env::join_paths(&self.path).expect("plain paths"))
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        ran(&self.command(args).output().expect("the program starts"))
    }

    /// The JSON report, whatever the exit code.
    pub(crate) fn json(&self, args: &[&str]) -> (i32, Value) {
        let ran = self.run(args);
        let value: Value = serde_json::from_str(&ran.stdout)
            .unwrap_or_else(|error| panic!("no JSON: {error}\n{}\n{}", ran.stdout, ran.stderr));
        (ran.code, value)
    }
}

/// Whatever is printed for programs fits its published schema.
pub(crate) fn ran(output: &Output) -> Ran {
    let stdout = String::from_utf8(output.stdout.clone()).expect("UTF-8 on stdout");
    crate::schema::assert_fits(&stdout);
    Ran {
        code: output.status.code().expect("an exit code, not a signal"),
        stdout,
        stderr: String::from_utf8(output.stderr.clone()).expect("UTF-8 on stderr"),
    }
}

/// The folder of the real rustc and cargo, without rustup's proxies: they would need the caller's home.
pub(crate) fn toolchain_bin() -> &'static Path {
    static BIN: OnceLock<PathBuf> = OnceLock::new();
    BIN.get_or_init(|| {
        let output = Command::new("rustc").args(["--print", "sysroot"]).output().expect("rustc runs");
        PathBuf::from(String::from_utf8(output.stdout).expect("UTF-8").trim()).join("bin")
    })
}

/// The ids that block a target, root cause first.
pub(crate) fn blockers(report: &Value, triple: &str) -> Vec<String> {
    let target = report["targets"].as_array().into_iter().flatten().find(|target| target["triple"] == triple);
    let target = target.unwrap_or_else(|| panic!("no target `{triple}` in {report:#}"));
    target["blockers"].as_array().into_iter().flatten().map(|id| id.as_str().unwrap_or_default().to_owned()).collect()
}
