//! What depends on the version of the cargo that runs.

use semver::Version;

use crate::{Cx, Fact, Failure, Pause, answer::Ran, facts::rustc::Rustc, facts::toolchain::Toolchain, question::Run};

/// The rules of one cargo, as far as versions differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is one rule that a version of cargo introduced")]
pub struct Rules {
    /// `target.'cfg(..)'.linker` (1.74, rust-lang/cargo#12535).
    pub cfg_linker: bool,
    /// A nearer list of a program and its arguments replaces the farther one instead of joining it (1.86, #15066).
    pub runner_lists_replace: bool,
    /// `host-tuple` as a target's name (1.91, #15838).
    pub host_tuple: bool,
    /// Lists may hold other things than strings (1.93); before, such a list is an error wherever it stands.
    pub any_lists: bool,
    /// `include` is followed (1.94, #16284); before, it is checked for its shape and otherwise ignored.
    pub include: bool,
    /// TOML 1.1: line breaks in inline tables, `\e` and `\x` in strings (1.94, its `toml` 0.9.10).
    pub toml_1_1: bool,
    /// `[env]` paths are relative to the file their `value` stands in, not to the one whose table was merged first, and
    /// an included file's path is made free of `..` (1.97, #16943).
    pub relative_to_value: bool,
    /// Specifications in JSON need `-Zjson-target-spec` (1.95).
    pub json_needs_flag: bool,
}

impl Rules {
    /// Those of the newest cargo known.
    pub const NEWEST: Self = Self {
        cfg_linker: true,
        runner_lists_replace: true,
        host_tuple: true,
        any_lists: true,
        include: true,
        toml_1_1: true,
        relative_to_value: true,
        json_needs_flag: true,
    };

    /// Those of cargo `version`.
    pub fn of(version: &Version) -> Self {
        let since = |minor| (version.major, version.minor) >= (1, minor);
        Self {
            cfg_linker: since(74),
            runner_lists_replace: since(86),
            host_tuple: since(91),
            any_lists: since(93),
            include: since(94),
            toml_1_1: since(94),
            relative_to_value: since(97),
            json_needs_flag: since(95),
        }
    }
}

/// `cargo -V` of the cargo that will run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CargoVersion(pub Version);

impl Fact for CargoVersion {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let toolchain = cx.fact::<Toolchain>(())?;
        // Toolchains are released as one: rustc's answer is asked for anyway, and the one of its neighbour.
        if toolchain.rustup.is_some() && toolchain.cargo.parent() == toolchain.rustc.parent() {
            return Ok(Self(cx.fact::<Rustc>(())?.version.clone()));
        }
        let mut run = Run::probe(toolchain.cargo.as_str(), ["-V"]).steady_by([toolchain.cargo.clone()]);
        run.env.clone_from(&toolchain.environment);
        let answered = match cx.run(run)? {
            Ran::Finished { stdout, .. } => stdout,
            Ran::NotFound | Ran::NotExecutable { .. } => "nothing",
        };
        let version = answered.split_whitespace().nth(1).and_then(|version| Version::parse(version).ok());
        version.map(Self).ok_or_else(|| {
            let message = format!("`{} -V` answered `{}`", toolchain.cargo, answered.trim());
            Pause::Unknown(Failure::Failed { message })
        })
    }
}
