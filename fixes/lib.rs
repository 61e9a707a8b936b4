//! The vocabulary of changes: what a fix is, how it edits a file without touching the neighbouring bytes, and how
//! several become one plan. Pure: nothing here reads a disk, an environment or a clock.
//!
//! - [`document`]: TOML documents with spans, and edits that are spliced into the original text.
//! - [`fix`]: the vocabulary itself; [`apply`]: what an edit makes of a file's text.
//! - [`cargo_config`]: which file a setting of cargo's goes to; [`rust_toolchain`]: the project's toolchain file.
//! - [`packages`]: what package managers call the tools that a build needs.
//! - [`plan`]: several fixes as ordered steps; [`diff`]: the steps for people.

pub mod apply;
pub mod cargo_config;
pub mod diff;
pub mod document;
pub mod fix;
pub mod packages;
pub mod path;
pub mod plan;
pub mod rust_toolchain;

pub use apply::FileState;
pub use fix::{Applicability, Change, CommandLine, Edit, FileEdit, Fix, Relink, Scope};
pub use path::{HostPath, Style};
pub use plan::{Action, Plan, Refusal, Step};
pub use rust_toolchain::ToolchainEntry;
