//! The floors hold: `src -> checks -> fixes`, and the two lower ones are pure.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a readable source");
            found.push((path, text));
        }
    }
    found
}

/// The part of a file that is compiled into the library: what comes before its unit tests, without comments.
fn code(text: &str) -> String {
    let library = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    library.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn offences(folder: &str, forbidden: &[&str], exempt: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources(&root().join(folder)) {
        if exempt.iter().any(|room| path.starts_with(root().join(room))) {
            continue;
        }
        for line in code(&text).lines() {
            for word in forbidden.iter().filter(|word| line.contains(**word)) {
                found.push(format!("{}: `{word}`: {}", path.display(), line.trim()));
            }
        }
    }
    found
}

/// What touches the world: modules, and methods of `std::path` that ask the disk.
const IMPURE: [&str; 23] = [
    "std::env",
    "std::fs",
    "std::process",
    "std::net",
    "std::time",
    "std::io::stdin",
    // C++ has a `std::thread` too, of which checks may speak.
    "std::thread::",
    "use std::thread",
    "env::var",
    "fs::read",
    "File::open",
    "Command::new",
    "Instant::now",
    "SystemTime",
    "use std::path",
    ".canonicalize()",
    ".is_file()",
    ".is_dir()",
    ".read_dir()",
    ".symlink_metadata()",
    ".read_link()",
    "option_env!",
    "std::os",
];

#[test]
fn the_lower_floors_touch_nothing() {
    for folder in ["checks", "fixes"] {
        let found = offences(folder, &IMPURE, &["fixes/tests", "checks/tests"]);
        assert!(found.is_empty(), "`{folder}` is pure; ask through `Cx` instead:\n{}", found.join("\n"));
    }
}

#[test]
fn platform_differences_are_values() {
    for folder in ["checks", "fixes", "src"] {
        // As attributes: `[target.'cfg(unix)']` is what cargo's configuration says.
        let platform = [
            "#[cfg(target_",
            "#[cfg(windows",
            "#[cfg(unix",
            "#[cfg(not(",
            "#[cfg(any(",
            "#[cfg(all(",
            "#[cfg_attr(",
            "if cfg!(",
            "= cfg!(",
        ];
        let found = offences(folder, &platform, &["src/host", "src/repair"]);
        assert!(found.is_empty(), "every check runs on every machine:\n{}", found.join("\n"));
    }
}

#[test]
fn only_the_host_and_repair_touch_the_world() {
    let forbidden = ["std::fs", "fs::read", "fs::write", "std::net", "Command::new", "env::var", "process::Command"];
    let found = offences("src", &forbidden, &["src/host", "src/repair"]);
    assert!(found.is_empty(), "ask `host` for it:\n{}", found.join("\n"));
}

#[test]
fn arrows_go_down_only() {
    let manifest = |folder: &str| fs::read_to_string(root().join(folder).join("Cargo.toml")).expect("a manifest");
    let fixes = manifest("fixes");
    assert!(!fixes.contains("xdoctor-checks") && !fixes.contains("\nxdoctor."), "fixes knows nothing above it");
    let checks = manifest("checks");
    for impure in ["tokio", "reqwest", "\nwhich", "directories", "ratatui", "crossterm"] {
        assert!(!checks.contains(impure), "checks/Cargo.toml: {impure}");
        assert!(!fixes.contains(impure), "fixes/Cargo.toml: {impure}");
    }
}
