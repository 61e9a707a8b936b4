//! Texts of several lines as arrays of lines, so that a cassette can be read and its changes be seen line by line.

use serde_json::{Map, Value};

/// The only key of an object that stands for a text.
const LINES: &str = "$lines";

/// Every string with a line feed as an object with its lines.
pub(super) fn split(value: Value) -> Value {
    match value {
        Value::String(text) if text.contains('\n') => {
            let lines = text.split('\n').map(|line| Value::String(line.to_owned())).collect();
            Value::Object(Map::from_iter([(LINES.to_owned(), Value::Array(lines))]))
        }
        Value::Array(values) => Value::Array(values.into_iter().map(split).collect()),
        Value::Object(map) => Value::Object(map.into_iter().map(|(key, value)| (key, split(value))).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

/// What [`split`] took apart, together again.
pub(super) fn join(value: Value) -> Value {
    match value {
        Value::Object(map) => match text(&map) {
            Some(text) => Value::String(text),
            None => Value::Object(map.into_iter().map(|(key, value)| (key, join(value))).collect()),
        },
        Value::Array(values) => Value::Array(values.into_iter().map(join).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

fn text(map: &Map<String, Value>) -> Option<String> {
    let Some(Value::Array(lines)) = map.get(LINES) else { return None };
    let lines: Option<Vec<_>> = lines.iter().map(Value::as_str).collect();
    lines.filter(|_| map.len() == 1).map(|lines| lines.join("\n"))
}
