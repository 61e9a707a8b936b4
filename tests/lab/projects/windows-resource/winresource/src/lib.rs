//! Runs the resource compiler under the name that the crate of this name looks for.

use std::{env, fs, io, path::Path, process::Command};

pub fn compile() -> io::Result<()> {
    let out = env::var("OUT_DIR").expect("cargo sets it");
    let source = Path::new(&out).join("resource.rc");
    fs::write(&source, "1 VERSIONINFO\nBEGIN\nEND\n")?;
    let object = Path::new(&out).join("resource.o");
    let status = Command::new("x86_64-w64-mingw32-windres").arg(&source).arg(&object).status()?;
    assert!(status.success());
    println!("cargo:rustc-link-arg-bins={}", object.display());
    Ok(())
}
