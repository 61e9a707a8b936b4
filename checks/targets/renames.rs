//! Triples that were renamed or removed.

/// What became of a triple.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rename {
    pub old: &'static str,
    pub fate: Fate,
    /// The version of Rust without the old name; none where only known to be gone from recent ones.
    pub since: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The same target has this name now.
    Renamed(&'static str),
    /// The target is gone; what is nearest to it, which is for the user to judge.
    Removed { nearest: &'static str },
}

impl Rename {
    /// The name to look at now.
    pub fn now(&self) -> &'static str {
        match self.fate {
            Fate::Renamed(name) | Fate::Removed { nearest: name } => name,
        }
    }
}

const fn renamed(old: &'static str, new: &'static str, since: Option<&'static str>) -> Rename {
    Rename { old, fate: Fate::Renamed(new), since }
}

const fn removed(old: &'static str, nearest: &'static str, since: Option<&'static str>) -> Rename {
    Rename { old, fate: Fate::Removed { nearest }, since }
}

/// Every rename and removal that people still meet, sorted by the old name.
///
/// Sources: Rust's RELEASES.md for those with a version (`wasm32-wasi`: the Rust blog of 2024-04-09); for the others
/// `rustc --print target-list` of 1.85, 1.95 and 1.99.
pub static RENAMES: &[Rename] = &[
    renamed("aarch64-fuchsia", "aarch64-unknown-fuchsia", Some("1.83")),
    renamed("aarch64-unknown-nto-qnx800", "aarch64-unknown-qnx", None),
    renamed("armv5te-unknown-linux-uclibcgnueabi", "armv5te-unknown-linux-uclibceabi", None),
    removed("armv7-apple-ios", "armv7s-apple-ios", None),
    renamed("armv7a-vex-v5", "thumbv7a-vex-v5", None),
    removed("asmjs-unknown-emscripten", "wasm32-unknown-emscripten", Some("1.76")),
    // The chip is chosen by `-Ctarget-cpu` now.
    removed("avr-unknown-gnu-atmega328", "avr-none", None),
    renamed("i586-pc-nto-qnx700", "i686-pc-nto-qnx700", None),
    removed("i586-pc-windows-msvc", "i686-pc-windows-msvc", Some("1.87")),
    renamed("i686-unknown-redox", "i586-unknown-redox", Some("1.86")),
    removed("nvptx-nvidia-cuda", "nvptx64-nvidia-cuda", None),
    removed("wasm32-experimental-emscripten", "wasm32-unknown-emscripten", None),
    // A name of nightlies before 1.36; as a removal, so that no older rustc is offered it.
    removed("wasm32-unknown-wasi", "wasm32-wasip1", None),
    renamed("wasm32-wasi", "wasm32-wasip1", Some("1.84")),
    renamed("wasm32-wasi-preview1-threads", "wasm32-wasip1-threads", Some("1.78")),
    renamed("wasm32-wasi-threads", "wasm32-wasip1-threads", Some("1.78")),
    renamed("x86_64-fuchsia", "x86_64-unknown-fuchsia", Some("1.83")),
    removed("x86_64-linux-kernel", "x86_64-unknown-none", None),
    renamed("x86_64-pc-nto-qnx800", "x86_64-pc-qnx", None),
    renamed("x86_64-sun-solaris", "x86_64-pc-solaris", Some("1.76")),
    removed("x86_64-unknown-hermit-kernel", "x86_64-unknown-hermit", None),
    removed("x86_64-unknown-none-hermitkernel", "x86_64-unknown-hermit", None),
    removed("x86_64-unknown-none-linuxkernel", "x86_64-unknown-none", None),
];

/// What became of `old`.
pub fn find(old: &str) -> Option<&'static Rename> {
    RENAMES.iter().find(|rename| rename.old == old)
}

/// The name that `new` had in older versions of Rust.
pub fn former(new: &str) -> Option<&'static Rename> {
    RENAMES.iter().find(|rename| match rename.fate {
        Fate::Renamed(name) => name == new,
        Fate::Removed { .. } => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(RENAMES.is_sorted_by(|a, b| a.old < b.old));
    }
}
