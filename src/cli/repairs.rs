//! What `fix` and `undo` share: where they work, and how their errors are told.

use std::path::PathBuf;

use xdoctor_checks::about;

use super::{args::GlobalArgs, driving, out::Trouble};
use crate::{
    driver::Doctor,
    repair::{Error, Options},
};

/// Where a repair works: the project's root, and cargo's home.
pub(super) fn options(global: &GlobalArgs, system: bool) -> Result<Options, Trouble> {
    let mut doctor = Doctor::new(driving::host(global, false)?);
    let here = driving::block_on(doctor.conclude(|cx| {
        let (root, home) = (about::root(cx), about::cargo_home(cx));
        Ok((root?, home?))
    }))?;
    let (root, home) = here.map_err(|failure| Trouble::new(format!("cannot find the project: {failure}")))?;
    Ok(Options {
        project: PathBuf::from(root.as_str()),
        cargo_home: home.map(|home| PathBuf::from(home.as_str())),
        system,
        ..Options::default()
    })
}

pub(super) fn trouble(error: &Error) -> Trouble {
    let trouble = Trouble::new(error.to_string());
    match error {
        Error::Busy { .. } => trouble.hint("wait until it has ended, or end it"),
        Error::Changed { .. } => trouble.hint("run `xdoctor fix` again: it plans on the file as it is now"),
        Error::ChangedSince { .. } => trouble.hint("take that change back first, or keep the file as it is"),
        Error::ReadOnly { .. } => trouble.hint("make it writable, or choose another place with `--scope`"),
        Error::NoSuchJournal { .. } | Error::UndoneAlready { .. } | Error::NothingToUndo => {
            trouble.hint("`xdoctor undo --list` shows what can be taken back")
        }
        Error::Io { .. } | Error::LeavesRoot { .. } | Error::Foreign { .. } | Error::NoStateDirectory => trouble,
    }
}
