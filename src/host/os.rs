//! The real machine: with its neighbours the only room that calls env, fs, process and net.

use std::{env, fs, io, path::Path, time::Duration};

use tokio::{process::Command, time::timeout};
use xdoctor_checks::{
    Answer, Failure, HostPath, Question,
    answer::{self, Dir, DirEntry, EntryKind, Exit, FileBytes, Passages, Ran},
    question::Run,
};

use super::{Answering, Host, search::search};

/// The machine this program runs on.
pub struct OsHost {
    cwd: HostPath,
}

impl OsHost {
    /// From the working directory.
    pub fn here() -> Self {
        let cwd = env::current_dir().ok().and_then(|dir| HostPath::parse(&dir.to_string_lossy()));
        Self { cwd: cwd.unwrap_or_else(|| HostPath::parse("/").expect("absolute")) }
    }
}

impl Host for OsHost {
    fn answer<'a>(&'a self, question: &'a Question) -> Answering<'a> {
        Box::pin(async move {
            match question {
                Question::Host => Ok(Answer::Host(answer::Host {
                    os: env::consts::OS.to_owned(),
                    arch: env::consts::ARCH.to_owned(),
                    cwd: self.cwd.clone(),
                    home: env::home_dir().and_then(|home| HostPath::parse(&home.to_string_lossy())),
                    distribution: Vec::new(),
                })),
                Question::Env { name } => Ok(Answer::Env(env::var(name).ok())),
                Question::ReadFile { path, .. } => Ok(Answer::File(read(path))),
                Question::Passages { path, prefix, following } => Ok(Answer::Passages(match read(path) {
                    FileBytes::Text(text) => Passages::of(&text, prefix, *following),
                    FileBytes::Missing => Passages::Missing,
                    FileBytes::Unreadable { message } => Passages::Unreadable { message },
                    FileBytes::Directory | FileBytes::NotUtf8 { .. } | FileBytes::TooLarge { .. } => {
                        Passages::Unreadable { message: "not a text file".into() }
                    }
                })),
                Question::ListDir { path } => Ok(Answer::Dir(list(path))),
                Question::Run(run) => run_command(run, &self.cwd).await.map(Answer::Run),
                Question::Search { dirs, names } => Ok(Answer::Search(search(dirs, names))),
                Question::EnvPrefix { .. }
                | Question::Metadata { .. }
                | Question::Which { .. }
                | Question::ScanLinks { .. }
                | Question::Header { .. }
                | Question::Link(_) => Err(Failure::Failed { message: "not asked yet".into() }),
            }
        })
    }
}

fn read(path: &HostPath) -> FileBytes {
    match fs::read_to_string(Path::new(path.as_str())) {
        Ok(text) => FileBytes::Text(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => FileBytes::Missing,
        Err(error) => FileBytes::Unreadable { message: error.to_string() },
    }
}

fn list(path: &HostPath) -> Dir {
    let entries = match fs::read_dir(Path::new(path.as_str())) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Dir::Missing,
        Err(error) => return Dir::Unreadable { message: error.to_string() },
    };
    let mut names: Vec<_> = entries
        .flatten()
        .map(|entry| DirEntry {
            name: entry.file_name().to_string_lossy().into_owned(),
            kind: EntryKind::Other,
            size: 0,
        })
        .collect();
    names.sort_by(|a, b| a.name.cmp(&b.name));
    Dir::Entries(names)
}

async fn run_command(run: &Run, cwd: &HostPath) -> Result<Ran, Failure> {
    let mut command = Command::new(&run.program);
    command.args(&run.args).current_dir(run.cwd.as_ref().unwrap_or(cwd).as_str()).kill_on_drop(true);
    for (name, value) in &run.env {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let output = match timeout(Duration::from_secs(run.limit.seconds.into()), command.output()).await {
        Ok(Ok(output)) => output,
        Ok(Err(error)) if error.kind() == io::ErrorKind::NotFound => return Ok(Ran::NotFound),
        Ok(Err(error)) => return Ok(Ran::NotExecutable { message: error.to_string() }),
        Err(_) => return Err(Failure::TimedOut { seconds: run.limit.seconds }),
    };
    Ok(Ran::Finished {
        exit: Exit::Code(output.status.code().unwrap_or(-1)),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}
