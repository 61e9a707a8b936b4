//! A machine written down as tables: the concise form in which tests and composed cassettes describe a host.
//!
//! Directories, `PATH` lookups and what stands at a path are derived from one table of entries, so that the answers
//! agree with each other as a real machine's do.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    Answer, Failure, HostPath, Question, Style, Triple,
    answer::{
        Dir, DirEntry, EntryKind, Exit, Fetched, FileBytes, Found, Header, Hit, Host, LinkScan, Linked, Metadata,
        Passages, Ran, Standing, Unreachable,
    },
    policy::Day,
    question::{Fetch, Run},
};

/// What a library or an object weighs here: more than an empty or a cut one.
const BLOB_SIZE: u64 = 64 << 10;
/// As many links as Linux follows before it says `ELOOP` (`path_resolution(7)`).
const MAX_LINKS: u32 = 40;

/// A host that answers from tables.
#[derive(Clone, Debug)]
pub struct Machine {
    pub host: Host,
    /// The day on which it answers.
    pub today: Option<Day>,
    pub env: BTreeMap<String, String>,
    pub entries: BTreeMap<HostPath, Entry>,
    pub commands: Vec<Command>,
    pub scans: BTreeMap<HostPath, LinkScan>,
    pub proofs: BTreeMap<Triple, Result<Linked, Failure>>,
    /// What servers have, by address.
    pub fetches: BTreeMap<String, Served>,
    /// Answers given as they are, before any table is looked at.
    pub given: BTreeMap<Question, Result<Answer, Failure>>,
    /// What no table names is absent: variables are unset, files missing, programs not installed. Otherwise it is unknown.
    pub complete: bool,
}

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Entry {
    Text(String),
    /// A script or binary that may be executed, of which nothing but its header matters.
    Program(Header),
    /// A file that is neither read nor run.
    Blob(Header),
    Directory,
    /// A symbolic link and its text.
    Link(String),
    /// Any other outcome of reading it: unreadable, not UTF-8, too large.
    Odd(FileBytes),
}

/// What a server has at an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Served {
    Text(String),
    Status(u16),
    Unreachable { reason: Unreachable, message: String },
}

impl Served {
    fn answer(&self, fetch: &Fetch) -> Fetched {
        match self {
            Self::Text(text) => Fetched::of(text, fetch),
            Self::Status(status) => Fetched::Refused { status: *status },
            Self::Unreachable { reason, message } => Fetched::Unreachable { reason: *reason, message: message.clone() },
        }
    }
}

/// A command and what it prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The program, bare or absolute, and its arguments; a last `...` stands for any further ones.
    pub argv: Vec<String>,
    /// Changes of the environment that the question must make, and only then is this the answer.
    pub env: BTreeMap<String, Option<String>>,
    pub ran: Result<Ran, Failure>,
}

impl Machine {
    /// A machine that knows nothing but who it is.
    pub fn new(host: Host) -> Self {
        Self {
            host,
            today: None,
            env: BTreeMap::new(),
            entries: BTreeMap::new(),
            commands: Vec::new(),
            scans: BTreeMap::new(),
            proofs: BTreeMap::new(),
            fetches: BTreeMap::new(),
            given: BTreeMap::new(),
            complete: false,
        }
    }

    /// What this machine answers; none where its tables do not say.
    pub fn answer(&self, question: &Question) -> Option<Result<Answer, Failure>> {
        if let Some(given) = self.given.get(question) {
            return Some(given.clone());
        }
        let answer = match question {
            Question::Host => Answer::Host(self.host.clone()),
            Question::Today => Answer::Today(self.today?),
            Question::Env { name } => {
                Answer::Env(self.or_absent(self.variable(name).map(|value| Some(value.to_owned())), None)?)
            }
            Question::EnvPrefix { prefix } => Answer::EnvPrefix(self.variables(prefix)),
            Question::ReadFile { path, limit } => {
                Answer::File(self.or_absent(self.read(path, *limit), FileBytes::Missing)?)
            }
            Question::Passages { path, prefix, following } => Answer::Passages(match self.read(path, u64::MAX) {
                Some(FileBytes::Text(text)) => Passages::of(&text, prefix, *following),
                Some(
                    FileBytes::Missing
                    | FileBytes::Directory
                    | FileBytes::NotUtf8 { .. }
                    | FileBytes::TooLarge { .. }
                    | FileBytes::Unreadable { .. },
                ) => Passages::Unreadable { message: "not a text file".into() },
                None => self.or_absent(None, Passages::Missing)?,
            }),
            Question::ListDir { path } => Answer::Dir(self.or_absent(self.list(path), Dir::Missing)?),
            Question::Metadata { path } => Answer::Metadata(self.or_absent(self.metadata(path), Metadata::Missing)?),
            Question::Which { program } => {
                let found = self.which(program);
                Answer::Which(self.or_absent((!found.is_empty()).then_some(found), Vec::new())?)
            }
            Question::Run(run) => return self.run(run),
            Question::ScanLinks { root, .. } => {
                Answer::Links(self.or_absent(self.scans.get(root).cloned(), LinkScan::default())?)
            }
            Question::Search { dirs, names } => Answer::Search(self.search(dirs, names)),
            Question::Header { path } => Answer::Header(self.or_absent(self.header(path), Header::Missing)?),
            // A machine of tables is on no network but for what it says.
            Question::Fetch(fetch) => Answer::Fetched(
                self.or_absent(self.fetches.get(&fetch.url).map(|body| body.answer(fetch)), Fetched::NotAsked)?,
            ),
            Question::Link(link) => return Some(self.proofs.get(&link.target)?.clone().map(Answer::Link)),
        };
        Some(Ok(answer))
    }

    /// Puts `entry` at `path`.
    pub fn put(&mut self, path: &HostPath, entry: Entry) {
        self.entries.insert(normal(path), entry);
    }

    fn or_absent<T>(&self, value: Option<T>, absent: T) -> Option<T> {
        value.or_else(|| self.complete.then_some(absent))
    }

    fn windows(&self) -> bool {
        self.host.os == "windows"
    }

    fn variable(&self, name: &str) -> Option<&str> {
        let same = |known: &str| if self.windows() { known.eq_ignore_ascii_case(name) } else { known == name };
        self.env.iter().find(|(known, _)| same(known)).map(|(_, value)| value.as_str())
    }

    fn variables(&self, prefix: &str) -> BTreeMap<String, String> {
        let starts = |name: &str| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
        self.env.iter().filter(|(name, _)| starts(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// The path with every link resolved, if something stands there.
    fn real(&self, path: &HostPath, links: u32) -> Option<HostPath> {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return Some(path.join("")) };
        let parent = self.real(&parent, links)?;
        let here = parent.join(name);
        match self.entries.get(&here) {
            Some(Entry::Link(to)) => self.real(&parent.join(to), links.checked_sub(1)?),
            Some(_) => Some(here),
            None => {
                let is_directory = self.children(&here).next().is_some();
                is_directory.then_some(here)
            }
        }
    }

    /// The names of what is written down below `dir`, as often as something stands below them.
    fn children<'a>(&'a self, dir: &'a HostPath) -> impl Iterator<Item = &'a str> {
        let style = dir.style();
        self.entries
            .range(dir..)
            .take_while(|(path, _)| path.as_str().starts_with(dir.as_str()))
            .filter_map(|(path, _)| path.below(dir))
            .filter(|rest| !rest.is_empty())
            .filter_map(move |rest| rest.split(|c| style.is_separator(c)).next())
    }

    fn read(&self, path: &HostPath, limit: u64) -> Option<FileBytes> {
        let real = self.real(path, MAX_LINKS)?;
        Some(match self.entries.get(&real) {
            Some(Entry::Text(text)) if text.len() as u64 > limit => FileBytes::TooLarge { size: text.len() as u64 },
            Some(Entry::Text(text)) => FileBytes::Text(text.clone()),
            Some(Entry::Odd(bytes)) => bytes.clone(),
            Some(Entry::Program(_) | Entry::Blob(_)) => FileBytes::NotUtf8 { valid: String::new(), offset: 0 },
            Some(Entry::Directory | Entry::Link(_)) | None => FileBytes::Directory,
        })
    }

    fn list(&self, path: &HostPath) -> Option<Dir> {
        let real = self.real(path, MAX_LINKS)?;
        if self.entries.get(&real).is_some_and(|entry| *entry != Entry::Directory) {
            return Some(Dir::NotADirectory);
        }
        let names: BTreeSet<_> = self.children(&real).collect();
        let entry = |name: &str| {
            let (kind, size) = match self.entries.get(&real.join(name)) {
                Some(Entry::Text(text)) => (EntryKind::File, text.len() as u64),
                Some(Entry::Link(text)) => (EntryKind::Link, text.len() as u64),
                Some(Entry::Blob(_)) => (EntryKind::File, BLOB_SIZE),
                Some(Entry::Program(_) | Entry::Odd(_)) => (EntryKind::File, 0),
                Some(Entry::Directory) | None => (EntryKind::Directory, 0),
            };
            DirEntry { name: name.to_owned(), kind, size }
        };
        Some(Dir::Entries(names.into_iter().map(entry).collect()))
    }

    fn metadata(&self, path: &HostPath) -> Option<Metadata> {
        let link = path.parent().zip(path.file_name()).and_then(|(parent, name)| {
            match self.entries.get(&self.real(&parent, MAX_LINKS)?.join(name)) {
                Some(Entry::Link(text)) => Some(text.clone()),
                Some(_) | None => None,
            }
        });
        let Some(real) = self.real(path, MAX_LINKS) else { return link.map(|link| Metadata::Dangling { link }) };
        let (kind, size, executable) = match self.entries.get(&real) {
            Some(Entry::Text(text)) => (EntryKind::File, text.len() as u64, self.windows()),
            Some(Entry::Program(_)) => (EntryKind::File, 0, true),
            Some(Entry::Blob(_)) => (EntryKind::File, BLOB_SIZE, self.windows()),
            Some(Entry::Odd(_)) => (EntryKind::File, 0, self.windows()),
            Some(Entry::Directory | Entry::Link(_)) | None => (EntryKind::Directory, 0, false),
        };
        Some(Metadata::Found(Found { kind, size, executable, sealed: false, link, real }))
    }

    fn search(&self, dirs: &[HostPath], names: &[String]) -> BTreeMap<String, Vec<Hit>> {
        let hit = |path: HostPath| {
            let standing = match self.metadata(&normal(&path))? {
                Metadata::Found(Found { kind: EntryKind::Directory, .. }) => Standing::Directory,
                Metadata::Found(Found { size, real, .. }) => Standing::File { real, size },
                Metadata::Dangling { link } => Standing::Dangling { link },
                Metadata::Missing | Metadata::Unreadable { .. } => return None,
            };
            Some(Hit { path, standing })
        };
        let hits = |name: &String| dirs.iter().filter_map(|dir| hit(dir.join(name))).collect::<Vec<_>>();
        names.iter().map(|name| (name.clone(), hits(name))).filter(|(_, hits)| !hits.is_empty()).collect()
    }

    fn header(&self, path: &HostPath) -> Option<Header> {
        let real = self.real(path, MAX_LINKS)?;
        Some(match self.entries.get(&real) {
            Some(Entry::Program(header) | Entry::Blob(header)) => header.clone(),
            Some(Entry::Text(text)) => match text.strip_prefix("#!").and_then(|rest| rest.split_whitespace().next()) {
                Some(interpreter) => Header::Script { interpreter: interpreter.to_owned() },
                None => Header::Other,
            },
            Some(Entry::Odd(_)) => Header::Other,
            Some(Entry::Directory | Entry::Link(_)) | None => Header::Unreadable { message: "is a directory".into() },
        })
    }

    /// Every executable of this name in the directories of `PATH`, in order.
    fn which(&self, program: &str) -> Vec<HostPath> {
        let style = self.host.cwd.style();
        let (separator, extensions): (char, &[&str]) = match style {
            Style::Unix => (':', &[""]),
            Style::Windows => (';', &["", ".exe", ".cmd", ".bat"]),
        };
        let executable = |path: &HostPath| {
            matches!(self.metadata(path), Some(Metadata::Found(Found { kind: EntryKind::File, executable: true, .. })))
        };
        let dirs = self.variable("PATH").unwrap_or_default().split(separator).map(|dir| self.host.cwd.join(dir));
        dirs.flat_map(|dir| extensions.iter().map(move |extension| dir.join(&format!("{program}{extension}"))))
            .filter(executable)
            .collect()
    }

    fn run(&self, run: &Run) -> Option<Result<Answer, Failure>> {
        let answer =
            self.commands.iter().find(|command| self.is_run_of(command, run)).map(|command| command.ran.clone());
        let missing = || {
            let absent = match HostPath::parse(&run.program) {
                Some(path) => self.metadata(&path).is_none(),
                None => self.which(&run.program).is_empty(),
            };
            (self.complete && absent).then_some(Ok(Ran::NotFound))
        };
        Some(answer.or_else(missing)?.map(Answer::Run))
    }

    fn is_run_of(&self, command: &Command, run: &Run) -> bool {
        let Some((program, args)) = command.argv.split_first() else { return false };
        let same_args = match args.split_last() {
            Some((last, first)) if last == "..." => run.args.starts_with(first),
            Some(_) | None => run.args == args,
        };
        same_args
            && command.env.iter().all(|change| run.env.get(change.0) == Some(change.1))
            && (run.program == *program || self.file_of(&run.program) == self.file_of(program))
    }

    /// The file that runs as `program`; the text itself where none is written down.
    fn file_of(&self, program: &str) -> String {
        match HostPath::parse(program) {
            Some(path) => normal(&path).to_string(),
            None => self.which(program).first().map_or_else(|| program.to_owned(), HostPath::to_string),
        }
    }
}

impl Command {
    /// Exits with 0 and prints this on its standard output.
    pub fn prints<S: Into<String>>(argv: impl IntoIterator<Item = S>, stdout: &str) -> Self {
        Self::exits(argv, 0, stdout, "")
    }

    pub fn exits<S: Into<String>>(argv: impl IntoIterator<Item = S>, code: i32, stdout: &str, stderr: &str) -> Self {
        let ran = Ran::Finished { exit: Exit::Code(code), stdout: stdout.to_owned(), stderr: stderr.to_owned() };
        Self { argv: argv.into_iter().map(Into::into).collect(), env: BTreeMap::new(), ran: Ok(ran) }
    }
}

/// The path in its own style's separators, `.` and `..` resolved by text.
fn normal(path: &HostPath) -> HostPath {
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => normal(&parent).join(name),
        (Some(_) | None, None) | (None, Some(_)) => path.join(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Fake, elf, path};

    fn found(fake: &Fake, at: &str) -> Option<Answer> {
        fake.0.answer(&Question::Metadata { path: path(at) })?.ok()
    }

    #[test]
    fn links_are_followed_in_every_component() {
        let fake = Fake::linux()
            .symlink("/lib", "usr/lib")
            .symlink("/usr/lib/cc", "../bin/gcc")
            .symlink("/loop", "loop")
            .program("/usr/bin/gcc");
        let real = Found {
            kind: EntryKind::File,
            size: 0,
            executable: true,
            sealed: false,
            link: Some("../bin/gcc".into()),
            real: path("/usr/bin/gcc"),
        };
        assert_eq!(found(&fake, "/lib/cc"), Some(Answer::Metadata(Metadata::Found(real))));
        assert_eq!(found(&fake, "/loop"), Some(Answer::Metadata(Metadata::Dangling { link: "loop".into() })));
    }

    #[test]
    fn directories_are_derived_from_what_stands_below() {
        let fake = Fake::linux().file("/a/b/c", "x").file("/a.d", "").symlink("/a/l", "b");
        let entry = |name: &str, kind, size| DirEntry { name: name.into(), kind, size };
        let entries = vec![entry("b", EntryKind::Directory, 0), entry("l", EntryKind::Link, 1)];
        assert_eq!(
            fake.0.answer(&Question::ListDir { path: path("/a") }),
            Some(Ok(Answer::Dir(Dir::Entries(entries))))
        );
    }

    #[test]
    fn path_is_searched_in_order_by_the_platforms_rules() {
        let unix = Fake::linux().env("PATH", "/b:/a:/none").program("/a/gcc").program("/b/gcc").file("/none/gcc", "");
        let which = |fake: &Fake| fake.ask(|cx| cx.which("gcc").map(<[HostPath]>::to_vec));
        assert_eq!(which(&unix), Ok(vec![path("/b/gcc"), path("/a/gcc")]));
        let windows = Fake::windows().env("Path", "C:\\a;C:/b").program("C:/b/gcc.exe").missing_rest();
        assert_eq!(which(&windows), Ok(vec![path("C:/b\\gcc.exe")]));
    }

    #[test]
    fn what_is_not_written_down_is_unknown_unless_the_rest_is_missing() {
        let fake = Fake::linux();
        let questions = [
            Question::Env { name: "A".into() },
            Question::ReadFile { path: path("/f"), limit: 1 },
            Question::Run(Run::probe("cc", ["--version"])),
        ];
        assert_eq!(questions.each_ref().map(|question| fake.0.answer(question)), [None, None, None]);
        let fake = fake.missing_rest();
        assert_eq!(
            questions.map(|question| fake.0.answer(&question)),
            [Answer::Env(None), Answer::File(FileBytes::Missing), Answer::Run(Ran::NotFound)].map(|a| Some(Ok(a)))
        );
    }

    #[test]
    fn a_command_is_found_by_the_file_that_runs() {
        let fake = Fake::linux()
            .env("PATH", "/usr/bin")
            .program_with("/usr/bin/gcc", elf("x86_64", 64))
            .command(["gcc", "-dumpmachine"], "x86_64-linux-gnu\n")
            .command(["/usr/bin/gcc", "-print-file-name=libc.so", "..."], "/lib/libc.so\n");
        let stdout = |run: Run| match fake.ask(|cx| cx.run(run.clone()).cloned()) {
            Ok(Ran::Finished { stdout, .. }) => stdout,
            other => format!("{other:?}"),
        };
        assert_eq!(stdout(Run::probe("/usr/bin/gcc", ["-dumpmachine"])), "x86_64-linux-gnu\n");
        assert_eq!(stdout(Run::probe("gcc", ["-print-file-name=libc.so", "-m32"])), "/lib/libc.so\n");
    }
}
