//! The cargo that is asked.

use std::{path::PathBuf, process::Command, sync::LazyLock};

use semver::Version;
use xdoctor_checks::facts::cargo_config::Rules;

use crate::hierarchy::Hierarchy;

/// The real binary: cargo tells the tests that it runs which one it is, and that is never a proxy.
pub(crate) static CARGO: LazyLock<PathBuf> = LazyLock::new(|| {
    let cargo = std::env::var_os("CONFIG_DIFFERENTIAL_CARGO").or_else(|| std::env::var_os("CARGO"));
    cargo.expect("cargo runs the tests").into()
});

/// The rules of that cargo.
pub(crate) static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let output = Command::new(&*CARGO).arg("-V").output().expect("cargo runs");
    let text = String::from_utf8(output.stdout).expect("text");
    let version = text.split_whitespace().nth(1).and_then(|version| Version::parse(version).ok());
    Rules::of(&version.expect("cargo says its version"))
});

/// Cargo in the hierarchy's directory and environment.
pub(crate) fn cargo(hierarchy: &Hierarchy) -> Command {
    let mut command = Command::new(&*CARGO);
    command.current_dir(&hierarchy.cwd).env_clear().envs(&hierarchy.variables);
    command
}

/// What `cargo config get` prints; none where it fails, with what it says.
pub(crate) fn config_get(hierarchy: &Hierarchy, arguments: &[&str]) -> Result<String, String> {
    let mut command = cargo(hierarchy);
    command.env("RUSTC_BOOTSTRAP", "1").args(["-Zunstable-options", "config", "get"]).args(arguments);
    let output = command.output().expect("cargo runs");
    if output.status.success() {
        Ok(String::from_utf8(output.stdout).expect("text"))
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
