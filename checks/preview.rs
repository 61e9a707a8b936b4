//! A fix as it is shown: what it changes, as a diff of the very files.

use xdoctor_fixes::{Change, FileState, Fix, HostPath, Plan};

use crate::{Cx, Pause, about, answer::FileBytes, report::FixReport};

/// The fix with its diff. Files that were not read yet are asked for; until they are, the diff is empty.
pub fn preview(fix: Fix, cx: &Cx<'_>) -> FixReport {
    let (kind, files, command) = match &fix.change {
        Change::Edit { edits } => ("edit", distinct(edits.iter().map(|edit| &edit.path)), Vec::new()),
        Change::Command(line) => {
            ("command", Vec::new(), std::iter::once(&line.program).chain(&line.args).cloned().collect())
        }
        Change::Symlink { links, .. } => ("symlink", distinct(links.iter().map(|link| &link.link)), Vec::new()),
        Change::Manual { .. } => ("manual", Vec::new(), Vec::new()),
    };
    let diff = match &fix.change {
        Change::Edit { .. } | Change::Symlink { .. } | Change::Manual { .. } => {
            Plan::build(std::slice::from_ref(&fix), |path| state(path, cx)).diff(&|path| shorten(path, cx))
        }
        Change::Command(_) => String::new(),
    };
    FixReport {
        id: fix.id.clone(),
        title: fix.title.clone(),
        kind,
        applicability: fix.applicability,
        scope: fix.scope,
        files,
        command,
        diff,
        fix,
    }
}

fn distinct<'a>(paths: impl Iterator<Item = &'a HostPath>) -> Vec<String> {
    let mut files: Vec<String> = Vec::new();
    for path in paths {
        if !files.iter().any(|known| known == path.as_str()) {
            files.push(path.to_string());
        }
    }
    files
}

/// A file's state as an edit needs it.
pub fn file_state(bytes: &FileBytes) -> FileState {
    match bytes {
        FileBytes::Missing => FileState::Missing,
        FileBytes::Text(text) => FileState::Text(text.clone()),
        FileBytes::Directory => FileState::Unusable("it is a directory".into()),
        FileBytes::NotUtf8 { offset, .. } => FileState::Unusable(format!("it is not UTF-8 (byte {offset})")),
        FileBytes::TooLarge { size } => FileState::Unusable(format!("it has {size} bytes")),
        FileBytes::Unreadable { message } => FileState::Unusable(message.clone()),
    }
}

fn state(path: &HostPath, cx: &Cx<'_>) -> FileState {
    match cx.read(path) {
        Ok(bytes) => file_state(bytes),
        Err(Pause::Pending) => FileState::Unusable("not read yet".into()),
        Err(Pause::Unknown(failure)) => FileState::Unusable(failure.to_string()),
    }
}

fn shorten(path: &HostPath, cx: &Cx<'_>) -> String {
    let root = about::root(cx).ok();
    let below = root.as_ref().and_then(|root| path.below(root));
    below.filter(|below| !below.is_empty()).map_or_else(|| path.to_string(), str::to_owned)
}
