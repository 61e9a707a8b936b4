//! `xdoctor run -- COMMAND`: the command as it would be without this program, and an explanation behind its failure.

use std::{
    fs,
    io::Write as _,
    os::unix::{fs::PermissionsExt as _, process::ExitStatusExt as _},
    process::Stdio,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use crate::sandbox::Sandbox;

/// A failed link as cargo and rustc print it, and what it ends with.
const FAILS: &str = "printf '   Compiling demo v0.1.0\\n' >&2
printf 'error: linker `aarch64-linux-gnu-gcc` not found\\n  |\\n  = note: No such file or directory (os error 2)\\n\\n' >&2
printf 'error: could not compile `demo` (bin \"demo\") due to 1 previous error\\n' >&2
exit 101";

/// `xdoctor run --no-live -- sh -c SCRIPT`.
fn script(sandbox: &Sandbox, script: &str) -> std::process::Command {
    sandbox.command(&["run", "--no-live", "--", "sh", "-c", script])
}

#[test]
fn the_output_is_the_commands_to_the_byte_and_each_stream_stays_its_own() {
    let sandbox = Sandbox::new();
    let bytes = "printf 'out\\000\\377\\033[1mbold\\r\\n no end'; printf 'err\\001\\n' >&2";
    let done = script(&sandbox, bytes).output().expect("xdoctor starts");
    assert_eq!(done.status.code(), Some(0));
    assert_eq!(done.stdout, b"out\x00\xff\x1b[1mbold\r\n no end");
    assert_eq!(done.stderr, b"err\x01\n");
}

#[test]
fn a_failure_is_explained_on_standard_error_alone_and_keeps_its_exit_code() {
    let sandbox = Sandbox::new();
    let done = script(&sandbox, &format!("echo result; {FAILS}")).output().expect("xdoctor starts");
    let stderr = String::from_utf8(done.stderr).expect("text");
    assert_eq!(done.status.code(), Some(101));
    assert_eq!(done.stdout, b"result\n");
    let (printed, explained) = stderr.split_once("due to 1 previous error\n").expect("what the command printed");
    assert!(printed.starts_with("   Compiling demo v0.1.0\nerror: linker"), "{printed}");
    assert!(explained.contains("cross-linker-not-installed"), "{explained}");
}

#[test]
fn a_success_adds_nothing_and_every_code_passes() {
    let sandbox = Sandbox::new();
    for code in [0, 1, 2, 42, 255] {
        let done = script(&sandbox, &format!("exit {code}")).output().expect("xdoctor starts");
        assert_eq!(done.status.code(), Some(code));
        assert_eq!(done.stdout, b"");
        assert_eq!(done.stderr.is_empty(), code == 0, "{}", String::from_utf8_lossy(&done.stderr));
    }
}

#[test]
fn a_command_that_a_signal_ended_ends_this_program_likewise() {
    let sandbox = Sandbox::new();
    for signal in [libc_number("TERM"), libc_number("KILL"), libc_number("ABRT")] {
        let done = script(&sandbox, &format!("kill -{signal} $$; sleep 60")).output().expect("xdoctor starts");
        assert_eq!(done.status.signal(), Some(signal), "{:?}", done.status);
    }
}

/// The numbers that POSIX gives to these signals. INT and QUIT are not among them: whoever starts the tests in the
/// background has them ignored, and a shell cannot take that back.
fn libc_number(name: &str) -> i32 {
    match name {
        "ABRT" => 6,
        "KILL" => 9,
        _ => 15,
    }
}

#[test]
fn a_signal_sent_to_this_program_reaches_the_command_which_decides() {
    let sandbox = Sandbox::new();
    let mut child = script(&sandbox, "trap 'echo caught; exit 7' TERM; echo ready; while :; do sleep 0.05; done")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("xdoctor starts");
    let mut stdout = child.stdout.take().expect("it is piped");
    let mut seen = Vec::new();
    read_until(&mut stdout, b"ready\n", &mut seen);
    let pid = Pid::from_raw(i32::try_from(child.id()).expect("a pid")).expect("not zero");
    kill_process(pid, Signal::TERM).expect("it runs");
    read_until(&mut stdout, b"caught\n", &mut seen);
    assert_eq!(child.wait().expect("it ends").code(), Some(7));
}

fn read_until(from: &mut impl std::io::Read, end: &[u8], seen: &mut Vec<u8>) {
    let started = Instant::now();
    let mut byte = [0];
    while !seen.ends_with(end) {
        assert!(started.elapsed() < Duration::from_mins(1), "{}", String::from_utf8_lossy(seen));
        let read = from.read(&mut byte).expect("a pipe can be read");
        assert!(read != 0, "ended: {}", String::from_utf8_lossy(seen));
        seen.push(byte[0]);
    }
}

#[test]
fn standard_input_is_the_commands() {
    let sandbox = Sandbox::new();
    let mut child = script(&sandbox, "read line; echo \"got $line\"")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("xdoctor starts");
    child.stdin.take().expect("it is piped").write_all(b"hello\n").expect("the command reads");
    let done = child.wait_with_output().expect("it ends");
    assert_eq!((done.status.code(), done.stdout), (Some(0), b"got hello\n".to_vec()));
}

#[test]
fn a_program_that_is_absent_or_no_program_is_a_wrong_usage() {
    let sandbox = Sandbox::new();
    let file = sandbox.project().join("no-program");
    fs::write(&file, "no program").expect("a new file");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("its own file");
    for (program, told) in
        [("absent-program", "cannot run `absent-program`"), ("./no-program", "cannot run `./no-program`")]
    {
        let ran = sandbox.run(&["run", "--", program]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
        assert!(ran.stderr.contains(told), "{}", ran.stderr);
    }
    assert_eq!(sandbox.run(&["run"]).code, 2);
}

#[test]
fn much_output_passes_whole_in_little_memory_and_ends_when_its_reader_does() {
    let sandbox = Sandbox::new();
    let line = "   Compiling something v1.2.3 and some more of a line that says nothing";
    let lines = 300_000;
    let done = script(&sandbox, &format!("yes '{line}' | head -n {lines}; {FAILS}")).output().expect("xdoctor starts");
    assert_eq!(done.status.code(), Some(101));
    assert_eq!(done.stdout.len(), (line.len() + 1) * lines);
    assert!(String::from_utf8_lossy(&done.stderr).contains("cross-linker-not-installed"));
}

#[test]
fn its_help_teaches() {
    let help = Sandbox::new().run(&["run", "--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    for told in
        ["Usage: xdoctor run", "Examples:", "xdoctor run -- cargo build", "exit code", "standard error", "--no-live"]
    {
        assert!(help.stdout.contains(told), "{told}: {}", help.stdout);
    }
}

#[test]
fn on_a_terminal_the_command_has_one_too() {
    use portable_pty::{CommandBuilder, PtySize, native_pty_system};
    use std::io::Read as _;

    let sandbox = Sandbox::new();
    let size = PtySize { rows: 33, cols: 101, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_xdoctor"));
    command.args([
        "run",
        "--no-live",
        "--",
        "sh",
        "-c",
        "test -t 0 && test -t 1 && test -t 2 && stty size <&1; exit 3",
    ]);
    command.cwd(sandbox.project());
    command.env_clear();
    command.env("PATH", "/usr/bin:/bin");
    command.env("HOME", sandbox.home());
    let mut child = pair.slave.spawn_command(command).expect("xdoctor starts");
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().expect("the other end");
    let mut shown = Vec::new();
    // The end of a pseudo-terminal is an error.
    let _ = reader.read_to_end(&mut shown);
    assert_eq!(child.wait().expect("it ends").exit_code(), 3);
    let shown = String::from_utf8_lossy(&shown);
    assert!(shown.starts_with("33 101\r\n"), "{shown:?}");
}
