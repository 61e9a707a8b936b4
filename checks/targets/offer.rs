//! What can be offered to somebody who wants a target: every route, with what it lacks, and which to take.

use xdoctor_fixes::Fix;

use super::{
    ChosenRoute, Route,
    state::{RouteState, Standing, Ways},
    ways::why_not,
};
use crate::{Cx, Pause, Triple};

/// A route to a target, as this machine stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub route: Route,
    pub state: State,
    /// What it cannot do, as phrases.
    pub limits: Vec<&'static str>,
    /// It is what one would take here: what the project uses, else the simplest of those that lack least.
    pub recommended: bool,
    /// The project is built so already.
    pub chosen: bool,
    /// What is here, why it is recommended or chosen: a phrase.
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// All it takes is here: setting it up writes settings at most.
    Ready,
    Needs(Vec<Lack>),
    /// It does not lead from this host to the target, and why.
    Impossible(String),
}

/// Something that a route takes and that is not here, or not known to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    pub what: String,
    /// How to get it, the best first; empty where nobody knows a way that works here.
    pub fixes: Vec<Fix>,
    /// Why nobody knows whether it is here.
    pub unknown: Option<String>,
}

/// Every route to `triple`: the possible ones first, in the order in which one would take them.
pub fn offers(triple: &Triple, cx: &Cx<'_>) -> Result<Vec<Offer>, Pause> {
    let (host, ways) = (cx.host(), cx.fact::<Ways>(triple.clone()));
    let chosen = cx.fact::<ChosenRoute>(triple.clone());
    let (host, ways) = (host?, ways?);
    let states: Vec<_> = ways.0.iter().map(|way| cx.fact::<RouteState>((triple.clone(), way.route))).collect();
    let chosen = match chosen {
        Ok(chosen) => Some(chosen.route),
        Err(Pause::Pending) => return Err(Pause::Pending),
        Err(Pause::Unknown(_)) => None,
    };
    let mut offers = Vec::new();
    for state in states {
        let state = state?;
        offers.push(offer(&state, chosen));
    }
    // What lacks least comes first; of equals, the simplest.
    offers.sort_by_key(|offer| (!offer.chosen, effort(&offer.state)));
    if let Some(first) = offers.first_mut() {
        first.recommended = true;
    }
    let possible: Vec<_> = offers.iter().map(|offer| offer.route).collect();
    offers.extend(Route::ALL.into_iter().filter(|route| !possible.contains(route)).map(|route| Offer {
        route,
        state: State::Impossible(why_not(route, triple, host)),
        limits: Vec::new(),
        recommended: false,
        chosen: false,
        reason: why_not(route, triple, host),
    }));
    Ok(offers)
}

fn offer(state: &RouteState, chosen: Option<Route>) -> Offer {
    let mut lacks = Vec::new();
    let mut here = Vec::new();
    for part in &state.parts {
        match &part.standing {
            Standing::Here(found) => here.push(format!("{}: {found}", part.what)),
            Standing::Missing(fixes) => {
                lacks.push(Lack { what: part.what.clone(), fixes: fixes.clone(), unknown: None });
            }
            Standing::Unknown(why) => {
                lacks.push(Lack { what: part.what.clone(), fixes: Vec::new(), unknown: Some(why.clone()) });
            }
        }
    }
    let chosen = chosen == Some(state.way.route);
    let reason = match (chosen, lacks.is_empty()) {
        (true, _) => "the project is set up for it".to_owned(),
        (false, true) => "all it takes is here".to_owned(),
        (false, false) => {
            let lacking: Vec<_> = lacks.iter().map(|lack| lack.what.as_str()).collect();
            format!("it lacks {}", lacking.join(", "))
        }
    };
    Offer {
        route: state.way.route,
        state: if lacks.is_empty() { State::Ready } else { State::Needs(lacks) },
        limits: state.way.limits.clone(),
        recommended: false,
        chosen,
        reason,
    }
}

/// How much is to be done: what has no way that works here counts most.
fn effort(state: &State) -> usize {
    match state {
        State::Ready => 0,
        State::Needs(lacks) => lacks.iter().map(|lack| if lack.fixes.is_empty() { 10 } else { 1 }).sum(),
        State::Impossible(_) => usize::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::{
            linker::scene::{AARCH64, DARWIN, debian, with_cross_gcc},
            std_gap::StdGap,
            std_library::StdLibrary,
        },
        testing::{Fake, path},
    };

    fn with_std(fake: Fake, triple: &str) -> Fake {
        let libdir = path(&format!("/rust/lib/rustlib/{triple}/lib"));
        fake.granted(Triple::new(triple), StdLibrary::Present { libdir }).granted(Triple::new(triple), StdGap::None)
    }

    fn offered(fake: &Fake, triple: &str) -> Vec<Offer> {
        fake.ask(|cx| offers(&Triple::new(triple), cx)).expect("offers")
    }

    #[test]
    fn all_nine_routes_are_told_and_one_is_recommended() {
        let offers = offered(&with_std(debian(), AARCH64), AARCH64);
        let routes: Vec<_> = offers.iter().map(|offer| offer.route.name()).collect();
        assert_eq!(routes.len(), Route::ALL.len(), "{routes:?}");
        assert_eq!(offers.iter().filter(|offer| offer.recommended).count(), 1);
        let xcode = offers.iter().find(|offer| offer.route == Route::Xcode).expect("there");
        assert_eq!(xcode.state, State::Impossible("Xcode is for Apple's devices".to_owned()));
    }

    #[test]
    fn what_is_here_comes_first() {
        let fake = with_std(with_cross_gcc(), AARCH64)
            .program("/usr/bin/cargo-zigbuild")
            .program("/usr/bin/zig")
            .command(["zig", "version"], "0.15.2\n");
        let first = &offered(&fake, AARCH64)[0];
        assert_eq!((first.route, &first.state, first.recommended), (Route::Zig, &State::Ready, true));
    }

    #[test]
    fn a_chosen_route_is_recommended_whatever_it_lacks() {
        let fake = with_std(debian(), DARWIN).file("/p/xdoctor.toml", &format!("[targets.{DARWIN}]\nroute = 'zig'\n"));
        let first = &offered(&fake, DARWIN)[0];
        assert_eq!((first.route, first.chosen, first.recommended), (Route::Zig, true, true));
        assert_eq!(first.reason, "the project is set up for it");
        let State::Needs(lacks) = &first.state else { panic!("{first:?}") };
        assert_eq!(lacks.len(), 2);
    }
}
