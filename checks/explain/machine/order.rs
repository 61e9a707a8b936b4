//! The order in which causes are told, once this machine has said its word.

use super::Told;

/// A confirmed cause that the text thinks so much less likely is not what failed: many machines have one.
const FAR: f32 = 0.5;

/// The log's first failure leads, for what comes after it may follow from it. Of its causes a confirmed one comes before
/// one that cannot be decided here, and what this machine refutes comes last; a failure of which all is refuted was
/// another machine's, or is mended.
pub(super) fn ordered(told: Vec<Told>) -> Vec<Told> {
    let mut failures: Vec<usize> = told.iter().map(|told| told.cause.failure).collect();
    failures.sort_unstable();
    failures.dedup();
    let mut rest: Vec<Option<Told>> = told.into_iter().map(Some).collect();
    let mut leaders = Vec::new();
    for failure in failures {
        let of_failure = || rest.iter().enumerate().filter_map(|(at, told)| Some((at, told.as_ref()?)));
        let own = || of_failure().filter(|(_, told)| told.cause.failure == failure);
        let Some((_, likeliest)) = own().next() else { continue };
        let least = likeliest.cause.confidence - FAR;
        let stays = |told: &Told| likeliest.confirmed == Some(false) || told.cause.confidence >= least;
        let leader = own().filter(|(_, told)| stays(told)).min_by_key(|(_, told)| state(told)).map(|(at, _)| at);
        leaders.extend(leader.and_then(|at| rest[at].take()));
    }
    let mut rest: Vec<_> = rest.into_iter().flatten().collect();
    leaders.sort_by_key(|told| told.confirmed == Some(false));
    rest.sort_by_key(state);
    let refuted = leaders.iter().position(|told| told.confirmed == Some(false)).unwrap_or(leaders.len());
    let refuted = leaders.split_off(refuted);
    let others = rest.iter().position(|told| told.confirmed == Some(false)).unwrap_or(rest.len());
    let last = rest.split_off(others);
    leaders.into_iter().chain(rest).chain(refuted).chain(last).collect()
}

/// Confirmed, not decidable here, refuted.
fn state(told: &Told) -> u8 {
    match told.confirmed {
        Some(true) => 0,
        None => 1,
        Some(false) => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalog::CHECKS, explain::Cause};

    /// For each cause its failure, its confidence, and what this machine says; in the order of the text.
    fn order(causes: &[(usize, f32, Option<bool>)]) -> Vec<usize> {
        let causes: Vec<_> = causes
            .iter()
            .zip(CHECKS.iter())
            .map(|((failure, confidence, confirmed), check)| {
                let cause =
                    Cause { check, confidence: *confidence, lines: Vec::new(), failure: *failure, because: Vec::new() };
                (cause, *confirmed)
            })
            .collect();
        let told = causes.iter().cloned().map(|(cause, confirmed)| Told { cause, confirmed, found: None }).collect();
        let place = |told: &Told| causes.iter().position(|(cause, _)| std::ptr::eq(cause.check, told.cause.check));
        ordered(told).iter().map(|told| place(told).expect("one of them")).collect()
    }

    const CONFIRMED: Option<bool> = Some(true);
    const REFUTED: Option<bool> = Some(false);

    #[test]
    fn the_first_failure_leads_and_a_confirmed_cause_leads_its_failure() {
        for (causes, expected) in [
            // nothing is known of this machine: the text's order
            (&[(0, 0.9, None), (1, 0.9, None), (0, 0.5, None)][..], &[0, 1, 2][..]),
            // a later failure's confirmed cause does not overtake the first failure
            (&[(0, 0.9, None), (1, 0.9, CONFIRMED)], &[0, 1]),
            // of one failure the confirmed one
            (&[(0, 0.9, None), (0, 0.6, CONFIRMED)], &[1, 0]),
            // unless the text hardly speaks for it
            (&[(0, 0.9, None), (0, 0.1, CONFIRMED)], &[0, 1]),
            // where the likeliest is refuted, whatever is confirmed
            (&[(0, 0.9, REFUTED), (0, 0.1, CONFIRMED)], &[1, 0]),
            // a failure of which all is refuted comes last
            (&[(0, 0.9, REFUTED), (1, 0.9, CONFIRMED), (1, 0.3, None)], &[1, 2, 0]),
            (&[(0, 0.9, REFUTED)], &[0]),
            (&[], &[]),
        ] {
            assert_eq!(order(causes), expected, "{causes:?}");
        }
    }
}
