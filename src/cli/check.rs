//! `xdoctor check`, and `xdoctor` without a command.

use xdoctor_checks::{
    catalog,
    report::{Report, Status},
};

use super::{
    args::{CheckArgs, Format, GlobalArgs},
    driving,
    exit::Exit,
    out::{Trouble, print},
};
use crate::{
    host::Workflow,
    report::{Shown, github, json, junit, markdown, sarif, text},
};

pub(super) fn check(args: &CheckArgs, global: &GlobalArgs) -> Result<Exit, Trouble> {
    if let Some(id) = args.only.iter().find(|id| catalog::find(id).is_none()) {
        return Err(Trouble::new(format!("there is no check `{id}`")).hint(super::explain::closest(id)));
    }
    let request = driving::request(&args.target, &args.proof, args.all_wanted)?;
    let report = driving::run(driving::host(global, &args.proof)?, &request, global)?;
    let show = Shown { quiet: global.quiet, verbose: global.verbose, only: args.only.clone() };
    let workflow = Workflow::here();
    let checkout = workflow.workspace.as_ref();
    let format = if args.json { Format::Json } else { args.format.unwrap_or(Format::Text) };
    print(&match format {
        Format::Text => text(&report, global.stdout(), &show),
        Format::Json => json(&report, &show),
        Format::Github => github(&report, &show, checkout),
        Format::Sarif => sarif(&report, &show, checkout),
        Format::Junit => junit(&report, &show),
        Format::Markdown => markdown(&report, &show),
    })?;
    if format == Format::Github {
        workflow.add_to_summary(&markdown(&report, &show)).map_err(|(file, error)| {
            Trouble::new(format!("cannot write the job's summary to `{}`: {error}", file.display()))
                .hint("the variable `GITHUB_STEP_SUMMARY` names it")
        })?;
    }
    let exit = Exit::of(&report.summary, args.proof.no_proof || global.machine.is_some());
    let exit = if args.strict && exit == Exit::Unknown { Exit::Blocked } else { exit };
    Ok(if args.strict && exit == Exit::Ready && has_doubts(&report) { Exit::Blocked } else { exit })
}

/// A warning that nobody accepts, or something unknown, of the host or of a target that counts.
fn has_doubts(report: &Report) -> bool {
    let targets = report.targets.iter().filter(|target| target.counts).flat_map(|target| &target.checks);
    report.host_checks.iter().chain(targets).any(|check| match check.status {
        Status::Warn => !check.is_accepted(),
        Status::Unknown => true,
        Status::Pass | Status::Skip | Status::Fail | Status::Pending => false,
    })
}
