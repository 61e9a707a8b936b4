//! The causes of failed Rust cross builds: what a wanted target is, what the answers of a host mean, and one file for
//! each named cause with its explanation, its test and the log lines it prints.
//!
//! Pure: nothing here reads a disk, an environment, the network or a clock. A fact or a check *asks* through [`Cx`];
//! what has no answer yet is noted and the asker is pending. [`diagnose::diagnose`] is called again when answers came in.

pub mod about;
pub mod android;
pub mod answer;
pub mod apple;
pub mod at_hand;
pub mod bare_metal;
pub mod c_toolchain;
pub mod cargo_config;
pub mod catalog;
pub mod check;
pub mod container;
pub mod cx;
pub mod diagnose;
mod env_setting;
pub mod explain;
pub mod facts;
pub mod finding;
pub mod linker;
pub mod machine;
mod map;
pub mod policy;
pub mod preview;
pub mod proof;
pub mod question;
pub mod remedy;
pub mod report;
pub mod run_time;
pub mod sysroot;
pub mod targets;
#[cfg(test)]
pub(crate) mod testing;
pub mod toolchain;
pub mod triple;
mod verdict;
pub mod wanted;
pub mod wasm;
pub mod windows;
mod worlds;

pub use answer::{Answer, Answers, Failure};
pub use at_hand::AtHand;
pub use check::{Check, Judgement, Live, Outcome, Symptom, Topic};
pub use cx::{Cx, Fact, Memo, Pause};
pub use finding::{Evidence, Finding};
pub use question::Question;
pub use triple::Triple;
pub use xdoctor_fixes::{HostPath, Style};
