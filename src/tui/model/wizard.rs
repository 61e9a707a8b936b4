//! Choosing targets and a route for each, before anything is planned.

use std::collections::BTreeMap;

use xdoctor_checks::{
    Triple,
    report::{CheckReport, Report, Status, TargetReport},
    targets::{
        Route, catalogue,
        offer::{Offer, State},
    },
};

use super::Panes;

#[derive(Debug)]
pub struct Wizard {
    pub panes: Panes,
    pub stage: Stage,
    pub search: String,
    /// In the order in which they were ticked.
    pub ticked: Vec<Triple>,
    /// Somebody has chosen: what is wanted is not ticked by itself any more.
    pub touched: bool,
    /// What leads there; an error where that could not be found out. What is absent is being asked.
    pub offers: BTreeMap<Triple, Result<Vec<Offer>, String>>,
    pub routes: BTreeMap<Triple, Route>,
    /// The plan that is awaited.
    pub ticket: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Targets,
    Routes,
}

/// A row of the list of routes.
#[derive(Clone, Copy, Debug)]
pub struct RouteRow<'a> {
    pub triple: &'a Triple,
    pub offer: &'a Offer,
}

impl Wizard {
    /// What the project requires is ticked.
    pub fn new(report: Option<&Report>) -> Self {
        let mut wizard = Self {
            panes: Panes::default(),
            stage: Stage::Targets,
            search: String::new(),
            ticked: Vec::new(),
            touched: false,
            offers: BTreeMap::new(),
            routes: BTreeMap::new(),
            ticket: None,
        };
        wizard.tick_wanted(report);
        wizard
    }

    /// Ticks what the project requires and rustc knows, unless somebody has chosen: what is wanted may become known only
    /// while the list is looked at.
    pub fn tick_wanted(&mut self, report: Option<&Report>) {
        if self.touched || self.stage != Stage::Targets {
            return;
        }
        let wanted = report.into_iter().flat_map(|report| &report.targets);
        let wanted = wanted.filter(|target| target.required && no_such(target).is_none());
        self.ticked = wanted.map(|target| target.triple.clone()).collect();
    }

    /// What the search finds; without one: what is ticked, what is wanted, and what people build for.
    pub fn list(&self, report: Option<&Report>) -> Vec<Triple> {
        if !self.search.trim().is_empty() {
            return catalogue::search(&self.search).into_iter().map(Triple::new).collect();
        }
        let wanted = report.into_iter().flat_map(|report| &report.targets).map(|target| target.triple.clone());
        let common = catalogue::entries().iter().map(|entry| Triple::new(entry.triple));
        let mut list: Vec<Triple> = Vec::new();
        for triple in wanted.chain(self.ticked.iter().cloned()).chain(common) {
            if !list.contains(&triple) {
                list.push(triple);
            }
        }
        list
    }

    pub fn toggle(&mut self, triple: &Triple) {
        self.touched = true;
        match self.ticked.iter().position(|known| known == triple) {
            Some(at) => drop(self.ticked.remove(at)),
            None => self.ticked.push(triple.clone()),
        }
    }

    /// Something is still being asked.
    pub fn is_asking(&self) -> bool {
        let routes = self.stage == Stage::Routes && self.ticked.iter().any(|triple| !self.offers.contains_key(triple));
        routes || self.ticket.is_some()
    }

    /// The routes that lead somewhere, target by target.
    pub fn route_rows(&self) -> Vec<RouteRow<'_>> {
        let offered = |triple: &Triple| self.offers.get(triple).and_then(|offers| offers.as_ref().ok());
        self.ticked
            .iter()
            .flat_map(|triple| {
                let offers = offered(triple).into_iter().flatten();
                offers.filter(|offer| is_possible(offer)).map(move |offer| RouteRow { triple, offer })
            })
            .collect()
    }

    /// The route that is taken for a target: the user's choice, else the recommended one.
    pub fn route(&self, triple: &Triple) -> Option<Route> {
        let chosen = self.routes.get(triple).copied();
        let offers = self.offers.get(triple).and_then(|offers| offers.as_ref().ok());
        chosen.or_else(|| offers?.iter().find(|offer| offer.recommended && is_possible(offer)).map(|offer| offer.route))
    }
}

/// The finding that says that rustc has no target of this name (any more): no route leads there.
pub fn no_such(target: &TargetReport) -> Option<&CheckReport> {
    const CAUSES: [&str; 2] = ["target-spec-not-found", "target-renamed-or-removed"];
    target.checks.iter().find(|check| check.status == Status::Fail && CAUSES.contains(&check.id))
}

pub fn is_possible(offer: &Offer) -> bool {
    match offer.state {
        State::Ready | State::Needs(_) => true,
        State::Impossible(_) => false,
    }
}
