//! The plan in other forms mends as well as `fix --yes` does: the script, the lines of a Dockerfile and the steps of a
//! workflow are run in a folder of their own each, and cargo builds there then.

use std::path::Path;

use crate::{
    Options, doctor, judge,
    scenario::{Scenario, Stage},
    world::World,
};

/// As often as `fix` looks again: what is mended may reveal what is still wrong.
const ROUNDS: usize = 5;

pub(crate) fn run(scenario: &Scenario, stage: &Stage, options: &Options, lab: &Path, said: &mut Vec<String>) {
    for form in &scenario.forms {
        let world = World::make(scenario, lab, options.keep);
        if form == "dockerfile" && !scenario.uninstalled.is_empty() {
            // as in every image of Debian's
            world.run("rm", &["-r", "/var/lib/apt/lists"], &[]);
        }
        said.extend(mend(&world, scenario, stage, form).into_iter().map(|text| format!("by {form}: {text}")));
    }
}

fn mend(world: &World, scenario: &Scenario, stage: &Stage, form: &str) -> Vec<String> {
    for _ in 0..ROUNDS {
        let before = world.user_files();
        let told = doctor::fix_as(world, scenario, stage, form);
        if before != world.user_files() {
            return vec!["printing the plan changed something".to_owned()];
        }
        if told.passed() {
            break;
        }
        let script = match form {
            "dockerfile" => runs(&told.stdout),
            "github" => blocks(&told.stdout),
            _ => told.stdout,
        };
        let file = world.root.join("mend.sh");
        std::fs::write(&file, &script).expect("a file can be written");
        let ran = world.run("/bin/sh", &[&file.to_string_lossy()], &[]);
        if !ran.passed() {
            return vec![format!("exit code {:?}\n{}{}\n{script}", ran.code, ran.stdout, judge::tail(&ran.stderr))];
        }
    }
    let mut said = Vec::new();
    for (triple, truth) in &stage.targets {
        said.extend(judge::object(world, truth.triple_after(triple), truth, true));
    }
    match doctor::check(world, scenario, stage) {
        Ok(report) => said.extend(report.disagreements(stage, true)),
        Err(error) => said.push(error),
    }
    said
}

/// Each `RUN`, as a builder hands it to a shell.
fn runs(dockerfile: &str) -> String {
    let lines = dockerfile.lines().filter_map(|line| line.strip_prefix("RUN "));
    lines.map(|line| format!("( {line} ) || exit 1\n")).collect::<Vec<_>>().concat()
}

/// Each `run: |`, as a runner hands it to `sh -eu`.
fn blocks(steps: &str) -> String {
    let lines = steps.lines().filter_map(|line| line.strip_prefix("    "));
    std::iter::once("set -eu\n".to_owned()).chain(lines.map(|line| format!("{line}\n"))).collect::<Vec<_>>().concat()
}
