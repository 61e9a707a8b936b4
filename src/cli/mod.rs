//! The command line: what was asked for, and the exit code of the answer.

mod args;
mod check;
mod diff;
mod driving;
mod exit;
mod explain;
mod fix;
mod generate;
mod manual;
mod out;
mod progress;
mod record;
mod repairs;
mod run;
mod setup;
mod targets;
mod ui;
mod undo;

use std::process::ExitCode;

use crate::host::{Terminal, become_program, console::give_back_and_tell, end_children_on_signals, end_on_panic};
use args::{Cli, Command};
pub use exit::Exit;

/// As cargo's subcommand: cargo runs `cargo-xdoctor xdoctor ...` (the Cargo Book, *Custom subcommands*).
pub fn cargo_main() -> ExitCode {
    let mut args = std::env::args_os().skip(1).peekable();
    args.next_if(|first| first == "xdoctor");
    become_program("xdoctor", args).unwrap_or_else(|error| {
        let message = format!("cannot run `xdoctor`, which belongs beside `cargo-xdoctor`: {error}");
        out::error(&out::Trouble::new(message), Terminal::stderr(None));
        Exit::Usage.into()
    })
}

/// Runs what the arguments ask for.
pub fn main() -> ExitCode {
    end_on_panic();
    let Cli { command, check, global } = Cli::asked().unwrap_or_else(|error| error.exit());
    // A command that is run through this program has signals of its own.
    if !matches!(command, Some(Command::Run(_))) {
        // Where even that thread cannot be started, a signal still ends this program, only not its children.
        let _ = end_children_on_signals(give_back_and_tell);
    }
    let result = match command {
        None if ui::is_meant(&check, &global) => ui::ui(&check, &global, false),
        None => check::check(&check, &global),
        Some(Command::Check(args)) => check::check(&args, &global),
        Some(Command::Fix(args)) => fix::fix(&args, &global),
        Some(Command::Setup(args)) => setup::setup(&args, &global),
        Some(Command::Undo(args)) => undo::undo(&args, &global),
        Some(Command::Explain(args)) => explain::explain(&args, &global),
        Some(Command::Run(args)) => return run::run(&args, &global),
        Some(Command::Record(args)) => record::record(&args, &global),
        Some(Command::Diff(args)) => diff::diff(&args, &global),
        Some(Command::Targets(args)) => targets::targets(&args, &global),
        Some(Command::Completions { shell }) => generate::completions(shell),
        Some(Command::Man { command }) => generate::man(command.as_deref()),
        Some(Command::Schema { of }) => generate::schema(of),
    };
    match result {
        Ok(exit) => exit.into(),
        Err(error) => {
            out::error(&error, global.stderr());
            Exit::Usage.into()
        }
    }
}
