//! `cargo build --message-format=json`: the text that a person would have seen.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// What is wanted of a message of cargo's or rustc's; the rest is passed over.
#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    message: Option<&'a RawValue>,
    /// `null` is not the same as none.
    #[serde(borrow, default, deserialize_with = "whatever")]
    rendered: Option<&'a RawValue>,
}

fn whatever<'de, D: Deserializer<'de>>(value: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(value).map(Some)
}

/// The rendered diagnostic of a message of rustc's, also as cargo passes it on; empty for messages without one. None for
/// a line that is no such message.
pub(super) fn of_json(line: &str) -> Option<String> {
    let line = line.trim_start();
    if !line.starts_with('{') || !line.contains("\"rendered\":") {
        return None;
    }
    let outer: Message<'_> = serde_json::from_str(line).ok()?;
    // cargo wraps rustc's message; rustc's own `--error-format=json` has no wrapper.
    let rendered = match outer.message.map(RawValue::get).filter(|message| message.starts_with('{')) {
        Some(inner) => serde_json::from_str::<Message<'_>>(inner).ok()?.rendered?,
        None => outer.rendered?,
    };
    Some(serde_json::from_str(rendered.get()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rendered_text_is_what_counts() {
        let cargo = r#"{"reason":"compiler-message","package_id":"x","message":{"rendered":"error: a\n  |\n","level":"error"}}"#;
        assert_eq!(of_json(cargo).as_deref(), Some("error: a\n  |\n"));
        assert_eq!(of_json(r#"{"rendered":"error: b","level":"error"}"#).as_deref(), Some("error: b"));
        assert_eq!(of_json(r#"{"rendered":null}"#).as_deref(), Some(""));
        assert_eq!(
            of_json(r#"{"message":"error: c","rendered":"error: c\n","spans":[]}"#).as_deref(),
            Some("error: c\n")
        );
        assert_eq!(of_json(r#"{"message":{"message":"x"},"rendered":"outer"}"#), None);
        assert_eq!(of_json(r#"{"reason":"build-finished","success":false}"#), None);
        assert_eq!(of_json(r#"{"rendered": cut"#), None);
        assert_eq!(of_json("error: x"), None);
    }
}
