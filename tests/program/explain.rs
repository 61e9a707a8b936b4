//! `xdoctor explain` of the logs that people have: wrapped by other tools, cut, mixed, in every encoding.

use std::{io::Write as _, process::Stdio, sync::Mutex, thread};

use serde_json::Value;

use crate::sandbox::Sandbox;

#[path = "../support/logs.rs"]
mod logs;
#[path = "../support/wrappings.rs"]
mod wrappings;

use wrappings::WRAPPINGS;

/// The logs of the lab as text, by their names.
fn logs() -> Vec<(String, String)> {
    logs::logs().into_iter().filter_map(|(name, log)| Some((name, String::from_utf8(log).ok()?))).collect()
}

fn log(name: &str) -> String {
    let (_, text) = logs().into_iter().find(|(known, _)| known == name).expect("a log of the lab");
    text
}

/// The explanation of what is piped into the program, by the text alone.
fn explained(sandbox: &Sandbox, log: &[u8]) -> Value {
    let mut child = sandbox
        .command(&["explain", "-", "--no-live", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("xdoctor starts");
    child.stdin.take().expect("it is piped").write_all(log).expect("xdoctor reads to the end");
    let done = child.wait_with_output().expect("it ends");
    let json: Value = serde_json::from_slice(&done.stdout).expect("JSON");
    assert_eq!(crate::schema::misfits_of("explain", &json), Vec::<String>::new());
    let named = json["causes"].as_array().is_some_and(|causes| !causes.is_empty());
    assert_eq!(done.status.code(), Some(i32::from(!named)));
    json
}

fn ids(explained: &Value) -> Vec<&str> {
    explained["causes"].as_array().into_iter().flatten().filter_map(|cause| cause["id"].as_str()).collect()
}

/// Each log in one of the wrappings, each wrapping around some log. (All of them around all logs: `checks/tests/wrapped.rs`.)
#[test]
fn a_wrapped_log_shows_the_cause_of_the_bare_one() {
    let sandbox = Sandbox::new();
    let logs = logs();
    // Whatever wraps what a shell says of an absent cargo has not run it.
    let pairs = logs.iter().filter(|(name, _)| !name.starts_with("rust-not-installed")).zip(WRAPPINGS.iter().cycle());
    let queue = Mutex::new(pairs);
    let wrong = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(((name, log), wrapping)) = { queue.lock().expect("nobody panics").next() } {
                    let cause = name.split("--").next().filter(|cause| *cause != "ordinary");
                    let shown = explained(&sandbox, wrapping.of(log).as_bytes());
                    let found = ids(&shown).first().copied().map(str::to_owned);
                    if found.as_deref() != cause {
                        let text = format!("{name} in {} ({}): {found:?}", wrapping.name, wrapping.source);
                        wrong.lock().expect("nobody panics").push(text);
                    }
                }
            });
        }
    });
    assert!(logs.len() > WRAPPINGS.len(), "each wrapping has its log");
    assert_eq!(wrong.into_inner().expect("nobody panics"), Vec::<String>::new());
}

#[test]
fn windows_writes_line_ends_and_encodings_of_its_own() {
    let sandbox = Sandbox::new();
    let text = log("host-linker-for-foreign-target--default").replace('\n', "\r\n");
    let mark = [0xfeff_u16];
    let units = || mark.into_iter().chain(text.encode_utf16());
    let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
    let with_mark = ["\u{feff}", &text].concat();
    let plain = explained(&sandbox, text.as_bytes());
    assert_eq!(ids(&plain)[0], "host-linker-for-foreign-target");
    for (what, bytes) in [
        ("UTF-16", little.as_slice()),
        ("UTF-16, the other way round", &big),
        ("UTF-16 without a mark", &little[2..]),
        ("UTF-8 with a mark", with_mark.as_bytes()),
    ] {
        assert_eq!(explained(&sandbox, bytes), plain, "{what}");
    }
    let lines = plain["causes"][0]["lines"].as_array().expect("lines");
    assert!(
        !lines.is_empty() && !lines.iter().any(|line| line["text"].as_str().is_some_and(|text| text.contains('\r')))
    );
}

#[test]
fn several_failures_are_each_explained_the_first_one_first() {
    let sandbox = Sandbox::new();
    let names = ["target-std-missing--check", "cross-linker-not-installed--arm", "target-library-missing--gcc"];
    let causes = names.map(|name| name.split("--").next().expect("a name"));
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let text: String = order.map(|at| log(names[at])).concat();
        let shown = explained(&sandbox, text.as_bytes());
        assert_eq!(ids(&shown)[..3], order.map(|at| causes[at]), "{order:?}: {shown:#}");
        let first = |at: usize| shown["causes"][at]["lines"][0]["line"].as_u64().expect("a deciding line");
        assert!(first(0) < first(1) && first(1) < first(2), "{shown:#}");
    }
}

#[test]
fn interleaved_jobs_are_told_apart() {
    let sandbox = Sandbox::new();
    let (one, other) = (log("target-std-missing--check"), log("cross-linker-not-installed--arm"));
    // As docker compose, and as a runner that nobody has heard of.
    for prefixes in [["arm-1  | ", "musl-1  | "], ["<arm> : ", "<musl> : "]] {
        let mut jobs = [other.lines(), one.lines()];
        let mut text = String::new();
        loop {
            let before = text.len();
            for (job, prefix) in jobs.iter_mut().zip(prefixes) {
                text.extend(job.next().into_iter().flat_map(|line| [prefix, line, "\n"]));
            }
            if text.len() == before {
                break;
            }
        }
        let shown = explained(&sandbox, text.as_bytes());
        assert_eq!(ids(&shown)[..2], ["target-std-missing", "cross-linker-not-installed"], "{text}\n{shown:#}");
    }
}

#[test]
fn a_log_that_is_cut_at_both_ends_shows_what_is_left() {
    let sandbox = Sandbox::new();
    let text = log("target-std-missing--check");
    // In the middle of the first word of the deciding line's predecessor, and in the middle of cargo's last word.
    let start = text.find("Compiling").or_else(|| text.find("Checking")).expect("a status line") + 4;
    let end = text.rfind("could not compile").expect("cargo's last word") + 5;
    let shown = explained(&sandbox, &text.as_bytes()[start..end]);
    assert_eq!(ids(&shown)[0], "target-std-missing");
    // Within a character, too.
    let bytes = ["é", &text, "é"].concat().into_bytes();
    assert_eq!(ids(&explained(&sandbox, &bytes[1..bytes.len() - 1]))[0], "target-std-missing");
}

#[test]
fn no_escape_code_of_a_log_reaches_the_reader() {
    let sandbox = Sandbox::new();
    let hostile = "error: linker `aarch64-linux-gnu-gcc\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}` not found\r\n";
    for args in
        [&["explain", "hostile.log", "--no-live"][..], &["--color", "always", "explain", "hostile.log", "--no-live"]]
    {
        sandbox.write("hostile.log", hostile);
        let ran = sandbox.run(args);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(ran.stdout.contains("linker `aarch64-linux-gnu-gcc` not found"), "{}", ran.stdout);
        for sequence in ["\u{1b}]", "\u{1b}[2J", "\u{9b}", "\u{202e}", "\u{7}", "owned"] {
            assert!(!ran.stdout.contains(sequence), "{sequence:?}: {:?}", ran.stdout);
        }
    }
}
