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
use xdoctor::{
    cli::Exit,
    driver::{Doctor, block_on},
    host::Cassette,
    report::{self, SCHEMA, Shown},
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

/// What may stand in an element.
struct Element {
    must: &'static [&'static str],
    may: &'static [&'static str],
    children: &'static [&'static str],
}

/// What `junit-10.xsd` of Jenkins' xunit plugin says of the elements that we write, by hand: the attributes that one must
/// and may have, and its children (there any number of them, in any order).
fn junit_element(name: &str) -> Option<Element> {
    let (must, may, children): (&[_], &[_], &[_]) = match name {
        "testsuites" => (&[], &["name", "time", "tests", "failures", "errors"], &["testsuite"]),
        "testsuite" => (
            &["name", "tests", "failures", "errors"],
            &["group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"],
            &["testsuite", "properties", "testcase", "system-out", "system-err"],
        ),
        "properties" => (&[], &[], &["property"]),
        "property" => (&["name", "value"], &[], &[]),
        "testcase" => {
            (&["name"], &["time", "classname", "group"], &["skipped", "error", "failure", "system-out", "system-err"])
        }
        "failure" | "skipped" => (&[], &["type", "message"], &[]),
        "system-out" => (&[], &[], &[]),
        _ => return None,
    };
    Some(Element { must, may, children })
}

fn fits_junit(node: Node<'_, '_>, of: &str) {
    let name = node.tag_name().name();
    let Some(Element { must, may, children }) = junit_element(name) else { panic!("{of}: `{name}` is no element") };
    for needed in must {
        assert!(node.has_attribute(*needed), "{of}: `{name}` without `{needed}`");
    }
    for attribute in node.attributes() {
        let known = must.contains(&attribute.name()) || may.contains(&attribute.name());
        assert!(known, "{of}: `{name}` with `{}`", attribute.name());
    }
    for child in node.children().filter(Node::is_element) {
        assert!(children.contains(&child.tag_name().name()), "{of}: {child:?} in `{name}`");
        fits_junit(child, of);
    }
}

#[test]
fn junit_fits_its_schema_and_counts_its_cases() {
    for (name, report) in &*REPORTS {
        let text = report::junit(report, &show());
        let document = roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(document.root_element().tag_name().name(), "testsuites");
        fits_junit(document.root_element(), name);
        for suite in document.descendants().filter(|node| node.has_tag_name("testsuite")) {
            let count = |tag: &str| suite.descendants().filter(|node| node.has_tag_name(tag)).count().to_string();
            for (attribute, tag) in [("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")] {
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
fn a_format_has_an_error_where_a_target_that_counts_is_blocked() {
    for (name, report) in &*REPORTS {
        let blocked = Exit::of(&report.summary, true) == Exit::Blocked;
        let github = report::github(report, &show(), None);
        assert_eq!(github.lines().any(|line| line.starts_with("::error ")), blocked, "{name}: github\n{github}");
        let junit = report::junit(report, &show());
        assert_eq!(junit.contains("<failure "), blocked, "{name}: junit");
        let sarif: Value = serde_json::from_str(&report::sarif(report, &show(), None)).expect("JSON");
        let results = sarif["runs"][0]["results"].as_array().expect("a list");
        let error = results.iter().any(|result| result["level"] == "error" && result["suppressions"].is_null());
        assert_eq!(error, blocked, "{name}: sarif");
    }
}

#[test]
fn every_format_ends_with_the_same_exit_code() {
    for (machine, code) in
        [("debian-ready", 0), ("debian-first-day", 1), ("debian-policy-accepted", 1), ("debian-no-rust", 1)]
    {
        let file = format!("{ROOT}/tests/hosts/{machine}.toml");
        for format in ["text", "json", "github", "sarif", "junit", "markdown"] {
            let output = Command::new(env!("CARGO_BIN_EXE_xdoctor"))
                .args(["check", "--machine", &file, "--format", format])
                .env_clear()
                .output()
                .expect("the program starts");
            let told = String::from_utf8_lossy(&output.stderr);
            assert_eq!((output.status.code(), &*told), (Some(code), ""), "{machine}: {format}");
        }
    }
}

/// What readers of version 1 rely on: the schema as it was published with each release. A key may be added; none may go,
/// become optional or change what it can hold.
#[test]
fn version_1_of_the_schema_only_grows() {
    let file = Path::new(ROOT).join("tests/reports/schema-v1.json");
    let published: Value = serde_json::from_str(&fs::read_to_string(&file).expect("there")).expect("JSON");
    let now: Value = serde_json::from_str(SCHEMA).expect("JSON");
    let broken = breaks(&published, &now, "");
    assert_eq!(broken, Vec::<String>::new(), "readers of version 1 would break: add keys, or begin version 2");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, SCHEMA).expect("a writable checkout");
    } else {
        assert!(published == now, "the schema has grown: `UPDATE=1 cargo test --test formats` publishes it");
    }
}

#[test]
fn a_breaking_change_is_seen() {
    let schema = || serde_json::from_str::<Value>(SCHEMA).expect("JSON");
    let change = |change: &dyn Fn(&mut Value)| {
        let mut changed = schema();
        change(&mut changed);
        breaks(&schema(), &changed, "")
    };
    let breaking: [&dyn Fn(&mut Value); 5] = [
        &|schema| drop(schema["properties"]["summary"]["properties"].as_object_mut().expect("keys").remove("ready")),
        &|schema| {
            schema["properties"]["duration_ms"]["type"] = "string".into();
        },
        &|schema| drop(schema["$defs"]["target"]["required"].as_array_mut().expect("a list").pop()),
        &|schema| {
            schema["$defs"]["target"]["properties"]["verdict"]["enum"] = serde_json::json!(["ready", "blocked"]);
        },
        &|schema| drop(schema["$defs"].as_object_mut().expect("definitions").remove("accepted")),
    ];
    for (index, breaking) in breaking.iter().enumerate() {
        assert!(!change(*breaking).is_empty(), "change {index} breaks readers");
    }
    let grown: [&dyn Fn(&mut Value); 2] =
        [&|schema| schema["properties"]["new"] = serde_json::json!({"type": "string"}), &|schema| {
            schema["properties"]["tool"]["description"] = "who made it".into();
        }];
    for grown in grown {
        assert_eq!(change(grown), Vec::<String>::new());
    }
}

/// Where `now` lets less be relied on than `then`.
fn breaks(then: &Value, now: &Value, at: &str) -> Vec<String> {
    let mut broken = Vec::new();
    for key in ["type", "const", "$ref", "minimum"] {
        if then[key] != now[key] {
            broken.push(format!("{at}: `{key}` was {} and is {}", then[key], now[key]));
        }
    }
    for key in ["required", "enum"] {
        let list = |schema: &Value| schema[key].as_array().cloned().unwrap_or_default();
        let gone: Vec<_> = list(then).into_iter().filter(|value| !list(now).contains(value)).collect();
        if !gone.is_empty() {
            broken.push(format!("{at}: `{key}` no longer has {gone:?}"));
        }
    }
    for key in ["properties", "$defs"] {
        for (name, inner) in then[key].as_object().into_iter().flatten() {
            match now[key].get(name) {
                Some(now) => broken.extend(breaks(inner, now, &format!("{at}/{name}"))),
                None => broken.push(format!("{at}/{name} is gone")),
            }
        }
    }
    for key in ["oneOf", "anyOf"] {
        let list = |schema: &Value| schema[key].as_array().cloned().unwrap_or_default();
        let (then, now) = (list(then), list(now));
        if then.len() > now.len() {
            broken.push(format!("{at}: `{key}` has fewer forms"));
        }
        for (index, (then, now)) in then.iter().zip(&now).enumerate() {
            broken.extend(breaks(then, now, &format!("{at}/{index}")));
        }
    }
    if then["items"].is_object() {
        broken.extend(breaks(&then["items"], &now["items"], &format!("{at}/[]")));
    }
    broken
}
