//! Recorded machines that cannot be used: one clear message, exit code 2, and nothing of theirs runs or is read besides.

use std::{fs::File, time::Instant};

use serde_json::Value;
use xdoctor_checks::Answer;

use crate::sandbox::{Ran, Sandbox};

/// What the program says of a machine in this file.
fn told(sandbox: &Sandbox, text: impl AsRef<[u8]>) -> Ran {
    sandbox.write("machine", text);
    sandbox.run(&["--machine", "machine", "--json"])
}

/// One message that names the file, one line of it for a program to read.
fn assert_refused(ran: &Ran, words: &str, of: &str) {
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{of}: {}", ran.stderr);
    let said = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.starts_with("error: `machine`") && said.contains(words), "{of}: {said}");
    assert_eq!(said.matches("error:").count(), 1, "{of}: {said}");
    assert!(!ran.stderr.chars().any(|c| c.is_control() && c != '\n'), "{of}: {:?}", ran.stderr);
}

#[test]
fn a_later_form_is_told_as_such() {
    let sandbox = Sandbox::new();
    for text in [
        r#"{"cassette": 2, "xdoctor": "9.0.0", "machines": []}"#,
        r#"{"cassette": 9999999999999, "entries": {}}"#,
        "cassette = 2\nkind = \"layered\"\n[layers]\n",
    ] {
        assert_refused(&told(&sandbox, text), "later than form 1, which this xdoctor reads: update xdoctor", text);
    }
}

#[test]
fn a_report_is_no_machine() {
    let sandbox = Sandbox::new();
    for version in [1, 2] {
        let text = format!("{{\"schema_version\": {version}, \"targets\": []}}");
        assert_refused(&told(&sandbox, &text), "it is a report (schema version", &text);
    }
    assert_refused(&told(&sandbox, "{}"), "it is no recorded machine", "an empty object");
}

#[test]
fn a_recording_that_is_cut_anywhere_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.package();
    let saved = sandbox.run(&["record", "--yes", "-o", "whole.json", "--no-proof"]);
    assert_eq!(saved.code, 0, "{}", saved.stderr);
    let whole = std::fs::read(sandbox.project().join("whole.json")).expect("just saved");
    let end = whole.iter().rposition(|byte| *byte == b'}').expect("an object");
    for part in 0..24 {
        let cut = end * part / 23;
        let ran = told(&sandbox, &whole[..cut]);
        assert_refused(&ran, "", &format!("cut at {cut}"));
    }
    assert_eq!(sandbox.run(&["--machine", "whole.json", "--no-proof"]).code, 0, "the whole one can be used");
}

#[test]
fn hostile_texts_are_refused_without_a_trace_of_theirs() {
    let sandbox = Sandbox::new();
    let deep_json =
        format!("{{\"cassette\": 1, \"xdoctor\": \"1\", \"kind\": \"recorded\", \"answers\": {}", "[".repeat(100_000));
    let deep_toml = format!("cassette = 1\nkind = \"composed\"\nx = {}", "[".repeat(100_000));
    let answer = r#"{"cassette": 1, "xdoctor": "1", "kind": "recorded", "answers": [{"question": {"ask": "which", "program": "a"}, "ANSWER": 1}]}"#;
    for (text, words) in [
        (deep_json.as_str(), ""),
        (&deep_toml, ""),
        (&answer.replace("ANSWER", "\\u001b[2J\\u0007"), "line 1"),
        (
            &answer.replace("\"ANSWER\": 1", "\"answer\": {\"is\": \"which\", \"value\": [\"../../etc/passwd\"]}"),
            "not an absolute path",
        ),
        (&answer.replace(", \"ANSWER\": 1", ""), "needs either `answer` or `failure`"),
        ("", "it is no recorded machine"),
        ("\u{0}\u{0}\u{0}", "it is no recorded machine"),
        ("\u{1b}[2J{\"cassette\": 1}", "it is no recorded machine"),
        (
            "cassette = 1\nkind = \"composed\"\nsources = [\"none\"]\n[host]\nos = \"linux\"\narch = \"x86_64\"\ncwd = \
             \"/home/../etc\"\n",
            "leads up again",
        ),
        ("cassette = 1\nkind = \"composed\"\nparts = [\"../secret.toml\"]\n", "leads out of the cassette's folder"),
        ("cassette = 1\nkind = \"composed\"\nparts = [\"/etc/passwd\"]\n", "leads out of the cassette's folder"),
        (
            "cassette = 1\nkind = \"composed\"\n[files]\n\"/a\" = { from = \"a/../../secret\" }\n",
            "leads out of the cassette's folder",
        ),
        (
            "cassette = 1\nkind = \"composed\"\n[[commands]]\nrun = \"a\"\nstdout = { from = \"..\\\\secret\" }\n",
            "leads out of the cassette's folder",
        ),
        (
            "cassette = 1\nkind = \"composed\"\nparts = [\"machine\", \"machine\", \"machine\"]\n",
            "parts name parts without end",
        ),
    ] {
        let started = Instant::now();
        assert_refused(&told(&sandbox, text), words, &text.chars().take(80).collect::<String>());
        assert!(started.elapsed().as_secs() < 20, "{} s", started.elapsed().as_secs());
    }
    assert_refused(&told(&sandbox, b"{\"cassette\": \xff"), "", "not UTF-8");
}

#[test]
fn gigabytes_and_what_is_no_file_are_refused_at_once() {
    let sandbox = Sandbox::new();
    let file = File::create(sandbox.project().join("machine")).expect("a new file");
    file.set_len(3 << 30).expect("a sparse file");
    let started = Instant::now();
    assert_refused(&sandbox.run(&["--machine", "machine"]), "it has 3072 MiB, and a machine has 64 at most", "3 GiB");
    assert!(started.elapsed().as_secs() < 10);
    drop(file);
    // A multiple of it would be gigabytes.
    let (head, many) = (r#"{"cassette": 1, "kind": "recorded", "answers": ["#, "1,".repeat(4 << 20));
    for (text, words) in [
        (format!("{head}{{\"question\": [{many}1]}}]}}"), "more than 1000000 values"),
        (format!("{head}{many}1]}}"), "more than 100000 questions"),
        (format!("cassette = 1\nkind = \"composed\"\nx = [{many}1]\n"), "more than 4 MiB, which nobody writes by hand"),
    ] {
        assert_refused(&told(&sandbox, text), words, words);
    }
    std::fs::remove_file(sandbox.project().join("machine")).expect("removed");
    std::fs::create_dir(sandbox.project().join("machine")).expect("made");
    assert_refused(&sandbox.run(&["--machine", "machine"]), "it is not a file", "a folder");
    for device in ["/dev/zero", "/dev/stdin"] {
        let ran = sandbox.run(&["diff", device]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{device}: {}", ran.stderr);
    }
}

#[test]
fn every_command_that_reads_a_machine_refuses_it_alike() {
    let sandbox = Sandbox::new();
    sandbox.write("machine", "{\"cassette\": 2}");
    for args in [
        &["check", "--machine", "machine"][..],
        &["fix", "--dry-run", "--machine", "machine"],
        &["fix", "--as", "sh", "--machine", "machine"],
        &["targets", "--machine", "machine"],
        &["setup", "-t", "wasm32-wasip1", "--machine", "machine"],
        &["explain", "E0463", "--machine", "machine"],
        &["diff", "machine"],
        &["diff", "machine", "machine"],
    ] {
        assert_refused(&sandbox.run(args), "later than form 1", &args.join(" "));
    }
}

/// A generator of numbers that is the same everywhere (Marsaglia, *Xorshift RNGs*).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("below a usize")
    }
}

/// Replaces texts and numbers of the answers here and there.
fn damage(value: &mut Value, numbers: &mut Numbers) {
    let hostile = [
        "",
        "../../../etc/passwd",
        "\u{1b}[2J\u{7}\u{202e}",
        "%s%n",
        "\u{0}",
        "/",
        "C:\\",
        "\n\n\n",
        "${{ x }}",
        "<b>&\"'",
    ];
    match value {
        Value::String(text) if numbers.below(40) == 0 => hostile[numbers.below(hostile.len())].clone_into(text),
        Value::String(text) if numbers.below(80) == 0 => *text = text.repeat(50),
        Value::Number(number) if numbers.below(10) == 0 => {
            let extremes: [serde_json::Number; 4] = [0.into(), u64::MAX.into(), i64::MIN.into(), 1.into()];
            number.clone_from(&extremes[numbers.below(4)]);
        }
        Value::Array(items) if numbers.below(60) == 0 => items.clear(),
        Value::Array(items) => items.iter_mut().for_each(|item| damage(item, numbers)),
        Value::Object(map) => map.values_mut().for_each(|value| damage(value, numbers)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Texts of several lines as one, not as the lines that a recording has.
fn joined(value: Value) -> Value {
    match value {
        Value::Object(map) => match map.get("$lines").and_then(Value::as_array) {
            Some(lines) => lines.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n").into(),
            None => map.into_iter().map(|(key, value)| (key, joined(value))).collect::<serde_json::Map<_, _>>().into(),
        },
        Value::Array(items) => items.into_iter().map(joined).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

#[test]
fn a_machine_of_hostile_answers_is_diagnosed_and_steers_no_terminal() {
    let sandbox = Sandbox::new();
    sandbox.package().write("rust-toolchain.toml", "[toolchain]\ntargets = ['wasm32-unknown-unknown']\n");
    sandbox.write(".cargo/config.toml", "[target.aarch64-unknown-linux-gnu]\nlinker = 'gone'\n");
    let targets = ["-t", "aarch64-unknown-linux-gnu", "-t", "aarch64-linux-android"];
    let saved = sandbox.run(&[&["record", "--yes", "-o", "whole.json", "--no-proof"], &targets[..]].concat());
    assert_eq!(saved.code, 0, "{}", saved.stderr);
    let text = std::fs::read_to_string(sandbox.project().join("whole.json")).expect("just saved");
    let whole: Value = serde_json::from_str(&text).expect("JSON");
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    let mut used = 0;
    for round in 0..18 {
        let mut damaged = whole.clone();
        for entry in damaged["answers"].as_array_mut().expect("a list") {
            let mut answer = joined(entry["answer"].clone());
            damage(&mut answer, &mut numbers);
            // What is no answer any more would have the file refused as a whole.
            if serde_json::from_value::<Answer>(answer.clone()).is_ok() {
                entry["answer"] = answer;
            }
        }
        sandbox.write("machine", damaged.to_string());
        let format = ["text", "json", "github", "sarif", "junit", "markdown"][round % 6];
        let common = ["--machine", "machine", "--no-proof"];
        let check = [&["check", "--verbose", "--format", format], &common[..], &targets[..]].concat();
        let fix = [&["fix", "--as", "sh"], &common[..], &targets[..]].concat();
        let diff = [&["diff", "machine", "whole.json", "--no-proof"], &targets[..]].concat();
        for args in [check, fix, diff] {
            let ran = sandbox.run(&args);
            assert!((0..=3).contains(&ran.code), "{args:?}: {} {}", ran.code, ran.stderr);
            used += usize::from(ran.code != 2);
            for said in [&ran.stdout, &ran.stderr] {
                assert!(!said.chars().any(|c| c.is_control() && c != '\n'), "{args:?}: {said:?}");
            }
        }
    }
    assert!(used > 40, "most were refused, {used} were not: nothing was tried");
}
