//! What rustup's proxy changes in the environment of what it starts.
//!
//! Mirrors rustup 1.29 `src/toolchain.rs`, `set_env` and `set_ldpath`, and `src/cli/proxy_mode.rs`.

use std::collections::BTreeMap;

use super::{Selection, settings::set};
use crate::{Cx, HostPath, Pause, Style};

pub(super) type Changes = BTreeMap<String, Option<String>>;

const LOADER_PATHS: [&str; 2] = ["LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"];

/// Of all changes those that a toolchain's own binary needs to start.
pub(super) fn loader(changes: &Changes) -> Changes {
    let wanted = |name: &String| LOADER_PATHS.contains(&name.as_str());
    changes.iter().filter(|(name, _)| wanted(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The variable by which the loader finds the toolchain's libraries.
pub(super) fn loader_path(root: &HostPath, cx: &Cx<'_>) -> Result<Changes, Pause> {
    let host = cx.host()?;
    let lib = root.join("lib").to_string();
    let (name, first) = if host.os == "macos" {
        let old = cx.env(LOADER_PATHS[1])?;
        let mut first = vec![lib];
        if set(old).is_none() {
            // The loader's own defaults, which setting the variable would take away.
            first.extend(host.home.as_ref().map(|home| home.join("lib").to_string()));
            first.extend(["/usr/local/lib".to_owned(), "/usr/lib".to_owned()]);
        }
        (LOADER_PATHS[1], first)
    } else {
        (LOADER_PATHS[0], vec![lib])
    };
    let value = prepended(&first, cx.env(name)?, None, host.cwd.style());
    Ok(Changes::from([(name.to_owned(), Some(value))]))
}

/// Everything that the proxy of `cargo` sets.
pub(super) fn proxy(
    selection: &Selection,
    rustup_home: &HostPath,
    cargo_home: &HostPath,
    cx: &Cx<'_>,
) -> Result<Changes, Pause> {
    let style = cx.host()?.cwd.style();
    let (loader, path) = (loader_path(&selection.root, cx), cx.env("PATH"));
    let mut changes = loader?;
    let append = (style == Style::Windows).then(|| selection.root.join("bin").to_string());
    let path = prepended(&[cargo_home.join("bin").to_string()], path?, append.as_deref(), style);
    let source = match &selection.chosen_by {
        super::ChosenBy::CommandLine { .. } => "cli",
        super::ChosenBy::Override { .. } => "path-override",
        super::ChosenBy::ToolchainFile { .. } => "toolchain-file",
        super::ChosenBy::Default { .. } => "default",
        super::ChosenBy::Env { .. }
        | super::ChosenBy::Path { .. }
        | super::ChosenBy::RustcEnv { .. }
        | super::ChosenBy::RustcConfig { .. } => "env",
    };
    for (name, value) in [
        ("PATH", path.as_str()),
        ("CARGO_HOME", cargo_home.as_str()),
        ("RUSTUP_HOME", rustup_home.as_str()),
        ("RUSTUP_TOOLCHAIN", &selection.name),
        ("RUSTUP_TOOLCHAIN_SOURCE", source),
        ("RUST_RECURSION_COUNT", "1"),
    ] {
        changes.insert(name.to_owned(), Some(value.to_owned()));
    }
    Ok(changes)
}

/// `first`, then what was there, then `last`; nothing twice that is there already (rustup `src/env_var.rs`).
fn prepended(first: &[String], old: Option<&str>, last: Option<&str>, style: Style) -> String {
    let separator = match style {
        Style::Unix => ":",
        Style::Windows => ";",
    };
    let old: Vec<_> = old.map(|old| old.split(separator).collect()).unwrap_or_default();
    let mut parts: Vec<_> = first.iter().map(String::as_str).filter(|part| !old.contains(part)).collect();
    parts.extend(&old);
    parts.extend(last.filter(|last| !old.contains(last)));
    parts.join(separator)
}
