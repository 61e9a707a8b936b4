//! Proofs that passed, remembered with everything that they rest on.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use serde::{Deserialize, Serialize};
use xdoctor_checks::{answer::Linked, question::Link};

use super::{listing::Listing, scratch::Scratch};
use crate::host::os::Environment;

/// The question, and the environment that cargo and all it runs would see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Key(String);

/// Variables that change from shell to shell and that no tool of a build reads.
const OF_THE_SHELL: &[&str] = &[
    "_",
    "COLORTERM",
    "COLUMNS",
    "DISPLAY",
    "HISTFILE",
    "LINES",
    "LS_COLORS",
    "NO_COLOR",
    "OLDPWD",
    "PS1",
    "PWD",
    "RUST_BACKTRACE",
    "RUST_LOG",
    "SHLVL",
    "STY",
    "TERM",
    "TERM_PROGRAM",
    "TERM_PROGRAM_VERSION",
    "TERM_SESSION_ID",
    "TMUX",
    "TMUX_PANE",
    "WAYLAND_DISPLAY",
    "WINDOWID",
];
const OF_THE_SHELL_STARTS: &[&str] = &["SSH_", "XDG_SESSION_", "VSCODE_", "DBUS_", "NEXTEST_", "XDOCTOR_"];

impl Key {
    pub(super) fn of(link: &Link, env: &Environment) -> Self {
        let question = serde_json::to_string(link).expect("a question has only string keys");
        let variables = env.iter().filter(|(name, _)| {
            let name = name.to_string_lossy();
            !OF_THE_SHELL.contains(&name.as_ref()) && !OF_THE_SHELL_STARTS.iter().any(|start| name.starts_with(start))
        });
        let mut parts = vec![env!("CARGO_PKG_VERSION").to_owned(), question];
        // Only their hash is kept: variables hold secrets.
        parts.extend(variables.map(|(name, value)| format!("{}\0{}", name.to_string_lossy(), value.to_string_lossy())));
        Self(hash(parts.iter().map(String::as_str)))
    }
}

/// 128 bits over the parts and their borders.
pub(super) fn hash<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let (mut first, mut second) = (DefaultHasher::new(), DefaultHasher::new());
    second.write_u8(1);
    for part in parts {
        part.hash(&mut first);
        part.hash(&mut second);
    }
    format!("{:016x}{:016x}", first.finish(), second.finish())
}

/// What stands at a path, links followed, as far as the file system tells at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    directory: bool,
    /// Of a file.
    size: u64,
    /// Nanoseconds since 1970.
    modified: i128,
    inode: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    key: Key,
    /// None: nothing stands there.
    stamps: BTreeMap<PathBuf, Option<Stamp>>,
    linked: Linked,
}

const FILE: &str = "passed.json";

/// The proof of an earlier run, if nothing that it rests on has changed.
pub(super) fn recall(scratch: &Scratch, key: &Key) -> Option<Linked> {
    let kept: Kept = serde_json::from_slice(&fs::read(scratch.file(FILE)).ok()?).ok()?;
    let same = kept.key == *key && kept.stamps.iter().all(|(path, known)| stamp(path) == *known);
    same.then_some(kept.linked)
}

pub(super) fn forget(scratch: &Scratch) {
    let _ = fs::remove_file(scratch.file(FILE));
}

/// Remembers a proof that passed. Where that fails, the next run makes it again.
pub(super) fn keep(scratch: &Scratch, key: &Key, link: &Link, listing: &Listing, linked: &Linked, env: &Environment) {
    let mut paths: BTreeSet<PathBuf> =
        listing.files.iter().chain(&listing.dirs).chain(&listing.absent).cloned().collect();
    for input in &link.inputs {
        let path = PathBuf::from(input.as_str());
        // Of a directory, its files too: a file that is written anew does not change the directory.
        for entry in fs::read_dir(&path).into_iter().flatten().flatten() {
            if entry.path().is_file() {
                paths.insert(entry.path());
            }
        }
        paths.insert(path);
    }
    if let Some(path) = env.text("PATH") {
        paths.extend(std::env::split_paths(&path).filter(|dir| dir.is_absolute()));
    }
    if let Some(runner) = link.run.as_ref().and_then(|run| run.runner.first()) {
        paths.extend(super::run::find(runner, env));
    }
    let stamps = paths.into_iter().map(|path| (path.clone(), stamp(&path))).collect();
    let kept = Kept { key: key.clone(), stamps, linked: linked.clone() };
    let text = serde_json::to_vec(&kept).expect("paths that were read as text are text");
    let _ = write(&scratch.file(FILE), &text);
}

/// Whole or not at all.
fn write(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let new = file.with_extension("new");
    fs::write(&new, bytes)?;
    fs::rename(new, file)
}

fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(path).ok()?;
    let modified = metadata.modified().ok()?;
    let modified = match modified.duration_since(UNIX_EPOCH) {
        Ok(since) => i128::try_from(since.as_nanos()).unwrap_or(i128::MAX),
        Err(before) => -i128::try_from(before.duration().as_nanos()).unwrap_or(i128::MAX),
    };
    let directory = metadata.is_dir();
    Some(Stamp { directory, size: if directory { 0 } else { metadata.len() }, modified, inode: inode(&metadata) })
}

#[cfg(unix)]
fn inode(metadata: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &fs::Metadata) -> u64 {
    0
}
