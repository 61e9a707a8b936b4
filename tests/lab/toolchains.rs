//! Toolchains that a scenario may damage: hard links file by file, so that a gigabyte costs milliseconds.

use std::{
    fs,
    os::unix::fs as unix,
    path::{Path, PathBuf},
};

use crate::scenario::{HOST, Toolchain};

/// Copy a toolchain of the lab, without what no build reads, and damage it as asked.
pub(crate) fn copy(toolchain: &Toolchain, lab: &Path, to: &Path) {
    let from = if toolchain.of == "own" { own() } else { lab.join(&toolchain.of).join("usr") };
    link_tree(&from.join("bin"), &to.join("bin"));
    for entry in fs::read_dir(from.join("lib")).expect("a toolchain has lib") {
        let name = entry.expect("a folder entry can be read").file_name();
        if name != "rustlib" {
            link_tree(&from.join("lib").join(&name), &to.join("lib").join(&name));
        }
    }
    for entry in fs::read_dir(from.join("lib/rustlib")).expect("a toolchain has lib/rustlib") {
        let name = entry.expect("a folder entry can be read").file_name();
        let (from, to) = (from.join("lib/rustlib").join(&name), to.join("lib/rustlib").join(&name));
        let triple = name.to_string_lossy();
        let is_target = triple.contains('-') && triple != HOST && from.is_dir();
        if triple == "src" && toolchain.of != "own" {
            // its links lead out of lib: a link to the whole keeps them right
            link_to(&fs::canonicalize(from).expect("the source is there"), &to);
        } else if !is_target || toolchain.targets.as_ref().is_none_or(|targets| targets.iter().any(|t| *t == triple)) {
            link_tree(&from, &to);
        }
    }
    for pattern in &toolchain.remove {
        remove(to, pattern);
    }
    for pattern in &toolchain.cut {
        cut(to, pattern);
    }
}

/// The toolchain that compiled this program: one of rust-lang.org's, installed by rustup.
fn own() -> PathBuf {
    let cargo = std::env::var_os("CARGO").expect("cargo runs its tests with CARGO set");
    fs::canonicalize(cargo).expect("cargo is there").ancestors().nth(2).expect("cargo is in bin").to_owned()
}

/// Hard links of the files below `from`; symbolic links as they are. Files on another file system are copied.
pub(crate) fn link_tree(from: &Path, to: &Path) {
    let kind = fs::symlink_metadata(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())).file_type();
    if kind.is_symlink() {
        link_to(&fs::read_link(from).expect("a link can be read"), to);
    } else if kind.is_dir() {
        fs::create_dir_all(to).expect("a folder can be made");
        for entry in fs::read_dir(from).expect("a folder can be read") {
            let name = entry.expect("a folder entry can be read").file_name();
            link_tree(&from.join(&name), &to.join(&name));
        }
    } else {
        make_parent(to);
        // never through an existing name: it may be another link of a file that is not ours
        let _ = fs::remove_file(to);
        if fs::hard_link(from, to).is_err() {
            fs::copy(from, to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
        }
    }
}

/// A symbolic link, with the folder it stands in.
pub(crate) fn link_to(target: &Path, link: &Path) {
    make_parent(link);
    unix::symlink(target, link).unwrap_or_else(|error| panic!("{}: {error}", link.display()));
}

pub(crate) fn make_parent(path: &Path) {
    fs::create_dir_all(path.parent().expect("a scenario's path has a parent")).expect("a folder can be made");
}

/// Remove what `pattern` names below `root`. Nothing there is a mistake of the scenario's.
pub(crate) fn remove(root: &Path, pattern: &str) {
    for path in matching(root, pattern) {
        let is_dir = fs::symlink_metadata(&path).expect("what was listed is there").is_dir();
        if is_dir { fs::remove_dir_all(&path) } else { fs::remove_file(&path) }
            .expect("a scenario may remove its own files");
    }
}

/// Keep half of each file that `pattern` names. The other links of the file stay whole.
pub(crate) fn cut(root: &Path, pattern: &str) {
    for path in matching(root, pattern) {
        let bytes = fs::read(&path).expect("a file that is to be cut can be read");
        fs::remove_file(&path).expect("a scenario may remove its own files");
        fs::write(&path, &bytes[..bytes.len() / 2]).expect("a scenario may write its own files");
    }
}

fn matching(root: &Path, pattern: &str) -> Vec<PathBuf> {
    let path = root.join(pattern);
    let (folder, last) = (path.parent().expect("a parent"), path.file_name().expect("a name").to_string_lossy());
    let found: Vec<_> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a folder entry can be read"))
        .filter(|entry| matches(&last, &entry.file_name().to_string_lossy()))
        .map(|entry| entry.path())
        .collect();
    assert!(!found.is_empty(), "the scenario names `{pattern}`, which is not there");
    found
}

/// Whether a name fits a pattern in which `*` stands for anything.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == name };
    let Some(rest) = name.strip_prefix(before) else { return false };
    (0..=rest.len()).filter(|at| rest.is_char_boundary(*at)).any(|at| matches(after, &rest[at..]))
}
