//! The run of what was linked: natively, or under an emulator. It never decides anything; it is told.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use xdoctor_checks::{
    answer::{Exit, LinkedRun},
    question::Link,
};

use super::{cargo::text, listing::Listing, scratch::Scratch};
use crate::host::{
    OsHost,
    os::Environment,
    process::{Bounds, Keep, Stop, bounded},
};

/// A program that does nothing needs no longer.
const LIMIT: Duration = Duration::from_secs(20);
/// wine's first start fills its prefix: a quarter of a minute on an idle machine.
const FIRST_START: Duration = Duration::from_secs(90);

pub(super) async fn run(host: &OsHost, link: &Link, scratch: &Scratch, listing: Option<&Listing>) -> Option<LinkedRun> {
    let (how, name) = (link.run.as_ref()?, link.program.as_ref()?);
    let program = find_built(&scratch.target(), name, 3)?;
    let mut words = how.runner.clone();
    if how.find_libraries
        && let (Some(emulator), Some(libraries)) =
            (words.first().cloned(), listing.and_then(|l| libraries(l, &program)))
        && emulator.contains("qemu")
        && host.env.text("QEMU_LD_PREFIX").is_none()
    {
        words.extend(["-L".to_owned(), text(&libraries)]);
    }
    words.push(text(&program));
    // Without these overrides a new prefix asks in a window whether it may download Mono and Gecko, and puts entries
    // into the desktop's menu.
    let mut env = host.child_env([
        // a library that the program lacks is told, nothing else is
        ("WINEDEBUG", Some("-all,err+module")),
        ("WINEDLLOVERRIDES", Some("mscoree,mshtml,winemenubuilder.exe=")),
    ]);
    // The user's own prefix is not touched; one for all proofs, as it takes hundreds of megabytes.
    let prefix = host.proofs.as_ref().map_or_else(|| scratch.file("wine"), |proofs| proofs.join("wine"));
    let first_start = words[0].contains("wine") && !prefix.join("system.reg").exists();
    let limit = if first_start { FIRST_START } else { LIMIT };
    if first_start {
        // wine makes the directory, but not the one above it
        let _ = fs::create_dir_all(&prefix);
    }
    env.push(("WINEPREFIX".into(), prefix.into()));
    let mut command = Command::new(&words[0]);
    if let Some(found) = find(&words[0], &host.env) {
        command = Command::new(found);
    }
    command.args(&words[1..]).current_dir(scratch.package()).env_clear().envs(env);
    let (exit, output) = match bounded(command, Bounds { time: limit, keep: Keep::Last(4 << 10) }).await {
        Ok(done) => (done.exit, String::from_utf8_lossy(&done.stdout).into_owned()),
        Err(Stop::TimedOut { .. }) => (Exit::Code(-1), format!("no end within {} s", limit.as_secs())),
        Err(Stop::NotStarted(error) | Stop::Failed(error)) => (Exit::Code(-1), error.to_string()),
        Err(Stop::Flooded) => (Exit::Code(-1), "printed without end".to_owned()),
    };
    Some(LinkedRun { runner: how.runner.first().cloned(), exit, output })
}

/// The file of a bare name on this host's `PATH`.
pub(super) fn find(program: &str, host: &Environment) -> Option<PathBuf> {
    if Path::new(program).components().count() > 1 {
        return Some(program.into());
    }
    let path = host.text("PATH")?;
    env::split_paths(&path).map(|dir| dir.join(program)).find(|file| file.is_file())
}

/// The program in cargo's output, whatever the target's and the profile's directory.
fn find_built(dir: &Path, name: &str, depth: u32) -> Option<PathBuf> {
    let mut dirs = Vec::new();
    for entry in fs::read_dir(dir).ok()?.flatten() {
        let path = entry.path();
        let file = entry.file_name().to_string_lossy().into_owned();
        if path.is_file() && [name.to_owned(), format!("{name}.exe"), format!("{name}.wasm")].contains(&file) {
            return Some(path);
        }
        if path.is_dir() && file != "deps" && file != "build" {
            dirs.push(path);
        }
    }
    dirs.into_iter().find_map(|dir| find_built(&dir, name, depth.checked_sub(1)?))
}

/// The directory below which the program's interpreter stands, from where the link found libc.
fn libraries(listing: &Listing, program: &Path) -> Option<PathBuf> {
    let bytes = fs::read(program).ok()?;
    let at = bytes.windows(4).position(|window| window == b"/lib")?;
    let end = bytes[at..].iter().position(|byte| *byte == 0)?;
    let interpreter = std::str::from_utf8(&bytes[at..at + end]).ok()?;
    // The host's own libc is among them where a build script was linked.
    let mut libcs = listing
        .files
        .iter()
        .filter(|file| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("libc.so")));
    let below = |dir: &&Path| dir.join(interpreter.trim_start_matches('/')).exists();
    libcs.find_map(|libc| libc.ancestors().skip(1).find(below)).map(Path::to_owned)
}
