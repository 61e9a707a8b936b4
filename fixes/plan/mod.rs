//! Several fixes as one plan: ordered steps, each shown before it is done.

mod commands;
mod compose;

use serde::{Deserialize, Serialize};

use crate::{Applicability, Change, CommandLine, FileState, Fix, HostPath, Relink};

/// What is going to be done, in order, and what cannot be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub steps: Vec<Step>,
    pub refused: Vec<Refusal>,
}

/// One thing to do, for one or several fixes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Ids of the fixes that it serves.
    pub fixes: Vec<String>,
    /// Their titles, in the same order.
    pub titles: Vec<String>,
    /// The strictest of them.
    pub applicability: Applicability,
    pub action: Action,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case")]
pub enum Action {
    /// Replace the whole text of a file, make it, or remove it (`None`: the file does not exist).
    Write {
        path: HostPath,
        before: Option<String>,
        after: Option<String>,
        /// A new file takes the permissions of this one, whose text moves to it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        like: Option<HostPath>,
    },
    Run(CommandLine),
    /// Replace symbolic links; none of them leads out of `root` afterwards.
    Relink {
        root: HostPath,
        links: Vec<Relink>,
    },
    /// For a person to do.
    Manual {
        steps: Vec<String>,
    },
}

/// A fix that is not in the plan, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub fix: String,
    pub title: String,
    /// A lowercase phrase.
    pub reason: String,
}

impl Plan {
    /// The plan for `fixes`. Edits of one file become one step, equal commands one, and so do commands that differ only
    /// in what they add to one toolchain or system. A fix of several edits is in it whole or not at all.
    ///
    /// Order: toolchains are installed, files edited, targets and components added, packages installed, links replaced;
    /// what a person must do stands last.
    pub fn build(fixes: &[Fix], read: impl FnMut(&HostPath) -> FileState) -> Self {
        let (mut steps, refused) = compose::edits(fixes, read);
        steps.extend(commands::steps(fixes));
        steps.extend(relinks(fixes));
        steps.extend(fixes.iter().filter_map(manual));
        steps.sort_by_key(rank);
        Self { steps, refused }
    }

    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

impl Step {
    pub(crate) fn new(fix: &Fix, action: Action) -> Self {
        Self { fixes: vec![fix.id.clone()], titles: vec![fix.title.clone()], applicability: fix.applicability, action }
    }

    /// The titles for a reader: two causes that one step mends may have the same.
    pub fn title(&self) -> String {
        let mut different: Vec<&str> = Vec::new();
        for title in &self.titles {
            if !different.contains(&title.as_str()) {
                different.push(title);
            }
        }
        different.join("; ")
    }

    pub(crate) fn serves(&mut self, fix: &Fix) {
        if !self.fixes.contains(&fix.id) {
            self.fixes.push(fix.id.clone());
            self.titles.push(fix.title.clone());
        }
        self.applicability = self.applicability.max(fix.applicability);
    }
}

fn rank(step: &Step) -> u8 {
    match &step.action {
        Action::Run(line) if commands::installs_toolchain(line) => 0,
        Action::Write { after: Some(_), .. } => 1,
        Action::Write { after: None, .. } => 2,
        Action::Run(line) if line.program == "rustup" => 3,
        Action::Run(_) => 4,
        Action::Relink { .. } => 5,
        Action::Manual { .. } => 6,
    }
}

fn relinks(fixes: &[Fix]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for fix in fixes.iter().filter(|fix| fix.applicability != Applicability::Manual) {
        let Change::Symlink { root, links } = &fix.change else { continue };
        let same = steps.iter_mut().find_map(|step| match &step.action {
            Action::Relink { root: other, .. } if other == root => Some(step),
            Action::Relink { .. } | Action::Write { .. } | Action::Run(_) | Action::Manual { .. } => None,
        });
        match same {
            None => steps.push(Step::new(fix, Action::Relink { root: root.clone(), links: links.clone() })),
            Some(step) => {
                step.serves(fix);
                let Action::Relink { links: present, .. } = &mut step.action else { continue };
                // The first to speak of a link decides; a second wish for it is the same finding seen from elsewhere.
                let new = links.iter().filter(|link| !present.iter().any(|other| other.link == link.link));
                let new: Vec<_> = new.cloned().collect();
                present.extend(new);
            }
        }
    }
    steps
}

fn manual(fix: &Fix) -> Option<Step> {
    let steps = match (&fix.change, fix.applicability) {
        (Change::Manual { steps }, _) => steps.clone(),
        (Change::Command(line), Applicability::Manual) => vec![format!("run `{line}`")],
        (Change::Edit { edits }, Applicability::Manual) => {
            edits.iter().map(|edit| format!("edit `{}`", edit.path)).collect()
        }
        (Change::Symlink { links, .. }, Applicability::Manual) => {
            links.iter().map(|link| format!("replace the link `{}` by one to `{}`", link.link, link.new)).collect()
        }
        (
            Change::Command(_) | Change::Edit { .. } | Change::Symlink { .. },
            Applicability::Safe | Applicability::System,
        ) => return None,
    };
    Some(Step::new(fix, Action::Manual { steps }))
}

#[cfg(test)]
mod tests;
