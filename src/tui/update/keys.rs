//! What a key asks for, done.

use xdoctor_checks::report::{CheckReport, FixReport, Report};

use super::{
    moving::{self, By},
    noted, plan, report, wizard,
};
use crate::{
    repair::State,
    report::Tone,
    tui::{
        effect::Effect,
        keymap::{Action, Place},
        model::{
            ExplainPage, FindingPage, Looked, Model, Panes, Purpose, Screen, Subject, Typing, TypingFor, check_of,
            findings,
        },
        view::{self, Listed},
    },
};

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Up => moving::go(model, By::Line(-1)),
        Action::Down => moving::go(model, By::Line(1)),
        Action::PageUp => moving::go(model, By::Page(-1)),
        Action::PageDown => moving::go(model, By::Page(1)),
        Action::Top => moving::go(model, By::Top),
        Action::Bottom => moving::go(model, By::Bottom),
        Action::NextPane => moving::next_pane(model, 1),
        Action::PreviousPane => moving::next_pane(model, -1),
        Action::Open => open(model),
        Action::Back => back(model),
        Action::NextFinding => next_finding(model, 1),
        Action::PreviousFinding => next_finding(model, -1),
        Action::Fix => return fix(model),
        Action::Setup => wizard::open(model),
        Action::Explain => model.screens.push(Screen::Explain(ExplainPage::default())),
        Action::Undo => return undo(model),
        Action::Recheck => return recheck(model),
        Action::Filter => filter(model),
        Action::Passed => {
            let kept = report::Kept::of(model);
            model.home.passed = !model.home.passed;
            kept.restore(model);
        }
        Action::Alternative => alternative(model),
        Action::Tick => {
            return match model.place() {
                Place::Plan => plan::tick(model),
                _ => wizard::tick(model),
            };
        }
        Action::TickAll => return plan::tick_all(model),
        Action::Scope => return plan::turn(model),
        Action::Continue => return go_on(model),
        Action::Cancel => return cancel(model),
        Action::Copy => return copy(model),
        Action::Link => return link(model),
        Action::Help => {
            let of = model.place();
            model.screens.push(Screen::Help { panes: Panes::default(), of });
        }
        Action::Quit => return super::leave(model),
        Action::Suspend => return vec![Effect::Suspend],
        Action::Redraw => return vec![Effect::Redraw],
    }
    Vec::new()
}

/// What is selected on the home screen's list of checks.
fn selected_check(model: &Model) -> Option<(Subject, Option<&CheckReport>)> {
    let report = model.report.as_deref()?;
    let subject = model.selected()?;
    let listed = view::listed(model, report, &subject);
    let check = match listed.get(model.home.panes.scroll[1].row) {
        Some(Listed::Check(check)) => Some(*check),
        Some(Listed::Passed(..)) | None => None,
    };
    Some((subject, check))
}

fn open(model: &mut Model) {
    match model.screens.last() {
        None => {
            let Some((subject, check)) = selected_check(model) else { return };
            let id = check.map(|check| check.id);
            match (model.home.panes.focus, id) {
                (0, _) => model.home.panes.focus = 1,
                (_, Some(id)) => push_finding(model, Some(subject), id),
                (_, None) => model.home.passed = true,
            }
        }
        Some(Screen::Explain(page)) => {
            let Some(told) = page.causes.get(page.panes.scroll[0].row) else { return };
            let (id, of) = (told.cause.check.id, page.looked.clone());
            let found = page.report(model.report.as_deref()).map(findings).unwrap_or_default();
            let of_log = |subject: &Subject| match subject {
                Subject::Machine => false,
                Subject::Target(triple) => page.shown.targets.contains(triple),
            };
            let mut found: Vec<_> = found.into_iter().filter(|(_, found)| *found == id).collect();
            found.sort_by_key(|(subject, _)| !of_log(subject));
            let subject = found.into_iter().next().map(|(subject, _)| subject);
            let of = match of {
                Looked::At(report) => Some(report),
                Looked::No | Looked::Asking => None,
            };
            model.screens.push(Screen::Finding(FindingPage { of, ..FindingPage::new(subject, id) }));
        }
        Some(Screen::Undo(_)) => model.panes_mut().focus = 1,
        Some(Screen::Finding(_) | Screen::Setup(_) | Screen::Plan(_) | Screen::Work(_) | Screen::Help { .. }) => {}
    }
}

fn push_finding(model: &mut Model, subject: Option<Subject>, id: &'static str) {
    model.screens.push(Screen::Finding(FindingPage::new(subject, id)));
}

fn back(model: &mut Model) {
    if let Some(typing) = model.typing.take() {
        if typing.purpose == TypingFor::Search {
            wizard::searched(model, String::new());
        }
        if typing.purpose == TypingFor::Filter {
            let kept = report::Kept::of(model);
            model.home.filter.clear();
            kept.restore(model);
        }
        return;
    }
    if wizard::back(model) {
        return;
    }
    if model.screens.pop().is_some() {
        return;
    }
    if model.home.panes.focus > 0 {
        model.home.panes.focus -= 1;
    } else if !model.home.filter.is_empty() {
        let kept = report::Kept::of(model);
        model.home.filter.clear();
        kept.restore(model);
    }
}

fn next_finding(model: &mut Model, by: isize) {
    let Model { screens, report: overview, .. } = model;
    let Some(Screen::Finding(page)) = screens.last_mut() else { return };
    let found = page.report(overview.as_deref()).map(findings).unwrap_or_default();
    let here = found.iter().position(|(subject, id)| Some(subject) == page.subject.as_ref() && *id == page.id);
    let count = isize::try_from(found.len()).unwrap_or(0);
    if count == 0 {
        return;
    }
    let next = match here {
        Some(at) => (isize::try_from(at).unwrap_or(0) + by).rem_euclid(count),
        None => 0,
    };
    let Some((subject, id)) = found.into_iter().nth(usize::try_from(next).unwrap_or(0)) else { return };
    *page = FindingPage { of: page.of.take(), ..FindingPage::new(Some(subject), id) };
}

fn fix(model: &mut Model) -> Vec<Effect> {
    match model.screens.last() {
        Some(Screen::Finding(page)) => {
            let (id, alternative) = (page.id, page.alternative);
            let effects = plan::open(model, Purpose::Finding(id));
            if let Some(Screen::Plan(page)) = model.screens.last_mut() {
                // The way that was looked at is the one that is taken.
                for choice in page.choices.iter_mut().filter(|choice| alternative < choice.alternatives.len()) {
                    if alternative > 0 {
                        choice.chosen = alternative;
                        choice.ticked = true;
                    }
                }
                return plan::ask_again(model);
            }
            effects
        }
        Some(Screen::Work(_)) => {
            model.screens.pop();
            plan::open(model, Purpose::Everything)
        }
        None => plan::open(model, Purpose::Everything),
        Some(Screen::Setup(_) | Screen::Plan(_) | Screen::Explain(_) | Screen::Undo(_) | Screen::Help { .. }) => {
            Vec::new()
        }
    }
}

fn undo(model: &mut Model) -> Vec<Effect> {
    if let Some(machine) = &model.recorded {
        let text = format!("`{machine}` is a recorded machine: nothing was changed there from here");
        return noted(model, Tone::Warning, text);
    }
    model.screens.push(Screen::Undo(Panes::default()));
    vec![Effect::Journals]
}

fn recheck(model: &mut Model) -> Vec<Effect> {
    if model.checking {
        return noted(model, Tone::Plain, "already checking");
    }
    report::check_again(model)
}

fn filter(model: &mut Model) {
    let (purpose, text) = match model.screens.last() {
        Some(Screen::Explain(_)) => (TypingFor::Path, String::new()),
        Some(Screen::Setup(wizard)) => (TypingFor::Search, wizard.search.clone()),
        None | Some(Screen::Finding(_) | Screen::Plan(_) | Screen::Work(_) | Screen::Undo(_) | Screen::Help { .. }) => {
            (TypingFor::Filter, model.home.filter.clone())
        }
    };
    model.typing = Some(Typing { purpose, text });
}

fn alternative(model: &mut Model) {
    let Some(count) = page_check(model).map(|check| check.fixes.len().max(1)) else { return };
    if let Some(Screen::Finding(page)) = model.screens.last_mut() {
        page.alternative = (page.alternative + 1) % count;
    }
}

/// The check whose page is open.
fn page_check(model: &Model) -> Option<&CheckReport> {
    let Some(Screen::Finding(page)) = model.screens.last() else { return None };
    check_of(page.report(model.report.as_deref())?, page.subject.as_ref()?, page.id)
}

fn go_on(model: &mut Model) -> Vec<Effect> {
    if let Some(typing) = model.typing.take() {
        let path = typing.text.trim();
        return match typing.purpose {
            TypingFor::Path if !path.is_empty() => vec![Effect::ReadLog(path.to_owned())],
            // What was found first is what was meant.
            TypingFor::Search => wizard::take(model),
            TypingFor::Path | TypingFor::Filter => Vec::new(),
        };
    }
    match model.screens.last() {
        Some(Screen::Setup(_)) => wizard::go_on(model),
        Some(Screen::Plan(_)) => plan::apply(model),
        Some(Screen::Work(_)) => {
            model.screens.clear();
            Vec::new()
        }
        Some(Screen::Undo(panes)) => {
            let Some(journal) = model.journals.get(panes.scroll[0].row) else { return Vec::new() };
            if journal.state == State::Undone {
                return noted(model, Tone::Plain, "this was taken back already");
            }
            let id = journal.id;
            if std::mem::replace(&mut model.undoing, true) {
                return noted(model, Tone::Plain, "it is being taken back");
            }
            vec![Effect::Undo(id)]
        }
        None | Some(Screen::Finding(_) | Screen::Explain(_) | Screen::Help { .. }) => Vec::new(),
    }
}

fn cancel(model: &mut Model) -> Vec<Effect> {
    let Some(Screen::Work(work)) = model.screens.last_mut() else { return Vec::new() };
    work.cancelled = true;
    vec![Effect::Cancel]
}

/// What a fix is, to be pasted elsewhere.
fn of_fix(fix: &FixReport) -> Option<String> {
    if let xdoctor_fixes::Change::Command(line) = &fix.fix.change {
        return Some(line.to_string());
    }
    (!fix.diff.is_empty()).then(|| fix.diff.clone())
}

fn copy(model: &mut Model) -> Vec<Effect> {
    let text = match model.place() {
        Place::Finding => {
            let alternative = match model.screens.last() {
                Some(Screen::Finding(page)) => page.alternative,
                _ => 0,
            };
            page_check(model).and_then(|check| of_fix(check.fixes.get(alternative)?))
        }
        Place::Home => selected_check(model).and_then(|(subject, check)| {
            let of_check = check.filter(|_| model.home.panes.focus > 0).and_then(|check| of_fix(check.fixes.first()?));
            of_check.or_else(|| build_command(model.report.as_deref()?, &subject))
        }),
        Place::Plan => {
            let pane = view::panes(model).into_iter().find(|pane| pane.index == 1);
            pane.map(|pane| pane.doc.0.iter().map(|line| line.text() + "\n").collect())
        }
        Place::Closing => model.report.as_deref().and_then(|report| {
            let ready = report.targets.iter().filter(|target| target.counts && !target.build_command.is_empty());
            let lines: Vec<_> = ready.map(|target| target.build_command.join(" ")).collect();
            (!lines.is_empty()).then(|| lines.join("\n"))
        }),
        Place::Explain => match model.screens.last() {
            Some(Screen::Explain(page)) => {
                page.causes.get(page.panes.scroll[0].row).map(|told| format!("xdoctor explain {}", told.cause.check.id))
            }
            _ => None,
        },
        Place::Targets | Place::Routes | Place::Applying | Place::Undo | Place::Help | Place::Typing => None,
    };
    let Some(text) = text else { return noted(model, Tone::Plain, "there is nothing here to copy") };
    let first = text.lines().next().unwrap_or_default().to_owned();
    let more = if text.lines().count() > 1 { " and the lines below it" } else { "" };
    model.notify(Tone::Good, format!("copied: {first}{more}"));
    vec![Effect::Copy(text)]
}

fn build_command(report: &Report, subject: &Subject) -> Option<String> {
    let command = &subject.target(report)?.build_command;
    (!command.is_empty()).then(|| command.join(" "))
}

fn link(model: &mut Model) -> Vec<Effect> {
    let id = match model.screens.last() {
        Some(Screen::Finding(page)) => page.id,
        _ => return Vec::new(),
    };
    let link = xdoctor_checks::catalog::find(id).and_then(|check| check.links.first());
    match link {
        Some(link) => {
            model.notify(Tone::Plain, format!("opening {link}"));
            vec![Effect::OpenLink((*link).to_owned())]
        }
        None => noted(model, Tone::Plain, "no page is known that explains more"),
    }
}
