//! The proof, carried out: cargo builds the tiny package from where the user stands, in scratch directories.
//!
//! `scratch` is where it happens, `cargo` what is run, `listing` which files the link read, `cache` what lets a proof be
//! believed without being made again, `run` the program's own run.

mod cache;
mod cargo;
mod command_line;
mod listing;
mod run;
mod scratch;

use std::{sync::LazyLock, thread, time::Instant};

use tokio::sync::Semaphore;

use xdoctor_checks::{
    Failure,
    answer::{Exit, Linked},
    question::Link,
};

use super::OsHost;
use cache::Key;
use scratch::Scratch;

/// As many proofs at once as there are cores: each keeps one busy, and more only take each other's time.
static CORES: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(thread::available_parallelism().map_or(1, std::num::NonZero::get)));

impl OsHost {
    /// Makes the proof, or recalls it where nothing that it rests on has changed.
    pub(super) async fn link(&self, link: &Link) -> Result<Linked, Failure> {
        let started = Instant::now();
        let scratch = Scratch::open(link, self.proofs.as_deref())
            .map_err(|error| Failure::Failed { message: format!("no scratch directory for the proof: {error}") })?;
        let key = Key::of(link, &self.env);
        if !self.fresh
            && let Some(mut linked) = cache::recall(&scratch, &key)
        {
            linked.cached = true;
            linked.duration_ms = millis(started);
            return Ok(linked);
        }
        let _core = CORES.acquire().await.expect("never closed");
        let started = Instant::now();
        cache::forget(&scratch);
        scratch
            .prepare(link)
            .map_err(|error| Failure::Failed { message: format!("cannot write the proof's package: {error}") })?;
        let built = cargo::build(self, link, &scratch).await?;
        let mut linked = Linked {
            exit: built.exit,
            output: built.output,
            command: built.command,
            duration_ms: millis(started),
            cached: false,
            run: None,
        };
        if linked.exit.success() && !link.files.is_empty() {
            let listing = listing::list(self, link, &scratch, &built.links).await;
            linked.run = run::run(self, link, &scratch, listing.as_ref()).await;
            if let Some(listing) = &listing {
                cache::keep(&scratch, &key, link, listing, &linked, &self.env);
            }
        }
        linked.duration_ms = millis(started);
        scratch.clean();
        Ok(linked)
    }
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// What cargo's build of the package came to.
struct Built {
    exit: Exit,
    output: String,
    command: Vec<String>,
    /// The linker's command lines, as rustc ran them.
    links: Vec<command_line::CommandLine>,
}
