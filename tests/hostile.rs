//! Tools that hang, flood, crash, babble or leave daemons: each gives a bounded answer, and nothing is left behind.
#![cfg(unix)]

use std::{
    collections::BTreeMap,
    fs,
    os::unix::{fs::PermissionsExt, process::ExitStatusExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use xdoctor::host::{Host, OsHost};
use xdoctor_checks::{
    Answer, Failure, Question,
    answer::{Exit, Ran},
    question::{Limit, Run},
};

/// Longer than any of these may take on a loaded machine, shorter than what the tools would take of themselves.
const SOON: Duration = Duration::from_secs(30);

/// A directory with one tool, and a mark in the environment by which all that it starts is found again.
struct Lab {
    dir: tempfile::TempDir,
    mark: String,
}

impl Lab {
    /// With the shell script `tool`.
    fn new(script: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let mark = format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let lab = Self { dir: tempfile::tempdir().expect("a directory"), mark };
        lab.write("tool", format!("#!/bin/sh\n{script}\n").as_bytes(), 0o755);
        lab
    }

    fn write(&self, name: &str, bytes: &[u8], mode: u32) -> PathBuf {
        let path = self.dir.path().join(name);
        fs::write(&path, bytes).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode");
        path
    }

    fn host(&self) -> OsHost {
        let path = format!("{}:/usr/bin:/bin", self.dir.path().display());
        OsHost::with_env(self.dir.path(), [("PATH", path.as_str()), ("HOSTILE_MARK", &self.mark)]).expect("a host")
    }

    fn run(&self, run: Run) -> Result<Ran, Failure> {
        let started = Instant::now();
        let answer = runtime().block_on(async { self.host().answer(&Question::Run(run)).await });
        assert!(started.elapsed() < SOON, "it was not bounded: {:?}", started.elapsed());
        assert_eq!(self.left(), [""; 0], "processes are left");
        match answer? {
            Answer::Run(ran) => Ok(ran),
            other => panic!("not the answer to a run: {other:?}"),
        }
    }

    /// The command lines of the processes that still carry the mark.
    fn left(&self) -> Vec<String> {
        let mark = format!("HOSTILE_MARK={}", self.mark);
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        let marked = |process: &Path| {
            let environ = fs::read(process.join("environ")).unwrap_or_default();
            environ.split(|byte| *byte == 0).any(|variable| variable == mark.as_bytes())
        };
        let command = |process: &Path| fs::read_to_string(process.join("cmdline")).unwrap_or_default();
        processes.map(|entry| entry.path()).filter(|path| marked(path)).map(|path| command(&path)).collect()
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn tool() -> Run {
    Run::probe("tool", [""; 0]).limit(Limit { seconds: 20, bytes: 1 << 16 })
}

/// For tools that never end: they are given a second.
fn impatient() -> Run {
    tool().limit(Limit { seconds: 1, bytes: 1 << 16 })
}

fn finished(exit: Exit, stdout: &str, stderr: &str) -> Ran {
    Ran::Finished { exit, stdout: stdout.into(), stderr: stderr.into() }
}

#[test]
fn a_tool_that_hangs_is_stopped_with_all_it_started() {
    let lab = Lab::new("trap '' TERM INT HUP; sleep 1000 & (sleep 1000 & sleep 1000) & wait; sleep 1000");
    assert_eq!(lab.run(impatient()), Err(Failure::TimedOut { seconds: 1 }));
}

#[test]
fn a_tool_that_closes_its_output_and_hangs_is_stopped() {
    let lab = Lab::new("exec >&- 2>&-; exec sleep 1000");
    assert_eq!(lab.run(impatient()), Err(Failure::TimedOut { seconds: 1 }));
}

#[test]
fn a_tool_that_closes_its_output_and_works_on_is_waited_for() {
    let lab = Lab::new("echo done; exec >&- 2>&-; for i in 1 2 3; do /bin/true; done; exit 3");
    assert_eq!(lab.run(tool()), Ok(finished(Exit::Code(3), "done\n", "")));
}

#[test]
fn a_tool_that_floods_either_stream_is_stopped() {
    for stream in ["", ">&2"] {
        let lab = Lab::new(&format!("exec yes {stream}"));
        assert_eq!(lab.run(tool()), Err(Failure::Flooded { bytes: 1 << 16 }), "{stream}");
    }
}

#[test]
fn output_up_to_the_limit_is_whole() {
    let lab = Lab::new("head -c 65536 /dev/zero | tr '\\0' x");
    assert_eq!(lab.run(tool()), Ok(finished(Exit::Code(0), &"x".repeat(65536), "")));
}

#[test]
fn a_tool_that_crashes_tells_the_signal_and_what_it_said() {
    let lab = Lab::new("echo out; echo err >&2; kill -SEGV $$");
    assert_eq!(lab.run(tool()), Ok(finished(Exit::Signal(11), "out\n", "err\n")));
}

#[test]
fn bytes_that_are_no_text_are_replaced_and_the_rest_is_kept() {
    let lab = Lab::new(r"printf '\033[31mred\377\000end'");
    assert_eq!(lab.run(tool()), Ok(finished(Exit::Code(0), "\u{1b}[31mred\u{fffd}\0end", "")));
}

#[test]
fn a_tool_that_reads_finds_nothing() {
    assert_eq!(Lab::new("cat; echo end").run(tool()), Ok(finished(Exit::Code(0), "end\n", "")));
}

#[test]
fn what_holds_the_output_open_after_the_tool_has_ended_does_not_hold_the_answer() {
    let lab = Lab::new("echo answer; sleep 1000 & exit 0");
    assert_eq!(lab.run(tool()), Ok(finished(Exit::Code(0), "answer\n", "")));
}

#[test]
fn a_quiet_process_in_the_background_is_ended_with_the_tool() {
    let lab = Lab::new("sleep 1000 >/dev/null 2>&1 & echo answer");
    assert_eq!(lab.run(tool()), Ok(finished(Exit::Code(0), "answer\n", "")));
}

/// Only Linux lets a process adopt the orphans below it.
#[cfg(target_os = "linux")]
#[test]
fn a_daemon_in_a_session_of_its_own_is_ended_with_the_tool() {
    for script in [
        "setsid sh -c 'setsid sleep 1000 & sleep 1000' & echo answer",
        "setsid sh -c 'setsid sleep 1000 & sleep 1000' >/dev/null 2>&1 & echo answer",
        "setsid sh -c 'setsid sh -c \"sleep 1000 & sleep 1000 & wait\" & exit' >/dev/null 2>&1; echo answer",
    ] {
        assert_eq!(Lab::new(script).run(tool()), Ok(finished(Exit::Code(0), "answer\n", "")), "{script}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_daemon_of_a_tool_that_hangs_is_ended_with_it() {
    let lab = Lab::new("setsid sh -c 'trap \"\" TERM; sleep 1000; sleep 1000' >/dev/null 2>&1 & sleep 1000");
    assert_eq!(lab.run(impatient()), Err(Failure::TimedOut { seconds: 1 }));
}

#[test]
fn a_run_that_nobody_waits_for_any_more_is_stopped() {
    let lab = Lab::new("echo ready > ready; sleep 1000 & sleep 1000");
    runtime().block_on(async {
        let host = lab.host();
        let question = Question::Run(tool());
        let ready = async {
            while !lab.dir.path().join("ready").exists() {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            answer = host.answer(&question) => panic!("it ended: {answer:?}"),
            () = ready => {}
        }
    });
    assert_eq!(lab.left(), [""; 0]);
}

#[test]
fn runs_side_by_side_do_not_end_each_others_processes() {
    let quick = Lab::new("setsid sleep 1000 & exit 0");
    let slow = Lab::new("setsid sh -c 'while ! [ -e go ]; do :; done; echo late' & wait");
    let (first, second) = runtime().block_on(async {
        let (quick_host, slow_host, question) = (quick.host(), slow.host(), Question::Run(tool()));
        let quick_then_go = async {
            let answer = quick_host.answer(&question).await;
            slow.write("go", b"", 0o644);
            answer
        };
        tokio::join!(quick_then_go, slow_host.answer(&question))
    });
    assert_eq!(first, Ok(Answer::Run(finished(Exit::Code(0), "", ""))));
    assert_eq!(second, Ok(Answer::Run(finished(Exit::Code(0), "late\n", ""))));
    assert_eq!([quick.left(), slow.left()], [[""; 0], [""; 0]]);
}

#[test]
fn a_file_that_is_still_being_written_is_started_when_it_is_closed() {
    let lab = Lab::new("");
    let program = lab.dir.path().join("busy");
    fs::copy("/bin/true", &program).expect("a program");
    let open = fs::OpenOptions::new().append(true).open(&program).expect("open");
    let answer = runtime().block_on(async {
        let (host, question) = (lab.host(), Question::Run(Run::probe("busy", [""; 0])));
        tokio::join!(host.answer(&question), async { drop(open) }).0
    });
    assert_eq!(answer, Ok(Answer::Run(finished(Exit::Code(0), "", ""))));
}

#[test]
fn why_a_program_cannot_be_started_is_told() {
    let lab = Lab::new("");
    let at = |name: &str| lab.dir.path().join(name).display().to_string();
    lab.write("no-interpreter", b"#!/no/such/interpreter -x\n", 0o755);
    lab.write("not-executable", b"#!/bin/sh\n", 0o644);
    lab.write("no-program", b"\x7fELF but not really", 0o755);
    fs::create_dir(lab.dir.path().join("directory")).expect("a directory");
    std::os::unix::fs::symlink("nowhere", lab.dir.path().join("dangling")).expect("a link");
    let answers: BTreeMap<String, _> =
        ["none", "/no/such/tool", "no-interpreter", "not-executable", "no-program", "./directory", "./dangling"]
            .map(|program| (program.to_owned(), lab.run(Run::probe(program, [""; 0]))))
            .into();
    let not_executable = |message: String| Ok(Ran::NotExecutable { message });
    let expected = [
        ("none", Ok(Ran::NotFound)),
        ("/no/such/tool", Ok(Ran::NotFound)),
        (
            "no-interpreter",
            not_executable(format!(
                "`{}` needs the interpreter `/no/such/interpreter`, which does not exist",
                at("no-interpreter")
            )),
        ),
        ("not-executable", not_executable(format!("`{}` is not executable", at("not-executable")))),
        (
            "no-program",
            not_executable(format!("`{}` is no program for this machine: exec format error", at("no-program"))),
        ),
        ("./directory", not_executable(format!("`{}` is a directory", at("directory")))),
        ("./dangling", Ok(Ran::NotFound)),
    ];
    assert_eq!(answers, expected.map(|(program, answer)| (program.to_owned(), answer)).into());
}

#[test]
fn a_program_that_cannot_be_started_is_passed_over_for_the_next_on_path() {
    let lab = Lab::new("");
    lab.write("true", b"#!/no/such/interpreter\n", 0o755);
    assert_eq!(lab.run(Run::probe("true", [""; 0])), Ok(finished(Exit::Code(0), "", "")));
}

#[test]
fn a_directory_that_does_not_exist_is_no_missing_program() {
    let mut run = tool();
    run.cwd = xdoctor_checks::HostPath::parse("/no/such/directory");
    let message = "there is no directory `/no/such/directory` to run it in".to_owned();
    assert_eq!(Lab::new("").run(run), Err(Failure::Failed { message }));
}

#[test]
fn looking_installs_nothing_unless_the_question_says_otherwise() {
    let script = "echo $RUSTUP_AUTO_INSTALL $CARGO_NET_OFFLINE $LC_ALL $0 ${HOME-none}";
    let lab = Lab::new(script);
    let path = lab.dir.path().join("tool").display().to_string();
    assert_eq!(lab.run(tool()), Ok(finished(Exit::Code(0), &format!("0 true C {path} none\n"), "")));
    let run = tool().env("LC_ALL", Some("de")).env("CARGO_NET_OFFLINE", None).env("HOME", Some("/h"));
    assert_eq!(lab.run(run), Ok(finished(Exit::Code(0), &format!("0 de {path} /h\n"), "")));
}

#[test]
fn a_signal_ends_the_program_with_all_that_it_runs() {
    for (name, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        let lab = Lab::new("");
        // Whichever way rustc is found, it hangs.
        let ready = lab.dir.path().join("ready");
        let hang =
            format!("#!/bin/sh\ntrap '' TERM INT HUP\nsetsid sleep 1000 &\n: > {}; sleep 1000\n", ready.display());
        let toolchain = ".rustup/toolchains/stable-x86_64-unknown-linux-gnu/bin";
        fs::create_dir_all(lab.dir.path().join(toolchain)).expect("a directory");
        for tool in ["rustc", "cargo"] {
            lab.write(tool, hang.as_bytes(), 0o755);
            lab.write(&format!("{toolchain}/{tool}"), hang.as_bytes(), 0o755);
        }
        let mut xdoctor = Command::new(env!("CARGO_BIN_EXE_xdoctor"))
            .args(["check", "-t", "aarch64-unknown-linux-gnu"])
            .current_dir(lab.dir.path())
            .env_clear()
            .envs([("PATH", format!("{}:/usr/bin:/bin", lab.dir.path().display())), ("HOSTILE_MARK", lab.mark.clone())])
            .env("HOME", lab.dir.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("it starts");
        let started = Instant::now();
        while !ready.exists() {
            assert!(started.elapsed() < SOON, "it runs no tool");
            std::thread::yield_now();
        }
        let sent = Command::new("kill").args([&format!("-{name}"), &xdoctor.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
        assert_eq!(xdoctor.wait().expect("it ends").signal(), Some(number));
        assert_eq!(lab.left(), [""; 0], "{name}");
    }
}
