//! The overview: the targets, the checks of the selected one, and, where there is room, the page of the selected check.

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;
use xdoctor_checks::report::{CheckReport, Report, Status, TargetReport, Verdict};

use super::{Pane, beside, finding, stacked, words};
use crate::{
    report::{Tone, reason},
    tui::{
        model::subject::{check_matches, is_loud},
        model::{Model, Subject, checks_of, subjects},
        text::{Doc, Line, cut_middle},
    },
};

pub(super) fn panes(model: &Model, body: Rect) -> Vec<Pane> {
    let Some(report) = model.report.as_deref() else {
        let doc = Doc(vec![Line::of(Tone::Faint, "asking this machine")]);
        return vec![Pane { index: 0, area: body, title: "Targets".into(), doc }];
    };
    let subjects = subjects(report, &model.home.filter);
    let filter = if model.home.filter.is_empty() { String::new() } else { format!(" /{}", model.home.filter) };
    let wide = body.width >= 100;
    let (targets_area, rest) = if wide {
        let triples = subjects.iter().map(|subject| subject.name().width()).max().unwrap_or(0);
        beside(body, u16::try_from(triples + 16).unwrap_or(40).clamp(34, 48))
    } else {
        let rows = u16::try_from(subjects.len()).unwrap_or(u16::MAX).saturating_add(1);
        // The checks of the selected target are never crowded out, nor is the list of targets.
        let least = if body.height >= 14 { 6 } else { 4 };
        stacked(body, rows.max(3).min(body.height.saturating_sub(least)))
    };
    let two_lines = wide && subjects.len() * 2 < usize::from(targets_area.height);
    let mut doc = Doc::default();
    for (row, subject) in subjects.iter().enumerate() {
        subject_lines(&mut doc, model, report, subject, row, targets_area.width, two_lines);
    }
    if subjects.is_empty() {
        let text = if model.home.filter.is_empty() { "no target yet" } else { "nothing matches the filter" };
        doc.push(Line::of(Tone::Faint, text));
    }
    let mut panes = vec![Pane { index: 0, area: targets_area, title: format!("Targets{filter}"), doc }];
    let Some(subject) = subjects.get(model.home.panes.scroll[0].row.min(subjects.len().saturating_sub(1))) else {
        panes.push(Pane { index: 1, area: rest, title: String::new(), doc: Doc::default() });
        return panes;
    };
    let listed = listed(model, report, subject);
    let title = subject_title(model, report, subject);
    let mut checks = check_lines(model, report, subject, &listed);
    let columns = usize::from(rest.width).saturating_sub(3);
    let height = |doc: &Doc| doc.lay(columns, "").len() + 1;
    if wide {
        let page = match listed.get(model.home.panes.scroll[1].row.min(listed.len().saturating_sub(1))) {
            Some(Listed::Check(check)) => finding::doc(model, report, Some(subject), check, 0),
            Some(Listed::Passed(..)) | None => target_doc(model, report, subject),
        };
        // The page below tells the selected one to its end.
        if height(&checks) + height(&page) > usize::from(rest.height) {
            checks = cut(checks);
        }
        let rows = u16::try_from(height(&checks)).unwrap_or(u16::MAX);
        let (upper, lower) = stacked(rest, rows.clamp((rest.height / 3).min(6), rest.height / 2));
        panes.push(Pane { index: 1, area: upper, title, doc: checks });
        panes.push(Pane { index: 2, area: lower, title: "What is known".into(), doc: page });
    } else {
        // Where there is room, what is wrong is told to its end.
        if height(&checks) > usize::from(rest.height) {
            checks = cut(checks);
        }
        panes.push(Pane { index: 1, area: rest, title, doc: checks });
    }
    panes
}

/// A row of the list of checks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Listed<'a> {
    Check(&'a CheckReport),
    /// A topic: how many of its checks pass, and how many are awaited.
    Passed(&'static str, usize, usize),
}

/// What is wrong first, in the order in which it blocks; then what is awaited; then, by topic, what passes.
pub fn listed<'a>(model: &Model, report: &'a Report, subject: &Subject) -> Vec<Listed<'a>> {
    let filter = &model.home.filter;
    let all = checks_of(report, subject);
    // A filter that the target's own name meets is not one for its checks.
    let by_name = crate::tui::model::subject::matches(subject.name(), filter);
    let all: Vec<_> = all.into_iter().filter(|check| by_name || check_matches(check, filter)).collect();
    let blockers = subject.target(report).map(|target| target.blockers.as_slice()).unwrap_or_default();
    let rank = |check: &CheckReport| {
        let kind = match check.status {
            Status::Fail => 0,
            Status::Unknown => 1,
            Status::Warn => 2,
            Status::Pending | Status::Pass | Status::Skip => 3,
        };
        (kind, blockers.iter().position(|id| *id == check.id).unwrap_or(usize::MAX))
    };
    let mut loud: Vec<_> = all.iter().filter(|check| is_loud(check.status)).copied().collect();
    loud.sort_by_key(|check| rank(check));
    let mut told: Vec<&str> = Vec::new();
    loud.retain(|check| {
        if model.home.passed || alike(report, subject, check) < MANY {
            return true;
        }
        let is_first = !told.contains(&check.message.as_str());
        told.push(&check.message);
        is_first
    });
    let mut rows: Vec<_> = loud.into_iter().map(Listed::Check).collect();
    let quiet = all.iter().filter(|check| !is_loud(check.status)).copied();
    if model.home.passed {
        rows.extend(quiet.map(Listed::Check));
        return rows;
    }
    let mut topics: Vec<(&'static str, usize, usize)> = Vec::new();
    for check in quiet {
        let pending = usize::from(check.status == Status::Pending);
        match topics.iter_mut().find(|(topic, ..)| *topic == check.topic) {
            Some((_, passed, awaited)) => (*passed, *awaited) = (*passed + 1 - pending, *awaited + pending),
            None => topics.push((check.topic, 1 - pending, pending)),
        }
    }
    rows.extend(topics.into_iter().map(|(topic, passed, awaited)| Listed::Passed(topic, passed, awaited)));
    rows
}

/// A line each.
fn cut(doc: Doc) -> Doc {
    Doc(doc.0.into_iter().map(Line::cut).collect())
}

/// From so many on, checks that are unknown for the same reason are told together.
const MANY: usize = 3;

/// How many checks are unknown for the same reason.
fn alike(report: &Report, subject: &Subject, check: &CheckReport) -> usize {
    let is_alike = |other: &&CheckReport| other.status == Status::Unknown && other.message == check.message;
    if check.status == Status::Unknown { checks_of(report, subject).into_iter().filter(is_alike).count() } else { 1 }
}

fn check_lines(model: &Model, report: &Report, subject: &Subject, listed: &[Listed<'_>]) -> Doc {
    let mut doc = Doc::default();
    let width = listed.iter().map(|row| topic(row).width()).max().unwrap_or(0);
    for (row, entry) in listed.iter().enumerate() {
        let line = match entry {
            Listed::Check(check) => {
                let (tone, symbol, _) = words::status(model.theme, check.status);
                let symbol =
                    if check.status == Status::Pending { model.theme.spinner(words::beat(model)) } else { symbol };
                let told = if check.status == Status::Pending { check.title } else { words::told(check) };
                let same = if model.home.passed { 1 } else { alike(report, subject, check) };
                let told = if same < MANY { told.to_owned() } else { format!("{same} checks: {told}") };
                let tone_of = if is_loud(check.status) { Tone::Plain } else { Tone::Faint };
                Line::of(tone, symbol).push(Tone::Faint, &format!(" {:width$}  ", check.topic)).prose(tone_of, &told)
            }
            Listed::Passed(topic, passed, awaited) => {
                let (tone, symbol, _) = words::status(model.theme, Status::Pass);
                let (tone, symbol) =
                    if *awaited > 0 { (Tone::Faint, model.theme.spinner(words::beat(model))) } else { (tone, symbol) };
                let right = match passed {
                    0 => String::new(),
                    1 => "1 check passes".to_owned(),
                    count => format!("{count} checks pass"),
                };
                let asks = if *awaited > 0 { format!("{awaited} being asked") } else { String::new() };
                let comma = if right.is_empty() || asks.is_empty() { "" } else { ", " };
                Line::of(tone, symbol)
                    .push(Tone::Faint, &format!(" {topic:width$}  "))
                    .push(Tone::Faint, &format!("{right}{comma}{asks}"))
            }
        };
        doc.push(line.hang(width + 4).row(row));
    }
    if listed.is_empty() {
        let text = match subject.target(report).map(|target| target.verdict) {
            Some(Verdict::Pending) => "asking",
            Some(Verdict::Ready | Verdict::Blocked | Verdict::Unknown | Verdict::Unproved) | None => "nothing to tell",
        };
        doc.push(Line::of(Tone::Faint, text));
    }
    doc
}

fn topic(row: &Listed<'_>) -> &'static str {
    match row {
        Listed::Check(check) => check.topic,
        Listed::Passed(topic, ..) => topic,
    }
}

fn subject_title(model: &Model, report: &Report, subject: &Subject) -> String {
    let dot = model.theme.symbol(" · ", ", ");
    match subject.target(report) {
        None => subject.name().to_owned(),
        Some(target) => {
            let (_, _, word) = words::verdict(model.theme, target.verdict);
            format!("{}{dot}{word}{dot}route {}{dot}{}", target.triple, target.route, words::wanted_by(target, report))
        }
    }
}

/// The state of a target in a word or two, for the right edge.
fn state(model: &Model, target: &TargetReport) -> String {
    match target.verdict {
        Verdict::Pending => "checking".into(),
        Verdict::Ready | Verdict::Blocked | Verdict::Unknown | Verdict::Unproved => {
            words::verdict(model.theme, target.verdict).2.into()
        }
    }
}

/// The verdict's reason, or what is being done about there being none.
fn why(model: &Model, target: &TargetReport) -> String {
    if target.verdict != Verdict::Pending {
        return reason(target);
    }
    let proof = format!("proving {}", target.triple);
    match model.running.iter().find(|running| running.what == proof) {
        Some(running) => format!("proving  {}", words::elapsed(model.now.saturating_sub(running.since))),
        None => String::new(),
    }
}

fn subject_lines(
    doc: &mut Doc,
    model: &Model,
    report: &Report,
    subject: &Subject,
    row: usize,
    width: u16,
    two_lines: bool,
) {
    let ellipsis = model.theme.symbol("…", "...");
    let Some(target) = subject.target(report) else {
        let worst = report.host_checks.iter().filter(|check| is_loud(check.status)).map(|check| check.status).max();
        let pending = report.host_checks.iter().any(|check| check.status == Status::Pending);
        let (tone, symbol, word) = match worst {
            Some(worst) => words::status(model.theme, worst),
            None if pending => (Tone::Faint, model.theme.spinner(words::beat(model)), "checking"),
            None => words::status(model.theme, Status::Pass),
        };
        let problems = report.host_checks.iter().filter(|check| is_loud(check.status)).count();
        let tail = if problems == 0 { word.to_owned() } else { format!("{problems} to look at") };
        let line = Line::of(tone, symbol).push(Tone::Plain, " this machine").tail(Tone::Faint, &tail);
        doc.push(line.cut().row(row));
        return;
    };
    let (tone, symbol, _) = words::verdict(model.theme, target.verdict);
    let symbol = if target.verdict == Verdict::Pending { model.theme.spinner(words::beat(model)) } else { symbol };
    let name = if target.counts { Tone::Plain } else { Tone::Faint };
    let shown = cut_middle(target.triple.as_str(), usize::from(width).saturating_sub(8).max(12), ellipsis);
    let line = Line::of(tone, symbol).push(Tone::Plain, " ").push(name, &shown);
    if two_lines {
        doc.push(line.tail(tone, &state(model, target)).cut().row(row));
        doc.push(Line::of(Tone::Faint, "  ").push(Tone::Faint, &why(model, target)).cut().row(row));
    } else if width >= 60 {
        let pad = triple_column(report).saturating_sub(shown.width());
        let line = line.push(tone, &format!("{}  {:9}", " ".repeat(pad), state(model, target)));
        doc.push(line.push(Tone::Plain, &why(model, target)).cut().row(row));
    } else {
        doc.push(line.tail(tone, &state(model, target)).cut().row(row));
    }
}

fn triple_column(report: &Report) -> usize {
    report.targets.iter().map(|target| target.triple.as_str().width()).max().unwrap_or(0)
}

/// Of what is known of a target: beside the labels.
const COLUMN: usize = 11;

/// A target that has no finding to show.
fn target_doc(model: &Model, report: &Report, subject: &Subject) -> Doc {
    let mut doc = Doc::default();
    let Some(target) = subject.target(report) else { return doc };
    let (tone, symbol, word) = words::verdict(model.theme, target.verdict);
    doc.push(Line::of(tone, &format!("{symbol} {word}")).push(Tone::Plain, "  ").prose(Tone::Plain, &reason(target)));
    doc.blank();
    let wanted = words::wanted_by(target, report);
    let (label, who) = wanted.split_once(' ').unwrap_or(("wanted", &wanted));
    doc.labelled((Tone::Faint, label), COLUMN, Tone::Plain, who);
    let since = target.route_chosen_by.as_ref().map(|by| format!(", since {}", by.reason)).unwrap_or_default();
    doc.labelled((Tone::Faint, "route"), COLUMN, Tone::Plain, &format!("{}{since}", target.route));
    if !target.build_command.is_empty() {
        doc.labelled((Tone::Faint, "build"), COLUMN, Tone::Name, &target.build_command.join(" "));
    }
    if !target.proof.command.is_empty() {
        doc.labelled((Tone::Faint, "proof"), COLUMN, Tone::Name, &target.proof.command.join(" "));
    }
    if let Some(reason) = &target.proof.reason {
        doc.labelled((Tone::Faint, ""), COLUMN, Tone::Faint, reason);
    }
    doc.raw(COLUMN, &target.proof.output, 40, model.theme.symbol("…", "..."), |_| Tone::Plain);
    doc
}
