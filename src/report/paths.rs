//! Paths as a reader wants them: relative inside the project, absolute elsewhere.

use xdoctor_checks::{HostPath, report::Report};

/// `path` relative to the project's root where it stands inside, else as it is.
pub fn shown(path: &str, report: &Report) -> String {
    let root = report.project.as_ref().and_then(|project| HostPath::parse(&project.root));
    let inside = root.zip(HostPath::parse(path)).and_then(|(root, path)| {
        let below = path.below(&root)?;
        (!below.is_empty()).then(|| below.replace('\\', "/"))
    });
    inside.unwrap_or_else(|| path.to_owned())
}

/// `path:line`, with the path as [`shown`].
pub fn place(path: &str, line: Option<u32>, report: &Report) -> String {
    let path = shown(path, report);
    match line {
        Some(line) => format!("{path}:{line}"),
        None => path,
    }
}
