//! `xdoctor explain`: the page of a cause, or the causes that a log, an error code or a library can have.

mod family;
mod json;
mod order;
mod told;
mod write;

use std::path::Path;

use xdoctor_checks::{
    Triple,
    catalog::{self, CHECKS},
    explain::{Explanation, Reader},
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
use told::Told;

pub(super) fn explain(args: &ExplainArgs, global: &GlobalArgs) -> Result<Exit, Trouble> {
    if let Some(check) = catalog::find(&args.subject)
        && !args.json
    {
        let told = if args.no_live { None } else { look(&args.target, global).ok() };
        print(&write::page(check, told.as_ref(), global.stdout()))?;
        return Ok(Exit::Ready);
    }
    let shown = shown(args)?;
    let report = if args.no_live || shown.causes.is_empty() {
        None
    } else {
        Some(look(&targets(&args.target, &shown), global)?)
    };
    print(&tell(&shown, report.as_ref(), args.json, global.stdout()))?;
    Ok(if shown.causes.is_empty() { Exit::Blocked } else { Exit::Ready })
}

/// What a log shows, with what this machine says of it where that was asked.
pub(super) fn tell(shown: &Explanation, report: Option<&Report>, as_json: bool, terminal: Terminal) -> String {
    let told = order::ordered(shown.causes.iter().map(|cause| Told::new(cause, report)).collect());
    if as_json { json::json(shown, &told) } else { write::text(shown, &told, report, terminal) }
}

/// What was given: a log, the id of a check, an error code or a library.
fn shown(args: &ExplainArgs) -> Result<Explanation, Trouble> {
    let subject = args.subject.as_str();
    let hint: Vec<Triple> = args.target.targets.iter().map(Triple::new).collect();
    let mut reader = Reader::default();
    if subject == "-" {
        pieces_of_stdin(|piece| reader.push(piece))
            .map_err(|error| Trouble::new(format!("cannot read standard input: {error}")))?;
        return Ok(reader.finish(&hint));
    }
    let path = Path::new(subject);
    if is_readable_file(path) {
        pieces_of_file(path, |piece| reader.push(piece))
            .map_err(|error| Trouble::new(format!("cannot read `{subject}`: {error}")))?;
        return Ok(reader.finish(&hint));
    }
    let causes = family::naming(subject);
    if causes.is_empty() {
        return Err(Trouble::new(format!("`{subject}` is neither a file nor the id of a check")).hint(closest(subject)));
    }
    Ok(Explanation { causes, ..Explanation::default() })
}

/// The targets to look at: those that the user names, else those of the log that rustc may know.
pub(super) fn targets(args: &TargetArgs, shown: &Explanation) -> TargetArgs {
    let targets = if args.targets.is_empty() {
        let known = |triple: &&Triple| names::all().any(|name| name == triple.as_str());
        shown.targets.iter().filter(known).map(|triple| triple.as_str().to_owned()).collect()
    } else {
        args.targets.clone()
    };
    TargetArgs { targets }
}

/// What this machine says: a diagnosis without a proof, of these targets or of those that the project wants.
pub(super) fn look(targets: &TargetArgs, global: &GlobalArgs) -> Result<Report, Trouble> {
    let proof = ProofArgs { no_proof: true, ..ProofArgs::default() };
    driving::run(driving::host(global, &proof)?, &driving::request(targets, &proof, true)?, global)
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
