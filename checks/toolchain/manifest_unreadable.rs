//! cargo cannot read the project's manifest, or not find its workspace.

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Symptom, Topic,
    answer::{Exit, Ran},
    check::Severity,
    facts::{project::Project, toolchain::Toolchain},
    question::Run,
};

pub static CHECK: Check = Check {
    id: "manifest-unreadable",
    topic: Topic::Toolchain,
    title: "cargo cannot use the project's manifest",
    severity: Severity::Failure,
    docs: "\
## What is wrong
`Cargo.toml` of the package, of a workspace member or of the workspace's root is not TOML, is not there, or names what is \
not there: a member, a workspace, an inherited value.
## Why it breaks the build
cargo reads every manifest of the workspace before it builds anything, and stops at the first that it cannot use.
## What to do
Correct the line that is shown. A package inside another one's directory that is no member of it wants `exclude` in the \
workspace, or an empty `[workspace]` of its own.
## Sources
cargo's reference, *The Manifest Format* and *Workspaces*; cargo's `src/workspace/workspace.rs`.",
    links: &["https://doc.rust-lang.org/cargo/reference/workspaces.html"],
    symptoms: &[
        Symptom {
            all: &[r"^\s*--> (\S*[/\\])?Cargo\.toml:\d+:\d+"],
            none: &[r"^warning: "],
            weight: 0.8,
            printed_by: "cargo 1.85 and later",
            source: "rust-lang/cargo src/cargo/util/toml/mod.rs, emit_toml_diagnostic",
        },

        Symptom {
            all: &[r"failed to parse manifest at `[^`]+`|error: failed to load manifest for workspace member"],
            none: &[],
            weight: 0.85,
            printed_by: "cargo 1.0 and later",
            source: "rust-lang/cargo src/util/toml/mod.rs; src/workspace/workspace.rs",
        },
        Symptom {
            all: &[r"error: could not find `Cargo\.toml` in `[^`]+` or any parent directory"],
            none: &[],
            weight: 0.85,
            printed_by: "cargo 1.0 and later",
            source: "rust-lang/cargo src/util/important_paths.rs",
        },
        Symptom {
            all: &[r"current package believes it's in a workspace when it's not"],
            none: &[],
            weight: 0.95,
            printed_by: "cargo 1.12 and later",
            source: "rust-lang/cargo src/workspace/workspace.rs",
        },
        Symptom {
            all: &[r"(failed to read|failed to find a workspace root|error inheriting) [`']?[^`']*(Cargo\.toml|workspace)"],
            none: &[],
            weight: 0.6,
            printed_by: "cargo 1.12 and later",
            source: "rust-lang/cargo src/util/toml/mod.rs; crates/cargo-util/src/paths.rs",
        },
    ],
    live: Live::Host(check),
};

fn check(cx: &Cx<'_>) -> Judgement {
    let Some(project) = Project::here(cx)? else { return Ok(Outcome::NotApplicable) };
    let Some(problem) = project.problems.first() else {
        let refused = if cx.proves() { refusal(&project, cx)? } else { None };
        return Ok(refused.unwrap_or_else(|| Outcome::Pass(format!("`{}` can be read", project.manifest))));
    };
    let file = &problem.file;
    let text = cx.text(file)?.unwrap_or_default();
    let line = problem.line.and_then(|line| text.lines().nth(usize::try_from(line).ok()?.checked_sub(1)?));
    let text = match (line, problem.column) {
        (Some(line), Some(column)) => {
            let before = line.chars().take(usize::try_from(column).unwrap_or(1).saturating_sub(1));
            let indent: String = before.map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
            format!("{line}\n{indent}^")
        }
        (Some(line), None) => line.to_owned(),
        (None, _) => problem.message.clone(),
    };
    let place = problem.line.map_or(String::new(), |line| format!(" line {line}"));
    Ok(Finding::new(format!("`{file}`{place}: {}", problem.message), "cargo stops before it builds anything")
        .evidence([Evidence::File { file: file.clone(), line: problem.line, text }])
        .fix([mend::manual(CHECK.id, "correct the manifest", [format!("correct `{file}`{place}")])])
        .conclusive()
        .into())
}

/// What cargo itself has against the manifests. The proof's package has one of its own, so it does not see that.
fn refusal(project: &Project, cx: &Cx<'_>) -> Result<Option<Outcome>, Pause> {
    let toolchain = match cx.fact::<Toolchain>(()) {
        Ok(toolchain) => toolchain,
        Err(Pause::Pending) => return Err(Pause::Pending),
        // that has names of its own
        Err(Pause::Unknown(_)) => return Ok(None),
    };
    // cargo finds targets by the names in these directories
    let packages = project.members.iter().chain(&project.beside);
    let packages = packages.flat_map(|package| {
        [package.manifest.clone(), package.dir.clone(), package.dir.join("src"), package.dir.join("src/bin")]
    });
    let files = packages.chain([&project.manifest, &project.root_manifest, &toolchain.cargo].map(Clone::clone));
    let args = ["metadata", "--no-deps", "--offline", "--format-version=1", "--color=never"];
    let mut run = Run::probe(toolchain.cargo.as_str(), args).steady_by(files);
    run.env.clone_from(&toolchain.environment);
    let run = run.env("RUSTUP_AUTO_INSTALL", Some("0"));
    let ran = match cx.run(run) {
        Ok(ran) => ran,
        Err(Pause::Pending) => return Err(Pause::Pending),
        // Nobody recorded it, or a metadata of megabytes: the manifests were read above, and that stands.
        Err(Pause::Unknown(_)) => return Ok(None),
    };
    let Ran::Finished { exit: Exit::Code(code), stderr, .. } = ran else { return Ok(None) };
    // A configuration that cargo refuses has a name of its own; what stands before the error are warnings.
    let error = stderr.lines().skip_while(|line| !line.starts_with("error"));
    if *code == 0 || !error.into_iter().any(|line| line.contains("Cargo.toml")) {
        return Ok(None);
    }
    let command = std::iter::once(toolchain.cargo.to_string()).chain(args.map(str::to_owned)).collect();
    let evidence = Evidence::Command { command, exit: Some(*code), output: stderr.trim().to_owned() };
    let said = last_cause(stderr);
    let finding =
        Finding::new(format!("cargo does not accept the manifest: {said}"), "cargo stops before it builds anything")
            .evidence([evidence])
            .fix([mend::manual(CHECK.id, "correct the manifest", [format!("correct what cargo names: {said}")])]);
    Ok(Some(finding.conclusive().into()))
}

/// The innermost cause of an error of cargo's: the last paragraph's first line.
fn last_cause(stderr: &str) -> &str {
    let lines = stderr.lines().map(str::trim);
    let causes: Vec<_> = lines.skip_while(|line| !line.starts_with("error")).collect();
    let at = causes.iter().rposition(|line| *line == "Caused by:").map_or(0, |at| at + 1);
    causes.get(at).map_or("", |line| line.strip_prefix("error: ").unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        testing::path,
        toolchain::scene::{HOST, finding, rustup},
    };

    #[test]
    fn fires_with_the_line_and_a_caret() {
        let fake = rustup().file("/p/Cargo.toml", "[package]\nname = \n");
        let finding = finding(&fake, &CHECK, HOST);
        assert!(finding.message.starts_with("`/p/Cargo.toml` line 2: "), "{}", finding.message);
        let [Evidence::File { file, line, text }] = &finding.evidence[..] else { panic!("{:?}", finding.evidence) };
        assert_eq!((file, *line), (&path("/p/Cargo.toml"), Some(2)));
        assert!(text.starts_with("name = \n  ") && text.ends_with('^'), "{text}");
        assert!(finding.conclusive);
    }

    #[test]
    fn cargo_has_the_last_word_where_proofs_are_made() {
        let said = "error: failed to parse manifest at `/p/Cargo.toml`\n\nCaused by:\n  failed to parse the `edition` key\n\n\
                    Caused by:\n  this version of Cargo is older than the `2033` edition\n";
        let cargo = "/home/user/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/bin/cargo";
        let fake = |code, stderr| {
            rustup().package("fn main() {}").ran(crate::machine::Command::exits(
                [cargo, "metadata", "..."],
                code,
                "{}",
                stderr,
            ))
        };
        let proving = |fake: &crate::testing::Fake| fake.ask(|cx| refusal(&Project::here(cx)?.expect("a project"), cx));
        let Ok(Some(Outcome::Found(finding))) = proving(&fake(101, said)) else { panic!("did not fire") };
        let expected = "cargo does not accept the manifest: this version of Cargo is older than the `2033` edition";
        assert_eq!(finding.message, expected);
        assert!(finding.conclusive);
        assert_eq!(proving(&fake(0, "warning: unused manifest key in /p/Cargo.toml")), Ok(None));
        let configuration = "warning: unused manifest key in /p/Cargo.toml\nerror: could not load Cargo configuration";
        assert_eq!(proving(&fake(101, configuration)), Ok(None));
    }

    #[test]
    fn does_not_fire_for_a_good_manifest_nor_outside_of_a_project() {
        assert!(matches!(rustup().package("fn main() {}").judge(&CHECK, HOST), Ok(Outcome::Pass(_))));
        assert_eq!(rustup().judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}
