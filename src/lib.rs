//! xdoctor: what stands between this machine and each target a Rust project wants, why, and what to do about it.
//!
//! # The house
//!
//! Three crates, arrows down only: `xdoctor` (this one: everything that touches the world) -> `xdoctor-checks` (pure:
//! facts, causes, the diagnosis) -> `xdoctor-fixes` (pure: the vocabulary of changes, TOML documents).
//!
//! - [`host`] answers questions: the real machine, or a recorded one.
//! - [`driver`] diagnoses, has the open questions answered in parallel, and diagnoses again until none is open.
//! - [`repair`] applies a plan, keeps the journal, and undoes.
//! - [`report`] renders one `Report` for people and for programs.
//!
//! # Invariants
//!
//! 1. `xdoctor-checks` and `xdoctor-fixes` do no I/O, read no environment and no clock.
//! 2. Only [`host`] and [`repair`] touch the world; no `cfg(target_os)` elsewhere: platform differences are values.
//! 3. A question that failed, timed out or was never recorded gives `unknown`: never a pass and never a fail.
//! 4. A check never prints and never changes anything; a fix never decides.
//! 5. Looking changes nothing: probes and proofs download and install nothing.
//! 6. Nothing is written unless a plan was shown or `--yes` given; every write is atomic, journaled and can be undone.
//! 7. Where a file, a `--print` or a JSON form exists, no text made for people is parsed; control characters never reach
//!    the screen.

pub mod cli;
pub mod driver;
pub mod host;
pub mod repair;
pub mod report;
pub mod tui;
