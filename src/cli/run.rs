//! `xdoctor run -- cargo build ...`: the command as it is, and what its failure means.

use std::{io::Write as _, process::ExitCode};

use xdoctor_checks::{Triple, explain::Reader};

use super::{
    args::{GlobalArgs, RunArgs},
    exit::Exit,
    explain, out,
};
use crate::host::{end_children_on_signals, end_like, run_through};

/// Ends as the command did, whatever its output meant.
pub(super) fn run(args: &RunArgs, global: &GlobalArgs) -> ExitCode {
    let (program, rest) = args.command.split_first().expect("clap asks for a command");
    let mut reader = Reader::default();
    let status = match run_through(program, rest, |bytes| reader.push(bytes)) {
        Ok(status) => status,
        Err(error) => {
            let what = format!("cannot run `{}`: {error}", program.to_string_lossy());
            out::error(&out::Trouble::new(what), global.stderr());
            return Exit::Usage.into();
        }
    };
    if !status.success() {
        // The command has ended: from here on a signal means this program.
        let _ = end_children_on_signals(|| {});
        let hint: Vec<_> = args.target.targets.iter().map(Triple::new).collect();
        let shown = reader.finish(&hint);
        // Who ended the build by hand knows why it failed.
        if status.code().is_some() || !shown.causes.is_empty() {
            // A machine that cannot be asked leaves the text alone.
            let report = if args.no_live || !explain::names_something(&shown) {
                None
            } else {
                explain::look_closely(&args.target, &shown, global).ok()
            };
            let (told, _) = explain::tell(&shown, report.as_ref(), false, global.stderr());
            // Nobody is left to tell where even standard error is closed.
            let _ = write!(std::io::stderr().lock(), "\n{told}");
        }
    }
    ExitCode::from(end_like(status))
}
