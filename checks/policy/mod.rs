//! The team's policy: `xdoctor.toml`, or the same keys below `[workspace.metadata.xdoctor]` in the workspace's manifest.
//!
//! ```toml
//! # What the project ships for: a list, or a table where more is to be said of some.
//! [targets.x86_64-unknown-linux-gnu]
//! [targets.aarch64-unknown-linux-gnu]
//! route = "zig"
//! glibc = "2.17"
//!
//! # Versions that builds are made with.
//! [require]
//! rustc = ">=1.85"
//! zig = "0.15"
//!
//! # Findings that the project lives with, for now.
//! [[accept]]
//! check = "linker-committed-for-everyone"
//! target = "aarch64-unknown-linux-gnu"     # absent: any
//! reason = "moves with the new build machines"
//! until = 2026-12-31
//! ```
//!
//! The file is read from where the user stands upwards, the nearest one only. What is not understood is an error of
//! usage, since it is xdoctor's own input; two policies at once are one as well. [`schema()`] says the same to editors.

mod accept;
mod day;
mod find;
mod range;
mod read;
mod schema;
mod targets;

pub use accept::{Acceptance, mark};
pub use day::{Day, NoDay};
pub use find::{FILE, IN_MANIFEST, Policy, PolicyHere};
pub use range::{Range, version};
pub use read::{Requirement, Said, Tool, Unusable, read};
pub use schema::schema;
pub use targets::{Entry, listed};
