//! A symbolic link is replaced whole, and never leads out of its root.

use std::{
    ffi::OsString,
    fs, io,
    path::{Component, Path, PathBuf},
};

use xdoctor_fixes::Relink;

use super::{Error, journal::LinkChange, write::discard};

/// The change, ready for the journal; none where the link is so already.
pub(super) fn prepare(root: &Path, relink: &Relink, unique: &str) -> Result<Option<LinkChange>, Error> {
    let link = PathBuf::from(relink.link.as_str());
    let leaves = || Error::LeavesRoot { link: link.clone(), target: relink.new.clone() };
    let root = root.canonicalize().map_err(Error::io("open", root))?;
    let folder = link.parent().ok_or_else(leaves)?;
    let folder = folder.canonicalize().map_err(Error::io("open", folder))?;
    let name = link.file_name().ok_or_else(leaves)?.to_owned();
    if !stays_below(&root, &folder, Path::new(&relink.new)) {
        return Err(leaves());
    }
    let link = folder.join(&name);
    let now = fs::read_link(&link).map_err(Error::io("read the link", &link))?;
    if now == Path::new(&relink.new) {
        return Ok(None);
    }
    if now != Path::new(&relink.old) {
        return Err(Error::Changed { path: link });
    }
    let mut temporary = OsString::from(".");
    temporary.push(name);
    temporary.push(format!(".xdoctor-{unique}"));
    Ok(Some(LinkChange { temporary: folder.join(temporary), before: now, after: PathBuf::from(&relink.new), link }))
}

/// Whether `target`, seen from `folder`, is relative and never climbs above `root` on its way.
fn stays_below(root: &Path, folder: &Path, target: &Path) -> bool {
    let Ok(below) = folder.strip_prefix(root) else { return false };
    let mut depth = below.components().count();
    for part in target.components() {
        match part {
            Component::Normal(_) => depth += 1,
            Component::CurDir => {}
            Component::ParentDir if depth > 0 => depth -= 1,
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return false,
        }
    }
    true
}

/// Make the change. Its folder is still to be brought to the disk.
pub(super) fn perform(change: &LinkChange) -> Result<(), Error> {
    become_link(change, &change.before, &change.after)
}

/// True if there was something to take back.
pub(super) fn take_back(change: &LinkChange) -> Result<bool, Error> {
    discard(&change.temporary);
    if is(&change.link, &change.before) {
        return Ok(false);
    }
    if !is(&change.link, &change.after) {
        return Err(Error::ChangedSince { path: change.link.clone() });
    }
    become_link(change, &change.after, &change.before).map(|()| true)
}

/// Whether the link leads to `target`, as written.
pub(super) fn is(link: &Path, target: &Path) -> bool {
    fs::read_link(link).is_ok_and(|now| now == target)
}

fn become_link(change: &LinkChange, from: &Path, to: &Path) -> Result<(), Error> {
    if !is(&change.link, from) {
        return Err(Error::Changed { path: change.link.clone() });
    }
    discard(&change.temporary);
    symlink(to, &change.temporary).map_err(Error::io("create", &change.temporary))?;
    if let Err(error) = fs::rename(&change.temporary, &change.link) {
        discard(&change.temporary);
        return Err(Error::io("replace", &change.link)(error));
    }
    Ok(())
}

#[cfg(unix)]
fn symlink(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(windows)]
fn symlink(target: &Path, link: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_file(target, link)
}

#[cfg(not(any(unix, windows)))]
fn symlink(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_that_climbs_above_the_root_is_seen() {
        let stays = |target: &str| stays_below(Path::new("/s"), Path::new("/s/usr/lib"), Path::new(target));
        for (target, expected) in [
            ("libc.so.6", true),
            ("../../lib/libc.so.6", true),
            ("../../../lib/libc.so.6", false),
            ("../../../s/lib/libc.so.6", false),
            ("/lib/libc.so.6", false),
            ("./a/../../b", true),
        ] {
            assert_eq!(stays(target), expected, "{target}");
        }
    }
}
