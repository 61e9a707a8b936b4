//! What the checks of this family have in common: the links for Windows that a build makes.

use std::sync::Arc;

use crate::{
    Cx, Finding, Judgement, Outcome, Pause,
    answer::Host,
    facts::{
        linker::{Linker, LinkerState, States, Subject},
        rustc::TargetSpec,
    },
    targets::ChosenRoute,
    wanted::Wanted,
};

/// A link that a build makes, by cargo itself.
pub(super) struct Case<'a> {
    pub(super) subject: Subject,
    pub(super) linker: Arc<Linker>,
    pub(super) state: LinkerState,
    pub(super) host: &'a Host,
}

/// What a check says of one link.
pub(super) enum Seen {
    Found(Box<Finding>),
    /// It was looked at, and what was found instead.
    Fine(String),
    /// It is not of the check's kind.
    Beside,
}

impl From<Finding> for Seen {
    fn from(finding: Finding) -> Self {
        Self::Found(Box::new(finding))
    }
}

/// Looks at the links of `wanted` whose target is of this kind: its own, then that of build scripts.
pub(super) fn judge(
    wanted: &Wanted,
    is_of_kind: fn(&TargetSpec) -> bool,
    cx: &Cx<'_>,
    look: impl Fn(&Case<'_>) -> Result<Seen, Pause>,
) -> Judgement {
    let host = cx.host()?;
    // Elsewhere nothing but a target for Windows makes such a link.
    if host.os != "windows" && !wanted.triple.as_str().contains("windows") {
        return Ok(Outcome::NotApplicable);
    }
    let (states, route) = (States::of(wanted, cx), cx.fact::<ChosenRoute>(wanted.triple.clone()));
    let (states, route) = (states?, route?);
    let mut fine = None;
    for (subject, States { linker, state }) in states {
        let Some(linker) = linker.filter(|linker| is_of_kind(&linker.spec)) else { continue };
        // The route's tool links instead, and finds its libraries by itself.
        if subject == Subject::Target && route.builder.brings_its_linker() {
            continue;
        }
        match look(&Case { subject, linker, state, host })? {
            Seen::Found(mut finding) => {
                // what needs the host's linker is read off the lock file, which says too much
                finding.conclusive &= subject == Subject::Target;
                return Ok(Outcome::Found(finding));
            }
            Seen::Fine(message) => {
                fine.get_or_insert(message);
            }
            Seen::Beside => {}
        }
    }
    Ok(fine.map_or(Outcome::NotApplicable, Outcome::Pass))
}

impl Case<'_> {
    /// "`x86_64-pc-windows-msvc`" or "build scripts and proc macros".
    pub(super) fn links_what(&self) -> String {
        match self.subject {
            Subject::Target => format!("`{}`", self.linker.triple),
            Subject::BuildScripts => "build scripts and proc macros".to_owned(),
        }
    }

    pub(super) fn on_windows(&self) -> bool {
        self.host.os == "windows"
    }
}

/// A target that links with Microsoft's libraries; UEFI shares the linker and needs none.
pub(super) fn is_msvc(spec: &TargetSpec) -> bool {
    spec.os == "windows" && spec.env == "msvc"
}

/// A target that links with MinGW-w64; gnullvm is another (rust-lang/rust `compiler/rustc_codegen_ssa/src/common.rs`,
/// `is_mingw_gnu_toolchain`).
pub(super) fn is_mingw(spec: &TargetSpec) -> bool {
    spec.os == "windows" && spec.env == "gnu" && spec.abi.is_empty()
}
