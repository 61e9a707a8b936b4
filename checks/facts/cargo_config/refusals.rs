//! Why cargo refuses to build for a target at all, as far as its configuration goes.

use super::{CargoConfig, Config, ConfigError, ScriptSettings, TargetSettings, shapes::BUILD};
use crate::{Cx, Fact, Pause, Triple, facts::rustc::Rustc};

/// What in the configuration stops every `cargo build` for a target, in the order in which cargo meets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusals(pub Vec<ConfigError>);

impl Config {
    /// What in the tables that every build reads stops cargo; what concerns one target is in [`TargetSettings`].
    pub fn table_errors(&self) -> Vec<ConfigError> {
        let mut errors = BUILD.errors(self);
        errors.extend(self.other_errors());
        errors.extend(self.env_errors());
        errors
    }
}

/// The same for all targets.
struct TableErrors(Vec<ConfigError>);

impl Fact for TableErrors {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        Ok(Self(cx.fact::<CargoConfig>(())?.table_errors()))
    }
}

impl Fact for Refusals {
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let config = cx.fact::<CargoConfig>(())?;
        if !config.errors.is_empty() {
            return Ok(Self(config.errors.clone()));
        }
        let mut errors = cx.fact::<TableErrors>(())?.0.clone();
        let host = cx.fact::<Rustc>(())?.host.clone();
        if *triple == host {
            // Others are built with `--target`, which cargo takes instead of the configured ones.
            errors.extend(config.build_target_errors());
        }
        // The host's settings are loaded with every build, for its build scripts.
        let (own, scripts) = (cx.fact::<TargetSettings>(triple.clone()), cx.fact::<ScriptSettings>(()));
        errors.extend(own?.errors.iter().chain(&scripts?.0.errors).cloned());
        let mut once = Vec::new();
        for error in errors {
            if !once.contains(&error) {
                once.push(error);
            }
        }
        Ok(Self(once))
    }
}
