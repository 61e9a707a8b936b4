//! Drives a diagnosis: asks the host what is open, in parallel and each once, and diagnoses again until nothing is.

use std::{sync::Arc, time::Instant};

use tokio::task::JoinSet;
use xdoctor_checks::{
    Answers, Memo,
    diagnose::{Request, diagnose},
    report::Report,
};

use crate::host::Host;

/// Diagnose `host` until every question that the diagnosis raises has been tried.
pub async fn run(host: Arc<dyn Host>, request: &Request) -> Report {
    let started = Instant::now();
    let mut answers = Answers::default();
    let mut memo = Memo::default();
    loop {
        let diagnosis = diagnose(&answers, request, &mut memo);
        if diagnosis.open.is_empty() {
            let mut report = diagnosis.report;
            report.duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            return report;
        }
        let mut tasks = JoinSet::new();
        for question in diagnosis.open {
            let host = Arc::clone(&host);
            tasks.spawn(async move {
                let answer = host.answer(&question).await;
                (question, answer)
            });
        }
        while let Some(answered) = tasks.join_next().await {
            let (question, answer) = answered.expect("answering does not panic");
            answers.insert(question, answer);
        }
    }
}
