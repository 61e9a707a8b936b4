//! Which file a setting goes to, and the edits.

use std::fmt;

use super::{ConfigFile, Layout, Setting, Wanted, local};
use crate::{
    Edit, FileEdit, HostPath, Scope,
    document::{Document, Node, ParseError, Value},
};

/// The edits that make a setting so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    pub edits: Vec<FileEdit>,
    /// Where it went: [`Scope::Local`] gives way to [`Scope::User`] where cargo may be too old for it.
    pub scope: Scope,
}

/// Why a setting has no place. The user can still set the environment variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The value stands in a file that is neither the project's nor cargo's home: other projects read it too.
    Outside {
        path: HostPath,
        line: u32,
    },
    Unreadable {
        path: HostPath,
        error: ParseError,
    },
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outside { path, line } => {
                write!(f, "the value stands in `{path}`, line {line}, which other projects read too")
            }
            Self::Unreadable { path, error } => write!(f, "`{path}` is not valid TOML: {error}"),
        }
    }
}

impl std::error::Error for Why {}

/// A file that sets the key.
struct Standing {
    path: HostPath,
    line: u32,
    owner: Owner,
    /// The value is a string where a list would do.
    words_as_string: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// Tracked: everybody has it.
    Project,
    /// In the project, for this machine.
    Local,
    User,
    Other,
}

/// The edits for `setting` in `layout`. Empty where it is so already.
pub fn place(setting: &Setting, layout: &Layout) -> Result<Placed, Why> {
    let standing = standing(setting, layout)?;
    // Lists are joined, so what stands elsewhere as a list is no obstacle to another word.
    let joined = |place: &Standing| matches!(setting.change, Wanted::Words(_)) && place.words_as_string.is_none();
    let outside = standing.iter().find(|place| place.owner == Owner::Other && !joined(place));
    if let Some(Standing { path, line, .. }) = outside {
        return Err(Why::Outside { path: path.clone(), line: *line });
    }
    let edits_in = |path: &HostPath, edits: Vec<Edit>| {
        edits.into_iter().map(|edit| FileEdit { path: path.clone(), edit }).collect::<Vec<_>>()
    };
    match &setting.change {
        Wanted::Nothing => {
            let remove = |place: &Standing| FileEdit {
                path: place.path.clone(),
                edit: Edit::RemoveToml { key: setting.key.clone() },
            };
            Ok(Placed { edits: standing.iter().map(remove).collect(), scope: setting.scope })
        }
        // A string and a list of the same key do not merge: cargo dies of it. So words go where a string stands.
        Wanted::Words(words) => {
            let string = standing.iter().find_map(|place| Some((place, place.words_as_string.as_ref()?)));
            if let Some((place, present)) = string {
                let edits = edits_in(&place.path, vec![longer_string(setting, present, words)]);
                return Ok(Placed { edits, scope: scope_of(place.owner, setting.scope) });
            }
            let own = standing.iter().find(|place| suits(place.owner, setting.scope));
            let push = |word: &String| Edit::PushToml { key: setting.key.clone(), value: quoted(word) };
            let edits = words.iter().map(push).collect();
            Ok(match own {
                Some(place) => Placed { edits: edits_in(&place.path, edits), scope: setting.scope },
                None => fresh(setting.scope, layout, edits),
            })
        }
        Wanted::Value(value) => {
            let set = Edit::SetToml { key: setting.key.clone(), value: value.clone() };
            let Some(first) = standing.first() else { return Ok(fresh(setting.scope, layout, vec![set])) };
            let machine_alone = setting.scope != Scope::Project;
            if !(machine_alone && first.owner == Owner::Project) {
                // Corrected where it stands and rules.
                let edits = edits_in(&first.path, vec![set]);
                return Ok(Placed { edits, scope: scope_of(first.owner, setting.scope) });
            }
            // Moved: out of each tracked file, which would outrank the new place.
            let tracked = standing.iter().filter(|place| place.owner == Owner::Project);
            let mut edits: Vec<_> = tracked
                .map(|place| FileEdit { path: place.path.clone(), edit: Edit::RemoveToml { key: setting.key.clone() } })
                .collect();
            let own = standing.iter().find(|place| suits(place.owner, setting.scope));
            let placed = match own {
                Some(place) => Placed { edits: edits_in(&place.path, vec![set]), scope: setting.scope },
                None => fresh(setting.scope, layout, vec![set]),
            };
            edits.extend(placed.edits);
            Ok(Placed { edits, scope: placed.scope })
        }
    }
}

/// The files that set the key, the highest first.
fn standing(setting: &Setting, layout: &Layout) -> Result<Vec<Standing>, Why> {
    let mut found = Vec::new();
    for file in &layout.files {
        let document = parse(file)?;
        let Some(node) = document.at(&setting.key) else { continue };
        found.push(Standing {
            path: file.path.clone(),
            line: document.line(node),
            owner: owner(&file.path, layout),
            words_as_string: node.as_str().map(str::to_owned),
        });
    }
    Ok(found)
}

pub(super) fn parse(file: &ConfigFile) -> Result<Document, Why> {
    Document::parse(&file.text).map_err(|error| Why::Unreadable { path: file.path.clone(), error })
}

fn owner(path: &HostPath, layout: &Layout) -> Owner {
    // Cargo's home can be inside the project, and the project below the home's parent: the nearer one owns.
    let home = path.below(&layout.cargo_home).is_some();
    let project = path.below(&layout.project).is_some();
    let home_is_inner = layout.cargo_home.below(&layout.project).is_some();
    match (home, project) {
        (true, false) => Owner::User,
        (true, true) if home_is_inner => Owner::User,
        (_, true) if local::is_local(path, layout) => Owner::Local,
        (_, true) => Owner::Project,
        (false, false) => Owner::Other,
    }
}

fn suits(owner: Owner, scope: Scope) -> bool {
    match owner {
        Owner::Project => scope == Scope::Project,
        Owner::Local | Owner::User => scope != Scope::Project,
        Owner::Other => false,
    }
}

fn scope_of(owner: Owner, wanted: Scope) -> Scope {
    match owner {
        Owner::Project => Scope::Project,
        Owner::Local => Scope::Local,
        Owner::User => Scope::User,
        Owner::Other => wanted,
    }
}

/// Where nothing stands yet.
fn fresh(scope: Scope, layout: &Layout, edits: Vec<Edit>) -> Placed {
    let in_file = |path: &HostPath| -> Vec<_> {
        edits.iter().map(|edit| FileEdit { path: path.clone(), edit: edit.clone() }).collect()
    };
    match scope {
        Scope::Project => Placed { edits: in_file(&config_file(&layout.project.join(".cargo"), layout)), scope },
        Scope::Local => match local::file(layout) {
            Some(local) => Placed { edits: in_file(&local.path).into_iter().chain(local.edits).collect(), scope },
            None => fresh(Scope::User, layout, edits),
        },
        Scope::User => Placed { edits: in_file(&config_file(&layout.cargo_home, layout)), scope },
    }
}

/// The configuration file in `directory`: `config` if it exists, as cargo then reads that one, even beside `config.toml`
/// (cargo's `src/context/mod.rs`, `get_file_path`).
pub(super) fn config_file(directory: &HostPath, layout: &Layout) -> HostPath {
    let legacy = directory.join("config");
    if layout.files.iter().any(|file| file.path == legacy) { legacy } else { directory.join("config.toml") }
}

fn longer_string(setting: &Setting, present: &str, words: &[String]) -> Edit {
    let mut all: Vec<_> = present.split_whitespace().collect();
    all.extend(words.iter().map(String::as_str).filter(|word| !present.split_whitespace().any(|other| other == *word)));
    Edit::SetToml { key: setting.key.clone(), value: quoted(&all.join(" ")) }
}

/// `text` as a TOML string.
pub(super) fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

/// The paths that `include` of a file names, with whether each is optional.
pub(super) fn includes(document: &Document) -> Vec<(String, bool)> {
    let Some(node) = document.at(&["include"]) else { return Vec::new() };
    let one = |node: &Node| match &node.value {
        Value::String(path) => Some((path.clone(), false)),
        Value::Table(table) => {
            let optional = table.get("optional").and_then(Node::as_bool).unwrap_or(false);
            Some((table.get("path")?.as_str()?.to_owned(), optional))
        }
        Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_)
        | Value::Array(_)
        | Value::Tables(_) => None,
    };
    match node.as_array() {
        Some(items) => items.iter().filter_map(one).collect(),
        None => one(node).into_iter().collect(),
    }
}
