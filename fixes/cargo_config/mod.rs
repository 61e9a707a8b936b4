//! Where a setting of cargo's goes: the scope follows the value, and a wrong value is corrected where it stands.
//!
//! What is right on every machine goes into the project's file. What is true of this machine alone goes to cargo's home,
//! or, where cargo is known to be 1.94 or later, into a git-ignored file that the project's file includes. Both rank
//! below the project's file, so a value that stands there is moved in the same step.

mod local;
mod place;

#[cfg(test)]
mod tests;

pub use place::{Placed, Why, place};

use crate::{HostPath, Scope};

/// A setting that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The key as TOML has it: see [`target_key`] for triples.
    pub key: Vec<String>,
    pub change: Wanted,
    /// For whom the value is right.
    pub scope: Scope,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// This value, as TOML text.
    Value(String),
    /// These words in a list that cargo also takes as a string: `rustflags`, `runner`. One word each: `-Clink-arg=x`, as
    /// a word that is there already is not added again.
    Words(Vec<String>),
    /// No value.
    Nothing,
}

/// What cargo reads from where the user stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The root of the project: its `.cargo` is everybody's.
    pub project: HostPath,
    pub cargo_home: HostPath,
    /// The files that cargo reads, in order of precedence, the highest first; included ones too.
    pub files: Vec<ConfigFile>,
    /// The project's toolchain file or `rust-version` guarantees cargo 1.94, the first that takes
    /// `include = [{ path, optional }]`; an older one dies of it.
    pub include_guaranteed: bool,
    /// The text of the project's `.gitignore`, empty if there is none yet; none where git does not look.
    pub gitignore: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFile {
    pub path: HostPath,
    pub text: String,
}

/// The key of a setting of a target. Cargo looks a triple up by splitting it at its dots, so the quoted form
/// `[target."thumbv8m.main-none-eabi"]` has no effect (cargo's `src/context/target.rs`, `load_target_triple`).
pub fn target_key(target: &str, name: &str) -> Vec<String> {
    let mut key = vec!["target".to_owned()];
    if target.starts_with("cfg(") {
        key.push(target.to_owned());
    } else {
        key.extend(target.split('.').map(str::to_owned));
    }
    key.push(name.to_owned());
    key
}
