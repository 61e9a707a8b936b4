//! A file is replaced whole: a new one beside it, on the disk before it takes the name.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs::{self, File, Metadata, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use super::{Error, journal::FileChange};

/// The text of a file as it is now.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("read", path)(error)),
    }
}

/// The file that `path` leads to: a symbolic link is followed, also to a file that is not there yet.
pub(super) fn real(path: &Path) -> Result<PathBuf, Error> {
    let mut path = path.to_owned();
    for _ in 0..40 {
        match fs::read_link(&path) {
            Ok(target) => path = path.parent().map_or_else(|| target.clone(), |folder| folder.join(&target)),
            Err(_) => return Ok(path),
        }
    }
    Err(Error::Io { doing: "follow the links of", path, source: io::Error::other("too many of them") })
}

/// The change of `path`, ready for the journal; refused where it cannot be made or is not what was planned.
pub(super) fn prepare(
    path: &Path,
    before: Option<&str>,
    after: Option<&str>,
    like: Option<&Path>,
    unique: &str,
) -> Result<FileChange, Error> {
    let path = real(path)?;
    if read(&path)?.as_deref() != before.map(str::as_bytes) {
        return Err(Error::Changed { path });
    }
    let metadata = fs::metadata(&path).or_else(|error| like.map_or(Err(error), fs::metadata)).ok();
    if before.is_some() && metadata.as_ref().is_some_and(|metadata| metadata.permissions().readonly()) {
        return Err(Error::ReadOnly { path });
    }
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".xdoctor-{unique}"));
    let temporary = path.with_file_name(name);
    let mut folders: Vec<_> =
        path.ancestors().skip(1).take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists()).collect();
    folders.reverse();
    let existing = folders.first().copied().unwrap_or(&path).parent();
    if let Some(folder) = existing.filter(|folder| is_read_only(folder)) {
        return Err(Error::ReadOnly { path: folder.to_owned() });
    }
    let folders = folders.into_iter().map(Path::to_owned).collect();
    Ok(FileChange {
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
        mode: metadata.as_ref().and_then(mode),
        temporary,
        folders,
        path,
    })
}

/// On Windows the attribute of a folder says nothing about what can be made in it.
fn is_read_only(folder: &Path) -> bool {
    cfg!(unix) && fs::metadata(folder).is_ok_and(|metadata| metadata.permissions().readonly())
}

/// Make the change. It is whole or not at all, whenever the process ends.
pub(super) fn perform(change: &FileChange) -> Result<(), Error> {
    for folder in &change.folders {
        if let Err(error) = fs::create_dir(folder)
            && error.kind() != io::ErrorKind::AlreadyExists
        {
            return Err(Error::io("create", folder)(error));
        }
    }
    become_text(&change.path, change.after.as_deref(), change.before.as_deref(), change)
}

/// Take the change back, if the file is as the change left it. True if there was something to take back.
pub(super) fn take_back(change: &FileChange) -> Result<bool, Error> {
    discard(&change.temporary);
    match standing(change)? {
        Standing::Before => {
            remove_folders(change);
            return Ok(false);
        }
        Standing::Other => return Err(Error::ChangedSince { path: change.path.clone() }),
        Standing::After => {}
    }
    become_text(&change.path, change.before.as_deref(), change.after.as_deref(), change)?;
    remove_folders(change);
    Ok(true)
}

/// Folders that were made for the file go if nothing else is in them.
fn remove_folders(change: &FileChange) {
    if change.before.is_none() {
        for folder in change.folders.iter().rev() {
            // Something else may be in it by now; then it stays.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Which of its states the file of a change is in.
pub(super) enum Standing {
    Before,
    After,
    Other,
}

pub(super) fn standing(change: &FileChange) -> Result<Standing, Error> {
    let now = read(&change.path)?;
    let is = |text: &Option<String>| now.as_deref() == text.as_deref().map(str::as_bytes);
    Ok(match (is(&change.after), is(&change.before)) {
        (true, _) => Standing::After,
        (false, true) => Standing::Before,
        (false, false) => Standing::Other,
    })
}

/// What a killed run left beside the file.
pub(super) fn discard(temporary: &Path) {
    // Gone already is as good.
    let _ = fs::remove_file(temporary);
}

fn become_text(path: &Path, text: Option<&str>, expected: Option<&str>, change: &FileChange) -> Result<(), Error> {
    let result = match text {
        None => unchanged(path, expected)
            .and_then(|()| fs::remove_file(path).map_err(Error::io("remove", path)))
            .map(|()| sync_folders([path])),
        Some(text) => write_beside(path, text, expected, change),
    };
    if result.is_err() {
        discard(&change.temporary);
    }
    result
}

fn write_beside(path: &Path, text: &str, expected: Option<&str>, change: &FileChange) -> Result<(), Error> {
    discard(&change.temporary);
    let temporary = &change.temporary;
    let now = fs::metadata(path).ok();
    let mode = now.as_ref().and_then(mode).or(change.mode);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    if mode.is_some() {
        private(&mut options);
    }
    // Named by what the user knows: the file beside it is no concern of theirs.
    let mut file = options.open(temporary).map_err(Error::io("write", path))?;
    file.write_all(text.as_bytes()).map_err(Error::io("write", path))?;
    if let Some(metadata) = &now {
        keep_owner(temporary, metadata);
    }
    if let Some(mode) = mode {
        set_mode(&file, mode).map_err(Error::io("set the permissions of", path))?;
    }
    file.sync_all().map_err(Error::io("write", path))?;
    drop(file);
    // The last look before the name changes hands.
    unchanged(path, expected)?;
    fs::rename(temporary, path).map_err(Error::io("replace", path))?;
    sync_folders([path]);
    Ok(())
}

fn unchanged(path: &Path, expected: Option<&str>) -> Result<(), Error> {
    if read(path)?.as_deref() == expected.map(str::as_bytes) {
        Ok(())
    } else {
        Err(Error::Changed { path: path.to_owned() })
    }
}

/// The names in the folders of `paths`, on the disk. Platforms that cannot open a folder have no need to.
pub(super) fn sync_folders<'a>(paths: impl IntoIterator<Item = &'a Path>) {
    let folders: BTreeSet<_> = paths.into_iter().filter_map(Path::parent).collect();
    for folder in folders.into_iter().filter_map(|folder| File::open(folder).ok()) {
        // Some file systems refuse it; the rename has been done all the same.
        let _ = folder.sync_all();
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other platforms have none")]
fn mode(metadata: &Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(metadata.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
fn mode(_: &Metadata) -> Option<u32> {
    None
}

/// For no other user's eyes: a cargo configuration may hold a token, and so may the journal that keeps its text.
#[cfg(unix)]
pub(super) fn private(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600);
}

#[cfg(not(unix))]
pub(super) fn private(_: &mut OpenOptions) {}

#[cfg(unix)]
fn set_mode(file: &File, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &File, _: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn keep_owner(path: &Path, metadata: &Metadata) {
    use std::os::unix::fs::{MetadataExt as _, chown};
    // Only root may give files away; for others the file is their own by now, as with any editor.
    let _ = chown(path, Some(metadata.uid()), Some(metadata.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &Metadata) {}
