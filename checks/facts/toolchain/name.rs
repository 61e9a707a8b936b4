//! Names of toolchains, as rustup reads and completes them.
//!
//! Mirrors rustup 1.29 `src/toolchain/names.rs` and `src/dist/mod.rs` (`ParsedToolchainDesc`, `PartialToolchainDesc`).

use super::known;
use crate::HostPath;

/// A toolchain as a variable, a file or a setting names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamedToolchain {
    /// One that rustup can download: `stable`, `1.95`, `nightly-2026-01-01-x86_64-unknown-linux-gnu`.
    Official(OfficialName),
    /// A name given by `rustup toolchain link`.
    Custom(String),
    /// A directory.
    Path(HostPath),
}

/// A channel, perhaps a date, perhaps parts of a host triple.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficialName {
    pub channel: String,
    pub date: Option<String>,
    host: HostParts,
    /// What followed the channel and the date, as written.
    suffix: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct HostParts {
    arch: Option<String>,
    os: Option<String>,
    env: Option<String>,
}

impl NamedToolchain {
    /// A name of `rust-toolchain.toml`, of an override or of the default: no path. None: rustup refuses it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = normalized(text)?;
        if let Some(official) = OfficialName::parse(text) {
            return Some(Self::Official(official));
        }
        let custom = text != "none" && !text.contains(['/', '\\']);
        custom.then(|| Self::Custom(text.to_owned()))
    }

    /// A value of `RUSTUP_TOOLCHAIN` or `+toolchain`, where an absolute path is allowed too. Whether it holds a `bin` is
    /// not looked at.
    pub fn parse_local(text: &str) -> Option<Self> {
        Self::parse(text).or_else(|| HostPath::parse(normalized(text)?).map(Self::Path))
    }
}

impl OfficialName {
    /// None: not an official toolchain's name.
    pub fn parse(text: &str) -> Option<Self> {
        let (channel, rest) = cut_channel(text)?;
        let (date, rest) = cut_date(rest);
        let suffix = if rest.is_empty() { rest } else { rest.strip_prefix('-').filter(|rest| !rest.is_empty())? };
        Some(Self {
            channel: full_channel(channel.to_owned()),
            date: date.map(str::to_owned),
            host: HostParts::parse(suffix)?,
            suffix: suffix.to_owned(),
        })
    }

    /// The name names parts of a host, which a toolchain file may not do unless that toolchain is installed.
    pub fn names_host(&self) -> bool {
        self.host != HostParts::default()
    }

    /// The full name, as its directory has it; what the name leaves open is `host`'s. None: `host` is no host triple.
    pub fn resolve(&self, host: &str) -> Option<String> {
        let default = HostParts::parse(host)?;
        let arch = self.host.arch.as_ref().or(default.arch.as_ref())?;
        let os = self.host.os.as_ref().or(default.os.as_ref())?;
        // With an operating system its environment is meant as written: `x86_64-apple-darwin` has none.
        let env = if self.host.os.is_some() { &self.host.env } else { &self.host.env.clone().or(default.env) };
        let mut name = self.without_host();
        for part in [Some(arch), Some(os), env.as_ref()].into_iter().flatten() {
            name.push('-');
            name.push_str(part);
        }
        Some(name)
    }

    /// The full name whose host is meant as written; none where it names none. A toolchain file may say only this.
    pub fn as_written(&self) -> Option<String> {
        (!self.suffix.is_empty()).then(|| format!("{}-{}", self.without_host(), self.suffix))
    }

    /// Where a distribution server has the manifest of the release (rustup 1.29, `src/dist/mod.rs`,
    /// `ToolchainDesc::manifest_v2_url`).
    pub fn manifest_path(&self) -> String {
        match &self.date {
            Some(date) => format!("/dist/{date}/channel-rust-{}.toml", self.channel),
            None => format!("/dist/channel-rust-{}.toml", self.channel),
        }
    }

    /// Channel and date alone, as a file for every machine may say them.
    pub(super) fn without_host(&self) -> String {
        match &self.date {
            Some(date) => format!("{}-{date}", self.channel),
            None => self.channel.clone(),
        }
    }
}

impl HostParts {
    fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::default());
        }
        let parts: Vec<_> = text.split('-').collect();
        let known = |list: &[&str], text: &str| list.binary_search(&text).is_ok();
        let arch = usize::from(known(known::ARCHS, parts[0]));
        // An operating system has one to three parts (`linux`, `unknown-linux`, `wasip1-threads`), an environment one.
        for end in (arch..=parts.len()).rev() {
            let (os, env) = (parts[arch..end].join("-"), parts[end..].join("-"));
            if (os.is_empty() || known(known::OSES, &os)) && (env.is_empty() || known(known::ENVS, &env)) {
                let some = |part: String| (!part.is_empty()).then_some(part);
                return Some(Self { arch: (arch == 1).then(|| parts[0].to_owned()), os: some(os), env: some(env) });
            }
        }
        None
    }
}

/// A word, or a version from 1.0.0 to 9.999.99 with an optional patch version and beta tag; and what follows it.
fn cut_channel(text: &str) -> Option<(&str, &str)> {
    let end = |text: &str| text.find('-').unwrap_or(text.len());
    let (first, rest) = text.split_at(end(text));
    if matches!(first, "nightly" | "beta" | "stable") {
        return Some((first, rest));
    }
    let (major, minor) = first.split_once('.')?;
    let (minor, patch) = minor.split_once('.').map_or((minor, None), |(minor, patch)| (minor, Some(patch)));
    if !is_number(major, 1) || !is_number(minor, 3) || !patch.is_none_or(|patch| is_number(patch, 2)) {
        return None;
    }
    let tag = rest.strip_prefix("-beta").map_or("", |after| &rest[..rest.len() - after.len() + end(after)]);
    let is_tag = match tag.strip_prefix("-beta") {
        Some("") => true,
        Some(number) => number.strip_prefix('.').is_some_and(|digits| is_digits(digits) && digits.len() <= 2),
        None => false,
    };
    Some(text.split_at(first.len() + if is_tag { tag.len() } else { 0 }))
}

/// `-2026-01-31`, if it begins so and is at its end or goes on after a dash.
fn cut_date(text: &str) -> (Option<&str>, &str) {
    let cut = || {
        let (date, rest) = text.strip_prefix('-')?.split_at_checked(10)?;
        let is_date = date.split('-').map(|part| if is_digits(part) { part.len() } else { 0 }).eq([4, 2, 2]);
        (is_date && (rest.is_empty() || rest.len() > 1 && rest.starts_with('-'))).then_some((Some(date), rest))
    };
    cut().unwrap_or((None, text))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Without zeros before it.
fn is_number(text: &str, most_digits: usize) -> bool {
    is_digits(text) && text.len() <= most_digits && (text == "0" || !text.starts_with('0'))
}

/// Without a last `/`; none where nothing is left, or where it starts like a command line's `+toolchain`.
fn normalized(text: &str) -> Option<&str> {
    let text = text.trim_end_matches('/');
    (!text.is_empty() && !text.starts_with('+')).then_some(text)
}

/// Rust 1.0 to 1.8 had no manifest for a two-part version, and no point releases.
fn full_channel(channel: String) -> String {
    match channel.as_str() {
        "1.0" | "1.1" | "1.2" | "1.3" | "1.4" | "1.5" | "1.6" | "1.7" | "1.8" => channel + ".0",
        _ => channel,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "x86_64-unknown-linux-gnu";

    fn resolved(text: &str) -> Option<String> {
        match NamedToolchain::parse_local(text)? {
            NamedToolchain::Official(name) => name.resolve(HOST),
            NamedToolchain::Custom(name) => Some(format!("custom {name}")),
            NamedToolchain::Path(path) => Some(format!("path {path}")),
        }
    }

    #[test]
    fn names_are_completed_as_rustup_does() {
        for (text, expected) in [
            ("stable", "stable-x86_64-unknown-linux-gnu"),
            ("1.95", "1.95-x86_64-unknown-linux-gnu"),
            ("1.95.0", "1.95.0-x86_64-unknown-linux-gnu"),
            ("1.8", "1.8.0-x86_64-unknown-linux-gnu"),
            ("1.95.0-beta.2", "1.95.0-beta.2-x86_64-unknown-linux-gnu"),
            ("nightly-2026-01-02", "nightly-2026-01-02-x86_64-unknown-linux-gnu"),
            ("stable-musl", "stable-x86_64-unknown-linux-musl"),
            ("stable-aarch64", "stable-aarch64-unknown-linux-gnu"),
            ("stable-aarch64-apple-darwin", "stable-aarch64-apple-darwin"),
            ("stable-apple-darwin", "stable-x86_64-apple-darwin"),
            ("nightly-x86_64-pc-windows-msvc/", "nightly-x86_64-pc-windows-msvc"),
            ("stable-foo", "custom stable-foo"),
            ("1.095", "custom 1.095"),
            ("01.5", "custom 01.5"),
            ("lab", "custom lab"),
            ("nightly-2026-1-2", "custom nightly-2026-1-2"),
            ("/opt/rust/", "path /opt/rust"),
        ] {
            assert_eq!(resolved(text).as_deref(), Some(expected), "{text}");
        }
        for refused in ["", "/", "+stable", "none", "a/b", "..\\x"] {
            assert_eq!(resolved(refused), None, "{refused}");
        }
    }

    /// `src/dist/mod.rs` has it as a pattern, which takes longer to compile than a name to be read.
    #[test]
    fn names_are_cut_as_by_rustups_pattern() {
        const CHANNEL: &str =
            r"nightly|beta|stable|[0-9]\.(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]?))?(?:-beta(?:\.[0-9]{1,2})?)?";
        let pattern = format!(r"^({CHANNEL})(?:-([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}))?(?:-(.+))?$");
        let pattern = regex::Regex::new(&pattern).expect("a pattern");
        let pieces = [
            "1.",
            "0",
            "95",
            ".",
            "-",
            "beta",
            "-beta",
            "-beta.",
            "12",
            "stable",
            "nightly",
            "-2026-01-31",
            "2026",
            "x",
        ];
        let mut random: usize = 3;
        let mut next = |bound: usize| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) % bound
        };
        for _ in 0..100_000 {
            let text: String = (0..next(7)).map(|_| pieces[next(pieces.len())]).collect();
            let expected = pattern.captures(&text).map(|parts| {
                [1, 2, 3].map(|part| parts.get(part).map_or(String::new(), |part| part.as_str().to_owned()))
            });
            let found = cut_channel(&text).and_then(|(channel, rest)| {
                let (date, rest) = cut_date(rest);
                let suffix =
                    if rest.is_empty() { rest } else { rest.strip_prefix('-').filter(|rest| !rest.is_empty())? };
                Some([channel, date.unwrap_or_default(), suffix].map(str::to_owned))
            });
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn known_parts_are_sorted() {
        for list in [known::ARCHS, known::OSES, known::ENVS] {
            assert!(list.is_sorted());
        }
    }
}
