//! What packagers and programs ask for once: completions, the manual page, the schema.

use clap::CommandFactory;
use clap_complete::Shell;

use super::{
    args::Cli,
    exit::Exit,
    out::{Trouble, print},
};
use crate::report::SCHEMA;

pub(super) fn completions(shell: Shell) -> Result<Exit, Trouble> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "xdoctor", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Ready)
}

pub(super) fn man() -> Result<Exit, Trouble> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command())
        .render(&mut page)
        .map_err(|error| Trouble::new(format!("cannot render the manual page: {error}")))?;
    print(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Ready)
}

pub(super) fn schema() -> Result<Exit, Trouble> {
    print(SCHEMA)?;
    Ok(Exit::Ready)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
