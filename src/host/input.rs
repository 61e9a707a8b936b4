//! What somebody gives this program to read: a file or standard input, in pieces.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

/// A piece of a log, in bytes: what fits the processor's cache.
const PIECE: usize = 1 << 17;

/// Each piece of the file.
pub fn pieces_of_file(path: &Path, give: impl FnMut(&[u8])) -> io::Result<()> {
    pieces(File::open(path)?, give)
}

/// Each piece of standard input.
pub fn pieces_of_stdin(give: impl FnMut(&[u8])) -> io::Result<()> {
    pieces(io::stdin().lock(), give)
}

/// Is there such a file (or a device, or a pipe) to read?
pub fn is_readable_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| !metadata.is_dir())
}

fn pieces(mut input: impl Read, mut give: impl FnMut(&[u8])) -> io::Result<()> {
    let mut buffer = vec![0; PIECE];
    loop {
        match input.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(length) => give(&buffer[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_read_in_order() {
        let bytes: Vec<u8> = (0..PIECE * 2 + 7).map(|at| u8::try_from(at % 251).expect("below 251")).collect();
        let mut found = Vec::new();
        pieces(bytes.as_slice(), |piece| found.extend_from_slice(piece)).expect("memory can be read");
        assert_eq!(found, bytes);
    }
}
