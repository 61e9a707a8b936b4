//! The programs that rustc is run through.

use super::{CargoConfig, Located, Origin};
use crate::{Cx, Fact, Pause};

/// As they are written, that of every rustc first. An empty variable turns its setting off (cargo `src/context/mod.rs`,
/// `load_global_rustc` and `maybe_get_tool`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustcWrappers(pub Vec<Located<String>>);

/// The variable that is asked first, and the key below `build`.
const WRAPPERS: [(&str, &str); 2] =
    [("RUSTC_WRAPPER", "rustc-wrapper"), ("RUSTC_WORKSPACE_WRAPPER", "rustc-workspace-wrapper")];

impl Fact for RustcWrappers {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let variables = WRAPPERS.map(|(variable, _)| cx.env(variable));
        let config = cx.fact::<CargoConfig>(())?;
        let mut named = Vec::new();
        for ((variable, key), value) in WRAPPERS.into_iter().zip(variables) {
            named.extend(match value? {
                Some(value) => Some(Located::new(value.to_owned(), Origin::Env { name: variable.to_owned() })),
                None => config.string(&["build", key]),
            });
        }
        named.retain(|named| !named.value.is_empty());
        Ok(Self(named))
    }
}
