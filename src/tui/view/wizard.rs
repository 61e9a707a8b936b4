//! Setup: which targets, and by which route each.

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;
use xdoctor_checks::{
    Triple,
    targets::{
        catalogue,
        offer::{Offer, State},
    },
};

use super::{Pane, beside, stacked, words};
use crate::{
    report::Tone,
    tui::{
        model::{Model, Stage, Wizard, is_possible, no_such},
        text::{Doc, Line},
    },
};

pub(super) fn panes(model: &Model, wizard: &Wizard, body: Rect) -> Vec<Pane> {
    let (list, detail, title, below) = match wizard.stage {
        Stage::Targets => {
            let search = if wizard.search.is_empty() { String::new() } else { format!(" /{}", wizard.search) };
            let title = format!("Setup 1 of 3: targets, {} ticked{search}", wizard.ticked.len());
            (targets_doc(model, wizard, body.width), target_detail(model, wizard), title, "This target")
        }
        Stage::Routes => {
            let title = "Setup 2 of 3: a route for each".to_owned();
            (routes_doc(model, wizard), route_detail(wizard), title, "This route")
        }
    };
    let (upper, lower) = if body.width >= 100 {
        beside(body, body.width / 2)
    } else {
        let detail_height =
            u16::try_from(detail.lay(usize::from(body.width).saturating_sub(2), "").len() + 1).unwrap_or(u16::MAX);
        stacked(body, body.height.saturating_sub(detail_height.clamp(3, (body.height / 2).max(3))))
    };
    vec![
        Pane { index: 0, area: upper, title, doc: list },
        Pane { index: 1, area: lower, title: below.into(), doc: detail },
    ]
}

/// Who wants it, or what people call it.
fn about(model: &Model, triple: &Triple) -> String {
    let wanted = model.report.as_deref().and_then(|report| {
        let target = report.targets.iter().find(|target| target.triple == *triple)?;
        let wanted = words::wanted_by(target, report);
        Some(match no_such(target) {
            Some(finding) => format!("{}; {wanted}", words::told(finding)),
            None => wanted,
        })
    });
    wanted.unwrap_or_else(|| catalogue::find(triple).map(|entry| entry.aliases.join(", ")).unwrap_or_default())
}

fn targets_doc(model: &Model, wizard: &Wizard, width: u16) -> Doc {
    let mut doc = Doc::default();
    let list = wizard.list(model.report.as_deref());
    let column = list.iter().take(60).map(|triple| triple.as_str().width()).max().unwrap_or(0);
    for (row, triple) in list.iter().enumerate() {
        let is_ticked = wizard.ticked.contains(triple);
        let target = model.report.iter().flat_map(|report| &report.targets).find(|target| target.triple == *triple);
        let exists = target.and_then(no_such).is_none();
        let tick = match (exists, is_ticked) {
            (false, _) => " !  ",
            (true, true) => "[x] ",
            (true, false) => "[ ] ",
        };
        let tone = if is_ticked { Tone::Strong } else { Tone::Plain };
        let mut line = Line::of(if is_ticked { Tone::Good } else { Tone::Plain }, tick).push(tone, triple.as_str());
        if width >= 60 {
            let pad = " ".repeat(column.saturating_sub(triple.as_str().width()) + 2);
            line = line.push(Tone::Faint, &format!("{pad}{}", about(model, triple)));
        }
        doc.push(line.cut().row(row));
    }
    if list.is_empty() {
        doc.push(Line::of(Tone::Faint, "no target is called so"));
    }
    doc
}

fn target_detail(model: &Model, wizard: &Wizard) -> Doc {
    let mut doc = Doc::default();
    let list = wizard.list(model.report.as_deref());
    let Some(triple) = list.get(wizard.panes.scroll[0].row.min(list.len().saturating_sub(1))) else { return doc };
    doc.push(Line::of(Tone::Strong, triple.as_str()));
    let about = about(model, triple);
    if !about.is_empty() {
        doc.push(Line::new().prose(Tone::Plain, &about));
    }
    if let Some(note) = catalogue::find(triple).and_then(|entry| entry.note) {
        doc.push(Line::new().prose(Tone::Plain, note));
    }
    doc
}

fn routes_doc(model: &Model, wizard: &Wizard) -> Doc {
    let mut doc = Doc::default();
    let mut row = 0;
    for triple in &wizard.ticked {
        doc.push(Line::of(Tone::Strong, triple.as_str()));
        match wizard.offers.get(triple) {
            None => {
                let spinner = model.theme.spinner(words::beat(model));
                doc.push(Line::of(Tone::Faint, &format!("  {spinner} asking what is here")));
            }
            Some(Err(error)) => doc.push(Line::of(Tone::Warning, "  ? ").prose(Tone::Warning, error).hang(4)),
            Some(Ok(offers)) => {
                for offer in offers.iter().filter(|offer| is_possible(offer)) {
                    doc.push(offer_line(model, wizard, triple, offer).row(row));
                    row += 1;
                }
                if !offers.iter().any(is_possible) {
                    doc.push(Line::of(Tone::Warning, "  no route leads there from here"));
                }
                let others: Vec<_> =
                    offers.iter().filter(|offer| !is_possible(offer)).map(|offer| offer.route.name()).collect();
                if !others.is_empty() {
                    doc.push(Line::of(Tone::Faint, &format!("    not from here: {}", others.join(", "))).hang(4));
                }
            }
        }
    }
    if wizard.ticked.is_empty() {
        doc.push(Line::of(Tone::Faint, "no target is ticked"));
    }
    doc
}

fn offer_line(model: &Model, wizard: &Wizard, triple: &Triple, offer: &Offer) -> Line {
    let taken = wizard.route(triple) == Some(offer.route);
    let mark = if taken { model.theme.symbol("●", "(x)") } else { model.theme.symbol("○", "( )") };
    let (tone, state) = match &offer.state {
        State::Ready => (Tone::Good, "ready".to_owned()),
        State::Needs(lacks) => (Tone::Warning, format!("lacks {}", lacks.len())),
        State::Impossible(_) => (Tone::Faint, "not from here".to_owned()),
    };
    let why = if offer.recommended { model.theme.symbol("  ★ recommended", "  * recommended") } else { "" };
    Line::of(Tone::Good, &format!("  {mark} "))
        .push(if taken { Tone::Strong } else { Tone::Plain }, &format!("{:10}", offer.route.name()))
        .push(tone, &format!("{state:8}"))
        .push(Tone::Name, why)
        .push(Tone::Faint, &format!("  {}", offer.reason))
        .cut()
}

fn route_detail(wizard: &Wizard) -> Doc {
    let mut doc = Doc::default();
    let rows = wizard.route_rows();
    let Some(row) = rows.get(wizard.panes.scroll[0].row.min(rows.len().saturating_sub(1))) else {
        doc.push(Line::of(Tone::Faint, "nothing to choose from yet"));
        return doc;
    };
    let offer = row.offer;
    doc.push(Line::of(Tone::Strong, offer.route.name()).push(Tone::Plain, "  ").push(Tone::Faint, row.triple.as_str()));
    doc.push(Line::new().prose(Tone::Plain, words::route(offer.route)).hang(0));
    let why = if offer.recommended { "recommended: " } else { "" };
    doc.push(Line::of(Tone::Good, why).prose(Tone::Plain, &offer.reason));
    if let State::Needs(lacks) = &offer.state {
        doc.heading("It lacks");
        for lack in lacks {
            doc.push(Line::of(Tone::Warning, "  - ").prose(Tone::Plain, &lack.what).hang(4));
            match (lack.fixes.first(), &lack.unknown) {
                (Some(fix), _) => doc.push(Line::of(Tone::Plain, "    ").prose(Tone::Faint, &fix.title).hang(4)),
                (None, Some(why)) => {
                    doc.push(Line::of(Tone::Plain, "    ").prose(Tone::Warning, &format!("not known: {why}")).hang(4));
                }
                (None, None) => doc
                    .push(Line::of(Tone::Plain, "    ").push(Tone::Warning, "no way is known that works here").hang(4)),
            }
        }
    }
    if !offer.limits.is_empty() {
        doc.heading("What it cannot do");
        for limit in &offer.limits {
            doc.push(Line::of(Tone::Plain, "  - ").prose(Tone::Plain, limit).hang(4));
        }
    }
    doc
}
