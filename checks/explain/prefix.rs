//! What CI systems, containers and build tools write before each line of another program.

use std::borrow::Cow;

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
        let text = found.text;
        let Some(rest) = timestamp(text).or_else(|| syslog(text)).or_else(|| label(text)).or_else(|| quote(text))
        else {
            break;
        };
        found.text = rest;
    }
    found
}

/// `MSBuild` tells what a command prints as `error: text` as an error of its own, with the project behind it (its
/// `CanonicalError.cs`; the origin is the tool's or `EXEC`): `CUSTOMBUILD : error : text [D:\app\app.vcxproj]`.
pub(super) fn without_project(line: Cow<'_, str>) -> Cow<'_, str> {
    let Some((origin, rest)) = line.split_once(" : ") else { return line };
    if !matches!(
        origin.trim_start().trim_start_matches(|c: char| c.is_ascii_digit() || c == '>'),
        "CUSTOMBUILD" | "EXEC"
    ) {
        return line;
    }
    let Some((kind, text)) = rest.split_once(" : ").filter(|(kind, _)| matches!(*kind, "error" | "warning")) else {
        return line;
    };
    let without = text.rsplit_once(" [").filter(|(_, file)| file.ends_with("proj]")).map_or(text, |(text, _)| text);
    Cow::Owned(format!("{kind}: {without}"))
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
        // Earthly aligns its names to the right: `   +build | text`.
        let name = if name.trim_start().starts_with('+') { name.trim() } else { name.trim_end() };
        let is_number = name.bytes().all(|b| b.is_ascii_digit());
        return (is_word(name) && !is_number).then(|| (name, rest.strip_prefix(' ').unwrap_or(rest)));
    }
    // pnpm: `packages/native build: text`; turbo: `native:build: text`; Cloud Build: `Step #0 - "build": text`.
    if let Some((name, rest)) = text.split_once(": ")
        && (is_script(name) || is_step(name))
    {
        return Some((name, rest));
    }
    // Nix: `name> text`.
    let (name, rest) = text.split_once("> ")?;
    // `--> src/main.rs` is rustc's.
    let is_name = name.len() > 1 && name.contains(|c: char| c.is_ascii_alphanumeric());
    (is_word(name) && is_name).then_some((name, rest))
}

/// A package and its script, as task runners name them.
fn is_script(name: &str) -> bool {
    const SCRIPTS: [&str; 8] =
        ["build", "install", "preinstall", "postinstall", "prepare", "prepublishOnly", "dev", "test"];
    let is_known = |script: &str| SCRIPTS.contains(&script) || script.starts_with("build:");
    if let Some((package, script)) = name.split_once(' ') {
        let is_path = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.+@/".contains(&byte);
        return package.contains('/') && package.bytes().all(is_path) && is_known(script);
    }
    name.split_once([':', '#']).is_some_and(|(package, script)| is_word(package) && is_known(script))
}

/// `Step #0`, `Step #0 - "build"`
fn is_step(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("Step #") else { return false };
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.is_empty() || rest.starts_with(" - \"") && rest.ends_with('"')
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
    // Jenkins' Timestamper: two spaces after a time of day. One that was the line's own does no harm.
    if text.as_bytes().get(2) == Some(&b':')
        && let Some(rest) = rest.strip_prefix("  ")
    {
        return Some(rest);
    }
    // Netlify
    for half in [" AM: ", " PM: "] {
        if let Some(rest) = rest.strip_prefix(half) {
            return Some(rest);
        }
    }
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
    at += ["00:00:00", "0:00:00"].into_iter().find(|clock| shaped(clock, at))?.len();
    if matches!(bytes.get(at), Some(b'.' | b',')) {
        at += 1 + bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    }
    match bytes.get(at) {
        Some(b'Z') => at += 1,
        Some(b'+' | b'-') if shaped("00:00", at + 1) => at += 6,
        Some(b'+' | b'-') if shaped("0000", at + 1) => at += 5,
        _ => {}
    }
    text.get(at..)
}

/// `Jan 02 03:04:05 host cargo[1234]: text` (RFC 3164), as journalctl prints it too.
fn syslog(text: &str) -> Option<&str> {
    let (month, rest) = text.split_at_checked(3)?;
    let rest = rest.strip_prefix(' ')?;
    let (day, rest) = rest.split_at_checked(2)?;
    let is_date = month.bytes().all(|byte| byte.is_ascii_alphabetic())
        && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ');
    let rest = time(rest.strip_prefix(' ')?).filter(|_| is_date)?;
    let (tag, rest) = rest.strip_prefix(' ')?.split_once("]: ")?;
    let (names, pid) = tag.split_once('[')?;
    (names.split(' ').count() == 2 && pid.bytes().all(|byte| byte.is_ascii_digit())).then_some(rest)
}

/// A level or a tool's name: `[INFO] `, `SEVERE: `, `##[error]`, `npm ERR! `, `remote: `, `cargo.exe : `.
fn label(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix("##[").or_else(|| text.strip_prefix("##vso[")) {
        return rest.split_once(']').map(|(_, rest)| rest);
    }
    if let Some(rest) = text.strip_prefix("::error").or_else(|| text.strip_prefix("::warning")) {
        return rest.split_once("::").map(|(_, rest)| rest);
    }
    // Flutter indents what Xcode prints.
    if let Some(rest) = text.trim_start().strip_prefix("SEVERE:") {
        return Some(rest.strip_prefix(' ').unwrap_or(rest));
    }
    // Yarn: `➤ YN0000: │ native@workspace:. STDERR text`
    if let Some((_, rest)) = text.strip_prefix("➤ YN").and_then(|rest| rest.split_once(": ")) {
        let of_script = rest.split_once(" STDERR ").or_else(|| rest.split_once(" STDOUT "));
        return Some(of_script.filter(|(name, _)| name.starts_with('│')).map_or(rest, |(_, rest)| rest));
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

const LABELS: [&str; 11] = [
    "[command]",
    "npm ERR!",
    "npm error",
    "remote:",
    "cargo.exe :",
    "cargo :",
    "rustc.exe :",
    "rustup.exe :",
    "flutter:",
    "stderr:",
    "e: ",
];

/// `| text` of Yocto, `│ text` of pnpm and `> text` of Nix and of quoting people. Not `   |`, which is rustc's gutter.
fn quote(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("| ").or_else(|| text.strip_prefix("│ ")).or_else(|| {
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
            ("", "03:04:05  "),
            ("", "3:04:05 AM: "),
            ("", "2025-03-03T11:02:40.584+0000 [QUIET] [system.out] "),
            ("", "Jan 02 03:04:05 builder cargo[1234]: "),
            ("", "           SEVERE: "),
            ("", "│ "),
            ("", "➤ YN0000: │ native@workspace:. STDERR "),
            ("packages/native build", "packages/native build: "),
            ("native:build", "native:build: "),
            ("native#build", "native#build: "),
            ("Step #0 - \"build\"", "Step #0 - \"build\": "),
            ("Step #1", "Step #1: "),
            ("+build", "              +build | "),
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
    fn what_msbuild_made_an_error_of_its_own_is_read_as_it_was_printed() {
        for (line, expected) in [
            (r"CUSTOMBUILD : error : linker `cc` not found [D:\a b\demo.vcxproj]", "error: linker `cc` not found"),
            (r"  3>EXEC : warning : x [y] [D:\demo.csproj]", "warning: x [y]"),
            (r"CUSTOMBUILD : error : x", "error: x"),
            (r"LINK : fatal error LNK1181: x [D:\demo.vcxproj]", r"LINK : fatal error LNK1181: x [D:\demo.vcxproj]"),
            ("a : b : c", "a : b : c"),
        ] {
            assert_eq!(without_project(line.into()), expected, "{line}");
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
            "/usr/bin/ld: cannot find -lx",
            "src/main.c:3:build: x",
            "Jan is 12:34:56 old",
            "1:2:3 x",
            "",
        ] {
            assert_eq!(unwrap(line), Unwrapped { stream: "", text: line, from_build_script: false });
        }
    }
}
