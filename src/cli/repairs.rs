//! What `fix` and `undo` share: where they work, and how their errors are told.

use super::{
    args::{GlobalArgs, ProofArgs},
    driving,
    out::Trouble,
};
use crate::{
    driver,
    repair::{Error, Options},
};

/// Where a repair works: the project's root, and cargo's home.
pub(super) fn options(global: &GlobalArgs, system: bool) -> Result<Options, Trouble> {
    let here = driving::block_on(driver::repair_options(driving::host(global, &ProofArgs::offline())?))?;
    let here = here.map_err(|failure| Trouble::new(format!("cannot find the project: {failure}")))?;
    Ok(Options { system, ..here })
}

pub(super) fn trouble(error: &Error) -> Trouble {
    let trouble = Trouble::new(error.to_string());
    match error.hint() {
        Some(hint) => trouble.hint(hint),
        None => trouble,
    }
}
