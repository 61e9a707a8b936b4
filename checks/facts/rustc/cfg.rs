//! What a target's `cfg` is.

use std::collections::BTreeSet;

use semver::Version;

use super::{Rustc, TargetSpec, print};
use crate::{
    Cx, Fact, Failure, Pause, Triple,
    facts::cargo_config::{Cfg, CfgExpression},
};

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
    /// Whether `expression` holds for the target with no flags given: by its specification where that decides it, since
    /// to ask rustc is to start one for each target.
    pub fn satisfies(expression: &CfgExpression, triple: &Triple, cx: &Cx<'_>) -> Result<bool, Pause> {
        let by_spec = SpecCfg::known(triple, cx)?.and_then(|spec| expression.decide(&|value| spec.says(value)));
        match by_spec {
            Some(holds) => Ok(holds),
            None => Ok(expression.matches(&cx.fact::<Self>(triple.clone())?.values())),
        }
    }

    pub fn values(&self) -> BTreeSet<Cfg> {
        self.0.iter().filter_map(|line| Cfg::parse(line)).collect()
    }
}

/// What of a target's `cfg` follows from its specification (rust-lang/rust `compiler/rustc_session/src/config/cfg.rs`,
/// `default_configuration`). No flag changes it, but one that sets such a value itself (`--cfg`).
///
/// The rest is decided by flags (`panic`, `debug_assertions`), by LLVM (`target_feature`), or is nightly's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecCfg(pub BTreeSet<Cfg>);

impl Fact for SpecCfg {
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let (spec, rustc) = (cx.fact::<TargetSpec>(triple.clone()), cx.fact::<Rustc>(()));
        let (spec, rustc) = (spec?, rustc?);
        let part = || Failure::Failed { message: format!("the specification of `{triple}` is only a part of one") };
        Self::of(&spec, &rustc.version).ok_or_else(|| Pause::Unknown(part()))
    }
}

impl SpecCfg {
    /// None where nobody knows the specification, or where it is a file of the user's own: cargo, too, asks rustc.
    pub fn known(triple: &Triple, cx: &Cx<'_>) -> Result<Option<std::sync::Arc<Self>>, Pause> {
        if triple.as_str().strip_suffix(".json").is_some() {
            return Ok(None);
        }
        match cx.fact::<Self>(triple.clone()) {
            Ok(known) => Ok(Some(known)),
            Err(Pause::Pending) => Err(Pause::Pending),
            Err(Pause::Unknown(_)) => Ok(None),
        }
    }

    /// None where it lacks what each has: then nothing follows from what else is not in it either.
    fn of(spec: &TargetSpec, rustc: &Version) -> Option<Self> {
        // stable since 1.78; before, it is not printed
        let abi = (*rustc >= Version::new(1, 78, 0)).then_some(spec.abi.as_str());
        let width = spec.target_pointer_width?.0.to_string();
        let pairs = [
            ("target_arch", Some(spec.arch.as_str())),
            ("target_os", Some(&spec.os)),
            ("target_env", Some(&spec.env)),
            ("target_abi", abi),
            ("target_vendor", Some(&spec.vendor)),
            ("target_endian", Some(spec.target_endian.as_deref().unwrap_or("little"))),
            ("target_pointer_width", Some(&width)),
        ];
        let families = spec.target_family.iter().map(|family| ("target_family", Some(family.as_str())));
        let pairs = pairs.into_iter().chain(families);
        let short = spec.target_family.iter().filter(|family| SHORT.contains(&family.as_str()));
        let pairs = pairs.filter_map(|(key, value)| Some(Cfg::Pair(key.to_owned(), value?.to_owned())));
        Some(Self(pairs.chain(short.cloned().map(Cfg::Name)).collect()))
    }

    /// The one value of a key; none where there is none, or several.
    pub fn value(&self, key: &str) -> Option<&str> {
        let mut values = self.0.iter().filter_map(|known| match known {
            Cfg::Pair(known, value) if known == key => Some(value.as_str()),
            Cfg::Pair(..) | Cfg::Name(_) => None,
        });
        values.next().filter(|_| values.next().is_none())
    }

    /// Whether `value` is set; none where the specification does not decide that.
    pub fn says(&self, value: &Cfg) -> Option<bool> {
        let same_key = |key| self.0.iter().any(|known| matches!(known, Cfg::Pair(known, _) if known == key));
        let decided = match value {
            Cfg::Name(name) => SHORT.contains(&name.as_str()),
            // a target may have none
            Cfg::Pair(key, _) => key == "target_family" || same_key(key),
        };
        decided.then(|| self.0.contains(value))
    }
}

/// Families that are names of their own too.
const SHORT: [&str; 2] = ["unix", "windows"];
