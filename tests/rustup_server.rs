//! `rustup target add` as a fix, by the real rustup, against a distribution server on loopback that this test makes.
//!
//! The toolchain is installed from that server too, so that it is one of rustup's own. Its `bin/rustc` hands over to the
//! rustc of this test run, with the installed toolchain as its sysroot: what rustup adds is what that rustc sees.

#[path = "support/dist_server.rs"]
mod dist_server;
#[path = "support/schema.rs"]
mod schema;

use std::{
    fs,
    io::Read as _,
    path::PathBuf,
    process::{Command, Output},
};

use dist_server::{Component, DistServer, NEWEST_RUSTUP};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use serde_json::Value;

/// A release that nobody else serves.
const RELEASE: &str = "1.95.7";
const TARGET: &str = "wasm32-unknown-unknown";

struct Machine {
    folder: tempfile::TempDir,
    server: DistServer,
    host: String,
}

#[test]
fn a_missing_target_is_added_by_rustup_to_the_toolchain_that_builds() {
    let machine = Machine::new();
    let name = format!("{RELEASE}-{}", machine.host);
    let installed = machine.home().join(".rustup/toolchains").join(&name).join("lib/rustlib").join(TARGET);

    let before = machine.check();
    assert_eq!(before["blockers"], serde_json::json!(["target-std-missing"]), "{before:#}");
    let finding = before["checks"].as_array().expect("a list").iter().find(|check| check["id"] == "target-std-missing");
    let command = &finding.expect("it is a blocker")["fixes"][0]["command"];
    assert_eq!(*command, serde_json::json!(["rustup", "target", "add", TARGET, "--toolchain", name]));
    assert!(!installed.exists(), "looking installed something");

    let fixed = machine.xdoctor(&["fix", "--yes", "-t", TARGET]);
    let listed = machine.run("rustup", &["target", "list", "--installed", "--toolchain", &name]);
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert!(listed.lines().any(|line| line == TARGET), "rustup lists {listed:?}; fix said {}", told(&fixed));
    assert!(installed.join("lib/libcore-0.rlib").is_file(), "fix said {}", told(&fixed));

    let after = machine.check();
    let blockers = after["blockers"].as_array().expect("a list");
    assert!(!blockers.contains(&"target-std-missing".into()), "{after:#}");
}

#[test]
fn a_target_that_the_server_lacks_is_not_promised() {
    let machine = Machine::new();
    let report = machine.report("riscv64gc-unknown-none-elf");
    let fixes = report["checks"].as_array().expect("a list").iter().filter_map(|check| check["fixes"].as_array());
    let adds = fixes.flatten().any(|fix| fix["command"][1] == "target");
    assert_eq!(report["verdict"], "blocked", "{report:#}");
    assert!(!adds, "{report:#}");
}

#[test]
fn the_server_is_asked_for_the_very_archive_and_only_where_that_is_allowed() {
    let machine = Machine::new();
    let server_check = |flags: &[&str]| {
        let args = [&["check", "--json", "--no-proof", "-t", TARGET][..], flags].concat();
        let output = machine.xdoctor(&args);
        let report: Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", told(&output)));
        let target = &report["targets"][0];
        let find = |id: &str| target["checks"].as_array()?.iter().find(|check| check["id"] == id).cloned();
        let std = find("target-std-missing").expect("it is missing");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let server = find("rustup-server-unreachable").map(|check| (text(&check["status"]), text(&check["message"])));
        (server, text(&std["fixes"][0]["applicability"]), target["verdict"].clone())
    };
    let manifest = machine
        .home()
        .join(format!(".rustup/toolchains/{RELEASE}-{}/lib/rustlib/multirust-channel-manifest.toml", machine.host));
    let text = fs::read_to_string(&manifest).expect("rustup has written it");
    let mut archive = text.lines().skip_while(|line| !line.contains(&format!("rust-std.target.{TARGET}]")));
    let archive = archive.find_map(|line| line.strip_prefix("url = \"")?.strip_suffix('"'));
    let archive = archive.expect("it has an address").to_owned();
    let point_to = |url: &str| fs::write(&manifest, text.replace(&archive, url)).expect("a file can be written");
    let answer = |status: &str, message: String| Some((status.to_owned(), message));
    let blocked = Value::from("blocked");

    // As this test runs nobody reads along, so nothing is asked; nor with the flag.
    let unasked = (None, "safe".to_owned(), blocked.clone());
    let only_asked = |(server, fix, verdict): (Option<(String, String)>, String, Value)| {
        (server.filter(|(status, _)| status != "skip"), fix, verdict)
    };
    assert_eq!(only_asked(server_check(&[])), unasked);
    assert_eq!(only_asked(server_check(&["--offline"])), unasked);
    let there = answer("pass", format!("the server has `{archive}`"));
    assert_eq!(server_check(&["--online"]), (there, "safe".to_owned(), blocked.clone()));

    let gone = format!("{}/gone.tar.gz", machine.server.url);
    point_to(&gone);
    let lacking = answer("fail", format!("`{}` has no `{gone}` (it answers 404)", machine.server.url));
    assert_eq!(server_check(&["--online"]), (lacking, "manual".to_owned(), blocked.clone()));

    // A port where nobody listens any more.
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let nowhere = format!("http://{}/x", free.local_addr().expect("a listener has an address"));
    drop(free);
    point_to(&nowhere);
    let (server, fix, verdict) = server_check(&["--online"]);
    let (status, message) = server.expect("it was asked");
    assert_eq!((status.as_str(), fix.as_str(), verdict), ("unknown", "safe", blocked));
    assert!(message.contains(&format!("cannot ask for `{nowhere}`: no connection: ")), "{message}");
}

/// This host's own target, for which rustup has nothing to fetch.
const HERE: [&str; 2] = ["check", "--no-proof"];

#[test]
fn a_newer_rustup_is_a_hint_and_what_cannot_be_asked_is_told_to_who_asks() {
    let machine = Machine::new();
    let ends = machine.xdoctor(&HERE).status;
    let report = |args: &[&str]| {
        let output = machine.xdoctor(&[&HERE, args].concat());
        assert_eq!(output.status, ends, "{}", told(&output));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let rustup = |args: &[&str]| {
        let report: Value = serde_json::from_str(&report(args)).expect("JSON");
        report["toolchain"]["rustup"].clone()
    };
    assert_eq!(rustup(&["--json"]), Value::Null);
    assert_eq!(rustup(&["--json", "--offline"]), Value::Null);
    assert_eq!(machine.server.take_asked().iter().filter(|path| path.contains("/rustup/")).count(), 0);
    let asked = rustup(&["--json", "--online"]);
    assert_eq!((&asked["newest"], &asked["update"]), (&NEWEST_RUSTUP.into(), &"`rustup self update`".into()));
    assert!(report(&["--online"]).contains(&format!("hint: rustup {NEWEST_RUSTUP} is out, and this one is ")));

    // A server that has no such page: neither a failure nor a hint.
    let output = Command::new(env!("CARGO_BIN_EXE_xdoctor"))
        .args([&HERE[..], &["--online", "-v"]].concat())
        .current_dir(machine.project())
        .env_clear()
        .envs(machine.env())
        .env("RUSTUP_UPDATE_ROOT", &machine.server.url)
        .output()
        .expect("the program can be started");
    let words = told(&output).split_whitespace().collect::<Vec<_>>().join(" ");
    let why = format!("is not known: `{}/release-stable.toml`: the server answers 404", machine.server.url);
    assert!(output.status == ends && words.contains(&why), "{words}");
}

#[test]
fn on_a_terminal_servers_are_asked_unless_it_is_continuous_integration_or_offline() {
    let machine = Machine::new();
    let page = ["/rustup/release-stable.toml".to_owned()];
    let (shown, asked) = machine.on_a_terminal(&HERE, &[]);
    assert!(asked == page && shown.contains(NEWEST_RUSTUP), "{asked:?}: {shown}");
    for (args, env) in [
        (&[][..], &[("CI", "true")][..]),
        (&[], &[("CI", "1")]),
        (&[], &[("CARGO_NET_OFFLINE", "true")]),
        (&["--offline"], &[]),
    ] {
        let (shown, asked) = machine.on_a_terminal(&[&HERE, args].concat(), env);
        assert!(asked.is_empty() && shown.contains(&machine.host), "{args:?} {env:?}: {asked:?}: {shown}");
    }
    for (args, env) in [(&["--online"][..], &[("CI", "true")][..]), (&[], &[("CI", "false")])] {
        let (shown, asked) = machine.on_a_terminal(&[&HERE, args].concat(), env);
        assert!(asked == page, "{args:?} {env:?}: {asked:?}: {shown}");
    }
}

#[test]
fn a_toolchain_whose_installation_was_cut_gets_advice_that_works() {
    for rest in [&[][..], &["multirust-config.toml", "components"]] {
        let machine = Machine::new();
        let name = format!("{RELEASE}-{}", machine.host);
        let rustlib = machine.home().join(".rustup/toolchains").join(&name).join("lib/rustlib");
        for file in [&["multirust-channel-manifest.toml"], rest].concat() {
            fs::remove_file(rustlib.join(file)).expect("rustup has written it");
        }
        let report = machine.check();
        let checks = report["checks"].as_array().expect("a list");
        let finding = checks.iter().find(|check| check["id"] == "target-std-missing").expect("it is missing");
        assert_eq!(finding["fixes"][0]["kind"], "manual", "{finding:#}");
        let add = machine.run("rustup", &["target", "add", TARGET, "--toolchain", &name]);
        assert!(!add.status.success(), "why would it be advised against? {}", told(&add));
        let advised = ["toolchain", "install", &name, "--target", TARGET, "--no-self-update"];
        let shown = machine.xdoctor(&["check", "--no-proof", "-t", TARGET]);
        assert!(told(&shown).contains(&format!("rustup {}", advised.join(" "))), "{}", told(&shown));
        let installed = machine.run("rustup", &advised);
        assert!(installed.status.success(), "{}", told(&installed));
        let blockers = machine.check()["blockers"].clone();
        assert!(!blockers.as_array().expect("a list").contains(&"target-std-missing".into()), "{blockers}");
    }
}

impl Machine {
    /// A private home into which the real rustup has installed `RELEASE` from a server of our own.
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a scratch folder can be made");
        let rustc = real("rustc");
        let version = Command::new(&rustc).arg("-vV").output().expect("rustc runs");
        let version = String::from_utf8(version.stdout).expect("rustc prints text");
        let host =
            version.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host").to_owned();
        let sysroot = rustc.ancestors().nth(2).expect("rustc is in bin").to_owned();
        let std = |target: &str| Component {
            package: "rust-std",
            target: target.to_owned(),
            files: ["core", "std"]
                .map(|name| {
                    (
                        format!("lib/rustlib/{target}/lib/lib{name}-0.rlib"),
                        format!("!<arch>\n{}", "x".repeat(4096)).into_bytes(),
                    )
                })
                .into(),
        };
        let rustc = format!("#!/bin/sh\nexec '{}' --sysroot \"$(dirname \"$0\")/..\" \"$@\"\n", rustc.display());
        let cargo = format!("#!/bin/sh\nexec '{}' \"$@\"\n", sysroot.join("bin/cargo").display());
        let script = |package, text: String| Component {
            package,
            target: host.clone(),
            files: vec![(format!("bin/{package}"), text.into_bytes())],
        };
        let components = [script("rustc", rustc), script("cargo", cargo), std(&host), std(TARGET)];
        let server = DistServer::start(RELEASE, &host, &components);
        let machine = Self { folder, server, host };
        let bin = machine.home().join(".cargo/bin");
        fs::create_dir_all(&bin).expect("a folder can be made");
        for name in ["rustup", "cargo", "rustc"] {
            std::os::unix::fs::symlink(real_rustup(), bin.join(name)).expect("a link can be made");
        }
        let project = machine.project();
        fs::create_dir_all(project.join("src")).expect("a folder can be made");
        fs::write(project.join("Cargo.toml"), "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n")
            .expect("a file can be written");
        fs::write(project.join("src/lib.rs"), "#![no_std]\n").expect("a file can be written");
        let installed =
            machine.run("rustup", &["toolchain", "install", RELEASE, "--profile", "minimal", "--no-self-update"]);
        assert!(installed.status.success(), "{}", told(&installed));
        let chosen = machine.run("rustup", &["default", RELEASE]);
        assert!(chosen.status.success(), "{}", told(&chosen));
        machine
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn project(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    fn check(&self) -> Value {
        self.report(TARGET)
    }

    fn report(&self, target: &str) -> Value {
        let output = self.xdoctor(&["check", "--json", "--no-proof", "-t", target]);
        let mut report: Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", told(&output)));
        report["targets"][0].take()
    }

    fn xdoctor(&self, args: &[&str]) -> Output {
        let output = self.run(env!("CARGO_BIN_EXE_xdoctor"), args);
        schema::assert_fits(&String::from_utf8_lossy(&output.stdout));
        output
    }

    fn run(&self, program: &str, args: &[&str]) -> Output {
        let bin = self.home().join(".cargo/bin");
        let program = if program.contains('/') { PathBuf::from(program) } else { bin.join(program) };
        Command::new(program)
            .args(args)
            .current_dir(self.project())
            .env_clear()
            .envs(self.env())
            .output()
            .expect("the program can be started")
    }

    fn env(&self) -> [(&'static str, String); 5] {
        let home = self.home().display().to_string();
        [
            ("PATH", format!("{home}/.cargo/bin:/usr/bin:/bin")),
            ("HOME", home),
            ("RUSTUP_DIST_SERVER", self.server.url.clone()),
            ("RUSTUP_UPDATE_ROOT", format!("{}/rustup", self.server.url)),
            ("NO_PROXY", "127.0.0.1".to_owned()),
        ]
    }

    /// What the program shows on a terminal, and the server's pages that it asked for.
    fn on_a_terminal(&self, args: &[&str], env: &[(&str, &str)]) -> (String, Vec<String>) {
        let pty = native_pty_system().openpty(PtySize { rows: 50, cols: 200, ..PtySize::default() });
        let pty = pty.expect("the system has pseudo-terminals");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_xdoctor"));
        command.args(args);
        command.cwd(self.project());
        command.env_clear();
        for (name, value) in &self.env() {
            command.env(name, value);
        }
        for (name, value) in env {
            command.env(name, value);
        }
        self.server.take_asked();
        let mut child = pty.slave.spawn_command(command).expect("the program starts");
        drop(pty.slave);
        let mut shown = Vec::new();
        // Linux ends the reading of a terminal that nobody has open with an error.
        let _ = pty.master.try_clone_reader().expect("it can be read").read_to_end(&mut shown);
        child.wait().expect("it ends");
        (String::from_utf8_lossy(&shown).into_owned(), self.server.take_asked())
    }
}

/// The rustc of the toolchain that runs this test.
fn real(program: &str) -> PathBuf {
    let cargo = std::env::var_os("CARGO").expect("cargo runs its tests with CARGO set");
    let bin = fs::canonicalize(cargo).expect("cargo is there");
    bin.parent().expect("cargo is in bin").join(program)
}

fn real_rustup() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join("rustup")).find(|file| file.is_file());
    fs::canonicalize(found.expect("this test drives the real rustup, which is not on PATH")).expect("rustup is there")
}

fn told(output: &Output) -> String {
    format!("{}\n{}{}", output.status, String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
