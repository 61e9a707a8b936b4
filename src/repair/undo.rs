//! Taking a run back.

use std::path::PathBuf;

use xdoctor_fixes::CommandLine;

use super::{
    Error, Options,
    apply::settle,
    journal::{self, Journal, JournalId, Record, State, Told},
    lock, relink, write,
};

/// What was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    pub journal: JournalId,
    /// Files and links that are as they were.
    pub restored: Vec<PathBuf>,
    /// Commands of that run, whose effects stay: what they installed is installed.
    pub commands: Vec<CommandLine>,
}

/// Restore, to the byte, what the run `id` changed; without `id`, the last run of this project that is not undone.
///
/// Refused, before anything is touched, where a file is neither as the run found it nor as it left it.
pub fn undo(id: Option<JournalId>, options: &Options) -> Result<Undone, Error> {
    let state = journal::state_directory(options)?;
    let told = if let Some(id) = id {
        journal::told(&state, id)?.ok_or_else(|| Error::NoSuchJournal { id: id.to_string() })?
    } else {
        let ours = |told: &Told| told.state != State::Undone && told.project == options.project && told.changed();
        journal::all(&state)?.into_iter().rfind(ours).ok_or(Error::NothingToUndo)?
    };
    if told.state == State::Undone {
        return Err(Error::UndoneAlready { id: told.id.to_string() });
    }
    let paths = told.paths();
    let _locks = lock::lock(&state, options, &paths)?;
    settle(&state, &paths)?;
    for change in &told.files {
        if let write::Standing::Other = write::standing(change)? {
            return Err(Error::ChangedSince { path: change.path.clone() });
        }
    }
    for change in &told.links {
        if !relink::is(&change.link, &change.before) && !relink::is(&change.link, &change.after) {
            return Err(Error::ChangedSince { path: change.link.clone() });
        }
    }
    let mut restored = Vec::new();
    for change in told.links.iter().rev() {
        if relink::take_back(change)? {
            restored.push(change.link.clone());
        }
    }
    write::sync_folders(told.links.iter().map(|change| change.link.as_path()));
    for change in told.files.iter().rev() {
        if write::take_back(change)? {
            restored.push(change.path.clone());
        }
    }
    Journal::reopen(&state, told.id)?.write(&Record::Undone)?;
    Ok(Undone { journal: told.id, restored, commands: told.commands })
}
