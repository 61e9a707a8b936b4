//! A file that the user asked for by name.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

/// Writes a new file; one that exists is never overwritten, and half a file is not left behind.
pub fn save_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::File::create_new(path)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    if written.is_err() {
        // What stopped the writing is what matters; the half may go or stay.
        let _ = fs::remove_file(path);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_not_overwritten() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("machine.json");
        save_new(&path, "one").expect("a new file");
        assert_eq!(save_new(&path, "two").map_err(|error| error.kind()), Err(io::ErrorKind::AlreadyExists));
        assert_eq!(fs::read_to_string(&path).expect("still there"), "one");
    }
}
