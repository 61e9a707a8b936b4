//! Words and texts as a POSIX shell reads them back, on one line and without anything that steers what reads the script:
//! no control character, no `${{` (GitHub's expressions), no `<<` (a Dockerfile's here-documents).

use std::fmt::Write as _;

use xdoctor_checks::{HostPath, Style};

use super::Places;

/// A word that cannot be written so: it ends with a line break, which `$(...)` drops. Or a path that is not to be written
/// to unseen: it leads up again.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unspeakable;

/// The text as `printf`'s format: `printf '...'` prints it to the byte.
pub(super) fn format(text: &str) -> String {
    let mut out = String::from("'");
    let mut before = [' ', ' '];
    for (at, c) in text.chars().enumerate() {
        match c {
            '\n' => out.push_str("\\n"),
            '\'' => out.push_str("'\\''"),
            '\\' => out.push_str("\\\\"),
            '%' => out.push_str("%%"),
            // An option, an expression, a here-document.
            '-' if at == 0 => octal(&mut out, c),
            '{' if before == ['$', '{'] => octal(&mut out, c),
            '<' if before[1] == '<' => octal(&mut out, c),
            c if steers(c) => octal(&mut out, c),
            c => out.push(c),
        }
        before = [before[1], c];
    }
    out.push('\'');
    out
}

fn octal(out: &mut String, c: char) {
    let mut bytes = [0; 4];
    for byte in c.encode_utf8(&mut bytes).bytes() {
        let _ = write!(out, "\\{byte:03o}");
    }
}

fn steers(c: char) -> bool {
    let text = c.to_string();
    c.is_control() || super::clean(&text) != text
}

/// One word of a command.
pub(super) fn word(text: &str) -> Result<String, Unspeakable> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=+,:@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return Ok(text.to_owned());
    }
    if text.chars().any(steers) || text.contains("<<") {
        if text.ends_with('\n') {
            return Err(Unspeakable);
        }
        return Ok(format!("\"$(printf {})\"", format(text)));
    }
    Ok(format!("'{}'", text.replace('\'', "'\\''").replace("${{", "$''{{")))
}

/// A file or a link, as it is found on another machine: in the project, in cargo's home, at home, or where it stands.
pub(super) fn path(path: &HostPath, places: &Places) -> Result<String, Unspeakable> {
    if path.as_str().split(|c| path.style().is_separator(c)).any(|part| part == "..") {
        return Err(Unspeakable);
    }
    let below = |dir: &HostPath| path.below(dir).filter(|below| !below.is_empty()).map(|below| slashed(below, path));
    if let Some(below) = below(&places.project) {
        // No program shall take it for an option.
        return word(&if below.starts_with('-') { format!("./{below}") } else { below });
    }
    if let Some(below) = places.cargo_home.as_ref().and_then(below) {
        return Ok(format!("\"${{CARGO_HOME:-$HOME/.cargo}}\"/{}", word(&below)?));
    }
    if let Some(below) = places.home.as_ref().and_then(below) {
        return Ok(format!("\"$HOME\"/{}", word(&below)?));
    }
    word(&slashed(path.as_str(), path))
}

/// What belongs to a path, with the separators that a shell wants on every system.
pub(super) fn slashed(part: &str, of: &HostPath) -> String {
    match of.style() {
        Style::Unix => part.to_owned(),
        Style::Windows => part.replace('\\', "/"),
    }
}
