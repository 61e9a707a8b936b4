//! Runs cargo, and takes the linker's command lines out of what rustc logs.

use std::{ffi::OsString, path::Path, process::Command, time::Duration};

use xdoctor_checks::{Failure, question::Link};

use super::{Built, command_line::CommandLine, scratch::Scratch};
use crate::host::{
    OsHost,
    process::{Bounds, Keep, Stop, bounded},
};

/// rustc logs each linker command with this, on standard error and at no cost (`rustc_codegen_ssa/src/back/link.rs`).
const LOG: (&str, &str) = ("RUSTC_LOG", "rustc_codegen_ssa::back::link=info");
const LOG_MARK: &str = "rustc_codegen_ssa::back::link";

/// What cargo prints when it waits for another cargo: for the package cache, as the other directories are ours alone.
const WAITING: &str = "Blocking waiting for file lock on";

pub(super) async fn build(host: &OsHost, link: &Link, scratch: &Scratch) -> Result<Built, Failure> {
    let (program, arguments) = link.command.split_first().expect("a build command names a program");
    let mut shown: Vec<String> = vec![program.clone()];
    shown.extend(arguments.iter().cloned());
    shown.push("--offline".to_owned());
    if link.files.is_empty() {
        // The project's own build, which may not write the project's lock file.
        shown.push("--locked".to_owned());
    } else {
        shown.extend(["--manifest-path".to_owned(), text(&scratch.package().join("Cargo.toml"))]);
    }
    shown.extend(["--target-dir".to_owned(), text(&scratch.target())]);
    let changes = link.env.iter().map(|(name, value)| (name.as_str(), value.as_deref()));
    let mut env = host.child_env(changes);
    set(&mut env, "CARGO_BUILD_BUILD_DIR", &text(&scratch.build()));
    set(&mut env, LOG.0, LOG.1);
    set(&mut env, "RUSTC_LOG_COLOR", "never");
    let program = host.find_program(program, &env).unwrap_or_else(|| program.into());
    let mut command = Command::new(program);
    command.args(&shown[1..]).current_dir(link.cwd.as_str()).env_clear().envs(env);
    let time = Duration::from_secs(link.limit.seconds.into());
    // rustc's log comes on top of what is kept.
    let bounds = Bounds { time, keep: Keep::Last(link.limit.bytes.saturating_add(1 << 20)) };
    match bounded(command, bounds).await {
        Ok(done) => {
            let printed = String::from_utf8_lossy(&done.stdout);
            let (output, links) = separate(&printed, link.limit.bytes as usize);
            Ok(Built { exit: done.exit, output, command: shown, links })
        }
        Err(Stop::TimedOut { printed }) => Err(late(&String::from_utf8_lossy(&printed), link.limit.seconds)),
        Err(Stop::Flooded) => Err(Failure::Flooded { bytes: link.limit.bytes }),
        Err(Stop::NotStarted(error)) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(Failure::Skipped { message: format!("there is no `{}` on `PATH`", shown[0]) })
        }
        Err(Stop::NotStarted(error) | Stop::Failed(error)) => {
            Err(Failure::Failed { message: format!("cannot run `{}`: {error}", shown[0]) })
        }
    }
}

/// Why there was no end in time: another cargo, if the last that was printed says so.
fn late(printed: &str, seconds: u32) -> Failure {
    match printed.lines().rev().find(|line| !line.trim().is_empty()) {
        Some(line) if line.contains(WAITING) => {
            let lock = line.split("lock on ").nth(1).unwrap_or("its directories").trim();
            Failure::Failed { message: format!("another cargo holds the lock on {lock}: waited {seconds} s") }
        }
        Some(_) | None => Failure::TimedOut { seconds },
    }
}

pub(super) fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn set(env: &mut Vec<(OsString, OsString)>, name: &str, value: &str) {
    env.retain(|(known, _)| known != name);
    env.push((name.into(), value.into()));
}

/// The output as the user would see it, its end at most, and the logged commands.
fn separate(printed: &str, limit: usize) -> (String, Vec<CommandLine>) {
    let mut links = Vec::new();
    let mut output = String::new();
    let mut in_log = false;
    for line in printed.split_inclusive('\n') {
        if let Some((_, logged)) = line.split_once(LOG_MARK) {
            in_log = true;
            links.extend(CommandLine::parse(logged.trim_start_matches(':').trim()));
            continue;
        }
        // What a linker printed is logged over several lines, up to cargo's next.
        let continues = in_log && !line.trim_start().starts_with(char::is_alphabetic);
        in_log = continues;
        if !continues || line.trim().is_empty() {
            output.push_str(line);
        }
    }
    let mut start = output.len().saturating_sub(limit);
    while !output.is_char_boundary(start) {
        start += 1;
    }
    (output.split_off(start), links)
}
