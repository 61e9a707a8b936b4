//! What the checks of this family have in common: the linkers that a build runs, and how each is told.

use std::sync::Arc;

use crate::{
    Cx, Evidence, Finding, Judgement, Outcome, Pause,
    facts::linker::{Executable, Linker, LinkerState, Says, States, Subject},
    wanted::Wanted,
};

/// A linker that the build of a target runs, and whether it can link.
pub(super) struct Case {
    pub(super) subject: Subject,
    pub(super) linker: Arc<Linker>,
    pub(super) state: LinkerState,
}

/// What a check says of one linker.
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

/// Looks at the target's linker, then at that of build scripts.
pub(super) fn judge(wanted: &Wanted, cx: &Cx<'_>, look: impl Fn(&Case) -> Result<Seen, Pause>) -> Judgement {
    let mut fine = None;
    for (subject, States { linker, state }) in States::of(wanted, cx)? {
        let Some(linker) = linker else { continue };
        match look(&Case { subject, linker, state })? {
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

impl Case {
    /// The linker and, where it is a driver, what it said: nothing speaks against it.
    pub(super) fn works(&self) -> Option<(&Executable, Option<&Says>)> {
        if let LinkerState::Works { executable, says } = &self.state { Some((executable, says.as_ref())) } else { None }
    }

    /// It works and somebody has set it.
    pub(super) fn works_as_set(&self) -> Option<(&Executable, Option<&Says>)> {
        self.linker.chosen_by.origin().and(self.works())
    }

    /// "`aarch64-unknown-linux-gnu`" or "build scripts and proc macros".
    pub(super) fn links_what(&self) -> String {
        match self.subject {
            Subject::Target => format!("`{}`", self.linker.triple),
            Subject::BuildScripts => "build scripts and proc macros".to_owned(),
        }
    }

    /// Where the setting stands, then `PATH` where the name is looked up there.
    pub(super) fn evidence(&self, cx: &Cx<'_>) -> Result<Vec<Evidence>, Pause> {
        let mut evidence: Vec<_> = self.linker.evidence().into_iter().collect();
        if self.linker.is_bare_name() {
            let value = cx.env("PATH")?.unwrap_or_default().to_owned();
            evidence.push(Evidence::Env { name: "PATH".to_owned(), value });
        }
        Ok(evidence)
    }
}

/// `cc -dumpmachine` and what it printed.
pub(crate) fn dumpmachine(program: &str, machine: &str) -> Evidence {
    Evidence::Command {
        command: vec![program.to_owned(), "-dumpmachine".to_owned()],
        exit: Some(0),
        output: machine.to_owned(),
    }
}
