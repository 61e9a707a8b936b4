//! The UI: its views from recorded machines, its loop under random keys, and the real program in a pseudo-terminal.

mod bench;
mod golden;
mod random;
mod views;

#[cfg(target_os = "linux")]
mod journeys;
#[cfg(target_os = "linux")]
mod pictures;
#[cfg(target_os = "linux")]
mod pty;
