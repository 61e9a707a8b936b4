//! What was done, written before it is done: one file for each run, one JSON record a line.

use std::{
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    str::FromStr,
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};
use xdoctor_fixes::CommandLine;

use super::{Error, Options, write::private};

/// Counted from 1 on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JournalId(u64);

impl fmt::Display for JournalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for JournalId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        text.parse().map(Self).map_err(|_| Error::NoSuchJournal { id: text.to_owned() })
    }
}

/// A run, as `undo --list` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    pub id: JournalId,
    /// Seconds since 1970.
    pub time: u64,
    pub project: PathBuf,
    /// What its fixes were called.
    pub titles: Vec<String>,
    /// Files and links that it changed.
    pub files: Vec<PathBuf>,
    /// Commands that it ran, which undo does not take back.
    pub commands: Vec<CommandLine>,
    pub state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Done,
    /// It was killed on the way. Its files are whole; those it had changed can be undone.
    Interrupted,
    Undone,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "kebab-case")]
pub(super) enum Record {
    Begun {
        version: u32,
        time: u64,
        project: PathBuf,
        titles: Vec<String>,
    },
    /// About to write `path`.
    Write(FileChange),
    /// About to replace the symbolic link `link`.
    Relink(LinkChange),
    /// About to run.
    Run {
        command: CommandLine,
    },
    Finished,
    Undone,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileChange {
    /// The real file, symbolic links followed.
    pub(super) path: PathBuf,
    /// None: there was no such file.
    pub(super) before: Option<String>,
    /// None: the file is removed.
    pub(super) after: Option<String>,
    /// Permission bits of the file as it was, or that a new one is to have, where the platform has them.
    pub(super) mode: Option<u32>,
    /// The file that becomes `path`, beside it; left over only if the run was killed.
    pub(super) temporary: PathBuf,
    /// Folders made for it, the outermost first.
    pub(super) folders: Vec<PathBuf>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LinkChange {
    pub(super) link: PathBuf,
    pub(super) before: PathBuf,
    pub(super) after: PathBuf,
    pub(super) temporary: PathBuf,
}

/// A journal that is being written.
pub(super) struct Journal {
    pub(super) id: JournalId,
    path: PathBuf,
    file: File,
}

impl Journal {
    pub(super) fn begin(state: &Path, options: &Options, titles: Vec<String>) -> Result<Self, Error> {
        let folder = state.join("journal");
        fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
        let mut next = ids(&folder)?.last().map_or(1, |id| id.0 + 1);
        let (path, file) = loop {
            let path = path_of(&folder, JournalId(next));
            let mut options = OpenOptions::new();
            options.append(true).create_new(true);
            private(&mut options);
            match options.open(&path) {
                Ok(file) => break (path, file),
                // Another project's run took the number meanwhile.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => next += 1,
                Err(error) => return Err(Error::io("create", path)(error)),
            }
        };
        let mut journal = Self { id: JournalId(next), path, file };
        let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let project = options.project.clone();
        journal.write(&Record::Begun { version: 1, time, project, titles })?;
        Ok(journal)
    }

    pub(super) fn reopen(state: &Path, id: JournalId) -> Result<Self, Error> {
        let path = path_of(&state.join("journal"), id);
        let file = OpenOptions::new().append(true).open(&path).map_err(Error::io("open", &path))?;
        Ok(Self { id, path, file })
    }

    pub(super) fn write(&mut self, record: &Record) -> Result<(), Error> {
        self.write_all([record])
    }

    /// On the disk when this returns: only then may what they speak of be done.
    pub(super) fn write_all<'a>(&mut self, records: impl IntoIterator<Item = &'a Record>) -> Result<(), Error> {
        // A line that a kill cut short is ended first, so that these are read.
        let mut lines = vec![b'\n'];
        for record in records {
            lines.extend(serde_json::to_vec(record).expect("records have string keys"));
            lines.push(b'\n');
        }
        let written = self.file.write_all(&lines).and_then(|()| self.file.sync_data());
        written.map_err(Error::io("write the journal", &self.path))
    }
}

/// What a journal says, as far as it goes.
pub(super) struct Told {
    pub(super) id: JournalId,
    pub(super) time: u64,
    pub(super) project: PathBuf,
    pub(super) titles: Vec<String>,
    pub(super) files: Vec<FileChange>,
    pub(super) links: Vec<LinkChange>,
    pub(super) commands: Vec<CommandLine>,
    pub(super) state: State,
}

impl Told {
    /// Whether it came as far as a file or a link.
    pub(super) fn changed(&self) -> bool {
        !self.files.is_empty() || !self.links.is_empty()
    }

    /// Every path that it may have touched.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        let links = self.links.iter().map(|change| change.link.clone());
        self.files.iter().map(|change| change.path.clone()).chain(links).collect()
    }
}

/// The journal `id`; none where its first line was never finished: then nothing had been done.
pub(super) fn told(state: &Path, id: JournalId) -> Result<Option<Told>, Error> {
    let path = path_of(&state.join("journal"), id);
    let text = fs::read(&path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::NoSuchJournal { id: id.to_string() },
        _ => Error::io("read", &path)(error),
    })?;
    // A line that was cut by a kill is no record: what it speaks of was not begun.
    let mut records = text.split(|&byte| byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok());
    let Some(Record::Begun { version: 1, time, project, titles }) = records.next() else { return Ok(None) };
    let mut told = Told {
        id,
        time,
        project,
        titles,
        files: Vec::new(),
        links: Vec::new(),
        commands: Vec::new(),
        state: State::Interrupted,
    };
    for record in records {
        match record {
            Record::Begun { .. } => {}
            Record::Write(change) => told.files.push(change),
            Record::Relink(change) => told.links.push(change),
            Record::Run { command } => told.commands.push(command),
            Record::Finished => told.state = State::Done,
            Record::Undone => told.state = State::Undone,
        }
    }
    Ok(Some(told))
}

/// Every journal on this machine, the oldest first.
pub(super) fn all(state: &Path) -> Result<Vec<Told>, Error> {
    let mut found = Vec::new();
    for id in ids(&state.join("journal"))? {
        found.extend(told(state, id)?);
    }
    Ok(found)
}

/// Every run of this machine, the oldest first.
pub fn list(options: &Options) -> Result<Vec<Summary>, Error> {
    let summary = |told: Told| Summary {
        files: told.paths(),
        id: told.id,
        time: told.time,
        project: told.project,
        titles: told.titles,
        commands: told.commands,
        state: told.state,
    };
    Ok(all(&state_directory(options)?)?.into_iter().map(summary).collect())
}

/// Where journals and locks are kept.
pub(super) fn state_directory(options: &Options) -> Result<PathBuf, Error> {
    if let Some(state) = &options.state {
        return Ok(state.clone());
    }
    if let Some(state) = std::env::var_os("XDOCTOR_STATE_DIR").filter(|state| !state.is_empty()) {
        return Ok(PathBuf::from(state));
    }
    let directories = directories::ProjectDirs::from("", "", "xdoctor").ok_or(Error::NoStateDirectory)?;
    Ok(directories.state_dir().unwrap_or_else(|| directories.data_local_dir()).to_owned())
}

fn ids(folder: &Path) -> Result<Vec<JournalId>, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::io("read", folder)(error)),
    };
    let id = |entry: fs::DirEntry| entry.file_name().to_str()?.strip_suffix(".jsonl")?.parse().ok().map(JournalId);
    let mut ids: Vec<_> = entries.flatten().filter_map(id).collect();
    ids.sort_unstable();
    Ok(ids)
}

fn path_of(folder: &Path, id: JournalId) -> PathBuf {
    folder.join(format!("{id}.jsonl"))
}
