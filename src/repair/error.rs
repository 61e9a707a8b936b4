//! Why nothing, or not all, was done.

use std::{fmt, io, path::PathBuf};

#[derive(Debug)]
pub enum Error {
    /// Another xdoctor is changing the same project or cargo home.
    Busy {
        what: PathBuf,
    },
    /// The file is not as it was when the plan was made.
    Changed {
        path: PathBuf,
    },
    /// The file is not as the fix left it, so undoing would lose what was done since.
    ChangedSince {
        path: PathBuf,
    },
    ReadOnly {
        path: PathBuf,
    },
    /// What the system said, and about which file.
    Io {
        doing: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    /// A link that would lead out of its sysroot, or an absolute one.
    LeavesRoot {
        link: PathBuf,
        target: String,
    },
    /// The path is one of another platform: a recorded machine cannot be changed.
    Foreign {
        path: String,
    },
    /// There is no place for journals: neither a home nor `XDOCTOR_STATE_DIR`.
    NoStateDirectory,
    NoSuchJournal {
        id: String,
    },
    /// That run has been undone: what is there now is somebody else's.
    UndoneAlready {
        id: String,
    },
    NothingToUndo,
}

impl Error {
    pub(super) fn io(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { doing, path, source }
    }
}

impl Error {
    /// What to do about it; none where there is nothing to advise.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Busy { .. } => Some("wait until it has ended, or end it"),
            Self::Changed { .. } => Some("run `xdoctor fix` again: it plans on the file as it is now"),
            Self::ChangedSince { .. } => Some("take that change back first, or keep the file as it is"),
            Self::ReadOnly { .. } => Some("make it writable, or choose another place with `--scope`"),
            Self::NoSuchJournal { .. } | Self::UndoneAlready { .. } | Self::NothingToUndo => {
                Some("`xdoctor undo --list` shows what can be taken back")
            }
            Self::Io { .. } | Self::LeavesRoot { .. } | Self::Foreign { .. } | Self::NoStateDirectory => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy { what } => write!(f, "another xdoctor is changing `{}`", what.display()),
            Self::Changed { path } => {
                write!(f, "`{}` changed since the plan was made; nothing was written", path.display())
            }
            Self::ChangedSince { path } => {
                write!(f, "`{}` changed since the fix; undoing would lose that change", path.display())
            }
            Self::ReadOnly { path } => write!(f, "`{}` is read-only", path.display()),
            Self::Io { doing, path, source } => write!(f, "cannot {doing} `{}`: {source}", path.display()),
            Self::LeavesRoot { link, target } => {
                write!(f, "the link `{}` would lead out of its sysroot: `{target}`", link.display())
            }
            Self::Foreign { path } => write!(f, "`{path}` is not a path of this machine"),
            Self::NoStateDirectory => write!(f, "no home directory to keep the journal in: set `XDOCTOR_STATE_DIR`"),
            Self::NoSuchJournal { id } => write!(f, "there is no journal `{id}`"),
            Self::UndoneAlready { id } => write!(f, "`{id}` has been undone already"),
            Self::NothingToUndo => write!(f, "there is nothing to undo in this project"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Busy { .. }
            | Self::Changed { .. }
            | Self::ChangedSince { .. }
            | Self::ReadOnly { .. }
            | Self::LeavesRoot { .. }
            | Self::Foreign { .. }
            | Self::NoStateDirectory
            | Self::NoSuchJournal { .. }
            | Self::UndoneAlready { .. }
            | Self::NothingToUndo => None,
        }
    }
}
