//! Which files cargo reads: from the working directory up, then its home (cargo `src/context/mod.rs`, `walk_tree`).

use super::{ConfigError, lexical};
use crate::{
    Cx, Failure, HostPath, Pause,
    answer::{FileBytes, Metadata},
};

/// The files that cargo finds without being told, nearest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Walked {
    pub(super) files: Vec<HostPath>,
    /// Directories with both `config` and `config.toml`: the one that is read and the one that is not.
    pub(super) duplicates: Vec<Duplicate>,
    /// Cargo's home; none where it cannot be found.
    pub(super) home: Result<HostPath, ConfigError>,
}

/// Two files of one directory, of which cargo reads the one without extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    pub read: HostPath,
    pub ignored: HostPath,
}

pub(super) fn walk(cx: &Cx<'_>) -> Result<Walked, Pause> {
    let cwd = cx.host()?.cwd.clone();
    let directories: Vec<_> = std::iter::successors(Some(cwd), lexical::parent).map(|dir| dir.join(".cargo")).collect();
    // All are asked before any is missed.
    let found: Vec<_> = directories.iter().map(|dir| file_of(dir, cx)).collect();
    let home = home(cx);
    let at_home = home.as_ref().ok().and_then(|home| home.as_ref().ok()).map(|home| file_of(home, cx));

    let mut walked = Walked { files: Vec::new(), duplicates: Vec::new(), home: home? };
    for file in found {
        walked.take(file?);
    }
    let (Ok(home), Some(at_home)) = (&walked.home, at_home) else { return Ok(walked) };
    let at_home = at_home?;
    if at_home.file.is_some() && !is_walked(home, &directories, cx)? {
        walked.take(at_home);
    }
    Ok(walked)
}

impl Walked {
    fn take(&mut self, found: FoundFile) {
        self.duplicates.extend(found.duplicate);
        self.files.extend(found.file);
    }
}

#[derive(Default)]
struct FoundFile {
    file: Option<HostPath>,
    duplicate: Option<Duplicate>,
}

/// `config` before `config.toml` (`get_file_path`). The former counts if it can be opened, the latter if it exists.
fn file_of(dir: &HostPath, cx: &Cx<'_>) -> Result<FoundFile, Pause> {
    let (old, new) = (dir.join("config"), dir.join("config.toml"));
    let (old_bytes, new_exists) = (cx.read(&old), exists(&new, cx));
    let (old_opens, new_exists) = (opens(old_bytes?), new_exists?);
    Ok(match (old_opens, new_exists) {
        (true, true) => {
            let (old_is, new_is) = (cx.metadata(&old), cx.metadata(&new));
            let same = match (old_is?, new_is?) {
                (Metadata::Found(old), Metadata::Found(new)) => old.real == new.real,
                (
                    Metadata::Missing | Metadata::Dangling { .. } | Metadata::Unreadable { .. } | Metadata::Found(_),
                    Metadata::Missing | Metadata::Dangling { .. } | Metadata::Unreadable { .. } | Metadata::Found(_),
                ) => false,
            };
            let duplicate = (!same).then(|| Duplicate { read: old.clone(), ignored: new });
            FoundFile { file: Some(old), duplicate }
        }
        (true, false) => FoundFile { file: Some(old), duplicate: None },
        (false, true) => FoundFile { file: Some(new), duplicate: None },
        (false, false) => FoundFile::default(),
    })
}

fn opens(bytes: &FileBytes) -> bool {
    match bytes {
        FileBytes::Missing | FileBytes::Unreadable { .. } => false,
        FileBytes::Directory | FileBytes::Text(_) | FileBytes::NotUtf8 { .. } | FileBytes::TooLarge { .. } => true,
    }
}

/// `Path::exists`: what stands there can be asked for, whether or not it can be read.
pub(super) fn exists(path: &HostPath, cx: &Cx<'_>) -> Result<bool, Pause> {
    Ok(match cx.read(path)? {
        FileBytes::Missing => false,
        FileBytes::Directory | FileBytes::Text(_) | FileBytes::NotUtf8 { .. } | FileBytes::TooLarge { .. } => true,
        FileBytes::Unreadable { .. } => matches!(cx.metadata(path)?, Metadata::Found(_)),
    })
}

/// The text of a file that cargo reads, or why it cannot.
pub(super) fn read<'a>(path: &HostPath, cx: &Cx<'a>) -> Result<Result<&'a str, ConfigError>, Pause> {
    Ok(match cx.read(path)? {
        FileBytes::Text(text) => Ok(text),
        FileBytes::Missing => Err(ConfigError::in_file("there is no such file", path)),
        FileBytes::Directory => Err(ConfigError::in_file("is a directory", path)),
        FileBytes::Unreadable { message } => Err(ConfigError::in_file(format!("cannot be read: {message}"), path)),
        FileBytes::NotUtf8 { valid, offset } => {
            let lines = super::parse::Lines::new(valid);
            let at = usize::try_from(*offset).unwrap_or(usize::MAX);
            Err(lines.error(format!("is not UTF-8: the byte at offset {offset} belongs to no character"), path, at))
        }
        FileBytes::TooLarge { size } => {
            let message = format!("`{path}` has {size} bytes, more than xdoctor reads");
            return Err(Pause::Unknown(Failure::Failed { message }));
        }
    })
}

/// `CARGO_HOME` if it is not empty, relative to the working directory; else `.cargo` in the home directory (crate
/// `home`, `cargo_home_with_cwd`).
pub(super) fn home(cx: &Cx<'_>) -> Result<Result<HostPath, ConfigError>, Pause> {
    let (variable, host) = (cx.env("CARGO_HOME"), cx.host());
    let (variable, host) = (variable?, host?);
    Ok(match (variable.filter(|value| !value.is_empty()), &host.home) {
        (Some(value), _) => Ok(lexical::join(&host.cwd, value)),
        (None, Some(home)) => Ok(home.join(".cargo")),
        (None, None) => {
            Err(ConfigError::new("cargo finds no home directory, since neither `CARGO_HOME` nor `HOME` is set"))
        }
    })
}

/// Was cargo's home met on the way up? Then it is not read again.
fn is_walked(home: &HostPath, directories: &[HostPath], cx: &Cx<'_>) -> Result<bool, Pause> {
    if directories.iter().any(|dir| lexical::same(dir, home)) {
        return Ok(true);
    }
    let real_home = cx.metadata(home);
    let real: Vec<_> = directories.iter().map(|dir| cx.metadata(dir)).collect();
    let Metadata::Found(home) = real_home? else { return Ok(false) };
    for metadata in real {
        if matches!(metadata?, Metadata::Found(found) if found.real == home.real) {
            return Ok(true);
        }
    }
    Ok(false)
}
