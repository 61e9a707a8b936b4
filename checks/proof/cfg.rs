//! `cfg` predicates as they stand in a crate's attributes.

/// A predicate of `#[cfg(...)]` or `#![cfg_attr(..., ...)]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cfg {
    All(Vec<Cfg>),
    Any(Vec<Cfg>),
    Not(Box<Cfg>),
    /// `test`, `unix`; `true` and `false` of Rust 1.88 too.
    Name(String),
    /// `feature = "std"`.
    Value(String, String),
}

impl Cfg {
    /// The predicate at the start of `text`, and what follows it.
    pub(super) fn parse(text: &str) -> Option<(Self, &str)> {
        let text = text.trim_start();
        let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        if name.is_empty() {
            return None;
        }
        let rest = rest.trim_start();
        if let Some(inner) = rest.strip_prefix('(') {
            let (parts, rest) = list(inner)?;
            return Some((
                match name {
                    "all" => Self::All(parts),
                    "any" => Self::Any(parts),
                    "not" => Self::Not(Box::new(parts.into_iter().next()?)),
                    _ => return None,
                },
                rest,
            ));
        }
        if let Some(value) = rest.strip_prefix('=') {
            let value = value.trim_start().strip_prefix('"')?;
            let (value, rest) = value.split_once('"')?;
            return Some((Self::Value(name.to_owned(), value.to_owned()), rest));
        }
        Some((Self::Name(name.to_owned()), rest))
    }

    /// Whether it holds, where `atom(key, value)` says so of its parts.
    pub(super) fn holds(&self, atom: &impl Fn(&str, Option<&str>) -> bool) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(atom)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(atom)),
            Self::Not(part) => !part.holds(atom),
            Self::Name(name) if name == "true" => true,
            Self::Name(name) if name == "false" => false,
            Self::Name(name) => atom(name, None),
            Self::Value(key, value) => atom(key, Some(value)),
        }
    }
}

fn list(mut text: &str) -> Option<(Vec<Cfg>, &str)> {
    let mut parts = Vec::new();
    loop {
        text = text.trim_start();
        if let Some(rest) = text.strip_prefix(')') {
            return Some((parts, rest));
        }
        let (part, rest) = Cfg::parse(text)?;
        parts.push(part);
        text = rest.trim_start();
        text = text.strip_prefix(',').unwrap_or(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn predicates_nest() {
        let atom = |key: &str, value: Option<&str>| (key, value) == ("feature", Some("std")) || key == "unix";
        for (text, expected) in [
            ("unix", true),
            ("not(test)", true),
            ("not(feature = \"std\")", false),
            ("all(unix, not(test), feature = \"std\",)", true),
            ("any(windows, all())", true),
            ("any()", false),
            ("true", true),
        ] {
            let (cfg, rest) = Cfg::parse(text).expect(text);
            assert_eq!((cfg.holds(&atom), rest), (expected, ""), "{text}");
        }
    }

    #[test]
    fn what_follows_is_left() {
        let (_, rest) = Cfg::parse("not(test), no_std").expect("a predicate");
        assert_eq!(rest, ", no_std");
        assert_eq!(Cfg::parse("(x)"), None);
        assert_eq!(Cfg::parse("accessible(::std)"), None);
    }
}
