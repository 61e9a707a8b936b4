//! Applying a plan.

use std::{
    path::{Path, PathBuf},
    sync::atomic::Ordering,
};

use xdoctor_fixes::{Action, Applicability, HostPath, Plan, Step};

use super::{
    Error, Options, Progress,
    journal::{self, FileChange, Journal, JournalId, Record, State},
    lock, relink, run, write,
};

/// What came of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// For `undo`; none where nothing was to be done.
    pub journal: Option<JournalId>,
    /// Steps that were done, by their index in the plan.
    pub done: Vec<usize>,
    /// Manual steps, and system steps without `--system`.
    pub skipped: Vec<usize>,
    /// Commands that failed. The other steps were done all the same.
    pub failed: Vec<Failure>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Index in the plan.
    pub step: usize,
    /// A lowercase phrase.
    pub reason: String,
}

/// Do what `plan` says. An error means that no file and no link is changed: what had been written was taken back.
///
/// Commands run first to last and are not taken back; one that fails does not stop the others.
pub fn apply(plan: &Plan, options: &Options, progress: &mut dyn FnMut(Progress<'_>)) -> Result<Applied, Error> {
    let state = journal::state_directory(options)?;
    let mut applied = Applied { journal: None, done: Vec::new(), skipped: Vec::new(), failed: Vec::new() };
    let mut wanted = Vec::new();
    for (index, step) in plan.steps.iter().enumerate() {
        match not_for_this_run(step, options) {
            Some(reason) => {
                applied.skipped.push(index);
                progress(Progress::Skipped { index, reason });
            }
            None => wanted.push((index, step)),
        }
    }
    if wanted.is_empty() {
        return Ok(applied);
    }
    let paths = touched(wanted.iter().map(|(_, step)| *step))?;
    let _locks = lock::lock(&state, options, &paths)?;
    settle(&state, &paths)?;
    for (_, step) in &wanted {
        foresee(step)?;
    }
    let mut titles: Vec<String> = Vec::new();
    for title in wanted.iter().flat_map(|(_, step)| &step.titles) {
        if !titles.contains(title) {
            titles.push(title.clone());
        }
    }
    let mut run = Run { journal: Journal::begin(&state, options, titles)?, options, changed: Vec::new(), count: 0 };
    applied.journal = Some(run.journal.id);
    for (index, step) in wanted {
        progress(Progress::Started { index, of: plan.steps.len(), step });
        if options.cancel.as_ref().is_some_and(|cancel| cancel.load(Ordering::Relaxed)) {
            applied.failed.push(Failure { step: index, reason: "cancelled".to_owned() });
            continue;
        }
        match run.perform(step, &mut |line| progress(Progress::Output { index, line })) {
            Ok(Ok(())) => {
                applied.done.push(index);
                progress(Progress::Done { index });
            }
            Ok(Err(reason)) => {
                progress(Progress::Failed { index, reason: reason.clone() });
                applied.failed.push(Failure { step: index, reason });
            }
            Err(error) => {
                progress(Progress::Failed { index, reason: error.to_string() });
                run.take_back();
                return Err(error);
            }
        }
    }
    run.journal.write(&Record::Finished)?;
    Ok(applied)
}

fn not_for_this_run(step: &Step, options: &Options) -> Option<&'static str> {
    match (&step.action, step.applicability) {
        (Action::Manual { .. }, _) | (_, Applicability::Manual) => Some("for you to do"),
        (_, Applicability::System) if !options.system => Some("needs `--system`"),
        (
            Action::Write { .. } | Action::Run(_) | Action::Relink { .. },
            Applicability::Safe | Applicability::System,
        ) => None,
    }
}

/// The path as this machine has it.
fn local(path: &HostPath) -> Result<PathBuf, Error> {
    let local = PathBuf::from(path.as_str());
    // A name that is not UTF-8 has been read with replacement characters: it is not this one.
    if local.is_absolute() && !path.as_str().contains(char::REPLACEMENT_CHARACTER) {
        Ok(local)
    } else {
        Err(Error::Foreign { path: path.to_string() })
    }
}

fn touched<'a>(steps: impl Iterator<Item = &'a Step>) -> Result<Vec<PathBuf>, Error> {
    let mut paths = Vec::new();
    for step in steps {
        match &step.action {
            Action::Write { path, .. } => paths.push(write::real(&local(path)?)?),
            Action::Relink { root, .. } => paths.push(local(root)?.join("*")),
            Action::Run(_) | Action::Manual { .. } => {}
        }
    }
    Ok(paths)
}

/// What killed runs left beside the files of `paths`, whose locks are held, so those runs are dead.
pub(super) fn settle(state: &Path, paths: &[PathBuf]) -> Result<(), Error> {
    for told in journal::all(state)?.into_iter().filter(|told| told.state == State::Interrupted) {
        let ours = |path: &Path| {
            paths.iter().any(|other| other == path || other.parent().is_some_and(|root| path.starts_with(root)))
        };
        for change in told.files.iter().filter(|change| ours(&change.path)) {
            write::discard(&change.temporary);
        }
        for change in told.links.iter().filter(|change| ours(&change.link)) {
            write::discard(&change.temporary);
        }
    }
    Ok(())
}

/// Every file is looked at before the first one is changed.
fn foresee(step: &Step) -> Result<(), Error> {
    match &step.action {
        Action::Write { path, before, after, like } => {
            let like = like.as_ref().map(local).transpose()?;
            write::prepare(&local(path)?, before.as_deref(), after.as_deref(), like.as_deref(), "0").map(drop)
        }
        Action::Relink { root, links } => {
            let root = local(root)?;
            links.iter().try_for_each(|link| relink::prepare(&root, link, "0").map(drop))
        }
        Action::Run(_) | Action::Manual { .. } => Ok(()),
    }
}

struct Run<'a> {
    journal: Journal,
    options: &'a Options,
    /// In the order they were made.
    changed: Vec<Change>,
    count: usize,
}

enum Change {
    File(FileChange),
    Link(journal::LinkChange),
}

impl Run<'_> {
    /// The inner error is a command's: the rest goes on.
    fn perform(&mut self, step: &Step, output: &mut dyn FnMut(String)) -> Result<Result<(), String>, Error> {
        match &step.action {
            Action::Write { path, before, after, like } => {
                let (path, like, unique) = (local(path)?, like.as_ref().map(local).transpose()?, self.unique());
                let change = write::prepare(&path, before.as_deref(), after.as_deref(), like.as_deref(), &unique)?;
                self.journal.write(&Record::Write(change.clone()))?;
                self.changed.push(Change::File(change.clone()));
                write::perform(&change)?;
            }
            Action::Relink { root, links } => {
                // A sysroot can have thousands: they are announced together, and reach the disk together.
                let root = local(root)?;
                let mut changes = Vec::new();
                for link in links {
                    changes.extend(relink::prepare(&root, link, &self.unique())?);
                }
                let records: Vec<_> = changes.iter().cloned().map(Record::Relink).collect();
                self.journal.write_all(&records)?;
                for change in &changes {
                    self.changed.push(Change::Link(change.clone()));
                    relink::perform(change)?;
                }
                write::sync_folders(changes.iter().map(|change| change.link.as_path()));
            }
            Action::Run(line) => {
                self.journal.write(&Record::Run { command: line.clone() })?;
                return Ok(run::run(line, &self.options.project, self.options.cancel.as_deref(), output));
            }
            Action::Manual { .. } => {}
        }
        Ok(Ok(()))
    }

    fn unique(&mut self) -> String {
        self.count += 1;
        format!("{}-{}", self.journal.id, self.count)
    }

    /// Take back what this run changed, the last first. What cannot be taken back is in the journal for `undo`.
    fn take_back(&mut self) {
        let mut whole = true;
        for change in self.changed.iter().rev() {
            let result = match change {
                Change::File(change) => write::take_back(change),
                Change::Link(change) => relink::take_back(change),
            };
            whole &= result.is_ok();
        }
        write::sync_folders(self.changed.iter().filter_map(|change| match change {
            Change::Link(change) => Some(change.link.as_path()),
            Change::File(_) => None,
        }));
        if whole {
            // Without this record it stays `interrupted`, and undoing it changes nothing.
            let _ = self.journal.write(&Record::Undone);
        }
    }
}
