//! The report for people: a line for each target, then what stands in the way of each, with its evidence and its fix.

use unicode_width::UnicodeWidthStr;
use xdoctor_checks::{
    Evidence,
    report::{
        CheckReport, FixReport, ProofReport, ProofStatus, Report, RunReport, RustupReport, Status, TargetReport,
        Verdict,
    },
};
use xdoctor_fixes::{Applicability, Change, Scope};

use super::{
    Shown, accepted,
    page::{Page, Tone, diff_tone},
    paths::{place, shown},
};
use crate::host::Terminal;

/// How many lines of a failing tool's output are shown without `--verbose`.
const OUTPUT_LINES: usize = 12;
/// So many pieces of evidence of a finding, without `--verbose`.
const EVIDENCE: usize = 6;

pub fn text(report: &Report, terminal: Terminal, show: &Shown) -> String {
    let mut page = Page::new(terminal);
    if !show.quiet {
        head(&mut page, report);
    }
    let listed: Vec<_> = report.host_checks.iter().filter(|check| show.lists(check)).collect();
    findings(&mut page, &listed, report, show);
    overview(&mut page, report, show);
    for target in &report.targets {
        details(&mut page, target, report, show);
    }
    if !show.quiet {
        closing(&mut page, report);
        rustup(&mut page, report, show);
    }
    page.finish()
}

fn head(page: &mut Page, report: &Report) {
    let rustc = report.toolchain.as_ref().and_then(|toolchain| toolchain.rustc.as_deref());
    let name = report.toolchain.as_ref().and_then(|toolchain| toolchain.name.as_deref());
    let chosen = report.toolchain.as_ref().and_then(|toolchain| toolchain.chosen_by.as_ref());
    let host =
        report.host.as_ref().and_then(|host| host.triple.as_ref()).map_or("unknown host", |triple| triple.as_str());
    let mut about = vec![host.to_owned()];
    about.extend(rustc.map(|version| format!("rustc {version}")));
    about.extend(name.map(|name| format!("toolchain `{name}`")));
    about.extend(chosen.map(|by| match &by.file {
        Some(file) => format!("chosen by {}", place(file, by.line, report)),
        None => format!("chosen by {}", by.told),
    }));
    page.labelled(0, (Tone::Strong, "xdoctor"), 9, Tone::Plain, &about.join(", "));
    if let Some(project) = &report.project {
        let name = project.name.as_deref().map(|name| format!("{name}, ")).unwrap_or_default();
        page.labelled(0, (Tone::Strong, "project"), 9, Tone::Plain, &format!("{name}{}", project.root));
    }
    page.blank();
}

fn overview(page: &mut Page, report: &Report, show: &Shown) {
    let triples = report.targets.iter().map(|target| target.triple.as_str().width()).max().unwrap_or(0);
    for target in report.targets.iter().filter(|target| !show.quiet || target.verdict != Verdict::Ready) {
        let (tone, symbol, word) = verdict(page, target.verdict);
        let word = format!("{symbol} {word:8}  ");
        let label = [(tone, word.as_str()), (Tone::Strong, target.triple.as_str())];
        page.row(2, &label, triples + 14, Tone::Plain, &reason(target));
    }
    page.blank();
}

/// The verdict's reason in a phrase.
pub fn reason(target: &TargetReport) -> String {
    let mentioned = if target.required { "" } else { " (mentioned, not required)" };
    let reason = match target.verdict {
        Verdict::Ready => match &target.proof {
            ProofReport { cached: true, .. } => "proved earlier, nothing changed since".to_owned(),
            proof => {
                #[expect(clippy::cast_precision_loss, reason = "a proof does not take 285 years")]
                let seconds = proof.duration_ms as f64 / 1000.0;
                let ran = match &proof.run {
                    Some(RunReport { status: ProofStatus::Passed, runner: Some(runner), .. }) => {
                        format!(", runs under `{runner}`")
                    }
                    Some(RunReport { status: ProofStatus::Passed, runner: None, .. }) => ", runs".to_owned(),
                    Some(_) | None => String::new(),
                };
                format!("proved in {seconds:.1} s{ran}")
            }
        },
        Verdict::Blocked if target.accepted => format!("{}, accepted", target.blockers.join(", ")),
        Verdict::Blocked => target.blockers.join(", "),
        Verdict::Unproved => match &target.proof.reason {
            Some(reason) => format!("nothing found, not proved: {reason}"),
            None => "nothing found, not proved".to_owned(),
        },
        Verdict::Unknown => target
            .checks
            .iter()
            .find(|check| check.status == Status::Unknown)
            .map(|check| format!("{}: {}", check.id, check.message))
            .or_else(|| target.proof.reason.clone())
            .unwrap_or_default(),
        Verdict::Pending => "still asking".to_owned(),
    };
    format!("{reason}{mentioned}")
}

fn details(page: &mut Page, target: &TargetReport, report: &Report, show: &Shown) {
    let host_ids: Vec<_> = report.host_checks.iter().map(|check| check.id).collect();
    let checks: Vec<_> =
        target.checks.iter().filter(|check| show.lists(check) && !host_ids.contains(&check.id)).collect();
    let failed_run = target.proof.run.as_ref().filter(|run| run.status == ProofStatus::Failed);
    let tells_worlds = show.verbose && !target.worlds.is_empty();
    let route_by = target.route_chosen_by.as_ref().filter(|_| show.verbose);
    if checks.is_empty() && failed_run.is_none() && !tells_worlds && route_by.is_none() {
        return;
    }
    page.blank();
    let who: Vec<_> = target
        .wanted_by
        .iter()
        .map(|source| match &source.file {
            Some(file) => place(file.as_str(), source.line, report),
            None => source.kind.phrase().to_owned(),
        })
        .collect();
    page.line(0, &[(Tone::Strong, target.triple.as_str())]);
    page.labelled(2, (Tone::Faint, "wanted by"), 11, Tone::Faint, &who.join(", "));
    if let Some(by) = route_by {
        let told = format!("`{}`, since {}", target.route, by.reason);
        page.labelled(2, (Tone::Faint, "route"), 11, Tone::Faint, &told);
    }
    if tells_worlds {
        worlds(page, target, report);
    }
    findings(page, &checks, report, show);
    if let Some(run) = failed_run {
        let how = run.runner.as_deref().map(|runner| format!(" under `{runner}`")).unwrap_or_default();
        let why = run.reason.as_deref().unwrap_or("no reason given");
        page.labelled(2, (Tone::Warning, "! run"), 11, Tone::Plain, &format!("it links, and did not run{how}: {why}"));
    }
    if show.verbose && target.proof.status == ProofStatus::Failed {
        page.line(4, &[(Tone::Name, "$ "), (Tone::Name, &target.proof.command.join(" "))]);
        page.raw(6, &target.proof.output, usize::MAX, |_| Tone::Plain);
    }
}

/// The tools of the build side by side: what each runs for the target, and who says so.
fn worlds(page: &mut Page, target: &TargetReport, report: &Report) {
    for world in &target.worlds {
        let runs = world.runs.as_deref().map(|runs| format!("`{runs}`, ")).unwrap_or_default();
        let by = if world.runs.is_some() { format!("{runs}by {}", world.chosen_by) } else { world.chosen_by.clone() };
        let settings = world.settings.iter().map(|setting| {
            let place = match &setting.file {
                Some(file) => place(file, setting.line, report),
                None => "environment".to_owned(),
            };
            format!("; {place}: {} = {}", setting.name, setting.value)
        });
        page.labelled(2, (Tone::Faint, world.tool), 11, Tone::Plain, &(by + &settings.collect::<Vec<_>>().concat()));
    }
}

/// From so many on, checks that are unknown for the same reason are told together.
const MANY: usize = 3;

fn findings(page: &mut Page, checks: &[&CheckReport], report: &Report, show: &Shown) {
    let same = |check: &CheckReport| {
        checks.iter().filter(|other| other.status == Status::Unknown && other.message == check.message).count()
    };
    let mut told: Vec<&str> = Vec::new();
    for check in checks {
        if check.status != Status::Unknown || show.verbose || same(check) < MANY {
            finding(page, check, report, show);
        } else if !told.contains(&check.message.as_str()) {
            told.push(&check.message);
            let (tone, symbol, word) = status(page, check.status);
            let label = format!("{symbol} {word}");
            page.labelled(2, (tone, &label), 11, Tone::Strong, &format!("{} checks", same(check)));
            page.labelled(6, (Tone::Plain, ""), 0, Tone::Plain, &check.message);
        }
    }
}

fn finding(page: &mut Page, check: &CheckReport, report: &Report, show: &Shown) {
    let (tone, symbol, word) = status(page, check.status);
    page.labelled(2, (tone, &format!("{symbol} {word}")), 11, Tone::Strong, check.id);
    let inner = 6;
    let told = if check.message.is_empty() { check.title } else { &check.message };
    page.labelled(inner, (Tone::Plain, ""), 0, Tone::Plain, told);
    if matches!(check.status, Status::Pass | Status::Skip | Status::Pending) {
        return;
    }
    if !check.why.is_empty() {
        page.labelled(inner, (Tone::Faint, "why"), 7, Tone::Plain, &check.why);
    }
    let most = if show.verbose || check.evidence.len() <= EVIDENCE { usize::MAX } else { EVIDENCE - 1 };
    for evidence in check.evidence.iter().take(most) {
        seen(page, inner, evidence, report, show);
    }
    if let Some(more) = check.evidence.len().checked_sub(most) {
        page.labelled(
            inner,
            (Tone::Faint, "seen"),
            7,
            Tone::Faint,
            &format!("and {more} more (`--verbose` lists them)"),
        );
    }
    if let Some(told) = accepted(check, report) {
        let label = if check.is_accepted() { "accepted " } else { "was accepted " };
        page.labelled(inner, (Tone::Warning, label), label.len(), Tone::Plain, &told);
    }
    for (index, fix) in check.fixes.iter().enumerate() {
        fix_lines(page, inner, if index == 0 { "fix" } else { "or" }, fix, report);
    }
    if show.verbose {
        for link in &check.links {
            page.labelled(inner, (Tone::Faint, "more"), 7, Tone::Plain, link);
        }
    }
}

fn seen(page: &mut Page, indent: usize, evidence: &Evidence, report: &Report, show: &Shown) {
    let label = (Tone::Faint, "seen");
    match evidence {
        Evidence::Command { command, exit, output } => {
            let exit = exit.map(|code| format!(" (exit {code})")).unwrap_or_default();
            page.line(
                indent,
                &[
                    label,
                    (Tone::Plain, "   "),
                    (Tone::Faint, "$ "),
                    (Tone::Name, &command.join(" ")),
                    (Tone::Plain, &exit),
                ],
            );
            let most = if show.verbose { usize::MAX } else { OUTPUT_LINES };
            page.raw(indent + 9, output, most, |_| Tone::Plain);
        }
        // A caret stands below its column.
        Evidence::File { file, line, text } if text.contains('\n') => {
            page.labelled(indent, label, 7, Tone::Plain, &format!("{}:", place(file.as_str(), *line, report)));
            page.raw(indent + 9, text, usize::MAX, |_| Tone::Plain);
        }
        Evidence::File { file, line, text } => {
            page.labelled(indent, label, 7, Tone::Plain, &format!("{}: {text}", place(file.as_str(), *line, report)));
        }
        Evidence::Env { name, value } => {
            page.labelled(indent, label, 7, Tone::Plain, &format!("environment: {name}={value}"));
        }
        Evidence::Config { key, value, file, line } => {
            let place =
                file.as_ref().map(|file| format!("{}: ", place(file.as_str(), *line, report))).unwrap_or_default();
            page.labelled(indent, label, 7, Tone::Plain, &format!("{place}{key} = {value}"));
        }
    }
}

/// What a fix does, and for whom or by whom.
pub(super) fn fix_title(fix: &FixReport) -> String {
    let who = match fix.applicability {
        Applicability::Safe => match (&fix.fix.change, fix.scope) {
            (Change::Edit { .. }, Scope::Project) => ", for everyone",
            (Change::Edit { .. }, Scope::Local) => ", for this machine and project",
            (Change::Edit { .. }, Scope::User) => ", for this machine",
            (Change::Command(_) | Change::Symlink { .. } | Change::Manual { .. }, _) => "",
        },
        Applicability::System => " (with `--system`)",
        Applicability::Manual => " (by hand)",
    };
    format!("{}{who}", fix.title)
}

/// A fix with what it runs or changes.
pub fn fix_lines(page: &mut Page, indent: usize, label: &str, fix: &FixReport, report: &Report) {
    page.labelled(indent, (Tone::Good, label), 7, Tone::Plain, &fix_title(fix));
    if !fix.command.is_empty() {
        page.line(indent + 7, &[(Tone::Faint, "$ "), (Tone::Name, &fix.command.join(" "))]);
    }
    if fix.diff.is_empty() {
        for file in &fix.files {
            page.labelled(indent, (Tone::Plain, ""), 7, Tone::Plain, &shown(file, report));
        }
    }
    page.raw(indent + 7, &fix.diff, 40, diff_tone);
}

fn closing(page: &mut Page, report: &Report) {
    page.blank();
    page.line(0, &[(Tone::Strong, &counts(report))]);
    let fixes = |applicability| {
        let mut ids: Vec<_> =
            super::failing_fixes(report).filter(|fix| fix.applicability == applicability).map(|fix| &fix.id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.len()
    };
    let (safe, system) = (fixes(Applicability::Safe), fixes(Applicability::System));
    if safe > 0 {
        page.line(
            0,
            &[(Tone::Plain, "next: "), (Tone::Name, "xdoctor fix"), (Tone::Plain, " shows the changes and asks")],
        );
    } else if system > 0 {
        page.line(
            0,
            &[
                (Tone::Plain, "next: "),
                (Tone::Name, "xdoctor fix --system"),
                (Tone::Plain, " shows what to install and asks"),
            ],
        );
    }
}

/// A newer rustup decides nothing; that nobody knows of one is for those who want to know all.
fn rustup(page: &mut Page, report: &Report, show: &Shown) {
    let Some(rustup) = report.toolchain.as_ref().and_then(|toolchain| toolchain.rustup.as_ref()) else { return };
    let RustupReport { version, newest, reason, update } = rustup;
    let told = match (newest, update, reason) {
        (Some(newest), Some(update), _) => {
            format!("rustup {newest} is out, and this one is {version}: update it by {update}")
        }
        (None, _, Some(reason)) if show.verbose => {
            format!("rustup {version}; whether there is a newer one is not known: {reason}")
        }
        (Some(_), None, _) if show.verbose => format!("rustup {version} is the newest"),
        (Some(_) | None, _, _) => return,
    };
    page.labelled(0, (Tone::Good, "hint:"), 6, Tone::Plain, &told);
}

/// How many targets that count have which verdict.
pub(super) fn counts(report: &Report) -> String {
    let summary = &report.summary;
    let blocked = match summary.accepted {
        0 => "blocked".to_owned(),
        accepted => format!("blocked ({accepted} accepted)"),
    };
    let counts: Vec<_> = [
        (summary.ready, "ready"),
        (summary.blocked, &*blocked),
        (summary.unknown, "unknown"),
        (summary.unproved, "unproved"),
        (summary.unread, "unread"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| format!("{count} {word}"))
    .collect();
    if counts.is_empty() { "no required target".to_owned() } else { counts.join(", ") }
}

fn verdict(page: &Page, verdict: Verdict) -> (Tone, &'static str, &'static str) {
    match verdict {
        Verdict::Ready => (Tone::Good, page.symbol("✓", "+"), "ready"),
        Verdict::Blocked => (Tone::Bad, page.symbol("✗", "x"), "blocked"),
        Verdict::Unknown => (Tone::Warning, "?", "unknown"),
        Verdict::Unproved => (Tone::Warning, page.symbol("○", "o"), "unproved"),
        Verdict::Pending => (Tone::Faint, page.symbol("…", "."), "pending"),
    }
}

fn status(page: &Page, status: Status) -> (Tone, &'static str, &'static str) {
    match status {
        Status::Pass => (Tone::Good, page.symbol("✓", "+"), "pass"),
        Status::Skip => (Tone::Faint, "-", "skip"),
        Status::Warn => (Tone::Warning, "!", "warn"),
        Status::Unknown => (Tone::Warning, "?", "unknown"),
        Status::Fail => (Tone::Bad, page.symbol("✗", "x"), "fail"),
        Status::Pending => (Tone::Faint, page.symbol("…", "."), "pending"),
    }
}
