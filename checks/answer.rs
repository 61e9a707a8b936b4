//! What came back from the host, or why nothing did.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{HostPath, Question, map::Map, policy::Day, question::Fetch};

/// The answers so far: the memo of a run, and what a cassette holds.
#[derive(Clone, Debug, Default)]
pub struct Answers(Map<Question, Result<Answer, Failure>>);

impl Answers {
    pub fn answer(&self, question: &Question) -> Option<&Result<Answer, Failure>> {
        self.0.get(question)
    }

    pub fn insert(&mut self, question: Question, answer: Result<Answer, Failure>) {
        self.0.insert(question, answer);
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Question, &Result<Answer, Failure>)> {
        self.0.iter()
    }

    /// Forget every answer for which `stale` holds, so that it is asked again.
    pub fn forget(&mut self, mut stale: impl FnMut(&Question) -> bool) {
        self.0.retain(|question, _| !stale(question));
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(Question, Result<Answer, Failure>)> for Answers {
    fn from_iter<I: IntoIterator<Item = (Question, Result<Answer, Failure>)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

/// Why a question has no answer. It makes a check `unknown`, never passed and never failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Failure {
    /// A cassette does not have it.
    NotRecorded,
    /// It took longer than its limit and was stopped.
    TimedOut { seconds: u32 },
    /// It printed more than its limit and was stopped.
    Flooded { bytes: u32 },
    /// The system refused or broke off.
    Failed { message: String },
    /// It was not tried, since it would download or install something.
    WouldDownload { message: String },
    /// It was not tried at the user's wish (`--no-proof`, `--offline`).
    Skipped { message: String },
}

impl Failure {
    /// The same, saying what was asked; the failures of a proof stay as they are, since they are told beside it.
    #[must_use]
    pub fn about(&self, question: &Question) -> Self {
        match (self, question) {
            (_, Question::Link(_)) => self.clone(),
            (Self::NotRecorded | Self::TimedOut { .. } | Self::Flooded { .. }, _) => {
                Self::Failed { message: format!("{question}: {self}") }
            }
            (Self::Failed { .. } | Self::WouldDownload { .. } | Self::Skipped { .. }, _) => self.clone(),
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotRecorded => write!(f, "not recorded"),
            Self::TimedOut { seconds } => write!(f, "no answer within {seconds} s"),
            Self::Flooded { bytes } => write!(f, "printed more than {bytes} bytes"),
            Self::Failed { message } | Self::Skipped { message } => write!(f, "{message}"),
            Self::WouldDownload { message } => write!(f, "would-download: {message}"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", content = "value", rename_all = "kebab-case")]
pub enum Answer {
    Host(Host),
    Today(Day),
    Env(Option<String>),
    EnvPrefix(BTreeMap<String, String>),
    File(FileBytes),
    Passages(Passages),
    Dir(Dir),
    Metadata(Metadata),
    Which(Vec<HostPath>),
    Run(Ran),
    Links(LinkScan),
    Search(BTreeMap<String, Vec<Hit>>),
    Header(Header),
    Fetched(Fetched),
    Link(Linked),
}

/// What came of asking a server. That it cannot be reached is an answer too: the reason is what matters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fetched {
    /// This host asks no server.
    NotAsked,
    /// It is there; the passages that were wanted of it.
    Found { passages: Vec<String> },
    /// The server answers with another status than success.
    Refused { status: u16 },
    /// No whole answer came.
    Unreachable { reason: Unreachable, message: String },
}

impl Fetched {
    /// What is wanted of a text that is there.
    pub fn of(text: &str, fetch: &Fetch) -> Self {
        let Some(wanted) = &fetch.passages else { return Self::Found { passages: Vec::new() } };
        match Passages::of(text, &wanted.prefix, wanted.following) {
            Passages::Found(passages) => Self::Found { passages },
            Passages::Missing | Passages::Unreadable { .. } => Self::Found { passages: Vec::new() },
        }
    }
}

/// The look-alike reasons for which a server cannot be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unreachable {
    Dns,
    Proxy,
    Tls,
    /// Nobody listens there, or no way leads there.
    Connection,
    TimedOut,
    TooManyRedirects,
    TooLarge,
    /// The answer breaks off, or is none that can be read.
    Broken,
}

/// As the start of a sentence.
impl std::fmt::Display for Unreachable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Dns => "its name cannot be resolved",
            Self::Proxy => "the proxy does not lead there",
            Self::Tls => "its certificate is not trusted, or TLS fails otherwise",
            Self::Connection => "no connection",
            Self::TimedOut => "no answer in time",
            Self::TooManyRedirects => "it redirects without end",
            Self::TooLarge => "what it sends is too large",
            Self::Broken => "its answer breaks off or cannot be read",
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// `linux`, `macos`, `windows`, ... as in `std::env::consts::OS`.
    pub os: String,
    /// `x86_64`, `aarch64`, ... of the machine, not of this program.
    pub arch: String,
    /// Where the user stands (`--project DIR` changes it).
    pub cwd: HostPath,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<HostPath>,
    /// The distribution's `ID` and `ID_LIKE` of `os-release`, nearest first; empty where there is no such file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub distribution: Vec<String>,
}

/// A file as read. What cannot be read is an answer: cargo fails on it too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileBytes {
    Missing,
    Directory,
    Text(String),
    /// Not UTF-8: what precedes the first wrong byte, and that byte's offset.
    NotUtf8 {
        valid: String,
        offset: u64,
    },
    TooLarge {
        size: u64,
    },
    Unreadable {
        message: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Passages {
    Missing,
    Unreadable {
        message: String,
    },
    /// Each passage's lines, joined by line feeds; 64 KiB of them at most.
    Found(Vec<String>),
}

impl Passages {
    /// As many bytes as an answer holds.
    pub const LIMIT: usize = 64 << 10;

    /// The passages of `text`.
    pub fn of(text: &str, prefix: &str, following: u8) -> Self {
        let mut lines = text.lines();
        let mut found = Vec::new();
        let mut bytes = 0;
        while let Some(line) = lines.next() {
            if !line.starts_with(prefix) {
                continue;
            }
            // A heading among the following lines starts a passage of its own, so they are only looked at.
            let passage: Vec<_> = std::iter::once(line).chain(lines.clone().take(following.into())).collect();
            let passage = passage.join("\n");
            bytes += passage.len();
            if bytes > Self::LIMIT {
                break;
            }
            found.push(passage);
        }
        Self::Found(found)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dir {
    Missing,
    NotADirectory,
    Unreadable {
        message: String,
    },
    /// Sorted by name.
    Entries(Vec<DirEntry>),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirEntry {
    pub name: String,
    pub kind: EntryKind,
    /// Bytes; of the link's own text for a symbolic link.
    #[serde(default)]
    pub size: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKind {
    File,
    Directory,
    Link,
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Metadata {
    Missing,
    /// A symbolic link that leads nowhere; its text.
    Dangling {
        link: String,
    },
    Unreadable {
        message: String,
    },
    Found(Found),
}

/// What stands at a path, links followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Never `Link`.
    pub kind: EntryKind,
    pub size: u64,
    /// May this user execute it (mode bits; always true for files where the system has none).
    pub executable: bool,
    /// A directory into which this user may put nothing: its mode or its file system forbids it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sealed: bool,
    /// The text of the link, if the path itself is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The path with every link resolved.
    pub real: HostPath,
}

/// A command that ran, or could not be started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ran {
    Finished { exit: Exit, stdout: String, stderr: String },
    NotFound,
    NotExecutable { message: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exit {
    Code(i32),
    Signal(i32),
}

impl Exit {
    pub fn success(self) -> bool {
        self == Self::Code(0)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkScan {
    /// How many entries were visited.
    pub visited: u32,
    /// The limit was reached before the end.
    pub cut: bool,
    /// Links that dangle, are absolute or leave the root, sorted by path; at most a thousand of each kind.
    pub links: Vec<ScannedLink>,
    pub dangling: u32,
    pub absolute: u32,
    pub leaving: u32,
    /// Directories that could not be read: what is below them is not known.
    #[serde(default)]
    pub unreadable: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScannedLink {
    /// Relative to the root.
    pub path: String,
    pub target: String,
    pub problem: LinkProblem,
    /// An absolute or leaving target that exists below the root: the relative text that leads to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relative: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkProblem {
    Dangling,
    Absolute,
    Leaving,
}

/// Something of a searched name. Names without any are left out; hits are in the order of the directories.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    pub path: HostPath,
    pub standing: Standing,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// A file, links followed.
    File {
        real: HostPath,
        size: u64,
    },
    /// A symbolic link that leads nowhere; its text.
    Dangling {
        link: String,
    },
    Directory,
}

/// What the first bytes of a file say it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Header {
    Missing,
    Unreadable {
        message: String,
    },
    Elf {
        /// As rustc names architectures: `x86_64`, `aarch64`, `arm`, ...; `e_machine` in decimal where it is another.
        arch: String,
        bits: u8,
        little_endian: bool,
        /// The program interpreter of a dynamic executable.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        interpreter: Option<String>,
    },
    MachO {
        archs: Vec<String>,
    },
    Pe {
        arch: String,
    },
    Wasm,
    /// A script and the interpreter its first line names.
    Script {
        interpreter: String,
    },
    /// An `ar` archive, and the header of its first object.
    Archive {
        member: Option<Box<Header>>,
    },
    Other,
}

/// The proof's result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    pub exit: Exit,
    /// Both streams, the last 64 KiB.
    pub output: String,
    /// What ran, with its scratch paths.
    pub command: Vec<String>,
    pub duration_ms: u64,
    pub cached: bool,
    /// The result was run under an emulator or natively: what happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<LinkedRun>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedRun {
    pub runner: Option<String>,
    pub exit: Exit,
    pub output: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_are_the_headings_with_the_lines_after_them() {
        let text = "[a.x]\nis = 1\nmore\n[b]\n[a.y]\n[a.z]\r\nis = 2";
        let found = |lines: &[&str]| Passages::Found(lines.iter().map(|line| (*line).to_owned()).collect());
        assert_eq!(Passages::of(text, "[a.", 1), found(&["[a.x]\nis = 1", "[a.y]\n[a.z]", "[a.z]\nis = 2"]));
        assert_eq!(Passages::of(text, "[c", 9), found(&[]));
    }
}
