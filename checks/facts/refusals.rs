//! Crates that do not compile for WebAssembly: by an error of their own, or since they have no code for it.

use semver::Version;

use super::{
    cargo_config::TargetSettings,
    demands::{Built, Tree},
    project::Project,
};
use crate::{Cx, Fact, Pause, Triple, proof::settled, targets::Family};

/// A package of the build that stops it, as cargo resolves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub package: String,
    pub version: Version,
    pub row: &'static Row,
}

/// What is known of a crate.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    krate: &'static str,
    /// Major and minor versions, of which the newest and the oldest that are named were compiled.
    since: (u64, u64),
    until: (u64, u64),
    on: On,
    /// Only with one of these features.
    with: &'static [&'static str],
    /// Not with any of these.
    without: &'static [&'static str],
    /// Not where a rustflag sets this `cfg`.
    unless: &'static str,
    pub instead: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum On {
    /// `wasm32-unknown-unknown` and `wasm32v1-none`.
    Unknown,
    /// `wasm32-wasip1` as well.
    Wasip1,
}

/// Found by compiling each for both targets with rustc 1.96, and in their sources.
static ROWS: [Row; 13] = [
    row("errno", (0, 2), (0, 4), On::Unknown).instead("what asks for it (rustix, signal-hook) is for systems with files: leave it out for this target"),
    row("getrandom", (0, 2), (0, 3), On::Unknown).without(&["js", "custom"]).instead(
        "for a browser or Node.js: `getrandom = { version = \"0.2\", features = [\"js\"] }` among the program's own dependencies",
    ),
    row("getrandom", (0, 3), (0, 4), On::Unknown).without(&["wasm_js"]).unless("getrandom_backend").instead(
        "for a browser or Node.js: `getrandom = { version = \"0.3.4\", features = [\"wasm_js\"] }` among the program's own dependencies",
    ),
    row("getrandom", (0, 4), (0, 5), On::Unknown).without(&["wasm_js"]).unless("getrandom_backend").instead(
        "for a browser or Node.js: `getrandom = { version = \"0.4\", features = [\"wasm_js\"] }` among the program's own dependencies",
    ),
    row("uuid", (1, 23), (1, 30), On::Unknown)
        .with(&["rng"])
        .without(&["js", "rng-getrandom", "rng-rand"])
        .instead("turn on its feature `js` for a browser or Node.js, `rng-getrandom` elsewhere"),
    row("mio", (1, 1), (1, 3), On::Unknown).instead("leave tokio's feature `net` out for this target"),
    row("tokio", (1, 51), (1, 55), On::Wasip1)
        .with(&["fs", "io-std", "net", "process", "rt-multi-thread", "signal"])
        .unless("tokio_unstable")
        .instead("for WebAssembly: `default-features = false, features = [\"sync\", \"macros\", \"io-util\", \"rt\", \"time\"]` at most"),
    row("socket2", (0, 5), (0, 7), On::Wasip1).instead("leave out for this target what opens sockets"),
    row("signal-hook-registry", (1, 4), (1, 5), On::Wasip1).instead("there are no signals: leave it out for this target"),
    row("ctrlc", (3, 5), (3, 6), On::Wasip1).instead("there are no signals: leave it out for this target"),
    row("polling", (3, 11), (3, 12), On::Wasip1).instead("leave out for this target what waits for files and sockets (async-io, smol)"),
    row("crossterm", (0, 27), (0, 30), On::Wasip1).instead("there is no terminal: leave it out for this target"),
    row("hostname", (0, 4), (0, 5), On::Wasip1).instead("there is no host name: leave it out for this target"),
];

const fn row(krate: &'static str, since: (u64, u64), until: (u64, u64), on: On) -> Row {
    Row { krate, since, until, on, with: &[], without: &[], unless: "", instead: "" }
}

impl Row {
    const fn with(mut self, features: &'static [&'static str]) -> Self {
        self.with = features;
        self
    }

    const fn without(mut self, features: &'static [&'static str]) -> Self {
        self.without = features;
        self
    }

    const fn unless(mut self, cfg: &'static str) -> Self {
        self.unless = cfg;
        self
    }

    const fn instead(mut self, instead: &'static str) -> Self {
        self.instead = instead;
        self
    }

    fn is_for(&self, target: &Triple) -> bool {
        match Family::of(target) {
            Family::Wasm => true,
            Family::Wasi => self.on == On::Wasip1 && ["wasm32-wasip1", "wasm32-wasi"].contains(&target.as_str()),
            _ => false,
        }
    }

    fn is_met(&self, built: &Built) -> bool {
        let (Some(version), Some(on)) = (&built.version, &built.features) else { return false };
        let minor = (version.major, version.minor);
        let any = |of: &[&str]| of.iter().any(|feature| on.contains(*feature));
        built.name == self.krate
            && self.since <= minor
            && minor < self.until
            && (self.with.is_empty() || any(self.with))
            && !any(self.without)
    }
}

/// Those of a build. cargo is asked where the lock file has one at all: it alone knows platforms and features. None where it
/// cannot say, or where there is nothing to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusals(pub Option<Vec<Refusal>>);

impl Fact for Refusals {
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
        let (tree, settings) = (cx.fact::<Tree>(target.clone()), settled(cx.fact::<TargetSettings>(target.clone())));
        let (tree, settings) = (settled(tree)?, settings?);
        let Some(resolved) = tree.as_ref().and_then(|tree| tree.0.as_ref()) else { return Ok(Self(None)) };
        let flags: Vec<_> = settings.iter().flat_map(|settings| &settings.rustflags.flags).collect();
        let is_set = |cfg: &str| !cfg.is_empty() && flags.iter().any(|flag| flag.value.contains(cfg));
        let refuses = |built: &&Built| {
            let row = rows.iter().find(|row| row.is_met(built) && !is_set(row.unless))?;
            let patched = project.patched(&built.name).is_some();
            let version = built.version.clone().filter(|_| !patched)?;
            Some(Refusal { package: built.name.clone(), version, row })
        };
        Ok(Self(Some(resolved.target.iter().filter_map(|built| refuses(&built)).collect())))
    }
}
