//! The whole program, in a private world.

mod bad_input;
mod cassettes;
mod cli;
mod disk;
mod explain;
mod explain_live;
mod policy;
#[cfg(unix)]
mod run;
mod sandbox;
#[path = "../support/schema.rs"]
mod schema;
mod schemas;
mod setup;
