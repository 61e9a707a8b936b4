//! Our reading of cargo's configuration against cargo itself: a thousand generated hierarchies, and no difference.
//!
//! `agreement_with_cargo_config_get` compares values, the files they stand in and whether cargo refuses the whole;
//! `agreement_with_cargo_run` compares what cargo really hands to rustc, to a build script and to a runner. A failure
//! prints the seed of its case, and `CONFIG_DIFFERENTIAL_SEED=N` runs that case alone and keeps its files.

mod cargo;
mod compare;
mod hierarchy;
mod host;
mod random;
#[cfg(unix)]
mod recorder;
#[cfg(unix)]
mod run;
mod settings;

use std::{
    env,
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

/// Calls `case` with each seed from several threads, or with the one that the environment names. Panics with the first
/// differences, each with its seed.
fn each_seed(count: u64, case: impl Fn(u64) -> Result<(), String> + Sync) {
    if let Ok(seed) = env::var("CONFIG_DIFFERENTIAL_SEED") {
        let seed = seed.parse().expect("CONFIG_DIFFERENTIAL_SEED is a number");
        return case(seed).unwrap_or_else(|difference| panic!("seed {seed}: {difference}"));
    }
    let count = env::var("CONFIG_DIFFERENTIAL_COUNT").map_or(count, |text| text.parse().expect("a number"));
    let next = AtomicU64::new(0);
    let threads = thread::available_parallelism().map_or(2, usize::from);
    let worker = || {
        let mut differences = Vec::new();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= count {
                return differences;
            }
            differences.extend(case(seed).err().map(|difference| format!("seed {seed}: {difference}")));
        }
    };
    let differences: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker does not panic")).collect()
    });
    let shown = differences.iter().take(10).cloned().collect::<Vec<_>>().join("\n\n");
    assert!(differences.is_empty(), "{} of {count} cases differ:\n{shown}", differences.len());
}

#[test]
fn agreement_with_cargo_config_get() {
    each_seed(1000, compare::case);
}

#[cfg(unix)]
#[test]
fn agreement_with_cargo_run() {
    let recorder = run::Recorder::compile();
    each_seed(100, |seed| run::case(seed, &recorder));
}
