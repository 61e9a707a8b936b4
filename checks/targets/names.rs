//! Which words are triples.

use std::{collections::HashSet, sync::LazyLock};

use super::renames;

/// The union of `rustc --print target-list` of 1.85, 1.95, 1.96 and a 1.97 nightly.
static NAMES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| include_str!("names.txt").lines().collect());

/// First parts of triples that tools other than rustc use: Debian, GNU, LLVM, Docker, Node, Go.
const FOREIGN_ARCHITECTURES: &[&str] = &[
    "amd64",
    "arm64",
    "armel",
    "armhf",
    "armv6l",
    "armv7hf",
    "armv7l",
    "i386",
    "powerpc64el",
    "ppc",
    "ppc64",
    "ppc64el",
    "ppc64le",
    "thumbv7e",
    "thumbv7emhf",
    "thumbv8m",
    "universal",
    "universal2",
    "wasm",
    "x64",
    "x86",
];

/// Words of which a triple has at least one after its architecture.
const SYSTEMS: &[&str] = &[
    "android",
    "androideabi",
    "apple",
    "darwin",
    "emscripten",
    "freebsd",
    "fuchsia",
    "gnu",
    "illumos",
    "ios",
    "iphoneos",
    "iphonesimulator",
    "linux",
    "macos",
    "macosx",
    "mingw32",
    "msvc",
    "musl",
    "netbsd",
    "none",
    "ohos",
    "openbsd",
    "pc",
    "redox",
    "solaris",
    "uefi",
    "unknown",
    "wasi",
    "wasip1",
    "wasip2",
    "windows",
];

static ARCHITECTURES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    NAMES.iter().filter_map(|name| name.split('-').next()).chain(FOREIGN_ARCHITECTURES.iter().copied()).collect()
});

/// A triple that some rustc knows, or knew.
pub fn is_known(text: &str) -> bool {
    NAMES.contains(text) || renames::find(text).is_some()
}

/// Every triple of the catalogue, sorted.
pub fn all() -> impl Iterator<Item = &'static str> {
    include_str!("names.txt").lines()
}

/// Somebody meant a triple: an architecture, then parts of which one names a system. It need not exist.
pub fn looks_like_one(text: &str) -> bool {
    if !is_word(text) {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    let mut parts = lower.split('-');
    let architecture = parts.next().is_some_and(|first| ARCHITECTURES.contains(first));
    architecture && parts.any(|part| SYSTEMS.iter().any(|system| part.starts_with(system)))
}

/// Made of the characters of triples, so neither an expression nor a path.
pub fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_unique() {
        assert!(all().is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn a_triple_is_told_from_other_words() {
        for text in [
            "aarch64-unknown-linux-gnu",
            "aarch64-linux-gnu",
            "arm64-apple-ios-simulator",
            "thumbv8m.main-none-eabi",
            "wasm32-wasi",
            "AArch64-Unknown-Linux-GNU",
        ] {
            assert!(looks_like_one(text), "{text}");
        }
        for text in [
            "es2020",
            "web",
            "linux-x64",
            "ubuntu-22.04",
            "${{ matrix.target }}",
            "$T-unknown-linux-gnu",
            "arm64",
            "x86_64",
            "builder",
            "win32-x64",
            "target/x86_64-unknown-linux-gnu",
        ] {
            assert!(!looks_like_one(text), "{text}");
        }
    }
}
