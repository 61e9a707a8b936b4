//! `xdoctor fix`: the plan as a diff, a question, the changes, and the proof again.

use std::{io::Write as _, sync::Arc};

use xdoctor_checks::{
    Triple,
    remedy::{Allowed, left_over, remedies},
    report::Report,
};
use xdoctor_fixes::{Action, Applicability, Plan};

use super::{
    args::{FixArgs, GlobalArgs},
    driving,
    exit::Exit,
    out::{Trouble, ask, print},
    repairs,
};
use crate::{
    driver, repair,
    report::{Page, Told, Tone, changed, closing, left, plan as plan_page, plan_json, script},
};

/// How often a mended cause may reveal the next one before a person is to look.
const ROUNDS: usize = 5;

pub(super) fn fix(args: &FixArgs, global: &GlobalArgs) -> Result<Exit, Trouble> {
    if global.machine.is_some() && !args.dry_run && args.form.is_none() {
        return Err(Trouble::new("a recorded machine cannot be mended")
            .hint("`--dry-run` shows what would be done there, `--as sh` as a script"));
    }
    let host = driving::host(global, &args.proof)?;
    let request = driving::request(&args.target, &args.proof, args.all_wanted)?;
    let allowed = Allowed { system: args.system, scope: args.scope.map(Into::into) };
    let mut report = driving::run(Arc::clone(&host), &request, global)?;
    let mut tried: Vec<String> = Vec::new();
    for _ in 0..ROUNDS {
        let fixes: Vec<_> = remedies(&report, allowed).into_iter().filter(|fix| !tried.contains(&fix.id)).collect();
        let plan = driving::block_on(driver::plan_of(&fixes, &*host))?;
        if let Some(form) = args.form {
            let left = left_over(&report, allowed);
            let places = driving::block_on(driver::places(Arc::clone(&host)))?
                .map_err(|failure| Trouble::new(format!("cannot find the project: {failure}")))?;
            print(&script(&Told { plan: &plan, left: &left, report: &report, places: &places }, form.into()))?;
            return Ok(Exit::of(&report.summary, args.proof.no_proof || global.machine.is_some()));
        }
        if args.dry_run {
            show(&plan, &report, args, global)?;
            break;
        }
        if plan.steps.iter().all(|step| matches!(step.action, Action::Manual { .. })) {
            break;
        }
        print(&plan_page(&plan, &report, global.stdout()))?;
        if !args.yes
            && !ask("Apply these changes?", "`xdoctor fix --yes` applies the plan above, `--dry-run` only shows it")?
        {
            return Ok(Exit::of(&report.summary, args.proof.no_proof));
        }
        let by_us = fixes.iter().filter(|fix| fix.applicability != Applicability::Manual);
        let done: Vec<_> = by_us.map(|fix| fix.id.clone()).collect();
        tried.extend(fixes.into_iter().map(|fix| fix.id));
        let applied = apply(&plan, args.system, global)?;
        for failure in &applied.failed {
            let title = plan.steps[failure.step].title();
            print(&format!("not done: {title}: {}\n", failure.reason))?;
        }
        let after = driving::run(driving::host(global, &args.proof)?, &request, global)?;
        print(&changed(&report, &after, |triple| offers(&report, triple, &done), global.stdout()))?;
        report = after;
    }
    if !args.json {
        print(&left(&left_over(&report, allowed), &report, global.stdout()))?;
    }
    if !args.dry_run && !global.quiet {
        print(&closing(&report, !tried.is_empty(), global.stdout()))?;
    }
    Ok(Exit::of(&report.summary, args.proof.no_proof))
}

/// Whether one of these fixes is for the target, or for the host.
fn offers(report: &Report, triple: &Triple, fixes: &[String]) -> bool {
    let targets = report.targets.iter().filter(|target| target.triple == *triple).flat_map(|target| &target.checks);
    report.host_checks.iter().chain(targets).flat_map(|check| &check.fixes).any(|fix| fixes.contains(&fix.fix.id))
}

fn show(plan: &Plan, report: &Report, args: &FixArgs, global: &GlobalArgs) -> Result<(), Trouble> {
    if args.json {
        return print(&plan_json(plan, report));
    }
    if plan.is_empty() {
        return print("nothing to change\n");
    }
    print(&plan_page(plan, report, global.stdout()))
}

pub(super) fn apply(plan: &Plan, system: bool, global: &GlobalArgs) -> Result<repair::Applied, Trouble> {
    let options = repairs::options(global, system)?;
    repair::apply(plan, &options, &mut |progress| tell(&progress, global)).map_err(|error| repairs::trouble(&error))
}

fn tell(progress: &repair::Progress<'_>, global: &GlobalArgs) {
    let mut page = Page::new(global.stderr());
    match progress {
        repair::Progress::Started { index, of, step } if !global.quiet => {
            let number = format!("[{}/{of}]", index + 1);
            page.labelled(0, (Tone::Strong, &number), number.len() + 1, Tone::Plain, &step.title());
        }
        repair::Progress::Output { line, .. } if !global.quiet => page.line(6, &[(Tone::Faint, line)]),
        repair::Progress::Failed { reason, .. } => page.labelled(6, (Tone::Bad, "failed:"), 8, Tone::Plain, reason),
        repair::Progress::Skipped { reason, .. } if !global.quiet => {
            page.labelled(6, (Tone::Faint, "passed over:"), 13, Tone::Plain, reason);
        }
        repair::Progress::Started { .. }
        | repair::Progress::Output { .. }
        | repair::Progress::Skipped { .. }
        | repair::Progress::Done { .. } => {}
    }
    // Nobody is left to be told that telling failed.
    let _ = std::io::stderr().lock().write_all(page.finish().as_bytes());
}
