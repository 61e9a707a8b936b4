//! `xdoctor undo`: take back what a fix has changed, to the byte.

use std::fmt::Write as _;

use super::{
    args::{GlobalArgs, UndoArgs},
    exit::Exit,
    out::{Trouble, print},
    repairs,
};
use crate::{
    repair::{self, JournalId, State, Summary},
    report::{Page, Tone},
};

pub(super) fn undo(args: &UndoArgs, global: &GlobalArgs) -> Result<Exit, Trouble> {
    if global.machine.is_some() {
        return Err(
            Trouble::new("nothing was changed on a recorded machine").hint("without `--machine` it is this one")
        );
    }
    let options = repairs::options(global, false)?;
    if args.list {
        let journals = repair::list(&options).map_err(|error| repairs::trouble(&error))?;
        print(&listing(&journals, global))?;
        return Ok(Exit::Ready);
    }
    let id = match &args.id {
        None => None,
        Some(text) => Some(text.parse::<JournalId>().map_err(|_| {
            Trouble::new(format!("`{text}` is not the id of a fix")).hint("`xdoctor undo --list` shows the ids")
        })?),
    };
    let undone = repair::undo(id, &options).map_err(|error| repairs::trouble(&error))?;
    let mut out = String::new();
    for path in &undone.restored {
        let _ = writeln!(out, "restored {}", path.display());
    }
    for command in &undone.commands {
        let _ = writeln!(out, "stays: what `{command}` installed");
    }
    print(&out)?;
    Ok(Exit::Ready)
}

fn listing(journals: &[Summary], global: &GlobalArgs) -> String {
    let mut page = Page::new(global.stdout());
    for journal in journals {
        let state = match journal.state {
            State::Undone => "undone",
            State::Done => "done",
            State::Interrupted => "broken off",
        };
        let id = journal.id.to_string();
        page.labelled(
            0,
            (Tone::Strong, &id),
            id.len() + 2,
            Tone::Plain,
            &format!("{state}: {}", journal.titles.join("; ")),
        );
        for file in &journal.files {
            page.labelled(id.len() + 2, (Tone::Plain, ""), 0, Tone::Faint, &file.display().to_string());
        }
    }
    page.finish()
}
