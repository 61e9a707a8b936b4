//! What rustc's specification of a target says.

use std::{collections::HashMap, sync::Arc};

use serde::Deserialize;

use crate::{Cx, Fact, Failure, Pause, Triple, answer::Ran, facts::toolchain::Toolchain};

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
    #[serde(default)]
    pub llvm_target: String,
    /// The default linker; none: rustc takes `cc` (or what the flavor says).
    #[serde(default)]
    pub linker: Option<String>,
    /// `gnu-cc`, `gnu-lld`, `darwin-cc`, `msvc`, `wasm-lld`, ... (`gcc`, `ld` before 1.71).
    #[serde(default)]
    pub linker_flavor: Option<String>,
    #[serde(default)]
    pub crt_static_default: bool,
    /// `little` or `big`.
    #[serde(default)]
    pub target_endian: Option<String>,
    #[serde(default)]
    pub metadata: Metadata,
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

/// Every specification, by one call.
struct AllSpecs(HashMap<String, TargetSpec>);

impl Fact for AllSpecs {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let toolchain = cx.fact::<Toolchain>(())?;
        let run = toolchain
            .rustc(["-Zunstable-options", "--print", "all-target-specs-json"])
            // Only for this question: the user's own builds never see it.
            .env("RUSTC_BOOTSTRAP", Some("1"));
        match cx.run(run)? {
            Ran::Finished { exit, stdout, .. } if exit.success() => {
                serde_json::from_str(stdout).map(Self).map_err(|error| {
                    Pause::Unknown(Failure::Failed { message: format!("rustc's target specifications: {error}") })
                })
            }
            Ran::Finished { .. } | Ran::NotFound | Ran::NotExecutable { .. } => Ok(Self(HashMap::new())),
        }
    }
}

impl Fact for TargetSpec {
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let all: Arc<AllSpecs> = cx.fact(())?;
        all.0.get(triple.as_str()).cloned().ok_or_else(|| {
            Pause::Unknown(Failure::Failed { message: format!("rustc has no specification for `{triple}`") })
        })
    }
}
