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
use crate::report::{Shown, github, json, junit, markdown, sarif, text};

pub(super) fn check(args: &CheckArgs, global: &GlobalArgs) -> Result<Exit, Trouble> {
    if let Some(id) = args.only.iter().find(|id| catalog::find(id).is_none()) {
        return Err(Trouble::new(format!("there is no check `{id}`")).hint(super::explain::closest(id)));
    }
    let request = driving::request(&args.target, &args.proof, args.all_wanted)?;
    let report = driving::run(driving::host(global, args.proof.fresh)?, &request, global)?;
    let show = Shown { quiet: global.quiet, verbose: global.verbose, only: args.only.clone() };
    print(&match if args.json { Format::Json } else { args.format.unwrap_or(Format::Text) } {
        Format::Text => text(&report, global.stdout(), &show),
        Format::Json => json(&report, &show),
        Format::Github => github(&report, &show),
        Format::Sarif => sarif(&report, &show),
        Format::Junit => junit(&report, &show),
        Format::Markdown => markdown(&report, &show),
    })?;
    let exit = Exit::of(&report.summary, args.proof.no_proof || global.machine.is_some());
    let exit = if args.strict && exit == Exit::Unknown { Exit::Blocked } else { exit };
    Ok(if args.strict && exit == Exit::Ready && has_doubts(&report) { Exit::Blocked } else { exit })
}

/// A warning or something unknown, of the host or of a target that counts.
fn has_doubts(report: &Report) -> bool {
    let targets = report.targets.iter().filter(|target| target.counts).flat_map(|target| &target.checks);
    report.host_checks.iter().chain(targets).any(|check| matches!(check.status, Status::Warn | Status::Unknown))
}
