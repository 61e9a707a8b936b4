//! What the first bytes of a file say it is. At most a few kilobytes are read of any file, however large.

mod archive;
mod coff;
mod elf;
mod macho;

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
};

use xdoctor_checks::{HostPath, answer::Header};

use super::files;

/// Enough for every header's fixed part and for the program headers of nearly every linker's output.
const HEAD: usize = 4096;

pub(in crate::host) fn of(path: &HostPath) -> Header {
    let stat = match fs::metadata(path.as_str()) {
        Ok(stat) => stat,
        Err(error) if files::is_missing(&error) => return Header::Missing,
        Err(error) => return Header::Unreadable { message: files::message(&error) },
    };
    if !stat.is_file() {
        let what = if stat.is_dir() { "is a directory" } else { "is a device or a named pipe, not a file" };
        return Header::Unreadable { message: what.into() };
    }
    match files::open(path).and_then(|file| Source::new(file, 0, stat.len())).and_then(|mut source| {
        let archive = archive::first_object(&mut source)?;
        Ok(archive.unwrap_or_else(|| classify(&mut source)))
    }) {
        Ok(header) => header,
        Err(error) => Header::Unreadable { message: files::message(&error) },
    }
}

/// What stands in the source, if it is no archive.
fn classify(source: &mut Source) -> Header {
    elf::header(source)
        .or_else(|| macho::header(source))
        .or_else(|| coff::header(source))
        .or_else(|| wasm(source))
        .or_else(|| script(source))
        .unwrap_or(Header::Other)
}

fn wasm(source: &Source) -> Option<Header> {
    source.head.starts_with(b"\0asm").then_some(Header::Wasm)
}

/// As Linux reads the line (`fs/binfmt_script.c`): blanks may precede the interpreter, and one argument may follow it.
fn script(source: &Source) -> Option<Header> {
    let line = source.head.strip_prefix(b"#!")?.split(|byte| *byte == b'\n').next()?;
    let interpreter = String::from_utf8_lossy(line).split_ascii_whitespace().next()?.to_owned();
    Some(Header::Script { interpreter })
}

/// A part of a file: its first bytes, and any others on demand.
struct Source {
    file: File,
    start: u64,
    len: u64,
    head: Vec<u8>,
}

impl Source {
    fn new(mut file: File, start: u64, len: u64) -> io::Result<Self> {
        // With room for all of it, it is one read.
        let mut head = Vec::with_capacity(usize::try_from(len).map_or(HEAD, |len| len.min(HEAD)));
        file.seek(SeekFrom::Start(start))?;
        (&mut file).take(len.min(HEAD as u64)).read_to_end(&mut head)?;
        Ok(Self { file, start, len, head })
    }

    /// `len` bytes at `offset`, if the source has them; `len` is small.
    fn bytes(&mut self, offset: u64, len: usize) -> Option<Vec<u8>> {
        let end = offset.checked_add(len as u64)?;
        if end <= self.head.len() as u64 {
            let offset = usize::try_from(offset).ok()?;
            return Some(self.head[offset..offset + len].to_vec());
        }
        if end > self.len {
            return None;
        }
        let mut bytes = vec![0; len];
        self.file.seek(SeekFrom::Start(self.start + offset)).ok()?;
        self.file.read_exact(&mut bytes).ok()?;
        Some(bytes)
    }

    /// Another part of the same file.
    fn part(&self, offset: u64, len: u64) -> io::Result<Self> {
        Self::new(self.file.try_clone()?, self.start + offset, len.min(self.len.saturating_sub(offset)))
    }

    fn u16(&mut self, offset: u64, little: bool) -> Option<u16> {
        let bytes = self.bytes(offset, 2)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    fn u32(&mut self, offset: u64, little: bool) -> Option<u32> {
        let bytes = self.bytes(offset, 4)?.try_into().ok()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn u64(&mut self, offset: u64, little: bool) -> Option<u64> {
        let bytes = self.bytes(offset, 8)?.try_into().ok()?;
        Some(if little { u64::from_le_bytes(bytes) } else { u64::from_be_bytes(bytes) })
    }
}

#[cfg(test)]
mod tests;
