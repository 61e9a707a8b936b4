//! Stands in for rustc, for what rustc builds and thereby for the build script: it records what cargo hands it.
//!
//! Compiled by the test with the real rustc, and included in the test for [`cfg_of`], so that both sides know the same
//! targets.

use std::{env, fs, io::Write, path::Path};

/// Separates what belongs to one record.
pub(crate) const SEPARATOR: char = '\u{1e}';

/// What the target's `cfg` is: a few lines that depend on the target and on flags, as rustc's do.
pub(crate) fn cfg_of(arguments: &[String]) -> Vec<String> {
    let target =
        arguments.windows(2).find(|pair| pair[0] == "--target").map_or("x86_64-unknown-linux-gnu", |pair| &pair[1]);
    let arch = target.split('-').next().unwrap_or(target);
    let mut lines = vec![format!("target_arch=\"{arch}\""), "debug_assertions".to_owned()];
    if target.contains("linux") {
        lines.extend(["unix".to_owned(), "target_os=\"linux\"".to_owned()]);
    }
    if arguments.iter().any(|argument| argument.contains("+crt-static")) {
        lines.push("target_feature=\"crt-static\"".to_owned());
    }
    let named = arguments.windows(2).filter(|pair| pair[0] == "--cfg").map(|pair| pair[1].clone());
    lines.extend(named.filter(|name| name == "special"));
    lines
}

#[allow(dead_code, reason = "the test that includes this file is not the program")]
fn main() {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let own = env::args().next().unwrap_or_default();
    let name = Path::new(&own).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if name != "recorder" {
        let variables = env::vars().map(|(name, value)| format!("{name}={value}"));
        return record("run", variables);
    }
    let value = |option: &str| arguments.windows(2).find(|pair| pair[0] == option).map(|pair| pair[1].as_str());
    if arguments.iter().any(|argument| argument == "-vV") {
        say(
            "rustc 1.95.0 (59807616e 2026-04-14)\nbinary: rustc\ncommit-hash: 59807616e1fa2540724bfbac14d7976d7e4a3860",
        );
        return say("commit-date: 2026-04-14\nhost: x86_64-unknown-linux-gnu\nrelease: 1.95.0\nLLVM version: 22.1.2");
    }
    if arguments.iter().any(|argument| argument == "--print=cfg") {
        say("___\nlib___.rlib\nlib___.so\nlib___.so\nlib___.a\nlib___.so\n/sysroot\noff\n___");
        return say(&cfg_of(&arguments).join("\n"));
    }
    let Some(directory) = value("--out-dir") else { return };
    record("rustc", arguments.iter().cloned());
    if value("--crate-type") == Some("bin") {
        let extra = arguments.iter().find_map(|argument| argument.strip_prefix("extra-filename=")).unwrap_or_default();
        let result = Path::new(directory).join(format!("{}{extra}", value("--crate-name").unwrap_or_default()));
        fs::hard_link(env::current_exe().expect("it runs"), result).expect("a program is made");
    }
}

#[allow(dead_code, reason = "as above")]
fn record(kind: &str, parts: impl Iterator<Item = String>) {
    let path = env::var_os("RECORD").expect("the test names the file");
    let line = std::iter::once(kind.to_owned()).chain(parts).collect::<Vec<_>>().join(&SEPARATOR.to_string());
    let mut file = fs::OpenOptions::new().append(true).create(true).open(path).expect("the record opens");
    // One write, so that programs that run at once do not mix.
    file.write_all(format!("{}\n", line.replace('\n', " ")).as_bytes()).expect("the record is written");
}

#[allow(dead_code, reason = "as above")]
fn say(text: &str) {
    writeln!(std::io::stdout(), "{text}").expect("cargo listens");
}
