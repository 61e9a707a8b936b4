//! cargo cannot read the project's manifest, or not find its workspace.

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Symptom, Topic, check::Severity, facts::project::Project,
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
            all: &[r"error: failed to parse manifest at `[^`]+`|error: failed to load manifest for workspace member"],
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
        return Ok(Outcome::Pass(format!("`{}` can be read", project.manifest)));
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
    fn does_not_fire_for_a_good_manifest_nor_outside_of_a_project() {
        assert!(matches!(rustup().package("fn main() {}").judge(&CHECK, HOST), Ok(Outcome::Pass(_))));
        assert_eq!(rustup().judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}
