//! One report in every rendering, against golden files in `tests/reports/`; `UPDATE=1` writes them anew.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};
use xdoctor::{
    host::Terminal,
    report::{self, Shown},
};
use xdoctor_checks::{
    Evidence, HostPath, Triple,
    report::{
        CheckReport, ChosenByReport, FixReport, HostReport, ProjectReport, ProofKind, ProofReport, ProofStatus, Report,
        RunReport, RustupReport, SettingReport, Status, Summary, TargetReport, Tool, ToolchainReport, Verdict,
        WorldReport,
    },
    wanted::{Source, SourceKind},
};
use xdoctor_fixes::{Applicability, Change, CommandLine, Edit, FileEdit, Fix, Scope};

#[path = "support/schema.rs"]
mod schema;

fn path(text: &str) -> HostPath {
    HostPath::parse(text).expect("absolute")
}

fn proof(status: ProofStatus, reason: Option<&str>) -> ProofReport {
    ProofReport {
        status,
        kind: ProofKind::Link,
        reason: reason.map(str::to_owned),
        command: Vec::new(),
        output: String::new(),
        cached: false,
        recorded: false,
        duration_ms: 0,
        run: None,
    }
}

fn target(triple: &str, verdict: Verdict, proof: ProofReport, checks: Vec<CheckReport>) -> TargetReport {
    TargetReport {
        triple: Triple::new(triple),
        required: true,
        counts: true,
        wanted_by: vec![Source { kind: SourceKind::CommandLine, file: None, line: None, in_effect: true }],
        route: "gcc".into(),
        route_chosen_by: None,
        build_command: ["cargo", "build", "--target", triple].map(str::to_owned).into(),
        worlds: vec![WorldReport {
            tool: "rustc",
            runs: Some("cc".into()),
            chosen_by: "rustc's default".into(),
            settings: vec![SettingReport { name: "a".into(), value: "b".into(), file: None, line: None }],
        }],
        verdict,
        proof,
        blockers: checks.iter().filter(|check| check.status == Status::Fail).map(|check| check.id).collect(),
        accepted: false,
        checks,
    }
}

fn check(id: &'static str, status: Status, message: &str) -> CheckReport {
    CheckReport {
        id,
        topic: "linker",
        status,
        title: "a title",
        message: message.into(),
        why: String::new(),
        evidence: Vec::new(),
        links: Vec::new(),
        fixes: Vec::new(),
        accepted: None,
        conclusive: false,
    }
}

/// One that installs and one that edits.
fn fixes() -> Vec<FixReport> {
    let install = Fix {
        id: "cross-linker-not-installed/install".into(),
        title: "install `gcc-aarch64-linux-gnu`".into(),
        change: Change::Command(CommandLine {
            program: "apt-get".into(),
            args: vec!["install".into()],
            env: Vec::new(),
        }),
        applicability: Applicability::System,
        scope: Scope::User,
    };
    let edit = Fix {
        id: "cross-linker-not-installed/edit".into(),
        title: "set the linker".into(),
        change: Change::Edit {
            edits: vec![FileEdit {
                path: path("/home/user/demo/.cargo/config.toml"),
                edit: Edit::EnsureLine { text: "x".into() },
            }],
        },
        applicability: Applicability::Safe,
        scope: Scope::Project,
    };
    vec![
        FixReport {
            id: install.id.clone(),
            title: install.title.clone(),
            kind: "command",
            applicability: install.applicability,
            scope: install.scope,
            files: Vec::new(),
            command: ["sudo", "apt-get", "install", "gcc-aarch64-linux-gnu"].map(str::to_owned).into(),
            diff: String::new(),
            fix: install,
        },
        FixReport {
            id: edit.id.clone(),
            title: edit.title.clone(),
            kind: "edit",
            applicability: edit.applicability,
            scope: edit.scope,
            files: vec!["/home/user/demo/.cargo/config.toml".into()],
            command: Vec::new(),
            diff: "@@ -1,2 +1,2 @@\n [target.aarch64-unknown-linux-gnu]\n-linker = \"gcc\"\n+linker = \"aarch64-linux-gnu-gcc\"\n".into(),
            fix: edit,
        },
    ]
}

/// Each verdict, each kind of evidence, each kind of fix, and a tool that tries to steer the terminal.
fn sample() -> Report {
    let mut blocked = check("cross-linker-not-installed", Status::Fail, "`aarch64-linux-gnu-gcc` is not on `PATH`");
    blocked.why = "rustc runs it to link every program for `aarch64-unknown-linux-gnu`".into();
    blocked.links = vec!["https://example.org/linkers"];
    blocked.evidence = vec![
        Evidence::Config {
            key: "target.aarch64-unknown-linux-gnu.linker".into(),
            value: "\"aarch64-linux-gnu-gcc\"".into(),
            file: Some(path("/home/user/demo/.cargo/config.toml")),
            line: Some(2),
        },
        Evidence::Command {
            command: vec!["aarch64-linux-gnu-gcc".into(), "-dumpmachine".into()],
            exit: Some(127),
            output: "\u{1b}[31msh: not found\u{1b}[0m\u{7}\n".into(),
        },
        Evidence::Env { name: "PATH".into(), value: "/usr/bin:/bin".into() },
        Evidence::File { file: path("/usr/bin"), line: None, text: "has no such program".into() },
    ];
    blocked.fixes = fixes();
    let passed = ProofReport {
        command: vec!["cargo".into(), "build".into()],
        duration_ms: 312,
        run: Some(RunReport {
            status: ProofStatus::Failed,
            runner: Some("qemu-arm".into()),
            reason: Some("exit 127".into()),
        }),
        ..proof(ProofStatus::Passed, None)
    };
    let warning = check("linker-committed-for-everyone", Status::Warn, "a tracked file sets a cross linker");
    let mut unknown = check("sysroot-not-found", Status::Unknown, "no answer within 10 s");
    unknown.topic = "sysroot";
    let mut mentioned = target(
        "riscv64gc-unknown-linux-gnu",
        Verdict::Unproved,
        proof(ProofStatus::Skipped, Some("`--no-proof`")),
        vec![check("cross-linker-not-installed", Status::Pass, "`riscv64-linux-gnu-gcc` links for riscv64")],
    );
    mentioned.required = false;
    mentioned.counts = false;
    Report {
        schema_version: 1,
        tool: Tool { name: "xdoctor", version: "0.0.0" },
        host: Some(HostReport {
            triple: Some(Triple::new("x86_64-unknown-linux-gnu")),
            os: "linux".into(),
            arch: "x86_64".into(),
        }),
        toolchain: Some(ToolchainReport {
            rustc: Some("1.95.0".into()),
            name: Some("stable-x86_64-unknown-linux-gnu".into()),
            sysroot: Some("/home/user/.rustup/toolchains/stable-x86_64-unknown-linux-gnu".into()),
            chosen_by: Some(ChosenByReport {
                kind: "rust-toolchain",
                file: Some("/home/user/demo/rust-toolchain.toml".into()),
                line: Some(2),
                told: "a file".into(),
            }),
            rustup: Some(RustupReport {
                version: "1.28.2".into(),
                newest: Some("1.29.0".into()),
                reason: None,
                update: Some("`rustup self update`".into()),
            }),
        }),
        project: Some(ProjectReport { root: "/home/user/demo".into(), name: Some("demo".into()) }),
        host_checks: vec![check("cargo-bin-not-on-path", Status::Warn, "`~/.cargo/bin` is not on `PATH`")],
        targets: vec![
            target("armv7-unknown-linux-gnueabihf", Verdict::Ready, passed, vec![warning]),
            target("aarch64-unknown-linux-gnu", Verdict::Blocked, proof(ProofStatus::Skipped, None), vec![blocked]),
            target("s390x-unknown-linux-gnu", Verdict::Unknown, proof(ProofStatus::Skipped, None), vec![unknown]),
            mentioned,
        ],
        summary: Summary { ready: 1, blocked: 1, unknown: 1, ..Summary::default() },
        duration_ms: 41,
        unusable: None,
    }
}

fn golden(name: &str, text: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reports").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, text).expect("a writable checkout");
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    assert!(expected == text, "`{name}` differs: look at it, then UPDATE=1 cargo test --test reports\n{text}");
}

const PLAIN: Terminal = Terminal { width: 80, colour: false, unicode: true, interactive: false };

#[test]
fn text_for_a_pipe() {
    golden("sample.txt", &report::text(&sample(), PLAIN, &Shown::default()));
}

#[test]
fn text_for_a_narrow_ascii_terminal_and_everything_shown() {
    let terminal = Terminal { width: 40, unicode: false, ..PLAIN };
    let show = Shown { verbose: true, ..Shown::default() };
    let text = report::text(&sample(), terminal, &show);
    assert!(text.is_ascii(), "an ASCII terminal gets ASCII");
    golden("sample-40-ascii-verbose.txt", &text);
}

#[test]
fn text_with_colours() {
    golden("sample.ansi", &report::text(&sample(), Terminal { colour: true, ..PLAIN }, &Shown::default()));
}

#[test]
fn quiet_text_says_only_what_is_wrong() {
    let show = Shown { quiet: true, ..Shown::default() };
    golden("sample-quiet.txt", &report::text(&sample(), PLAIN, &show));
}

#[test]
fn other_formats() {
    let show = Shown::default();
    golden("sample.json", &report::json(&sample(), &show));
    golden("sample.github", &report::github(&sample(), &show, None));
    golden("sample.sarif", &report::sarif(&sample(), &show, None));
    golden("sample.junit.xml", &report::junit(&sample(), &show));
    golden("sample.md", &report::markdown(&sample(), &show));
}

#[test]
fn no_rendering_lets_a_tools_escape_codes_through() {
    let show = Shown { verbose: true, ..Shown::default() };
    for text in [
        report::text(&sample(), PLAIN, &show),
        report::json(&sample(), &show),
        report::github(&sample(), &show, None),
        report::sarif(&sample(), &show, None),
        report::junit(&sample(), &show),
        report::markdown(&sample(), &show),
    ] {
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
    }
}

#[test]
fn the_json_fits_the_schema_and_the_schema_names_every_key() {
    let value: Value = serde_json::from_str(&report::json(&sample(), &Shown::default())).expect("JSON");
    assert_eq!(schema::misfits(&value), Vec::<String>::new());
    let mut wrong = value;
    wrong["targets"][0]["verdict"] = json!("fine");
    assert!(!schema::misfits(&wrong).is_empty(), "the schema rejects an unknown verdict");
}
