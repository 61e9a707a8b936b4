//! Drives a diagnosis: asks the host what is open, in parallel and each once, and diagnoses again until nothing is.

mod asking;
mod planning;

use std::{
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use asking::Asking;
pub use planning::{places, plan_of, repair_options, words};
use tokio::time::{Instant as Clock, timeout_at};
use xdoctor_checks::{
    Answers, AtHand, Cx, Failure, Memo, Pause, Question,
    diagnose::{Diagnosis, Request, diagnose_with},
    facts::rustc::Rustc,
    report::{ProofStatus, Report},
};

use crate::host::{Answered, Host};

/// While questions are out, judging takes this part of the time at most: a diagnosis that took a millisecond is not
/// repeated for four, whatever comes in, unless it is the last answer.
const JUDGING_SHARE: u32 = 5;

/// A host and what it has answered. What was asked is not asked again, whatever is diagnosed.
pub struct Doctor {
    host: Arc<dyn Host>,
    answers: Answers,
    memo: Memo,
}

/// What happens, for those who show it.
#[derive(Debug)]
pub enum Event<'a> {
    /// A question that takes its time: a command, a scan, a link.
    Asked(&'a Question),
    Answered {
        question: &'a Question,
        answer: &'a Answered,
    },
    /// What is known so far; pending where an answer is awaited.
    Judged(&'a Report),
}

impl Doctor {
    pub fn new(host: Arc<dyn Host>) -> Self {
        Self { host, answers: Answers::default(), memo: Memo::default() }
    }

    pub fn host(&self) -> &Arc<dyn Host> {
        &self.host
    }

    /// Everything that was asked, and what came back.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// Forget the answers for which `stale` holds, since something was changed: they are asked again.
    pub fn forget(&mut self, stale: impl FnMut(&Question) -> bool) {
        self.answers.forget(stale);
        self.memo = Memo::default();
    }

    /// Diagnose until every question that the diagnosis raises has been tried. Dropping the future stops what runs.
    pub async fn diagnose(&mut self, request: &Request, mut tell: impl FnMut(Event<'_>)) -> Report {
        let started = Instant::now();
        let mut asking = Asking::new(Arc::clone(&self.host));
        // Most of the diagnosis waits for what rustc says: it is started before the rest is looked at.
        let open = self.round(&asking, |cx| {
            let _ = cx.fact::<Rustc>(());
            cx.into_open()
        });
        if !open.is_empty() {
            ask(&mut asking, open, &mut tell);
            tokio::task::yield_now().await;
        }
        loop {
            let judging = Clock::now();
            let Diagnosis { mut report, open } = self.round(&asking, |cx| diagnose_with(cx, request));
            let next = Clock::now() + judging.elapsed() * (JUDGING_SHARE - 1);
            report.duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            if self.host.is_recorded() {
                mark_recorded(&mut report);
            }
            tell(Event::Judged(&report));
            if open.is_empty() {
                return report;
            }
            ask(&mut asking, open, &mut tell);
            self.hear(&mut asking, next, &mut tell).await;
        }
    }

    /// One round with the answers so far, and with those that are had at once. What is being asked is waited for.
    fn round<T>(&mut self, asking: &Asking, judge: impl FnOnce(Cx<'_>) -> T) -> T {
        let source = |question: &Question| if asking.is_out(question) { None } else { self.host.at_once(question) };
        let at_hand = AtHand::new(&source);
        let judged = judge(Cx::new(&self.answers, &mut self.memo).with(&at_hand));
        let fetched = at_hand.into_answers();
        fetched.for_each(|(question, answer)| self.answers.insert(question, answer));
        judged
    }

    /// One fact, with what has to be asked for it.
    pub async fn conclude<T>(&mut self, fact: impl Fn(&Cx<'_>) -> Result<T, Pause>) -> Result<T, Failure> {
        let asking = Asking::new(Arc::clone(&self.host));
        loop {
            let (concluded, open) = self.round(&asking, |cx| (fact(&cx), cx.into_open()));
            match concluded {
                Ok(value) => return Ok(value),
                Err(Pause::Unknown(failure)) => return Err(failure),
                Err(Pause::Pending) => {}
            }
            for question in open {
                let answer = self.host.answer(&question).await;
                self.answers.insert(question, answer);
            }
        }
    }

    /// Takes one answer at least, and whatever else comes until the next diagnosis is due.
    async fn hear(&mut self, asking: &mut Asking, next: Clock, tell: &mut impl FnMut(Event<'_>)) {
        let mut take = |(question, answer): (Question, Answered)| {
            tell(Event::Answered { question: &question, answer: &answer });
            self.answers.insert(question, answer);
        };
        take(asking.next().await.expect("what is open was asked"));
        while let Ok(Some(answered)) = timeout_at(next, asking.next()).await {
            take(answered);
        }
    }
}

fn ask(asking: &mut Asking, open: Vec<Question>, tell: &mut impl FnMut(Event<'_>)) {
    for question in open {
        if asking.ask(&question) {
            tell(Event::Asked(&question));
        }
    }
}

/// A proof that was not made now is told as such.
fn mark_recorded(report: &mut Report) {
    for proof in report.targets.iter_mut().map(|target| &mut target.proof) {
        proof.recorded = match proof.status {
            ProofStatus::Passed | ProofStatus::Failed => true,
            ProofStatus::Skipped | ProofStatus::Pending => false,
        };
    }
}

/// Runs `future` to its end on this thread.
pub fn block_on<T>(future: impl Future<Output = T>) -> io::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let result = runtime.block_on(future);
    // A scan of a file system that does not answer is nobody's any more.
    runtime.shutdown_timeout(Duration::ZERO);
    Ok(result)
}

#[cfg(test)]
mod tests;
