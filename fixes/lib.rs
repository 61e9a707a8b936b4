//! The vocabulary of changes: what a fix is, how it edits a file without touching the neighbouring bytes, and how
//! several become one plan. Pure: nothing here reads a disk, an environment or a clock.

pub mod fix;
pub mod path;

pub use fix::{Applicability, Change, CommandLine, Edit, FileEdit, Fix, Relink, Scope};
pub use path::{HostPath, Style};
