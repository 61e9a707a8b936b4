//! The real machine.

mod env;
mod fetch;
mod files;
mod header;
mod machine;
mod run;
mod scan;
mod search;
mod which;

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

pub(super) use env::Environment;
use fetch::Online;
pub(super) use files::message;
pub(super) use machine::machine_name;
use xdoctor_checks::{Answer, HostPath, Question, answer::Fetched};

use super::{AnswerCache, Answered, Answering, Host};

/// The machine this program runs on, as its user stands in it.
pub struct OsHost {
    pub(super) cwd: HostPath,
    pub(super) env: Environment,
    cache: Option<AnswerCache>,
    /// Where proofs are made and remembered; none: in a directory of their own, and forgotten.
    pub(super) proofs: Option<PathBuf>,
    /// Proofs are made anew, whatever is remembered.
    pub(super) fresh: bool,
    /// None: no server is asked anything.
    online: Option<Online>,
}

/// The directory to look from cannot be entered.
#[derive(Debug)]
pub struct NoDirectory {
    /// As the user wrote it; `.` for the working directory.
    pub directory: String,
    pub error: io::Error,
}

impl OsHost {
    /// From the working directory, with this process's environment.
    pub fn here() -> Result<Self, NoDirectory> {
        Self::at(Path::new("."))
    }

    /// From `directory` (`--project`), with this process's environment.
    pub fn at(directory: &Path) -> Result<Self, NoDirectory> {
        Self::with_env(directory, std::env::vars_os())
    }

    /// From `directory`, with this environment and no other, for the tools that are run as well.
    pub fn with_env<N, V>(directory: &Path, env: impl IntoIterator<Item = (N, V)>) -> Result<Self, NoDirectory>
    where
        N: Into<std::ffi::OsString>,
        V: Into<std::ffi::OsString>,
    {
        let unusable = |error| NoDirectory { directory: directory.display().to_string(), error };
        // Cargo starts from the physical directory too: it asks the system for its working directory.
        let real = files::real(directory).map_err(unusable)?;
        if !Path::new(real.as_str()).is_dir() {
            return Err(unusable(io::ErrorKind::NotADirectory.into()));
        }
        Ok(Self { cwd: real, env: Environment::new(env), cache: None, proofs: None, fresh: false, online: None })
    }

    /// Takes steady answers from this cache, and keeps them there.
    #[must_use]
    pub fn with_cache(self, cache: AnswerCache) -> Self {
        Self { cache: Some(cache), ..self }
    }

    /// Makes proofs below this directory and remembers those that pass; if `fresh`, none is recalled.
    #[must_use]
    pub fn with_proofs(self, dir: &Path, fresh: bool) -> Self {
        Self { proofs: Some(dir.join("proof")), fresh, ..self }
    }

    /// Asks servers too, keeping what they have below `dir`; if `fresh`, nothing is taken from there.
    #[must_use]
    pub fn with_online(self, dir: Option<&Path>, fresh: bool) -> Self {
        Self { online: Some(Online::new(dir, fresh)), ..self }
    }

    /// Cargo and this program are told to stay offline (`CARGO_NET_OFFLINE`), or it is a run of continuous integration
    /// (`CI`, which all of its services set), where what is not asked for is not fetched.
    pub fn prefers_offline(&self) -> bool {
        let set = |name| self.env.text(name).is_some_and(|value| !matches!(value.as_str(), "" | "0" | "false"));
        set("CI") || set("CARGO_NET_OFFLINE")
    }
}

impl Host for OsHost {
    fn at_once(&self, question: &Question) -> Option<Answered> {
        Some(Ok(match question {
            Question::Host => Answer::Host(machine::host(&self.cwd, &self.env)),
            Question::Today => match machine::today() {
                Ok(day) => Answer::Today(day),
                Err(failure) => return Some(Err(failure)),
            },
            Question::Env { name } => Answer::Env(self.env.text(name)),
            Question::EnvPrefix { prefix } => Answer::EnvPrefix(self.env.with_prefix(prefix)),
            Question::ReadFile { path, limit } => Answer::File(files::read(path, *limit)),
            Question::Passages { path, prefix, following } => {
                Answer::Passages(files::passages(path, prefix, *following))
            }
            Question::Search { dirs, names } => Answer::Search(search::search(dirs, names)),
            Question::ListDir { path } => Answer::Dir(files::list(path)),
            Question::Metadata { path } => Answer::Metadata(files::metadata(path)),
            Question::Which { program } => Answer::Which(which::all(program, &self.cwd, &self.env)),
            Question::Header { path } => Answer::Header(header::of(path)),
            Question::Run(run) => Answer::Run(self.known(run)?),
            Question::Fetch(_) if self.online.is_none() => Answer::Fetched(Fetched::NotAsked),
            Question::ScanLinks { .. } | Question::Fetch(_) | Question::Link(_) => return None,
        }))
    }

    fn answer<'a>(&'a self, question: &'a Question) -> Answering<'a> {
        Box::pin(async move {
            if let Some(answered) = self.at_once(question) {
                return answered;
            }
            match question {
                Question::Run(run) => self.run(run).await.map(Answer::Run),
                Question::ScanLinks { root, limit } => {
                    let (root, limit) = (root.clone(), *limit);
                    let scan = tokio::task::spawn_blocking(move || scan::links(&root, limit));
                    scan.await.expect("the scan does not panic").map(Answer::Links)
                }
                Question::Fetch(fetch) => Ok(Answer::Fetched(match &self.online {
                    Some(online) => online.ask(fetch, &self.env).await,
                    None => Fetched::NotAsked,
                })),
                Question::Link(link) => self.link(link).await.map(Answer::Link),
                Question::Host
                | Question::Today
                | Question::Env { .. }
                | Question::EnvPrefix { .. }
                | Question::ReadFile { .. }
                | Question::Passages { .. }
                | Question::Search { .. }
                | Question::ListDir { .. }
                | Question::Metadata { .. }
                | Question::Which { .. }
                | Question::Header { .. } => unreachable!("answered at once"),
            }
        })
    }
}

impl fmt::Display for NoDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot use the directory `{}`: {}", self.directory, self.error)
    }
}

impl std::error::Error for NoDirectory {}
