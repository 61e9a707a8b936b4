//! What rustc's specification of a target says.

use std::collections::HashMap;

use serde::Deserialize;

use super::{Printed, entries::entries};
use crate::{Cx, Fact, Failure, HostPath, Pause, Triple, answer::Ran, facts::toolchain::Toolchain, question::Run};

/// A target's specification in the rustc that will run; distributions patch it, so no table of ours can know it.
///
/// Field names as in `--print target-spec-json` (rust-lang/rust `compiler/rustc_target/src/spec/json.rs`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TargetSpec {
    pub arch: String,
    /// `none` for bare metal.
    #[serde(default = "none")]
    pub os: String,
    /// `gnu`, `musl`, `msvc`, `eabihf`; empty where there is none.
    #[serde(default)]
    pub env: String,
    #[serde(default)]
    pub abi: String,
    #[serde(default = "unknown")]
    pub vendor: String,
    /// `unix`, `windows`, `wasm`: none, one or two of them.
    #[serde(default)]
    pub target_family: Vec<String>,
    #[serde(default)]
    pub target_pointer_width: Option<Width>,
    #[serde(default)]
    pub llvm_target: String,
    /// The default linker; none: rustc takes `cc` (or what the flavor says).
    #[serde(default)]
    pub linker: Option<String>,
    /// `gnu-cc`, `gnu-lld`, `darwin-cc`, `msvc`, `wasm-lld`, ... (`ld` before 1.71, and none for `gcc`, the default then).
    #[serde(default)]
    pub linker_flavor: Option<String>,
    #[serde(default)]
    pub crt_static_default: bool,
    /// `little` or `big`; none: little.
    #[serde(default)]
    pub target_endian: Option<String>,
    #[serde(default)]
    pub metadata: Metadata,
}

impl TargetSpec {
    /// The flavor's name, also where rustc leaves it away.
    pub fn flavor_name(&self) -> &str {
        let default = if self.vendor == "apple" { "darwin-cc" } else { "gcc" };
        self.linker_flavor.as_deref().unwrap_or(default)
    }
}

/// A number of bits, written as a text before 1.91.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "TextOrNumber")]
pub struct Width(pub u16);

#[derive(Deserialize)]
#[serde(untagged)]
enum TextOrNumber {
    Text(String),
    Number(u16),
}

impl TryFrom<TextOrNumber> for Width {
    type Error = std::num::ParseIntError;

    fn try_from(width: TextOrNumber) -> Result<Self, Self::Error> {
        match width {
            TextOrNumber::Text(text) => text.parse().map(Self),
            TextOrNumber::Number(bits) => Ok(Self(bits)),
        }
    }
}

/// What the specification says of the target's support. Not authoritative on tiers, and absent before 1.80.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Metadata {
    #[serde(default)]
    pub tier: Option<u8>,
    /// Whether std exists for it at all; none where the specification does not say.
    #[serde(default)]
    pub std: Option<bool>,
    #[serde(default)]
    pub host_tools: Option<bool>,
}

fn none() -> String {
    "none".into()
}

fn unknown() -> String {
    "unknown".into()
}

/// What one call prints, the specifications of all targets included; none where this rustc cannot do that.
pub(super) fn with_all_specs(cx: &Cx<'_>) -> Result<Option<Printed>, Pause> {
    let Some((sysroot, json)) = print_all(cx)? else { return Ok(None) };
    let entries = entries(json).map_err(|error| {
        Pause::Unknown(Failure::Failed { message: format!("rustc's target specifications: {error}") })
    })?;
    let specs: HashMap<_, _> = entries.into_iter().map(|(name, place)| (Triple::new(name), place)).collect();
    Ok(Some(Printed {
        sysroot: HostPath::parse(sysroot),
        targets: specs.keys().cloned().collect(),
        specs: Some(specs),
    }))
}

/// The sysroot and the specifications, as printed.
fn print_all<'a>(cx: &Cx<'a>) -> Result<Option<(&'a str, &'a str)>, Pause> {
    let toolchain = cx.fact::<Toolchain>(())?;
    let args = ["-Zunstable-options", "--print", "sysroot", "--print", "all-target-specs-json"];
    let stdout = match cx.run(unstable(toolchain.rustc(args))) {
        Ok(Ran::Finished { exit, stdout, .. }) if exit.success() => stdout,
        Ok(Ran::Finished { .. } | Ran::NotFound | Ran::NotExecutable { .. }) => return Ok(None),
        // The plain questions may have an answer: an older rustc, a machine that was written down.
        Err(Pause::Unknown(_)) => return Ok(None),
        Err(Pause::Pending) => return Err(Pause::Pending),
    };
    Ok(Some(stdout.split_once('\n').unwrap_or((stdout, ""))))
}

impl Fact for TargetSpec {
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let failed = |message: String| Pause::Unknown(Failure::Failed { message });
        let is_file = triple.as_str().strip_suffix(".json").is_some();
        if !is_file && let Some(all) = &cx.fact::<Printed>(())?.specs {
            let json = print_all(cx)?.and_then(|(_, json)| json.get(all.get(triple)?.clone()));
            let unknown = || failed(format!("rustc has no specification for `{triple}`"));
            return parse(json.ok_or_else(unknown)?, triple);
        }
        let toolchain = cx.fact::<Toolchain>(())?;
        let args = ["-Zunstable-options", "--print", "target-spec-json", "--target", triple.as_str()];
        let mut run = unstable(toolchain.rustc(args));
        if is_file {
            run.steady_by = None;
        }
        match cx.run(run)? {
            Ran::Finished { exit, stdout, .. } if exit.success() => parse(stdout, triple),
            Ran::Finished { stderr, .. } => Err(failed(format!("rustc on `{triple}`: {}", stderr.trim()))),
            Ran::NotFound | Ran::NotExecutable { .. } => Err(failed(format!("cannot run `{}`", toolchain.rustc))),
        }
    }
}

fn parse(json: &str, triple: &Triple) -> Result<TargetSpec, Pause> {
    serde_json::from_str(json).map_err(|error| {
        Pause::Unknown(Failure::Failed { message: format!("the specification of `{triple}`: {error}") })
    })
}

/// Only for this question: the user's own builds never see the variable.
fn unstable(run: Run) -> Run {
    run.env("RUSTC_BOOTSTRAP", Some("1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As rustc 1.63 prints them.
    #[test]
    fn an_old_rustc_leaves_the_usual_flavor_away() {
        for (json, name) in [
            (r#"{"arch": "x86_64", "os": "linux", "env": "gnu"}"#, "gcc"),
            (r#"{"arch": "x86_64", "os": "macos", "vendor": "apple", "is-like-osx": true}"#, "darwin-cc"),
            (r#"{"arch": "wasm32", "linker": "rust-lld", "linker-flavor": "wasm-ld"}"#, "wasm-ld"),
        ] {
            let spec = parse(json, &Triple::new("any")).expect("a specification");
            assert_eq!(spec.flavor_name(), name, "{json}");
        }
    }
}
