//! Version 1 of each schema as it was published, and how it may grow: whoever reads version 1 by whichever of its schemas,
//! the oldest or the newest, can read all that is printed of version 1.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Value, json};
use xdoctor::report::schema::{REPORT, SCHEMAS};

/// What says nothing of a report.
const TOLD: [&str; 3] = ["$schema", "title", "description"];

fn now() -> Value {
    parsed(REPORT)
}

fn parsed(schema: &str) -> Value {
    serde_json::from_str(schema).expect("the schema is JSON")
}

#[test]
fn version_1_of_each_schema_only_grows() {
    for (name, text) in SCHEMAS {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/schemas/{name}-v1.json"));
        let published =
            parsed(&fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display())));
        let broken = breaks(&published, &parsed(text), "");
        assert_eq!(broken, Vec::<String>::new(), "readers of {name} would break: add keys, or begin version 2");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&file, text).expect("a writable checkout");
        } else {
            assert!(published == parsed(text), "{name} has grown: `UPDATE=1 cargo test --test schema` publishes it");
        }
    }
}

#[test]
fn what_has_one_name_is_the_same_in_every_schema() {
    for (name, text) in SCHEMAS {
        for (part, value) in parsed(text)["$defs"].as_object().into_iter().flatten() {
            let of_report = &now()["$defs"][part];
            assert!(of_report.is_null() || of_report == value, "`{part}` of {name} is not that of the report");
        }
    }
}

/// Where `now` takes other reports than `then`, but for keys that `then` does not name and nothing requires.
fn breaks(then: &Value, now: &Value, at: &str) -> Vec<String> {
    let (Some(old), Some(new)) = (then.as_object(), now.as_object()) else {
        let same = then == now;
        return if same { Vec::new() } else { vec![format!("{at} was {then} and is {now}")] };
    };
    let mut broken = Vec::new();
    let keys: BTreeSet<_> = old.keys().chain(new.keys()).filter(|key| !TOLD.contains(&key.as_str())).collect();
    for key in keys {
        let (then, now, at) = (&then[key], &now[key], format!("{at}/{key}"));
        match (key.as_str(), then, now) {
            ("properties" | "$defs", Value::Object(old), Value::Object(new)) => {
                for (name, then) in old {
                    let inner = new.get(name).map(|now| breaks(then, now, &format!("{at}/{name}")));
                    broken.extend(inner.unwrap_or_else(|| vec![format!("{at}/{name} is gone")]));
                }
            }
            ("required" | "enum", Value::Array(old), Value::Array(new)) => {
                let differ = |one: &[Value], other: &[Value]| one.iter().any(|value| !other.contains(value));
                if differ(old, new) || differ(new, old) {
                    broken.push(format!("{at} was {then} and is {now}"));
                }
            }
            ("anyOf" | "oneOf", Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
                let forms = old.iter().zip(new).enumerate();
                broken.extend(forms.flat_map(|(index, (then, now))| breaks(then, now, &format!("{at}/{index}"))));
            }
            _ => broken.extend(breaks(then, now, &at)),
        }
    }
    broken
}

/// A part of the schema, and what becomes of it.
type Change = (String, Value);

/// Each part of a schema at its place, the whole first.
fn parts(schema: &Value, at: &str, into: &mut Vec<(String, Value)>) {
    into.push((at.to_owned(), schema.clone()));
    for (key, value) in schema.as_object().into_iter().flatten() {
        match (key.as_str(), value) {
            ("properties" | "$defs", Value::Object(named)) => {
                named.iter().for_each(|(name, part)| parts(part, &format!("{at}/{key}/{name}"), into));
            }
            ("anyOf" | "oneOf", Value::Array(forms)) => {
                forms.iter().enumerate().for_each(|(index, part)| parts(part, &format!("{at}/{key}/{index}"), into));
            }
            ("items", part) => parts(part, &format!("{at}/items"), into),
            _ => {}
        }
    }
}

/// Each way in which a part can be made to hold something else.
fn breaking(at: &str, part: &Value) -> Vec<Change> {
    let mut all = Vec::new();
    let mut change = |edit: &dyn Fn(&mut Value)| {
        let mut changed = part.clone();
        edit(&mut changed);
        all.push((at.to_owned(), changed));
    };
    for (key, value) in part.as_object().into_iter().flatten() {
        match (key.as_str(), value) {
            ("$schema" | "title" | "description", _) => {}
            ("properties" | "$defs", Value::Object(named)) => {
                for name in named.keys() {
                    change(&|part| drop(part[key].as_object_mut().expect("keys").remove(name)));
                    change(&|part| {
                        let gone = part[key].as_object_mut().expect("keys").remove(name).expect("it was there");
                        part[key][format!("{name}_of_another_name")] = gone;
                    });
                }
            }
            ("required" | "enum" | "anyOf" | "oneOf", Value::Array(list)) => {
                for index in 0..list.len() {
                    change(&|part| drop(part[key].as_array_mut().expect("a list").remove(index)));
                }
                change(&|part| part[key].as_array_mut().expect("a list").push(json!("more")));
                change(&|part| part[key] = json!([]));
                change(&|part| drop(part.as_object_mut().expect("a part").remove(key)));
            }
            (_, value) => {
                change(&|part| drop(part.as_object_mut().expect("a part").remove(key)));
                change(&|part| part[key] = json!({"else": value}));
                if key == "type" {
                    change(&|part| part[key] = json!([value, "number"]));
                }
            }
        }
    }
    change(&|part| part["additionalProperties"] = json!(false));
    change(&|part| part["pattern"] = json!("^a"));
    all
}

/// The whole schema with a part of it changed.
fn with(schema: &Value, (at, part): &Change) -> Value {
    let mut changed = schema.clone();
    *changed.pointer_mut(at).expect("a place of the schema") = part.clone();
    changed
}

#[test]
fn every_change_that_breaks_a_reader_is_seen() {
    let schema = now();
    let mut all = Vec::new();
    parts(&schema, "", &mut all);
    let changes: Vec<_> = all.iter().flat_map(|(at, part)| breaking(at, part)).collect();
    assert!(changes.len() > 800, "{}: the schema's parts were not found", changes.len());
    for change in &changes {
        assert_ne!(breaks(&schema, &with(&schema, change), ""), Vec::<String>::new(), "{change:?}");
    }
}

#[test]
fn a_new_key_and_better_words_break_nobody() {
    let schema = now();
    let mut all = Vec::new();
    parts(&schema, "", &mut all);
    for (at, mut part) in all.into_iter().filter(|(_, part)| part["properties"].is_object()) {
        part["properties"]["new"] = json!({"type": "string", "enum": ["a"]});
        part["description"] = json!("better words");
        assert_eq!(breaks(&schema, &with(&schema, &(at, part)), ""), Vec::<String>::new());
    }
    let mut grown = schema.clone();
    grown["$defs"]["new"] = json!({"type": "object"});
    assert_eq!(breaks(&schema, &grown, ""), Vec::<String>::new());
}
