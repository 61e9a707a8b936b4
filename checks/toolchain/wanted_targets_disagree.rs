//! Lists of targets that ought to say the same, and do not.

use std::collections::BTreeSet;

use xdoctor_fixes::{Applicability, Change, Fix, Scope};

use crate::{
    Check, Cx, Finding, Judgement, Live, Outcome, Topic, Triple,
    check::Severity,
    facts::rustc::Rustc,
    wanted::{Mention, Mentions, SourceKind},
};

pub static CHECK: Check = Check {
    id: "wanted-targets-disagree",
    topic: Topic::Toolchain,
    title: "the project's lists of targets differ",
    severity: Severity::Warning,
    docs: "\
## What is wrong
Two places list the targets of the project, and one has a target that the other lacks: `xdoctor.toml` and dist's \
configuration, napi's `package.json` and the workflows that build for it, or a toolchain file with a target that nothing \
else speaks of.
## Why it breaks the build
What is published is not what is built: a release waits for an artefact that no job makes, or a target is installed on \
every machine and built on none.
## What to do
Decide which list is right, and make the others say the same. What is missing in a toolchain file is `target-not-pinned`.
## Sources
dist's book, *Config*: `targets`; napi's documentation, *Cross build*; rustup's book, *Overrides*.",
    links: &[],
    symptoms: &[],
    live: Live::Host(check),
};

/// At most so many differences are spelt out.
const SHOWN: usize = 6;

/// A target that one source has and another lacks.
struct Difference<'m> {
    mention: &'m Mention,
    lacking: &'static str,
}

fn check(cx: &Cx<'_>) -> Judgement {
    let (mentions, rustc) = (cx.fact::<Mentions>(()), cx.fact::<Rustc>(()));
    let mentions = mentions?;
    let list = |kind| -> BTreeSet<&Triple> { mentions.from(kind).map(|mention| &mention.triple).collect() };
    let own = list(SourceKind::XdoctorToml);
    let (dist, napi) = (list(SourceKind::Dist), list(SourceKind::PackageJson));
    let (workflows, pinned) = (list(SourceKind::GithubWorkflow), list(SourceKind::RustToolchain));
    if [&own, &dist, &napi, &workflows, &pinned].iter().filter(|list| !list.is_empty()).count() < 2 {
        return Ok(Outcome::NotApplicable);
    }
    let host = rustc?.host.clone();
    let mut differences = Vec::new();
    let mut compare = |kind: SourceKind, lacking: &'static str, has: &dyn Fn(&Triple) -> bool| {
        let mut seen = BTreeSet::new();
        for mention in mentions.from(kind) {
            if mention.triple != host && !has(&mention.triple) && seen.insert(&mention.triple) {
                differences.push(Difference { mention, lacking });
            }
        }
    };
    if !own.is_empty() && !dist.is_empty() {
        compare(SourceKind::Dist, "`xdoctor.toml`", &|triple| own.contains(triple));
        compare(SourceKind::XdoctorToml, "dist's configuration", &|triple| dist.contains(triple));
    }
    if !own.is_empty() && dist.is_empty() {
        compare(SourceKind::GithubWorkflow, "`xdoctor.toml`", &|triple| own.contains(triple));
    }
    if !workflows.is_empty() {
        compare(SourceKind::PackageJson, "any workflow", &|triple| workflows.contains(triple));
    }
    // Whatever speaks of a pinned target, somebody builds for it.
    if !own.is_empty() || !dist.is_empty() || !workflows.is_empty() {
        let elsewhere = |triple: &Triple| mentions.of(triple).any(|mention| mention.kind != SourceKind::RustToolchain);
        compare(SourceKind::RustToolchain, "any other list", &elsewhere);
    }
    if differences.is_empty() {
        return Ok(Outcome::Pass("the lists of targets agree".into()));
    }
    let said = |difference: &Difference<'_>| {
        let Difference { mention, lacking } = difference;
        format!("{} has `{}`, which is not in {lacking}", mention.kind.phrase(), mention.triple)
    };
    let mut told: Vec<_> = differences.iter().take(SHOWN).map(said).collect();
    if let more @ 1.. = differences.len().saturating_sub(SHOWN) {
        told.push(format!("and {more} more"));
    }
    let evidence: Result<Vec<_>, _> = differences.iter().take(SHOWN).map(|found| found.mention.evidence(cx)).collect();
    Ok(Finding::new(told.join("; "), "what one part of the project builds for, another does not know of")
        .evidence(evidence?)
        .fix([Fix {
            id: CHECK.id.into(),
            title: "make the lists of targets say the same".into(),
            change: Change::Manual {
                steps: differences
                    .iter()
                    .take(SHOWN)
                    .map(|found| {
                        let triple = &found.mention.triple;
                        let (kind, lacking) = (found.mention.kind.phrase(), found.lacking);
                        format!("either remove `{triple}` from {kind}, or add it to {lacking}")
                    })
                    .collect(),
            },
            applicability: Applicability::Manual,
            scope: Scope::Project,
        }])
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        testing::Fake,
        wanted::testing::{known_targets, project},
    };

    fn judged(fake: Fake) -> Option<String> {
        match known_targets(fake).judge(&CHECK, "") {
            Ok(Outcome::Found(finding)) => Some(finding.message),
            Ok(Outcome::NotApplicable) => None,
            Ok(Outcome::Pass(message)) => Some(format!("pass: {message}")),
            Err(pause) => panic!("{pause:?}"),
        }
    }

    #[test]
    fn own_list_and_dists_are_compared_both_ways() {
        let fake = project()
            .file("/p/xdoctor.toml", "targets = ['a-b', 'c-d', 'x86_64-unknown-linux-gnu']\n")
            .file("/p/dist-workspace.toml", "[dist]\ntargets = ['a-b', 'e-f']\n");
        assert_eq!(
            judged(fake).as_deref(),
            Some(
                "dist's configuration has `e-f`, which is not in `xdoctor.toml`; `xdoctor.toml` has `c-d`, which is not in dist's configuration"
            )
        );
    }

    #[test]
    fn napi_is_compared_with_the_workflows() {
        let package = "{\"napi\":{\"targets\":[\"aarch64-apple-darwin\",\"wasm32-wasip1\"]}}";
        let workflow =
            "jobs:\n  x:\n    strategy:\n      matrix:\n        target: [wasm32-wasip1, aarch64-linux-android]\n";
        let fake = project().file("/p/package.json", package).file("/p/.github/workflows/ci.yml", workflow);
        assert_eq!(
            judged(fake).as_deref(),
            Some("`package.json` has `aarch64-apple-darwin`, which is not in any workflow")
        );
    }

    #[test]
    fn a_pinned_target_that_nobody_speaks_of_is_told() {
        let workflow = "jobs:\n  x:\n    steps:\n      - run: cargo build --target a-b\n";
        let pin = |targets: &str| {
            project()
                .file("/p/rust-toolchain.toml", &format!("[toolchain]\ntargets = {targets}\n"))
                .file("/p/.github/workflows/ci.yml", workflow)
        };
        assert_eq!(
            judged(pin("['a-b', 'c-d']")).as_deref(),
            Some("the toolchain file has `c-d`, which is not in any other list")
        );
        assert_eq!(judged(pin("['a-b']")).as_deref(), Some("pass: the lists of targets agree"));
    }

    #[test]
    fn one_list_alone_agrees_with_itself() {
        assert_eq!(judged(project().file("/p/rust-toolchain.toml", "[toolchain]\ntargets = ['a-b']\n")), None);
        assert_eq!(judged(project()), None);
    }
}
