//! A host that remembers which files it has read, to notice when they are not as they were.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::SystemTime,
};

use xdoctor_checks::{Answer, Question};

use super::{Answered, Answering, Host};

/// Answers as the host does. Before it reads a file, it looks at what stands there.
pub struct Watched {
    host: Arc<dyn Host>,
    seen: Mutex<BTreeMap<PathBuf, Stamp>>,
}

/// What tells whether something changed, without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stamp {
    Missing,
    File {
        modified: Option<SystemTime>,
        size: u64,
    },
    /// The names in it: its time changes also where a file comes and goes.
    Folder {
        modified: Option<SystemTime>,
        names: Vec<std::ffi::OsString>,
    },
    /// That it is one, and no more.
    SomeFolder,
}

/// What is looked at in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    Itself,
    Names,
}

impl Watched {
    pub fn new(host: Arc<dyn Host>) -> Self {
        Self { host, seen: Mutex::default() }
    }

    /// Nothing has been read yet.
    pub fn forget(&self) {
        self.seen.lock().expect("held for a moment only").clear();
    }

    /// What was read and is not as it was. What is told once is not told again.
    pub fn changed(&self) -> Vec<String> {
        let mut seen = self.seen.lock().expect("held for a moment only");
        let mut changed = Vec::new();
        for (path, stamp) in seen.iter_mut() {
            let now = stamp.again(path);
            if now != *stamp {
                if !stamp.says_the_same(&now) {
                    changed.push(path.display().to_string());
                }
                *stamp = now;
            }
        }
        changed
    }

    fn look(&self, question: &Question) {
        if self.host.is_recorded() {
            return;
        }
        let mut seen = self.seen.lock().expect("held for a moment only");
        let mut note = |path: PathBuf, depth: Depth| {
            let known = seen.entry(path);
            if let std::collections::btree_map::Entry::Vacant(new) = known {
                let stamp = Stamp::of(new.key(), depth);
                new.insert(stamp);
            }
        };
        match question {
            Question::ReadFile { path, .. }
            | Question::Passages { path, .. }
            | Question::Header { path }
            | Question::Metadata { path } => {
                note(path.as_str().into(), Depth::Itself);
            }
            Question::ListDir { path } => note(path.as_str().into(), Depth::Names),
            Question::Search { dirs, .. } => dirs.iter().for_each(|dir| note(dir.as_str().into(), Depth::Names)),
            Question::Which { .. } => {
                let path = self.host.at_once(&Question::Env { name: "PATH".into() });
                if let Some(Ok(Answer::Env(Some(path)))) = path {
                    std::env::split_paths(&path).for_each(|dir| note(dir, Depth::Names));
                }
            }
            // A scan looks at too much to be watched; the rest are no files.
            Question::ScanLinks { .. }
            | Question::Host
            | Question::Today
            | Question::Env { .. }
            | Question::EnvPrefix { .. }
            | Question::Run(_)
            | Question::Fetch(_)
            | Question::Link(_) => {}
        }
    }
}

impl Stamp {
    fn of(path: &Path, depth: Depth) -> Self {
        let Ok(found) = fs::metadata(path) else { return Self::Missing };
        if !found.is_dir() {
            return Self::File { modified: found.modified().ok(), size: found.len() };
        }
        match depth {
            Depth::Itself => Self::SomeFolder,
            Depth::Names => Self::Folder { modified: found.modified().ok(), names: names(path) },
        }
    }

    /// The stamp now. Names are read only where the folder's time says that one may have changed.
    fn again(&self, path: &Path) -> Self {
        let Self::Folder { modified, .. } = self else {
            let now = Self::of(path, Depth::Itself);
            return now;
        };
        match fs::metadata(path) {
            Ok(found) if found.is_dir() && found.modified().ok() == *modified => self.clone(),
            Ok(_) | Err(_) => Self::of(path, Depth::Names),
        }
    }

    fn says_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Folder { names, .. }, Self::Folder { names: others, .. }) => names == others,
            // It was missing, and what came is looked at as a whole.
            _ => self == other,
        }
    }
}

fn names(path: &Path) -> Vec<std::ffi::OsString> {
    let mut names: Vec<_> = fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.file_name()).collect();
    names.sort_unstable();
    names
}

impl Host for Watched {
    fn at_once(&self, question: &Question) -> Option<Answered> {
        self.look(question);
        self.host.at_once(question)
    }

    fn is_recorded(&self) -> bool {
        self.host.is_recorded()
    }

    fn answer<'a>(&'a self, question: &'a Question) -> Answering<'a> {
        self.look(question);
        self.host.answer(question)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::OsHost;
    use xdoctor_checks::HostPath;

    #[test]
    fn what_was_read_and_changed_is_told_once() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().canonicalize().expect("a real path");
        let host = OsHost::with_env(&root, Vec::<(String, String)>::new()).expect("a folder");
        let watched = Watched::new(Arc::new(host));
        let path = |name: &str| HostPath::parse(&root.join(name).display().to_string()).expect("absolute");
        fs::write(root.join("a"), "one").expect("a file");
        for name in ["a", "b"] {
            watched.at_once(&Question::ReadFile { path: path(name), limit: 10 });
        }
        assert_eq!(watched.changed(), Vec::<String>::new());
        fs::write(root.join("a"), "longer").expect("a file");
        fs::write(root.join("b"), "new").expect("a file");
        fs::write(root.join("c"), "not read").expect("a file");
        assert_eq!(watched.changed(), [path("a").to_string(), path("b").to_string()]);
        assert_eq!(watched.changed(), Vec::<String>::new());
    }

    #[test]
    fn a_folder_changes_with_its_names() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().canonicalize().expect("a real path");
        let host = OsHost::with_env(&root, Vec::<(String, String)>::new()).expect("a folder");
        let watched = Watched::new(Arc::new(host));
        let path = HostPath::parse(&root.display().to_string()).expect("absolute");
        watched.at_once(&Question::ListDir { path: path.clone() });
        fs::write(root.join("gone"), "").expect("a file");
        fs::remove_file(root.join("gone")).expect("it was there");
        assert_eq!(watched.changed(), Vec::<String>::new());
        fs::write(root.join("stays"), "").expect("a file");
        assert_eq!(watched.changed(), [path.to_string()]);
    }
}
