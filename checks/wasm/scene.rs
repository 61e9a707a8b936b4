//! A machine for the tests of this family: Debian, a crate that compiles C, and a clang.

use crate::{
    Triple,
    facts::{
        demands::{Built, Resolved, Tree},
        linker::scene::{debian, layout},
    },
    testing::Fake,
};

pub(super) const UNKNOWN: &str = "wasm32-unknown-unknown";
pub(super) const WASI: &str = "wasm32-wasip1";
/// As clang 14 of Debian prints it, cut.
pub(super) const WITH_WASM: &str =
    "  Registered Targets:\n    wasm32     - WebAssembly 32-bit\n    x86-64     - 64-bit X86: EM64T and AMD64\n";

pub(super) fn compiles_c() -> Fake {
    debian()
        .granted((), layout(""))
        .file("/p/Cargo.toml", "[package]\nname = \"p\"\n[dependencies]\npart = { path = \"part\" }\n")
        .file("/p/src/main.rs", "fn main() {}")
        .file("/p/part/Cargo.toml", "[package]\nname = \"part\"\n[build-dependencies]\ncc = \"1\"\n")
        .file("/p/part/build.rs", "fn main() { cc::Build::new().file(\"part.c\").compile(\"part\"); }")
        .file("/p/part/part.c", "#include <stdint.h>\nint32_t part(void) { return 1; }\n")
}

/// Whose build, as cargo resolves it, has a crate of the registry, too.
pub(super) fn builds(fake: Fake, name: &str, version: &str, features: &[&str], target: &str) -> Fake {
    let package = Built {
        name: name.to_owned(),
        version: Some(version.parse().expect("a version")),
        dependencies: ["cc".to_owned()].into(),
        features: Some(features.iter().map(|feature| (*feature).to_owned()).collect()),
    };
    let lock = format!(
        "[[package]]\nname = \"p\"\nversion = \"0.1.0\"\ndependencies = [\"part\", \"{name}\"]\n\
         [[package]]\nname = \"part\"\nversion = \"0.1.0\"\ndependencies = [\"cc\"]\n\
         [[package]]\nname = \"cc\"\nversion = \"1.2.0\"\nsource = \"x\"\n\
         [[package]]\nname = \"{name}\"\nversion = \"{version}\"\nsource = \"x\"\ndependencies = [\"cc\"]\n"
    );
    let tree = Tree(Some(Resolved { target: vec![package], ..Resolved::default() }));
    fake.file("/p/Cargo.lock", &lock).granted(Triple::new(target), tree)
}

/// With a clang at this path that makes WebAssembly and looks for headers in these directories.
pub(super) fn clang(fake: Fake, path: &str, target: &str, dirs: &[&str]) -> Fake {
    let listed = dirs.iter().map(|dir| format!(" {dir}\n")).collect::<Vec<_>>().concat();
    let said = format!(
        "clang version 14.0.6\n#include \"...\" search starts here:\n#include <...> search starts here:\n{listed}End of search list.\n"
    );
    let program = fake.program(path).command([path, "--print-targets"], WITH_WASM);
    program.ran(crate::machine::Command::exits(
        [path, &format!("--target={target}"), "-E", "-v", "-x", "c", "/dev/null"],
        0,
        "",
        &said,
    ))
}
