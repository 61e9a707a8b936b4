//! One run of the driver for a command: which host, which targets, how far to go.

use std::sync::Arc;

use xdoctor_checks::{
    Triple,
    diagnose::{ProofMode, Request},
    report::{Report, UnusableInput},
};

use super::{
    args::{GlobalArgs, ProofArgs, ProofKind, TargetArgs},
    out::{Excerpt, Trouble},
    progress::Progress,
};
use crate::{
    driver::{self, Doctor},
    host::{AnswerCache, Cassette, Host, OsHost, Terminal, cache_dir},
};

/// The host that the global options name, asked as `proof` says: afresh or not, with servers or without.
pub(super) fn host(global: &GlobalArgs, proof: &ProofArgs) -> Result<Arc<dyn Host>, Trouble> {
    if let Some(file) = &global.machine {
        let cassette = Cassette::open(file).map_err(|error| Trouble::new(error.to_string()))?;
        return Ok(Arc::new(cassette));
    }
    Ok(Arc::new(this_machine(global, proof)?))
}

/// The real machine, in the project that the global options name.
pub(super) fn this_machine(global: &GlobalArgs, proof: &ProofArgs) -> Result<OsHost, Trouble> {
    let host = match &global.project {
        Some(directory) => OsHost::at(directory),
        None => OsHost::here(),
    };
    let host = host.map_err(|error| Trouble::new(error.to_string()))?;
    let (cache, fresh) = (cache_dir(), proof.fresh);
    // Preflight asks nothing of others unless it is told to: it is quick, and the same with every network.
    let online = !proof.offline && (proof.online || (Terminal::is_stdout() && !host.prefers_offline()));
    let host = if online { host.with_online(cache.as_deref(), fresh) } else { host };
    Ok(match cache {
        Some(dir) => host.with_cache(AnswerCache::at(&dir, fresh)).with_proofs(&dir, fresh),
        None => host,
    })
}

pub(super) fn request(targets: &TargetArgs, proof: &ProofArgs, all_wanted: bool) -> Result<Request, Trouble> {
    let run = proof.run;
    let proof = match (proof.no_proof, proof.proof) {
        (true, _) => ProofMode::None,
        (false, ProofKind::Tiny) => ProofMode::Tiny,
        (false, ProofKind::Project) => ProofMode::Project,
    };
    let targets = targets.targets.iter().map(|text| triple(text)).collect::<Result<_, _>>()?;
    Ok(Request { targets, all_wanted, proof, run })
}

/// A target as typed: anything that could be a name, so that a misspelt one is a finding and not a usage error.
pub(super) fn triple(text: &str) -> Result<Triple, Trouble> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '\\' | ':');
    if text.is_empty() || text.starts_with(['-', ':']) || !text.chars().all(plain) {
        return Err(Trouble::new(format!("`{text}` cannot be a target"))
            .hint("a target is named by its triple, such as `aarch64-unknown-linux-gnu`"));
    }
    Ok(Triple::new(text))
}

/// Diagnose until nothing is open, telling on the way what takes its time.
pub(super) fn run(host: Arc<dyn Host>, request: &Request, global: &GlobalArgs) -> Result<Report, Trouble> {
    let mut doctor = Doctor::new(host);
    let mut progress = Progress::new(global);
    let report = block_on(doctor.diagnose(request, |event| progress.tell(&event)))?;
    drop(progress);
    // A command ends with its report: what it knows goes with the process, and need not be taken apart piece by piece.
    std::mem::forget(doctor);
    usable(report)
}

pub(super) fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Trouble> {
    driver::block_on(future).map_err(|error| Trouble::new(format!("cannot start: {error}")))
}

/// The report, unless a file of xdoctor's own kept it from being made.
pub(super) fn usable(report: Report) -> Result<Report, Trouble> {
    let Some(UnusableInput { file, line, column, message, text }) = &report.unusable else { return Ok(report) };
    let (line, column) = (*line, *column);
    let trouble = Trouble::new(format!("`{file}`, line {line}, column {column}: {message}"));
    let excerpt = text.clone().map(|text| Excerpt { line, column, text });
    Err(Trouble {
        excerpt,
        ..trouble.hint("the README shows a policy; `xdoctor schema policy` is its form for editors")
    })
}
