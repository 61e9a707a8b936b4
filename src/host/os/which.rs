//! Programs on `PATH`, by each platform's rules.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
};

use xdoctor_checks::HostPath;

use super::Environment;

/// Where `execvp` looks if `PATH` is not set (glibc's `_PATH_DEFPATH`; musl has it too, after `/usr/local/bin`).
const DEFAULT_PATH: &str = "/bin:/usr/bin";

/// Every executable file of this name on `PATH`, in order, each once. An empty or relative entry is seen from `cwd`.
pub(super) fn all(program: &str, cwd: &HostPath, env: &Environment) -> Vec<HostPath> {
    let found = candidates(program, Path::new(cwd.as_str()), env.value("PATH"));
    found.iter().filter_map(|path| HostPath::parse(&path.to_string_lossy())).collect()
}

/// The same as real paths, for running one.
pub(super) fn candidates(program: &str, cwd: &Path, path: Option<&OsStr>) -> Vec<PathBuf> {
    if program.is_empty() {
        return Vec::new();
    }
    // Made absolute here, since `which` takes a leading `~` for the home, as a shell does and `execvp` does not.
    let path = path.unwrap_or(OsStr::new(if cfg!(unix) { DEFAULT_PATH } else { "" }));
    let directories = env::split_paths(path)
        .filter(|directory| cfg!(unix) || !directory.as_os_str().is_empty())
        .map(|directory| cwd.join(directory));
    let Ok(directories) = env::join_paths(directories) else { return Vec::new() };
    let mut found: Vec<PathBuf> = Vec::new();
    for file in which::which_in_all(program, Some(directories), cwd).into_iter().flatten() {
        if !found.contains(&file) {
            found.push(file);
        }
    }
    found
}

#[cfg(all(test, unix))]
mod tests;
