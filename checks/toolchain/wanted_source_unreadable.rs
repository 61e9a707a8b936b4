//! A file that may name the project's targets cannot be read.

use super::mend;
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Outcome, Pause, Topic,
    check::Severity,
    wanted::{Mentions, Unread, mentions::line_of},
};

pub static CHECK: Check = Check {
    id: "wanted-source-unreadable",
    topic: Topic::Toolchain,
    title: "a file that names targets cannot be read",
    severity: Severity::Warning,
    docs: "\
## What is wrong
`Cross.toml`, `dist-workspace.toml`, a workflow, `package.json` or a script is not what its own tool can read: no TOML, no \
YAML, no UTF-8, a directory, or closed to this user. Which targets it names is not known.
## Why it breaks the build
What such a file asks for is not looked at, so that a report without it may be short of a target. `Cross.toml` and dist's \
configuration require what they name: where one of them cannot be read, the run ends with the exit code 3. cross and dist \
stop at it too.
## What to do
Correct the line that is shown.
## Sources
cross `docs/config_file.md`; dist's book, *Config*; GitHub's documentation, *Workflow syntax*.",
    links: &["https://github.com/cross-rs/cross/blob/main/docs/config_file.md"],
    symptoms: &[],
    live: Live::Host(check),
};

/// At most so many files are spelt out.
const SHOWN: usize = 6;

fn check(cx: &Cx<'_>) -> Judgement {
    let mentions = cx.fact::<Mentions>(())?;
    let Some(first) = mentions.unread.first() else { return Ok(Outcome::NotApplicable) };
    let mut told: Vec<_> = mentions.unread.iter().take(SHOWN).map(said).collect();
    if let more @ 1.. = mentions.unread.len().saturating_sub(SHOWN) {
        told.push(format!("and {more} more"));
    }
    let evidence: Result<Vec<_>, _> = mentions.unread.iter().take(SHOWN).map(|unread| evidence(unread, cx)).collect();
    let why = if first.required {
        "which targets it requires is not known, so that more may be wanted than is shown"
    } else {
        "which targets it names is not known"
    };
    let steps = mentions.unread.iter().take(SHOWN).map(|unread| format!("correct {}", place(unread)));
    Ok(Finding::new(told.join("; "), why)
        .evidence(evidence?)
        .fix([mend::manual(CHECK.id, "correct what cannot be read", steps)])
        .into())
}

fn place(unread: &Unread) -> String {
    let line = unread.place.map_or(String::new(), |(line, _)| format!(" line {line}"));
    format!("`{}`{line}", unread.file)
}

fn said(unread: &Unread) -> String {
    format!("{}: {}", place(unread), unread.message)
}

/// The line and, below it, a caret.
fn evidence(unread: &Unread, cx: &Cx<'_>) -> Result<Evidence, Pause> {
    let line = match unread.place {
        Some((line, _)) => line_of(&unread.file, line, cx)?,
        None => None,
    };
    let text = match (line, unread.place) {
        (Some(line), Some((_, column))) => {
            let before = line.chars().take(usize::try_from(column).unwrap_or(1).saturating_sub(1));
            let indent: String = before.map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
            format!("{line}\n{indent}^")
        }
        (Some(_) | None, _) => unread.message.clone(),
    };
    Ok(Evidence::File { file: unread.file.clone(), line: unread.place.map(|(line, _)| line), text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        answer::FileBytes,
        diagnose::{ProofMode, Request},
        testing::path,
        toolchain::scene::{HOST, finding, rustup},
    };

    #[test]
    fn a_required_source_is_told_with_its_place() {
        let fake = rustup().package("fn main() {}").file("/p/Cross.toml", "[build]\n[target.x\n");
        let found = finding(&fake, &CHECK, HOST);
        assert!(found.message.starts_with("`/p/Cross.toml` line 2: "), "{}", found.message);
        let [Evidence::File { file, line, text }] = &found.evidence[..] else { panic!("{:?}", found.evidence) };
        assert_eq!((file, *line), (&path("/p/Cross.toml"), Some(2)));
        assert!(text.starts_with("[target.x\n") && text.ends_with('^'), "{text}");
        assert!(found.why.contains("more may be wanted"), "{}", found.why);
    }

    #[test]
    fn the_run_cannot_say_what_is_wanted() {
        let request = Request { proof: ProofMode::None, ..Request::default() };
        let broken = rustup().package("fn main() {}").file("/p/dist-workspace.toml", "[dist\n");
        assert_eq!(broken.report(&request).summary.unread, 1);
        // who names targets needs no file
        let named = Request { targets: vec![crate::Triple::new(HOST)], ..request };
        assert_eq!(broken.report(&named).summary.unread, 0);
    }

    #[test]
    fn what_merely_mentions_is_told_too_and_required_ones_first() {
        let bytes = FileBytes::NotUtf8 { valid: "a:\n".into(), offset: 3 };
        let fake = rustup()
            .package("fn main() {}")
            .odd_file("/p/build.sh", bytes)
            .file("/p/.github/workflows/ci.yml", "on: push\njobs: {a: [}\n")
            .file("/p/Cross.toml", "x")
            .file("/p/package.json", "{\"napi\": {\"targets\": [}}");
        let found = finding(&fake, &CHECK, HOST);
        let files: Vec<_> = found.message.split("; ").filter_map(|part| part.split('`').nth(1)).collect();
        assert_eq!(files, ["/p/Cross.toml", "/p/build.sh", "/p/.github/workflows/ci.yml", "/p/package.json"]);
        assert!(found.message.contains("`/p/build.sh` line 2: is not valid UTF-8"), "{}", found.message);
    }

    #[test]
    fn what_can_be_read_is_fine() {
        let fake = rustup()
            .package("fn main() {}")
            .file("/p/Cross.toml", "[build]\n")
            .file("/p/.github/workflows/ci.yml", "on: push\njobs: {}\n---\n");
        assert_eq!(fake.judge(&CHECK, HOST), Ok(Outcome::NotApplicable));
    }
}
