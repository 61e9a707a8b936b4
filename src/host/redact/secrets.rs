//! Texts that open doors: what services' tokens look like, passwords in addresses, values under telling keys.

use regex::{Regex, escape};
use xdoctor_checks::HostPath;

use super::REMOVED;

/// A value that short is a word or a number, and stands everywhere.
const MIN_SECRET: usize = 8;

/// Forms that the services themselves document, so that leaked ones can be found.
const TOKENS: [&str; 12] = [
    // GitHub: "Behind GitHub's new authentication token formats"
    r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})",
    // GitLab's token prefixes
    r"\bgl(?:pat|dt|rt|cbt|ptt|ft|oas|soat)-[A-Za-z0-9_.-]{16,}",
    // crates.io (`crates_io_database` prefixes them with `cio`)
    r"\bcio[A-Za-z0-9]{30,}",
    r"\bnpm_[A-Za-z0-9]{30,}",
    r"\bpypi-[A-Za-z0-9_-]{30,}",
    // Amazon's access key ids
    r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}",
    r"\bAIza[A-Za-z0-9_-]{35}",
    r"\bdckr_pat_[A-Za-z0-9_-]{20,}",
    r"\bsk-[A-Za-z0-9_-]{20,}",
    // JSON web tokens
    r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*",
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)",
];

/// The values of secret variables, wherever they stand. A path is none: what stands there is not in a cassette.
pub(super) fn of_environment(values: &[String]) -> impl Iterator<Item = (Regex, String)> {
    let is_secret = |value: &&String| value.len() >= MIN_SECRET && HostPath::parse(value).is_none();
    let mut values: Vec<_> = values.iter().filter(is_secret).collect();
    // One may be part of another.
    values.sort_by_key(|value| std::cmp::Reverse(value.len()));
    values.into_iter().map(|value| (pattern(&escape(value)), REMOVED.to_owned()))
}

pub(super) fn known() -> impl Iterator<Item = (Regex, String)> {
    let tokens = TOKENS.into_iter().map(|token| (pattern(token), REMOVED.to_owned()));
    let framed = [
        // RFC 3986: what precedes `@` in an address
        (r"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/?#@\x22'`]+@", "${1}[redacted]@"),
        (r"(?i)\b(authorization[\x22']?\s*[:=]\s*[\x22']?(?:bearer|basic|token)?\s*)[^\s\x22'\[]+", "${1}[redacted]"),
        (r"(?i)\b(bearer\s+)[A-Za-z0-9._~+/-]{16,}=*", "${1}[redacted]"),
        // a quoted value under a telling key
        (
            r"(?i)\b((?:[\w-]*[_-])?(?:token|secret|password|passwd|passphrase|api[_-]?key|secret[_-]?key|access[_-]?key)[\x22']?[ \t]*[:=][ \t]*[\x22'])[^\x22'\n$]+",
            "${1}[redacted]",
        ),
        // and a bare one, up to the end of the word; `$` begins a reference
        (
            r"(?i)\b((?:[\w-]*[_-])?(?:token|secret|password|passwd|passphrase|api[_-]?key|secret[_-]?key|access[_-]?key)[ \t]*[:=][ \t]*)[^\s\x22'$\[{<(]+",
            "${1}[redacted]",
        ),
    ];
    let framed = framed.into_iter().map(|(frame, replacement)| (pattern(frame), replacement.to_owned()));
    tokens.chain(framed)
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a fixed pattern, or an escaped text")
}
