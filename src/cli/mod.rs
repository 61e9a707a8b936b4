//! The command line: what was asked for, and the exit code of the answer.

use std::{
    io::{IsTerminal, Write},
    process::ExitCode,
    sync::Arc,
};

use clap::{Args, Parser, Subcommand};
use xdoctor_checks::{
    Triple,
    diagnose::{ProofMode, Request},
    report::{Report, Verdict},
};

use crate::{driver, host::OsHost, report};

/// Every required target is ready.
pub const EXIT_READY: u8 = 0;
/// At least one required target is blocked.
pub const EXIT_BLOCKED: u8 = 1;
/// Wrong usage, or an input of xdoctor's own that cannot be used.
pub const EXIT_USAGE: u8 = 2;
/// None is blocked, but something could not be determined.
pub const EXIT_UNKNOWN: u8 = 3;

/// Finds what stands between this machine and each target a Rust project wants.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    check: CheckArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Diagnose the wanted targets
    Check(CheckArgs),
}

#[derive(Debug, Args)]
struct CheckArgs {
    /// Check only this target; may be given several times
    #[arg(short, long = "target", value_name = "TRIPLE")]
    targets: Vec<String>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    /// Do not prove by a real link
    #[arg(long)]
    no_proof: bool,
}

pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let args = match cli.command {
        Some(Command::Check(args)) => args,
        None => cli.check,
    };
    let request = Request {
        targets: args.targets.iter().map(Triple::new).collect(),
        proof: if args.no_proof { ProofMode::None } else { ProofMode::Tiny },
        ..Request::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be built");
    let report = runtime.block_on(driver::run(Arc::new(OsHost::here()), &request));
    let mut out = std::io::stdout().lock();
    let text = if args.json { report::json(&report) } else { report::text(&report, out.is_terminal()) };
    // A closed pipe is the reader's choice, not an error of ours.
    let _ = out.write_all(text.as_bytes());
    ExitCode::from(exit_code(&report))
}

fn exit_code(report: &Report) -> u8 {
    let required = || report.targets.iter().filter(|target| target.required);
    if required().any(|target| target.verdict == Verdict::Blocked) {
        EXIT_BLOCKED
    } else if required().all(|target| target.verdict == Verdict::Ready || target.verdict == Verdict::Unproved) {
        EXIT_READY
    } else {
        EXIT_UNKNOWN
    }
}
