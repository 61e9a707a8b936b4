//! What every linked Rust program needs of a Linux system.

use std::collections::BTreeMap;

use crate::{
    HostPath,
    answer::{Hit, Standing},
};

/// A file that the link of a `*-linux-gnu*` program asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needed {
    /// As the linker's message would name it: `Scrt1.o`, `-lgcc_s`.
    pub name: String,
    /// The file names that serve, the preferred one first.
    pub files: Vec<String>,
    pub part: Part,
}

/// What brings it: the C library's development files, or the compiler's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Libc,
    Gcc,
}

impl Needed {
    fn object(name: &str, part: Part) -> Self {
        Self { name: name.to_owned(), files: vec![name.to_owned()], part }
    }

    pub fn library(name: &str) -> Self {
        let part = if name.starts_with("gcc") { Part::Gcc } else { Part::Libc };
        Self { name: format!("-l{name}"), files: vec![format!("lib{name}.so"), format!("lib{name}.a")], part }
    }

    pub fn file(name: &str) -> Self {
        let part = if name.starts_with("libgcc") { Part::Gcc } else { Part::Libc };
        Self { name: name.to_owned(), files: vec![name.to_owned()], part }
    }
}

/// What a program that uses std needs when it is linked dynamically, by experiment: start files in the order of gcc's
/// `startfile_spec`, and the `-l`s that rustc passes.
pub(super) fn dynamic_program(position_independent: bool) -> Vec<Needed> {
    let (start, begin, end) = if position_independent {
        ("Scrt1.o", "crtbeginS.o", "crtendS.o")
    } else {
        ("crt1.o", "crtbegin.o", "crtend.o")
    };
    let objects =
        [(start, Part::Libc), ("crti.o", Part::Libc), ("crtn.o", Part::Libc), (begin, Part::Gcc), (end, Part::Gcc)];
    let libraries = ["gcc_s", "c", "m", "rt", "dl", "pthread", "util"];
    let objects = objects.into_iter().map(|(name, part)| Needed::object(name, part));
    objects.chain(libraries.into_iter().map(Needed::library)).collect()
}

/// The name ends in this ending, in the case that linkers look for.
pub fn ends_in(name: &str, ending: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| end == ending)
}

/// What a linker's search ends in: directory by directory, in each the preferred name first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Search {
    /// The file it takes, with the size.
    pub(super) taken: Option<(HostPath, HostPath, u64)>,
    /// Dangling links that it passed over, and their texts.
    pub(super) passed_over: Vec<(HostPath, String)>,
}

impl Search {
    pub(super) fn of(needed: &Needed, dirs: &[HostPath], hits: &BTreeMap<String, Vec<Hit>>) -> Self {
        let mut search = Self::default();
        for dir in dirs {
            for file in &needed.files {
                let at = dir.join(file);
                let Some(hit) = hits.get(file).and_then(|hits| hits.iter().find(|hit| hit.path == at)) else {
                    continue;
                };
                match &hit.standing {
                    Standing::File { real, size } => {
                        search.taken = Some((hit.path.clone(), real.clone(), *size));
                        return search;
                    }
                    Standing::Dangling { link } => search.passed_over.push((hit.path.clone(), link.clone())),
                    Standing::Directory => {}
                }
            }
        }
        search
    }

    /// A dangling link of the shared library made the linker take the static one beside it. An archive of eight bytes is
    /// empty: what glibc since 2.34 has for libraries that moved into libc.
    pub(super) fn fell_back(&self) -> Option<&(HostPath, String)> {
        let (path, _, size) = self.taken.as_ref()?;
        let fell = ends_in(path.as_str(), "a") && *size > 8;
        self.passed_over.iter().find(|(link, _)| fell && link.parent() == path.parent())
    }
}
