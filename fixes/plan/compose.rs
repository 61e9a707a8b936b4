//! Edits of several fixes composed into one new text for each file.

use std::collections::{BTreeSet, HashMap};

use crate::{
    Action, Applicability, Change, Edit, FileEdit, FileState, Fix, HostPath, Refusal, Step, apply::words,
    document::EditError,
};

/// The write steps of `fixes`, and the fixes whose edits cannot be made.
///
/// Edits by line number are made first, as the others move lines. A fix that fails is taken out whole and the rest is
/// composed anew, so no half of it is left behind.
pub(super) fn edits(fixes: &[Fix], mut read: impl FnMut(&HostPath) -> FileState) -> (Vec<Step>, Vec<Refusal>) {
    let mut refused: Vec<Refusal> = Vec::new();
    let mut original: HashMap<HostPath, FileState> = HashMap::new();
    loop {
        let out: BTreeSet<_> = refused.iter().map(|refusal| refusal.fix.clone()).collect();
        let wanted: Vec<_> = fixes
            .iter()
            .filter(|fix| fix.applicability != Applicability::Manual && !out.contains(&fix.id))
            .filter_map(|fix| match &fix.change {
                Change::Edit { edits } => Some((fix, edits.as_slice())),
                Change::Command(_) | Change::Symlink { .. } | Change::Manual { .. } => None,
            })
            .collect();
        let mut work =
            Work { read: &mut read, original: &mut original, files: Vec::new(), moved: Vec::new(), done: Vec::new() };
        let failed = work.compose(&wanted);
        if failed.is_empty() {
            return (work.into_steps(), refused);
        }
        refused.extend(failed);
    }
}

struct Work<'a, R> {
    read: &'a mut R,
    /// As read, once for each file.
    original: &'a mut HashMap<HostPath, FileState>,
    /// In the order they were first touched.
    files: Vec<File<'a>>,
    moved: Vec<(HostPath, HostPath)>,
    done: Vec<(&'a Fix, &'a FileEdit)>,
}

#[derive(Clone)]
struct File<'a> {
    path: HostPath,
    before: FileState,
    now: FileState,
    fixes: Vec<&'a Fix>,
    /// Where its text comes from, if that was another file.
    like: Option<HostPath>,
}

impl<'a, R: FnMut(&HostPath) -> FileState> Work<'a, R> {
    fn compose(&mut self, wanted: &[(&'a Fix, &'a [FileEdit])]) -> Vec<Refusal> {
        let mut failed: Vec<Refusal> = Vec::new();
        for by_line in [true, false] {
            for (fix, edits) in wanted {
                if failed.iter().any(|refusal| refusal.fix == fix.id) {
                    continue;
                }
                let (files, moved, done) = (self.files.clone(), self.moved.clone(), self.done.clone());
                let edits = edits.iter().filter(|edit| matches!(edit.edit, Edit::ReplaceOnLine { .. }) == by_line);
                let result = edits.into_iter().try_for_each(|edit| self.make(fix, edit));
                if let Err(reason) = result {
                    (self.files, self.moved, self.done) = (files, moved, done);
                    failed.push(Refusal { fix: fix.id.clone(), title: fix.title.clone(), reason });
                }
            }
        }
        for (fix, edits) in wanted {
            let known = |edit: &FileEdit| self.original.get(&edit.path).cloned().unwrap_or(FileState::Missing);
            let idle = edits.iter().all(|edit| edit.edit.apply(&known(edit)).is_ok_and(|after| after == known(edit)));
            if idle && !failed.iter().any(|refusal| refusal.fix == fix.id) {
                let reason = "nothing to change: the files already say so".to_owned();
                failed.push(Refusal { fix: fix.id.clone(), title: fix.title.clone(), reason });
            }
        }
        failed
    }

    fn make(&mut self, fix: &'a Fix, edit: &'a FileEdit) -> Result<(), String> {
        let path = self.place(&edit.path);
        let named = |error: &EditError| format!("`{}`: {error}", edit.path);
        let index = self.file(&path);
        if let Edit::MoveTo { to } = &edit.edit {
            return self.relocate(fix, index, to).map_err(|error| named(&error));
        }
        let after = edit.edit.apply(&self.files[index].now).map_err(|error| named(&error))?;
        let file = &mut self.files[index];
        if file.now != after {
            file.now = after;
            if !file.fixes.iter().any(|other| other.id == fix.id) {
                file.fixes.push(fix);
            }
        }
        let now = &self.files[index].now;
        let broken = self.done.iter().find(|(other, done)| {
            other.id != fix.id && done.path == edit.path && overlap(&done.edit, &edit.edit) && !holds(&done.edit, now)
        });
        if let Some((other, _)) = broken {
            return Err(format!("contradicts `{}`", other.title));
        }
        self.done.push((fix, edit));
        Ok(())
    }

    fn relocate(&mut self, fix: &'a Fix, from: usize, to: &HostPath) -> Result<(), EditError> {
        let target = self.file(to);
        let state = self.files[from].now.clone();
        match (&state, &self.files[target].now) {
            (FileState::Missing, FileState::Missing) => return Err(EditError::Missing),
            // Moved already.
            (FileState::Missing, _) => return Ok(()),
            (FileState::Unusable(message), _) => return Err(EditError::Unusable { message: message.clone() }),
            (FileState::Text(_), FileState::Missing) => {}
            // Half moved: a run ended between the new name and the old one.
            (FileState::Text(text), FileState::Text(other)) if text == other => {}
            (FileState::Text(_), _) => return Err(EditError::Exists { path: to.to_string() }),
        }
        let earlier = std::mem::take(&mut self.files[from].fixes);
        self.files[target].fixes = earlier;
        for index in [from, target] {
            self.files[index].fixes.push(fix);
        }
        self.files[target].now = state;
        self.files[target].like = Some(self.files[from].path.clone());
        self.files[from].now = FileState::Missing;
        self.moved.push((self.files[from].path.clone(), to.clone()));
        Ok(())
    }

    /// Where the file of `path` is by now.
    fn place(&self, path: &HostPath) -> HostPath {
        self.moved.iter().find(|(from, _)| from == path).map_or_else(|| path.clone(), |(_, to)| to.clone())
    }

    fn file(&mut self, path: &HostPath) -> usize {
        if let Some(index) = self.files.iter().position(|file| file.path == *path) {
            return index;
        }
        let before = self.original.entry(path.clone()).or_insert_with(|| (self.read)(path)).clone();
        self.files.push(File { path: path.clone(), now: before.clone(), before, fixes: Vec::new(), like: None });
        self.files.len() - 1
    }

    fn into_steps(self) -> Vec<Step> {
        self.files.into_iter().filter(|file| file.now != file.before).filter_map(step).collect()
    }
}

fn step(file: File<'_>) -> Option<Step> {
    let text = |state: FileState| match state {
        FileState::Text(text) => Some(text),
        FileState::Missing | FileState::Unusable(_) => None,
    };
    let (first, rest) = file.fixes.split_first()?;
    let like = file.like.filter(|_| file.before == FileState::Missing);
    let action = Action::Write { path: file.path, before: text(file.before), after: text(file.now), like };
    let mut step = Step::new(first, action);
    for fix in rest {
        step.serves(fix);
    }
    Some(step)
}

/// Whether two edits speak of the same or of nested keys.
fn overlap(one: &Edit, other: &Edit) -> bool {
    match (key(one), key(other)) {
        (Some(one), Some(other)) => one.starts_with(other) || other.starts_with(one),
        (None, _) | (_, None) => true,
    }
}

fn key(edit: &Edit) -> Option<&[String]> {
    match edit {
        Edit::SetToml { key, .. }
        | Edit::RemoveToml { key }
        | Edit::PushToml { key, .. }
        | Edit::PullToml { key, .. } => Some(key),
        Edit::Toolchain { .. }
        | Edit::ReplaceOnLine { .. }
        | Edit::EnsureLine { .. }
        | Edit::MoveTo { .. }
        | Edit::Remove => None,
    }
}

/// Whether what `edit` wanted is so in `state`.
fn holds(edit: &Edit, state: &FileState) -> bool {
    match (edit, state) {
        // Its line may have moved meanwhile.
        (Edit::ReplaceOnLine { new, .. }, FileState::Text(text)) => {
            new.is_empty() || text.lines().any(|line| words(line, new).next().is_some())
        }
        _ => edit.apply(state).is_ok_and(|after| after == *state),
    }
}
