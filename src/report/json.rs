//! The report for programs: version 1 of the schema. Paths inside the project are relative to its root.

use serde_json::Value;
use xdoctor_checks::report::Report;

use super::{Shown, paths::shown};

/// The published schema of [`json`].
pub const SCHEMA: &str = include_str!("schema.json");

pub fn json(report: &Report, show: &Shown) -> String {
    let mut value = serde_json::to_value(report).expect("a report has only string keys");
    for list in ["host_checks", "targets"] {
        relative(&mut value[list], report);
    }
    if let Some(by) = value.pointer_mut("/toolchain/chosen_by") {
        relative(by, report);
    }
    show.narrow(&mut value);
    let mut text = serde_json::to_string_pretty(&value).expect("a value has only string keys");
    text.push('\n');
    text
}

fn relative(value: &mut Value, report: &Report) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| relative(item, report)),
        Value::Object(fields) => {
            for (key, field) in fields {
                match (key.as_str(), &mut *field) {
                    ("file", Value::String(path)) => *path = shown(path, report),
                    ("files", Value::Array(paths)) => {
                        for path in paths {
                            if let Value::String(path) = path {
                                *path = shown(path, report);
                            }
                        }
                    }
                    _ => relative(field, report),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
