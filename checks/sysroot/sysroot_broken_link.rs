//! A file that the link needs lies behind a link that leads nowhere.

use xdoctor_fixes::{Applicability, Change, Fix, Scope};

use super::judge::{judge, named, names, setting, with_cause};
use crate::{
    Check, Cx, Evidence, Finding, Judgement, Live, Symptom, Topic,
    check::Severity,
    facts::sysroot::{Cause, Judged, Sysroot},
    wanted::Wanted,
};

pub static CHECK: Check = Check {
    id: "sysroot-broken-link",
    topic: Topic::Sysroot,
    title: "a link in the sysroot leads nowhere",
    severity: Severity::Failure,
    docs: "\
## What is wrong
A library that the link needs is a symbolic link (`libm.so -> libm.so.6`), and what it leads to is not there: the sysroot \
was copied in part, or a package was upgraded under it.
## Why it breaks the build
The linker passes over a dangling link as over nothing at all. If a static library of the name stands beside it, that one \
is linked instead, without a word, and glibc's internals end up undefined (`_dl_...`, `__libc_...`).
## What to do
Bring the link's target: install the run-time package that belongs to the development package (on Debian `libc6` beside \
`libc6-dev`), or copy the sysroot again, libraries and links together.
## Sources
ld's manual, *Options*, `-l`; by experiment with ld 2.40 and lld 14, each file of a sysroot removed in turn.",
    links: &["https://sourceware.org/binutils/docs/ld/Options.html"],
    symptoms: &[] as &[Symptom],
    live: Live::Target(check),
};

fn check(wanted: &Wanted, cx: &Cx<'_>) -> Judgement {
    judge(
        wanted,
        cx,
        |sysroot| Ok(find(sysroot)),
        |judged| format!("no link on the way to what {} has leads nowhere", named(judged)),
    )
}

fn find(sysroot: &Sysroot) -> Option<Finding> {
    let Sysroot::Judged(judged) = sysroot else { return None };
    let problems = with_cause(judged, |cause| matches!(cause, Cause::BrokenLink { .. }));
    let first = problems.first()?;
    let broken = problems.iter().filter_map(|problem| match &problem.cause {
        Cause::BrokenLink { link, text } => Some((link, text)),
        Cause::AbsoluteLink { .. } | Cause::AbsoluteInScript { .. } | Cause::Missing { .. } => None,
    });
    let evidence = broken.clone().map(|(link, text)| Evidence::File {
        file: link.clone(),
        line: None,
        text: format!("a symbolic link to `{text}`, which is not there"),
    });
    let steps = broken.clone().map(|(link, text)| format!("bring `{text}` to where `{link}` leads")).collect();
    Some(
        Finding::new(
            format!("in {} the link to {} leads nowhere", named(judged), names(&problems)),
            "the linker passes over it, and takes a static library instead if there is one",
        )
        .evidence(setting(judged))
        .evidence(evidence)
        .fix([fix(judged, &first.needed.name, steps)]),
    )
}

fn fix(judged: &Judged, name: &str, steps: Vec<String>) -> Fix {
    Fix {
        id: format!("{}/{}", CHECK.id, judged.linker.triple),
        title: format!("complete what `{name}` links to"),
        change: Change::Manual { steps },
        applicability: Applicability::Manual,
        scope: Scope::User,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Outcome,
        facts::{linker::scene::AARCH64, sysroot::tests::with_sysroot},
        testing::path,
    };

    #[test]
    fn fires_for_a_relative_link_to_nothing() {
        let at = "/s/usr/lib/aarch64-linux-gnu/libm.so";
        let Ok(Outcome::Found(finding)) = with_sysroot().symlink(at, "libm.so.7").judge(&CHECK, AARCH64) else {
            panic!("did not fire")
        };
        assert_eq!(finding.message, "in the sysroot `/s` the link to `-lm` leads nowhere");
        let text = "a symbolic link to `libm.so.7`, which is not there".into();
        assert_eq!(finding.evidence[1], Evidence::File { file: path(at), line: None, text });
    }

    #[test]
    fn a_link_that_arrives_passes() {
        let passed = Outcome::Pass("no link on the way to what the sysroot `/s` has leads nowhere".into());
        assert_eq!(with_sysroot().judge(&CHECK, AARCH64), Ok(passed));
    }
}
