//! What can be asked for on the command line. The doc comments are the help texts.

#![expect(clippy::struct_excessive_bools, reason = "flags are what a command line has")]

use std::{ffi::OsString, path::PathBuf};

use clap::{
    Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser as _},
    error::ErrorKind,
    parser::ValueSource,
};
use clap_complete::Shell;
use xdoctor_checks::targets::Route;
use xdoctor_fixes::Scope;

use crate::report::Form;

/// Finds what stands between this machine and each target your Rust project wants, says why, and fixes it
///
/// Without a command it checks the wanted targets. `ready` means that cargo has just linked a program of your project's
/// kind for the target, with your project's own configuration.
#[derive(Debug, Parser)]
#[command(name = "xdoctor", version, max_term_width = 100, after_long_help = EXAMPLES)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) check: CheckArgs,
    #[command(flatten)]
    pub(super) global: GlobalArgs,
}

impl Cli {
    /// What this process was asked for. Global options stand before a command or after it; those of `check`, which may be
    /// left away, only where no other command is named.
    pub(super) fn asked() -> Result<Self, clap::Error> {
        let mut command = Self::command();
        let matches = command.try_get_matches_from_mut(std::env::args_os())?;
        if let Some(name) = matches.subcommand_name() {
            let given = |arg: &&clap::Arg| {
                !arg.is_global_set() && matches.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine)
            };
            let own = Self::command();
            if let Some(arg) = own.get_arguments().find(given) {
                let long = arg.get_long().unwrap_or_default();
                let message = format!("`--{long}` cannot be used before `{name}`: the options of a command follow it");
                return Err(command.error(ErrorKind::ArgumentConflict, message));
            }
        }
        Self::from_arg_matches(&matches)
    }
}

const EXAMPLES: &str = "\
Examples:
  xdoctor                                   what each wanted target needs here
  xdoctor -t aarch64-unknown-linux-gnu      one target, wanted by the project or not
  xdoctor diff colleague.json               why it builds there and not here
  xdoctor fix --dry-run                     what a fix would change, as a diff
  xdoctor fix --as sh                       the same as a script; also github, dockerfile, markdown
  xdoctor setup -t aarch64-apple-darwin     which routes lead there, and what each lacks here
  xdoctor --json --no-proof                 preflight in CI, in a moment
  cargo build 2>&1 | xdoctor explain -      which cause this log shows
  xdoctor run -- cargo build                the build as it is, and what its failure means

Exit codes: 0 every required target is ready, 1 one is blocked, 2 wrong usage or unusable input, 3 something could not \
be determined. What `xdoctor.toml` accepts (`[[accept]]`, with a reason and a day) still shows and does not make it 1.";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Diagnose the wanted targets and prove each by a real link
    Check(CheckArgs),
    /// Show what would mend the blocked targets as a diff, ask, apply it, and prove again
    Fix(FixArgs),
    /// Set a target up by a route: show the plan as a diff, ask, apply it, and prove the target
    Setup(SetupArgs),
    /// Take back what a fix has changed, to the byte
    Undo(UndoArgs),
    /// Name the cause of a failed build from its log, or show the page of a cause
    Explain(ExplainArgs),
    /// Run a build as it is, and explain its failure
    Run(RunArgs),
    /// List the wanted targets and who says so
    Targets(TargetsArgs),
    /// Save what this machine answers, redacted, so that somebody else can look at it
    Record(RecordArgs),
    /// Tell what differs between two machines: first what decides whether a target builds
    Diff(DiffArgs),
    /// Print the completion script of a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    Man {
        /// That of this command
        command: Option<String>,
    },
    /// Print the JSON schema of what a command prints with `--json`, or of `xdoctor.toml`
    Schema {
        /// Of what
        #[arg(default_value = "report")]
        of: SchemaOf,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaOf {
    /// What `xdoctor --json` prints, version 1
    Report,
    /// What `xdoctor explain --json` prints, version 1
    Explain,
    /// What `xdoctor diff --json` prints, version 1
    Diff,
    /// What `xdoctor setup --json` prints where no route is named, version 1
    Setup,
    /// What `xdoctor fix --dry-run --json` prints, and `xdoctor setup` with a route, version 1
    Plan,
    /// What `xdoctor targets --json` prints, version 1
    Targets,
    /// What a project may say in `xdoctor.toml` or below `[workspace.metadata.xdoctor]`, for editors
    Policy,
}

/// Options of every command.
#[derive(Debug, Args)]
pub(super) struct GlobalArgs {
    /// Diagnose a recorded machine instead of this one
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global options")]
    pub(super) machine: Option<PathBuf>,
    /// Look at the project in this directory
    #[arg(long, global = true, value_name = "DIR", help_heading = "Global options")]
    pub(super) project: Option<PathBuf>,
    /// Show the pages of the UI line by line, for screen readers: a key or a number is a line
    #[arg(long, global = true, help_heading = "Global options")]
    pub(super) plain: bool,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Global options")]
    pub(super) color: ColorWhen,
    /// Say only what is wrong, and no progress
    #[arg(short, long, global = true, conflicts_with = "verbose", help_heading = "Global options")]
    pub(super) quiet: bool,
    /// Say also what is right, with the evidence
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub(super) verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    Always,
    Never,
}

/// Which targets.
#[derive(Debug, Default, Args)]
pub(super) struct TargetArgs {
    /// Only this target, wanted by the project or not; may be given several times
    #[arg(short, long = "target", value_name = "TRIPLE")]
    pub(super) targets: Vec<String>,
}

#[derive(Debug, Default, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) target: TargetArgs,
    /// Print the report as JSON: the same as --format json
    #[arg(long, conflicts_with = "format")]
    pub(super) json: bool,
    /// How to print the report [default: text]
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<Format>,
    #[command(flatten)]
    pub(super) proof: ProofArgs,
    /// Mentioned targets count like required ones
    #[arg(long)]
    pub(super) all_wanted: bool,
    /// Warnings and unknowns make the exit code 1
    #[arg(long)]
    pub(super) strict: bool,
    /// List only this check; the verdicts and the exit code stay; may be given several times
    #[arg(long, value_name = "ID")]
    pub(super) only: Vec<String>,
}

#[derive(Clone, Debug, Default, Args)]
pub(super) struct ProofArgs {
    /// Do not prove by a real link: nothing can then be `ready`, at best `unproved`
    #[arg(long, conflicts_with_all = ["proof", "run"])]
    pub(super) no_proof: bool,
    /// What to build as the proof
    #[arg(long, value_name = "KIND", default_value = "tiny")]
    pub(super) proof: ProofKind,
    /// Ask and prove everything anew, ignoring what earlier runs cached
    #[arg(long)]
    pub(super) fresh: bool,
    /// Ask no server anything
    #[arg(long)]
    pub(super) offline: bool,
    /// Ask the servers that a fix would need whether they can be reached and have what it fetches, and rustup's whether
    /// there is a newer one
    ///
    /// On a terminal that is done anyway, unless `CI` or `CARGO_NET_OFFLINE` is set. Each has two seconds to answer, and
    /// one that does not is no failure. Nothing is downloaded.
    #[arg(long, conflicts_with = "offline")]
    pub(super) online: bool,
    /// Run the proofs also with configured runners that may touch a device or another machine
    #[arg(long)]
    pub(super) run: bool,
}

impl ProofArgs {
    /// For what no server is needed for, however it is called.
    pub(super) fn offline() -> Self {
        Self { offline: true, ..Self::default() }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ProofKind {
    /// A tiny package that mirrors the project
    #[default]
    Tiny,
    /// The project's own build
    Project,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// Version 1 of the schema that `xdoctor schema` prints
    Json,
    /// GitHub's annotations, and the job's summary where `GITHUB_STEP_SUMMARY` names a file
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML, a test case for each target and check
    Junit,
    /// A table and the findings, for a job summary or an issue
    Markdown,
}

#[derive(Debug, Args)]
pub(super) struct FixArgs {
    #[command(flatten)]
    pub(super) target: TargetArgs,
    /// Show the plan and change nothing
    #[arg(long, conflicts_with = "yes")]
    pub(super) dry_run: bool,
    /// With --dry-run: print the plan as JSON
    #[arg(long, requires = "dry_run")]
    pub(super) json: bool,
    /// Change nothing, and print the plan in another form
    ///
    /// It is the plan of the same options: with `--system` it installs packages, with `--machine` it is for another
    /// machine. A file that is not what it was is refused, so it does no harm elsewhere. What is mended may show what is
    /// still wrong: `xdoctor` says so afterwards.
    #[arg(long = "as", value_name = "FORM", conflicts_with_all = ["yes", "dry_run"])]
    pub(super) form: Option<FormArg>,
    /// Apply without asking
    #[arg(short, long)]
    pub(super) yes: bool,
    /// Also let package managers install what is missing
    #[arg(long)]
    pub(super) system: bool,
    /// Write settings for everyone (project), for this machine and project (local), or for this machine (user)
    #[arg(long, value_name = "SCOPE")]
    pub(super) scope: Option<ScopeArg>,
    #[command(flatten)]
    pub(super) proof: ProofArgs,
    /// Mend mentioned targets too
    #[arg(long)]
    pub(super) all_wanted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FormArg {
    /// A script for any POSIX shell
    Sh,
    /// Steps of a GitHub workflow
    Github,
    /// Lines of a Dockerfile
    Dockerfile,
    /// Instructions for a colleague
    Markdown,
}

impl From<FormArg> for Form {
    fn from(form: FormArg) -> Self {
        match form {
            FormArg::Sh => Self::Sh,
            FormArg::Github => Self::Github,
            FormArg::Dockerfile => Self::Dockerfile,
            FormArg::Markdown => Self::Markdown,
        }
    }
}

/// With a target and a route no terminal is needed. With a target alone the routes to it are listed.
#[derive(Debug, Args)]
pub(super) struct SetupArgs {
    /// The target, with the oldest glibc to run with if that matters: `aarch64-unknown-linux-gnu.2.17`; may be given
    /// several times
    #[arg(short, long = "target", value_name = "TRIPLE")]
    pub(super) targets: Vec<String>,
    /// The way to reach it
    #[arg(long, value_name = "ROUTE", requires = "targets", value_parser = route_parser())]
    pub(super) route: Option<Route>,
    /// Show the plan and change nothing
    #[arg(long, conflicts_with = "yes")]
    pub(super) dry_run: bool,
    /// Print as JSON: with --dry-run the plan, without a route the routes
    #[arg(long, conflicts_with = "yes")]
    pub(super) json: bool,
    /// Apply without asking; without --route by the recommended one
    #[arg(short, long, requires = "targets")]
    pub(super) yes: bool,
    /// Also let package managers install what is missing
    #[arg(long)]
    pub(super) system: bool,
    /// Write cargo's settings for everyone (project), for this machine and project (local), or for this machine (user)
    #[arg(long, value_name = "SCOPE")]
    pub(super) scope: Option<ScopeArg>,
    /// Do not write the choice into `xdoctor.toml` and the toolchain file
    #[arg(long)]
    pub(super) no_record: bool,
    #[command(flatten)]
    pub(super) proof: ProofArgs,
}

fn route_parser() -> impl clap::builder::TypedValueParser<Value = Route> {
    PossibleValuesParser::new(Route::ALL.map(Route::name)).map(|name| Route::parse(&name).expect("one of those"))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ScopeArg {
    Project,
    Local,
    User,
}

impl From<ScopeArg> for Scope {
    fn from(scope: ScopeArg) -> Self {
        match scope {
            ScopeArg::Project => Self::Project,
            ScopeArg::Local => Self::Local,
            ScopeArg::User => Self::User,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct UndoArgs {
    /// List what can be taken back
    #[arg(long, conflicts_with = "id")]
    pub(super) list: bool,
    /// Which fix; without it the last one of this project
    pub(super) id: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// A log file, `-` for standard input, an error code (`E0463`), a library (`-lSystem`), or a check's id
    #[arg(value_name = "FILE|-|CODE|ID", allow_hyphen_values = true)]
    pub(super) subject: String,
    #[command(flatten)]
    pub(super) target: TargetArgs,
    /// Print the causes as JSON
    #[arg(long)]
    pub(super) json: bool,
    /// Judge the text alone, without looking at this machine
    #[arg(long)]
    pub(super) no_live: bool,
}

const RUN_HELP: &str = "\
Examples:
  xdoctor run -- cargo build --target aarch64-unknown-linux-gnu
  xdoctor run --no-live -- cross test        by the output alone: nothing is asked of this machine
  xdoctor run -- make release                whatever runs cargo in the end

The command keeps the terminal, standard input and the signals; its output passes to the byte, each stream to its own, and
xdoctor ends with its exit code (or by the signal that ended it). Only where it fails, the cause follows on standard error.
Exit code 2 without any output of the command: it could not be started.";

#[derive(Debug, Args)]
#[command(after_help = RUN_HELP)]
pub(super) struct RunArgs {
    #[command(flatten)]
    pub(super) target: TargetArgs,
    /// Explain by the output alone, without looking at this machine
    #[arg(long)]
    pub(super) no_live: bool,
    /// The command: its output and its exit code stay what they are
    #[arg(value_name = "COMMAND", required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    pub(super) command: Vec<OsString>,
}

/// "It works on my machine": with two recordings, or with one and this machine
///
/// Exit codes: 0 both would build the same targets, 1 they would not, 2 wrong usage or unusable input, 3 for some target
/// that could not be determined.
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// A machine that `xdoctor record` has saved
    #[arg(value_name = "A")]
    pub(super) a: PathBuf,
    /// Another one; without it, this machine
    #[arg(value_name = "B")]
    pub(super) b: Option<PathBuf>,
    /// Print as JSON
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) target: TargetArgs,
    #[command(flatten)]
    pub(super) proof: ProofArgs,
}

#[derive(Debug, Args)]
pub(super) struct TargetsArgs {
    /// The whole catalogue, not only what is wanted here
    #[arg(long)]
    pub(super) all: bool,
    /// Print as JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct RecordArgs {
    /// Where to save it
    #[arg(short, long, value_name = "FILE", default_value = "xdoctor-machine.json")]
    pub(super) output: PathBuf,
    /// Save without asking
    #[arg(short, long)]
    pub(super) yes: bool,
    #[command(flatten)]
    pub(super) target: TargetArgs,
    #[command(flatten)]
    pub(super) proof: ProofArgs,
}
