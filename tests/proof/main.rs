//! The proof against cargo's own build of the same project, on this machine: it needs Rust and a C compiler, no more.
//! Every test compares the two, so that a proof which no longer mirrors the project differs.

mod mirrors;
mod place;
mod remembered;
