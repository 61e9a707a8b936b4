//! Needs tools to be built.
