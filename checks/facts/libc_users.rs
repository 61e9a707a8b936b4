//! Crates whose C needs a C library's headers: which do not compile for WebAssembly where there are none, or others'.

use semver::Version;

use super::{
    demands::{Built, Tree},
    project::Project,
};
use crate::{Cx, Evidence, Fact, Pause, Triple, proof::settled, targets::Family};

/// What is known of a crate.
struct Row {
    krate: &'static str,
    /// The major and minor version after the newest one that was compiled; it was the same with those before.
    until: (u64, u64),
    /// Only with this feature.
    with: Option<&'static str>,
    fails: Fails,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fails {
    /// Without headers.
    Without,
    /// With those of glibc.
    WithOthers,
    Either,
}

/// Found by compiling each for `wasm32-unknown-unknown`, and for `wasm32-wasip1` with Debian's own headers, with rustc
/// 1.96 and clang 14. (`zstd-sys`, `lz4-sys`, `liblzma-sys`, `secp256k1-sys`, `blst`, `psm` and `ring` compile for both.)
const ROWS: [Row; 16] = [
    row("brotli-sys", (0, 4), Fails::Without),
    row("bzip2-sys", (0, 2), Fails::Without),
    row("curl-sys", (0, 5), Fails::Either).with("static-curl"),
    row("freetype-sys", (0, 21), Fails::Without),
    row("libgit2-sys", (0, 19), Fails::Either),
    row("libmimalloc-sys", (0, 2), Fails::Either),
    // From 0.36 on another crate brings SQLite to `wasm32-unknown-unknown`.
    row("libsqlite3-sys", (0, 36), Fails::Without).with("bundled"),
    row("libsqlite3-sys", (0, 37), Fails::WithOthers).with("bundled"),
    row("libssh2-sys", (0, 4), Fails::Either),
    row("libwebp-sys", (0, 10), Fails::Without),
    row("libz-sys", (1, 2), Fails::WithOthers),
    row("lzma-sys", (0, 2), Fails::Either),
    row("minimp3-sys", (0, 4), Fails::Without),
    row("mozjpeg-sys", (2, 3), Fails::Without),
    row("onig_sys", (70, 0), Fails::Without),
    row("tree-sitter", (0, 26), Fails::Without),
];

const fn row(krate: &'static str, until: (u64, u64), fails: Fails) -> Row {
    Row { krate, until, with: None, fails }
}

impl Row {
    const fn with(mut self, feature: &'static str) -> Self {
        self.with = Some(feature);
        self
    }

    fn is_for(&self, target: &Triple) -> bool {
        match Family::of(target) {
            Family::Wasm => self.fails != Fails::WithOthers,
            Family::Wasi => self.fails != Fails::Without,
            _ => false,
        }
    }

    fn is_met(&self, built: &Built) -> bool {
        let (Some(version), Some(features)) = (&built.version, &built.features) else { return false };
        built.name == self.krate
            && (version.major, version.minor) < self.until
            && self.with.is_none_or(|feature| features.contains(feature))
    }
}

/// The first crate of the build, as cargo resolves it, whose C does not compile for the target unless the compiler is given
/// a C library of that target; none where cargo cannot say, too. cargo is asked where the lock file has one at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibcUser(pub Option<(String, Version)>);

impl LibcUser {
    /// As a reader knows it: `libz-sys 1.1.31`.
    pub fn told(&self) -> Option<String> {
        self.0.as_ref().map(|(name, version)| format!("{name} {version}"))
    }

    /// The lock file that has it.
    pub fn evidence(&self, cx: &Cx<'_>) -> Result<Option<Evidence>, Pause> {
        let (Some(text), Some(project)) = (self.told(), Project::here(cx)?) else { return Ok(None) };
        Ok(Some(Evidence::File { file: project.root.join("Cargo.lock"), line: None, text }))
    }
}

impl Fact for LibcUser {
    type Key = Triple;

    fn conclude(target: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let rows: Vec<_> = ROWS.iter().filter(|row| row.is_for(target)).collect();
        if rows.is_empty() {
            return Ok(Self(None));
        }
        let Some(project) = Project::here(cx)? else { return Ok(Self(None)) };
        let locked = project.lock.iter().flat_map(|lock| &lock.packages);
        let mut named = locked.filter(|package| package.source.is_some()).map(|package| package.name.as_str());
        if !named.any(|name| rows.iter().any(|row| row.krate == name)) {
            return Ok(Self(None));
        }
        let tree = settled(cx.fact::<Tree>(target.clone()))?;
        let Some(resolved) = tree.as_ref().and_then(|tree| tree.0.as_ref()) else { return Ok(Self(None)) };
        let mut users = resolved
            .target
            .iter()
            .filter(|built| rows.iter().any(|row| row.is_met(built)) && project.patched(&built.name).is_none());
        Ok(Self(users.next().and_then(|built| Some((built.name.clone(), built.version.clone()?)))))
    }
}
