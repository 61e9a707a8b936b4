//! What is skipped unread changes nothing: the reader that skips finds what the thorough one finds, in the logs of
//! `tests/logs` within long ordinary output, interleaved, prefixed, coloured, cut, and in every encoding.

use std::fs;

use xdoctor_checks::explain::{Explanation, Reader};

#[path = "../../tests/support/logs.rs"]
mod logs;

/// Marsaglia's xorshift: the same mixtures in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound).expect("a small bound")).expect("below a usize")
    }
}

/// Everything that is told of an explanation.
fn told(found: &Explanation) -> String {
    let causes: Vec<_> = found
        .causes
        .iter()
        .map(|cause| format!("{} {} {:?} {:?}", cause.check.id, cause.confidence, cause.lines, cause.because))
        .collect();
    format!("{causes:#?} {:?} {:?} {:?} {:?}", found.ordinary, found.unexplained, found.undecided, found.passed)
}

fn read(mut reader: Reader, log: &[u8], piece: usize) -> String {
    for piece in log.chunks(piece) {
        reader.push(piece);
    }
    told(&reader.finish(&[]))
}

fn assert_same(log: &[u8], random: &mut Random, what: &str) {
    let piece = [13, 4096, 1 << 17][random.below(3)];
    let (thorough, skipping) = (read(Reader::thorough(), log, 1 << 16), read(Reader::default(), log, piece));
    if thorough != skipping {
        let kept = std::env::temp_dir().join("xdoctor-skipping.log");
        fs::write(&kept, log).expect("a scratch file");
        panic!("{what}, in pieces of {piece} ({}):\nthorough {thorough}\nskipping {skipping}", kept.display());
    }
}

/// One line of what a build prints when nothing is wrong.
fn ordinary(random: &mut Random) -> String {
    let name = ["serde", "syn", "error-stack", "linker-utils", "tokio", "thiserror"][random.below(6)];
    let number = random.below(1000);
    match random.below(6) {
        0 => format!("   Compiling {name} v1.0.{number}"),
        1 => format!("       Fresh {name} v1.0.{number}"),
        2 => format!(
            "     Running `/opt/rust/bin/rustc --crate-name {name} --edition=2021 src/lib.rs -C metadata={number:016x} -L dependency=deps --cap-lints allow`"
        ),
        3 => format!("test tests::{name}_handles_{number}_errors ... ok"),
        4 => format!(
            "warning: unused variable: `error_{number}`\n --> src/{name}.rs:{number}:9\n  |\n{number} |     let x;\n"
        ),
        _ => format!("[{name} 1.0.{number}] cargo:rerun-if-env-changed=CFLAGS"),
    }
}

fn noise(random: &mut Random, lines: usize) -> String {
    (0..lines).map(|_| ordinary(random) + "\n").collect()
}

fn prefixed(text: &str, prefix: &str) -> String {
    text.lines().flat_map(|line| [prefix, line, "\n"]).collect()
}

/// Colours as rustc writes them, also in the middle of words.
fn coloured(text: &str) -> String {
    text.replace("error", "\u{1b}[0m\u{1b}[1m\u{1b}[38;5;9merror\u{1b}[0m")
        .replace("not found", "not \u{1b}[1mfound\u{1b}[0m")
        .replace("linker", "lin\u{1b}[mker")
}

#[test]
fn each_log_of_the_lab_shows_the_same() {
    let mut random = Random(1);
    for (name, log) in logs::logs() {
        assert_same(&log, &mut random, &name);
    }
}

#[test]
fn a_failure_within_long_output_shows_the_same() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    // Every other one: the thorough reader takes its time.
    for (name, log) in logs::logs().iter().filter(|(name, _)| !name.contains("utf16")).step_by(2) {
        let text = String::from_utf8_lossy(log);
        let text = match random.below(5) {
            0 => prefixed(&text, "2024-05-01T12:34:56.1234567Z "),
            1 => prefixed(&text, "#12 3.456 "),
            2 => coloured(&text),
            3 => text.replace('\n', "\r\n"),
            _ => text.into_owned(),
        };
        let mixed = noise(&mut random, 1800) + &text + &noise(&mut random, 500);
        assert_same(mixed.as_bytes(), &mut random, name);
    }
}

#[test]
fn several_failures_far_from_each_other_show_the_same() {
    let mut random = Random(77);
    let logs = logs::logs();
    for round in 0..6 {
        let mut mixed = noise(&mut random, 1800);
        let mut names = Vec::new();
        for _ in 0..4 {
            let (name, log) = &logs[random.below(logs.len())];
            names.push(name.as_str());
            mixed += &String::from_utf8_lossy(log);
            mixed += &noise(&mut random, 700);
        }
        // Cut at both ends, in the middle of lines.
        let from = mixed.floor_char_boundary(random.below(5000));
        let to = mixed.floor_char_boundary(mixed.len() - random.below(5000));
        let cut = &mixed[from..to];
        let encoded: Vec<u8> = if round % 4 == 0 {
            [0xff, 0xfe].into_iter().chain(cut.encode_utf16().flat_map(u16::to_le_bytes)).collect()
        } else {
            cut.as_bytes().to_vec()
        };
        assert_same(&encoded, &mut random, &names.join(", "));
    }
}

#[test]
fn interleaved_jobs_show_the_same() {
    let mut random = Random(4242);
    let logs = logs::logs();
    for _ in 0..6 {
        let jobs: Vec<_> = (0..3)
            .map(|job| {
                let (_, log) = &logs[random.below(logs.len())];
                let text = noise(&mut random, 700) + &String::from_utf8_lossy(log) + &noise(&mut random, 300);
                prefixed(&text, &format!("job-{job}  | "))
            })
            .collect();
        let mut lines: Vec<_> = jobs.iter().map(|job| job.lines()).collect();
        let mut mixed = String::new();
        while !lines.is_empty() {
            let job = random.below(lines.len());
            let Some(line) = lines[job].next() else {
                drop(lines.remove(job));
                continue;
            };
            mixed += line;
            mixed.push('\n');
        }
        assert_same(mixed.as_bytes(), &mut random, "interleaved");
    }
}
