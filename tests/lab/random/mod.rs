//! Set-ups that nobody thought of: a project, a target, and pieces of configuration, environment and damage drawn at
//! random. Nobody says what is true of them but cargo: xdoctor must not say `ready` where its own build command fails, nor
//! `blocked` where it builds. The same holds after `fix --yes`, and `undo` brings every file back.
//!
//! ```text
//! cargo test --test lab -- --random=200           the first 200 set-ups
//! cargo test --test lab -- --random=1 --from=117  that one again; `--keep` leaves its folder
//! ```

mod pieces;

use std::{fmt::Write as _, path::Path, process::ExitCode, sync::Mutex};

use pieces::{FLAGS, PROFILE, PROJECTS, ROOT, SCRIPT, TARGETS, Target, VARIABLES, WITHOUT};
use serde_json::Value;

use crate::{
    Options, doctor, judge, say,
    scenario::{Scenario, Stage, Truth},
    trial,
    world::World,
};

/// The same numbers for the same seed, on every machine (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let end = u64::try_from(end).expect("64 bits are enough");
        usize::try_from((z ^ (z >> 31)) % end).expect("below a number that fits")
    }

    fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    fn choose<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// What lines of a build script call.
const WRITES: &str = "#[allow(dead_code)]\nfn file(text: &str) -> String {\n    \
    let name = format!(\"{}/{}\", std::env::var(\"OUT_DIR\").unwrap(), text.len());\n    \
    std::fs::write(&name, text).unwrap();\n    name\n}\n";

/// The set-up of a number, always the same one.
fn scenario(number: u64) -> Scenario {
    let mut dice = Dice(number.wrapping_mul(0x0002_0001) ^ 0x5eed);
    let target = &TARGETS[dice.below(TARGETS.len())];
    let mut stage = Stage::default();
    stage.targets.insert(target.triple.to_owned(), Truth::default());
    let mut without = Vec::new();
    if dice.one_in(6) {
        without.push(dice.choose(WITHOUT).to_owned());
    }
    for _ in 0..[0, 0, 0, 1, 1, 2][dice.below(6)] {
        let text =
            dice.choose(VARIABLES).replace("{T}", target.triple).replace("{_}", &target.triple.replace('-', "_"));
        let text = text.replace("{U}", &target.triple.replace('-', "_").to_uppercase());
        let (name, value) = text.split_once('=').expect("a variable has a value");
        stage.env.insert(name.to_owned(), value.to_owned());
    }
    // most often in the project, as most are
    let place = ["project", "project", "project", "home", "."][dice.below(5)];
    let name = if dice.one_in(8) { "config" } else { "config.toml" };
    stage.files.insert(format!("{place}/.cargo/{name}"), configuration(target, &mut dice));
    if dice.one_in(10) {
        stage.files.insert("home/.cargo/config.toml".into(), configuration(target, &mut dice));
    }
    let project = dice.choose(PROJECTS);
    if ["bin", "cdylib"].contains(&project) && dice.one_in(3) {
        // cargo refuses arguments for what the package has not got
        let other = if project == "cdylib" { "-bins=" } else { "cdylib-link" };
        let fitting: Vec<_> = SCRIPT.iter().copied().filter(|line| !line.contains(other)).collect();
        let lines: Vec<_> = (0..=dice.below(2)).map(|_| format!("    {}\n", dice.choose(&fitting))).collect();
        stage.files.insert("project/build.rs".into(), format!("fn main() {{\n{}}}\n{WRITES}", lines.concat()));
    }
    if ["bin", "cdylib"].contains(&project) && dice.one_in(4) {
        let (file, code) = if project == "bin" { ("main", "fn main() {}\n") } else { ("lib", "") };
        stage.files.insert(format!("project/src/{file}.rs"), format!("{}{code}", dice.choose(ROOT)));
    }
    Scenario {
        name: format!("random-{number}"),
        about: "drawn at random".into(),
        project: project.to_owned(),
        default: if dice.one_in(8) { "lab-old" } else { "lab" }.into(),
        without,
        stage,
        ..Scenario::plain()
    }
}

fn configuration(target: &Target, dice: &mut Dice) -> String {
    let mut text = String::new();
    let flags = |dice: &mut Dice| {
        let count = [0, 0, 1, 1, 1, 2, 3][dice.below(7)];
        let mut flags: Vec<&str> = Vec::new();
        for _ in 0..count {
            flags.push(if dice.one_in(3) { dice.choose(target.flags) } else { dice.choose(FLAGS) });
        }
        flags
    };
    let flags = |dice: &mut Dice| {
        let flags = flags(dice);
        (!flags.is_empty())
            .then(|| if dice.one_in(5) { format!("{:?}", flags.join(" ")) } else { format!("{flags:?}") })
    };
    if dice.one_in(8) {
        text.push_str("[build]\n");
        let keys = [
            flags(dice).map(|flags| format!("rustflags = {flags}\n")),
            dice.one_in(3).then(|| format!("target = {:?}\n", target.triple)),
            dice.one_in(4).then(|| "target-dir = \"built\"\n".to_owned()),
            dice.one_in(8).then(|| "rustc-wrapper = \"nowhere\"\n".to_owned()),
        ];
        text.extend(keys.into_iter().flatten());
    }
    let table = if dice.one_in(6) { format!("'{}'", target.cfg) } else { target.triple.to_owned() };
    let _ = writeln!(text, "[target.{table}]");
    if !dice.one_in(4) {
        let _ = writeln!(text, "linker = {:?}", dice.choose(target.linkers));
    }
    if let Some(flags) = flags(dice) {
        let _ = writeln!(text, "rustflags = {flags}");
    }
    if dice.one_in(12) {
        let _ = writeln!(text, "[target.'cfg(all())']\nrustflags = {}", flags(dice).unwrap_or_else(|| "[]".into()));
    }
    if dice.one_in(6) {
        let _ = writeln!(text, "[profile.dev]\n{}", dice.choose(PROFILE));
    }
    if dice.one_in(16) {
        let _ = writeln!(text, "[env]\nCC = {{ value = {:?}, force = true }}", dice.choose(target.linkers));
    }
    text
}

/// Goes through so many set-ups.
pub(crate) fn run_all(count: u64, options: &Options, lab: &Path) -> ExitCode {
    let numbers = Mutex::new(options.from..options.from + count);
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..options.jobs {
            scope.spawn(|| {
                loop {
                    let Some(number) = numbers.lock().expect("no thread panics with the numbers").next() else {
                        return;
                    };
                    let outcome = run(&scenario(number), options, lab);
                    let word = if outcome.agrees { "ok" } else { "FAILED" };
                    say(&format!("{word} {}", outcome.told.replace('\n', "\n    ")));
                    if !outcome.agrees {
                        failed.lock().expect("no thread panics with the list").push(number);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().expect("no thread panicked with the list");
    say(&format!("\ntest result: {count} set-ups, disagreement about {}: {failed:?}", failed.len()));
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(scenario: &Scenario, options: &Options, lab: &Path) -> Outcome {
    let world = World::make(scenario, lab, options.keep);
    let mut told = if options.keep { format!("kept in {}\n", world.root.display()) } else { String::new() };
    let _ = write!(told, "{} {}:", scenario.name, scenario.project);
    let first = compare(scenario, &world, &mut told);
    let mut agrees = first != Some(false);
    if first == Some(true) && told.contains("blocked") && !options.no_fix && options.only.is_none() {
        // the judge's builds leave a lock file
        let files = || {
            let mut files = world.user_files();
            files.remove(Path::new("project/Cargo.lock"));
            files
        };
        let before = files();
        doctor::fix(&world, scenario, &scenario.stage);
        let after = files();
        if after != before {
            told.push_str("; fixed:");
            agrees &= compare(scenario, &world, &mut told) != Some(false);
            let undone = doctor::undo(&world);
            let differences = trial::differences("fix and undo", &before, &files());
            agrees &= undone.passed() && differences.is_empty();
            told.push_str(&differences.concat());
        }
    }
    Outcome { agrees, told }
}

/// Whether what xdoctor says and what cargo does agree; none: xdoctor does not know.
fn compare(scenario: &Scenario, world: &World, told: &mut String) -> Option<bool> {
    let triple = scenario.stage.targets.keys().next().expect("there is one");
    let report = match doctor::check(world, scenario, &scenario.stage) {
        Ok(report) => report,
        Err(error) => {
            told.push_str(&error);
            return Some(false);
        }
    };
    let target = report.target(triple).unwrap_or(&Value::Null);
    let verdict = target["verdict"].as_str().unwrap_or_default();
    let words: Vec<_> = target["build_command"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let built = judge::build_by(world, &words);
    let agrees = match verdict {
        "ready" => Some(built.passed()),
        "blocked" => Some(!built.passed()),
        _ => None,
    };
    let does = if built.passed() { "builds" } else { "fails" };
    let _ = write!(told, " {triple} {verdict} {}, cargo {does}", target["blockers"]);
    if agrees == Some(false) {
        let _ = write!(told, "\n{:?}\n{}", scenario.without, doctor::told(target));
        for (name, value) in &scenario.stage.env {
            let _ = write!(told, "\n{name}={value}");
        }
        for (path, text) in world.user_files().iter().filter(|(path, _)| path.to_string_lossy().contains(".cargo")) {
            let _ = write!(told, "\n--- {}\n{text}", path.display());
        }
        let _ = write!(told, "\n{words:?}\n{}", judge::tail(&built.stderr));
    } else if !built.passed() {
        let line = built.stderr.lines().find(|line| line.starts_with("error")).unwrap_or_default();
        let _ = write!(told, " ({})", line.chars().take(160).collect::<String>());
    }
    agrees
}

/// Whether xdoctor and cargo agree, and about what, for whoever reads along.
struct Outcome {
    agrees: bool,
    told: String,
}
