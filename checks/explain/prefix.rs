//! What CI systems, containers and build tools write before each line of another program.

/// A line without what others wrote before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unwrapped<'a> {
    /// Which of several interleaved outputs it belongs to: the step of a Docker build, a container, a job.
    pub(super) stream: &'a str,
    pub(super) text: &'a str,
    /// A build script said it, through cargo: not an error of cargo or rustc themselves.
    pub(super) from_build_script: bool,
}

/// So many wrappers can stand around each other: a job's name, a time, a level, a container.
const DEPTH: usize = 6;

pub(super) fn unwrap(line: &str) -> Unwrapped<'_> {
    let mut found = Unwrapped { stream: "", text: line, from_build_script: false };
    for _ in 0..DEPTH {
        if let Some(rest) = build_script(found.text) {
            found.text = rest;
            found.from_build_script = true;
            continue;
        }
        if let Some((stream, rest)) = stream(found.text) {
            found.text = rest;
            found.stream = stream;
            continue;
        }
        if let Some(rest) = verbose_script(found.text) {
            found.text = rest;
            found.from_build_script = true;
            continue;
        }
        let Some(rest) = timestamp(found.text).or_else(|| label(found.text)).or_else(|| quote(found.text)) else {
            break;
        };
        found.text = rest;
    }
    found
}

/// `warning: ring@0.17.14: ...` (cargo 1.67 and later), `cargo:warning=...` as the script printed it.
fn build_script(text: &str) -> Option<&str> {
    let trimmed = text.trim_start();
    if let Some(rest) = trimmed.strip_prefix("cargo:warning=").or_else(|| trimmed.strip_prefix("cargo::warning=")) {
        return Some(rest);
    }
    let rest = trimmed.strip_prefix("warning: ")?;
    let (package, rest) = rest.split_once(": ")?;
    let (name, version) = package.split_once('@')?;
    (is_word(name) && version.starts_with(|c: char| c.is_ascii_digit()) && !version.contains(' ')).then_some(rest)
}

/// `[ring 0.17.14] ...`: what a build script prints under `-vv`.
fn verbose_script(text: &str) -> Option<&str> {
    let (inside, rest) = text.strip_prefix('[')?.split_once("] ")?;
    let (name, version) = inside.split_once(' ')?;
    let is_version = version.starts_with(|c: char| c.is_ascii_digit()) && version.contains('.');
    (is_word(name) && is_word(version) && is_version).then_some(rest)
}

fn stream(text: &str) -> Option<(&str, &str)> {
    // Docker's BuildKit: `#12 3.456 text`, `#12 text`.
    if let Some(rest) = text.strip_prefix('#') {
        let (step, rest) = rest.split_once(' ')?;
        return (!step.is_empty() && step.bytes().all(|b| b.is_ascii_digit())).then_some((step, after_seconds(rest)));
    }
    // `gh run view --log`: job, step and line, divided by tabs.
    if let Some((job, rest)) = text.split_once('\t')
        && let Some((_, rest)) = rest.split_once('\t')
        && timestamp(rest.trim_start_matches('\u{feff}')).is_some()
    {
        return Some((job, rest.trim_start_matches('\u{feff}')));
    }
    // Docker Compose, cargo's own wrappers and many runners: `name  | text`. A number is rustc's gutter.
    if let Some((name, rest)) = text.split_once('|')
        && rest.is_empty() | rest.starts_with(' ')
    {
        let name = name.trim_end();
        let is_number = name.bytes().all(|b| b.is_ascii_digit());
        return (is_word(name) && !is_number).then(|| (name, rest.strip_prefix(' ').unwrap_or(rest)));
    }
    // Nix: `name> text`.
    let (name, rest) = text.split_once("> ")?;
    // `--> src/main.rs` is rustc's.
    let is_name = name.len() > 1 && name.contains(|c: char| c.is_ascii_alphanumeric());
    (is_word(name) && is_name).then_some((name, rest))
}

/// The summary that Docker repeats at the end of a failed build: `3.456 text`.
fn after_seconds(text: &str) -> &str {
    seconds(text).unwrap_or(text)
}

fn seconds(text: &str) -> Option<&str> {
    let (number, rest) = text.split_once(' ')?;
    let (whole, fraction) = number.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (digits(whole) && digits(fraction) && fraction.len() <= 6).then_some(rest)
}

/// A time in the ways that logs write it, bare or in brackets.
fn timestamp(text: &str) -> Option<&str> {
    if let Some(inner) = text.strip_prefix(['[', '(']) {
        let (inside, rest) = inner.split_once([']', ')'])?;
        return (time(inside) == Some("")).then(|| rest.strip_prefix(' ').unwrap_or(rest));
    }
    if let Some(rest) = seconds(text) {
        return Some(rest);
    }
    let rest = time(text)?;
    // GitLab marks the stream: `2024-05-01T12:34:56.789012Z 01E text`, with `+` where a line goes on.
    if let Some((mark, tail)) = rest.strip_prefix(' ').and_then(|rest| rest.split_at_checked(3))
        && let [a, b, b'E' | b'O'] = mark.as_bytes()
        && a.is_ascii_hexdigit()
        && b.is_ascii_hexdigit()
    {
        return Some(tail.strip_prefix(['+', ' ']).unwrap_or(tail));
    }
    // Kubernetes: `... stderr F text`.
    for stream in [" stdout F ", " stderr F ", " stdout P ", " stderr P "] {
        if let Some(rest) = rest.strip_prefix(stream) {
            return Some(rest);
        }
    }
    rest.strip_prefix([' ', '\t']).or_else(|| rest.is_empty().then_some(rest))
}

/// What follows a date, a time of day, or both; none where `text` does not begin with one.
fn time(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let shaped = |shape: &str, at: usize| {
        bytes.get(at..at + shape.len()).is_some_and(|part| {
            part.iter().zip(shape.bytes()).all(|(byte, kind)| match kind {
                b'0' => byte.is_ascii_digit(),
                b'T' => matches!(byte, b'T' | b' ' | b't'),
                b'-' => matches!(byte, b'-' | b'/'),
                kind => *byte == kind,
            })
        })
    };
    let mut at = 0;
    if shaped("0000-00-00T", 0) {
        at = 11;
    }
    if !shaped("00:00:00", at) {
        return None;
    }
    at += 8;
    if matches!(bytes.get(at), Some(b'.' | b',')) {
        at += 1 + bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    }
    match bytes.get(at) {
        Some(b'Z') => at += 1,
        Some(b'+' | b'-') if shaped("00:00", at + 1) => at += 6,
        _ => {}
    }
    text.get(at..)
}

/// A level or a tool's name: `[INFO] `, `SEVERE: `, `##[error]`, `npm ERR! `, `remote: `, `cargo.exe : `.
fn label(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix("##[").or_else(|| text.strip_prefix("##vso[")) {
        return rest.split_once(']').map(|(_, rest)| rest);
    }
    if let Some(rest) = text.strip_prefix("::error").or_else(|| text.strip_prefix("::warning")) {
        return rest.split_once("::").map(|(_, rest)| rest);
    }
    for known in LABELS {
        if let Some(rest) = text.strip_prefix(known) {
            return Some(rest.strip_prefix(' ').unwrap_or(rest));
        }
    }
    let (inside, rest) = text.strip_prefix('[')?.split_once(']')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || " ._:/-+".contains(c);
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    (!inside.is_empty() && inside.len() <= 40 && inside.chars().all(plain))
        .then(|| rest.strip_prefix(' ').unwrap_or(rest))
}

const LABELS: [&str; 12] = [
    "[command]",
    "npm ERR!",
    "npm error",
    "remote:",
    "SEVERE:",
    "cargo.exe :",
    "cargo :",
    "rustc.exe :",
    "rustup.exe :",
    "flutter:",
    "stderr:",
    "e: ",
];

/// `| text` of Yocto and `> text` of Nix and of quoting people. Not `   |`, which is rustc's gutter.
fn quote(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("| ").or_else(|| {
        let trimmed = text.trim_start_matches(' ');
        trimmed.strip_prefix("> ")
    })?;
    Some(rest)
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 60
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'+'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_before_a_line_is_taken_off() {
        let line = "error: linker `cc` not found";
        for (stream, prefix) in [
            ("", ""),
            ("", "2024-05-01T12:34:56.1234567Z "),
            ("", "2024-05-01T12:34:56.1234567Z ##[error]"),
            ("build (arm)", "build (arm)\tRun cargo build\t2024-05-01T12:34:56.1234567Z "),
            ("", "::error::"),
            ("", "::error file=src/main.rs,line=3::"),
            ("12", "#12 3.456 "),
            ("12", "#12 "),
            ("", "3.456 "),
            ("web_1", "web_1  | "),
            ("demo", "demo> "),
            ("", "       > "),
            ("", "| "),
            ("", "[INFO] "),
            ("", "[INFO]: "),
            ("", "[12:34:56] "),
            ("", "[2024-05-01T12:34:56.123Z] "),
            ("", "12:34:56.789 "),
            ("", "2024-05-01 12:34:56,789 "),
            ("", "2024-05-01T12:34:56+02:00 "),
            ("", "2025-03-03T11:02:40.584328Z 01E "),
            ("", "2025-03-03T11:02:40.584328Z 00O+"),
            ("", "2025-03-03T11:02:40.584328123Z stderr F "),
            ("", "SEVERE: "),
            ("", "npm ERR! "),
            ("", "remote: "),
            ("", "cargo.exe : "),
        ] {
            let whole = format!("{prefix}{line}");
            assert_eq!(unwrap(&whole), Unwrapped { stream, text: line, from_build_script: false }, "{whole}");
        }
        for prefix in
            ["warning: ring@0.17.14: ", "cargo:warning=", "  cargo:warning=", "#3 1.2 warning: a-b@1.0.0-rc.1: "]
        {
            let whole = format!("{prefix}{line}");
            let found = unwrap(&whole);
            assert_eq!((found.text, found.from_build_script), (line, true), "{whole}");
        }
    }

    #[test]
    fn what_is_no_prefix_stays() {
        for line in [
            "12 |     let x = 1;",
            "   |",
            "   | ^^^ here",
            "  = note: x",
            "warning: unused manifest key: build",
            "warning: user@host: x",
            "$ cargo build",
            "--- stderr",
            "--> src/main.rs:1:1",
            "[é] x",
            "#tag x",
            "",
        ] {
            assert_eq!(unwrap(line), Unwrapped { stream: "", text: line, from_build_script: false });
        }
    }
}
