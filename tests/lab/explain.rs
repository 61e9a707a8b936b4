//! How fast a long log is read: beside `grep -c error` on the same file, in one run, so that the machine and what else
//! runs on it cancel out; and how much memory a pipe of a gibibyte takes; each in every form that logs come in.
//!
//! `cargo bench --bench explain` prints the table, and fails where a limit is passed. `XDOCTOR_PROGRAM` measures another
//! program than the one of the bench profile: the released one, from its archive.

use std::{
    env,
    ffi::OsString,
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    thread,
    time::{Duration, Instant},
};

#[path = "../support/logs.rs"]
mod logs;

/// Bytes of each log.
const LENGTH: usize = 100_000_000;
/// At most so many times as long as grep.
const RATIO: f64 = 3.0;
/// Through a pipe.
const PIPE: usize = 1 << 30;
/// Resident, in MiB.
const MEMORY: f64 = 64.0;

/// Marsaglia's xorshift: the same logs in each run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

/// A long log: how its lines are written, and for how many of its pieces a failure stands there instead.
struct Long {
    what: &'static str,
    form: Form,
    one_failure_in: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    /// As GitHub keeps it.
    Timed,
    /// As cargo and rustc colour it: seven escape sequences in a line, or more.
    Coloured,
    /// `--message-format=json`
    Json,
    WindowsLines,
    Utf16,
}

const LOGS: [Long; 9] = [
    Long {
        what: "a build with all its commands, tests and warnings, that passes",
        form: Form::Plain,
        one_failure_in: u64::MAX,
    },
    Long { what: "the same, failing once in 100,000 pieces", form: Form::Plain, one_failure_in: 100_000 },
    Long { what: "the same as a CI system keeps it", form: Form::Timed, one_failure_in: 100_000 },
    Long { what: "the same, coloured", form: Form::Coloured, one_failure_in: 100_000 },
    Long { what: "the same as `--message-format=json`", form: Form::Json, one_failure_in: 100_000 },
    Long { what: "the same with Windows line ends", form: Form::WindowsLines, one_failure_in: 100_000 },
    Long { what: "the same in UTF-16", form: Form::Utf16, one_failure_in: 100_000 },
    Long { what: "a dozen failures again and again, one in ten pieces", form: Form::Plain, one_failure_in: 10 },
    Long { what: "the same, coloured", form: Form::Coloured, one_failure_in: 10 },
];

fn main() -> ExitCode {
    let folder = tempfile::tempdir().expect("a scratch folder can be made");
    let failures = failures();
    let mut is_within = true;
    say("| log of 100 MB | xdoctor explain | grep -c error | ratio | at most |\n|---|---|---|---|---|");
    let path = folder.path().join("build.log");
    let mut memory = Vec::new();
    for long in &LOGS {
        write(&path, long, &failures);
        let (ours, theirs) = compare(&path);
        let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
        is_within &= ratio <= RATIO;
        let (ours, theirs) = (ours.as_millis(), theirs.as_millis());
        say(&format!("| {} | {ours} ms | {theirs} ms | {ratio:.2} | {RATIO:.1} |", long.what));
        memory.push((long.what, pipe(&fs::read(&path).expect("the log"))));
    }
    let numbered = |line: fn(usize) -> String| (0..LENGTH / line(1 << 20).len()).map(line).collect::<String>();
    for (what, text) in [
        ("one line of 100 MB", "error: linker `".repeat(LENGTH / 15)),
        ("nothing but errors, each another", numbered(|number| format!("error: no rules expected `{number}`\n"))),
        ("the same in JSON", numbered(|number| json(&format!("error: no rules expected `{number}`\n")))),
        (
            "the same for one cause, coloured",
            numbered(|number| coloured(&format!("error: linker `a{number}` not found")) + "\n"),
        ),
    ] {
        fs::write(&path, &text).expect("a scratch file");
        let (ours, theirs) = compare(&path);
        let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
        is_within &= ratio <= RATIO;
        let (ours, theirs) = (ours.as_millis(), theirs.as_millis());
        say(&format!("| {what} | {ours} ms | {theirs} ms | {ratio:.2} | {RATIO:.1} |"));
        memory.push((what, pipe(text.as_bytes())));
    }
    say("\n| 1 GiB through a pipe | MiB | at most | took |\n|---|---|---|---|");
    for (what, (peak, took)) in memory {
        is_within &= peak <= MEMORY;
        say(&format!("| {what} | {peak:.1} | {MEMORY:.0} | {} ms |", took.as_millis()));
    }
    say(if is_within { "\nresult: within the limits" } else { "\nresult: A LIMIT IS PASSED" });
    if is_within { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[expect(clippy::print_stdout, reason = "this program's output is its result")]
fn say(line: &str) {
    println!("{line}");
}

/// The logs of real failures.
fn failures() -> Vec<String> {
    logs::logs().into_iter().filter_map(|(_, log)| String::from_utf8(log).ok()).collect()
}

fn write(path: &Path, long: &Long, failures: &[String]) {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    // More different ones, one upon the other, end the reading early.
    let failures = &failures[..if long.one_failure_in == 10 { 12 } else { failures.len() }];
    let mut file = BufWriter::new(File::create(path).expect("a scratch file"));
    let mut written = 0;
    if long.form == Form::Utf16 {
        file.write_all(&[0xff, 0xfe]).expect("the disk has room");
    }
    while written < LENGTH {
        let text = if random.below(long.one_failure_in) == 0 {
            let at = usize::try_from(random.below(failures.len() as u64)).expect("a small number");
            failures[at].clone()
        } else {
            ordinary(&mut random)
        };
        let bytes = dressed(&text, long.form);
        written += bytes.len();
        file.write_all(&bytes).expect("the disk has room");
    }
}

/// A piece of the log in its form.
fn dressed(text: &str, form: Form) -> Vec<u8> {
    let lines = |line: fn(&str) -> String| text.lines().map(line).collect::<String>();
    let text = match form {
        Form::Plain => lines(|line| format!("{line}\n")),
        Form::Timed => lines(|line| format!("2024-05-01T12:34:56.1234567Z {line}\n")),
        Form::Coloured => lines(|line| coloured(line) + "\n"),
        Form::Json => json(text),
        Form::WindowsLines => lines(|line| format!("{line}\r\n")),
        Form::Utf16 => return lines(|line| format!("{line}\r\n")).encode_utf16().flat_map(u16::to_le_bytes).collect(),
    };
    text.into_bytes()
}

/// As cargo 1.96 and rustc colour such a line.
fn coloured(line: &str) -> String {
    const BOLD: &str = "\u{1b}[1m";
    const BLUE: &str = "\u{1b}[94m";
    const END: &str = "\u{1b}[0m";
    let trimmed = line.trim_start();
    let (first, rest) = trimmed.split_once([' ', ':']).unwrap_or((trimmed, ""));
    let rest = &trimmed[trimmed.len() - rest.len()..];
    if line.starts_with("warning: ") || line.starts_with("error") && trimmed.contains(": ") {
        let colour = if first == "warning" { "\u{1b}[33m" } else { "\u{1b}[91m" };
        return format!("{BOLD}{colour}{first}{END}{BOLD}: {}{END}", rest.trim_start());
    }
    if line.starts_with("  ") && first.starts_with(|c: char| c.is_ascii_uppercase()) {
        let indent = &line[..line.len() - trimmed.len()];
        return format!("{BOLD}\u{1b}[92m{indent}{first}{END} {rest}");
    }
    if let Some((gutter, rest)) = line.split_once("| ") {
        return format!("{BOLD}{BLUE}{gutter}|{END} {BOLD}\u{1b}[33m{rest}{END}");
    }
    if let Some(rest) = trimmed.strip_prefix("= ").and_then(|rest| rest.strip_prefix("note")) {
        return format!("   {BOLD}{BLUE}= {END}{BOLD}note{END}{rest}");
    }
    match trimmed.strip_prefix("--> ") {
        Some(rest) => format!("  {BOLD}{BLUE}--> {END}{rest}"),
        None => line.to_owned(),
    }
}

/// As cargo tells it of `--message-format=json`: a diagnostic in a line, what was built in another, and what it would say
/// to people besides.
fn json(text: &str) -> String {
    let level = if text.starts_with("warning: ") { "warning" } else { "error" };
    let is_diagnostic = |line: &str| ["warning: ", "error: ", "error["].iter().any(|start| line.starts_with(start));
    if !text.lines().any(is_diagnostic) {
        return text.lines().map(|line| line.to_owned() + "\n").collect();
    }
    let message = serde_json::json!({
        "reason": "compiler-message",
        "package_id": "path+file:///home/user/app#demo@0.1.0",
        "manifest_path": "/home/user/app/Cargo.toml",
        "target": {"kind": ["bin"], "crate_types": ["bin"], "name": "demo", "src_path": "/home/user/app/src/main.rs"},
        "message": {
            "rendered": text,
            "$message_type": "diagnostic",
            "children": [{"children": [], "code": null, "level": "note", "message": "on by default", "rendered": null}],
            "level": level,
            "message": text.lines().next(),
            "spans": [{"byte_end": 23, "byte_start": 16, "file_name": "src/main.rs", "is_primary": true, "label": null}],
        },
    });
    let built = serde_json::json!({
        "reason": "compiler-artifact",
        "package_id": "registry+https://github.com/rust-lang/crates.io-index#libc@0.2.150",
        "profile": {"opt_level": "0", "debuginfo": 2, "debug_assertions": true, "overflow_checks": true, "test": false},
        "filenames": ["/home/user/app/target/debug/deps/liblibc-0123456789abcdef.rlib"],
        "executable": null,
        "fresh": false,
    });
    format!("{message}\n{built}\n")
}

/// What cargo, rustc, libtest and build scripts print when nothing is wrong.
fn ordinary(random: &mut Random) -> String {
    let names = ["serde", "tokio-macros", "error-stack", "thiserror", "linker-utils", "openssl-probe", "libc"];
    let name = names[usize::try_from(random.below(7)).expect("below 7")];
    let number = random.below(1000);
    let hash = random.next();
    match random.below(10) {
        0 | 1 => format!("   Compiling {name} v1.{number}.0"),
        2 | 3 => format!(
            "     Running `/home/user/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/bin/rustc --crate-name {name} \
             --edition=2021 /home/user/.cargo/registry/src/index.crates.io-6f17d22bba15001f/{name}-1.{number}.0/src/lib.rs \
             --error-format=json --json=diagnostic-rendered-ansi,artifacts,future-incompat --crate-type lib \
             --emit=dep-info,metadata,link -C embed-bitcode=no -C debuginfo=2 -C metadata={hash:016x} -C \
             extra-filename=-{hash:016x} --out-dir /home/user/app/target/aarch64-unknown-linux-gnu/debug/deps --target \
             aarch64-unknown-linux-gnu -C linker=aarch64-linux-gnu-gcc -L \
             dependency=/home/user/app/target/aarch64-unknown-linux-gnu/debug/deps --cap-lints allow`"
        ),
        4 | 5 => format!("test {name}::tests::handles_{number}_errors ... ok"),
        6 | 7 => format!(
            "warning: unused variable: `error_{number}`\n  --> src/{name}.rs:{number}:9\n   |\n{number} |     let \
             error_{number} = fallible();\n   |         ^ help: if this is intentional, prefix it with an underscore\n   \
             |\n   = note: `#[warn(unused_variables)]` on by default\n"
        ),
        8 => format!("[{name} 1.{number}.0] cargo:rerun-if-env-changed=CFLAGS_{number}"),
        _ => format!("       Fresh {name} v1.{number}.0"),
    }
}

fn program() -> OsString {
    env::var_os("XDOCTOR_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_xdoctor").into())
}

/// Medians of both, taken in turns.
fn compare(path: &Path) -> (Duration, Duration) {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..8 {
        let mine = time(Command::new(program()).args(["explain", "--no-live"]).arg(path));
        let grep = time(Command::new("grep").args(["-c", "error"]).arg(path));
        // The first brings the file into memory.
        if round > 0 {
            ours.push(mine);
            theirs.push(grep);
        }
    }
    ours.sort();
    theirs.sort();
    (ours[ours.len() / 2], theirs[theirs.len() / 2])
}

fn time(command: &mut Command) -> Duration {
    let started = Instant::now();
    // A pipe: where its output goes to /dev/null, GNU grep stops at the first match.
    let done = command.stdin(Stdio::null()).stdout(Stdio::piped()).output().expect("it starts");
    assert!(matches!(done.status.code(), Some(0 | 1)), "{command:?}: {}", done.status);
    started.elapsed()
}

/// The highest resident memory in MiB, and how long it takes. The kernel keeps the mark, so that asking often is enough.
fn pipe(log: &[u8]) -> (f64, Duration) {
    let started = Instant::now();
    let mut child = Command::new(program())
        .args(["explain", "--no-live", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("xdoctor starts");
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut input = child.stdin.take().expect("it is piped");
    let mut peak = 0.0;
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut left = PIPE;
            while left > 0 {
                let piece = &log[..log.len().min(left)];
                input.write_all(piece).expect("xdoctor reads to the end");
                left -= piece.len();
            }
        });
        while child.try_wait().expect("a child can be asked").is_none() {
            let text = fs::read_to_string(&status).unwrap_or_default();
            let mark =
                text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
            peak = mark.map_or(peak, |kib: f64| f64::max(peak, kib / 1024.0));
            thread::sleep(Duration::from_millis(5));
        }
    });
    (peak, started.elapsed())
}
