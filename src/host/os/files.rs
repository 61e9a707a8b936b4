//! Files, directories and what stands at a path. Nothing here blocks: a named pipe or a device is never opened.

use std::{
    fs::{self, File, Metadata as Stat, OpenOptions},
    io::{self, Read},
    path::Path,
};

use xdoctor_checks::{
    HostPath,
    answer::{Dir, DirEntry, EntryKind, FileBytes, Found, Metadata, Passages},
};

/// More names than this are no directory that a build tool searches; the answer would only be slow.
const MAX_ENTRIES: usize = 200_000;
/// A channel's manifest has a megabyte.
const MAX_SEARCHED: u64 = 16 << 20;

pub(super) fn read(path: &HostPath, limit: u64) -> FileBytes {
    let stat = match fs::metadata(path.as_str()) {
        Ok(stat) => stat,
        Err(error) if is_missing(&error) => return FileBytes::Missing,
        Err(error) => return FileBytes::Unreadable { message: message(&error) },
    };
    if stat.is_dir() {
        return FileBytes::Directory;
    }
    if !stat.is_file() {
        // Somebody switched a configuration file off with it; every reader sees an empty file.
        return match device(path, &stat) {
            Device::Null => FileBytes::Text(String::new()),
            Device::Other(what) => FileBytes::Unreadable { message: format!("is {what}, not a file") },
        };
    }
    if stat.len() > limit {
        return FileBytes::TooLarge { size: stat.len() };
    }
    match open(path).and_then(|file| bytes(file, stat.len(), limit)) {
        // Files of `/proc` have no size, and others may just have grown.
        Ok(bytes) if bytes.len() as u64 > limit => FileBytes::TooLarge { size: bytes.len() as u64 },
        Ok(bytes) => text(bytes),
        Err(error) if is_missing(&error) => FileBytes::Missing,
        Err(error) => FileBytes::Unreadable { message: message(&error) },
    }
}

/// Passages of a text file that may be large.
pub(super) fn passages(path: &HostPath, prefix: &str, following: u8) -> Passages {
    match read(path, MAX_SEARCHED) {
        FileBytes::Text(text) => Passages::of(&text, prefix, following),
        FileBytes::Missing => Passages::Missing,
        FileBytes::Unreadable { message } => Passages::Unreadable { message },
        FileBytes::Directory => Passages::Unreadable { message: "is a directory".into() },
        FileBytes::NotUtf8 { .. } => Passages::Unreadable { message: "is not UTF-8".into() },
        FileBytes::TooLarge { size } => Passages::Unreadable { message: format!("has {size} bytes") },
    }
}

/// Room for what is expected is made first: nothing is read in pieces that grow.
fn bytes(file: File, expected: u64, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected.min(limit)).map_or(0, |expected| expected + 1));
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn text(bytes: Vec<u8>) -> FileBytes {
    match String::from_utf8(bytes) {
        Ok(text) => FileBytes::Text(text),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let mut bytes = error.into_bytes();
            bytes.truncate(valid);
            let valid_text = String::from_utf8(bytes).expect("cut where it stops being valid");
            FileBytes::NotUtf8 { valid: valid_text, offset: valid as u64 }
        }
    }
}

/// Opens a file that has just been seen to be one. It may have become a named pipe since, which must not block.
pub(super) fn open(path: &HostPath) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        options.custom_flags(i32::try_from(flags.bits()).expect("open flags are small"));
    }
    let file = options.open(path.as_str())?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("it was replaced while it was read")) }
}

enum Device {
    Null,
    Other(&'static str),
}

#[cfg(unix)]
fn device(_: &HostPath, stat: &Stat) -> Device {
    use std::os::unix::fs::{FileTypeExt, MetadataExt};
    let kind = stat.file_type();
    let null = || fs::metadata("/dev/null").is_ok_and(|null| null.rdev() == stat.rdev());
    if kind.is_char_device() && null() {
        Device::Null
    } else if kind.is_fifo() {
        Device::Other("a named pipe")
    } else if kind.is_socket() {
        Device::Other("a socket")
    } else {
        Device::Other("a device")
    }
}

#[cfg(not(unix))]
fn device(path: &HostPath, _: &Stat) -> Device {
    match path.file_name() {
        Some(name) if name.eq_ignore_ascii_case("nul") => Device::Null,
        Some(_) | None => Device::Other("a device"),
    }
}

pub(super) fn list(path: &HostPath) -> Dir {
    let entries = match fs::read_dir(path.as_str()) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Dir::Missing,
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Dir::NotADirectory,
        Err(error) => return Dir::Unreadable { message: message(&error) },
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return Dir::Unreadable { message: message(&error) },
        };
        if names.len() == MAX_ENTRIES {
            return Dir::Unreadable { message: format!("has more than {MAX_ENTRIES} entries") };
        }
        // Gone since it was listed: as if it had never been there.
        let Ok(stat) = entry.metadata() else { continue };
        let name = entry.file_name().to_string_lossy().into_owned();
        names.push(DirEntry { name, kind: kind(&stat), size: if stat.is_dir() { 0 } else { stat.len() } });
    }
    names.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    Dir::Entries(names)
}

pub(super) fn metadata(path: &HostPath) -> Metadata {
    let link = match fs::read_link(path.as_str()) {
        Ok(text) => Some(text.to_string_lossy().into_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Metadata::Missing,
        Err(_) => None,
    };
    let stat = match (fs::metadata(path.as_str()), link.clone()) {
        (Ok(stat), _) => stat,
        (Err(error), Some(link)) if is_missing(&error) || is_loop(&error) => return Metadata::Dangling { link },
        (Err(error), _) if is_missing(&error) => return Metadata::Missing,
        (Err(error), _) => return Metadata::Unreadable { message: message(&error) },
    };
    match real(Path::new(path.as_str())) {
        Ok(real) => Metadata::Found(Found {
            kind: kind(&stat),
            size: if stat.is_dir() { 0 } else { stat.len() },
            executable: stat.is_file() && may_execute(path),
            sealed: stat.is_dir() && !may_write(path),
            link,
            real,
        }),
        Err(error) => Metadata::Unreadable { message: message(&error) },
    }
}

/// The path with every link resolved.
pub(super) fn real(path: &Path) -> io::Result<HostPath> {
    let real = fs::canonicalize(path)?;
    let text = real.to_string_lossy();
    // Windows' verbatim form is for the system alone: tools print and take the plain one.
    let plain = match text.strip_prefix(r"\\?\") {
        Some(rest) => rest.strip_prefix(r"UNC\").map_or_else(|| rest.to_owned(), |share| format!(r"\\{share}")),
        None => text.into_owned(),
    };
    Ok(HostPath::parse(&plain).expect("a canonical path is absolute"))
}

#[cfg(unix)]
fn may_execute(path: &HostPath) -> bool {
    use rustix::fs::{Access, AtFlags, CWD, accessat};
    accessat(CWD, path.as_str(), Access::EXEC_OK, AtFlags::EACCESS).is_ok()
}

#[cfg(not(unix))]
fn may_execute(_: &HostPath) -> bool {
    true
}

#[cfg(unix)]
fn may_write(path: &HostPath) -> bool {
    use rustix::fs::{Access, AtFlags, CWD, accessat};
    // Where the system cannot say, the build does.
    let access = accessat(CWD, path.as_str(), Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS);
    !matches!(access, Err(rustix::io::Errno::ACCESS | rustix::io::Errno::ROFS))
}

#[cfg(not(unix))]
fn may_write(_: &HostPath) -> bool {
    true
}

fn kind(stat: &Stat) -> EntryKind {
    match stat.file_type() {
        kind if kind.is_file() => EntryKind::File,
        kind if kind.is_dir() => EntryKind::Directory,
        kind if kind.is_symlink() => EntryKind::Link,
        _ => EntryKind::Other,
    }
}

/// Nothing stands there: the name is not in its directory, or what should be a directory is a file.
pub(super) fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// A link that leads to itself, which is as good as one that leads nowhere (`ELOOP`).
pub(super) fn is_loop(error: &io::Error) -> bool {
    #[cfg(unix)]
    return error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error());
    #[cfg(not(unix))]
    return error.kind() == io::ErrorKind::InvalidInput;
}

/// The system's words as a lowercase phrase, without its number.
pub(in crate::host) fn message(error: &io::Error) -> String {
    let text = error.to_string();
    let phrase = text.split(" (os error ").next().unwrap_or(&text);
    let mut chars = phrase.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(all(test, unix))]
mod tests;
