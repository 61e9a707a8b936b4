//! What the NDK calls Rust's targets and its own tools.

use crate::Triple;

/// The prefix of the wrappers around clang that link for a target: `armv7a-linux-androideabi` of
/// `armv7a-linux-androideabi21-clang`. None where the NDK has none for it.
///
/// Only 32-bit ARM has another name than in Rust (developer.android.com, *Use the NDK with other build systems*).
pub fn clang_prefix(triple: &Triple) -> Option<&'static str> {
    Some(match triple.as_str() {
        "aarch64-linux-android" => "aarch64-linux-android",
        "armv7-linux-androideabi" | "arm-linux-androideabi" | "thumbv7neon-linux-androideabi" => {
            "armv7a-linux-androideabi"
        }
        "i686-linux-android" => "i686-linux-android",
        "x86_64-linux-android" => "x86_64-linux-android",
        "riscv64-linux-android" => "riscv64-linux-android",
        _ => return None,
    })
}

/// The target's directory in the NDK's sysroot, which is also the prefix of the GNU tools of old NDKs.
pub fn sysroot_name(triple: &Triple) -> Option<&'static str> {
    Some(match clang_prefix(triple)? {
        "armv7a-linux-androideabi" => "arm-linux-androideabi",
        other => other,
    })
}

/// A wrapper around clang for one target and API level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrapper {
    pub prefix: String,
    pub level: u32,
}

impl Wrapper {
    /// `aarch64-linux-android24-clang`, also with `++`, and with `.cmd` as on Windows.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.strip_suffix(".cmd").or_else(|| name.strip_suffix(".exe")).unwrap_or(name);
        Self::of_target(name.strip_suffix("++").unwrap_or(name).strip_suffix("-clang")?)
    }

    /// `aarch64-linux-android24`, as in clang's `--target=`.
    pub fn of_target(target: &str) -> Option<Self> {
        let prefix = target.trim_end_matches(|c: char| c.is_ascii_digit());
        let level = target[prefix.len()..].parse().ok()?;
        (prefix.ends_with("-android") || prefix.ends_with("-androideabi"))
            .then(|| Self { prefix: prefix.to_owned(), level })
    }

    /// What the NDK calls the file on a system that needs no suffix.
    pub fn file_name(&self) -> String {
        format!("{}{}-clang", self.prefix, self.level)
    }
}

/// A tool of GNU's binutils or gcc, as NDKs before r23 had them: `arm-linux-androideabi-ar`, `aarch64-linux-android-ld.gold`.
pub fn is_gnu_tool(name: &str) -> bool {
    const TOOLS: [&str; 18] = [
        "addr2line",
        "ar",
        "as",
        "c++filt",
        "elfedit",
        "gcc",
        "g++",
        "ld",
        "ld.bfd",
        "ld.gold",
        "nm",
        "objcopy",
        "objdump",
        "ranlib",
        "readelf",
        "size",
        "strings",
        "strip",
    ];
    let name = name.strip_suffix(".exe").unwrap_or(name);
    let of_android = |prefix: &str| {
        ["-linux-android", "-linux-androideabi"].iter().any(|end| prefix.ends_with(end)) && !prefix.contains('/')
    };
    name.rsplit_once('-').is_some_and(|(prefix, tool)| of_android(prefix) && TOOLS.contains(&tool))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrapper_names_target_and_level() {
        let wrapper = |prefix: &str, level| Some(Wrapper { prefix: prefix.into(), level });
        for (name, expected) in [
            ("aarch64-linux-android24-clang", wrapper("aarch64-linux-android", 24)),
            ("armv7a-linux-androideabi21-clang++", wrapper("armv7a-linux-androideabi", 21)),
            ("i686-linux-android30-clang.cmd", wrapper("i686-linux-android", 30)),
            ("aarch64-linux-android-clang", None),
            ("aarch64-linux-gnu-gcc-12", None),
            ("clang-19", None),
        ] {
            assert_eq!(Wrapper::parse(name), expected, "{name}");
        }
        assert_eq!(Wrapper::of_target("x86_64-linux-android35"), wrapper("x86_64-linux-android", 35));
    }

    #[test]
    fn gnu_tools_are_known_by_prefix_and_name() {
        for name in ["arm-linux-androideabi-ar", "aarch64-linux-android-ld.gold", "x86_64-linux-android-gcc.exe"] {
            assert!(is_gnu_tool(name), "{name}");
        }
        for name in ["llvm-ar", "aarch64-linux-android24-clang", "aarch64-linux-gnu-ar", "ar"] {
            assert!(!is_gnu_tool(name), "{name}");
        }
    }
}
