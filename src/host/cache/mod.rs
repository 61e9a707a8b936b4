//! The answers of earlier runs: of commands whose answer is decided by the command, its environment and some files.
//!
//! An entry is one file, named by the question and begun by the whole key: what cannot be read, was cut short or was
//! written for another state of those files is no entry. Writers replace a file whole, so that readers need no lock.

mod key;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Once,
        atomic::{AtomicU32, Ordering},
    },
    time::SystemTime,
};

pub(super) use key::Key;
use serde::{Deserialize, Serialize};
use xdoctor_checks::answer::{Exit, Ran};

/// The first line of an entry. Another version of xdoctor that writes another form has another line.
const FORM: &str = "xdoctor answer 1\n";
/// Longer answers are rather asked again.
const MAX_ANSWER: usize = 4 << 20;
/// What the directory may hold, and what is left when it held more.
const MAX_ENTRIES: usize = 512;
const MAX_BYTES: u64 = 64 << 20;

/// Where the caches of this user are: `XDOCTOR_CACHE_DIR`, else the platform's place; none without a home.
pub fn cache_dir() -> Option<PathBuf> {
    match std::env::var_os("XDOCTOR_CACHE_DIR") {
        Some(dir) if !dir.is_empty() => Some(dir.into()),
        Some(_) | None => directories::ProjectDirs::from("", "", "xdoctor").map(|dirs| dirs.cache_dir().to_owned()),
    }
}

/// Answers kept in a directory. It never fails: what cannot be kept is asked again.
#[derive(Debug)]
pub struct AnswerCache {
    dir: PathBuf,
    /// Answers are kept, but none is taken (`--fresh`).
    fresh: bool,
    clock: fn() -> SystemTime,
    swept: Once,
}

/// What stands between the key and the output.
#[derive(Serialize, Deserialize)]
struct Head {
    code: i32,
    stdout: usize,
    stderr: usize,
}

impl AnswerCache {
    /// In this directory of xdoctor's own.
    pub fn at(dir: &Path, fresh: bool) -> Self {
        Self { dir: dir.join("answers"), fresh, clock: SystemTime::now, swept: Once::new() }
    }

    pub(super) fn find(&self, key: &Key) -> Option<Ran> {
        if self.fresh {
            return None;
        }
        let mut entry = fs::read_to_string(self.file(key)).ok()?;
        let rest = entry.strip_prefix(FORM)?.strip_prefix(key.text())?.strip_prefix('\n')?;
        let (head, output) = rest.split_once('\n')?;
        let Head { code, stdout, stderr } = serde_json::from_str(head).ok()?;
        if output.len() != stdout.checked_add(stderr)? || !output.is_char_boundary(stdout) {
            return None;
        }
        let start = entry.len() - output.len();
        let stderr = entry.split_off(start + stdout);
        entry.drain(..start);
        Some(Ran::Finished { exit: Exit::Code(code), stdout: entry, stderr })
    }

    /// Keeps what a command answered, if it is one that will be the answer again: `before` and `after` it ran, the files
    /// were the same and had not just been written.
    pub(super) fn keep(&self, before: &Key, after: &Key, ran: &Ran) {
        let Ran::Finished { exit: Exit::Code(code @ 0..=100), stdout, stderr } = ran else { return };
        if before.text() != after.text()
            || !before.is_settled((self.clock)())
            || stdout.len() + stderr.len() > MAX_ANSWER
        {
            return;
        }
        let head = Head { code: *code, stdout: stdout.len(), stderr: stderr.len() };
        let head = serde_json::to_string(&head).expect("numbers only");
        let entry = [FORM, before.text(), "\n", &head, "\n", stdout, stderr].concat();
        // A cache that cannot be written is an empty one.
        let _ = self.write(before, &entry);
        self.swept.call_once(|| sweep(&self.dir));
    }

    fn write(&self, key: &Key, entry: &str) -> io::Result<()> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        fs::create_dir_all(&self.dir)?;
        let file = self.file(key);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let new = file.with_extension(format!("{}-{count}.new", std::process::id()));
        fs::write(&new, entry).and_then(|()| fs::rename(&new, &file)).inspect_err(|_| {
            let _ = fs::remove_file(&new);
        })
    }

    fn file(&self, key: &Key) -> PathBuf {
        self.dir.join(key.name())
    }
}

/// Removes the oldest entries where there are too many, down to half of what may be there.
fn sweep(dir: &Path) {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries
        .filter_map(|entry| entry.metadata().ok().map(|stat| (stat.modified().ok(), stat.len(), entry.path())))
        .collect();
    let mut bytes: u64 = files.iter().map(|(_, len, _)| len).sum();
    if files.len() <= MAX_ENTRIES && bytes <= MAX_BYTES {
        return;
    }
    files.sort();
    let mut count = files.len();
    for (_, len, path) in files {
        if count <= MAX_ENTRIES / 2 && bytes <= MAX_BYTES / 2 {
            return;
        }
        if fs::remove_file(path).is_ok() {
            count -= 1;
            bytes -= len;
        }
    }
}

#[cfg(all(test, unix))]
mod tests;
