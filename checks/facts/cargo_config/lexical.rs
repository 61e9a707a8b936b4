//! Paths as cargo joins and cuts them: with `std::path`, which resolves neither `..` nor links.
//!
//! [`HostPath::join`] resolves `..` by text, which is right for looking, and wrong for saying what cargo passes on.

use crate::{HostPath, Style};

/// `base.join(relative)`: an absolute `relative` replaces `base`; nothing is resolved.
pub(super) fn join(base: &HostPath, relative: &str) -> HostPath {
    if let Some(absolute) = HostPath::parse(relative) {
        return absolute;
    }
    let style = base.style();
    let text = base.as_str();
    let separator = if text.ends_with(|c| style.is_separator(c)) { "" } else { separator(style) };
    HostPath::parse(&format!("{text}{separator}{relative}")).expect("an absolute path stays one when it grows")
}

/// `path.parent()`: the last component goes, and with it the `.` and the separators around it; a root has none.
pub(super) fn parent(path: &HostPath) -> Option<HostPath> {
    let style = path.style();
    let trimmed = trim(path.as_str(), style);
    let cut = trimmed.rfind(|c| style.is_separator(c))?;
    if cut + 1 == trimmed.len() {
        return None;
    }
    let above = trim(&trimmed[..=cut], style);
    HostPath::parse(above)
}

/// `.`, `..` and doubled separators resolved by text (cargo-util `paths::normalize_path`).
pub(super) fn normalize(path: &HostPath) -> HostPath {
    let style = path.style();
    let root = match style {
        Style::Unix => "/",
        Style::Windows => path.as_str().get(..3).unwrap_or("/"),
    };
    HostPath::parse(root).map_or_else(|| path.clone(), |start| start.join(&path.as_str()[root.len()..]))
}

/// Equal as `std::path` compares: by components, `.` and doubled separators aside.
pub(super) fn same(a: &HostPath, b: &HostPath) -> bool {
    let style = a.style();
    let parts = |path: &HostPath| {
        path.as_str()
            .split(|c| style.is_separator(c))
            .filter(|part| !part.is_empty() && *part != ".")
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    parts(a) == parts(b)
}

/// Does it name a path rather than a program to be found on `PATH` (cargo `src/context/mod.rs`, `string_to_path`).
pub(super) fn has_separator(text: &str, style: Style) -> bool {
    text.contains(|c| style.is_separator(c))
}

/// The extension as `Path::extension` has it.
pub(super) fn extension(path: &str, style: Style) -> Option<&str> {
    let trimmed = trim(path, style);
    let name = trimmed.rsplit(|c| style.is_separator(c)).next()?;
    let (stem, extension) = name.rsplit_once('.')?;
    (!stem.is_empty() && name != "..").then_some(extension)
}

fn separator(style: Style) -> &'static str {
    match style {
        Style::Unix => "/",
        Style::Windows => "\\",
    }
}

/// Without the `.` components and separators at its end; a root keeps its separator.
fn trim(text: &str, style: Style) -> &str {
    let mut rest = text;
    loop {
        let shorter = rest.trim_end_matches(|c| style.is_separator(c));
        let shorter = match shorter.strip_suffix('.') {
            Some(dotless) if dotless.ends_with(|c| style.is_separator(c)) => dotless,
            Some(_) | None => shorter,
        };
        if shorter.is_empty() || shorter.ends_with(':') {
            return &text[..(shorter.len() + 1).min(text.len())];
        }
        if shorter.len() == rest.len() {
            return rest;
        }
        rest = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> HostPath {
        HostPath::parse(text).expect("absolute")
    }

    #[test]
    fn parents_are_those_of_std() {
        for text in ["/", "/a", "/a/b", "/a/./b", "/a/b/.", "/a//b/", "/a/../b", "/a/b/..", "/p/.cargo/./x.toml", "/."]
        {
            let expected = std::path::Path::new(text).parent().map(|parent| parent.to_str().expect("text").to_owned());
            assert_eq!(parent(&path(text)).map(|parent| parent.to_string()), expected, "{text}");
        }
    }

    #[test]
    fn joining_is_that_of_std() {
        for (base, relative) in [("/a", "b"), ("/a/", "../b"), ("/", "b"), ("/a", "/b"), ("/a", "./b")] {
            let expected = std::path::Path::new(base).join(relative);
            assert_eq!(join(&path(base), relative).as_str(), expected.to_str().expect("text"), "{base} {relative}");
        }
    }

    #[test]
    fn extensions_are_those_of_std() {
        for text in ["a.toml", ".toml", "a/.toml", "a.toml/", "a.toml/.", "..", "a.b.toml", "a", "a.toml/b", ""] {
            let expected = std::path::Path::new(text).extension().map(|extension| extension.to_str().expect("text"));
            assert_eq!(extension(text, Style::Unix), expected, "{text}");
        }
    }

    #[test]
    fn a_windows_path_is_cut_at_either_separator() {
        assert_eq!(parent(&path("C:\\p/.cargo\\config.toml")).map(|dir| dir.to_string()), Some("C:\\p/.cargo".into()));
        assert_eq!(parent(&path("C:\\p")).map(|dir| dir.to_string()), Some("C:\\".into()));
        assert_eq!(parent(&path("C:\\")), None);
        assert_eq!(normalize(&path("C:\\a\\..\\b")).as_str(), "C:\\b");
    }

    #[test]
    fn normalizing_resolves_by_text() {
        assert_eq!(normalize(&path("/a/./b/../c")).as_str(), "/a/c");
        assert!(same(&path("/a/./b"), &path("/a//b/")));
        assert!(!same(&path("/a/b"), &path("/a/../a/b")));
    }
}
