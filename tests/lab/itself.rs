//! xdoctor's own cross build: a copy of this repository on a machine without cross compilers; xdoctor names what is missing,
//! installs and writes it down, cargo then builds xdoctor for the target, and what it has built runs under an emulator.
//!
//! The commands are shown as a user would type them, with what they print. It ends with a line for each target: what was
//! shown, or what could not be and why.

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Instant,
};

use serde_json::Value;

use crate::{
    judge::{WINE, tail},
    machine, say,
    scenario::Scenario,
    toolchains,
    world::{Ran, World},
};

/// A target, and how its programs are started here.
struct Target {
    triple: &'static str,
    emulator: &'static [&'static str],
    /// What is taken away first: a machine of nobody who has built for it.
    packages: &'static [&'static str],
}

const TARGETS: [Target; 3] = [
    Target {
        triple: "aarch64-unknown-linux-gnu",
        emulator: &["/usr/bin/qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"],
        packages: &["gcc-aarch64-linux-gnu", "g++-aarch64-linux-gnu", "libc6-dev-arm64-cross"],
    },
    Target {
        triple: "armv7-unknown-linux-gnueabihf",
        emulator: &["/usr/bin/qemu-arm", "-L", "/usr/arm-linux-gnueabihf"],
        packages: &["gcc-arm-linux-gnueabihf", "libc6-dev-armhf-cross"],
    },
    Target {
        triple: "x86_64-pc-windows-gnu",
        emulator: &[WINE],
        packages: &["gcc-mingw-w64-x86-64", "g++-mingw-w64-x86-64"],
    },
];

/// A recorded machine, which must look the same from everywhere.
const RECORDED: &str = "tests/hosts/debian-no-linker-set.toml";

/// The longest build, in seconds.
const LIMIT: u32 = 3000;

pub(crate) fn run_all(wanted: &[String], lab: &Path, keep: bool) -> ExitCode {
    let targets: Vec<_> =
        TARGETS.iter().filter(|target| wanted.is_empty() || wanted.iter().any(|w| w == target.triple)).collect();
    let packages: Vec<_> =
        targets.iter().flat_map(|target| target.packages).map(|package| (*package).to_owned()).collect();
    let machines = tempfile::tempdir().expect("a scratch folder can be made");
    let (machine, why_not) = match machine::without(&packages, &machines) {
        Ok(folder) => (Some(folder), None),
        Err(reason) => (None, Some(reason)),
    };
    let mut scenario = Scenario::plain();
    scenario.stage.env =
        [("RUSTUP_TOOLCHAIN", "lab"), ("CARGO_NET_OFFLINE", "true")].map(|(k, v)| (k.into(), v.into())).into();
    scenario.machine = machine;
    let mut summary = vec![String::new()];
    if let Some(reason) = why_not {
        summary.push(format!("not shown: that xdoctor installs what is missing, {reason}"));
    }
    let world = World::make(&scenario, lab, keep);
    if let Err(error) = copy_this(&world) {
        say(&format!("FAILED: {error}"));
        return ExitCode::FAILURE;
    }
    let mut failed = false;
    for target in targets {
        let started = Instant::now();
        let told = if lab.join("lab/usr/lib/rustlib").join(target.triple).is_dir() {
            Itself { world: &world, target, out: world.root.join("out") }.show()
        } else {
            Ok("not shown: the lab has no standard library for it".to_owned())
        };
        failed |= told.is_err();
        let told = told.unwrap_or_else(|error| format!("FAILED: {error}"));
        summary.push(format!("{} ({} s): {told}", target.triple, started.elapsed().as_secs()));
    }
    summary
        .push("not shown: that xdoctor adds a standard library; the lab's toolchain is not one of rustup's".to_owned());
    say(&summary.join("\n"));
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// The working tree as the project, and the crates of its lock file.
fn copy_this(world: &World) -> Result<(), String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = world.root.join("project");
    std::fs::remove_dir_all(&project).expect("a scenario may remove its own files");
    std::fs::create_dir(&project).expect("a folder can be made");
    let run = |command: &mut Command| match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr))),
        Err(error) => Err(format!("{command:?}: {error}")),
    };
    for entry in std::fs::read_dir(here).expect("the checkout can be read") {
        let name = entry.expect("a folder entry can be read").file_name();
        if !["target", ".git", ".cargo"].iter().any(|other| name == *other) {
            run(Command::new("/bin/cp").arg("-a").arg(here.join(&name)).arg(&project))?;
        }
    }
    // those of other platforms are not there yet where only this one was built for
    run(Command::new(env!("CARGO")).args(["fetch", "--locked"]).current_dir(here))?;
    let home = std::env::var_os("CARGO_HOME")
        .map_or_else(|| PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cargo"), PathBuf::from);
    for part in ["index", "cache"] {
        let part = Path::new("registry").join(part);
        toolchains::link_tree(&home.join(&part), &world.root.join("home/.cargo").join(&part));
    }
    // wine writes into its prefix, and this is another machine's
    run(Command::new("/bin/cp").arg("-a").arg(world.lab.join("wine")).arg(world.root.join("home")))
}

struct Itself<'a> {
    world: &'a World,
    target: &'a Target,
    out: PathBuf,
}

impl Itself<'_> {
    fn show(&self) -> Result<String, String> {
        let triple = self.target.triple;
        let (before, _) = self.check(&[])?;
        self.shown("xdoctor", &["check", "-t", triple]);
        let was_built = self.build(before["verdict"] == "ready");
        if was_built.passed() != (before["verdict"] == "ready") {
            return Err(format!("{} it was, and cargo: {}", before["verdict"], tail(&was_built.stderr)));
        }
        let blockers = before["blockers"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let blockers = blockers.collect::<Vec<_>>().join(", ");
        if !was_built.passed() {
            let fixed = self.shown("xdoctor", &["fix", "-t", triple, "--system", "--yes"]);
            if !fixed.passed() {
                return Err(format!("`fix` exits with {:?}", fixed.code));
            }
            let (after, _) = self.check(&[])?;
            if after["verdict"] != "ready" {
                return Err(format!("after `fix` it is {}", after["verdict"]));
            }
            let built = self.build(true);
            if !built.passed() {
                return Err(format!("ready, and cargo does not build it\n{}", tail(&built.stderr)));
            }
        }
        let how = if blockers.is_empty() {
            "ready as it was".to_owned()
        } else {
            format!("blocked by {blockers}, and not built; made ready by `fix`")
        };
        Ok(format!("{how}; built by cargo; {}", self.run()?))
    }

    /// The program that was built, as the native one of this repository's does.
    fn run(&self) -> Result<String, String> {
        let built = ["xdoctor", "xdoctor.exe"].map(|name| self.out.join(self.target.triple).join("debug").join(name));
        let Some(built) = built.iter().find(|file| file.is_file()) else { return Err("cargo left no program".into()) };
        let (emulator, options) = self.target.emulator.split_first().expect("an emulator is a program");
        if !Path::new(emulator).exists() {
            return Ok(format!("not run: there is no {emulator}"));
        }
        let program = built.to_string_lossy();
        let prefix = self.world.root.join("home/wine").to_string_lossy().into_owned();
        let wine = [
            ("WINEPREFIX", prefix.as_str()),
            ("WINEDEBUG", "-all"),
            ("WINEDLLOVERRIDES", "mscoree,mshtml,winemenubuilder.exe="),
        ];
        let run = |args: &[&str]| {
            let args: Vec<_> = options.iter().copied().chain([&*program]).chain(args.iter().copied()).collect();
            self.world.run_for(LIMIT, emulator, &args, &wine)
        };
        let same = |what: &str, there: &str, here: &str| {
            let there = there.replace('\r', "");
            if there == here { Ok(()) } else { Err(format!("{what}: {there:?} there, {here:?} here")) }
        };
        let native = |args: &[&str]| self.world.run(env!("CARGO_BIN_EXE_xdoctor"), args, &[]);
        same("--version", &run(&["--version"]).stdout, &native(&["--version"]).stdout)?;
        let recorded = ["check", "--json", "--machine", RECORDED];
        same("a recorded machine", &without_time(&run(&recorded).stdout), &without_time(&native(&recorded).stdout))?;
        let live = ["check", "--json", "-t", self.target.triple];
        let there = run(&live);
        let report: Value = serde_json::from_str(&there.stdout)
            .map_err(|error| format!("this machine: {error}: {}{}", there.stdout, tail(&there.stderr)))?;
        let misfits = crate::schema::misfits(&report);
        if !misfits.is_empty() {
            return Err(format!("the report does not fit its schema: {misfits:?}"));
        }
        let name = emulator.rsplit('/').next().unwrap_or_default();
        if report["host"]["os"] == "windows" {
            // nothing of this machine's Rust is a program there
            let first = &report["host_checks"].as_array().into_iter().flatten().find(|check| check["status"] == "fail");
            let cause = first.map_or("nothing", |check| check["id"].as_str().unwrap_or_default());
            return Ok(format!("runs under {name}: a recorded machine as here, and of wine's own: {cause}"));
        }
        if report["targets"][0]["verdict"] != "ready" {
            return Err(format!("under {name} it says {} of its own target", report["targets"][0]["verdict"]));
        }
        Ok(format!("runs under {name}: a recorded machine as here, and proves its own target ready"))
    }

    /// What the report has of the target, and the exit code.
    fn check(&self, more: &[&str]) -> Result<(Value, Option<i32>), String> {
        let args: Vec<_> = ["check", "--json", "-t", self.target.triple].iter().chain(more).copied().collect();
        let ran = self.world.run(env!("CARGO_BIN_EXE_xdoctor"), &args, &[]);
        let mut report: Value =
            serde_json::from_str(&ran.stdout).map_err(|error| format!("check: {error}: {}", tail(&ran.stderr)))?;
        Ok((report["targets"][0].take(), ran.code))
    }

    /// cargo's build, as its user would have it but for where the artefacts go.
    fn build(&self, is_ready: bool) -> Ran {
        let out = self.out.to_string_lossy();
        let args = ["build", "--locked", "--target", self.target.triple, "--bin", "xdoctor"];
        say(&format!("$ cargo {}", args.join(" ")));
        let ran = self.world.run_for(LIMIT, "cargo", &args, &[("CARGO_TARGET_DIR", &*out)]);
        let lines: Vec<_> = ran.stderr.lines().filter(|line| !line.trim().is_empty()).collect();
        // what a reader looks for: why not, or that it is done
        let last = if is_ready { 2 } else { 6 };
        say(&lines[lines.len().saturating_sub(last)..].join("\n"));
        ran
    }

    fn shown(&self, program: &str, args: &[&str]) -> Ran {
        say(&format!("$ {program} {}", args.join(" ")));
        let ran = self.world.run_for(LIMIT, env!("CARGO_BIN_EXE_xdoctor"), args, &[]);
        say(ran.stdout.trim_end());
        say(ran.stderr.trim_end());
        ran
    }
}

/// A report as text, but for how long it took.
fn without_time(report: &str) -> String {
    let report = report.replace('\r', "");
    report.lines().filter(|line| !line.contains("\"duration_ms\"")).collect::<Vec<_>>().join("\n")
}
