//! Machines of this family's unit tests.

use crate::{
    Check, Finding, Outcome,
    answer::Header,
    testing::{Fake, path},
};

pub(crate) const HOST: &str = "x86_64-unknown-linux-gnu";
pub(crate) const AARCH64: &str = "aarch64-unknown-linux-gnu";
pub(crate) const THUMB: &str = "thumbv7em-none-eabihf";
pub(crate) const MIPS: &str = "mips-unknown-linux-gnu";
pub(crate) const STABLE: &str = "stable-x86_64-unknown-linux-gnu";
pub(crate) const NIGHTLY: &str = "nightly-x86_64-unknown-linux-gnu";
const HOME: &str = "/home/user/.rustup";

/// The directory of a toolchain.
pub(crate) fn root(toolchain: &str) -> String {
    format!("{HOME}/toolchains/{toolchain}")
}

/// rustup with stable as its default, whose release has a standard library for two targets.
pub(crate) fn rustup() -> Fake {
    let loader = Header::Elf {
        arch: "x86_64".into(),
        bits: 64,
        little_endian: true,
        interpreter: Some("/lib64/ld-linux-x86-64.so.2".into()),
    };
    Fake::linux()
        .env("PATH", "/home/user/.cargo/bin:/usr/bin")
        .program_with("/home/user/.cargo/bin/rustup", loader)
        .symlink("/home/user/.cargo/bin/cargo", "rustup")
        .symlink("/home/user/.cargo/bin/rustc", "rustup")
        .file(&format!("{HOME}/settings.toml"), &format!("version = \"12\"\ndefault_toolchain = \"{STABLE}\"\n"))
        .dir("/p")
        .toolchain(STABLE, "1.95.0", "(59807616e 2026-04-14)")
        .manifest(STABLE)
        .missing_rest()
}

/// A linked toolchain, chosen by the variable.
pub(super) fn lab() -> Fake {
    rustup().env("RUSTUP_TOOLCHAIN", "lab").toolchain(
        "lab",
        "1.96.0",
        "(ac68faa20 2026-05-25) (built from a source tarball)",
    )
}

/// Debian's rustc and cargo, and no rustup.
pub(crate) fn debian() -> Fake {
    let fake = Fake::linux().env("PATH", "/usr/bin").program("/usr/bin/cargo").program("/usr/bin/rustc").dir("/p");
    fake.answers("/usr/bin/rustc", "/usr", "1.85.0", "(4d91de4e4 2025-02-17) (built from a source tarball)")
        .command(["/usr/bin/cargo", "-V"], "cargo 1.85.0 (d73d2caf9 2024-12-31)\n")
        .library("/usr", HOST, &["core", "alloc", "std", "compiler_builtins"])
        .missing_rest()
}

impl Fake {
    /// An installed toolchain that has the host's standard library.
    pub(super) fn toolchain(self, name: &str, version: &str, built: &str) -> Self {
        let root = root(name);
        self.program(&format!("{root}/bin/cargo"))
            .program(&format!("{root}/bin/rustc"))
            .command([&format!("{root}/bin/cargo"), "-V"], &format!("cargo {version} (f2d3ce0bd 2026-03-21)\n"))
            .answers(&format!("{root}/bin/rustc"), &root, version, built)
            .std(name, HOST)
    }

    /// What a rustc says of itself.
    pub(super) fn answers(self, rustc: &str, sysroot: &str, version: &str, built: &str) -> Self {
        let verbose = format!("rustc {version} {built}\nbinary: rustc\nhost: {HOST}\nrelease: {version}\n");
        let spec = |os: &str, tier, std| {
            format!("{{\"arch\":\"a\",\"os\":\"{os}\",\"metadata\":{{\"tier\":{tier},\"std\":{std}}}}}")
        };
        let specs = format!(
            "{{\"{AARCH64}\":{},\"{MIPS}\":{},\"{THUMB}\":{},\"{HOST}\":{}}}",
            spec("linux", 1, true),
            spec("linux", 3, true),
            spec("none", 2, false),
            spec("linux", 1, true)
        );
        self.command([rustc, "-vV"], &verbose).command(
            [rustc, "-Zunstable-options", "--print", "sysroot", "--print", "all-target-specs-json"],
            &format!("{sysroot}\n{specs}\n"),
        )
    }

    /// A whole standard library in a toolchain of rustup's.
    pub(super) fn std(self, toolchain: &str, triple: &str) -> Self {
        self.library(&root(toolchain), triple, &["core", "alloc", "std", "compiler_builtins"])
    }

    pub(super) fn library(mut self, sysroot: &str, triple: &str, crates: &[&str]) -> Self {
        for name in crates {
            self = self.file(&format!("{sysroot}/lib/rustlib/{triple}/lib/lib{name}-0123.rlib"), &"x".repeat(4096));
        }
        self
    }

    /// The manifest of a release with a library for the host, aarch64 and thumb, and one announced for MIPS.
    pub(super) fn manifest(self, toolchain: &str) -> Self {
        let section = |triple, available| format!("[pkg.rust-std.target.{triple}]\navailable = {available}\n");
        let text = [(HOST, true), (AARCH64, true), (THUMB, true), (MIPS, false)].map(|(t, a)| section(t, a)).concat();
        self.file(&format!("{}/lib/rustlib/multirust-channel-manifest.toml", root(toolchain)), &text)
    }

    /// A package with a program whose root file says this.
    pub(super) fn package(self, main: &str) -> Self {
        self.file("/p/Cargo.toml", "[package]\nname = \"p\"\nedition = \"2021\"\n").file("/p/src/main.rs", main)
    }
}

#[track_caller]
pub(super) fn finding(fake: &Fake, check: &Check, target: &str) -> Finding {
    match fake.judge(check, target) {
        Ok(Outcome::Found(finding)) => *finding,
        other => panic!("`{}` did not fire: {other:?}", check.id),
    }
}

/// The command of a fix, as shown.
#[track_caller]
pub(super) fn command(fix: &xdoctor_fixes::Fix) -> String {
    match &fix.change {
        xdoctor_fixes::Change::Command(line) => line.to_string(),
        other => panic!("no command: {other:?}"),
    }
}

#[test]
fn the_scene_is_a_working_toolchain() {
    let toolchain = rustup().fact::<crate::facts::toolchain::Toolchain>(&()).expect("resolved");
    assert_eq!(toolchain.rustc, path(&format!("{}/bin/rustc", root(STABLE))));
}
