//! The catalogue of targets: names, families, routes, renames, misspellings. Data beside code.
//!
//! Only what cannot be asked of rustc stands here. Whether a triple exists is asked of the rustc that will run
//! ([`TargetList`](crate::facts::rustc::TargetList)); the names here serve to tell a triple from other words in scripts.

pub mod catalogue;
pub mod chosen;
pub mod family;
pub mod names;
pub mod near;
pub mod offer;
pub mod renames;
pub mod route;
pub mod setup;
pub mod spelling;
pub mod state;
pub mod suggest;
pub mod ways;

pub use chosen::{ChosenRoute, RouteBy};
pub use family::{Family, Parts};
pub use offer::{Lack, Offer, State, offers};
pub use route::{Builder, Route};
pub use setup::{Setup, Step, StepKind, setup};
pub use state::RouteState;
pub use suggest::Suggestion;
pub use ways::{Part, Way, ways};

use crate::{Triple, wanted::spot};

/// A triple as cargo-zigbuild takes it, with the glibc version behind it: `aarch64-unknown-linux-gnu.2.17`.
pub fn split_glibc(written: &Triple) -> (Triple, Option<String>) {
    match spot::glibc(written.as_str()) {
        Some((name, version)) => (Triple::new(name), Some(version.to_owned())),
        None => (written.clone(), None),
    }
}
