//! A key and the variable that overrides it (cargo `src/context/key.rs`).

use std::fmt;

/// A way into the configuration, and the name of the variable for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    parts: Vec<String>,
    variable: String,
}

impl Key {
    /// From dotted text, cut at every dot: so `target.thumbv8m.main-none-eabi.linker` has four parts, and a table that
    /// quotes the triple is never found.
    pub fn parse(dotted: &str) -> Self {
        let mut key = Self { parts: Vec::new(), variable: "CARGO".into() };
        dotted.split('.').for_each(|part| key.push(part, &in_variable(part)));
        key
    }

    /// One part deeper; in the variable in upper case with underscores.
    #[must_use]
    pub fn with(&self, part: &str) -> Self {
        self.deeper(part, &in_variable(part))
    }

    /// One part deeper, as the keys of maps are: in the variable it stands as written.
    #[must_use]
    pub fn with_exact(&self, part: &str) -> Self {
        self.deeper(part, part)
    }

    fn deeper(&self, part: &str, in_variable: &str) -> Self {
        let mut key = self.clone();
        key.push(part, in_variable);
        key
    }

    fn push(&mut self, part: &str, in_variable: &str) {
        self.parts.push(part.to_owned());
        self.variable.push('_');
        self.variable.push_str(in_variable);
    }

    pub fn parts(&self) -> &[String] {
        &self.parts
    }

    /// `CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER`.
    pub fn variable(&self) -> &str {
        &self.variable
    }
}

fn in_variable(part: &str) -> String {
    part.replace('-', "_").to_uppercase()
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, part) in self.parts.iter().enumerate() {
            if at > 0 {
                f.write_str(".")?;
            }
            if !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
                f.write_str(part)?;
            } else if part.contains('\'') {
                write!(f, "{part:?}")?;
            } else {
                write!(f, "'{part}'")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn a_dotted_triple_is_cut_and_its_variable_is_whole() {
        let key = Key::parse("target.thumbv8m.main-none-eabi.linker");
        assert_eq!(key.parts(), ["target", "thumbv8m", "main-none-eabi", "linker"]);
        assert_eq!(key.variable(), "CARGO_TARGET_THUMBV8M_MAIN_NONE_EABI_LINKER");
    }

    #[test]
    fn a_map_key_keeps_its_case() {
        let key = Key::parse("target").with_exact("cfg(unix)").with_exact("linker");
        assert_eq!(key.variable(), "CARGO_TARGET_cfg(unix)_linker");
        assert_eq!(key.to_string(), "target.'cfg(unix)'.linker");
    }
}
