//! Journeys: what people do, key by key, in the real program on a real terminal.

mod explaining;
mod failing;
mod fixing;
mod leaving;
mod line_by_line;
mod looking;
mod setting_up;
mod storm;

/// What stands for keys that have no letter.
pub(crate) const ENTER: &str = "\r";
/// Goes back where nothing is typed: unlike escape, it is never taken for the beginning of another key.
pub(crate) const BACK: &str = "\u{1b}[D";
pub(crate) const ESC: &str = "\u{1b}";
pub(crate) const DOWN: &str = "\u{1b}[B";
pub(crate) const TAB: &str = "\t";

/// Nothing has to be built to see these.
pub(crate) const UNPROVED: &[&str] = &["--no-proof"];
