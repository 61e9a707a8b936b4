//! The lab: real toolchains, real set-ups, sound and broken; cargo's own build is the judge, and xdoctor must agree.
//!
//! ```text
//! tests/lab/provision                        once: makes the lab (Debian, x86_64)
//! cargo test --test lab                      every scenario
//! cargo test --test lab -- sysroot           those whose name contains the word
//! cargo test --test lab -- on-screen         those that are gone through in the terminal UI
//! cargo test --test lab -- --judge           only the judge: what cargo does must be what the scenario says
//! cargo test --test lab -- --random=99       set-ups drawn at random: see [`random`]
//! cargo test --test lab -- --itself          xdoctor's own cross build; with words, for those targets
//! cargo test --test lab -- --explain         the judge, and whether `explain` names the cause by what cargo prints
//! cargo test --test lab -- --keep            leaves each scenario's folder in place and names it
//! ```
//!
//! A scenario is a file in `scenarios/`; what its keys mean is told in [`scenario`]. What must hold of it is in
//! [`trial`].

#[path = "../support/dist_server.rs"]
mod dist_server;
mod doctor;
mod explained;
mod forms;
mod itself;
mod journey;
mod judge;
mod machine;
mod ndk;
#[path = "../tui/pty.rs"]
#[expect(dead_code, reason = "shared with the journeys that need no lab")]
mod pty;
mod random;
mod rustup;
mod scenario;
#[path = "../support/schema.rs"]
mod schema;
mod toolchains;
mod trial;
mod world;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Mutex,
    time::Instant,
};

use scenario::Scenario;

/// A part of what is asked of a scenario.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Only {
    Judge,
    /// The judge, and `explain` of what it printed.
    Explain,
}

/// What was asked for on the command line.
struct Options {
    filters: Vec<String>,
    /// None: everything is asked.
    only: Option<Only>,
    no_fix: bool,
    keep: bool,
    jobs: usize,
    /// So many set-ups that are drawn at random, instead of the scenarios.
    random: Option<u64>,
    /// The number of the first of them.
    from: u64,
    /// xdoctor's own cross build, instead of the scenarios.
    itself: bool,
}

impl Options {
    fn wants(&self, name: &str) -> bool {
        self.filters.is_empty() || self.filters.iter().any(|word| name.contains(word))
    }
}

fn main() -> ExitCode {
    let options = options();
    let lab = lab_dir();
    if !lab.join(".ready").exists() {
        say(&format!("there is no lab in {}: make it with tests/lab/provision", lab.display()));
        return ExitCode::FAILURE;
    }
    if options.itself {
        return itself::run_all(&options.filters, &lab, options.keep);
    }
    if let Some(count) = options.random {
        return random::run_all(count, &options, &lab);
    }
    let mut all = Scenario::read_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab/scenarios"));
    let machines = tempfile::tempdir().expect("a scratch folder can be made");
    let not_run = give_machines(&mut all, &options, &machines);
    let scenarios: Vec<_> = parts(&all)
        .into_iter()
        .filter(|part| options.wants(&part.name()) && !not_run.contains(&part.scenario.name))
        .filter(|part| !part.on_screen || options.only.is_none() && !options.no_fix)
        .collect();
    say(&format!("running {} scenarios in {}", scenarios.len(), lab.display()));
    let started = Instant::now();
    let failed = run(&scenarios, &options, &lab);
    for name in &failed {
        say(&format!("    {name}"));
    }
    say(&format!(
        "\ntest result: {}. {} passed; {} failed; {} not run; finished in {:.2}s",
        if failed.is_empty() { "ok" } else { "FAILED" },
        scenarios.len() - failed.len(),
        failed.len(),
        not_run.len(),
        started.elapsed().as_secs_f32()
    ));
    if failed.is_empty() && !scenarios.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Lay a machine of its own below each scenario that needs one. Those for which that cannot be done here.
fn give_machines(scenarios: &mut [Scenario], options: &Options, folder: &tempfile::TempDir) -> Vec<String> {
    let mut not_run = Vec::new();
    for scenario in scenarios.iter_mut().filter(|scenario| options.wants(&scenario.name)) {
        if scenario.uninstalled.is_empty() {
            continue;
        }
        match machine::without(&scenario.uninstalled, folder) {
            Ok(folder) => scenario.machine = Some(folder),
            Err(reason) => {
                say(&format!("test {} ... NOT RUN: {reason}", scenario.name));
                not_run.push(scenario.name.clone());
            }
        }
    }
    not_run
}

/// A scenario, gone through by commands or on the screen.
struct Part<'a> {
    scenario: &'a Scenario,
    on_screen: bool,
}

impl Part<'_> {
    fn name(&self) -> String {
        let name = &self.scenario.name;
        if self.on_screen { format!("{name} on-screen") } else { name.clone() }
    }
}

fn parts(scenarios: &[Scenario]) -> Vec<Part<'_>> {
    let on_screen = journey::ON_SCREEN.map(|name| {
        let scenario = scenarios.iter().find(|scenario| scenario.name == name);
        Part { scenario: scenario.expect("a journey is one of a scenario"), on_screen: true }
    });
    on_screen.into_iter().chain(scenarios.iter().map(|scenario| Part { scenario, on_screen: false })).collect()
}

/// The names of the scenarios in which somebody disagreed.
fn run(parts: &[Part<'_>], options: &Options, lab: &Path) -> Vec<String> {
    let queue = Mutex::new(parts.iter());
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..options.jobs {
            scope.spawn(|| {
                loop {
                    let Some(part) = queue.lock().expect("no thread panics with the queue").next() else { return };
                    let started = Instant::now();
                    let disagreements = if part.on_screen {
                        journey::run(part.scenario, lab)
                    } else {
                        trial::run(part.scenario, options, lab)
                    };
                    let word = if disagreements.is_empty() { "ok" } else { "FAILED" };
                    let mut text = format!("test {} ... {word} ({:.1}s)", part.name(), started.elapsed().as_secs_f32());
                    for disagreement in &disagreements {
                        text.push_str("\n    ");
                        text.push_str(&disagreement.replace('\n', "\n    "));
                    }
                    say(&text);
                    if !disagreements.is_empty() {
                        failed.lock().expect("no thread panics with the list").push(part.name());
                    }
                }
            });
        }
    });
    let mut failed = failed.into_inner().expect("no thread panicked with the list");
    failed.sort();
    failed
}

fn options() -> Options {
    let mut options = Options {
        filters: Vec::new(),
        only: None,
        no_fix: false,
        keep: false,
        jobs: std::thread::available_parallelism().map_or(1, usize::from),
        random: None,
        from: 0,
        itself: false,
    };
    for arg in std::env::args().skip(1) {
        match arg.as_str() {
            "--judge" => options.only = Some(Only::Judge),
            "--explain" => options.only = Some(Only::Explain),
            "--no-fix" => options.no_fix = true,
            "--itself" => options.itself = true,
            "--keep" => options.keep = true,
            "--jobs=1" => options.jobs = 1,
            _ if arg.starts_with("--random=") => options.random = number(&arg),
            _ if arg.starts_with("--from=") => options.from = number(&arg).unwrap_or(0),
            _ if arg.starts_with('-') => {}
            _ => options.filters.push(arg),
        }
    }
    options
}

fn number(arg: &str) -> Option<u64> {
    arg.split_once('=')?.1.parse().ok()
}

fn lab_dir() -> PathBuf {
    std::env::var_os("XDOCTOR_LAB").map_or_else(
        || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache/xdoctor-lab"),
        PathBuf::from,
    )
}

#[expect(clippy::print_stdout, reason = "this program's output is its result")]
fn say(text: &str) {
    println!("{text}");
}
