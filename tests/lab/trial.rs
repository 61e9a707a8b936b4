//! What must hold of a scenario:
//!
//! 1. cargo does what the scenario says (else the scenario is wrong);
//! 2. xdoctor says `ready` exactly where cargo builds, and elsewhere names the true cause first;
//! 3. what cargo prints is explained by that cause, confirmed ([`explained`]);
//! 4. looking changes none of the user's files, and a second look takes its proofs from the cache;
//! 5. what can be mended is mended by `fix --yes` (or `setup --yes`): cargo builds it then, the program runs, xdoctor says
//!    so;
//! 6. a second `fix` changes nothing, and `undo` brings the files back;
//! 7. where the scenario says so, the plan's other forms mend it too ([`forms`]).

use std::{any::Any, collections::BTreeMap, panic::AssertUnwindSafe, path::Path, path::PathBuf};

use crate::{
    Only, Options, doctor, explained, forms, judge,
    scenario::{Scenario, Stage},
    world::World,
};

/// What was found otherwise than the scenario says; nothing: all agree.
pub(crate) fn run(scenario: &Scenario, options: &Options, lab: &Path) -> Vec<String> {
    let mut said = Vec::new();
    let whole = std::panic::catch_unwind(AssertUnwindSafe(|| {
        let mut world = World::make(scenario, lab, options.keep);
        if options.keep {
            said.push(format!("kept in {}", world.root.display()));
        }
        try_scenario(scenario, options, &mut world, lab, &mut said);
    }));
    if let Err(panic) = whole {
        said.push(told(&*panic));
    }
    if said.iter().any(|text| !text.starts_with("kept in")) {
        said.insert(0, format!("({})", scenario.about));
    }
    said
}

/// What somebody panicked with.
pub(crate) fn told(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

fn try_scenario(scenario: &Scenario, options: &Options, world: &mut World, lab: &Path, said: &mut Vec<String>) {
    look(scenario, &scenario.stage, options, world, said);
    if let Some(later) = &scenario.later {
        if options.only.is_none() {
            match doctor::check(world, scenario, &scenario.stage) {
                Ok(report) => said.extend(report.proved_anew(&scenario.stage)),
                Err(error) => said.push(error),
            }
        }
        world.apply(later);
        look(scenario, later, options, world, said);
    }
    let last = scenario.later.as_ref().unwrap_or(&scenario.stage);
    let can_mend = last.targets.values().any(|truth| truth.mends);
    if can_mend && options.only.is_none() && !options.no_fix {
        mend(scenario, last, world, said);
        forms::run(scenario, last, options, lab, said);
    }
}

/// Points 1 to 4.
fn look(scenario: &Scenario, stage: &Stage, options: &Options, world: &World, said: &mut Vec<String>) {
    if options.only.is_none() {
        let before = world.user_files();
        match doctor::check(world, scenario, stage) {
            Ok(report) => said.extend(report.disagreements(stage, false)),
            Err(error) => said.push(error),
        }
        said.extend(differences("looking", &before, &world.user_files()));
    }
    for (triple, truth) in &stage.targets {
        let built = judge::build(world, triple, truth, false);
        said.extend(judge::object_to(&built, world, triple, truth, false));
        if !truth.builds && options.only != Some(Only::Judge) {
            said.extend(explained::disagreement(world, triple, truth, &built));
        }
    }
}

/// Points 5 and 6.
fn mend(scenario: &Scenario, stage: &Stage, world: &World, said: &mut Vec<String>) {
    // the judge's builds leave a lock file
    let files = || {
        let mut files = world.user_files();
        files.remove(Path::new("project/Cargo.lock"));
        files
    };
    let before = files();
    let fixed = doctor::fix(world, scenario, stage);
    let all_build = stage.targets.values().all(|truth| truth.is_ready(true));
    if fixed.code != Some(i32::from(!all_build)) {
        said.push(format!(
            "fix: exit code {:?}\n{}\n{}",
            fixed.code,
            judge::tail(&fixed.stdout),
            judge::tail(&fixed.stderr)
        ));
    }
    for (triple, truth) in &stage.targets {
        let objection = judge::object(world, truth.triple_after(triple), truth, true);
        said.extend(objection.map(|text| format!("after fix: {text}")));
    }
    let mended = stage.targets.iter().filter(|(_, truth)| truth.mends && !truth.builds);
    said.extend(mended.filter_map(|(triple, truth)| explained::is_still_confirmed(world, triple, truth)));
    match doctor::check(world, scenario, stage) {
        Ok(report) => {
            let disagreements = report.disagreements(stage, true);
            said.extend(disagreements.into_iter().map(|text| format!("after fix: {text}")));
        }
        Err(error) => said.push(format!("after fix: {error}")),
    }
    let after = files();
    doctor::fix(world, scenario, stage);
    said.extend(differences("a second fix", &after, &files()));
    if scenario.undo {
        let undone = doctor::undo(world);
        if !undone.passed() {
            said.push(format!("undo: exit code {:?}\n{}", undone.code, judge::tail(&undone.stderr)));
        }
        said.extend(differences("fix and undo", &before, &files()));
    }
}

pub(crate) fn differences(
    what: &str,
    before: &BTreeMap<PathBuf, String>,
    after: &BTreeMap<PathBuf, String>,
) -> Vec<String> {
    let mut paths: Vec<_> = before.keys().chain(after.keys()).collect();
    paths.sort();
    paths.dedup();
    let changed = paths.into_iter().filter(|path| before.get(*path) != after.get(*path));
    changed
        .map(|path| {
            let (before, after) = (before.get(path), after.get(path));
            format!("{what} changed {}: {before:?} became {after:?}", path.display())
        })
        .collect()
}
