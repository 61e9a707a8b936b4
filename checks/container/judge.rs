//! What the checks of this family have in common: whether cross builds the target, and the engine it would use.

use std::sync::Arc;

use crate::{
    Cx, Finding, Judgement, Outcome, Pause,
    facts::container::{CrossUse, Engine, EngineFound, Uses},
    wanted::Wanted,
};

/// Looks where cross builds the target. Where its settings only name the target, a finding is a warning: plain cargo
/// builds it here.
pub(super) fn judge(wanted: &Wanted, cx: &Cx<'_>, look: impl FnOnce() -> Result<Outcome, Pause>) -> Judgement {
    let uses = CrossUse::of(wanted, cx)?;
    match uses {
        Uses::No => Ok(Outcome::NotApplicable),
        Uses::Builds => look(),
        Uses::Mentions => Ok(match look()? {
            Outcome::Found(finding) => Outcome::from((*finding).warning()),
            other @ (Outcome::Pass(_) | Outcome::NotApplicable) => other,
        }),
    }
}

/// The engine, if there is one.
pub(super) fn engine(cx: &Cx<'_>) -> Result<Option<Arc<Engine>>, Pause> {
    let engine = cx.fact::<Engine>(())?;
    Ok(matches!(&*engine, Engine::Found(_)).then_some(engine))
}

/// As in a sentence: "Docker" or "Podman".
pub(super) fn name(found: &EngineFound) -> &'static str {
    if found.podman { "Podman" } else { "Docker" }
}

/// A finding about an engine that does not serve, with what it said.
pub(super) fn not_served(found: &EngineFound, message: String, why: &str) -> Finding {
    Finding::new(message, why).evidence([found.evidence.clone()])
}
