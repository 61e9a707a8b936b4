use std::sync::Arc;

use xdoctor_checks::{
    HostPath, Triple,
    answer::{Exit, FileBytes, Ran},
    diagnose::{ProofMode, Request},
    question::Run,
};

use super::*;
use crate::{
    driver::{Doctor, block_on},
    host::{Cassette, Host},
};

fn redactor(home: &str, user: &str, machine: &str, secrets: &[&str]) -> Redactor {
    Redactor::new(&Identity {
        home: HostPath::parse(home),
        user: Some(user.into()),
        machine: Some(machine.into()),
        secrets: secrets.iter().map(|secret| (*secret).to_owned()).collect(),
    })
}

fn redacted(redactor: &Redactor, text: &str) -> String {
    redactor.text(text.to_owned())
}

#[test]
fn a_home_is_replaced_where_it_is_a_directory_of_its_own() {
    let alice = redactor("/home/alice", "alice", "wonderland", &[]);
    for (text, expected) in [
        ("/home/alice", "/home/user"),
        ("/home/alice/.cargo:/home/alice:/home/alice", "/home/user/.cargo:/home/user:/home/user"),
        (
            "-L/home/alice/lib -isystem/home/alice/i --x=/home/alice",
            "-L/home/user/lib -isystem/home/user/i --x=/home/user",
        ),
        ("(\"-L/home/alice\", '/home/alice')", "(\"-L/home/user\", '/home/user')"),
        ("in /home/alice. And file:///home/alice/x", "in /home/user. And file:///home/user/x"),
        ("/home/alice2 /home/alice.old /home/alice-x", "/home/alice2 /home/alice.old /home/alice-x"),
        ("/mnt/home/alice/x", "/mnt/home/user/x"),
        ("/export/alice/x", "/export/user/x"),
    ] {
        assert_eq!(redacted(&alice, text), expected);
    }
    let root = redactor("/root", "root", "localhost", &[]);
    assert_eq!(redacted(&root, "/root/.cargo"), "/root/.cargo", "it tells nothing");
    let short = redactor("/me", "alice", "localhost", &[]);
    assert_eq!(redacted(&short, "/me/.cargo /sys/me /a-me me -L/me"), "/user/.cargo /sys/me /a-me me -L/user");
}

#[test]
fn a_home_of_windows_is_replaced_however_it_is_written() {
    let alice = redactor("C:\\Users\\Alice Liddell", "Alice Liddell", "WONDERLAND", &[]);
    for (text, expected) in [
        ("c:\\users\\alice liddell\\x", "C:\\Users\\user\\x"),
        ("C:/Users/Alice Liddell/x", "C:/Users/user/x"),
        ("\"C:\\\\Users\\\\Alice Liddell\\\\x\"", "\"C:\\\\Users\\\\user\\\\x\""),
        ("C:\\Users\\ALICEL~1\\AppData", "C:\\Users\\USER~1\\AppData"),
        ("\\\\WONDERLAND\\share", "\\\\machine\\share"),
    ] {
        assert_eq!(redacted(&alice, text), expected);
    }
}

#[test]
fn user_and_machine_are_replaced_where_they_are_names() {
    let alice = redactor("/home/alice", "alice", "wonderland", &[]);
    for (text, expected) in [
        ("/scratch/alice/x", "/scratch/user/x"),
        ("alice", "user"),
        ("name = \"alice\"", "name = \"user\""),
        ("alice@wonderland.example", "user@machine.example"),
        ("malice /malice/x alice.rs", "malice /malice/x alice.rs"),
        ("http://wonderland:80/", "http://machine:80/"),
        ("lib-wonderland", "lib-wonderland"),
    ] {
        assert_eq!(redacted(&alice, text), expected);
    }
}

#[test]
fn names_that_xdoctor_asks_for_itself_are_left() {
    let rust = redactor("/home/rust", "rust", "debian", &[]);
    assert_eq!(redacted(&rust, "/usr/lib/rust/debian /home/rust/x"), "/usr/lib/rust/debian /home/rust/x");
}

#[test]
fn what_opens_doors_is_removed() {
    let alice = redactor("/home/alice", "alice", "wonderland", &["hunter2hunter2", "/run/secrets", "short"]);
    let token = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
    for (text, expected) in [
        ("x hunter2hunter2 y", "x [redacted] y"),
        ("/run/secrets/x is short", "/run/secrets/x is short"),
        (token, "[redacted]"),
        (&format!("https://alice:{token}@github.com/a/b"), "https://[redacted]@github.com/a/b"),
        ("index = \"sparse+https://u:p@example.com/i/\"", "index = \"sparse+https://[redacted]@example.com/i/\""),
        ("token = \"abc\"\n[registry]\ntoken='d'", "token = \"[redacted]\"\n[registry]\ntoken='[redacted]'"),
        ("password: x1\nnext", "password: [redacted]\nnext"),
        ("token: ${{ secrets.T }}", "token: ${{ secrets.T }}"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer [redacted]"),
        ("-----BEGIN RSA PRIVATE KEY-----\nAAA\n-----END RSA PRIVATE KEY-----\n", "[redacted]\n"),
        ("git@github.com:a/b https://example.com/a@b", "git@github.com:a/b https://example.com/a@b"),
        ("target-key = 1", "target-key = 1"),
    ] {
        assert_eq!(redacted(&alice, text), expected);
    }
}

#[test]
fn variables_are_shown_by_name() {
    for name in ["PATH", "CC_aarch64_unknown_linux_gnu", "CARGO_TARGET_X_LINKER", "Path", "RUSTFLAGS", "SDKROOT"] {
        assert!(is_shown(name), "{name}");
    }
    for name in
        ["CARGO_REGISTRY_TOKEN", "CARGO_REGISTRIES_MINE_TOKEN", "MY_NOTES", "AWS_SECRET_ACCESS_KEY", "RUST_APIKEY"]
    {
        assert!(!is_shown(name), "{name}");
    }
}

#[test]
fn the_value_of_any_other_variable_is_dropped_and_that_it_is_set_is_kept() {
    let redactor = redactor("/home/alice", "alice", "wonderland", &[]);
    let env = |name: &str| Question::Env { name: name.into() };
    let set = |value: &str| Ok(Answer::Env(Some(value.into())));
    let run = |value: Option<&str>| Question::Run(Run::probe("x", [""; 0]).env("NOTES", value).env("CC", Some("gcc")));
    let prefix = Question::EnvPrefix { prefix: "CARGO_".into() };
    let values = |token: &str| {
        let values = [("CARGO_HOME", "/c"), ("CARGO_REGISTRY_TOKEN", token)];
        Ok(Answer::EnvPrefix(values.map(|(name, value)| (name.to_owned(), value.to_owned())).into()))
    };
    let answers = [
        (env("NOTES"), set("dear diary")),
        (env("NONE"), Ok(Answer::Env(None))),
        (env("CC"), set("gcc")),
        (run(Some("dear diary")), Ok(Answer::Run(Ran::NotFound))),
        (prefix.clone(), values("abc")),
    ];
    let expected = [
        (env("NOTES"), set("[redacted]")),
        (env("NONE"), Ok(Answer::Env(None))),
        (env("CC"), set("gcc")),
        (run(Some("[redacted]")), Ok(Answer::Run(Ran::NotFound))),
        (prefix, values("[redacted]")),
    ];
    for (pair, expected) in answers.into_iter().zip(expected) {
        assert_eq!(redactor.pair(&pair.0, &pair.1), expected);
    }
}

#[test]
fn a_name_that_is_a_word_of_the_form_does_not_damage_it() {
    let missing = redactor("/home/missing", "missing", "directory", &["finished"]);
    let question = Question::ReadFile { path: HostPath::parse("/home/missing/f").expect("absolute"), limit: 1 };
    let redacted = Question::ReadFile { path: HostPath::parse("/home/user/f").expect("absolute"), limit: 1 };
    let answer = Ok(Answer::File(FileBytes::Missing));
    assert_eq!(missing.pair(&question, &answer), (redacted, answer));
    let ran = |stdout: &str| {
        Ok(Answer::Run(Ran::Finished { exit: Exit::Code(0), stdout: stdout.into(), stderr: String::new() }))
    };
    let run = Question::Run(Run::probe("x", ["finished"]));
    let redacted = Question::Run(Run::probe("x", ["[redacted]"]));
    assert_eq!(missing.pair(&run, &ran("finished /a/missing")), (redacted, ran("[redacted] /a/user")));
}

/// A machine whose answers are full of its user, in many of the forms in which they may be.
fn machine(home: &str, user: &str, host: &str, token: &str) -> String {
    format!(
        r#"
cassette = 1
kind = "composed"
[host]
os = "linux"
arch = "x86_64"
cwd = "{home}/p/sub"
home = "{home}"
[env]
PATH = "{home}/.cargo/bin:{home}:/scratch/{user}/bin:/usr/bin"
HOME = "{home}"
USER = "{user}"
CARGO_REGISTRY_TOKEN = "{token}"
CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER = "{home}/cross/bin/aarch64-gcc"
RUSTFLAGS = "-L{home}/lib -Clink-arg=--sysroot={home}/sysroot"
[files]
"{home}/p/Cargo.toml" = "[package]\nname = \"{user}\"\nversion = \"0.1.0\"\nrepository = \"https://{user}:{token}@{host}/p\"\n"
"{home}/p/sub/.cargo/config.toml" = "[build]\ntarget = [\"aarch64-unknown-linux-gnu\", \"x86_64-unknown-linux-musl\"]\n[env]\nX = \"{home}/x\"\n"
"{home}/p/.cargo/config.toml" = "[target.x86_64-unknown-linux-musl]\nlinker = \"/scratch/{user}/bin/musl-gcc\"\nrunner = \"ssh {user}@{host}\"\n[broken"
"{home}/.cargo/config.toml" = "[registry]\ntoken = \"{token}\"\n[target.aarch64-unknown-linux-gnu]\nrustflags = [\"-L\", \"{home}/l\"]\n"
"{home}/.rustup/settings.toml" = "version = \"12\"\ndefault_toolchain = \"stable-x86_64-unknown-linux-gnu\"\n[overrides]\n\"{home}/p\" = \"stable-x86_64-unknown-linux-gnu\"\n"
"{home}/.cargo/bin/rustup" = {{ program = "elf x86_64" }}
"{home}/.cargo/bin/rustc" = {{ link = "rustup" }}
"{home}/.cargo/bin/cargo" = {{ link = "rustup" }}
"{home}/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/bin/rustc" = {{ program = "elf x86_64" }}
"{home}/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/bin/cargo" = {{ program = "elf x86_64" }}
"{home}/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/x86_64-unknown-linux-gnu/lib/libstd-1.rlib" = {{ blob = "other" }}
"{home}/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/x86_64-unknown-linux-musl/lib/libstd-1.rlib" = {{ blob = "other" }}
"{home}/cross/bin/aarch64-gcc" = "\#!/scratch/{user}/sh\n"
"/scratch/{user}/bin/musl-gcc" = {{ program = "elf x86_64" }}
"/usr/bin/cc" = {{ program = "elf x86_64" }}
[[commands]]
run = "{home}/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/bin/rustc -vV"
stdout = "rustc 1.96.0\nbinary: rustc\nhost: x86_64-unknown-linux-gnu\nrelease: 1.96.0\n"
[[commands]]
run = "{home}/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/bin/rustc -Zunstable-options --print sysroot --print all-target-specs-json"
stdout = """{home}/.rustup/toolchains/stable-x86_64-unknown-linux-gnu
{{"aarch64-unknown-linux-gnu": {{"arch": "aarch64", "os": "linux"}}, "x86_64-unknown-linux-gnu": {{"arch": "x86_64", "os": "linux"}}, "x86_64-unknown-linux-musl": {{"arch": "x86_64", "os": "linux"}}}}
"""
[[commands]]
run = "/scratch/{user}/bin/musl-gcc ..."
exit = 1
stderr = "{host}: {user}: cannot find {home}/x; token={token}\n"
"#
    )
    .replace("\\#", "#")
}

/// The report of the machine, and what it was asked for that.
fn examine(host: impl Host + 'static) -> (String, Answers) {
    let triples = ["aarch64-unknown-linux-gnu", "x86_64-unknown-linux-musl", "riscv64gc-unknown-linux-gnu"];
    let only = Request { targets: triples.map(Triple::new).into(), proof: ProofMode::None, ..Request::default() };
    let wanted = Request { proof: ProofMode::None, ..Request::default() };
    let mut doctor = Doctor::new(Arc::new(host));
    let reports = [only, wanted].map(|request| {
        let mut report = block_on(doctor.diagnose(&request, |_| {})).expect("a runtime");
        report.duration_ms = 0;
        serde_json::to_value(&report).expect("a report has only string keys")
    });
    (serde_json::to_string_pretty(&reports).expect("it has only string keys"), doctor.answers().clone())
}

#[test]
fn no_name_and_no_secret_survives_and_a_replay_comes_to_the_same_report() {
    let names = ["alice", "Bob-Smith", "x_y.z", "mueller", "o2", "anna.k", "zoe+1", "rustacean", "w", "jörg"];
    for (index, user) in names.into_iter().enumerate() {
        let home = match index % 4 {
            0 => format!("/home/{user}"),
            1 => format!("/export/home/{user}"),
            2 => format!("/{user}"),
            _ => format!("/Users/{user}"),
        };
        let (machine_name, token) = (format!("ws-{index}-tea"), format!("cio{}{index}", "a1B2".repeat(8)));
        let dir = tempfile::tempdir().expect("a directory");
        let file = dir.path().join("machine.toml");
        std::fs::write(&file, machine(&home, user, &machine_name, &token)).expect("written");
        let (report, answers) = examine(Cassette::open(&file).expect("it can be read"));
        assert!(report.contains(&home) && answers.len() > 40, "the machine was looked at: {report}");

        let redactor = redactor(&home, user, &machine_name, &[&token]);
        let cassette = Cassette::recorded(redactor.answers(&answers));
        let text = cassette.to_json().expect("a recorded one");
        assert!(text.contains("/user/p") || text.contains("/user"), "{text}");
        for telling in [home.as_str(), &machine_name, &token, &format!("{user}@"), &format!("/{user}/")] {
            // A name of one letter is no name that could be told from others.
            assert!(user.len() < 2 || !text.contains(telling), "`{telling}` is left in {text}");
        }
        let (replayed, asked) = examine(cassette);
        let open: Vec<_> =
            asked.iter().filter(|(_, answer)| **answer == Err(xdoctor_checks::Failure::NotRecorded)).collect();
        assert_eq!(open, [], "{user}: asked by the replay alone");
        let expected: Value = serde_json::from_str(&report).expect("our own");
        let mut expected = expected;
        each_text(&mut expected, &mut |text| *text = redactor.text(std::mem::take(text)));
        assert_eq!(replayed, serde_json::to_string_pretty(&expected).expect("our own"), "{user}");
    }
}
