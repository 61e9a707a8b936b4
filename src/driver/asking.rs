//! The questions that are out, each once, and no more at a time than this machine has processors for.

use std::{
    collections::HashSet,
    num::NonZero,
    sync::{Arc, LazyLock},
    thread,
};

use tokio::{sync::Semaphore, task::JoinSet};
use xdoctor_checks::Question;

use crate::host::{Answered, Host};

/// As many servers' answers are awaited at a time: all that a machine ever wants.
const ONLINE: usize = 32;

type Permits = LazyLock<Arc<Semaphore>>;

pub(super) struct Asking {
    host: Arc<dyn Host>,
    out: HashSet<Question>,
    tasks: JoinSet<(Question, Answered)>,
    /// Commands and scans: milliseconds each.
    quick: Permits,
    /// Links: seconds each. They do not keep commands from running.
    slow: Permits,
    /// Answers of servers: up to two seconds each, in which nothing is done but waiting.
    online: Arc<Semaphore>,
}

impl Asking {
    pub(super) fn new(host: Arc<dyn Host>) -> Self {
        // Counted where it is wanted: where all answers are at hand nothing is asked.
        let permits: fn() -> _ = || {
            let processors = thread::available_parallelism().map_or(2, NonZero::get);
            Arc::new(Semaphore::new(processors))
        };
        Self {
            host,
            out: HashSet::new(),
            tasks: JoinSet::new(),
            quick: LazyLock::new(permits),
            slow: LazyLock::new(permits),
            online: Arc::new(Semaphore::new(ONLINE)),
        }
    }

    /// Asks the host, unless that is being done already.
    pub(super) fn ask(&mut self, question: &Question) -> bool {
        if !self.out.insert(question.clone()) {
            return false;
        }
        let (host, question) = (Arc::clone(&self.host), question.clone());
        let permits: &Arc<Semaphore> = match question {
            Question::Link(_) => &self.slow,
            Question::Fetch(_) => &self.online,
            Question::Host
            | Question::Today
            | Question::Env { .. }
            | Question::EnvPrefix { .. }
            | Question::ReadFile { .. }
            | Question::Passages { .. }
            | Question::ListDir { .. }
            | Question::Metadata { .. }
            | Question::Which { .. }
            | Question::Run(_)
            | Question::ScanLinks { .. }
            | Question::Search { .. }
            | Question::Header { .. } => &self.quick,
        };
        let permits = Arc::clone(permits);
        self.tasks.spawn(async move {
            let _permit = permits.acquire().await.expect("it is never closed");
            let answer = host.answer(&question).await;
            (question, answer)
        });
        true
    }

    pub(super) fn is_out(&self, question: &Question) -> bool {
        self.out.contains(question)
    }

    /// The next answer that comes; none if nothing is out.
    pub(super) async fn next(&mut self) -> Option<(Question, Answered)> {
        let (question, answer) = self.tasks.join_next().await?.expect("answering does not panic");
        self.out.remove(&question);
        Some((question, answer))
    }
}
