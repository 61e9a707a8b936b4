//! The page of a check: what is wrong, on which evidence, why it breaks the build, what to do, what that changes and costs.

use ratatui::layout::Rect;
use xdoctor_checks::{
    Check, Evidence, Live, catalog,
    report::{CheckReport, FixReport, Report, Status},
};
use xdoctor_fixes::{Applicability, Change, Scope};

use super::{Pane, words};
use crate::{
    report::{Tone, accepted, place, shown},
    tui::{
        keymap::{Action, Place},
        model::{FindingPage, Model, Subject, check_of, subject::is_loud},
        text::{Doc, Line},
    },
};

/// Lines of a command's output that are shown.
const OUTPUT_LINES: usize = 30;

pub(super) fn panes(model: &Model, page: &FindingPage, body: Rect) -> Vec<Pane> {
    let subject = page.subject.as_ref();
    let title = match subject {
        Some(subject) => format!("{}{}{}", page.id, model.theme.symbol(" · ", ", "), subject.name()),
        None => page.id.to_owned(),
    };
    let report = page.report(model.report.as_deref());
    let found = report.zip(subject).and_then(|(report, subject)| Some((report, check_of(report, subject, page.id)?)));
    let doc = match found {
        Some((report, check)) => doc(model, report, subject, check, page.alternative),
        None => catalogue_doc(page.id, subject.is_some()),
    };
    vec![Pane { index: 0, area: body, title, doc }]
}

/// The page of a check as it was judged here.
pub fn doc(model: &Model, report: &Report, subject: Option<&Subject>, check: &CheckReport, alternative: usize) -> Doc {
    let mut doc = Doc::default();
    let (tone, symbol, word) = words::status(model.theme, check.status);
    let symbol = if check.status == Status::Pending { model.theme.spinner(words::beat(model)) } else { symbol };
    let whose = subject.map(|subject| format!("  {}", subject.name())).unwrap_or_default();
    doc.push(
        Line::of(tone, &format!("{symbol} {word}"))
            .push(Tone::Strong, &format!("  {}", check.id))
            .push(Tone::Faint, &whose),
    );
    doc.blank();
    doc.push(Line::new().prose(Tone::Strong, words::told(check)));
    if !is_loud(check.status) {
        return doc;
    }
    let entry = catalog::find(check.id);
    if check.status == Status::Unknown {
        doc.blank();
        doc.push(Line::of(Tone::Plain, "This could not be determined: it is neither all right nor wrong."));
    }
    if let Some(told) = accepted(check, report) {
        doc.blank();
        let word = if check.is_accepted() { "Accepted " } else { "Was accepted " };
        doc.push(Line::of(Tone::Warning, word).prose(Tone::Plain, &told));
    }
    if !check.evidence.is_empty() {
        doc.heading("Seen");
        for evidence in &check.evidence {
            seen(&mut doc, model, evidence, report);
        }
    }
    let why = if check.why.is_empty() {
        entry.map_or("", |entry| section(entry, "## Why it breaks the build"))
    } else {
        &check.why
    };
    if !why.is_empty() {
        doc.heading("Why it breaks the build");
        prose(&mut doc, why);
    }
    if check.fixes.is_empty() {
        if let Some(entry) = entry {
            doc.heading("What to do");
            prose(&mut doc, section(entry, "## What to do"));
        }
    } else {
        let key = model.keymap.key(Action::Fix, Place::Finding).map(|key| key.to_string()).unwrap_or_default();
        doc.heading(if check.fixes.len() == 1 { "What to do" } else { "What to do: one of these" });
        for (index, fix) in check.fixes.iter().enumerate() {
            fix_lines(&mut doc, model, fix, index == alternative.min(check.fixes.len() - 1), check.fixes.len(), report);
        }
        if model.recorded.is_none() && check.fixes.iter().any(|fix| fix.applicability != Applicability::Manual) {
            doc.blank();
            doc.push(
                Line::of(Tone::Good, model.theme.symbol("→ ", "> "))
                    .push(Tone::Strong, &key)
                    .push(Tone::Plain, " shows the plan; nothing is changed before you say so"),
            );
        }
    }
    more(&mut doc, &check.links);
    doc
}

/// The page of a check that was not found here.
fn catalogue_doc(id: &str, was_found: bool) -> Doc {
    let mut doc = Doc::default();
    let Some(check) = catalog::find(id) else { return doc };
    doc.push(Line::of(Tone::Strong, check.id));
    doc.blank();
    doc.push(Line::new().prose(Tone::Strong, check.title));
    if was_found {
        doc.blank();
        doc.push(Line::of(Tone::Good, "It is not found here any more."));
    }
    for heading in ["What is wrong", "Why it breaks the build", "What to do"] {
        let text = section(check, &format!("## {heading}"));
        if !text.is_empty() {
            doc.heading(heading);
            prose(&mut doc, text);
        }
    }
    if let Live::LogOnly(why) = &check.live {
        doc.blank();
        doc.labelled((Tone::Faint, "note"), 6, Tone::Faint, &format!("seen in logs only: {why}"));
    }
    more(&mut doc, check.links);
    doc
}

fn more(doc: &mut Doc, links: &[&'static str]) {
    if !links.is_empty() {
        doc.heading("More");
        for link in links {
            doc.push(Line::of(Tone::Plain, "  ").push(Tone::Name, link).hang(2));
        }
    }
}

/// One section of a check's docs.
pub fn section<'a>(check: &'a Check, heading: &str) -> &'a str {
    let Some((_, rest)) = check.docs.split_once(heading) else { return "" };
    rest.split("\n## ").next().unwrap_or(rest).trim()
}

/// Paragraphs whose lines were broken by their author are joined; lists and code keep their lines.
pub(super) fn prose(doc: &mut Doc, text: &str) {
    let mut paragraph = String::new();
    let flush = |paragraph: &mut String, doc: &mut Doc| {
        if !paragraph.is_empty() {
            doc.push(Line::of(Tone::Plain, "  ").prose(Tone::Plain, paragraph).hang(2));
            paragraph.clear();
        }
    };
    let mut code = false;
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.starts_with("```") {
            flush(&mut paragraph, doc);
            code = !code;
        } else if code {
            doc.push(Line::of(Tone::Plain, "    ").push(Tone::Name, line).columns().hang(6));
        } else if trimmed.is_empty() {
            flush(&mut paragraph, doc);
            doc.blank();
        } else if trimmed.starts_with("- ") || trimmed.starts_with("* ") {
            flush(&mut paragraph, doc);
            paragraph.push_str(trimmed);
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(trimmed);
        }
    }
    flush(&mut paragraph, doc);
}

fn seen(doc: &mut Doc, model: &Model, evidence: &Evidence, report: &Report) {
    let ellipsis = model.theme.symbol("…", "...");
    match evidence {
        Evidence::Command { command, exit, output } => {
            let exit = exit.map(|code| format!("  (exit {code})")).unwrap_or_default();
            let line = Line::of(Tone::Faint, "  $ ").push(Tone::Name, &command.join(" ")).push(Tone::Faint, &exit);
            doc.push(line.hang(4));
            doc.raw(4, output, OUTPUT_LINES, ellipsis, |_| Tone::Plain);
        }
        Evidence::File { file, line, text } => {
            doc.push(Line::of(Tone::Plain, "  ").push(Tone::Name, &place(file.as_str(), *line, report)).hang(4));
            doc.raw(4, text, OUTPUT_LINES, ellipsis, |_| Tone::Plain);
        }
        Evidence::Env { name, value } => {
            let line = Line::of(Tone::Faint, "  environment  ").push(Tone::Name, name).push(Tone::Plain, "=");
            doc.push(line.push(Tone::Plain, value).hang(4));
        }
        Evidence::Config { key, value, file, line } => {
            if let Some(file) = file {
                doc.push(Line::of(Tone::Plain, "  ").push(Tone::Name, &place(file.as_str(), *line, report)).hang(4));
            }
            doc.push(Line::of(Tone::Plain, "    ").push(Tone::Plain, &format!("{key} = {value}")).hang(6));
        }
    }
}

fn fix_lines(doc: &mut Doc, model: &Model, fix: &FixReport, chosen: bool, of: usize, report: &Report) {
    let mark = match (of, chosen) {
        (1, _) => "",
        (_, true) => model.theme.symbol("● ", "* "),
        (_, false) => model.theme.symbol("○ ", "o "),
    };
    let tone = if chosen { Tone::Strong } else { Tone::Plain };
    doc.push(Line::of(Tone::Good, "  ").push(Tone::Good, mark).prose(tone, &fix.title).hang(4));
    doc.push(Line::of(Tone::Plain, "    ").prose(Tone::Faint, &cost(fix)).hang(4));
    if !chosen {
        return;
    }
    if !fix.command.is_empty() {
        doc.push(Line::of(Tone::Faint, "    $ ").push(Tone::Name, &fix.command.join(" ")).hang(6));
    }
    if fix.diff.is_empty() {
        for file in &fix.files {
            doc.push(Line::of(Tone::Plain, "    ").push(Tone::Name, &shown(file, report)).hang(6));
        }
    }
    doc.diff(4, &fix.diff);
}

/// What a fix costs: whom it concerns, what it needs, whether it can be taken back.
pub fn cost(fix: &FixReport) -> String {
    match (fix.applicability, &fix.fix.change, fix.scope) {
        (Applicability::Manual, ..) => "for you to do: it is never run from here".into(),
        (Applicability::System, ..) => {
            "installs with your package manager, only if you tick it; undo does not remove it".into()
        }
        (Applicability::Safe, Change::Edit { .. }, Scope::Project) => {
            "edits a file of the project, for everyone who builds it; undo restores every byte".into()
        }
        (Applicability::Safe, Change::Edit { .. }, Scope::Local) => {
            "edits a git-ignored file, for this machine and this project; undo restores every byte".into()
        }
        (Applicability::Safe, Change::Edit { .. }, Scope::User) => {
            "edits your cargo home, for every project on this machine; undo restores every byte".into()
        }
        (Applicability::Safe, Change::Symlink { links, .. }, _) => {
            format!("replaces {} links inside the sysroot; undo restores them", links.len())
        }
        (Applicability::Safe, Change::Command(line), _) if line.program == "rustup" => {
            "downloads with rustup, for this machine; undo does not remove it".into()
        }
        (Applicability::Safe, Change::Command(_) | Change::Manual { .. }, _) => {
            "runs a command; undo does not take that back".into()
        }
    }
}
