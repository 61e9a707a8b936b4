//! What a workflow of GitHub's tells the programs that it runs.
//!
//! The variables and the limit: GitHub's documentation, *Variables reference* and *Workflow commands for GitHub Actions*,
//! *Adding a job summary*.

use std::{
    env,
    fs::OpenOptions,
    io::{self, Write as _},
    path::PathBuf,
};

use xdoctor_checks::HostPath;

/// The workflow that this program runs in; outside of one nothing is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workflow {
    /// The checkout, to which the paths of annotations are relative.
    pub workspace: Option<HostPath>,
    summary: Option<PathBuf>,
}

/// A step's summary is refused as a whole where it is greater than a mebibyte.
const SUMMARY_LIMIT: usize = 1 << 20;

impl Workflow {
    pub fn here() -> Self {
        let text = |name| env::var(name).ok().filter(|value: &String| !value.is_empty());
        Self {
            workspace: text("GITHUB_WORKSPACE").and_then(|path| HostPath::parse(&path)),
            summary: text("GITHUB_STEP_SUMMARY").map(PathBuf::from),
        }
    }

    /// Adds to the summary of the step, as far as it takes it. The file's name, where that fails.
    pub fn add_to_summary(&self, markdown: &str) -> Result<(), (PathBuf, io::Error)> {
        let Some(file) = &self.summary else { return Ok(()) };
        let add = || {
            let mut file = OpenOptions::new().append(true).create(true).open(file)?;
            let taken = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
            file.write_all(cut(markdown, SUMMARY_LIMIT.saturating_sub(taken)).as_bytes())
        };
        add().map_err(|error| (file.clone(), error))
    }
}

/// The whole lines of `text` that fit.
fn cut(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let end = text.as_bytes()[..limit].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_that_is_too_long_ends_with_a_whole_line() {
        assert_eq!([cut("ä\nb\n", 9), cut("ä\nb\n", 4), cut("ä\nb\n", 1)], ["ä\nb\n", "ä\n", ""]);
    }

    #[test]
    fn a_summary_is_added_to_what_is_there() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("summary");
        let workflow = Workflow { workspace: None, summary: Some(file.clone()) };
        workflow.add_to_summary("one\n").expect("written");
        workflow.add_to_summary("two\n").expect("written");
        assert_eq!(std::fs::read_to_string(&file).expect("there"), "one\ntwo\n");
        let nowhere = Workflow { summary: Some(dir.path().join("no/such")), ..Workflow::default() };
        assert!(nowhere.add_to_summary("one\n").is_err());
        assert!(Workflow::default().add_to_summary("one\n").is_ok());
    }
}
