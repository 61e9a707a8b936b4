//! Android's native development kit: which one stands where, what is in it, and what Rust asks of it.
//!
//! `search` finds it by the variables and places that cargo-ndk looks at, in its order; `used` is the one whose compiler
//! the target is linked with. `names` knows what the NDK calls Rust's targets, and `versions` which NDK and which API
//! level a Rust version needs.

mod names;
mod search;
mod used;
mod versions;

pub use names::{Wrapper, clang_prefix, is_gnu_tool, sysroot_name};
pub use search::{FoundBy, NdkSearch, VARIABLES, Variable};
pub use used::{Missing, TargetNdk, Why, missing};
pub use versions::{
    Revision, SUGGESTED, SUGGESTED_BEFORE_LIBUNWIND, aligns_to_16_kb, has_gnu_tools, has_libunwind, min_api,
    needs_libunwind,
};

use std::collections::BTreeSet;

use crate::{
    Cx, Fact, HostPath, Pause, Style,
    answer::{Dir, EntryKind, Host},
};

/// An NDK.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ndk {
    pub root: HostPath,
    pub revision: Revision,
    pub found_by: FoundBy,
    pub tools: Tools,
}

/// Its compilers, which are programs of some host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tools {
    /// For this host: the directory and the names in it.
    Here { bin: HostPath, names: BTreeSet<String> },
    /// None for this host: the tags of the hosts that it has some for.
    Elsewhere { tags: Vec<String> },
}

impl Ndk {
    /// The directory of its compilers, where they are programs of this host.
    pub fn bin(&self) -> Option<&HostPath> {
        match &self.tools {
            Tools::Here { bin, .. } => Some(bin),
            Tools::Elsewhere { .. } => None,
        }
    }

    /// Whether it has a program of this name for this host, as the host's system spells it.
    pub fn tool(&self, name: &str) -> Option<HostPath> {
        let Tools::Here { bin, names } = &self.tools else { return None };
        let spellings = match bin.style() {
            Style::Unix => vec![name.to_owned()],
            Style::Windows => vec![format!("{name}.exe"), format!("{name}.cmd")],
        };
        spellings.iter().find(|spelling| names.contains(*spelling)).map(|spelling| bin.join(spelling))
    }

    /// The API levels for which it has a wrapper around clang with this prefix, lowest first.
    pub fn levels(&self, prefix: &str) -> Vec<u32> {
        let Tools::Here { names, .. } = &self.tools else { return Vec::new() };
        let mut levels: Vec<_> = names
            .iter()
            .filter_map(|name| Wrapper::parse(name))
            .filter(|wrapper| wrapper.prefix == prefix)
            .map(|wrapper| wrapper.level)
            .collect();
        levels.sort_unstable();
        levels.dedup();
        levels
    }

    /// "NDK 27.2.12479018 in `/opt/android-ndk`".
    pub fn describe(&self) -> String {
        format!("NDK {} in `{}`", self.revision, self.root)
    }
}

/// What stands at a path, if it is an NDK.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Contents {
    revision: Option<Revision>,
    tools: Tools,
}

impl Fact for Contents {
    type Key = HostPath;

    fn conclude(root: &HostPath, cx: &Cx<'_>) -> Result<Self, Pause> {
        let prebuilt = root.join("toolchains/llvm/prebuilt");
        let (host, properties, tags) = (cx.host(), cx.text(&root.join("source.properties")), cx.list(&prebuilt));
        let (host, properties, tags) = (host?, properties?, tags?);
        let revision = properties.and_then(Revision::of_properties);
        let tags = directories(tags);
        let Some(tag) = tags.iter().find(|tag| runs_on(tag, host)) else {
            return Ok(Self { revision, tools: Tools::Elsewhere { tags } });
        };
        let bin = prebuilt.join(tag).join("bin");
        let names = match cx.list(&bin)? {
            Dir::Entries(entries) => entries.iter().map(|entry| entry.name.clone()).collect(),
            Dir::Missing | Dir::NotADirectory | Dir::Unreadable { .. } => BTreeSet::new(),
        };
        Ok(Self { revision, tools: Tools::Here { bin, names } })
    }
}

/// The names of the directories in a directory; a link may be one.
fn directories(dir: &Dir) -> Vec<String> {
    let Dir::Entries(entries) = dir else { return Vec::new() };
    let may_be = |kind: EntryKind| matches!(kind, EntryKind::Directory | EntryKind::Link);
    entries.iter().filter(|entry| may_be(entry.kind)).map(|entry| entry.name.clone()).collect()
}

/// Whether the compilers below this directory of `prebuilt` are programs for the host.
///
/// Google builds them for `x86_64` alone; the directory of macOS keeps that name though its programs are for both
/// processors, and Windows runs them on ARM by emulation. Others build them for other Linux hosts under names of their own
/// (developer.android.com, *Use the NDK with other build systems*; cargo-ndk `src/lib.rs`, `ARCH`).
fn runs_on(tag: &str, host: &Host) -> bool {
    match host.os.as_str() {
        "macos" => tag.starts_with("darwin"),
        "windows" => tag.starts_with("windows"),
        "linux" => tag == format!("linux-{}", host.arch) || host.arch == "aarch64" && tag == "linux-arm64",
        _ => false,
    }
}

/// Whether Google builds an NDK for this host: for Linux on `x86_64`, macOS and Windows.
pub fn is_built_for(host: &Host) -> bool {
    match host.os.as_str() {
        "macos" | "windows" => true,
        "linux" => host.arch == "x86_64",
        _ => false,
    }
}

#[cfg(test)]
pub(crate) mod scene;
