//! The published schemas, to which all that the tests' programs print for programs is held.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value, json};
use xdoctor::report::schema::SCHEMAS;

/// As they are published, but that an object has no key which its schema does not name: readers accept new keys, and our
/// own output may have none that the schema lacks.
static CLOSED: LazyLock<Vec<(&str, Validator)>> = LazyLock::new(|| {
    let closed = SCHEMAS.iter().map(|(name, text)| {
        let mut schema: Value = serde_json::from_str(text).expect("the schema is JSON");
        close(&mut schema);
        (*name, jsonschema::validator_for(&schema).expect("the schema is one"))
    });
    closed.collect()
});

/// What of the report does not fit, nothing if all of it does.
#[allow(dead_code, reason = "not every test that shares this file has a report")]
pub(crate) fn misfits(report: &Value) -> Vec<String> {
    misfits_of("report", report)
}

/// The same of another output, by the word that `xdoctor schema` takes.
pub(crate) fn misfits_of(name: &str, value: &Value) -> Vec<String> {
    let (_, schema) = CLOSED.iter().find(|(other, _)| *other == name).expect("a schema of that name");
    schema.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// What the program has printed fits, if it says that it is of a version of a schema.
#[allow(dead_code, reason = "not every test that shares this file runs the program")]
pub(crate) fn assert_fits(stdout: &str) {
    let Ok(value) = serde_json::from_str::<Value>(stdout) else { return };
    if value["schema_version"].is_number() {
        let name = name_of(&value).unwrap_or_else(|| panic!("it has no published schema: {stdout}"));
        assert_eq!(misfits_of(name, &value), Vec::<String>::new(), "{stdout}");
    }
}

/// What an output is, by a key that no other has.
#[allow(dead_code, reason = "not every test that shares this file runs the program")]
pub(crate) fn name_of(value: &Value) -> Option<&'static str> {
    let keys = [
        ("report", "/summary"),
        ("explain", "/causes"),
        ("diff", "/versions"),
        ("plan", "/steps"),
        ("setup", "/targets/0/routes"),
        ("targets", "/targets"),
    ];
    keys.into_iter().find(|(_, key)| value.pointer(key).is_some()).map(|(name, _)| name)
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
