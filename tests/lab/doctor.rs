//! xdoctor, asked in a scenario, and what it must have answered.

use std::fmt::Write as _;

use serde_json::Value;

use crate::{
    judge::tail,
    scenario::{Scenario, Stage, Truth},
    world::{Ran, World},
};

/// A report, as its JSON.
pub(crate) struct Report {
    json: Value,
    code: Option<i32>,
}

pub(crate) fn check(world: &World, scenario: &Scenario, stage: &Stage) -> Result<Report, String> {
    let ran = run(world, scenario, stage, &["check", "--json"]);
    match serde_json::from_str(&ran.stdout) {
        Ok(json) => match crate::schema::misfits(&json).as_slice() {
            [] => Ok(Report { json, code: ran.code }),
            misfits => Err(format!("check: the report does not fit its schema: {misfits:#?}")),
        },
        Err(error) => Err(format!("check: {error}: exit code {:?}\n{}{}", ran.code, ran.stdout, tail(&ran.stderr))),
    }
}

pub(crate) fn fix(world: &World, scenario: &Scenario, stage: &Stage) -> Ran {
    if let Some(args) = &scenario.setup {
        let args: Vec<_> = ["setup", "--yes"].into_iter().chain(args.iter().map(String::as_str)).collect();
        return world.run(env!("CARGO_BIN_EXE_xdoctor"), &args, &[]);
    }
    run(world, scenario, stage, &with_system(scenario, &["fix", "--yes"]))
}

/// Packages are installed where they are what is missing.
fn with_system<'a>(scenario: &Scenario, command: &[&'a str]) -> Vec<&'a str> {
    command.iter().copied().chain((!scenario.uninstalled.is_empty()).then_some("--system")).collect()
}

/// The plan in another form.
pub(crate) fn fix_as(world: &World, scenario: &Scenario, stage: &Stage, form: &str) -> Ran {
    run(world, scenario, stage, &with_system(scenario, &["fix", "--as", form]))
}

pub(crate) fn undo(world: &World) -> Ran {
    world.run(env!("CARGO_BIN_EXE_xdoctor"), &["undo"], &[])
}

fn run(world: &World, scenario: &Scenario, stage: &Stage, command: &[&str]) -> Ran {
    let mut args = command.to_vec();
    match &scenario.args {
        Some(own) => args.extend(own.iter().map(String::as_str)),
        None => args.extend(stage.targets.keys().flat_map(|triple| ["-t", triple.as_str()])),
    }
    world.run(env!("CARGO_BIN_EXE_xdoctor"), &args, &[])
}

impl Report {
    /// What the report says otherwise than the truth. Targets in `mended` build by now.
    pub(crate) fn disagreements(&self, stage: &Stage, mended: bool) -> Vec<String> {
        let mut said = Vec::new();
        for (triple, truth) in &stage.targets {
            let builds = truth.is_ready(mended);
            let triple = if mended { truth.triple_after(triple) } else { triple };
            match self.target(triple) {
                None => said.push(format!("{triple}: the report does not have it")),
                Some(target) => {
                    disagree(triple, truth, (builds, mended), target, &mut said);
                    if builds == truth.is_ready(false) {
                        let warns = |id: &&String| !self.warns(target, id);
                        said.extend(truth.warns.iter().filter(warns).map(|id| format!("{triple}: no warning `{id}`")));
                    }
                }
            }
        }
        let all_build = stage.targets.values().all(|truth| truth.is_ready(mended));
        let expected = i32::from(!all_build);
        if self.code != Some(expected) {
            said.push(format!("exit code {:?} instead of {expected}", self.code));
        }
        said
    }

    /// Targets whose proof did not come out of the cache.
    pub(crate) fn proved_anew(&self, stage: &Stage) -> Vec<String> {
        let cached = |triple: &str| self.target(triple).is_some_and(|target| target["proof"]["cached"] == true);
        let anew = stage.targets.iter().filter(|(triple, truth)| truth.is_ready(false) && !cached(triple));
        anew.map(|(triple, _)| format!("{triple}: the proof was made again although nothing changed")).collect()
    }

    /// Whether the target's checks, or those of the machine, have this warning.
    fn warns(&self, target: &Value, id: &str) -> bool {
        let lists = [&target["checks"], &self.json["host_checks"]];
        lists
            .into_iter()
            .filter_map(Value::as_array)
            .flatten()
            .any(|check| check["id"] == id && check["status"] == "warn")
    }

    pub(crate) fn target(&self, triple: &str) -> Option<&Value> {
        self.json["targets"].as_array()?.iter().find(|target| target["triple"] == triple)
    }
}

fn disagree(triple: &str, truth: &Truth, (builds, mended): (bool, bool), target: &Value, said: &mut Vec<String>) {
    let verdict = if builds { "ready" } else { "blocked" };
    if target["verdict"] != verdict {
        said.push(format!("{triple}: {} instead of \"{verdict}\": {}", target["verdict"], told(target)));
    }
    let first = target["blockers"][0].as_str();
    let expected = truth.cause.as_deref().filter(|_| !builds);
    if first != expected {
        said.push(format!("{triple}: blockers {} instead of {expected:?} first: {}", target["blockers"], told(target)));
    }
    if let Some(expected) = truth.told_run.as_ref().filter(|_| builds) {
        let run = &target["proof"]["run"];
        let told = [&run["status"], &run["runner"]].map(|value| value.as_str().unwrap_or_default()).join(" ");
        if told.trim() != expected {
            said.push(format!("{triple}: the run is told as {told:?} instead of {expected:?}: {run}"));
        }
    }
    // the user is told the command that the judge used
    let command: Vec<_> = target["build_command"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if let Some(own) = truth.own_command(mended) {
        if command != own {
            said.push(format!("{triple}: build command {command:?} instead of {own:?}"));
        }
        return;
    }
    let names_target = command.windows(2).any(|pair| pair == ["--target", triple]);
    if names_target != truth.names_target(triple) {
        said.push(format!("{triple}: build command {command:?}"));
    }
}

/// What the report has on a target, for the reader of a disagreement.
pub(crate) fn told(target: &Value) -> String {
    let mut text = format!("proof {} {}", target["proof"]["status"], target["proof"]["reason"]);
    for check in target["checks"].as_array().into_iter().flatten().filter(|check| check["status"] != "pass") {
        let _ = write!(text, "\n  {} {}: {}", check["status"], check["id"], check["message"]);
    }
    if let Some(output) = target["proof"]["output"].as_str().filter(|output| !output.is_empty()) {
        text.push_str("\n  ");
        text.push_str(&tail(output).replace('\n', "\n  "));
    }
    text
}
