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

/// What `cargo tree` says is built; none where cargo cannot say without fetching or locking anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree(pub Option<Resolved>);

/// The packages of a build. One may be built twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolved {
    pub target: Vec<Built>,
    /// Procedural macros, what build scripts use, and all that those rest on.
    pub host: Vec<Built>,
    /// Procedural macros are among them.
    pub macros: bool,
}

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
        let (own, with_scripts) = (ask("normal"), ask("normal,build"));
        let (Ran::Finished { exit, stdout, .. }, Ran::Finished { exit: other, stdout: scripts, .. }) =
            (own?, with_scripts?)
        else {
            return Ok(Self(None));
        };
        Ok(Self((exit.success() && other.success()).then(|| resolved(stdout, scripts))))
    }
}

type Id = (String, Version);

/// The packages that were listed, each with what is listed below it: once for all the places where it stands.
#[derive(Default)]
struct Graph {
    roots: BTreeSet<Id>,
    below: BTreeMap<Id, BTreeSet<Id>>,
    features: BTreeMap<Id, BTreeSet<String>>,
    macros: BTreeSet<Id>,
}

impl Graph {
    fn read(listed: &str) -> Self {
        let mut graph = Self::default();
        let mut above: Vec<Id> = Vec::new();
        for Node { depth, id, is_macro, features } in listed.lines().filter_map(node) {
            above.truncate(depth);
            match above.last() {
                Some(parent) => graph.below.entry(parent.clone()).or_default().insert(id.clone()),
                None => graph.roots.insert(id.clone()),
            };
            if is_macro {
                graph.macros.insert(id.clone());
            }
            graph.features.entry(id.clone()).or_default().extend(features);
            above.push(id);
        }
        graph
    }

    /// From these on, those included.
    fn reached<'a>(&'a self, from: impl IntoIterator<Item = &'a Id>, macros: bool) -> BTreeSet<&'a Id> {
        let mut open: Vec<&Id> = from.into_iter().collect();
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if (macros || !self.macros.contains(id)) && seen.insert(id) {
                open.extend(self.below.get(id).into_iter().flatten());
            }
        }
        seen
    }
}

/// `own`: the packages and their macros. `with_scripts`: what their build scripts are built of too.
fn resolved(own: &str, with_scripts: &str) -> Resolved {
    let (own, all) = (Graph::read(own), Graph::read(with_scripts));
    let target = own.reached(&own.roots, false);
    // What a build script uses beside what its package does.
    let of_scripts = all.below.iter().flat_map(|(id, below)| {
        let own = own.below.get(id);
        below.iter().filter(move |child| own.is_none_or(|own| !own.contains(*child)))
    });
    // A package that only serves the host is in the second list alone, and all below it serves the host.
    let host = all.reached(of_scripts.chain(&all.macros), true);
    let package = |id: &Id, features: &Graph| Built {
        name: id.0.clone(),
        version: Some(id.1.clone()),
        dependencies: all.below.get(id).into_iter().flatten().map(|(name, _)| name.clone()).collect(),
        features: Some(features.features.get(id).cloned().unwrap_or_default()),
    };
    Resolved {
        target: target.into_iter().map(|id| package(id, &own)).collect(),
        host: host.into_iter().map(|id| package(id, &all)).collect(),
        macros: !all.macros.is_empty(),
    }
}

struct Node {
    depth: usize,
    id: Id,
    is_macro: bool,
    features: Vec<String>,
}

/// `2|cc v1.2.3 (/where)|parallel,std (*)`: how deep it stands, which package it is, and its features.
fn node(line: &str) -> Option<Node> {
    let mut fields = line.splitn(3, '|');
    let depth = fields.next()?.trim().parse().ok()?;
    let package = fields.next()?;
    let mut words = package.split_whitespace();
    let name = words.next()?.to_owned();
    let version = Version::parse(words.next()?.strip_prefix('v')?).ok()?;
    let features = fields.next()?.trim_end().trim_end_matches("(*)");
    let features = features.split(',').map(str::trim).filter(|feature| !feature.is_empty()).map(str::to_owned);
    let is_macro = words.next() == Some("(proc-macro)");
    Some(Node { depth, id: (name, version), is_macro, features: features.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, version: (u64, u64, u64), dependencies: &[&str], features: &[&str]) -> Built {
        Built {
            name: name.into(),
            version: Some(Version::new(version.0, version.1, version.2)),
            dependencies: dependencies.iter().map(|name| (*name).to_owned()).collect(),
            features: Some(features.iter().map(|name| (*name).to_owned()).collect()),
        }
    }

    #[test]
    fn packages_of_the_target_have_their_build_scripts_dependencies() {
        let own = "0|app v0.1.0 (/p)|default\n1|openssl-sys v0.9.118|\n";
        let with_scripts = "0|app v0.1.0 (/p)|default\n1|openssl-sys v0.9.118|\n2|cc v1.2.3|parallel,std (*)\n\
                            2|pkg-config v0.3.34|\n1|other v1.0.0|\n";
        let expected = [
            package("app", (0, 1, 0), &["openssl-sys", "other"], &["default"]),
            package("openssl-sys", (0, 9, 118), &["cc", "pkg-config"], &[]),
        ];
        assert_eq!(resolved(own, with_scripts).target, expected);
    }

    #[test]
    fn what_macros_and_build_scripts_rest_on_is_built_for_the_host() {
        let own = "0|app v0.1.0 (/p)|\n1|derive v1.0.0 (proc-macro)|\n2|zstd-sys v2.0.0|\n1|ring v0.17.0|\n";
        let with_scripts = "0|app v0.1.0 (/p)|\n1|derive v1.0.0 (proc-macro)|\n2|zstd-sys v2.0.0|\n3|cc v1.2.3|\n\
                            1|ring v0.17.0|\n2|cc v1.2.3| (*)\n";
        let names = |built: &[Built]| built.iter().map(|package| package.name.clone()).collect::<Vec<_>>();
        let resolved = resolved(own, with_scripts);
        assert_eq!(names(&resolved.target), ["app", "ring"]);
        assert_eq!(names(&resolved.host), ["cc", "derive", "zstd-sys"]);
        assert!(resolved.macros);
    }
}
