//! The crate that starts a program on bare metal.

use crate::{Cx, Fact, Pause, Triple, facts::project::Project};

/// The crate that brings the start-up code and a link script for the target, if what is built here has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Runtime(pub Option<&'static str>);

/// By the start of the triples that they are for: the crates whose program needs a script of theirs.
const RUNTIMES: [(&str, &[&str]); 4] = [
    ("thumb", &["cortex-m-rt"]),
    ("armv", &["cortex-m-rt", "cortex-r-rt", "aarch32-rt"]),
    ("riscv", &["esp-hal", "esp-riscv-rt", "riscv-rt"]),
    ("msp430", &["msp430-rt"]),
];

impl Fact for Runtime {
    type Key = Triple;

    fn conclude(target: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let Some(project) = Project::here(cx)? else { return Ok(Self(None)) };
        let rows = RUNTIMES.iter().filter(|(start, _)| target.as_str().starts_with(start));
        let names: Vec<_> = rows.flat_map(|(_, names)| names.iter().copied()).collect();
        let programs: Vec<_> = project.built().filter(|package| !package.bins.is_empty()).collect();
        let has = |name: &str| match &project.lock {
            Some(lock) => {
                let roots: Vec<_> = programs.iter().map(|package| package.name.as_str()).collect();
                lock.reachable(&roots, |_, _| false).iter().any(|package| package.name == name)
            }
            None => {
                programs.iter().any(|package| package.dependencies.iter().any(|it| it.name == name && !it.optional))
            }
        };
        Ok(Self(names.into_iter().find(|name| has(name))))
    }
}
