//! What an answer depends on.

use std::{
    ffi::{OsStr, OsString},
    fmt::Write as _,
    fs::Metadata,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use xdoctor_checks::{HostPath, question::Run};

/// Variables that differ from one terminal, session or directory to the next and that no compiler reads.
const VOLATILE: [&str; 20] = [
    "_",
    "COLORTERM",
    "COLUMNS",
    "DISPLAY",
    "INVOCATION_ID",
    "JOURNAL_STREAM",
    "LINES",
    "LS_COLORS",
    "OLDPWD",
    "PS1",
    "PWD",
    "SHLVL",
    "STARSHIP_SESSION_KEY",
    "STARSHIP_SHELL",
    "STY",
    "TERM",
    "VTE_VERSION",
    "WAYLAND_DISPLAY",
    "WINDOWID",
    "XAUTHORITY",
];
const VOLATILE_PREFIXES: [&str; 9] =
    ["DBUS_", "ITERM_", "KITTY_", "KONSOLE_", "SSH_", "TERM_", "TMUX", "XDG_SESSION_", "XDOCTOR_"];

/// A file system that counts in nanoseconds takes its time from the kernel's tick, of ten milliseconds at most; one that
/// shows none of them counts in seconds, or in two (FAT). A file that young may change again and look the same.
const TICK: Duration = Duration::from_millis(50);
const COARSE_TICK: Duration = Duration::from_secs(3);

/// A command with all that decides its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::host) struct Key {
    name: String,
    text: String,
    /// When the youngest of the files was changed.
    changed: Option<SystemTime>,
}

impl Key {
    /// The key of `run` as it would run now; none for a run that is not steady. `programs` are the files that may be
    /// started, `env` is the whole environment of the child.
    pub(in crate::host) fn of(
        run: &Run,
        cwd: &HostPath,
        programs: &[PathBuf],
        env: &[(OsString, OsString)],
    ) -> Option<Self> {
        let files = run.steady_by.as_deref()?;
        let question = serde_json::to_string(run).expect("a question has only string keys");
        let mut text = format!("{question} {:?} {:016x}", cwd.as_str(), environment(env));
        let name = format!("{:016x}", hash(text.as_bytes()));
        let mut changed = None;
        let named = files.iter().map(|file| Path::new(file.as_str()));
        for file in programs.iter().map(PathBuf::as_path).chain(named) {
            let stat = std::fs::metadata(file).ok();
            let shown = file.to_string_lossy();
            let _ = write!(text, " {shown:?}={}", stat.as_ref().map_or_else(|| "-".to_owned(), stamp));
            changed = changed.max(stat.as_ref().and_then(last_change));
        }
        Some(Self { name, text, changed })
    }

    /// A file name, the same in every state of the files.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// One line.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn is_settled(&self, now: SystemTime) -> bool {
        let Some(changed) = self.changed else { return true };
        let nanoseconds = changed.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.subsec_nanos());
        let tick = if nanoseconds == 0 { COARSE_TICK } else { TICK };
        now.duration_since(changed).is_ok_and(|age| age > tick)
    }
}

#[cfg(unix)]
fn stamp(stat: &Metadata) -> String {
    use std::os::unix::fs::MetadataExt;
    format!(
        "{}:{}:{}:{:o}:{}.{}:{}.{}",
        stat.dev(),
        stat.ino(),
        stat.size(),
        stat.mode(),
        stat.mtime(),
        stat.mtime_nsec(),
        stat.ctime(),
        stat.ctime_nsec()
    )
}

#[cfg(not(unix))]
fn stamp(stat: &Metadata) -> String {
    format!("{}:{:?}:{:?}", stat.len(), stat.created().ok(), stat.modified().ok())
}

/// Of its contents or of its inode, whichever is later: contents can be given an older time, the inode cannot.
#[cfg(unix)]
fn last_change(stat: &Metadata) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt;
    let seconds = Duration::from_secs(stat.ctime().try_into().ok()?);
    let inode = SystemTime::UNIX_EPOCH + seconds + Duration::from_nanos(stat.ctime_nsec().try_into().ok()?);
    stat.modified().ok().max(Some(inode))
}

#[cfg(not(unix))]
fn last_change(stat: &Metadata) -> Option<SystemTime> {
    stat.modified().ok()
}

/// Of every variable but those that change all the time: their values are not to be read from the cache.
fn environment(env: &[(OsString, OsString)]) -> u64 {
    let mut variables: Vec<_> = env.iter().filter(|(name, _)| !is_volatile(name)).collect();
    variables.sort();
    let bytes = variables
        .into_iter()
        .flat_map(|(name, value)| [name.as_encoded_bytes(), b"=", value.as_encoded_bytes(), b"\0"].concat());
    hash(&bytes.collect::<Vec<_>>())
}

fn is_volatile(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else { return false };
    VOLATILE.contains(&name) || VOLATILE_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// FNV-1a: the same in every build, unlike the standard library's.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
