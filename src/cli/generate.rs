//! What packagers and programs ask for once: completions, the manual page, the schema.

use clap::CommandFactory;
use clap_complete::Shell;
use xdoctor_checks::policy;

use super::{
    args::{Cli, SchemaOf},
    exit::Exit,
    manual,
    out::{Trouble, print},
};
use crate::report::schema;

pub(super) fn completions(shell: Shell) -> Result<Exit, Trouble> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "xdoctor", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Ready)
}

/// The page of the program, or of one of its commands.
pub(super) fn man(command: Option<&str>) -> Result<Exit, Trouble> {
    // `xdoctor help` needs no page.
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let shown = match command {
        None => &program,
        Some(name) => {
            let Some(found) = program.find_subcommand(name) else {
                return Err(Trouble::new(format!("there is no command `{name}`")).hint("`xdoctor help` lists them"));
            };
            // Its name for display is `xdoctor-NAME`, as git names its pages.
            found
        }
    };
    let page = manual::page(shown).map_err(|error| Trouble::new(format!("cannot render the manual page: {error}")))?;
    print(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Ready)
}

pub(super) fn schema(of: SchemaOf) -> Result<Exit, Trouble> {
    match of {
        SchemaOf::Report => print(schema::REPORT)?,
        SchemaOf::Explain => print(schema::EXPLAIN)?,
        SchemaOf::Diff => print(schema::DIFF)?,
        SchemaOf::Setup => print(schema::SETUP)?,
        SchemaOf::Plan => print(schema::PLAN)?,
        SchemaOf::Targets => print(schema::TARGETS)?,
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
