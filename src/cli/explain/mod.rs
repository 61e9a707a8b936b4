//! `xdoctor explain`: the page of a cause, or the causes that a log, an error code or a library can have.

mod family;
mod json;
mod told;
mod write;

use std::{io, panic::resume_unwind, path::Path, sync::mpsc, thread};

use xdoctor_checks::{
    Triple,
    catalog::{self, CHECKS},
    explain::{Explanation, Intake, Reader, told},
    report::Report,
    targets::names,
};

use super::{
    args::{ExplainArgs, GlobalArgs, ProofArgs, TargetArgs},
    driving,
    exit::Exit,
    out::{Trouble, print},
};
use crate::host::{Terminal, is_readable_file, pieces_of_file, pieces_of_stdin};

/// So many pieces of a log are fetched before they are read: its beginning is read slowly, and they are a few megabytes.
const AHEAD: usize = 64;

pub(super) fn explain(args: &ExplainArgs, global: &GlobalArgs) -> Result<Exit, Trouble> {
    if let Some(check) = catalog::find(&args.subject)
        && !args.json
    {
        let told = if args.no_live { None } else { look(&args.target, global).ok() };
        print(&write::page(check, told.as_ref(), global.stdout()))?;
        return Ok(Exit::Ready);
    }
    let shown = shown(args)?;
    let report =
        if args.no_live || !names_something(&shown) { None } else { Some(look_closely(&args.target, &shown, global)?) };
    let (text, is_named) = tell(&shown, report.as_ref(), args.json, global.stdout());
    print(&text)?;
    Ok(if is_named { Exit::Ready } else { Exit::Blocked })
}

/// Is there anything that this machine could confirm?
pub(super) fn names_something(shown: &Explanation) -> bool {
    !shown.causes.is_empty() || shown.unexplained.is_some()
}

/// What a log shows, with what this machine says of it where that was asked; and whether a cause is named.
pub(super) fn tell(shown: &Explanation, report: Option<&Report>, as_json: bool, terminal: Terminal) -> (String, bool) {
    // What was asked is what the report has.
    let told = told(shown, report, &[]);
    let text = if as_json { json::json(shown, &told, report) } else { write::text(shown, &told, report, terminal) };
    (text, !told.is_empty())
}

/// What was given: a log, the id of a check, an error code or a library.
fn shown(args: &ExplainArgs) -> Result<Explanation, Trouble> {
    let subject = args.subject.as_str();
    let hint: Vec<Triple> = args.target.targets.iter().map(Triple::new).collect();
    if subject == "-" {
        let reader = read(|take| pieces_of_stdin(take))
            .map_err(|error| Trouble::new(format!("cannot read standard input: {error}")))?;
        return Ok(reader.finish(&hint));
    }
    let path = Path::new(subject);
    if is_readable_file(path) {
        let reader = read(|take| pieces_of_file(path, take))
            .map_err(|error| Trouble::new(format!("cannot read `{subject}`: {error}")))?;
        return Ok(reader.finish(&hint));
    }
    let causes = family::naming(subject);
    if causes.is_empty() {
        return Err(Trouble::new(format!("`{subject}` is neither a file nor the id of a check")).hint(closest(subject)));
    }
    Ok(Explanation { causes, ..Explanation::default() })
}

/// Reads a log of which `pieces` gives one after the other: one thread fetches and cleans what another one searches.
fn read(pieces: impl FnOnce(&mut dyn FnMut(&[u8])) -> io::Result<()> + Send) -> io::Result<Reader> {
    let (give, lines) = mpsc::sync_channel::<Vec<u8>>(AHEAD);
    let (give_back, spare) = mpsc::channel::<Vec<u8>>();
    let fetch = move || -> io::Result<()> {
        let mut intake = Intake::default();
        let mut send = |text: &[u8]| {
            let mut buffer = spare.try_recv().unwrap_or_default();
            buffer.clear();
            buffer.extend_from_slice(text);
            // Nobody takes it where the other thread has panicked.
            let _ = give.send(buffer);
        };
        pieces(&mut |piece| intake.push(piece, &mut send))?;
        intake.finish(&mut send);
        Ok(())
    };
    let mut reader = Reader::default();
    thread::scope(|scope| {
        let fetching = scope.spawn(fetch);
        for text in lines {
            reader.push_text(&text);
            let _ = give_back.send(text);
        }
        fetching.join().unwrap_or_else(|panic| resume_unwind(panic))
    })?;
    Ok(reader)
}

/// What this machine says of what a log shows: a diagnosis with a proof, for a broken file, linker or flag is often seen
/// by none but cargo's own build. Of the targets that the user names, else of those of the log that rustc may know.
pub(super) fn look_closely(args: &TargetArgs, shown: &Explanation, global: &GlobalArgs) -> Result<Report, Trouble> {
    let targets = if args.targets.is_empty() {
        let known = |triple: &&Triple| names::all().any(|name| name == triple.as_str());
        shown.targets.iter().filter(known).map(|triple| triple.as_str().to_owned()).collect()
    } else {
        args.targets.clone()
    };
    diagnosis(&TargetArgs { targets }, &ProofArgs::default(), global)
}

/// What this machine says of a cause: a diagnosis without a proof, of these targets or of those that the project wants.
fn look(targets: &TargetArgs, global: &GlobalArgs) -> Result<Report, Trouble> {
    diagnosis(targets, &ProofArgs { no_proof: true, ..ProofArgs::default() }, global)
}

fn diagnosis(targets: &TargetArgs, proof: &ProofArgs, global: &GlobalArgs) -> Result<Report, Trouble> {
    driving::run(driving::host(global, proof)?, &driving::request(targets, proof, true)?, global)
}

/// What the user may have meant.
pub(super) fn closest(id: &str) -> String {
    let nearest =
        CHECKS.iter().map(|check| (strsim::jaro_winkler(id, check.id), check.id)).max_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((likeness, id)) if likeness > 0.8 => format!("did you mean `{id}`?"),
        _ => "`xdoctor explain FILE` explains a log, `xdoctor explain ID` a check".to_owned(),
    }
}
