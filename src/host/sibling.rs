//! The program beside this one, in place of this one.

use std::{
    env,
    ffi::OsString,
    io,
    path::PathBuf,
    process::{Command, ExitCode},
};

/// Becomes `program` with the arguments `args`: the file beside this one, else that on `PATH`. It returns where that
/// cannot be done, or where a system has no such thing: then the program has run, with this exit code.
pub fn become_program(program: &str, args: impl IntoIterator<Item = OsString>) -> io::Result<ExitCode> {
    let mut command = Command::new(beside(program).unwrap_or_else(|| program.into()));
    command.args(args);
    run(command)
}

/// Not by a link that leads here: cargo's `install` and the archives put both into one directory.
fn beside(program: &str) -> Option<PathBuf> {
    let file = env::current_exe().ok()?.with_file_name(format!("{program}{}", env::consts::EXE_SUFFIX));
    file.is_file().then_some(file)
}

#[cfg(unix)]
fn run(mut command: Command) -> io::Result<ExitCode> {
    Err(std::os::unix::process::CommandExt::exec(&mut command))
}

/// Windows cannot replace a process; an interrupt reaches both, and only the other one has something to end.
#[cfg(not(unix))]
fn run(mut command: Command) -> io::Result<ExitCode> {
    let code = command.status()?.code().unwrap_or(1);
    Ok(u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from))
}
