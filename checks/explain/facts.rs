//! What a log says of the build: for which target, on which host, with which tools, what of it failed.

use std::collections::BTreeSet;

use crate::Triple;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Target,
    Host,
    /// A toolchain of rustup's, by its name.
    Toolchain,
    /// The package whose compilation or build script failed.
    Package,
    /// What failed is built for the host: a build script or a procedural macro.
    HostSide,
    /// What failed is the source of a build script.
    BuildScriptSource,
    /// A build script ran and failed.
    BuildScript,
    /// rustc says which target lacks its `std`: it compiles for another one than its host.
    TargetNote,
    /// rustup has no `std` of the toolchain for a target.
    NotDistributed,
    Linker,
    Exit,
    /// The tool that ran cargo: `cross`, `cargo install`, ...
    Wrapper,
    /// The operating system of the host, by its paths and its errors' words.
    System,
}

pub(super) struct Pattern {
    pub(super) kind: Kind,
    /// Its first group is the fact; without a group the kind itself is, or `says`.
    pub(super) regex: &'static str,
    pub(super) says: &'static str,
}

const fn of(kind: Kind, pattern: &'static str) -> Pattern {
    Pattern { kind, regex: pattern, says: "" }
}

const fn says(kind: Kind, says: &'static str, pattern: &'static str) -> Pattern {
    Pattern { kind, regex: pattern, says }
}

/// A triple as rustc writes them.
macro_rules! triple {
    () => {
        r"((?:[a-z][a-z0-9_.]+)-[a-z0-9_]+-?[A-Za-z0-9_.\-]*)"
    };
}

/// Sources: cargo's `core/compiler` (could not compile, build command, `process didn't exit`), rustc's
/// `compiler/rustc_codegen_ssa/messages.ftl` (linking) and `rustc_metadata/messages.ftl` (E0463), cc-rs' variables.
pub(super) const PATTERNS: &[Pattern] = &[
    of(Kind::Target, concat!(r#"--target(?:=| |" ")["'`]?"#, triple!())),
    of(Kind::Target, concat!(r#"\bTARGET = Some\(\\?"?"#, triple!())),
    of(Kind::Target, concat!(r"the [`']", triple!(), r"[`'] target may not")),
    of(Kind::Target, concat!(r"\$TARGET = ", triple!())),
    of(Kind::Target, concat!(r"rustup target add (?:--toolchain \S+ )?", triple!())),
    of(Kind::Target, concat!(r"for target [`'\x22]", triple!())),
    of(Kind::Target, concat!(r"does not support target '", triple!())),
    of(Kind::Target, r"[/\\]target[/\\]+([a-z][a-z0-9_.]+-[a-z0-9_]+-?[a-z0-9_.-]*)[/\\]+(?:debug|release)"),
    of(Kind::Target, r"rustlib[/\\]+([a-z][a-z0-9_.]+-[a-z0-9_]+-[a-z0-9_.-]+|wasm\w+-\w+)[/\\]+lib\b"),
    of(Kind::Host, concat!(r#"\bHOST = Some\(\\?"?"#, triple!())),
    of(Kind::Host, concat!(r"\$HOST = ", triple!())),
    of(Kind::Host, concat!(r"^host: ", triple!())),
    of(
        Kind::Host,
        r"toolchains[/\\]+[a-z0-9.]+(?:-\d{4}-\d\d-\d\d)?-((?:x86_64|aarch64|i686|armv7|riscv64gc)-[a-z]+-[a-z]+(?:-[a-z]+)?)\b",
    ),
    of(Kind::Toolchain, r"toolchains[/\\]+([^/\\\s`]+)"),
    of(Kind::Package, r"[Cc]ould not compile [`']([^`']+)"),
    of(Kind::Package, r"failed to run custom build command for [`']([^ `']+)"),
    says(Kind::HostSide, "build script", r"could not compile [`'][^`']+[`'] \(build script\)"),
    says(Kind::HostSide, "build script", r"--crate-name build_script_(build|main)"),
    says(Kind::BuildScriptSource, "build script", r"^\s*--> \S*[/\\]build\.rs:\d+:\d+"),
    says(Kind::BuildScript, "build script", r"failed to run (?:custom )?build command for"),
    says(Kind::TargetNote, "noted", r"target may not (?:be installed|support the standard library)"),
    // rustup's `src/errors.rs`, UnknownComponent.
    of(Kind::NotDistributed, concat!(r"does not contain component 'rust-std' for target '", triple!())),
    of(Kind::Linker, r"linking with [`']([^`']+)[`'] failed"),
    of(Kind::Linker, r"error: linker [`']([^`']+)[`'] not found"),
    of(Kind::Exit, r"linking with [`'][^`']+[`'] failed: exit (?:code|status): (\d+)"),
    says(
        Kind::Wrapper,
        "cross",
        r"\[cross\] |^\s*[$%#>❯]?\s*cross (?:build|test|run|check|b) |ghcr\.io/cross-rs|/cross-rs/",
    ),
    says(Kind::Wrapper, "cargo install", r"cargo(?:\.exe)? install |failed to compile `[^`]+`, intermediate artifacts"),
    says(Kind::Wrapper, "cargo-zigbuild", r"cargo[- ]zigbuild|zigcc-"),
    says(Kind::Wrapper, "cargo-xwin", r"cargo[- ]xwin"),
    says(Kind::Wrapper, "cargo-ndk", r"cargo[- ]ndk"),
    says(
        Kind::System,
        "windows",
        r"[A-Z]:\\+(?:Users|Program Files|Windows)\\|: program not found|-pc-windows-msvc[/\\]+bin|\(os error 193\)",
    ),
    says(
        Kind::System,
        "macos",
        r"/Users/[^/]+/|/opt/homebrew/|/Applications/Xcode|/Library/Developer/|/private/(?:tmp|var)/|/var/folders/",
    ),
    says(Kind::System, "linux", r"/home/[^/]+/|/usr/lib/x86_64-linux-gnu|/root/"),
    says(Kind::System, "termux", r"/data/data/com\.termux/"),
    says(Kind::System, "unix", r"No such file or directory \(os error 2\)"),
    says(Kind::System, "nix", r"/nix/store/|nix[ -](?:develop|shell|build)"),
];

/// The facts of a failure, or of the whole log.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    found: BTreeSet<(u8, String)>,
}

/// How names of object formats begin, which binutils' tools take as `--target=` (`windres --target=pe-x86-64`).
const FORMATS: [&str; 4] = ["pe-", "pei-", "elf32-", "elf64-"];

/// So many different facts tell enough of any log.
const MOST: usize = 256;

impl Facts {
    pub(super) fn add(&mut self, kind: Kind, value: &str) {
        if self.found.len() < MOST {
            self.found.insert((kind as u8, value.to_owned()));
        }
    }

    pub(super) fn add_all(&mut self, other: &Self) {
        for fact in &other.found {
            if self.found.len() < MOST {
                self.found.insert(fact.clone());
            }
        }
    }

    pub(super) fn all(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.found.iter().filter(move |(known, _)| *known == kind as u8).map(|(_, value)| value.as_str())
    }

    pub(super) fn has(&self, kind: Kind) -> bool {
        self.all(kind).next().is_some()
    }

    pub(super) fn says(&self, kind: Kind, value: &str) -> bool {
        self.all(kind).any(|known| known == value)
    }

    /// The targets that are no hosts.
    pub(super) fn targets(&self) -> Vec<Triple> {
        let hosts: BTreeSet<_> = self.all(Kind::Host).collect();
        let is_format = |name: &str| FORMATS.iter().any(|format| name.starts_with(format));
        let targets = self.all(Kind::Target).filter(|target| !hosts.contains(target) && !is_format(target));
        targets.map(Triple::new).collect()
    }
}
