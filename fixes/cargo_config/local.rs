//! The project's file for this machine alone: git-ignored, and included by the tracked one.

use super::{
    Layout,
    place::{config_file, includes, parse, quoted},
};
use crate::{
    Edit, FileEdit, HostPath,
    document::{Document, Value},
};

const NAME: &str = "config.local.toml";

/// The file, and what makes cargo read it and git not.
pub(super) struct Local {
    pub(super) path: HostPath,
    pub(super) edits: Vec<FileEdit>,
}

/// Whether `path` is a file that the project's configuration includes optionally: nobody else need have it.
pub(super) fn is_local(path: &HostPath, layout: &Layout) -> bool {
    path.file_name() == Some(NAME) || included(layout).as_ref() == Some(path)
}

/// The local file of the project; none where cargo may be too old to include it.
pub(super) fn file(layout: &Layout) -> Option<Local> {
    if let Some(path) = included(layout) {
        return Some(Local { edits: ignored(&path, layout).into_iter().collect(), path });
    }
    if !layout.include_guaranteed {
        return None;
    }
    let directory = layout.project.join(".cargo");
    let tracked = config_file(&directory, layout);
    let entry = format!("{{ path = {}, optional = true }}", quoted(NAME));
    let edit = match layout.files.iter().find(|file| file.path == tracked).map(parse) {
        None => push(entry),
        Some(Ok(document)) => extended(&document, entry)?,
        Some(Err(_)) => return None,
    };
    let path = directory.join(NAME);
    let edits = std::iter::once(FileEdit { path: tracked, edit }).chain(ignored(&path, layout)).collect();
    Some(Local { path, edits })
}

/// `include` with `entry`, whatever shape it has now.
fn extended(document: &Document, entry: String) -> Option<Edit> {
    let Some(node) = document.at(&["include"]) else { return Some(push(entry)) };
    match &node.value {
        Value::Array(_) => Some(push(entry)),
        Value::String(_) => {
            let value = format!("[{}, {entry}]", document.source(node));
            Some(Edit::SetToml { key: vec!["include".to_owned()], value })
        }
        // `[[include]]` and what is no include at all.
        Value::Tables(_)
        | Value::Table(_)
        | Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_) => None,
    }
}

fn push(entry: String) -> Edit {
    Edit::PushToml { key: vec!["include".to_owned()], value: entry }
}

/// The optional include of the project's tracked file.
fn included(layout: &Layout) -> Option<HostPath> {
    let directory = layout.project.join(".cargo");
    let tracked = config_file(&directory, layout);
    let document = Document::parse(&layout.files.iter().find(|file| file.path == tracked)?.text).ok()?;
    let (path, _) = includes(&document).into_iter().find(|(path, optional)| *optional || path.ends_with(NAME))?;
    let path = directory.join(&path);
    path.below(&layout.project).is_some().then_some(path)
}

/// The line in `.gitignore`, unless a common pattern there covers the file.
fn ignored(path: &HostPath, layout: &Layout) -> Option<FileEdit> {
    let text = layout.gitignore.as_ref()?;
    let below = path.below(&layout.project)?.replace('\\', "/");
    let name = path.file_name()?;
    let covered = text.lines().map(str::trim).any(|pattern| {
        let bare = pattern.trim_start_matches('/');
        bare == below
            || pattern == name
            || pattern == format!("**/{name}")
            || pattern == "*.local.toml"
            || pattern == "*.local.*"
            || matches!(bare, ".cargo" | ".cargo/" | ".cargo/*")
    });
    let edit = Edit::EnsureLine { text: format!("/{below}") };
    (!covered).then(|| FileEdit { path: layout.project.join(".gitignore"), edit })
}
