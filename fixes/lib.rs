//! The vocabulary of changes: what a fix is, how it edits a file without touching the neighbouring bytes, and how
//! several become one plan. Pure: nothing here reads a disk, an environment or a clock.
//!
//! - [`document`]: TOML documents with spans, and edits that are spliced into the original text.
//! - [`fix`]: the vocabulary itself; [`apply`]: what an edit makes of a file's text.
//! - [`plan`]: several fixes as ordered steps; [`diff`]: the steps for people.

pub mod apply;
pub mod diff;
pub mod document;
pub mod fix;
pub mod path;
pub mod plan;

pub use apply::FileState;
pub use fix::{Applicability, Change, CommandLine, Edit, FileEdit, Fix, Relink, Scope};
pub use path::{HostPath, Style};
pub use plan::{Action, Plan, Refusal, Step};
