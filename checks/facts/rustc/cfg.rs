//! What a target's `cfg` is.

use std::collections::BTreeSet;

use super::print;
use crate::{Cx, Fact, Pause, Triple};

/// The lines of `rustc --print cfg --target TRIPLE`: `unix`, `target_os="linux"`, `target_feature="crt-static"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetCfg(pub BTreeSet<String>);

impl Fact for TargetCfg {
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let printed = print(cx, &["--print", "cfg", "--target", triple.as_str()])?;
        Ok(Self(printed.lines().map(str::to_owned).collect()))
    }
}

impl TargetCfg {
    /// `unix`.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// `target_os = "linux"`.
    pub fn is(&self, key: &str, value: &str) -> bool {
        self.0.contains(&format!("{key}=\"{value}\""))
    }
}
