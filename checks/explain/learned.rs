//! What somebody writes before each line of cargo's, learned from where cargo's own words stand.
//!
//! cargo right-aligns them to 12 columns (`src/cargo/core/shell.rs`). What stands before those columns is of whoever
//! printed its output: a task's name, the indentation of pip and of Markdown. It is taken off every line.

const COLUMNS: usize = 12;
/// So many different ones are learned, one for each of several interleaved jobs.
const MOST: usize = 16;
const LONGEST: usize = 80;
/// cargo indents the output of build scripts by two itself, and what is in it is no line of its own.
const LEAST_SPACES: usize = 4;

/// The words after which cargo names a package.
const OF_PACKAGES: [&str; 4] = ["Compiling", "Checking", "Fresh", "Downloaded"];

#[derive(Default)]
pub(super) struct Prefixes {
    known: Vec<Box<str>>,
}

impl Prefixes {
    /// Whether it was not known.
    pub(super) fn learn(&mut self, prefix: &str) -> bool {
        let is_new = self.known.len() < MOST && !self.known.iter().any(|known| **known == *prefix);
        if is_new {
            self.known.push(prefix.into());
            // Of two that both fit, the longer one is the line's.
            self.known.sort_by_key(|known| std::cmp::Reverse(known.len()));
        }
        is_new
    }

    /// What stands before the line and the rest, where it begins as others did.
    pub(super) fn split<'a>(&self, text: &'a str) -> Option<(&'a str, &'a str)> {
        let known = self.known.iter().find(|known| text.starts_with(&***known))?;
        Some(text.split_at(known.len()))
    }
}

/// What stands before a status line of cargo's, if anything does.
pub(super) fn prefix(text: &str) -> Option<&str> {
    let of_package = |word: &&str| {
        let at = text.find(*word)?;
        let (name, version) = text[at + word.len()..].strip_prefix(' ')?.split_once(" v")?;
        let is_package = !name.is_empty() && !name.contains(' ') && version.starts_with(|c: char| c.is_ascii_digit());
        is_package.then_some((at, word.len()))
    };
    let finished = || {
        let at = text.find("Finished ")?;
        text[at..].contains(" target(s) in ").then_some((at, "Finished".len()))
    };
    let (at, length) = OF_PACKAGES.iter().find_map(of_package).or_else(finished)?;
    let prefix = text[..at].strip_suffix(&"            "[..COLUMNS - length])?;
    let least = if prefix.trim().is_empty() { LEAST_SPACES } else { 2 };
    (least..=LONGEST).contains(&prefix.len()).then_some(prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_cargos_columns_is_somebody_elses() {
        for (line, expected) in [
            ("   Compiling demo v0.1.0", None),
            ("native:    Compiling demo v0.1.0 (/home/user/demo)", Some("native: ")),
            ("          Compiling demo v0.1.0", Some("       ")),
            ("       Compiling demo v0.1.0", Some("    ")),
            ("            Fresh demo v1.0.0", Some("     ")),
            ("  |     Checking demo v1.0.0", Some("  | ")),
            ("job> x     Finished `dev` profile [unoptimized + debuginfo] target(s) in 0.20s", Some("job> x ")),
            // a build script's, which cargo indents
            ("     Compiling demo v0.1.0", None),
            ("native: Compiling demo v0.1.0", None),
            ("native:    Compiling is what it does", None),
            ("    Finished in time", None),
        ] {
            assert_eq!(prefix(line), expected, "{line}");
        }
    }

    #[test]
    fn a_line_that_begins_as_others_did_is_split() {
        let mut prefixes = Prefixes::default();
        assert!(prefixes.learn("a: ") && prefixes.learn("a: b: ") && !prefixes.learn("a: "));
        assert_eq!(prefixes.split("a: error: x"), Some(("a: ", "error: x")));
        assert_eq!(prefixes.split("a: b: error: x"), Some(("a: b: ", "error: x")));
        assert_eq!(prefixes.split("error: x"), None);
    }
}
