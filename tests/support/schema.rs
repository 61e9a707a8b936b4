//! The published schema of the JSON report, to which every report of the tests is held.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value, json};

/// As it is published, but that an object has no key which it does not name: readers accept new keys, and our own output
/// may have none that the schema lacks.
static CLOSED: LazyLock<Validator> = LazyLock::new(|| {
    let mut schema: Value = serde_json::from_str(xdoctor::report::SCHEMA).expect("the schema is JSON");
    close(&mut schema);
    jsonschema::validator_for(&schema).expect("the schema is one")
});

/// What of the report does not fit, nothing if all of it does.
pub(crate) fn misfits(report: &Value) -> Vec<String> {
    CLOSED.iter_errors(report).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// What the program has printed fits, if it is a report.
#[allow(dead_code, reason = "not every test that shares this file runs the program")]
pub(crate) fn assert_fits(stdout: &str) {
    let Ok(report) = serde_json::from_str::<Value>(stdout) else { return };
    if report["summary"].is_object() {
        assert_eq!(misfits(&report), Vec::<String>::new(), "{stdout}");
    }
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.contains_key("properties") {
                fields.insert("additionalProperties".into(), json!(false));
            }
            fields.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
