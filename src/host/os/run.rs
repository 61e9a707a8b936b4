//! Commands, within their bounds.

use std::{
    ffi::{OsStr, OsString},
    io,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use xdoctor_checks::{
    Failure, HostPath,
    answer::{Header, Ran},
    question::Run,
};

use super::{OsHost, files, header, which};
use crate::host::{
    cache::Key,
    process::{Bounds, Keep, Stop, bounded},
};

/// Looking changes nothing, and what is read is not in the user's language. A question may override each of them.
const ALWAYS: [(&str, &str); 5] = [
    // rustup 1.28 and later: a proxy installs a missing toolchain unless told not to.
    ("RUSTUP_AUTO_INSTALL", "0"),
    ("CARGO_NET_OFFLINE", "true"),
    // `brew` updates itself before it answers.
    ("HOMEBREW_NO_AUTO_UPDATE", "1"),
    ("GIT_TERMINAL_PROMPT", "0"),
    // gcc translates even `-print-search-dirs`.
    ("LC_ALL", "C"),
];

impl OsHost {
    pub(super) async fn run(&self, run: &Run) -> Result<Ran, Failure> {
        let child = match self.child(run)? {
            Ok(child) => child,
            Err(refused) => return Ok(refused),
        };
        let before = self.cache.as_ref().and_then(|_| child.key(run));
        let ran = child.run(run).await?;
        if let (Some(cache), Some(before), Some(after)) = (&self.cache, before, child.key(run)) {
            cache.keep(&before, &after, &ran);
        }
        Ok(ran)
    }

    /// What an earlier run heard, if it would hear it again.
    pub(super) fn known(&self, run: &Run) -> Option<Ran> {
        let cache = self.cache.as_ref()?;
        run.steady_by.as_ref()?;
        cache.find(&self.child(run).ok()?.ok()?.key(run)?)
    }

    /// All that is needed to run it; else why it cannot be.
    fn child(&self, run: &Run) -> Result<Result<Child, Ran>, Failure> {
        let cwd = run.cwd.as_ref().unwrap_or(&self.cwd);
        if !Path::new(cwd.as_str()).is_dir() {
            return Err(Failure::Failed { message: format!("there is no directory `{cwd}` to run it in") });
        }
        let env = self.child_env(run.env.iter().map(|(name, value)| (name.as_str(), value.as_deref())));
        let path = env.iter().find(|(name, _)| is_named(name, "PATH")).map(|(_, value)| value.as_os_str());
        Ok(programs(&run.program, cwd, path).map(|programs| Child { programs, cwd: cwd.clone(), env }))
    }

    /// The environment of a child: this host's, what every child gets, and the question's changes.
    pub(in crate::host) fn child_env<'a>(
        &self,
        changes: impl IntoIterator<Item = (&'a str, Option<&'a str>)>,
    ) -> Vec<(OsString, OsString)> {
        let mut env: Vec<(OsString, OsString)> =
            self.env.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let always = ALWAYS.into_iter().map(|(name, value)| (name, Some(value)));
        for (name, value) in always.chain(changes) {
            env.retain(|(known, _)| !is_named(known, name));
            env.extend(value.map(|value| (name.into(), value.into())));
        }
        env
    }
}

/// A command before it is started.
struct Child {
    /// The files that may be meant, in the order in which they are tried.
    programs: Vec<PathBuf>,
    cwd: HostPath,
    env: Vec<(OsString, OsString)>,
}

impl Child {
    fn key(&self, run: &Run) -> Option<Key> {
        Key::of(run, &self.cwd, &self.programs, &self.env)
    }

    async fn run(&self, run: &Run) -> Result<Ran, Failure> {
        // As `execvp` does: what cannot be started is passed over, and told if nothing else can.
        let mut refused = Ran::NotFound;
        for program in &self.programs {
            let time = Duration::from_secs(run.limit.seconds.into());
            match bounded(self.command(program, run), Bounds { time, keep: Keep::Each(run.limit.bytes) }).await {
                Ok(done) => {
                    let [stdout, stderr] = [done.stdout, done.stderr].map(|bytes| lossy(&bytes));
                    return Ok(Ran::Finished { exit: done.exit, stdout, stderr });
                }
                Err(Stop::TimedOut { .. }) => return Err(Failure::TimedOut { seconds: run.limit.seconds }),
                Err(Stop::Flooded) => return Err(Failure::Flooded { bytes: run.limit.bytes }),
                Err(Stop::Failed(error)) => return Err(failed(program, &error)),
                Err(Stop::NotStarted(error)) => match not_executable(program, &error) {
                    Some(message) => refused = Ran::NotExecutable { message },
                    None => return Err(failed(program, &error)),
                },
            }
        }
        Ok(refused)
    }

    fn command(&self, program: &Path, run: &Run) -> Command {
        let mut command = Command::new(program);
        // The path spares a search in the child; what it is told is the name that was asked for, as from a shell.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::arg0(&mut command, &run.program);
        let env = self.env.iter().map(|(name, value)| (name, value));
        command.args(&run.args).current_dir(self.cwd.as_str()).env_clear().envs(env);
        command
    }
}

impl OsHost {
    /// The first program of this name on the `PATH` of `env`.
    pub(in crate::host) fn find_program(&self, program: &str, env: &[(OsString, OsString)]) -> Option<PathBuf> {
        let path = env.iter().find(|(name, _)| is_named(name, "PATH")).map(|(_, value)| value.as_os_str());
        programs(program, &self.cwd, path).ok()?.into_iter().next()
    }
}

fn is_named(known: &OsStr, name: &str) -> bool {
    if cfg!(windows) { known.eq_ignore_ascii_case(name) } else { known == name }
}

/// The files that may be meant, in the order in which they are tried; else why there is none.
fn programs(program: &str, cwd: &HostPath, path: Option<&OsStr>) -> Result<Vec<PathBuf>, Ran> {
    if program.contains(['/', std::path::MAIN_SEPARATOR]) {
        let file = cwd.join(program);
        return match std::fs::metadata(file.as_str()) {
            Ok(stat) if stat.is_dir() => Err(Ran::NotExecutable { message: format!("`{file}` is a directory") }),
            Ok(_) => Ok(vec![file.as_str().into()]),
            Err(error) if files::is_missing(&error) || files::is_loop(&error) => Err(Ran::NotFound),
            Err(error) => Err(Ran::NotExecutable { message: format!("`{file}`: {}", files::message(&error)) }),
        };
    }
    let cwd = Path::new(cwd.as_str());
    let found = which::candidates(program, cwd, path);
    if !found.is_empty() {
        return Ok(found);
    }
    let mut others = path.into_iter().flat_map(std::env::split_paths).map(|dir| cwd.join(dir).join(program));
    Err(match others.find(|file| file.is_file()) {
        Some(file) => Ran::NotExecutable { message: format!("`{}` is not executable", file.display()) },
        None => Ran::NotFound,
    })
}

/// Why this file is no program that runs here; none where it is not the file's fault.
fn not_executable(program: &Path, error: &io::Error) -> Option<String> {
    let shown = program.display();
    let file = HostPath::parse(&program.to_string_lossy())?;
    match error.kind() {
        // The file has just been seen: what is missing is what it names as its interpreter (`execve(2)`, `ENOENT`).
        io::ErrorKind::NotFound => Some(match header::of(&file) {
            Header::Script { interpreter } | Header::Elf { interpreter: Some(interpreter), .. } => {
                format!("`{shown}` needs the interpreter `{interpreter}`, which does not exist")
            }
            Header::Missing
            | Header::Unreadable { .. }
            | Header::Elf { interpreter: None, .. }
            | Header::MachO { .. }
            | Header::Pe { .. }
            | Header::Wasm
            | Header::Archive { .. }
            | Header::Other => format!("`{shown}` cannot be started: {}", files::message(error)),
        }),
        io::ErrorKind::PermissionDenied => Some(format!("`{shown}` is not executable: {}", files::message(error))),
        _ if is_no_program(error) => {
            Some(format!("`{shown}` is no program for this machine: {}", files::message(error)))
        }
        _ => None,
    }
}

/// `ENOEXEC`; on macOS also `EBADARCH`; on Windows `ERROR_BAD_EXE_FORMAT`.
fn is_no_program(error: &io::Error) -> bool {
    match error.raw_os_error() {
        Some(8) => cfg!(unix),
        Some(86) => cfg!(target_os = "macos"),
        Some(193) => cfg!(windows),
        Some(_) | None => false,
    }
}

fn failed(program: &Path, error: &io::Error) -> Failure {
    Failure::Failed { message: format!("cannot run `{}`: {}", program.display(), files::message(error)) }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
