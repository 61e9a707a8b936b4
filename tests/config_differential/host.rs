//! Answers the questions of the configuration's facts from the real file system and a given environment.

use std::{collections::BTreeMap, fs, io, path::Path};

use xdoctor_checks::{
    Answer, Answers, Cx, Fact, HostPath, Memo, Pause, Question,
    answer::{EntryKind, FileBytes, Found, Host, Metadata},
};

use crate::hierarchy::Hierarchy;

/// The fact, with every question answered.
pub(crate) fn fact<F: Fact>(hierarchy: &Hierarchy, key: &F::Key) -> Result<std::sync::Arc<F>, Pause> {
    let mut answers = Answers::default();
    let mut memo = Memo::default();
    loop {
        let cx = Cx::new(&answers, &mut memo);
        let result = cx.fact::<F>(key.clone());
        let open = cx.into_open();
        if open.is_empty() {
            return result;
        }
        for question in open {
            let answer = answer(hierarchy, &question);
            answers.insert(question, Ok(answer));
        }
    }
}

fn answer(hierarchy: &Hierarchy, question: &Question) -> Answer {
    match question {
        Question::Host => Answer::Host(Host {
            os: std::env::consts::OS.into(),
            arch: std::env::consts::ARCH.into(),
            cwd: path(&hierarchy.cwd),
            home: Some(path(&hierarchy.home)),
            distribution: Vec::new(),
        }),
        Question::Env { name } => Answer::Env(hierarchy.variables.get(name).cloned()),
        Question::EnvPrefix { prefix } => {
            let starts = |name: &str| name.to_uppercase().starts_with(prefix.as_str());
            let found: BTreeMap<_, _> = hierarchy
                .variables
                .iter()
                .filter(|(name, _)| starts(name))
                .map(|(n, v)| (n.clone(), v.clone()))
                .collect();
            Answer::EnvPrefix(found)
        }
        Question::ReadFile { path, .. } => Answer::File(read(Path::new(path.as_str()))),
        Question::Metadata { path } => Answer::Metadata(metadata(Path::new(path.as_str()))),
        other => panic!("the configuration asks {other:?}"),
    }
}

fn read(path: &Path) -> FileBytes {
    match fs::read(path) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => FileBytes::Text(text),
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                let valid = String::from_utf8_lossy(&error.as_bytes()[..offset]).into_owned();
                FileBytes::NotUtf8 { valid, offset: offset as u64 }
            }
        },
        Err(error) if [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory].contains(&error.kind()) => {
            FileBytes::Missing
        }
        Err(error) if error.kind() == io::ErrorKind::IsADirectory => FileBytes::Directory,
        Err(error) => FileBytes::Unreadable { message: error.to_string() },
    }
}

fn metadata(at: &Path) -> Metadata {
    let (Ok(found), Ok(real)) = (fs::metadata(at), at.canonicalize()) else { return Metadata::Missing };
    Metadata::Found(Found {
        kind: if found.is_dir() { EntryKind::Directory } else { EntryKind::File },
        size: found.len(),
        executable: false,
        sealed: false,
        link: None,
        real: path(&real),
    })
}

fn path(path: &Path) -> HostPath {
    HostPath::parse(path.to_str().expect("text")).expect("absolute")
}
