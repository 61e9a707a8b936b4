//! What the checks of this family have in common: the sysroots of a build, and how each is told.

use crate::{
    Cx, Evidence, Finding, Judgement, Outcome, Pause,
    facts::{
        linker::HostLinkerNeed,
        rustc::Rustc,
        sysroot::{Cause, Judged, Problem, Sysroot, SysrootOf},
    },
    wanted::Wanted,
};

/// Looks at the sysroot of the target's link, then at that of build scripts where those are another build.
pub(super) fn judge(
    wanted: &Wanted,
    cx: &Cx<'_>,
    look: impl Fn(&Sysroot) -> Result<Option<Finding>, Pause>,
    fine: impl Fn(&Judged) -> String,
) -> Judgement {
    let target = cx.fact::<Sysroot>(SysrootOf::Target(wanted.triple.clone()));
    let (rustc, need) = (cx.fact::<Rustc>(()), cx.fact::<HostLinkerNeed>(()));
    let mut sysroots = vec![target?];
    if rustc?.host != wanted.triple && *need? != HostLinkerNeed::NotSeen {
        sysroots.push(cx.fact::<Sysroot>(SysrootOf::BuildScripts)?);
    }
    let mut passed = None;
    for sysroot in sysroots {
        if let Some(finding) = look(&sysroot)? {
            return Ok(finding.into());
        }
        if let Sysroot::Judged(judged) = &*sysroot {
            passed.get_or_insert(fine(judged));
        }
    }
    Ok(passed.map_or(Outcome::NotApplicable, Outcome::Pass))
}

/// The problems of a sysroot that have this kind of cause.
pub(super) fn with_cause(judged: &Judged, is: impl Fn(&Cause) -> bool) -> Vec<&Problem> {
    judged.problems.iter().filter(|problem| is(&problem.cause)).collect()
}

/// `Scrt1.o`, `-lc` and `crti.o`: at most three, each once.
pub(super) fn names(problems: &[&Problem]) -> String {
    let mut names: Vec<String> = Vec::new();
    for problem in problems {
        let name = format!("`{}`", problem.needed.name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = names.len().saturating_sub(3);
    names.truncate(3);
    match more {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

/// The `--sysroot` of the flags, if there is one.
pub(super) fn setting(judged: &Judged) -> Option<Evidence> {
    judged.root.as_ref().map(|root| root.setting.evidence("rustflags"))
}

/// "the sysroot `/s`" or "the system that `cc` links with".
pub(super) fn named(judged: &Judged) -> String {
    match &judged.root {
        Some(root) => format!("the sysroot `{}`", root.path),
        None => format!("the system that `{}` links with", judged.linker.written),
    }
}
