//! What stands for a character, where a log went through a page or a string on its way: `&#96;`, a backtick behind a
//! backslash.

use std::borrow::Cow;

use memchr::memmem;

/// HTML's, as pages and their tools write them, and what JSON and Markdown put before a backtick.
const ESCAPES: [(&str, char); 11] = [
    ("&lt;", '<'),
    ("&gt;", '>'),
    ("&amp;", '&'),
    ("&quot;", '"'),
    ("&#34;", '"'),
    ("&#39;", '\''),
    ("&#x27;", '\''),
    ("&apos;", '\''),
    ("&#96;", '`'),
    ("&nbsp;", ' '),
    (r"\`", '`'),
];

/// The line with the characters that its tool wrote.
pub(super) fn undone(line: Cow<'_, str>) -> Cow<'_, str> {
    let next = |text: &str| memchr::memchr2(b'&', b'\\', text.as_bytes());
    let has_any =
        |text: &str| ESCAPES.iter().any(|(escape, _)| memmem::find(text.as_bytes(), escape.as_bytes()).is_some());
    if next(&line).is_none() || !has_any(&line) {
        return line;
    }
    let mut text = String::with_capacity(line.len());
    let mut rest: &str = &line;
    while let Some(at) = next(rest) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((escape, character)) = ESCAPES.iter().find(|(escape, _)| rest.starts_with(escape)) {
            text.push(*character);
            rest = &rest[escape.len()..];
        } else {
            text.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    text.push_str(rest);
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_themselves_again() {
        for (line, expected) in [
            ("error: linker &#96;cc&#96; not found", "error: linker `cc` not found"),
            (r"error: linker \`cc\` not found", "error: linker `cc` not found"),
            ("&lt;unknown&gt;:0: &#39;a&#x27; &amp;lt; &quot;b&#34;&nbsp;é", "<unknown>:0: 'a' &lt; \"b\" é"),
            (r"C:\Users\é & b &c; &", r"C:\Users\é & b &c; &"),
            (r"C:\Users\`a`", r"C:\Users`a`"),
            ("", ""),
        ] {
            assert_eq!(undone(Cow::Borrowed(line)), expected);
        }
    }
}
