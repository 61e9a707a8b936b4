//! A host for unit tests: a machine of tables, asked until nothing is open.

use std::{fmt, sync::Arc};

use crate::{
    Answer, Answers, Check, Cx, Fact, Failure, HostPath, Judgement, Live, Memo, Pause, Question, Triple,
    answer::{FileBytes, Header, Host, LinkScan, Linked},
    diagnose::{Request, diagnose},
    machine::{Command, Entry, Machine},
    report::Report,
    wanted::{Source, SourceKind, Wanted},
};

/// Builds a machine and asks it. What it does not know is a mistake of the test, unless [`Fake::missing_rest`].
#[derive(Clone, Debug)]
pub(crate) struct Fake(pub(crate) Machine, Granted);

/// Facts that a test takes for granted, so that it needs no answers to what they would ask.
#[derive(Clone, Default)]
struct Granted(Vec<Arc<Put>>);

type Put = dyn Fn(&mut Memo);

impl fmt::Debug for Granted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} facts", self.0.len())
    }
}

impl Granted {
    fn memo(&self) -> Memo {
        let mut memo = Memo::default();
        self.0.iter().for_each(|put| put(&mut memo));
        memo
    }
}

impl Fake {
    /// Debian on `x86_64`; the user stands in `/p`, at home in `/home/user`.
    pub(crate) fn linux() -> Self {
        let mut fake = Self::host("linux", "x86_64", "/p", "/home/user");
        fake.0.host.distribution = vec!["debian".into()];
        fake
    }

    /// Apple silicon; the user stands in `/p`, at home in `/Users/user`.
    pub(crate) fn macos() -> Self {
        Self::host("macos", "aarch64", "/p", "/Users/user")
    }

    /// The user stands in `C:\p`, at home in `C:\Users\user`.
    pub(crate) fn windows() -> Self {
        Self::host("windows", "x86_64", "C:\\p", "C:\\Users\\user")
    }

    fn host(os: &str, arch: &str, cwd: &str, home: &str) -> Self {
        let machine = Machine::new(Host {
            os: os.into(),
            arch: arch.into(),
            cwd: path(cwd),
            home: Some(path(home)),
            distribution: Vec::new(),
        });
        Self(machine, Granted::default())
    }

    /// This fact for this key, without asking.
    pub(crate) fn granted<F: Fact>(mut self, key: F::Key, fact: F) -> Self {
        let fact = Arc::new(fact);
        self.1.0.push(Arc::new(move |memo| memo.put::<F>(key.clone(), Arc::clone(&fact))));
        self
    }

    pub(crate) fn cwd(mut self, dir: &str) -> Self {
        self.0.host.cwd = path(dir);
        self
    }

    pub(crate) fn no_home(mut self) -> Self {
        self.0.host.home = None;
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.0.env.insert(name.to_owned(), value.to_owned());
        self
    }

    pub(crate) fn file(self, at: &str, text: &str) -> Self {
        self.entry(at, Entry::Text(text.to_owned()))
    }

    pub(crate) fn dir(self, at: &str) -> Self {
        self.entry(at, Entry::Directory)
    }

    pub(crate) fn symlink(self, at: &str, text: &str) -> Self {
        self.entry(at, Entry::Link(text.to_owned()))
    }

    /// An executable for this `x86_64` Linux.
    pub(crate) fn program(self, at: &str) -> Self {
        self.program_with(at, elf("x86_64", 64))
    }

    pub(crate) fn program_with(self, at: &str, header: Header) -> Self {
        self.entry(at, Entry::Program(header))
    }

    /// A file that is neither read nor executed: a library, an object.
    pub(crate) fn blob(self, at: &str, header: Header) -> Self {
        self.entry(at, Entry::Blob(header))
    }

    /// A file that cannot be read as text, and why.
    pub(crate) fn odd_file(self, at: &str, bytes: FileBytes) -> Self {
        self.entry(at, Entry::Odd(bytes))
    }

    pub(crate) fn entry(mut self, at: &str, entry: Entry) -> Self {
        self.0.put(&path(at), entry);
        self
    }

    /// The command (a last `...` stands for any further arguments) exits with 0 and prints `stdout`.
    pub(crate) fn command<const N: usize>(self, argv: [&str; N], stdout: &str) -> Self {
        self.ran(Command::prints(argv, stdout))
    }

    pub(crate) fn failing_command<const N: usize>(self, argv: [&str; N], code: i32, stderr: &str) -> Self {
        self.ran(Command::exits(argv, code, "", stderr))
    }

    pub(crate) fn ran(mut self, command: Command) -> Self {
        self.0.commands.push(command);
        self
    }

    pub(crate) fn scan(mut self, root: &str, scan: LinkScan) -> Self {
        self.0.scans.insert(path(root), scan);
        self
    }

    pub(crate) fn proof(mut self, target: &str, linked: Result<Linked, Failure>) -> Self {
        self.0.proofs.insert(Triple::new(target), linked);
        self
    }

    /// This answer to this question, whatever the tables say.
    pub(crate) fn answer(mut self, question: Question, answer: Result<Answer, Failure>) -> Self {
        self.0.given.insert(question, answer);
        self
    }

    /// What was not named is not there: variables unset, files missing, programs not installed.
    pub(crate) fn missing_rest(mut self) -> Self {
        self.0.complete = true;
        self
    }

    /// Asks until nothing is open. Panics at a question that the tables do not answer, and at one asked without end.
    pub(crate) fn ask<T>(&self, asking: impl Fn(&Cx<'_>) -> Result<T, Pause>) -> Result<T, Pause> {
        let mut answers = Answers::default();
        let mut memo = self.1.memo();
        loop {
            let cx = Cx::new(&answers, &mut memo);
            let result = asking(&cx);
            let open = cx.into_open();
            if open.is_empty() {
                assert!(!matches!(result, Err(Pause::Pending)), "pending, but nothing is open");
                return result;
            }
            self.answer_all(open, &mut answers);
        }
    }

    pub(crate) fn fact<F: Fact>(&self, key: &F::Key) -> Result<Arc<F>, Pause> {
        self.ask(|cx| cx.fact::<F>(key.clone()))
    }

    /// What `check` says of this host (a check of the host), or of a required target.
    pub(crate) fn judge(&self, check: &Check, target: &str) -> Judgement {
        self.judge_wanted(check, &wanted(target))
    }

    pub(crate) fn judge_wanted(&self, check: &Check, wanted: &Wanted) -> Judgement {
        self.ask(|cx| match check.live {
            Live::Host(judge) => judge(cx),
            Live::Target(judge) => judge(wanted, cx),
            Live::LogOnly(why) => panic!("`{}` asks no machine: {why}", check.id),
        })
    }

    pub(crate) fn report(&self, request: &Request) -> Report {
        let mut answers = Answers::default();
        let mut memo = self.1.memo();
        loop {
            let diagnosis = diagnose(&answers, request, &mut memo);
            if diagnosis.open.is_empty() {
                return diagnosis.report;
            }
            self.answer_all(diagnosis.open, &mut answers);
        }
    }

    fn answer_all(&self, open: Vec<Question>, answers: &mut Answers) {
        let mut unanswered = Vec::new();
        for question in open {
            match self.0.answer(&question) {
                Some(answer) => answers.insert(question, answer),
                None => unanswered.push(question),
            }
        }
        assert!(unanswered.is_empty(), "the fake host has no answer to {unanswered:#?}");
    }
}

/// A required target of the command line.
pub(crate) fn wanted(target: &str) -> Wanted {
    let source = Source { kind: SourceKind::CommandLine, file: None, line: None, in_effect: true };
    Wanted { triple: Triple::new(target), required: true, sources: vec![source], glibc: None }
}

pub(crate) fn path(text: &str) -> HostPath {
    HostPath::parse(text).unwrap_or_else(|| panic!("`{text}` is not absolute"))
}

/// The header of a little-endian ELF file without an interpreter.
pub(crate) fn elf(arch: &str, bits: u8) -> Header {
    Header::Elf { arch: arch.to_owned(), bits, little_endian: true, interpreter: None }
}
