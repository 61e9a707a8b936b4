//! `cargo build --message-format=json`: the text that a person would have seen.

use serde_json::Value;

/// The rendered diagnostic of a message of rustc's, also as cargo passes it on; empty for messages without one. None for
/// a line that is no such message.
pub(super) fn of_json(line: &str) -> Option<String> {
    let line = line.trim_start();
    if !line.starts_with('{') || !line.contains("\"rendered\":") {
        return None;
    }
    let value: Value = serde_json::from_str(line).ok()?;
    // cargo wraps rustc's message; rustc's own `--error-format=json` has no wrapper.
    let message = value.get("message").filter(|message| message.is_object()).unwrap_or(&value);
    Some(message.get("rendered")?.as_str().unwrap_or_default().to_owned())
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
        assert_eq!(of_json(r#"{"reason":"build-finished","success":false}"#), None);
        assert_eq!(of_json(r#"{"rendered": cut"#), None);
        assert_eq!(of_json("error: x"), None);
    }
}
