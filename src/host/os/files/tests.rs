use std::{
    os::unix::fs::{PermissionsExt, symlink},
    path::PathBuf,
};

use rustix::fs::{CWD, FileType, Mode, mknodat};

use super::*;

struct Scratch(tempfile::TempDir);

impl Scratch {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a directory"))
    }

    fn at(&self, name: &str) -> HostPath {
        real(self.0.path()).expect("it exists").join(name)
    }

    fn write(&self, name: &str, bytes: &[u8], mode: u32) -> HostPath {
        let path: PathBuf = self.0.path().join(name);
        fs::write(&path, bytes).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode");
        self.at(name)
    }

    fn link(&self, name: &str, text: &str) -> HostPath {
        symlink(text, self.0.path().join(name)).expect("a link");
        self.at(name)
    }

    fn pipe(&self, name: &str) -> HostPath {
        mknodat(CWD, self.0.path().join(name), FileType::Fifo, Mode::RUSR, 0).expect("a named pipe");
        self.at(name)
    }
}

fn path(text: &str) -> HostPath {
    HostPath::parse(text).expect("absolute")
}

fn unreadable(message: &str) -> FileBytes {
    FileBytes::Unreadable { message: message.into() }
}

#[test]
fn a_file_is_read_up_to_its_limit() {
    let scratch = Scratch::new();
    let file = scratch.write("f", b"12345", 0o644);
    assert_eq!(read(&file, 5), FileBytes::Text("12345".into()));
    assert_eq!(read(&file, 4), FileBytes::TooLarge { size: 5 });
    // A file of `/proc` says that it is empty.
    assert_eq!(read(&path("/proc/self/status"), 9), FileBytes::TooLarge { size: 10 });
}

#[test]
fn what_is_not_utf_8_is_told_with_its_place() {
    let scratch = Scratch::new();
    let file = scratch.write("f", b"a = \xc3\xa4\n\xff", 0o644);
    assert_eq!(read(&file, 99), FileBytes::NotUtf8 { valid: "a = ä\n".into(), offset: 7 });
}

#[test]
fn nothing_that_blocks_is_opened() {
    let scratch = Scratch::new();
    let pipe = scratch.pipe("pipe");
    let linked = scratch.link("config.toml", "pipe");
    let socket = scratch.at("socket");
    let _listener = std::os::unix::net::UnixListener::bind(socket.as_str()).expect("a socket");
    for (file, expected) in [
        (&pipe, unreadable("is a named pipe, not a file")),
        (&linked, unreadable("is a named pipe, not a file")),
        (&socket, unreadable("is a socket, not a file")),
        (&path("/dev/zero"), unreadable("is a device, not a file")),
        (&path("/dev/null"), FileBytes::Text(String::new())),
        (&path("/dev"), FileBytes::Directory),
        (&scratch.at("none"), FileBytes::Missing),
        (&scratch.write("f", b"", 0o644).join("below"), FileBytes::Missing),
        (&scratch.link("loop", "loop"), unreadable("too many levels of symbolic links")),
    ] {
        assert_eq!(read(file, 99), expected, "{file}");
    }
    assert!(open(&pipe).is_err(), "even if it became a pipe after it was looked at");
}

#[test]
fn a_directory_is_listed_by_name() {
    let scratch = Scratch::new();
    scratch.write("b", b"12", 0o644);
    scratch.link("a", "nowhere");
    scratch.pipe("c");
    fs::create_dir(scratch.0.path().join("d")).expect("a directory");
    let entry = |name: &str, kind, size| DirEntry { name: name.into(), kind, size };
    let expected = vec![
        entry("a", EntryKind::Link, 7),
        entry("b", EntryKind::File, 2),
        entry("c", EntryKind::Other, 0),
        entry("d", EntryKind::Directory, 0),
    ];
    assert_eq!(list(&scratch.at("")), Dir::Entries(expected));
    assert_eq!(list(&scratch.at("none")), Dir::Missing);
    assert_eq!(list(&scratch.at("b")), Dir::NotADirectory);
}

#[test]
fn what_stands_at_a_path_is_told_with_where_it_leads() {
    let scratch = Scratch::new();
    let program = scratch.write("program", b"123", 0o755);
    let found = |kind, size, executable, link: Option<&str>, real: &HostPath| {
        Metadata::Found(Found { kind, size, executable, sealed: false, link: link.map(Into::into), real: real.clone() })
    };
    assert_eq!(metadata(&program), found(EntryKind::File, 3, true, None, &program));
    let link = scratch.link("link", "./program");
    assert_eq!(metadata(&link), found(EntryKind::File, 3, true, Some("./program"), &program));
    let text = scratch.write("text", b"", 0o644);
    assert_eq!(metadata(&text), found(EntryKind::File, 0, false, None, &text));
    let directory = scratch.at("");
    assert_eq!(metadata(&directory), found(EntryKind::Directory, 0, false, None, &directory));
    assert_eq!(metadata(&scratch.link("dangling", "x")), Metadata::Dangling { link: "x".into() });
    assert_eq!(metadata(&scratch.link("loop", "loop")), Metadata::Dangling { link: "loop".into() });
    assert_eq!(metadata(&scratch.at("none")), Metadata::Missing);
    assert_eq!(metadata(&text.join("below")), Metadata::Missing);
}
