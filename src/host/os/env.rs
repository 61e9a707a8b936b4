//! The environment, as it was when the host was made: xdoctor never changes its own.

use std::{
    collections::BTreeMap,
    env,
    ffi::{OsStr, OsString},
    path::PathBuf,
};

/// Variables by name. Names are compared as the platform does: without regard to case on Windows.
#[derive(Clone, Debug)]
pub(in crate::host) struct Environment(BTreeMap<OsString, OsString>);

impl Environment {
    pub(super) fn new<N: Into<OsString>, V: Into<OsString>>(vars: impl IntoIterator<Item = (N, V)>) -> Self {
        Self(vars.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    pub(in crate::host) fn value(&self, name: &str) -> Option<&OsStr> {
        if !cfg!(windows) {
            return self.0.get(OsStr::new(name)).map(OsString::as_os_str);
        }
        let same = |known: &OsStr| known.eq_ignore_ascii_case(name);
        self.0.iter().find(|(known, _)| same(known)).map(|(_, value)| value.as_os_str())
    }

    /// The value, with U+FFFD for what is not UTF-8.
    pub(in crate::host) fn text(&self, name: &str) -> Option<String> {
        self.value(name).map(lossy)
    }

    /// Every variable whose name starts so, without regard to case.
    pub(super) fn with_prefix(&self, prefix: &str) -> BTreeMap<String, String> {
        let named = self.0.iter().map(|(name, value)| (lossy(name), value));
        named
            .filter(|(name, _)| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)))
            .map(|(name, value)| (name, lossy(value)))
            .collect()
    }

    pub(in crate::host) fn iter(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.0.iter().map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }

    /// The user's home, by the same rule as cargo and rustup: the variable, else what the system's user table says.
    pub(in crate::host) fn home(&self) -> Option<PathBuf> {
        let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        match self.value(name) {
            Some(home) if !home.is_empty() => Some(home.into()),
            // `std::env::home_dir` reads the process's variable first; it is the same one unless a test made it up.
            Some(_) | None if env::var_os(name).is_none_or(|home| home.is_empty()) => env::home_dir(),
            Some(_) | None => None,
        }
    }
}

fn lossy(text: &OsStr) -> String {
    text.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_compared_without_regard_to_case() {
        let env = Environment::new([("CC_x", "a"), ("cc_Y", "b"), ("C", "c"), ("CXX", "d"), ("ÄCC_", "e")]);
        let expected = [("CC_x", "a"), ("cc_Y", "b")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(env.with_prefix("CC_"), BTreeMap::from(expected));
    }

    #[cfg(unix)]
    #[test]
    fn a_value_that_is_not_utf_8_is_replaced_where_it_is_not() {
        use std::os::unix::ffi::OsStrExt;
        let env = Environment::new([("A", OsStr::from_bytes(b"x\xffy"))]);
        assert_eq!(env.text("A").as_deref(), Some("x\u{fffd}y"));
        assert_eq!(env.text("a"), None);
    }
}
