//! Who built a rustc: by where it stands, and by what its first line says.

use crate::{HostPath, answer::Host};

/// Who built this rustc.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vendor {
    /// The Rust project, whose builds rustup installs.
    Rustup,
    Debian,
    Fedora,
    Arch,
    Alpine,
    Homebrew,
    MacPorts,
    Nix,
    /// Somebody else, from source.
    Other,
}

impl Vendor {
    /// `line` is the first of `rustc -vV`: `rustc 1.85.0 (4d91de4e4 2025-02-17) (built from a source tarball)`. The Rust
    /// project's own builds say no more than hash and date.
    pub(super) fn of(line: &str, sysroot: &HostPath, host: &Host) -> Self {
        let under = |dirs: &[&str]| dirs.iter().any(|dir| sysroot.as_str().starts_with(dir));
        if under(&["/nix/store/"]) {
            return Self::Nix;
        }
        if under(&["/opt/homebrew/", "/usr/local/Cellar/", "/home/linuxbrew/"]) {
            return Self::Homebrew;
        }
        if host.os == "macos" && under(&["/opt/local"]) {
            return Self::MacPorts;
        }
        let Some((_, suffix)) = line.split_once(") (").or_else(|| line.split_once(" (").filter(|_| !is_hash(line)))
        else {
            return Self::Rustup;
        };
        match suffix.trim_end_matches(')') {
            "Homebrew" => Self::Homebrew,
            "MacPorts" => Self::MacPorts,
            suffix if suffix.starts_with("Fedora") || suffix.starts_with("Red Hat") => Self::Fedora,
            suffix if suffix.starts_with("Arch Linux") => Self::Arch,
            suffix if suffix.starts_with("Debian") || suffix.starts_with("Ubuntu") => Self::Debian,
            // What these print alike; only a toolchain in the system's own place is the system's.
            _ if under(&["/usr"]) => Self::of_distribution(&host.distribution),
            _ => Self::Other,
        }
    }

    fn of_distribution(ids: &[String]) -> Self {
        let known = |id: &String| match id.as_str() {
            "debian" | "ubuntu" => Some(Self::Debian),
            "fedora" | "rhel" | "centos" => Some(Self::Fedora),
            "arch" => Some(Self::Arch),
            "alpine" => Some(Self::Alpine),
            _ => None,
        };
        ids.iter().find_map(known).unwrap_or(Self::Other)
    }

    /// As a phrase: "Debian".
    pub fn name(self) -> &'static str {
        match self {
            Self::Rustup => "the Rust project",
            Self::Debian => "Debian",
            Self::Fedora => "Fedora",
            Self::Arch => "Arch Linux",
            Self::Alpine => "Alpine",
            Self::Homebrew => "Homebrew",
            Self::MacPorts => "MacPorts",
            Self::Nix => "Nix",
            Self::Other => "somebody else",
        }
    }
}

/// The one parenthesis is hash and date: `(59807616e 2026-04-14)`.
fn is_hash(line: &str) -> bool {
    let inside = line.split_once(" (").map(|(_, rest)| rest.trim_end_matches(')'));
    inside.and_then(|inside| inside.split(' ').next()).is_some_and(|word| word.chars().all(|c| c.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::path;

    #[test]
    fn vendors_are_told_by_suffix_place_and_distribution() {
        let host = |id: &str| Host {
            os: "linux".into(),
            arch: "x86_64".into(),
            cwd: path("/p"),
            home: None,
            distribution: vec![id.into()],
        };
        let source = "rustc 1.85.0 (4d91de4e4 2025-02-17) (built from a source tarball)";
        for (line, sysroot, distribution, expected) in [
            ("rustc 1.95.0 (59807616e 2026-04-14)", "/home/user/.rustup/toolchains/stable-x", "debian", Vendor::Rustup),
            ("rustc 1.75.0 (82e1608df 2023-12-21) (Homebrew)", "/x", "", Vendor::Homebrew),
            ("rustc 1.75.0 (Homebrew)", "/x", "", Vendor::Homebrew),
            ("rustc 1.96.0 (ac68faa20 2026-05-25) (Fedora 1.96.0-1.fc44)", "/usr", "fedora", Vendor::Fedora),
            ("rustc 1.96.0 (ac68faa20 2026-05-25) (Arch Linux rust 1:1.96.0-1)", "/usr", "arch", Vendor::Arch),
            (source, "/usr", "debian", Vendor::Debian),
            (source, "/usr/lib/rust-1.85", "ubuntu", Vendor::Debian),
            (source, "/usr", "alpine", Vendor::Alpine),
            (source, "/nix/store/abc-rustc-1.85", "nixos", Vendor::Nix),
            (source, "/opt/mine", "debian", Vendor::Other),
        ] {
            assert_eq!(Vendor::of(line, &path(sysroot), &host(distribution)), expected, "{line} in {sysroot}");
        }
    }
}
