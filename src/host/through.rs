//! A command that somebody runs through this program: what it prints goes where it would have gone, byte for byte and
//! at once, and is heard on the way.

use std::{
    ffi::OsString,
    io::{self, IsTerminal, Read, Write},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread,
    time::Duration,
};

/// How long what the command left running may go on printing after it has ended.
const GRACE: Duration = Duration::from_millis(300);

/// What comes from the threads that hear and wait.
enum Heard {
    /// Whole lines of one stream (or what remained of one at its end).
    Printed(Vec<u8>),
    Ended(io::Result<ExitStatus>),
}

/// Runs the command in this program's place: its standard input, its terminal, its signals. `hear` gets what it prints,
/// line by line.
pub fn run_through(program: &OsString, args: &[OsString], mut hear: impl FnMut(&[u8])) -> io::Result<ExitStatus> {
    let mut command = Command::new(program);
    command.args(args);
    let (stdout, stdout_end) = ear(io::stdout().is_terminal())?;
    let (stderr, stderr_end) = ear(io::stderr().is_terminal())?;
    command.stdout(stdout_end).stderr(stderr_end);
    let child = command.spawn()?;
    // The ends that the child writes to: only when nobody has them open any more do the ears come to an end.
    drop(command);
    signals::follow(&child)?;
    let (send, heard) = channel();
    let (of_stdout, of_stderr) = (send.clone(), send.clone());
    thread::spawn(move || pass(stdout, io::stdout(), &of_stdout));
    thread::spawn(move || pass(stderr, io::stderr(), &of_stderr));
    thread::spawn(move || wait(child, &send));
    let mut status = None;
    loop {
        // Before the end nothing hurries; after it only what comes at once belongs to the command.
        let next = match status {
            None => heard.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(_) => heard.recv_timeout(GRACE),
        };
        match (next, status.take()) {
            (Ok(Heard::Printed(bytes)), before) => {
                hear(&bytes);
                status = before;
            }
            (Ok(Heard::Ended(ended)), _) => status = Some(ended),
            (Err(_), Some(ended)) => return ended,
            (Err(_), None) => return Err(io::Error::other("the command was lost")),
        }
    }
}

fn wait(mut child: Child, send: &Sender<Heard>) {
    // Nobody listens any more only when this program is ending.
    let _ = send.send(Heard::Ended(child.wait()));
}

/// Writes on what is read, and tells it in whole lines.
fn pass(mut from: impl Read, mut to: impl Write, send: &Sender<Heard>) {
    let mut buffer = vec![0; 1 << 16];
    let mut rest: Vec<u8> = Vec::new();
    loop {
        let length = match from.read(&mut buffer) {
            // A pseudo-terminal that nobody writes to any more ends with an error.
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => break,
        };
        // If nobody reads, the command goes on as it would with a broken pipe of its own; it is heard all the same.
        let _ = to.write_all(&buffer[..length]).and_then(|()| to.flush());
        rest.extend_from_slice(&buffer[..length]);
        if let Some(end) = rest.iter().rposition(|byte| *byte == b'\n') {
            let later = rest.split_off(end + 1);
            let whole = std::mem::replace(&mut rest, later);
            if send.send(Heard::Printed(whole)).is_err() {
                return;
            }
        }
    }
    if !rest.is_empty() {
        rest.push(b'\n');
        let _ = send.send(Heard::Printed(rest));
    }
}

/// Where a stream of the command is heard, and the end that it writes to: a terminal where this program has one, so
/// that it colours its output and draws its progress as it would without this program.
#[cfg(unix)]
fn ear(is_terminal: bool) -> io::Result<(std::fs::File, Stdio)> {
    use rustix::{
        fs::{Mode, OFlags, open},
        pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
        termios::{OptionalActions, OutputModes, tcgetattr, tcgetwinsize, tcsetattr, tcsetwinsize},
    };
    if !is_terminal {
        let (reader, writer) = io::pipe()?;
        return Ok((std::os::fd::OwnedFd::from(reader).into(), writer.into()));
    }
    let ear = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
    // Apple has no flag for it at the opening.
    rustix::io::fcntl_setfd(&ear, rustix::io::FdFlags::CLOEXEC)?;
    grantpt(&ear)?;
    unlockpt(&ear)?;
    let name = ptsname(&ear, Vec::new())?;
    let end = open(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?;
    // The real terminal turns line ends into what it needs; twice would be once too often.
    let mut modes = tcgetattr(&end)?;
    modes.output_modes -= OutputModes::OPOST;
    tcsetattr(&end, OptionalActions::Now, &modes)?;
    if let Ok(size) = tcgetwinsize(io::stderr()).or_else(|_| tcgetwinsize(io::stdout())) {
        tcsetwinsize(&ear, size)?;
    }
    Ok((ear.into(), end.into()))
}

/// A console has no second one to give: the command writes to a pipe, and cargo is told that there are colours.
#[cfg(not(unix))]
fn ear(_: bool) -> io::Result<(io::PipeReader, Stdio)> {
    let (reader, writer) = io::pipe()?;
    Ok((reader, writer.into()))
}

/// The code that this program ends with in the command's place. One that a signal ended ends this one likewise.
pub fn end_like(status: ExitStatus) -> u8 {
    signals::die_like(status);
    // Windows has wider codes; what does not fit is at least a failure.
    status.code().map_or(1, |code| u8::try_from(code).unwrap_or(1))
}

#[cfg(unix)]
mod signals {
    use std::{
        io,
        os::unix::process::ExitStatusExt,
        process::{Child, ExitStatus},
        thread,
    };

    use rustix::process::{Pid, Signal, kill_process};
    use signal_hook::{
        consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM},
        iterator::Signals,
        low_level::emulate_default_handler,
    };

    /// From now on the command decides what a signal means. The terminal's own reach it by themselves, for it is of
    /// this program's group; those that somebody sends to this program are sent on.
    pub(super) fn follow(child: &Child) -> io::Result<()> {
        let child = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let mut signals = Signals::new([SIGINT, SIGQUIT, SIGTERM, SIGHUP])?;
        thread::spawn(move || {
            for signal in signals.forever() {
                let named = match signal {
                    SIGTERM => Signal::TERM,
                    SIGHUP => Signal::HUP,
                    _ => continue,
                };
                if let Some(child) = child {
                    // Gone already: nothing to tell it.
                    let _ = kill_process(child, named);
                }
            }
        });
        Ok(())
    }

    pub(super) fn die_like(status: ExitStatus) {
        if let Some(signal) = status.signal() {
            // It ends this program, unless the signal is one that does not end programs.
            let _ = emulate_default_handler(signal);
        }
    }
}

#[cfg(not(unix))]
mod signals {
    use std::{
        io,
        process::{Child, ExitStatus},
    };

    /// A console's programs get its events themselves.
    pub(super) fn follow(_: &Child) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn die_like(_: ExitStatus) {}
}
