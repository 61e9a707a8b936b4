//! Versions that are not the same: of the system, of Rust, and of whatever tool was asked for its own.

use std::collections::BTreeMap;

use xdoctor_checks::{
    Answer, Question,
    answer::{FileBytes, Ran},
};

use super::{Difference, Machine, Value};

/// What tools are asked for their version with.
const ASKED: [&[&str]; 6] =
    [&["--version"], &["-V"], &["version"], &["-dumpversion"], &["-dumpmachine"], &["-m", "ziglang", "version"]];

const NDK: &str = "the NDK";

pub(super) fn differences(machines: [&Machine; 2]) -> Vec<Difference> {
    let told = machines.map(versions);
    let mut names: Vec<&String> = Vec::new();
    for (name, _) in told.iter().flatten() {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let of = |at: usize, name: &str| {
        let known = told[at].iter().find(|(known, _)| known == name);
        known.map(|(_, text)| Value { text: text.clone(), place: None })
    };
    names
        .into_iter()
        .map(|name| Difference { what: name.clone(), values: [of(0, name), of(1, name)] })
        .filter(|one| one.values[0] != one.values[1])
        // A machine that was not asked for a tool may well have it.
        .filter(|one| (0..2).all(|at| one.values[at].is_some() || lacks(machines[at], &one.what)))
        .collect()
}

/// Whether there is no such thing, as far as was asked; `what`: a tool with the arguments that it is asked with, else
/// what is always looked at.
fn lacks(machine: &Machine, what: &str) -> bool {
    let Some(program) = ASKED.iter().find_map(|args| what.strip_suffix(&format!(" {}", args.join(" ")))) else {
        return what != NDK;
    };
    machine.answers.iter().any(|(question, answer)| match (question, answer) {
        (Question::Which { program: asked }, Ok(Answer::Which(found))) => asked == program && found.is_empty(),
        (Question::Run(run), Ok(Answer::Run(Ran::NotFound))) => base(&run.program) == program,
        _ => false,
    })
}

fn base(program: &str) -> &str {
    program.rsplit(['/', '\\']).next().unwrap_or(program)
}

fn versions(machine: &Machine) -> Vec<(String, String)> {
    let report = &machine.report;
    let mut list = Vec::new();
    let mut add = |name: &str, text: Option<String>| list.extend(text.map(|text| (name.to_owned(), text)));
    let host = report.host.as_ref();
    add("system", host.map(|host| format!("{} {}", host.os, host.arch)));
    add("distribution", distribution(machine));
    add("host", host.and_then(|host| host.triple.as_ref()).map(ToString::to_string));
    let toolchain = report.toolchain.as_ref();
    add("rustc", toolchain.and_then(|toolchain| toolchain.rustc.clone()));
    add("toolchain", toolchain.and_then(|toolchain| toolchain.name.clone()));
    let mut tools = BTreeMap::new();
    for (question, answer) in machine.answers.iter() {
        match (question, answer) {
            (Question::Run(run), Ok(Answer::Run(Ran::Finished { exit, stdout, .. }))) if exit.success() => {
                let args: Vec<_> = run.args.iter().map(String::as_str).collect();
                let program = base(&run.program);
                if ASKED.contains(&args.as_slice())
                    && let Some(line) = stdout.lines().map(str::trim).find(|line| !line.is_empty())
                {
                    tools.insert(format!("{program} {}", args.join(" ")), machine.plain(line));
                }
            }
            (Question::ReadFile { path, .. }, Ok(Answer::File(FileBytes::Text(text))))
                if path.file_name() == Some("source.properties") =>
            {
                let revision = text.lines().find_map(|line| line.strip_prefix("Pkg.Revision"));
                if let Some(revision) = revision.and_then(|rest| rest.trim_start().strip_prefix('=')) {
                    tools.insert(NDK.to_owned(), revision.trim().to_owned());
                }
            }
            _ => {}
        }
    }
    list.extend(tools);
    list
}

fn distribution(machine: &Machine) -> Option<String> {
    match machine.answers.answer(&Question::Host) {
        Some(Ok(Answer::Host(host))) => host.distribution.first().cloned(),
        _ => None,
    }
}
