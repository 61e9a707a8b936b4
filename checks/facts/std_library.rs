//! The standard library of a target in the toolchain that will run.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Cx, Fact, HostPath, Pause, Triple,
    answer::{Dir, DirEntry, EntryKind},
    facts::rustc::Rustc,
};

/// What of the standard library stands where rustc looks for the target's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StdLibrary {
    /// `std` is there, and whatever was installed with it.
    Present { libdir: HostPath },
    /// `core` is there, `std` is not, and was not lost either: a target without an operating system.
    CoreOnly { libdir: HostPath },
    /// Nothing is there.
    Missing { libdir: HostPath },
    /// It was installed, and a file is absent or cut. `file` is the first such.
    Damaged { libdir: HostPath, file: String, damage: Damage },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    Absent,
    /// Smaller than any crate is.
    Cut {
        bytes: u64,
    },
}

/// The smallest crates of a standard library (`rustc_std_workspace_core`, `panic_abort`) take more than this in either
/// form.
const SMALLEST: u64 = 1024;

/// Crates of the standard library's own build, of tests and of instrumentation: a program links without them.
const OPTIONAL: [&str; 6] = ["test", "getopts", "proc_macro", "profiler_builtins", "sysroot", "unicode_width"];

/// What every program links beside std.
const BELOW_STD: [&str; 3] = ["core", "alloc", "compiler_builtins"];

/// The folder of start files and libraries of the target's system that come with its standard library.
const SELF_CONTAINED: &str = "self-contained";

impl Fact for StdLibrary {
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let rustc = cx.fact::<Rustc>(())?;
        let rustlib = rustc.sysroot.join("lib/rustlib");
        // A specification of one's own, `dir/name.json`, has its library under its name.
        let name = triple.as_str().rsplit(['/', '\\']).next().unwrap_or_default().trim_end_matches(".json");
        let libdir = rustlib.join(name).join("lib");
        let manifest = rustlib.join(&format!("manifest-rust-std-{name}"));
        let (entries, manifest) = (cx.list(&libdir), cx.text(&manifest));
        let (entries, manifest) = (entries?, manifest?);
        let entries: &[DirEntry] = match entries {
            Dir::Entries(entries) => entries,
            Dir::Missing | Dir::NotADirectory | Dir::Unreadable { .. } => &[],
        };
        let found: BTreeMap<_, _> = entries.iter().map(|entry| (entry.name.as_str(), entry)).collect();
        let listed = listed(manifest.unwrap_or_default());
        let state = state(libdir, &found, &listed);
        match &state {
            Self::Present { libdir } if found.contains_key(SELF_CONTAINED) => {
                let lost = lost_start_file(name, libdir, cx)?;
                let damaged = |file| Self::Damaged { libdir: libdir.clone(), file, damage: Damage::Absent };
                Ok(lost.map(damaged).unwrap_or(state))
            }
            Self::Present { .. } | Self::CoreOnly { .. } | Self::Missing { .. } | Self::Damaged { .. } => Ok(state),
        }
    }
}

/// The start file that rustc links from `self-contained` and that is not there
/// (rust-lang/rust `compiler/rustc_target/src/spec/crt_objects.rs`). Without that folder it takes the system's.
fn lost_start_file(triple: &str, libdir: &HostPath, cx: &Cx<'_>) -> Result<Option<String>, Pause> {
    let needed: &[&str] = if triple.contains("-linux-musl") {
        &["crt1.o", "crti.o", "crtn.o"]
    } else if triple.starts_with("wasm32-wasip") {
        &["crt1-command.o", "libc.a"]
    } else {
        return Ok(None);
    };
    let Dir::Entries(entries) = cx.list(&libdir.join(SELF_CONTAINED))? else { return Ok(None) };
    let lost = needed.iter().find(|name| !entries.iter().any(|entry| entry.name == **name));
    Ok(lost.map(|name| format!("{SELF_CONTAINED}/{name}")))
}

fn state(libdir: HostPath, found: &BTreeMap<&str, &DirEntry>, listed: &BTreeSet<&str>) -> StdLibrary {
    let crates: BTreeSet<_> = found.keys().copied().filter_map(crate_of).map(|(name, _)| name).collect();
    if listed.is_empty() && !crates.contains("core") && !crates.contains("std") {
        return StdLibrary::Missing { libdir };
    }
    let needed = |name: &&str| crate_of(name).is_some_and(|(name, _)| !OPTIONAL.contains(&name));
    if let Some(file) = listed.iter().filter(|name| needed(name)).find(|name| !found.contains_key(*name)) {
        return StdLibrary::Damaged { libdir, file: (*file).to_owned(), damage: Damage::Absent };
    }
    let cut = |entry: &&&DirEntry| entry.kind == EntryKind::File && entry.size < SMALLEST;
    if let Some(entry) = found.values().filter(|entry| needed(&entry.name.as_str())).find(cut) {
        let damage = Damage::Cut { bytes: entry.size };
        return StdLibrary::Damaged { libdir, file: entry.name.clone(), damage };
    }
    // Since 1.89 the metadata stands beside the code; without its code a crate can be checked, not linked.
    for name in found.keys().copied().filter(needed) {
        let Some(rlib) = name.strip_suffix(".rmeta").map(|stem| format!("{stem}.rlib")) else { continue };
        if !found.contains_key(rlib.as_str()) {
            return StdLibrary::Damaged { libdir, file: rlib, damage: Damage::Absent };
        }
    }
    if !crates.contains("std") {
        return StdLibrary::CoreOnly { libdir };
    }
    match BELOW_STD.iter().find(|name| !crates.contains(*name)) {
        Some(name) => StdLibrary::Damaged { libdir, file: format!("lib{name}-*.rlib"), damage: Damage::Absent },
        None => StdLibrary::Present { libdir },
    }
}

/// The crate's name and hash of `libcore-120cbae4e86ec454.rlib`.
fn crate_of(file: &str) -> Option<(&str, &str)> {
    let stem = file.strip_suffix(".rlib").or_else(|| file.strip_suffix(".rmeta"))?;
    stem.strip_prefix("lib")?.rsplit_once('-')
}

/// The names of the files in rustup's list of what it installed (`file:lib/rustlib/TRIPLE/lib/libcore-HASH.rlib`).
fn listed(manifest: &str) -> BTreeSet<&str> {
    manifest.lines().filter_map(|line| line.strip_prefix("file:")?.rsplit('/').next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::path;

    fn file(name: &str, size: u64) -> DirEntry {
        DirEntry { name: name.to_owned(), kind: EntryKind::File, size }
    }

    fn judged(files: &[(&str, u64)], manifest: &str) -> StdLibrary {
        let entries: Vec<_> = files.iter().map(|(name, size)| file(name, *size)).collect();
        let found = entries.iter().map(|entry| (entry.name.as_str(), entry)).collect();
        state(path("/l"), &found, &listed(manifest))
    }

    #[test]
    fn what_is_there_decides() {
        let libdir = path("/l");
        let damaged = |file: &str, damage| StdLibrary::Damaged { libdir: path("/l"), file: file.into(), damage };
        let below = [("liballoc-3.rlib", 9000), ("libcompiler_builtins-4.rlib", 9000)];
        let with = |files: &[(&'static str, u64)]| [&below[..], files].concat();
        let std = [("libcore-1.rlib", 9000), ("libstd-2.rlib", 9000)];
        let manifest = "file:lib/rustlib/t/lib/libcore-1.rlib\nfile:lib/rustlib/t/lib/libstd-2.rlib\ndir:x\n";
        assert_eq!(judged(&[], ""), StdLibrary::Missing { libdir: libdir.clone() });
        assert_eq!(judged(&[("self-contained", 1)], ""), StdLibrary::Missing { libdir: libdir.clone() });
        assert_eq!(judged(&with(&std), ""), StdLibrary::Present { libdir: libdir.clone() });
        assert_eq!(judged(&with(&std), manifest), StdLibrary::Present { libdir: libdir.clone() });
        assert_eq!(judged(&std[..1], ""), StdLibrary::CoreOnly { libdir });
        assert_eq!(judged(&std[..1], manifest), damaged("libstd-2.rlib", Damage::Absent));
        assert_eq!(judged(&std, ""), damaged("liballoc-*.rlib", Damage::Absent));
        assert_eq!(judged(&with(&std[1..]), ""), damaged("libcore-*.rlib", Damage::Absent));
        assert_eq!(judged(&[], manifest), damaged("libcore-1.rlib", Damage::Absent));
        let cut = [("libcore-1.rlib", 9000), ("libstd-2.rlib", 0)];
        assert_eq!(judged(&cut, ""), damaged("libstd-2.rlib", Damage::Cut { bytes: 0 }));
        let no_code = [("libcore-1.rlib", 9000), ("libcore-1.rmeta", 9000), ("libstd-2.rmeta", 9000)];
        assert_eq!(judged(&no_code, ""), damaged("libstd-2.rlib", Damage::Absent));
    }

    #[test]
    fn what_no_program_links_is_no_damage() {
        let files = [
            ("libcore-1.rlib", 9000),
            ("liballoc-1.rlib", 9000),
            ("libcompiler_builtins-1.rlib", 9000),
            ("libstd-2.rlib", 9000),
            ("libtest-3.rlib", 3),
        ];
        let manifest = "file:lib/rustlib/t/lib/libprofiler_builtins-9.rlib\n";
        assert_eq!(judged(&files, manifest), StdLibrary::Present { libdir: path("/l") });
    }
}
