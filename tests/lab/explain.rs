//! How fast a long log is read: beside `grep -c error` on the same file, in one run, so that the machine and what else
//! runs on it cancel out; and how much memory a pipe of a gibibyte takes.
//!
//! `cargo bench --bench explain` prints the table, and fails where a limit is passed.

use std::{
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    thread,
    time::{Duration, Instant},
};

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

/// A long log: how, and for how many of its lines a failure stands there instead.
struct Long {
    what: &'static str,
    prefix: &'static str,
    one_failure_in: u64,
}

const LOGS: [Long; 4] = [
    Long {
        what: "a build with all its commands, tests and warnings, that passes",
        prefix: "",
        one_failure_in: u64::MAX,
    },
    Long { what: "the same, failing once in 100,000 lines", prefix: "", one_failure_in: 100_000 },
    Long { what: "the same as a CI system keeps it", prefix: "2024-05-01T12:34:56.1234567Z ", one_failure_in: 100_000 },
    Long { what: "the same, coloured", prefix: "\u{1b}[0m\u{1b}[1m\u{1b}[32m", one_failure_in: 100_000 },
];

fn main() -> ExitCode {
    let folder = tempfile::tempdir().expect("a scratch folder can be made");
    let failures = failures();
    let mut is_within = true;
    say("| log of 100 MB | xdoctor explain | grep -c error | ratio | at most |\n|---|---|---|---|---|");
    for long in &LOGS {
        let path = folder.path().join("build.log");
        write(&path, long, &failures);
        let (ours, theirs) = compare(&path);
        let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
        // The limit is for the first three: grep has no colours to take off.
        let limit = if long.prefix.starts_with('\u{1b}') { 2.0 * RATIO } else { RATIO };
        is_within &= ratio <= limit;
        let (ours, theirs) = (ours.as_millis(), theirs.as_millis());
        say(&format!("| {} | {ours} ms | {theirs} ms | {ratio:.2} | {limit:.1} |", long.what));
    }
    let (memory, took) = pipe(&fs::read(folder.path().join("build.log")).expect("the last log"));
    is_within &= memory <= MEMORY;
    say(&format!("| 1 GiB through a pipe: {memory:.1} MiB of at most {MEMORY:.0} | {} ms | | | |", took.as_millis()));
    say(if is_within { "\nresult: within the limits" } else { "\nresult: A LIMIT IS PASSED" });
    if is_within { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[expect(clippy::print_stdout, reason = "this program's output is its result")]
fn say(line: &str) {
    println!("{line}");
}

/// The logs of real failures.
fn failures() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/logs");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("tests/logs").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files.iter().filter_map(|file| fs::read_to_string(file).ok()).collect()
}

fn write(path: &Path, long: &Long, failures: &[String]) {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut file = BufWriter::new(File::create(path).expect("a scratch file"));
    let mut written = 0;
    while written < LENGTH {
        let text = if random.below(long.one_failure_in) == 0 {
            let at = usize::try_from(random.below(failures.len() as u64)).expect("a small number");
            failures[at].clone()
        } else {
            ordinary(&mut random)
        };
        for line in text.lines() {
            written += long.prefix.len() + line.len() + 1;
            writeln!(file, "{}{line}", long.prefix).expect("the disk has room");
        }
    }
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

/// Medians of both, taken in turns.
fn compare(path: &Path) -> (Duration, Duration) {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..8 {
        let mine = time(Command::new(env!("CARGO_BIN_EXE_xdoctor")).args(["explain", "--no-live"]).arg(path));
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
    let mut child = Command::new(env!("CARGO_BIN_EXE_xdoctor"))
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
