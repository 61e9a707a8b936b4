//! What can be asked of a host. Each question is bounded and typed, so that an answer is small and can be recorded.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::{HostPath, Triple};

/// A question to the host. Two equal questions have one answer within a run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case")]
pub enum Question {
    /// The machine itself: operating system, architecture, working directory, home.
    Host,
    /// The day, in UTC.
    Today,
    /// One environment variable.
    Env { name: String },
    /// Every environment variable whose name starts so, compared without regard to case.
    EnvPrefix { prefix: String },
    /// A file's bytes, at most `limit` of them.
    ReadFile { path: HostPath, limit: u64 },
    /// The lines of a text file that start with `prefix`, each with the `following` lines after it: what a check needs of
    /// a file of a megabyte.
    Passages { path: HostPath, prefix: String, following: u8 },
    /// The names in a directory.
    ListDir { path: HostPath },
    /// What stands at a path: kind, size, whether it can be executed, where a link leads.
    Metadata { path: HostPath },
    /// Every executable of this name on `PATH`, in order, by the platform's rules.
    Which { program: String },
    /// What a command prints. It changes nothing and needs no network.
    Run(Run),
    /// Every symbolic link below `root` that dangles, is absolute or leaves `root`; `limit` entries are visited at most.
    ScanLinks { root: HostPath, limit: u32 },
    /// Where files of these names stand in these directories: what a linker's search finds, and what it passes over.
    Search { dirs: Vec<HostPath>, names: Vec<String> },
    /// The header of an executable, object or script.
    Header { path: HostPath },
    /// What a server has at an address. Only asked of a host that may use the network.
    Fetch(Fetch),
    /// The proof: cargo's own build of a tiny package that mirrors the project.
    Link(Box<Link>),
}

/// What is asked, as a phrase.
impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host => write!(f, "which machine it is"),
            Self::Today => write!(f, "the date"),
            Self::Env { name } => write!(f, "environment variable `{name}`"),
            Self::EnvPrefix { prefix } => write!(f, "environment variables `{prefix}*`"),
            Self::ReadFile { path, .. }
            | Self::Passages { path, .. }
            | Self::ListDir { path }
            | Self::Metadata { path }
            | Self::Header { path }
            | Self::ScanLinks { root: path, .. } => write!(f, "`{path}`"),
            Self::Which { program } => write!(f, "`{program}` on `PATH`"),
            Self::Run(run) => {
                write!(f, "`{}", run.program)?;
                run.args.iter().try_for_each(|arg| write!(f, " {arg}"))?;
                write!(f, "`")
            }
            Self::Search { names, .. } => write!(f, "where `{}` is", names.join("`, `")),
            Self::Fetch(fetch) => write!(f, "`{}`", fetch.shown_url()),
            Self::Link(link) => write!(f, "the proof for `{}`", link.target),
        }
    }
}

/// A command to run, with its bounds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Run {
    /// An absolute path, or a bare name to be found on `PATH`.
    pub program: String,
    pub args: Vec<String>,
    /// None: where the user stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cwd: Option<HostPath>,
    /// Changes to the inherited environment; `None` removes the variable.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub env: BTreeMap<String, Option<String>>,
    pub limit: Limit,
    /// The files whose size, modification time and inode, with the command itself, decide the answer: then it may come
    /// from the cache of an earlier run. None: it must be asked each time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steady_by: Option<Vec<HostPath>>,
}

/// How long a command may run and how much it may print on each stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Limit {
    pub seconds: u32,
    pub bytes: u32,
}

impl Limit {
    /// For a `--print` or `--version`: ten seconds, one megabyte.
    pub const PROBE: Self = Self { seconds: 10, bytes: 1 << 20 };
}

impl Run {
    /// A probe of `program` with `args`, from where the user stands, asked each run.
    pub fn probe<S: Into<String>>(program: impl Into<String>, args: impl IntoIterator<Item = S>) -> Self {
        Self {
            program: program.into(),
            args: args.into_iter().map(Into::into).collect(),
            cwd: None,
            env: BTreeMap::new(),
            limit: Limit::PROBE,
            steady_by: None,
        }
    }

    #[must_use]
    pub fn env(mut self, name: &str, value: Option<&str>) -> Self {
        self.env.insert(name.to_owned(), value.map(str::to_owned));
        self
    }

    #[must_use]
    pub fn limit(mut self, limit: Limit) -> Self {
        self.limit = limit;
        self
    }

    /// The answer depends on nothing but the command, its variables and these files.
    #[must_use]
    pub fn steady_by(mut self, files: impl IntoIterator<Item = HostPath>) -> Self {
        self.steady_by = Some(files.into_iter().collect());
        self
    }
}

/// What is asked of a server, within two seconds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fetch {
    /// Of `http` or `https`.
    pub url: String,
    /// The passages of the text that are wanted; none: only whether it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passages: Option<Wanted>,
    /// A longer text is not read.
    pub bytes: u32,
}

/// The lines that start with `prefix`, each with the `following` lines after it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Wanted {
    pub prefix: String,
    pub following: u8,
}

impl Fetch {
    /// Whether something is at `url`.
    pub fn presence(url: impl Into<String>) -> Self {
        Self { url: url.into(), passages: None, bytes: 0 }
    }

    /// Passages of a text of at most eight megabytes: eight times what a channel's manifest has.
    pub fn passages(url: impl Into<String>, prefix: impl Into<String>, following: u8) -> Self {
        Self { url: url.into(), passages: Some(Wanted { prefix: prefix.into(), following }), bytes: 8 << 20 }
    }

    /// The address without the name and the password of whoever asks.
    pub fn shown_url(&self) -> String {
        shown_url(&self.url)
    }
}

/// An address without the name and the password of whoever asks.
pub fn shown_url(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let authority = rest.split('/').next().unwrap_or(rest);
    match authority.rsplit_once('@') {
        Some((login, _)) => format!("{scheme}://{}", &rest[login.len() + 1..]),
        None => url.to_owned(),
    }
}

/// What the proof builds, decided by the pure side; the host only carries it out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Link {
    pub target: Triple,
    /// The build command as the user would type it: `["cargo", "build", "--target", T]`.
    pub command: Vec<String>,
    /// Changes to the inherited environment; `None` removes the variable.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub env: BTreeMap<String, Option<String>>,
    /// Where the user stands: cargo reads its configuration from here.
    pub cwd: HostPath,
    /// The files of the tiny package: path inside it and text. None: the project itself is built.
    pub files: BTreeMap<String, String>,
    /// Top-level entries of the project to be linked into the package, so that relative arguments resolve.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<HostPath>,
    /// What relative arguments name above the package: the path from inside it, and what it leads to.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub above: BTreeMap<String, HostPath>,
    /// Files that can change the result and that the link itself does not list: configuration, toolchain files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<HostPath>,
    /// The program's name without the platform's suffix, where it makes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
    /// How the program is run once it is linked. None: it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<LinkRun>,
    pub limit: Limit,
}

/// How a proof's program is run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LinkRun {
    /// The emulator and its arguments, to be followed by the program; empty: natively.
    pub runner: Vec<String>,
    /// qemu-user is told where the target's dynamic libraries are, from where the linker found them.
    #[serde(default)]
    pub find_libraries: bool,
}
