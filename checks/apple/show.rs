//! Evidence of this family.

use crate::{
    Evidence, HostPath,
    facts::{
        apple::{DeveloperDir, SelectedBy, Xcrun},
        cargo_config::Located,
    },
};

/// Where the developer directory is said, and what stands there.
pub(super) fn developer_dir(dir: &DeveloperDir) -> Vec<Evidence> {
    let (path, by, stale) = match dir {
        DeveloperDir::Nowhere => {
            return vec![
                file(DeveloperDir::link(), "no such file"),
                file(DeveloperDir::command_line_tools(), "no such directory"),
            ];
        }
        DeveloperDir::Stale { path, by } => (path, by, true),
        DeveloperDir::Found { path, by, .. } => (path, by, false),
    };
    let said = match by {
        SelectedBy::Variable(origin) => Located::new(path.to_string(), origin.clone()).evidence("env.DEVELOPER_DIR"),
        SelectedBy::Link => file(DeveloperDir::link(), &format!("a link to `{path}`")),
        SelectedBy::Default => file(path.clone(), "where Apple's tools look by themselves"),
    };
    let absent = stale.then(|| file(path.join("usr/bin/xcrun"), "no such file"));
    std::iter::once(said).chain(absent).collect()
}

/// An `xcrun` that failed.
pub(super) fn xcrun(said: &Xcrun) -> Evidence {
    Evidence::Command { command: said.command.clone(), exit: said.exit, output: said.output.clone() }
}

pub(super) fn file(file: HostPath, text: &str) -> Evidence {
    Evidence::File { file, line: None, text: text.to_owned() }
}

/// A variable, wherever it is set.
pub(super) fn variable(name: &str, setting: &Located<String>) -> Evidence {
    setting.evidence(&format!("env.{name}"))
}
