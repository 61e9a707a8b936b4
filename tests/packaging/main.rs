//! What others get: `cargo xdoctor`, what `cargo binstall` fetches, pages and completions, and the workflows that make it.

#[cfg(unix)]
mod action;
mod install;
mod manual;
mod workflows;
mod yaml;

use std::{fs, path::PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A file of this repository.
fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
