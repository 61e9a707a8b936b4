//! Commands of a plan: their output line by line, bounded and clean.

use std::{
    io::{self, Read},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

use xdoctor_fixes::CommandLine;

use crate::{
    host::{Led, lead},
    report::clean,
};

/// A longer line is shown cut: no tool means more than this for a person.
const LONGEST_LINE: usize = 2000;
/// A tool that prints more lines goes on, unheard.
const MOST_LINES: usize = 20_000;
/// How long a cancelled command goes unnoticed, at most.
const BEAT: Duration = Duration::from_millis(50);
/// For so many beats it is waited for the end of what was cancelled.
const PATIENCE: u32 = 40;

/// Run `line` in `folder` to its end; an error says how it ended otherwise than well.
pub(super) fn run(
    line: &CommandLine,
    folder: &Path,
    cancel: Option<&AtomicBool>,
    output: &mut dyn FnMut(String),
) -> Result<(), String> {
    let mut command = Command::new(&line.program);
    command.args(&line.args).envs(line.env.iter().map(|(name, value)| (name, value)));
    if folder.is_dir() {
        command.current_dir(folder);
    }
    // A password is asked for on the terminal itself, not on standard input.
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // What can be cancelled runs in a group of its own, so that all it starts is ended with it. Otherwise it stays in the
    // terminal's, and a password can be asked for there.
    let started = if cancel.is_some() {
        lead(&mut command).map(|(child, led)| (child, Some(led)))
    } else {
        command.spawn().map(|child| (child, None))
    };
    let (mut child, led) = started.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => format!("`{}` is not installed", line.program),
        _ => format!("`{}` cannot be run: {error}", line.program),
    })?;
    let (sender, lines) = mpsc::channel();
    for stream in streams(&mut child) {
        let sender = sender.clone();
        thread::spawn(move || read_lines(stream, &sender));
    }
    drop(sender);
    let cancelled = || cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed));
    let mut told = 0;
    let mut ended = None;
    loop {
        match lines.recv_timeout(BEAT) {
            Ok(text) if told < MOST_LINES => {
                told += 1;
                output(text);
            }
            Ok(_) => {}
            Err(RecvTimeoutError::Disconnected) => break,
            // A grandchild may keep the pipe open: the command's own end is what counts.
            Err(RecvTimeoutError::Timeout) if ended.is_some() => break,
            Err(RecvTimeoutError::Timeout) => ended = child.try_wait().ok().flatten(),
        }
        if cancelled() {
            return Err(stop(&mut child, led.as_ref(), &line.program));
        }
    }
    let status = match ended {
        Some(status) => status,
        None => child.wait().map_err(|error| format!("`{}`: {error}", line.program))?,
    };
    if let Some(led) = led {
        led.release();
    }
    if status.success() { Ok(()) } else { Err(format!("`{line}` failed: {status}")) }
}

/// Ends what was cancelled, as far as this user may; what became of it.
fn stop(child: &mut Child, led: Option<&Led>, program: &str) -> String {
    if let Some(led) = led {
        led.end();
    }
    // It may have ended by itself meanwhile.
    let _ = child.kill();
    for _ in 0..PATIENCE {
        if !matches!(child.try_wait(), Ok(None)) {
            return format!("`{program}` was cancelled");
        }
        thread::sleep(BEAT);
    }
    format!("`{program}` runs with other rights than yours and cannot be stopped from here: it goes on by itself")
}

fn streams(child: &mut Child) -> Vec<Box<dyn Read + Send>> {
    let out = child.stdout.take().map(|stream| Box::new(stream) as Box<dyn Read + Send>);
    let err = child.stderr.take().map(|stream| Box::new(stream) as Box<dyn Read + Send>);
    [out, err].into_iter().flatten().collect()
}

/// Lines end at a line feed, and at a carriage return, with which progress bars redraw theirs.
fn read_lines(mut stream: impl Read, sender: &Sender<String>) {
    let mut line = Vec::new();
    let mut buffer = [0; 8192];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        for &byte in &buffer[..count] {
            if byte == b'\n' || byte == b'\r' {
                send(&mut line, sender);
            } else if line.len() < LONGEST_LINE {
                line.push(byte);
            }
        }
    }
    send(&mut line, sender);
}

fn send(line: &mut Vec<u8>, sender: &Sender<String>) {
    let text = clean(&String::from_utf8_lossy(line));
    line.clear();
    if !text.trim().is_empty() {
        // Nobody listens any more: the run was cancelled.
        let _ = sender.send(text);
    }
}
