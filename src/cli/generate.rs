//! What packagers and programs ask for once: completions, the manual page, the schema.

use clap::CommandFactory;
use clap_complete::Shell;
use xdoctor_checks::policy;

use super::{
    args::{Cli, SchemaOf},
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

pub(super) fn schema(of: SchemaOf) -> Result<Exit, Trouble> {
    match of {
        SchemaOf::Report => print(SCHEMA)?,
        SchemaOf::Policy => {
            let schema = serde_json::to_string_pretty(&policy::schema()).expect("a value has only string keys");
            print(&format!("{schema}\n"))?;
        }
    }
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
