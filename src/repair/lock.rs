//! One xdoctor at a time changes a project or a cargo home.
//!
//! The operating system holds the lock for the process, so one that died, however it died, holds none.

use std::{
    collections::BTreeSet,
    fs::{self, File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
};

use super::{Error, Options};

/// Held until it is dropped.
#[derive(Debug)]
pub(super) struct Locks(Vec<File>);

impl Drop for Locks {
    /// To close the files is not enough: a process that another thread is just starting has them too, until it becomes
    /// another program (`flock(2)`: the lock belongs to the open file, however often it is duplicated).
    fn drop(&mut self) {
        for file in &self.0 {
            // Closing it is all that is left to do.
            let _ = file.unlock();
        }
    }
}

/// Lock everything that `paths` belong to, always in the same order.
pub(super) fn lock(state: &Path, options: &Options, paths: &[PathBuf]) -> Result<Locks, Error> {
    let folder = state.join("locks");
    fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
    // The folder too: whoever comes from another project, for which it is no part of a whole, locks that.
    let folders = paths.iter().filter_map(|path| path.parent()).map(real);
    let wholes: BTreeSet<_> = paths.iter().map(|path| whole(path, options)).chain(folders).collect();
    let mut held = Vec::new();
    for whole in wholes {
        let path = folder.join(format!("{:016x}", fnv(whole.as_os_str().as_encoded_bytes())));
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(Error::io("open", &path))?;
        match file.try_lock() {
            Ok(()) => held.push(file),
            Err(TryLockError::WouldBlock) => return Err(Error::Busy { what: whole }),
            // A file system without locks: better to work than to refuse for ever.
            Err(TryLockError::Error(_)) => {}
        }
    }
    Ok(Locks(held))
}

/// The project or cargo home that holds `path`, else its folder.
fn whole(path: &Path, options: &Options) -> PathBuf {
    let roots = [options.cargo_home.as_deref(), Some(options.project.as_path())];
    let root = roots.into_iter().flatten().find(|root| !root.as_os_str().is_empty() && path.starts_with(root));
    real(root.or(path.parent()).unwrap_or(path))
}

/// By its real name, if it exists.
fn real(folder: &Path) -> PathBuf {
    folder.canonicalize().unwrap_or_else(|_| folder.to_owned())
}

/// FNV-1a: the same name in every version of xdoctor, which the standard library's hasher does not promise.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
