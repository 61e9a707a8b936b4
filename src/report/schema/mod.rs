//! The published schemas of what is printed for programs, version 1 of each.
//!
//! `tests/schema.rs` holds each to what was published, and every output of the tests is held to its own.

/// What a schema is of, by the word that `xdoctor schema` takes, and its text.
pub const SCHEMAS: [(&str, &str); 6] =
    [("report", REPORT), ("explain", EXPLAIN), ("diff", DIFF), ("setup", SETUP), ("plan", PLAN), ("targets", TARGETS)];

/// `xdoctor check --json`
pub const REPORT: &str = include_str!("report.json");
/// `xdoctor explain --json`
pub const EXPLAIN: &str = include_str!("explain.json");
/// `xdoctor diff --json`
pub const DIFF: &str = include_str!("diff.json");
/// `xdoctor setup --json`: the routes
pub const SETUP: &str = include_str!("setup.json");
/// `xdoctor fix --dry-run --json`, and `xdoctor setup --route ROUTE --dry-run --json`
pub const PLAN: &str = include_str!("plan.json");
/// `xdoctor targets --json`
pub const TARGETS: &str = include_str!("targets.json");
