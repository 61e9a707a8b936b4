//! The terminal UI: what most people see.
//!
//! - [`model`] is what it knows, [`message`] what happens, [`update`] what that changes, [`effect`] what is then to be
//!   done outside; [`view`] draws. All of these are pure.
//! - [`runner`] is the loop, over any backend of ratatui's; [`run`] is all of it on the real terminal.
//! - [`keymap`] is the one table of keys, [`theme`] the one place for colours, [`text`] lays lines out.

mod backend;
mod config;
pub mod effect;
mod input;
pub mod key;
pub mod keymap;
pub mod message;
pub mod model;
pub mod plain;
mod run;
pub mod runner;
pub mod text;
pub mod theme;
pub mod update;
pub mod view;
mod worker;

pub use config::{Config, ConfigError};
pub use run::{Start, run, run_on};
