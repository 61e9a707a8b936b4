//! What cargo prints of a broken set-up, explained on the machine that it broke on.

use std::path::PathBuf;

use serde_json::Value;

use crate::{
    judge::tail,
    scenario::Truth,
    world::{Ran, World},
};

/// Whether `xdoctor explain` names another cause than the true one first, or does not confirm it here.
pub(crate) fn disagreement(world: &World, triple: &str, truth: &Truth, built: &Ran) -> Option<String> {
    // What has no name gets none by its log.
    let expected = truth.cause.as_deref().filter(|cause| *cause != "unexplained-link-failure")?;
    keep(world, triple, built);
    let causes = explain(world, triple, triple);
    let first = causes.as_ref().ok().and_then(|causes| causes.first());
    let agrees = first.is_some_and(|cause| cause["id"] == expected && cause["confirmed"] == true);
    (!agrees).then(|| match &causes {
        Ok(causes) => format!("{triple}: explained as {}, not `{expected}`\n{}", told(causes), tail(&built.stderr)),
        Err(error) => error.clone(),
    })
}

/// Whether the cause of a log is still said to be here, where it is mended.
pub(crate) fn is_still_confirmed(world: &World, triple: &str, truth: &Truth) -> Option<String> {
    let cause = truth.cause.as_deref()?;
    match explain(world, triple, truth.triple_after(triple)) {
        Ok(causes) => {
            let is_still = causes.iter().any(|known| known["id"] == cause && known["confirmed"] == true);
            is_still.then(|| format!("{triple}: mended, and its log explained as {}", told(&causes)))
        }
        Err(error) => Some(error),
    }
}

/// Keeps what the build printed, as its user would.
fn keep(world: &World, triple: &str, built: &Ran) {
    // Where there is no cargo the judge's own `timeout` says so: a user has a shell.
    let absent = "/usr/bin/timeout: failed to run command ‘cargo’: No such file or directory";
    let printed = format!("{}{}", built.stdout, built.stderr).replace(absent, "bash: line 1: cargo: command not found");
    std::fs::write(log(world, triple), printed).expect("a scratch file");
}

fn log(world: &World, triple: &str) -> PathBuf {
    world.root.join(format!("{}.log", triple.replace(['/', '\\'], "_")))
}

/// The causes of the log that was kept for a target, with what this machine says of them.
fn explain(world: &World, kept: &str, triple: &str) -> Result<Vec<Value>, String> {
    let log = log(world, kept);
    let ran =
        world.run(env!("CARGO_BIN_EXE_xdoctor"), &["explain", &log.to_string_lossy(), "--json", "-t", triple], &[]);
    let json: Value = serde_json::from_str(&ran.stdout)
        .map_err(|error| format!("explain: {error}: exit code {:?}\n{}{}", ran.code, ran.stdout, tail(&ran.stderr)))?;
    Ok(json["causes"].as_array().cloned().unwrap_or_default())
}

fn told(causes: &[Value]) -> String {
    let word = |cause: &Value| match cause["confirmed"].as_bool() {
        Some(true) => "confirmed",
        Some(false) => "refuted",
        None => "undecided",
    };
    let told: Vec<_> = causes.iter().map(|cause| format!("{} ({})", cause["id"], word(cause))).collect();
    if told.is_empty() { "nothing".to_owned() } else { told.join(", ") }
}
