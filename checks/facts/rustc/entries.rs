//! Where the entries of a large JSON object stand, without reading them.

use std::{collections::HashMap, ops::Range};

use memchr::memmem::Finder;
use serde_json::value::RawValue;

/// What stands before a name of the outermost object where JSON is printed with an indentation of two: no string holds a
/// line break, and what is deeper is indented further.
const BEFORE_NAME: &str = "\n  \"";
const AFTER_NAME: &str = "\": {";

/// The place of the value of each name, by the line breaks where it is printed as rustc does (`serde_json`'s pretty form),
/// else read as a whole.
pub(super) fn entries(json: &str) -> serde_json::Result<Vec<(String, Range<usize>)>> {
    if let Some(found) = by_lines(json) {
        return Ok(found);
    }
    let read: HashMap<String, &RawValue> = serde_json::from_str(json)?;
    let place = |value: &RawValue| {
        let start = value.get().as_ptr().addr() - json.as_ptr().addr();
        start..start + value.get().len()
    };
    Ok(read.into_iter().map(|(name, value)| (name, place(value))).collect())
}

/// None where it is printed in another form.
fn by_lines(json: &str) -> Option<Vec<(String, Range<usize>)>> {
    let json = json.trim_end();
    let inside = json.strip_suffix("\n}")?;
    if !inside.starts_with("{\n  \"") {
        return None;
    }
    let mut found: Vec<(String, Range<usize>)> = Vec::new();
    for at in Finder::new(BEFORE_NAME).find_iter(inside.as_bytes()) {
        if let Some((_, before)) = found.last_mut() {
            before.end = at - inside[before.start..at].ends_with("},").then_some(1)?;
        }
        let start = at + BEFORE_NAME.len();
        let length = memchr::memchr(b'"', &inside.as_bytes()[start..])?;
        let (name, rest) = inside[start..].split_at(length);
        if name.contains('\\') || !rest.starts_with(AFTER_NAME) {
            return None;
        }
        found.push((name.to_owned(), start + length + AFTER_NAME.len() - 1..inside.len()));
    }
    found.last().is_some_and(|(_, last)| inside[last.clone()].ends_with('}')).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(json: &str) -> Vec<(String, String)> {
        let mut found: Vec<_> = entries(json)
            .expect("an object")
            .into_iter()
            .map(|(name, place)| (name, json[place].split_whitespace().collect::<String>()))
            .collect();
        found.sort();
        found
    }

    #[test]
    fn each_value_stands_where_it_is_said_to_in_whatever_form() {
        let pretty = serde_json::json!({
            "a-b-c": {"arch": "x", "metadata": {"std": true}, "list": [{"x": "\n  \"y\": {"}]},
            "d.e": {"empty": {}},
        });
        let expected =
            [("a-b-c".to_owned(), pretty["a-b-c"].to_string()), ("d.e".to_owned(), pretty["d.e"].to_string())];
        let printed = serde_json::to_string_pretty(&pretty).expect("JSON");
        assert!(by_lines(&printed).is_some());
        for form in [printed.clone(), printed.clone() + "\n", printed.replace("\n  ", "\n "), pretty.to_string()] {
            let without_spaces = expected.clone().map(|(name, value)| (name, value.split_whitespace().collect()));
            assert_eq!(values(&form), without_spaces, "{form}");
        }
    }

    #[test]
    fn what_is_no_object_of_objects_by_its_lines_is_read_as_a_whole() {
        for other in ["{\n  \"a\": 1\n}", "{\n  \"a\\n\": {}\n}", "{}", "{\n  \"a\": {},\n  \"b\": 1\n}"] {
            assert_eq!(by_lines(other), None, "{other}");
            assert!(entries(other).is_ok(), "{other}");
        }
        assert!(entries("{\n  \"a\": {").is_err());
        assert!(entries("").is_err());
    }
}
