//! The packages of a build as cargo itself resolves them: with its features, for its target.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;

use super::Built;
use crate::{
    Cx, Fact, Pause, Triple,
    answer::Ran,
    facts::toolchain::Toolchain,
    question::{Limit, Run},
};

/// What `cargo tree` says is built for the target; none where cargo cannot say without fetching or locking anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree(pub Option<Vec<Built>>);

/// A cold tree of a thousand packages takes a second; more waits for another cargo's lock.
const LIMIT: Limit = Limit { seconds: 20, bytes: 4 << 20 };

impl Fact for Tree {
    type Key = Triple;

    fn conclude(target: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let toolchain = cx.fact::<Toolchain>(())?;
        let ask = |edges: &str| {
            let args = ["tree", "--offline", "--locked", "--color=never", "--prefix", "depth"];
            let format = ["--format", "|{p}|{f}", "--edges", edges, "--target", target.as_str()];
            let mut run = Run::probe(toolchain.cargo.as_str(), args.into_iter().chain(format)).limit(LIMIT);
            run.env.clone_from(&toolchain.environment);
            cx.run(run.env("RUSTUP_AUTO_INSTALL", Some("0")))
        };
        let (own, with_scripts) = (ask("normal,no-proc-macro"), ask("normal,build,no-proc-macro"));
        let (Ran::Finished { exit, stdout, .. }, Ran::Finished { exit: other, stdout: scripts, .. }) =
            (own?, with_scripts?)
        else {
            return Ok(Self(None));
        };
        Ok(Self((exit.success() && other.success()).then(|| built(stdout, scripts))))
    }
}

type Id = (String, Version);

/// `own`: the packages that are built for the target. `with_scripts`: those and what their build scripts are built of.
fn built(own: &str, with_scripts: &str) -> Vec<Built> {
    let mut features: BTreeMap<Id, BTreeSet<String>> = BTreeMap::new();
    for (_, id, on) in own.lines().filter_map(node) {
        features.entry(id).or_default().extend(on);
    }
    let mut dependencies: BTreeMap<Id, BTreeSet<String>> = BTreeMap::new();
    let mut above: Vec<Id> = Vec::new();
    for (depth, id, _) in with_scripts.lines().filter_map(node) {
        above.truncate(depth);
        if let Some(parent) = above.last() {
            dependencies.entry(parent.clone()).or_default().insert(id.0.clone());
        }
        above.push(id);
    }
    let package = |(id, features): (Id, BTreeSet<String>)| {
        let dependencies = dependencies.remove(&id).unwrap_or_default();
        Built { name: id.0, version: Some(id.1), dependencies, features: Some(features) }
    };
    features.into_iter().map(package).collect()
}

/// `2|cc v1.2.3 (/where)|parallel,std (*)`: how deep it stands, which package it is, and its features.
fn node(line: &str) -> Option<(usize, Id, Vec<String>)> {
    let mut fields = line.splitn(3, '|');
    let depth = fields.next()?.trim().parse().ok()?;
    let mut words = fields.next()?.split_whitespace();
    let name = words.next()?.to_owned();
    let version = Version::parse(words.next()?.strip_prefix('v')?).ok()?;
    let features = fields.next()?.trim_end().trim_end_matches("(*)");
    let features = features.split(',').map(str::trim).filter(|feature| !feature.is_empty()).map(str::to_owned);
    Some((depth, (name, version), features.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_of_the_target_have_their_build_scripts_dependencies() {
        let own = "0|app v0.1.0 (/p)|default\n1|openssl-sys v0.9.118|\n";
        let with_scripts = "0|app v0.1.0 (/p)|default\n1|openssl-sys v0.9.118|\n2|cc v1.2.3|parallel,std (*)\n\
                            2|pkg-config v0.3.34|\n1|other v1.0.0|\n";
        let package = |name: &str, version: (u64, u64, u64), dependencies: &[&str], features: &[&str]| Built {
            name: name.into(),
            version: Some(Version::new(version.0, version.1, version.2)),
            dependencies: dependencies.iter().map(|name| (*name).to_owned()).collect(),
            features: Some(features.iter().map(|name| (*name).to_owned()).collect()),
        };
        let expected = [
            package("app", (0, 1, 0), &["openssl-sys", "other"], &["default"]),
            package("openssl-sys", (0, 9, 118), &["cc", "pkg-config"], &[]),
        ];
        assert_eq!(built(own, with_scripts), expected);
    }
}
