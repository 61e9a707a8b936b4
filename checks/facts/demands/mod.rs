//! What the packages of a build ask of the machine beside rustc, a linker and a C compiler: libraries through pkg-config,
//! OpenSSL, libclang, CMake, NASM.
//!
//! The lock file gives an upper bound for nothing; only where that bound would make a finding is cargo asked, which
//! knows features and platforms ([`Tree`]).

mod table;
mod tree;

use std::collections::BTreeSet;

use semver::Version;

pub use table::Want;
use table::{CMAKE_IF_TOLD, ROWS, Row};
pub use tree::{Resolved, Tree};

use super::worlds;
use crate::{Cx, Fact, Pause, Triple, facts::project::Project, proof};

/// A package of a build, as far as is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    pub name: String,
    /// None for a package that is not locked yet.
    pub version: Option<Version>,
    /// What it and its build script depend on directly.
    pub dependencies: BTreeSet<String>,
    /// None where only cargo could say.
    pub features: Option<BTreeSet<String>>,
}

/// A package and what it asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    pub package: String,
    pub version: Option<Version>,
    pub want: Want,
    /// The build script that asks.
    pub source: &'static str,
}

impl Demand {
    /// The package as a reader knows it: `openssl-sys 0.9.118`.
    pub fn told(&self) -> String {
        match &self.version {
            Some(version) => format!("{} {version}", self.package),
            None => self.package.clone(),
        }
    }
}

/// What may be asked for a target, by manifests and lock file: at least what is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demands(pub Vec<Demand>);

/// What is asked for a target, as cargo resolves it; where cargo cannot, as [`Demands`] has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SureDemands(pub Vec<Demand>);

impl Demands {
    /// Who asks this.
    pub fn of(&self, want: impl Fn(Want) -> bool) -> Option<&Demand> {
        self.0.iter().find(|demand| want(demand.want))
    }
}

/// The demand of this kind that remains when cargo itself is asked.
pub fn sure(target: &Triple, want: impl Fn(Want) -> bool, cx: &Cx<'_>) -> Result<Option<Demand>, Pause> {
    let demands = cx.fact::<SureDemands>(target.clone())?;
    Ok(demands.0.iter().find(|demand| want(demand.want)).cloned())
}

impl Fact for Demands {
    type Key = Triple;

    fn conclude(target: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let packages = proof::packages(target, &|name| is_known(name), cx)?;
        demands(&packages, target, true, cx).map(Self)
    }
}

impl Fact for SureDemands {
    type Key = Triple;

    fn conclude(target: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let packages = proof::packages(target, &|name| is_known(name), cx)?;
        let locked = Project::here(cx)?.is_some_and(|project| project.lock.is_some());
        let tree = if locked { proof::settled(cx.fact::<Tree>(target.clone()))? } else { None };
        match tree.as_deref() {
            Some(Tree(Some(resolved))) => demands(&resolved.target, target, false, cx).map(Self),
            Some(Tree(None)) | None => demands(&packages, target, false, cx).map(Self),
        }
    }
}

/// A name that the table has, or that says by itself that it is asked for.
fn is_known(name: &str) -> bool {
    ["bindgen", "cmake", "nasm-rs"].contains(&name) || ROWS.iter().any(|row| row.krate == name)
}

/// `maybe`: what only unknown features decide is taken as asked.
fn demands(packages: &[Built], target: &Triple, maybe: bool, cx: &Cx<'_>) -> Result<Vec<Demand>, Pause> {
    let mut found = Vec::new();
    for package in packages {
        let mut add = |want, source| {
            found.push(Demand { package: package.name.clone(), version: package.version.clone(), want, source });
        };
        let x86 = ["x86_64", "i686", "i586"].iter().any(|arch| target.as_str().starts_with(arch));
        if package.dependencies.contains("cmake") && !CMAKE_IF_TOLD.contains(&package.name.as_str()) {
            add(Want::Cmake, "cmake src/lib.rs, run");
        }
        if package.dependencies.contains("nasm-rs") && x86 {
            add(Want::Nasm, "nasm-rs src/lib.rs, get_nasm");
        }
        // Before its features are known: it depends on bindgen for other targets alone, or not at all.
        let rarely = package.features.is_none() && CMAKE_IF_TOLD.contains(&package.name.as_str());
        if package.dependencies.contains("bindgen") && (maybe || !rarely) {
            add(Want::Libclang, "bindgen lib.rs, ensure_libclang_is_loaded");
        }
        for row in ROWS.iter().filter(|row| row.krate == package.name) {
            if row.asks(package, target, maybe) && !is_told_otherwise(row, cx)? {
                add(row.want, row.source);
            }
        }
    }
    Ok(found)
}

impl Row {
    fn asks(&self, package: &Built, target: &Triple, maybe: bool) -> bool {
        let version = package.version.as_ref().map_or((u64::MAX - 1, 0), |version| (version.major, version.minor));
        let depends_otherwise = self.not_with.iter().any(|name| package.dependencies.contains(*name));
        let by_features = match &package.features {
            Some(on) => {
                (self.feature.is_empty() || on.contains(self.feature))
                    && !self.not_with_features.iter().any(|feature| on.contains(*feature))
            }
            None => {
                maybe || self.feature.is_empty() && (self.not_with_features.is_empty() || !self.not_with.is_empty())
            }
        };
        self.since <= version && version < self.until && self.on.includes(target) && !depends_otherwise && by_features
    }
}

/// A variable that build scripts see keeps the crate from asking.
fn is_told_otherwise(row: &Row, cx: &Cx<'_>) -> Result<bool, Pause> {
    for variable in row.not_if_set {
        let (name, wanted) = variable.split_once('=').map_or((*variable, None), |(name, value)| (name, Some(value)));
        let Some(value) = worlds::variable(name, cx)? else { continue };
        if wanted.is_none_or(|wanted| value.value == wanted) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::linker::scene::{AARCH64, HOST, debian},
        testing::Fake,
    };

    fn locked(packages: &[(&str, &str, &[&str])]) -> Fake {
        let lock = packages
            .iter()
            .map(|(name, version, dependencies)| {
                let source = if *name == "app" { "" } else { "source = \"registry\"\n" };
                format!(
                    "[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n{source}dependencies = {dependencies:?}\n"
                )
            })
            .collect::<Vec<_>>()
            .concat();
        debian()
            .file("/p/Cargo.toml", "[package]\nname = \"app\"\n[dependencies]\na = \"1\"\n")
            .file("/p/src/main.rs", "fn main() {}")
            .file("/p/Cargo.lock", &lock)
    }

    fn wants(fake: &Fake, target: &str) -> Vec<Want> {
        let demands = fake.fact::<Demands>(&Triple::new(target)).expect("decided");
        demands.0.iter().map(|demand| demand.want).collect()
    }

    #[test]
    fn a_lock_file_tells_who_asks_for_what() {
        let fake = locked(&[
            ("app", "0.1.0", &["a"]),
            ("a", "1.0.0", &["openssl-sys", "librocksdb-sys"]),
            ("openssl-sys", "0.9.100", &["pkg-config"]),
            ("librocksdb-sys", "0.17.0", &["bindgen", "cmake"]),
        ]);
        assert_eq!(wants(&fake, AARCH64), [Want::Openssl, Want::Cmake, Want::Libclang]);
    }

    #[test]
    fn vendored_sources_and_other_targets_ask_nothing() {
        let fake = locked(&[
            ("app", "0.1.0", &["a"]),
            ("a", "1.0.0", &["openssl-sys", "alsa-sys", "ring"]),
            ("openssl-sys", "0.9.100", &["openssl-src", "pkg-config"]),
            ("alsa-sys", "0.3.1", &["pkg-config"]),
            ("ring", "0.17.8", &["cc"]),
        ]);
        assert_eq!(wants(&fake, "aarch64-apple-darwin"), []);
        assert_eq!(wants(&fake, HOST), [Want::Module("alsa")]);
        assert_eq!(wants(&fake, "aarch64-pc-windows-msvc"), [Want::Clang]);
    }

    #[test]
    fn what_features_decide_is_asked_of_cargo() {
        let fake = locked(&[("app", "0.1.0", &["aws-lc-sys"]), ("aws-lc-sys", "0.30.0", &["bindgen", "cmake"])]);
        let target = Triple::new("x86_64-pc-windows-gnu");
        let rough = [Want::Libclang, Want::Cmake, Want::Cmake, Want::Nasm];
        assert_eq!(wants(&fake, target.as_str()), rough);
        let sure = fake.granted(
            target.clone(),
            Tree(Some(Resolved {
                target: vec![Built {
                    name: "aws-lc-sys".into(),
                    version: Some(Version::new(0, 30, 0)),
                    dependencies: ["cmake".to_owned()].into(),
                    features: Some(["prebuilt-nasm".to_owned()].into()),
                }],
                ..Resolved::default()
            })),
        );
        assert_eq!(sure.fact::<SureDemands>(&target).expect("decided").0, []);
    }
}
