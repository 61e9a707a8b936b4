use std::collections::BTreeMap;

use xdoctor_checks::{
    Answer, HostPath,
    answer::{Exit, FileBytes, Header, Metadata, Ran},
    question::Run,
};

use super::*;

fn path(text: &str) -> HostPath {
    HostPath::parse(text).expect("absolute")
}

fn answers() -> Answers {
    let stdout = "one\ntwo\n".to_owned();
    let ran = Ran::Finished { exit: Exit::Code(0), stdout, stderr: String::new() };
    let run = Run::probe("/bin/tool", ["-v"]).env("A", None).env("B", Some("b\nb")).steady_by([path("/bin/tool")]);
    [
        (Question::Env { name: "Z".into() }, Ok(Answer::Env(None))),
        (Question::Env { name: "A".into() }, Ok(Answer::Env(Some("a".into())))),
        (Question::ReadFile { path: path("/f"), limit: 9 }, Ok(Answer::File(FileBytes::Text("\n".into())))),
        (Question::Run(run), Ok(Answer::Run(ran))),
        (Question::Which { program: "gcc".into() }, Ok(Answer::Which(vec![path("/usr/bin/gcc")]))),
        (Question::Header { path: path("/f") }, Err(Failure::TimedOut { seconds: 3 })),
    ]
    .into_iter()
    .collect()
}

/// The cassette in a file with these others beside it.
fn open(name: &str, text: &str, others: &[(&str, &str)]) -> Result<Cassette, String> {
    let dir = tempfile::tempdir().expect("a directory");
    for (name, text) in [(name, text)].iter().chain(others) {
        fs::write(dir.path().join(name), text).expect("written");
    }
    let shown = format!("{}/", dir.path().display());
    Cassette::open(&dir.path().join(name)).map_err(|error| error.to_string().replace(&shown, ""))
}

fn composed(tables: &str) -> Result<Cassette, String> {
    let host = "[host]\nos = \"linux\"\narch = \"x86_64\"\ncwd = \"/p\"\n";
    open("c.toml", &format!("cassette = 1\nkind = \"composed\"\n{tables}\n{host}"), &[])
}

fn ask(cassette: &Cassette, question: &Question) -> Answered {
    cassette.at_once(question).expect("at once")
}

#[test]
fn what_was_recorded_is_answered_again_and_nothing_else() {
    let text = Cassette::recorded(answers()).to_json().expect("a recorded one");
    let replay = open("c.json", &text, &[]).expect("it can be read");
    for (question, answer) in answers().iter() {
        assert_eq!(ask(&replay, question), *answer, "{question:?}");
    }
    assert_eq!(ask(&replay, &Question::Env { name: "B".into() }), Err(Failure::NotRecorded));
    assert_eq!(replay.to_json().as_deref(), Some(text.as_str()));
}

#[test]
fn a_recorded_file_is_sorted_and_its_texts_stand_line_by_line() {
    let answers = answers()
        .iter()
        .filter(|(q, _)| !matches!(q, Question::Which { .. } | Question::Header { .. } | Question::ReadFile { .. }))
        .map(|(q, a)| (q.clone(), a.clone()))
        .collect();
    let text = Cassette::recorded(answers).to_json().expect("a recorded one");
    let expected = r#"{
  "cassette": 1,
  "xdoctor": "VERSION",
  "kind": "recorded",
  "answers": [
    {
      "question": {
        "ask": "env",
        "name": "A"
      },
      "answer": {
        "is": "env",
        "value": "a"
      }
    },
    {
      "question": {
        "ask": "env",
        "name": "Z"
      },
      "answer": {
        "is": "env",
        "value": null
      }
    },
    {
      "question": {
        "ask": "run",
        "program": "/bin/tool",
        "args": [
          "-v"
        ],
        "env": {
          "A": null,
          "B": {
            "$lines": [
              "b",
              "b"
            ]
          }
        },
        "limit": {
          "seconds": 10,
          "bytes": 1048576
        },
        "steady_by": [
          "/bin/tool"
        ]
      },
      "answer": {
        "is": "run",
        "value": {
          "finished": {
            "exit": {
              "code": 0
            },
            "stdout": {
              "$lines": [
                "one",
                "two",
                ""
              ]
            },
            "stderr": ""
          }
        }
      }
    }
  ]
}
"#;
    assert_eq!(text, expected.replace("VERSION", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_mistake_in_a_recorded_file_is_told_with_its_line() {
    let version = env!("CARGO_PKG_VERSION");
    let head = "{\"cassette\": 1, \"xdoctor\": \"0\", \"kind\": \"recorded\", \"answers\": [\n";
    let env = r#"{"question": {"ask": "env", "name": "A"}, "answer": {"is": "env", "value": null}}"#;
    let not_known = format!("`c.json`, line 3: not a question and answer of xdoctor {version}: ");
    for (text, expected) in [
        (format!("{head}{env},\n{env}]}}"), "`c.json`, line 3: the question stands above already".to_owned()),
        (
            format!("{head}{env},\n{{\"question\": {{\"ask\": \"host\"}}}}]}}"),
            "`c.json`, line 3: needs either `answer` or `failure`".to_owned(),
        ),
        (
            format!("{head}{env},\n{{\"question\": {{\"ask\": \"moon\"}}}}]}}"),
            format!("{not_known}unknown variant `moon`"),
        ),
        (format!("{head}{env},\n\n nonsense]}}"), "`c.json`, line 4: expected ident".to_owned()),
        (
            "{\"cassette\": 7, \"xdoctor\": \"9.9\"}".to_owned(),
            "`c.json`: it has form 7, by xdoctor 9.9, later than form 1".to_owned(),
        ),
    ] {
        let error = open("c.json", &text, &[]).expect_err("a mistake");
        assert!(error.starts_with(&expected), "{error}");
    }
    let error = Cassette::open(Path::new("/no/such/file")).expect_err("no file").to_string();
    assert_eq!(error, "`/no/such/file`: cannot be read: no such file or directory");
}

#[test]
fn a_composed_machine_answers_from_its_tables() {
    let cassette = composed(
        r#"
sources = ["an experiment"]
[env]
PATH = "/usr/bin"
[files]
"/p/Cargo.toml" = "text"
"/usr/bin/cc" = { link = "gcc" }
"/usr/bin/gcc" = { program = "elf aarch64 /lib/ld.so" }
"/lib/libc.a" = { blob = "archive elf arm" }
"/shadow" = { unreadable = "permission denied" }
[[commands]]
run = "gcc -dumpmachine"
stdout = "aarch64-linux-gnu\n"
env = { LC_ALL = "C", X = false }
[[commands]]
run = ["gcc", "..."]
failure = { why = "timed-out", seconds = 10 }
"#,
    )
    .expect("it can be read");
    assert_eq!((cassette.kind, cassette.sources.as_slice()), (Kind::Composed, &["an experiment".to_owned()][..]));
    let elf = |arch: &str, bits, interpreter: Option<&str>| Header::Elf {
        arch: arch.into(),
        bits,
        little_endian: true,
        interpreter: interpreter.map(Into::into),
    };
    let ran = Ran::Finished { exit: Exit::Code(0), stdout: "aarch64-linux-gnu\n".into(), stderr: String::new() };
    let dumpmachine = Run::probe("/usr/bin/gcc", ["-dumpmachine"]);
    for (question, answer) in [
        (Question::Header { path: path("/usr/bin/cc") }, Ok(Answer::Header(elf("aarch64", 64, Some("/lib/ld.so"))))),
        (
            Question::Header { path: path("/lib/libc.a") },
            Ok(Answer::Header(Header::Archive { member: Some(Box::new(elf("arm", 32, None))) })),
        ),
        (
            Question::ReadFile { path: path("/shadow"), limit: 1 },
            Ok(Answer::File(FileBytes::Unreadable { message: "permission denied".into() })),
        ),
        (Question::Env { name: "NONE".into() }, Ok(Answer::Env(None))),
        (Question::Metadata { path: path("/none") }, Ok(Answer::Metadata(Metadata::Missing))),
        (Question::Run(dumpmachine.clone().env("LC_ALL", Some("C")).env("X", None)), Ok(Answer::Run(ran))),
        (Question::Run(dumpmachine), Err(Failure::TimedOut { seconds: 10 })),
        (Question::Run(Run::probe("clang", ["-v"])), Ok(Answer::Run(Ran::NotFound))),
    ] {
        assert_eq!(ask(&cassette, &question), answer, "{question:?}");
    }
    let unknown = composed("rest = \"unknown\"").expect("it can be read");
    assert_eq!(ask(&unknown, &Question::Env { name: "NONE".into() }), Err(Failure::NotRecorded));
}

#[test]
fn parts_stand_below_what_names_them_and_texts_in_files_of_their_own() {
    let whole = "cassette = 1\nkind = \"composed\"\nparts = [\"base.toml\"]\n[env]\nA = \"mine\"\n[files]\n\"/f\" = { from = \"f.txt\" }\n";
    let base =
        "sources = [\"s\"]\n[host]\nos = \"linux\"\narch = \"arm\"\ncwd = \"/\"\n[env]\nA = \"theirs\"\nB = \"b\"\n";
    let cassette = open("c.toml", whole, &[("base.toml", base), ("f.txt", "text of f")]).expect("it can be read");
    let env = ask(&cassette, &Question::EnvPrefix { prefix: String::new() });
    let expected = [("A", "mine"), ("B", "b")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(env, Ok(Answer::EnvPrefix(BTreeMap::from(expected))));
    let read = ask(&cassette, &Question::ReadFile { path: path("/f"), limit: 99 });
    assert_eq!(read, Ok(Answer::File(FileBytes::Text("text of f".into()))));
    assert_eq!(cassette.sources, ["s"]);
}

#[test]
fn a_mistake_in_a_composed_file_is_told_with_its_line() {
    for (tables, expected) in [
        ("[files]\n\"relative\" = \"x\"", "`c.toml`, line 4: `relative` is not an absolute path"),
        ("\n[files]\n\"/f\" = { program = \"elf\" }", "`c.toml`, line 5: `elf` is no header such as"),
        ("\n[files]\n\"/f\" = { from = \"none\" }", "`none`: cannot be read: no such file or directory"),
        ("[[commands]]\nrun = \"\"", "`c.toml`, line 3: `run` names no program"),
        ("sauces = []", "`c.toml`, line 3: unknown field `sauces`"),
        ("parts = [\"c.toml\"]", "`c.toml`: parts name parts without end"),
        ("env = [", "`c.toml`, line 5: missing comma"),
    ] {
        let error = composed(tables).expect_err("a mistake");
        assert!(error.starts_with(expected), "{error}");
    }
    let error = open("c.toml", "kind = \"composed\"", &[]).expect_err("no form");
    assert_eq!(error, "`c.toml`, line 1: a composed cassette begins with `cassette = 1` and `kind = \"composed\"`");
    let error = open("c.toml", "cassette = 1\nkind = \"composed\"", &[]).expect_err("no host");
    assert_eq!(error, "`c.toml`: no `[host]` says which machine it is");
}
