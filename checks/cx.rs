//! The context through which facts and checks ask.

use std::{
    any::{Any, TypeId},
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    hash::Hash,
    sync::Arc,
};

use crate::{
    Answer, Answers, AtHand, Failure, HostPath, Question,
    answer::{Dir, Fetched, FileBytes, Header, Hit, Host, LinkScan, Linked, Metadata, Passages, Ran},
    map::Map,
    policy::Day,
    question::{Fetch, Link, Run},
};

/// Why a fact or check cannot be concluded now. `?` passes it on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pause {
    /// A question is open; ask again when it is answered.
    Pending,
    /// A question was tried and has no answer.
    Unknown(Failure),
}

/// What the answers mean: computed once for a key and kept for the run.
pub trait Fact: Sized + Send + Sync + 'static {
    type Key: Clone + Eq + Hash + Send + Sync + 'static;

    fn conclude(key: &Self::Key, cx: &Cx<'_>) -> Result<Self, Pause>;
}

/// The facts concluded so far. Answers only ever grow within a run, so a concluded fact stays true.
#[derive(Default)]
pub struct Memo(Map<TypeId, Box<dyn Any + Send>>);

#[cfg(test)]
impl Memo {
    /// A fact that a test takes for granted.
    pub(crate) fn put<F: Fact>(&mut self, key: F::Key, fact: Arc<F>) {
        store::<F>(self, key, Ok(fact));
    }
}

type Concluded<F> = Map<<F as Fact>::Key, Result<Arc<F>, Pause>>;

/// One round of diagnosis: known answers, concluded facts, and the questions found open on the way.
pub struct Cx<'a> {
    answers: &'a Answers,
    at_hand: Option<&'a AtHand<'a>>,
    proving: bool,
    open: RefCell<BTreeSet<Question>>,
    memo: RefCell<&'a mut Memo>,
    /// Facts found pending in this round, so that a thousand targets do not each try them again.
    pending: RefCell<Memo>,
}

impl<'a> Cx<'a> {
    pub fn new(answers: &'a Answers, memo: &'a mut Memo) -> Self {
        Self {
            answers,
            at_hand: None,
            proving: false,
            open: RefCell::default(),
            memo: RefCell::new(memo),
            pending: RefCell::default(),
        }
    }

    /// What `at_hand` answers is not left open.
    #[must_use]
    pub fn with(self, at_hand: &'a AtHand<'a>) -> Self {
        Self { at_hand: Some(at_hand), ..self }
    }

    /// Proofs are made as well: what they take for granted is asked of cargo itself.
    #[must_use]
    pub fn proving(self) -> Self {
        Self { proving: true, ..self }
    }

    /// Whether proofs are made.
    pub fn proves(&self) -> bool {
        self.proving
    }

    /// The questions that were asked and have no answer yet.
    pub fn into_open(self) -> Vec<Question> {
        self.open.into_inner().into_iter().collect()
    }

    /// The fact of type `F` for `key`.
    pub fn fact<F: Fact>(&self, key: F::Key) -> Result<Arc<F>, Pause> {
        if let Some(known) = lookup::<F>(&self.memo.borrow(), &key) {
            return known;
        }
        if let Some(pending) = lookup::<F>(&self.pending.borrow(), &key) {
            return pending;
        }
        let result = F::conclude(&key, self).map(Arc::new);
        if matches!(result, Err(Pause::Pending)) {
            store::<F>(&mut self.pending.borrow_mut(), key, result.clone());
        } else {
            store::<F>(&mut self.memo.borrow_mut(), key, result.clone());
        }
        result
    }

    pub fn ask(&self, question: Question) -> Result<&'a Answer, Pause> {
        let at_hand = || self.at_hand.and_then(|at_hand| at_hand.answer(&question));
        match self.answers.answer(&question).or_else(at_hand) {
            Some(Ok(answer)) => Ok(answer),
            Some(Err(failure)) => Err(Pause::Unknown(failure.about(&question))),
            None => {
                self.open.borrow_mut().insert(question);
                Err(Pause::Pending)
            }
        }
    }

    pub fn host(&self) -> Result<&'a Host, Pause> {
        match self.ask(Question::Host)? {
            Answer::Host(host) => Ok(host),
            other => Err(malformed(other)),
        }
    }

    /// The day, in UTC.
    pub fn today(&self) -> Result<Day, Pause> {
        match self.ask(Question::Today)? {
            Answer::Today(day) => Ok(*day),
            other => Err(malformed(other)),
        }
    }

    pub fn env(&self, name: &str) -> Result<Option<&'a str>, Pause> {
        match self.ask(Question::Env { name: name.to_owned() })? {
            Answer::Env(value) => Ok(value.as_deref()),
            other => Err(malformed(other)),
        }
    }

    pub fn env_prefix(&self, prefix: &str) -> Result<&'a BTreeMap<String, String>, Pause> {
        match self.ask(Question::EnvPrefix { prefix: prefix.to_owned() })? {
            Answer::EnvPrefix(values) => Ok(values),
            other => Err(malformed(other)),
        }
    }

    /// A text file of at most four megabytes.
    pub fn read(&self, path: &HostPath) -> Result<&'a FileBytes, Pause> {
        match self.ask(Question::ReadFile { path: path.clone(), limit: 4 << 20 })? {
            Answer::File(file) => Ok(file),
            other => Err(malformed(other)),
        }
    }

    /// The text of a file, or none where there is no such readable text.
    pub fn text(&self, path: &HostPath) -> Result<Option<&'a str>, Pause> {
        Ok(match self.read(path)? {
            FileBytes::Text(text) => Some(text),
            FileBytes::Missing
            | FileBytes::Directory
            | FileBytes::NotUtf8 { .. }
            | FileBytes::TooLarge { .. }
            | FileBytes::Unreadable { .. } => None,
        })
    }

    /// The lines of a large text file that start with `prefix`, each with the `following` lines after it.
    pub fn passages(&self, path: &HostPath, prefix: &str, following: u8) -> Result<&'a Passages, Pause> {
        match self.ask(Question::Passages { path: path.clone(), prefix: prefix.to_owned(), following })? {
            Answer::Passages(passages) => Ok(passages),
            other => Err(malformed(other)),
        }
    }

    pub fn list(&self, path: &HostPath) -> Result<&'a Dir, Pause> {
        match self.ask(Question::ListDir { path: path.clone() })? {
            Answer::Dir(dir) => Ok(dir),
            other => Err(malformed(other)),
        }
    }

    pub fn metadata(&self, path: &HostPath) -> Result<&'a Metadata, Pause> {
        match self.ask(Question::Metadata { path: path.clone() })? {
            Answer::Metadata(metadata) => Ok(metadata),
            other => Err(malformed(other)),
        }
    }

    pub fn which(&self, program: &str) -> Result<&'a [HostPath], Pause> {
        match self.ask(Question::Which { program: program.to_owned() })? {
            Answer::Which(paths) => Ok(paths),
            other => Err(malformed(other)),
        }
    }

    pub fn run(&self, run: Run) -> Result<&'a Ran, Pause> {
        match self.ask(Question::Run(run))? {
            Answer::Run(ran) => Ok(ran),
            other => Err(malformed(other)),
        }
    }

    pub fn scan_links(&self, root: &HostPath, limit: u32) -> Result<&'a LinkScan, Pause> {
        match self.ask(Question::ScanLinks { root: root.clone(), limit })? {
            Answer::Links(scan) => Ok(scan),
            other => Err(malformed(other)),
        }
    }

    /// Where `names` stand in `dirs`.
    pub fn search(
        &self,
        dirs: impl IntoIterator<Item = HostPath>,
        names: impl IntoIterator<Item = String>,
    ) -> Result<&'a BTreeMap<String, Vec<Hit>>, Pause> {
        let (dirs, names) = (dirs.into_iter().collect(), names.into_iter().collect());
        match self.ask(Question::Search { dirs, names })? {
            Answer::Search(hits) => Ok(hits),
            other => Err(malformed(other)),
        }
    }

    pub fn header(&self, path: &HostPath) -> Result<&'a Header, Pause> {
        match self.ask(Question::Header { path: path.clone() })? {
            Answer::Header(header) => Ok(header),
            other => Err(malformed(other)),
        }
    }

    /// What a server has; [`Fetched::NotAsked`] also where a recorded machine was never asked.
    pub fn fetch(&self, fetch: Fetch) -> Result<&'a Fetched, Pause> {
        const NOT_ASKED: &Fetched = &Fetched::NotAsked;
        match self.ask(Question::Fetch(fetch)) {
            Ok(Answer::Fetched(fetched)) => Ok(fetched),
            Ok(other) => Err(malformed(other)),
            Err(Pause::Unknown(Failure::NotRecorded)) => Ok(NOT_ASKED),
            Err(pause) => Err(pause),
        }
    }

    pub fn link(&self, link: Link) -> Result<&'a Linked, Pause> {
        match self.ask(Question::Link(Box::new(link)))? {
            Answer::Link(linked) => Ok(linked),
            other => Err(malformed(other)),
        }
    }
}

/// An answer of another kind than the question: only a damaged cassette has that.
fn malformed(answer: &Answer) -> Pause {
    let message = format!("the answer does not fit the question: {answer:.60?}");
    Pause::Unknown(Failure::Failed { message })
}

fn lookup<F: Fact>(memo: &Memo, key: &F::Key) -> Option<Result<Arc<F>, Pause>> {
    let facts = memo.0.get(&TypeId::of::<F>())?;
    facts.downcast_ref::<Concluded<F>>().expect("stored under its own type").get(key).cloned()
}

fn store<F: Fact>(memo: &mut Memo, key: F::Key, result: Result<Arc<F>, Pause>) {
    memo.0
        .entry(TypeId::of::<F>())
        .or_insert_with(|| Box::new(Concluded::<F>::default()))
        .downcast_mut::<Concluded<F>>()
        .expect("stored under its own type")
        .insert(key, result);
}
