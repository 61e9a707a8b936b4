//! `xdoctor explain`: the page of a cause, or the causes that a log or an error code can have.

use std::path::Path;

use serde_json::json;
use xdoctor_checks::{
    Check, Live,
    catalog::{self, CHECKS},
    explain::{Cause, Reader},
    report::{CheckReport, FixReport, Report, Status},
};

use super::{
    args::{ExplainArgs, GlobalArgs, ProofArgs},
    driving,
    exit::Exit,
    out::{Trouble, print},
};
use crate::{
    host::{Terminal, is_readable_file, lines_of_file, lines_of_stdin},
    report::{Page, Tone, fix_lines},
};

pub(super) fn explain(args: &ExplainArgs, global: &GlobalArgs) -> Result<Exit, Trouble> {
    if let Some(check) = catalog::find(&args.subject) {
        print(&page(check, global.stdout()))?;
        return Ok(Exit::Ready);
    }
    let causes = causes(&args.subject)?;
    let report = if args.no_live || causes.is_empty() { None } else { Some(look(args, global)?) };
    let mut told: Vec<_> = causes.into_iter().map(|cause| Told::new(cause, report.as_ref())).collect();
    // What this machine confirms comes first, what it refutes last; between equals the text's own order stays.
    told.sort_by_key(|told| match told.confirmed {
        Some(true) => 0,
        None => 1,
        Some(false) => 2,
    });
    print(&if args.json { json(&told) } else { text(&told, report.as_ref(), global.stdout()) })?;
    Ok(if told.is_empty() { Exit::Blocked } else { Exit::Ready })
}

/// A cause with what this machine says of it.
struct Told<'a> {
    cause: Cause,
    /// None: not asked, or not decidable here.
    confirmed: Option<bool>,
    found: Option<&'a CheckReport>,
}

impl<'a> Told<'a> {
    fn new(cause: Cause, report: Option<&'a Report>) -> Self {
        let seen: Vec<_> = report
            .into_iter()
            .flat_map(|report| report.host_checks.iter().chain(report.targets.iter().flat_map(|target| &target.checks)))
            .filter(|check| check.id == cause.check.id)
            .collect();
        let fired = seen.iter().find(|check| matches!(check.status, Status::Fail | Status::Warn)).copied();
        let undecided = seen.iter().any(|check| matches!(check.status, Status::Unknown | Status::Pending));
        let confirmed = match cause.check.live {
            Live::LogOnly(_) => None,
            Live::Host(_) | Live::Target(_) if fired.is_some() => Some(true),
            Live::Host(_) | Live::Target(_) if undecided || report.is_none() => None,
            Live::Host(_) | Live::Target(_) => Some(false),
        };
        Self { cause, confirmed, found: fired }
    }

    fn fixes(&self) -> &'a [FixReport] {
        self.found.map_or(&[], |found| &found.fixes)
    }

    fn why(&self) -> &str {
        match self.found {
            Some(found) if !found.why.is_empty() => &found.why,
            _ => section(self.cause.check, "## Why it breaks the build"),
        }
    }
}

/// One section of a check's docs.
fn section<'a>(check: &'a Check, heading: &str) -> &'a str {
    let Some((_, rest)) = check.docs.split_once(heading) else { return "" };
    rest.split("\n## ").next().unwrap_or(rest).trim()
}

fn causes(subject: &str) -> Result<Vec<Cause>, Trouble> {
    let mut reader = Reader::default();
    if subject == "-" {
        lines_of_stdin(|line| reader.feed(line))
            .map_err(|error| Trouble::new(format!("cannot read standard input: {error}")))?;
        return Ok(reader.finish());
    }
    let path = Path::new(subject);
    if is_readable_file(path) {
        lines_of_file(path, |line| reader.feed(line))
            .map_err(|error| Trouble::new(format!("cannot read `{subject}`: {error}")))?;
        return Ok(reader.finish());
    }
    let named = naming(subject);
    if named.is_empty() {
        return Err(Trouble::new(format!("`{subject}` is neither a file nor the id of a check")).hint(closest(subject)));
    }
    Ok(named)
}

/// Every cause whose log lines name this error code or library, as sure as its best symptom.
fn naming(subject: &str) -> Vec<Cause> {
    let is_code = subject.len() == 5 && subject.starts_with('E') && subject[1..].bytes().all(|b| b.is_ascii_digit());
    if !is_code && !subject.starts_with("-l") {
        return Vec::new();
    }
    let mentions = |pattern: &&str| pattern.replace('\\', "").contains(subject);
    let mut named: Vec<_> = CHECKS
        .iter()
        .filter_map(|check| {
            let symptoms = check.symptoms.iter().filter(|symptom| symptom.all.iter().any(&mentions));
            let confidence = symptoms.map(|symptom| symptom.weight).max_by(f32::total_cmp)?;
            Some(Cause { check, confidence, lines: Vec::new() })
        })
        .collect();
    named.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    named
}

/// What this machine says: a diagnosis without a proof, of the hinted target or of those that the project wants.
fn look(args: &ExplainArgs, global: &GlobalArgs) -> Result<Report, Trouble> {
    let proof = ProofArgs { no_proof: true, ..ProofArgs::default() };
    driving::run(driving::host(global, false)?, &driving::request(&args.target, &proof, true)?, global)
}

fn json(told: &[Told<'_>]) -> String {
    let causes: Vec<_> = told
        .iter()
        .map(|told| {
            let lines: Vec<_> =
                told.cause.lines.iter().map(|(line, text)| json!({"line": line, "text": text})).collect();
            // Two decimals: the rest of a 32-bit fraction would look like precision.
            let confidence = f64::from((told.cause.confidence * 100.0).round()) / 100.0;
            json!({
                "id": told.cause.check.id,
                "title": told.cause.check.title,
                "confidence": confidence,
                "why": told.why(),
                "lines": lines,
                "confirmed": told.confirmed,
                "fixes": told.fixes(),
            })
        })
        .collect();
    let value = json!({"schema_version": 1, "causes": causes});
    format!("{}\n", serde_json::to_string_pretty(&value).expect("a value has only string keys"))
}

fn text(told: &[Told<'_>], report: Option<&Report>, terminal: Terminal) -> String {
    let mut page = Page::new(terminal);
    if told.is_empty() {
        page.labelled(0, (Tone::Plain, ""), 0, Tone::Plain, "no cause in the toolchain or its configuration is named here; an error of the code itself is the compiler's to explain");
        return page.finish();
    }
    for (rank, told) in told.iter().enumerate() {
        page.blank();
        let (tone, word) = match told.confirmed {
            Some(true) => (Tone::Bad, "confirmed on this machine"),
            Some(false) => (Tone::Faint, "not so on this machine"),
            None if report.is_some() => (Tone::Warning, "cannot be decided on this machine"),
            None => (Tone::Plain, "by the text alone"),
        };
        let number = format!("{}.", rank + 1);
        page.line(
            0,
            &[
                (Tone::Plain, &number),
                (Tone::Plain, " "),
                (Tone::Strong, told.cause.check.id),
                (tone, "  "),
                (tone, word),
            ],
        );
        let title = told.found.map_or(told.cause.check.title, |found| &found.message);
        page.labelled(3, (Tone::Plain, ""), 0, Tone::Plain, title);
        for (line, text) in &told.cause.lines {
            page.line(3, &[(Tone::Faint, &format!("line {line}: ")), (Tone::Name, text)]);
        }
        page.labelled(3, (Tone::Faint, "why"), 7, Tone::Plain, &told.why().replace('\n', " "));
        match (told.confirmed, report) {
            (Some(false), _) => {}
            (_, Some(report)) if !told.fixes().is_empty() => {
                for fix in told.fixes() {
                    fix_lines(&mut page, 3, "fix", fix, report);
                }
            }
            _ => page.labelled(
                3,
                (Tone::Good, "do"),
                7,
                Tone::Plain,
                &section(told.cause.check, "## What to do").replace('\n', " "),
            ),
        }
    }
    page.finish()
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
    let nearest =
        CHECKS.iter().map(|check| (strsim::jaro_winkler(id, check.id), check.id)).max_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((likeness, id)) if likeness > 0.8 => format!("did you mean `{id}`?"),
        _ => "`xdoctor explain FILE` explains a log, `xdoctor explain ID` a check".to_owned(),
    }
}
