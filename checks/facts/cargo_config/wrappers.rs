//! The programs that rustc is run through.

use super::{CargoConfig, Located, Origin};
use crate::{Cx, Fact, Pause};

/// That of every rustc first. An empty variable turns its setting off (cargo `src/context/mod.rs`, `load_global_rustc` and
/// `maybe_get_tool`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustcWrappers(pub Vec<RustcWrapper>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustcWrapper {
    /// As it is written.
    pub program: Located<String>,
    /// What is asked before the files, and turns them off where it is empty.
    pub variable: &'static str,
    /// Below `build`.
    pub key: &'static str,
}

const WRAPPERS: [(&str, &str); 2] =
    [("RUSTC_WRAPPER", "rustc-wrapper"), ("RUSTC_WORKSPACE_WRAPPER", "rustc-workspace-wrapper")];

impl Fact for RustcWrappers {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let variables = WRAPPERS.map(|(variable, _)| cx.env(variable));
        let config = cx.fact::<CargoConfig>(())?;
        let mut named = Vec::new();
        for ((variable, key), value) in WRAPPERS.into_iter().zip(variables) {
            let program = match value? {
                Some(value) => Some(Located::new(value.to_owned(), Origin::Env { name: variable.to_owned() })),
                None => config.string(&["build", key]),
            };
            let program = program.filter(|program| !program.value.is_empty());
            named.extend(program.map(|program| RustcWrapper { program, variable, key }));
        }
        Ok(Self(named))
    }
}
