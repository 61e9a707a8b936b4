//! `xdoctor explain`: the page of a cause, or the causes that a log or an error code can have.

use xdoctor_checks::{Check, catalog, check::Live};

use super::{
    args::{ExplainArgs, GlobalArgs},
    exit::Exit,
    out::{Trouble, print},
};
use crate::{
    host::Terminal,
    report::{Page, Tone},
};

pub(super) fn explain(args: &ExplainArgs, global: &GlobalArgs) -> Result<Exit, Trouble> {
    if let Some(check) = catalog::find(&args.subject) {
        print(&page(check, global.stdout()))?;
        return Ok(Exit::Ready);
    }
    Err(Trouble::new(format!("`{}` is neither a file nor the id of a check", args.subject))
        .hint(closest(&args.subject)))
}

/// The page of a cause.
fn page(check: &Check, terminal: Terminal) -> String {
    let mut page = Page::new(terminal);
    page.line(0, &[(Tone::Strong, check.id)]);
    page.labelled(0, (Tone::Plain, ""), 0, Tone::Plain, check.title);
    for line in check.docs.lines() {
        match line.strip_prefix("## ") {
            Some(heading) => {
                page.blank();
                page.line(0, &[(Tone::Strong, heading)]);
            }
            None => page.labelled(2, (Tone::Plain, ""), 0, Tone::Plain, line),
        }
    }
    if let Live::LogOnly(why) = &check.live {
        page.blank();
        page.labelled(2, (Tone::Faint, "note"), 6, Tone::Plain, &format!("seen in logs only: {why}"));
    }
    if !check.links.is_empty() {
        page.blank();
        page.line(0, &[(Tone::Strong, "More")]);
        for link in check.links {
            page.line(2, &[(Tone::Name, link)]);
        }
    }
    page.finish()
}

/// What the user may have meant.
pub(super) fn closest(id: &str) -> String {
    let nearest = catalog::CHECKS
        .iter()
        .map(|check| (strsim::jaro_winkler(id, check.id), check.id))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((likeness, id)) if likeness > 0.8 => format!("did you mean `{id}`?"),
        _ => "`xdoctor explain FILE` explains a log, `xdoctor explain ID` a check".to_owned(),
    }
}
