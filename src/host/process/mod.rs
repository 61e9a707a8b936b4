//! Children with bounds: each runs in a process group of its own, for so long and with so much output, and leaves
//! nothing behind, however it ends and however this program does.

mod group;
mod output;
mod signals;
#[cfg(unix)]
mod strays;

use std::{
    io,
    process::{Command, Stdio},
    time::Duration,
};

use group::Group;
pub use group::stop_all;
pub(super) use output::Keep;
use output::Kept;
pub use signals::{end_children_on_signals, end_on_panic};
use tokio::{
    process::Child,
    time::{sleep, timeout},
};
use xdoctor_checks::answer::Exit;

/// How long what a child has started may go on holding its output after the child itself has ended. What comes later
/// is nobody's answer.
const GRACE: Duration = Duration::from_millis(200);
/// How long the system may take to close the output of what was killed.
const CLOSING: Duration = Duration::from_secs(1);
/// Tries to start a file that another process is still writing, and the pause between them.
const BUSY_TRIES: u32 = 20;
const BUSY_PAUSE: Duration = Duration::from_millis(20);

#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) time: Duration,
    pub(super) keep: Keep,
}

/// A child that came to its end.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) exit: Exit,
    /// With [`Keep::Last`]: both streams.
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
}

/// Why there is no end to tell of.
#[derive(Debug)]
pub(super) enum Stop {
    NotStarted(io::Error),
    /// With what was printed until then.
    TimedOut {
        printed: Vec<u8>,
    },
    Flooded,
    Failed(io::Error),
}

/// Runs `command` within `bounds`, with nothing to read. Whatever it started is gone when this returns or is dropped.
pub(super) async fn bounded(mut command: Command, bounds: Bounds) -> Result<Done, Stop> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mark = Group::prepare(&mut command);
    let mut command = tokio::process::Command::from(command);
    // Where there are process groups, the group is killed, before its leader is waited for.
    command.kill_on_drop(cfg!(not(unix)));
    let (mut child, group) = start(&mut command, &mark).await.map_err(Stop::NotStarted)?;
    let kept = Kept::new(bounds.keep);
    let exit = watch(&mut child, &group, &kept, bounds.time).await;
    drop(group);
    let (stdout, stderr) = kept.into_streams();
    match exit {
        Ok(exit) => Ok(Done { exit, stdout, stderr }),
        Err(Stop::TimedOut { .. }) => Err(Stop::TimedOut { printed: stdout }),
        Err(stop) => Err(stop),
    }
}

/// A child that was started, with all that it starts: a signal that ends this program ends it too.
pub(crate) struct Led {
    group: Group,
}

/// Starts `command` as the leader of a group of its own, for a thread to wait for.
pub(crate) fn lead(command: &mut Command) -> io::Result<(std::process::Child, Led)> {
    let mark = Group::prepare(command);
    let (child, group) = Group::start_plain(command, &mark)?;
    Ok((child, Led { group }))
}

impl Led {
    /// Ends it, as far as this user may.
    pub(crate) fn end(&self) {
        self.group.end();
    }

    /// It has ended by itself.
    pub(crate) fn release(self) {
        self.group.release();
    }
}

/// A file that was just written cannot be started while a child forked elsewhere still has it open (`ETXTBSY`).
async fn start(command: &mut tokio::process::Command, mark: &str) -> io::Result<(Child, Group)> {
    for _ in 1..BUSY_TRIES {
        match Group::start(command, mark) {
            Err(error) if error.kind() == io::ErrorKind::ExecutableFileBusy => sleep(BUSY_PAUSE).await,
            started => return started,
        }
    }
    Group::start(command, mark)
}

async fn watch(child: &mut Child, group: &Group, kept: &Kept, time: Duration) -> Result<Exit, Stop> {
    let (stdout, stderr) = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
    let mut reading = std::pin::pin!(async { tokio::try_join!(kept.stdout(stdout), kept.stderr(stderr)).map(|_| ()) });
    let mut read = false;
    let mut deadline = std::pin::pin!(sleep(time));
    let status = loop {
        tokio::select! {
            status = child.wait() => break status.map_err(Stop::Failed)?,
            result = &mut reading, if !read => {
                result?;
                read = true;
            }
            () = &mut deadline => return Err(Stop::TimedOut { printed: Vec::new() }),
        }
    };
    if !read {
        if let Ok(result) = timeout(GRACE, &mut reading).await {
            result?;
        } else {
            group.end();
            // What even this does not close belongs to no descendant, and what the child wrote has been read.
            timeout(CLOSING, &mut reading).await.unwrap_or(Ok(()))?;
        }
    }
    Ok(exit(status))
}

#[cfg(unix)]
fn exit(status: std::process::ExitStatus) -> Exit {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => Exit::Code(code),
        (None, signal) => Exit::Signal(signal.expect("what did not exit was ended by a signal")),
    }
}

#[cfg(not(unix))]
fn exit(status: std::process::ExitStatus) -> Exit {
    Exit::Code(status.code().expect("every process has an exit code"))
}
