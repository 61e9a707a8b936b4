//! Why cargo refuses to build for a target at all, as far as its configuration goes.

use super::{CargoConfig, ConfigError, TargetSettings};
use crate::{Cx, Fact, Pause, Triple, facts::rustc::Rustc};

/// What in the configuration stops every `cargo build` for a target, in the order in which cargo meets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusals(pub Vec<ConfigError>);

impl Fact for Refusals {
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let config = cx.fact::<CargoConfig>(())?;
        if !config.errors.is_empty() {
            return Ok(Self(config.errors.clone()));
        }
        let mut errors = config.build_errors();
        errors.extend(config.env_errors());
        // The host's settings are loaded with every build, for its build scripts.
        let host = cx.fact::<Rustc>(())?.host.clone();
        let (own, hosts) = (cx.fact::<TargetSettings>(triple.clone()), cx.fact::<TargetSettings>(host));
        errors.extend(own?.errors.iter().chain(&hosts?.errors).cloned());
        let mut once = Vec::new();
        for error in errors {
            if !once.contains(&error) {
                once.push(error);
            }
        }
        Ok(Self(once))
    }
}
