//! What this machine adds to what a log says.

mod order;
mod verdict;

pub use verdict::verdict;

use super::{Cause, Explanation};
use crate::{
    Live, Triple, catalog,
    report::{CheckReport, Report},
};

/// A cause with what this machine says of it.
#[derive(Clone, Debug)]
pub struct Told {
    pub cause: Cause,
    /// None: not asked, or not decidable here.
    pub confirmed: Option<bool>,
    pub found: Option<CheckReport>,
}

/// The causes in the order in which they are told, once this machine has said its word on the targets `of`: on all that
/// the report has, where there are none.
pub fn told(shown: &Explanation, report: Option<&Report>, of: &[Triple]) -> Vec<Told> {
    let said = |cause| {
        let Cause { check, .. } = cause;
        let (confirmed, found) = verdict(check, report, of);
        Told { cause, confirmed, found: found.cloned() }
    };
    let mut told = order::ordered(causes(shown, report, of).into_iter().map(said).collect());
    root_first(&mut told, report);
    told
}

/// The log does not name it, but nothing that the log names is so here.
const BY_THE_MACHINE: f32 = 0.5;

/// The causes that the log names, and where this machine refutes them all (or a failed link has no name) what it finds
/// itself: a refuted cause has the same words as another one, and whoever explains a log stands mostly where it was made.
fn causes(shown: &Explanation, report: Option<&Report>, of: &[Triple]) -> Vec<Cause> {
    let mut causes = shown.causes.clone();
    let Some(report) = report else { return causes };
    let is_refuted = |cause: &Cause| verdict(cause.check, Some(report), of).0 == Some(false);
    if causes.iter().all(is_refuted) && (!causes.is_empty() || shown.unexplained.is_some()) {
        let firsts = report.targets.iter().filter_map(|target| target.blockers.first());
        for check in firsts.filter_map(|id| catalog::find(id)) {
            let is_known = causes.iter().any(|cause| cause.check.id == check.id);
            if !is_known && !matches!(check.live, Live::LogOnly(_)) {
                let because = vec!["this machine has it, and the log has the words of its consequence alone"];
                causes.push(Cause { check, confidence: BY_THE_MACHINE, lines: Vec::new(), failure: 0, because });
            }
        }
    }
    causes
}

/// Of two that the log names and this machine confirms for one target, the root leads: the report says which it is.
fn root_first(told: &mut Vec<Told>, report: Option<&Report>) {
    let Some(first) = told.first().filter(|first| first.confirmed == Some(true)) else { return };
    let id = first.cause.check.id;
    let blockers = report.into_iter().flat_map(|report| &report.targets).map(|target| &target.blockers);
    let Some(roots) = blockers.into_iter().find_map(|ids| Some(&ids[..ids.iter().position(|known| *known == id)?]))
    else {
        return;
    };
    let rank = |told: &Told| roots.iter().position(|root| *root == told.cause.check.id);
    let root = told.iter().enumerate().filter_map(|(at, told)| Some((rank(told)?, at))).min();
    if let Some((_, at)) = root {
        let root = told.remove(at);
        told.insert(0, root);
    }
}
