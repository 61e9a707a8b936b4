//! Absolute paths of the diagnosed host, as data.
//!
//! A recorded Windows machine is diagnosed on Linux too, so `std::path`, which follows the machine it was compiled for,
//! cannot say what is absolute, what a separator is or what the parent is. An absolute path tells its own style.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// An absolute path on the diagnosed host. Kept as written, with `.` and `..` resolved only by [`HostPath::join`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct HostPath(String);

/// Whose rules a path follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Unix,
    Windows,
}

impl HostPath {
    /// The path, if `text` is absolute: `/...` on Unix; `C:\...`, `C:/...` or `\\server\...` on Windows.
    pub fn parse(text: &str) -> Option<Self> {
        style_of(text).map(|_| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn style(&self) -> Style {
        style_of(&self.0).expect("a HostPath is absolute")
    }

    /// `relative` seen from this directory; an absolute `relative` replaces it. `.` and `..` are resolved by text alone.
    #[must_use]
    pub fn join(&self, relative: &str) -> Self {
        if let Some(absolute) = Self::parse(relative) {
            return absolute;
        }
        let style = self.style();
        let separator = style.separator();
        let mut text = self.0.trim_end_matches(|c| style.is_separator(c)).to_owned();
        for part in relative.split(|c| style.is_separator(c)) {
            match part {
                "" | "." => {}
                ".." => text = Self::parent_text(&text, style).unwrap_or(text),
                name => {
                    text.push(separator);
                    text.push_str(name);
                }
            }
        }
        if text.is_empty() || (style == Style::Windows && text.ends_with(':')) {
            text.push(separator);
        }
        Self(text)
    }

    /// The directory that holds it; none for a root.
    pub fn parent(&self) -> Option<Self> {
        let style = self.style();
        let trimmed = self.0.trim_end_matches(|c| style.is_separator(c));
        let mut text = Self::parent_text(trimmed, style)?;
        if text.is_empty() || text.ends_with(':') {
            text.push(style.separator());
        }
        Some(Self(text))
    }

    /// The last component; none for a root.
    pub fn file_name(&self) -> Option<&str> {
        let style = self.style();
        let trimmed = self.0.trim_end_matches(|c| style.is_separator(c));
        let name = trimmed.rsplit(|c| style.is_separator(c)).next()?;
        (!name.is_empty() && !name.ends_with(':')).then_some(name)
    }

    /// Itself, then each directory above it, up to the root.
    pub fn ancestors(&self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self.clone()), Self::parent)
    }

    /// The rest of this path below `base`, without a leading separator (empty if they are the same).
    pub fn below(&self, base: &Self) -> Option<&str> {
        let style = self.style();
        let base = base.0.trim_end_matches(|c| style.is_separator(c));
        let rest = self.0.strip_prefix(base)?;
        if rest.is_empty() {
            return Some(rest);
        }
        rest.strip_prefix(|c| style.is_separator(c))
    }

    fn parent_text(text: &str, style: Style) -> Option<String> {
        let cut = text.rfind(|c| style.is_separator(c))?;
        Some(text[..cut].to_owned())
    }
}

impl Style {
    pub fn separator(self) -> char {
        match self {
            Self::Unix => '/',
            Self::Windows => '\\',
        }
    }

    pub fn is_separator(self, c: char) -> bool {
        c == '/' || (self == Self::Windows && c == '\\')
    }
}

impl fmt::Display for HostPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for HostPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom(format!("`{text}` is not an absolute path")))
    }
}

fn style_of(text: &str) -> Option<Style> {
    let bytes = text.as_bytes();
    match bytes {
        [b'/', ..] => Some(Style::Unix),
        [b'\\', b'\\', ..] => Some(Style::Windows),
        [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic() => Some(Style::Windows),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> HostPath {
        HostPath::parse(text).expect("absolute")
    }

    #[test]
    fn relative_text_is_not_a_host_path() {
        for text in ["", "a/b", "./a", "C:", "C:a", "\\a"] {
            assert_eq!(HostPath::parse(text), None, "{text}");
        }
    }

    #[test]
    fn join_resolves_dots_and_keeps_the_style() {
        for (base, relative, expected) in [
            ("/a/b", "c/d", "/a/b/c/d"),
            ("/a/b/", "../c", "/a/c"),
            ("/", "x", "/x"),
            ("/a", "../..", "/"),
            ("/a", "/etc", "/etc"),
            ("C:\\a", "b/c", "C:\\a\\b\\c"),
            ("C:\\", "..", "C:\\"),
            ("C:\\a", "D:\\b", "D:\\b"),
        ] {
            assert_eq!(path(base).join(relative).as_str(), expected, "{base} + {relative}");
        }
    }

    #[test]
    fn parents_end_at_the_root() {
        let up: Vec<_> = path("/a/b").ancestors().map(|p| p.0).collect();
        assert_eq!(up, ["/a/b", "/a", "/"]);
        let up: Vec<_> = path("C:\\a\\b").ancestors().map(|p| p.0).collect();
        assert_eq!(up, ["C:\\a\\b", "C:\\a", "C:\\"]);
    }

    #[test]
    fn below_respects_component_borders() {
        assert_eq!(path("/a/b/c").below(&path("/a/b")), Some("c"));
        assert_eq!(path("/a/bc").below(&path("/a/b")), None);
        assert_eq!(path("/a").below(&path("/")), Some("a"));
    }
}
