//! Projects for the tests of this family.

use crate::{
    Triple,
    facts::demands::{Built, Resolved, Tree},
    testing::Fake,
};

/// A project whose lock file has this package below its own.
pub(crate) fn locked(fake: Fake, name: &str, version: &str, dependencies: &[&str]) -> Fake {
    let lock = format!(
        "version = 4\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\"{name}\"]\n[[package]]\nname = \
         \"{name}\"\nversion = \"{version}\"\nsource = \"registry\"\ndependencies = {dependencies:?}\n"
    );
    fake.file("/p/Cargo.toml", &format!("[package]\nname = \"app\"\n[dependencies]\n{name} = \"*\"\n"))
        .file("/p/src/main.rs", "fn main() {}")
        .file("/p/Cargo.lock", &lock)
}

/// What cargo says of the package: it is built for the target, or not.
pub(crate) fn asks(fake: Fake, target: &str, name: &str, built: bool) -> Fake {
    let package = Built { name: name.into(), version: None, dependencies: [].into(), features: Some([].into()) };
    let target_packages = built.then_some(package).into_iter().collect();
    fake.granted(Triple::new(target), Tree(Some(Resolved { target: target_packages, ..Resolved::default() })))
}
