//! cargo cannot read the project's lock file, or not write the one that is to be.

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, HostPath, Judgement, Live, Outcome, Symptom, Topic,
    answer::{Exit, FileBytes, Found, Metadata, Ran},
    check::Severity,
    facts::{project::Project, rustc::Rustc, toolchain::Toolchain},
    question::{Limit, Run},
};

pub static CHECK: Check = Check {
    id: "lock-file-unusable",
    topic: Topic::Toolchain,
    title: "cargo cannot read or write the lock file",
    severity: Severity::Failure,
    docs: "\
## What is wrong
`Cargo.lock` was written by a newer cargo, in a version that this one does not know, or it is damaged: most often a merge \
left its conflict markers in it. Or there is none yet, and the project stands where this user may not write.
## Why it breaks the build
cargo reads the lock file before it builds anything: ``lock file version `4` was found, but this version of Cargo does not \
understand this lock file, perhaps Cargo needs to be updated?``, or `failed to parse lock file at`. The tools' advice to \
delete it gives up the versions that the project was tested with. Where there is none, cargo writes one before it compiles: \
`failed to write /p/Cargo.lock`, `Read-only file system (os error 30)`.
## What to do
For a newer version: update the toolchain, or the pin in `rust-toolchain.toml` (version 4 needs cargo 1.78, version 3 \
cargo 1.53). After a merge: take one side's lock file (`git checkout --theirs Cargo.lock`), and let `cargo build` complete \
it.
## Sources
cargo `src/ops/lockfile.rs`, `src/core/resolver/encode.rs` and `resolve.rs` (`ResolveVersion`); cargo's changelog, 1.53 and \
1.78.",
    links: &["https://doc.rust-lang.org/cargo/CHANGELOG.html"],
    symptoms: &[
        Symptom {
            all: &[
                r"lock file version (`?\d+`? )?(was found, but this version of Cargo does not understand|requires `-Znext-lockfile-bump`)",
            ],
            none: &[],
            weight: 0.95,
            printed_by: "cargo 1.47 and later",
            source: "rust-lang/cargo src/cargo/core/resolver/encode.rs, into_resolve",
        },
        Symptom {
            all: &[
                r"failed to (write|open:?) `?\S*[/\\]Cargo\.lock",
                r"Permission denied|Read-only file system|Access is denied|os error (13|30|5)\b",
            ],
            none: &[],
            weight: 0.9,
            printed_by: "cargo 1.0 and later",
            source: "rust-lang/cargo src/cargo/ops/lockfile.rs, write_pkg_lockfile",
        },
        Symptom {
            all: &[r"failed to parse lock file at: "],
            none: &[],
            weight: 0.93,
            printed_by: "cargo 1.0 and later",
            source: "rust-lang/cargo src/cargo/ops/lockfile.rs, load_pkg_lockfile",
        },
    ],
    live: Live::Host(check),
};

/// The greatest version of a lock file that every cargo reads which this program meets: 1.78 and later.
const KNOWN: u64 = 4;
/// What reading a lock file of a thousand packages takes, and longer.
const LIMIT: Limit = Limit { seconds: 20, bytes: 16 << 20 };

fn check(cx: &Cx<'_>) -> Judgement {
    let Some(project) = Project::here(cx)? else { return Ok(Outcome::NotApplicable) };
    let file = project.root.join("Cargo.lock");
    let text = match cx.read(&file)? {
        FileBytes::Text(text) => text,
        FileBytes::Missing => return absent(&project, cx),
        FileBytes::Directory
        | FileBytes::NotUtf8 { .. }
        | FileBytes::TooLarge { .. }
        | FileBytes::Unreadable { .. } => return Ok(Outcome::NotApplicable),
    };
    let version = match version(text) {
        Lock::Version(version) => version,
        Lock::Damaged => return asked(&project, &file, text, cx),
    };
    let rustc = cx.fact::<Rustc>(())?;
    // cargo comes with rustc, in the version of the same number
    let minor = rustc.version.minor;
    let known = rustc.version.major > 1 || (version < 4 || minor >= 78) && (version < 3 || minor >= 53);
    if known && version <= KNOWN {
        return Ok(Outcome::Pass(format!("version {version} of the lock file is known to cargo {}", rustc.version)));
    }
    asked(&project, &file, text, cx)
}

/// cargo writes a lock file where there is none (cargo `src/ops/lockfile.rs`, `write_pkg_lockfile`).
fn absent(project: &Project, cx: &Cx<'_>) -> Judgement {
    let root = &project.root;
    if !matches!(cx.metadata(root)?, Metadata::Found(Found { sealed: true, .. })) {
        return Ok(Outcome::NotApplicable);
    }
    let steps = [
        "where the project can be written, run `cargo generate-lockfile`, and keep `Cargo.lock` with it".to_owned(),
        format!("or let this user write into `{root}`"),
    ];
    Ok(Finding::new(
        format!("there is no `Cargo.lock`, and this user may not write one into `{root}`"),
        "cargo writes the lock file before it compiles anything",
    )
    .evidence([Evidence::File { file: root.clone(), line: None, text: "may not be written into".into() }])
    .fix([mend::manual(CHECK.id, "lock where that can be written", steps)])
    .conclusive()
    .into())
}

/// A lock file as far as its version.
#[derive(Debug, PartialEq, Eq)]
enum Lock {
    Version(u64),
    /// No TOML, or its version is no number.
    Damaged,
}

/// A lock file without a version is of the first two, which every cargo reads.
fn version(text: &str) -> Lock {
    let Ok(document) = toml_edit::Document::parse(text) else { return Lock::Damaged };
    match document.as_table().get("version") {
        None => Lock::Version(1),
        Some(item) => match item.as_integer().and_then(|number| u64::try_from(number).ok()) {
            Some(number) => Lock::Version(number),
            None => Lock::Damaged,
        },
    }
}

/// cargo's own word on it; with `--locked` it writes nothing.
fn asked(project: &Project, file: &HostPath, text: &str, cx: &Cx<'_>) -> Judgement {
    let toolchain = cx.fact::<Toolchain>(())?;
    let args = ["metadata", "--locked", "--offline", "--format-version=1", "--color=never"];
    let steady = [file.clone(), project.root_manifest.clone(), toolchain.cargo.clone()];
    let mut run = Run::probe(toolchain.cargo.as_str(), args).limit(LIMIT).steady_by(steady);
    run.env.clone_from(&toolchain.environment);
    let ran = cx.run(run.env("RUSTUP_AUTO_INSTALL", Some("0")))?;
    let Ran::Finished { exit, stderr, .. } = ran else { return Ok(Outcome::NotApplicable) };
    let said = stderr.lines().map(str::trim).rfind(|line| line.contains("lock file version"));
    let unparsed = stderr.contains("failed to parse lock file");
    if exit.success() || said.is_none() && !unparsed {
        return Ok(Outcome::Pass(format!("cargo reads `{file}`")));
    }
    let marker = text.lines().position(|line| ["<<<<<<< ", "=======", ">>>>>>> "].iter().any(|m| line.starts_with(m)));
    let message = match (marker, said) {
        (Some(at), _) => format!("`{file}` line {}: a merge left its conflict markers", at + 1),
        (None, Some(said)) => format!("`{file}`: {}", said.trim_start_matches("error: ")),
        (None, None) => format!("`{file}` cannot be parsed"),
    };
    let line = marker.or_else(|| text.lines().position(|line| line.starts_with("version"))).unwrap_or(0);
    let shown = text.lines().nth(line).unwrap_or_default().to_owned();
    let command = std::iter::once(toolchain.cargo.to_string()).chain(args.map(str::to_owned)).collect();
    let code = match exit {
        Exit::Code(code) => Some(*code),
        Exit::Signal(_) => None,
    };
    let steps = match marker {
        Some(_) => ["take one side: `git checkout --theirs Cargo.lock` (or `--ours`)", "`cargo build` completes it"],
        None => ["update the toolchain (`rustup update`), or the pin in `rust-toolchain.toml`", "build again"],
    };
    let title = if marker.is_some() { "take one side of the merge" } else { "build with a cargo that knows it" };
    Ok(Finding::new(message, "cargo reads the lock file before it builds anything")
        .evidence([
            Evidence::File { file: file.clone(), line: u32::try_from(line + 1).ok(), text: shown },
            Evidence::Command { command, exit: code, output: stderr.trim().to_owned() },
        ])
        .fix([mend::manual(CHECK.id, title, steps.map(str::to_owned))])
        .conclusive()
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Answer, Question,
        answer::EntryKind,
        machine::Command,
        testing::{Fake, path},
        toolchain::scene::{HOST, finding, rustup},
    };

    #[test]
    fn fires_where_there_is_none_and_none_can_be_written() {
        let root = |sealed| {
            let kind = EntryKind::Directory;
            let found = Found { kind, size: 0, executable: false, sealed, link: None, real: path("/p") };
            let question = Question::Metadata { path: path("/p") };
            rustup().package("fn main() {}").answer(question, Ok(Answer::Metadata(Metadata::Found(found))))
        };
        let found = finding(&root(true), &CHECK, HOST);
        assert_eq!(found.message, "there is no `Cargo.lock`, and this user may not write one into `/p`");
        assert_eq!(root(false).judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }

    const CARGO: &str = "/home/user/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/bin/cargo";

    fn lock(text: &str) -> Fake {
        rustup().package("fn main() {}").file("/p/Cargo.lock", text)
    }

    fn refused(text: &str, stderr: &str) -> Fake {
        lock(text).ran(Command::exits([CARGO, "metadata", "..."], 101, "", stderr))
    }

    #[test]
    fn fires_for_a_version_that_cargo_does_not_know() {
        let said = "error: failed to parse lock file at: /p/Cargo.lock\n\nCaused by:\n  lock file version `9` was found, but \
                    this version of Cargo does not understand this lock file, perhaps Cargo needs to be updated?\n";
        let found = finding(&refused("version = 9\n", said), &CHECK, HOST);
        assert!(found.message.starts_with("`/p/Cargo.lock`: lock file version `9` was found"), "{}", found.message);
        let shown = Evidence::File { file: path("/p/Cargo.lock"), line: Some(1), text: "version = 9".into() };
        assert_eq!(found.evidence[0], shown);
        assert!(found.conclusive);
    }

    #[test]
    fn fires_for_what_a_merge_left() {
        let text = "version = 4\n<<<<<<< HEAD\n[[package]]\n=======\n>>>>>>> theirs\n";
        let found = finding(&refused(text, "error: failed to parse lock file at: /p/Cargo.lock\n"), &CHECK, HOST);
        assert_eq!(found.message, "`/p/Cargo.lock` line 2: a merge left its conflict markers");
    }

    #[test]
    fn a_known_version_is_not_asked_about_and_a_stale_lock_file_is_fine() {
        let fine = Ok(Outcome::Pass("version 4 of the lock file is known to cargo 1.95.0".into()));
        assert_eq!(lock("version = 4\n").judge(&CHECK, HOST), fine);
        let stale = refused("version = 9\n", "error: cannot update the lock file because --locked was passed");
        assert_eq!(stale.judge(&CHECK, HOST), Ok(Outcome::Pass("cargo reads `/p/Cargo.lock`".into())));
        assert_eq!(rustup().package("fn main() {}").judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }

    #[test]
    fn the_version_is_read_as_cargo_does() {
        let read = ["", "version = 4", "version = 'x'", "<<<<<<< HEAD"].map(version);
        assert_eq!(read, [Lock::Version(1), Lock::Version(4), Lock::Damaged, Lock::Damaged]);
    }
}
