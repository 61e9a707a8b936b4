//! Where the sources of locked packages stand on this machine, as far as they are here.

use super::LockedPackage;
use crate::{
    Cx, Fact, HostPath, Pause,
    answer::Dir,
    facts::cargo_config::{CargoConfig, Node},
};

/// The directories that hold packages: cargo's own copies of registries and repositories (cargo `src/sources/registry`,
/// `src/sources/git`), and those that `[source]` names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceDirs {
    /// `registry/src/<registry>`, and vendored ones.
    holding: Vec<HostPath>,
    /// `git/checkouts/<repository>-<hash>`.
    checkouts: Vec<HostPath>,
}

impl Fact for SourceDirs {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let config = cx.fact::<CargoConfig>(())?;
        let below = |dir: Option<HostPath>| -> Result<Vec<HostPath>, Pause> {
            let Some(dir) = dir else { return Ok(Vec::new()) };
            let Dir::Entries(entries) = cx.list(&dir)? else { return Ok(Vec::new()) };
            Ok(entries.iter().map(|entry| dir.join(&entry.name)).collect())
        };
        let at = |name: &str| config.home.as_ref().map(|home| home.join(name));
        let (registries, checkouts) = (below(at("registry/src")), below(at("git/checkouts")));
        let vendored = config.tables(&["source"]).filter_map(|(_, source)| {
            let directory: &Node = source.as_table()?.get("directory")?;
            Some(config.base(&directory.origin).join(directory.as_str()?))
        });
        let mut holding: Vec<_> = vendored.collect();
        holding.extend(registries?);
        Ok(Self { holding, checkouts: checkouts? })
    }
}

impl SourceDirs {
    /// Where this package may stand.
    pub fn candidates(&self, package: &LockedPackage) -> Vec<HostPath> {
        let (name, version) = (&package.name, &package.version);
        let Some(source) = &package.source else { return Vec::new() };
        let vendored = self.holding.iter().flat_map(|dir| [dir.join(&format!("{name}-{version}")), dir.join(name)]);
        let mut found: Vec<_> = vendored.collect();
        if let Some((repository, commit)) = source.strip_prefix("git+").and_then(|source| source.rsplit_once('#')) {
            let path = repository.split(['?', '#']).next().unwrap_or_default();
            let stem = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            let stem = format!("{}-", stem.strip_suffix(".git").unwrap_or(stem));
            let short = commit.get(..7).unwrap_or(commit);
            let here = |dir: &&HostPath| dir.file_name().is_some_and(|dir| dir.starts_with(&stem));
            for dir in self.checkouts.iter().filter(here) {
                let root = dir.join(short);
                found.extend([root.join(name), root.join("crates").join(name), root]);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Fake;

    fn package(source: &str) -> LockedPackage {
        LockedPackage {
            name: "zstd-sys".into(),
            version: "2.0.1".into(),
            source: Some(source.into()),
            dependencies: Vec::new(),
        }
    }

    #[test]
    fn registries_vendored_folders_and_checkouts_are_looked_at() {
        let fake = Fake::linux()
            .file("/p/.cargo/config.toml", "[source.here]\ndirectory = \"vendor\"\n")
            .dir("/home/user/.cargo/registry/src/index.crates.io-1")
            .dir("/home/user/.cargo/git/checkouts/zstd-rs-0a1b")
            .dir("/home/user/.cargo/git/checkouts/other-0a1b")
            .granted((), crate::facts::cargo_config::CargoVersion(semver::Version::new(1, 95, 0)))
            .missing_rest();
        let dirs = fake.fact::<SourceDirs>(&()).expect("known");
        let candidates = |source: &str| -> Vec<String> {
            dirs.candidates(&package(source)).iter().map(ToString::to_string).collect()
        };
        let registry = ["/p/vendor/zstd-sys-2.0.1", "/p/vendor/zstd-sys"]
            .into_iter()
            .chain(["zstd-sys-2.0.1", "zstd-sys"].map(|name| match name {
                "zstd-sys" => "/home/user/.cargo/registry/src/index.crates.io-1/zstd-sys",
                _ => "/home/user/.cargo/registry/src/index.crates.io-1/zstd-sys-2.0.1",
            }))
            .collect::<Vec<_>>();
        assert_eq!(candidates("registry+https://github.com/rust-lang/crates.io-index"), registry);
        let git = candidates("git+https://github.com/gyscos/zstd-rs?branch=main#0123456789abcdef");
        let checkout = "/home/user/.cargo/git/checkouts/zstd-rs-0a1b/0123456";
        assert_eq!(git[4..], [format!("{checkout}/zstd-sys"), format!("{checkout}/crates/zstd-sys"), checkout.into()]);
    }
}
