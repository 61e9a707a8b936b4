//! Every check over every machine of `tests/hosts/`: what xdoctor says of each is the text beside it (`UPDATE=1` writes
//! it anew), every cause fires on one and is absent from another, and a fix removes its finding.
//!
//! A composed machine (`.toml`) names where its texts come from; a recorded one (`.json`) was written by `xdoctor record`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use xdoctor::{
    driver::{Doctor, block_on},
    host::{Answered, Answering, Cassette, Host, Kind, Terminal},
    report::{Shown, text},
};
use xdoctor_checks::{
    Answer, Failure, Live, Question,
    catalog::CHECKS,
    diagnose::{ProofMode, Request},
    machine::{Entry, Machine},
    preview::file_state,
    report::{CheckReport, FixReport, Report, Status},
};
use xdoctor_fixes::{Action, CommandLine, HostPath, Plan, Scope};

/// A machine and what xdoctor says of it.
struct Seen {
    name: String,
    golden: PathBuf,
    cassette: Cassette,
    report: Report,
}

static SEEN: LazyLock<Vec<Seen>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hosts");
    let mut files: Vec<_> = fs::read_dir(root)
        .expect("tests/hosts is there")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml" || extension == "json"))
        .collect();
    files.sort();
    files.into_iter().map(|file| see(&file)).collect()
});

fn see(file: &Path) -> Seen {
    let cassette = Cassette::open(file).unwrap_or_else(|error| panic!("{error}"));
    Seen {
        name: file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned(),
        golden: file.with_extension("txt"),
        report: diagnose(Arc::new(cassette.clone())),
        cassette,
    }
}

fn diagnose(host: Arc<dyn Host>) -> Report {
    // A composed machine has no proof to replay.
    let proof = if host.is_recorded() { ProofMode::Tiny } else { ProofMode::None };
    let request = Request { proof, ..Request::default() };
    block_on(async { Doctor::new(host).diagnose(&request, |_| {}).await }).expect("a runtime")
}

/// Each check of the host and of each target, with whose it is.
fn judged(report: &Report) -> impl Iterator<Item = (&str, &CheckReport)> {
    let of_host = report.host_checks.iter().map(|check| ("host", check));
    of_host.chain(
        report.targets.iter().flat_map(|target| target.checks.iter().map(|check| (target.triple.as_str(), check))),
    )
}

fn fires(check: &CheckReport) -> bool {
    match check.status {
        Status::Fail | Status::Warn => true,
        Status::Pass | Status::Unknown | Status::Skip | Status::Pending => false,
    }
}

#[test]
fn each_machine_gets_the_report_that_stands_beside_it() {
    let terminal = Terminal { width: 100, colour: false, unicode: true, interactive: false };
    let update = std::env::var_os("UPDATE").is_some();
    let mut differing = Vec::new();
    for seen in &*SEEN {
        let page = text(&seen.report, terminal, &Shown::default());
        if update {
            fs::write(&seen.golden, &page).expect("it can be written");
        } else if fs::read_to_string(&seen.golden).ok().as_deref() != Some(&*page) {
            differing.push(format!("--- {}\n{page}", seen.name));
        }
    }
    assert!(differing.is_empty(), "not as recorded (UPDATE=1 writes them anew):\n{}", differing.join("\n"));
}

#[test]
fn no_page_stands_beside_no_machine() {
    let known: BTreeSet<_> = SEEN.iter().map(|seen| seen.golden.clone()).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hosts");
    for entry in fs::read_dir(root).expect("tests/hosts is there") {
        let path = entry.expect("a readable folder").path();
        assert!(path.extension().is_none_or(|extension| extension != "txt") || known.contains(&path), "{path:?}");
    }
}

#[test]
fn a_composed_machine_names_its_sources() {
    for seen in SEEN.iter().filter(|seen| seen.cassette.kind == Kind::Composed) {
        assert!(!seen.cassette.sources.is_empty(), "{}: where do its texts come from?", seen.name);
    }
}

#[test]
fn every_cause_fires_on_a_machine_and_is_absent_from_another() {
    let mut fired: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for seen in &*SEEN {
        for (_, check) in judged(&seen.report).filter(|(_, check)| fires(check)) {
            fired.entry(check.id).or_default().insert(&seen.name);
        }
    }
    let asks = |live: &Live| match live {
        Live::Host(_) | Live::Target(_) => true,
        Live::LogOnly(_) => false,
    };
    let live: Vec<_> = CHECKS.iter().filter(|check| asks(&check.live)).map(|check| check.id).collect();
    // It is the proof that finds this one, and only a real machine has one.
    let proved_only = ["unexplained-link-failure"];
    let silent: Vec<_> = live.iter().filter(|id| !fired.contains_key(*id) && !proved_only.contains(id)).collect();
    assert!(silent.is_empty(), "no machine in tests/hosts/ fires {silent:?}");
    let everywhere: Vec<_> =
        live.iter().filter(|id| fired.get(*id).is_some_and(|names| names.len() == SEEN.len())).collect();
    assert!(everywhere.is_empty(), "every machine fires {everywhere:?}");
}

/// The machine of a cassette after a change.
struct Changed(Machine);

impl Host for Changed {
    fn at_once(&self, question: &Question) -> Option<Answered> {
        Some(self.0.answer(question).unwrap_or(Err(Failure::NotRecorded)))
    }

    fn answer<'a>(&'a self, question: &'a Question) -> Answering<'a> {
        Box::pin(async { self.at_once(question).expect("tables answer at once") })
    }
}

/// What a machine would be after `plan`; none where a step cannot be played.
fn after(plan: &Plan, mut machine: Machine) -> Option<Machine> {
    for step in &plan.steps {
        match &step.action {
            Action::Write { path, after: Some(text), .. } => machine.put(path, Entry::Text(text.clone())),
            Action::Write { path, after: None, .. } => drop(machine.entries.remove(path)),
            Action::Relink { links, .. } => {
                for relink in links {
                    machine.put(&relink.link, Entry::Link(relink.new.clone()));
                }
                machine.scans.clear();
            }
            Action::Run(_) | Action::Manual { .. } => return None,
        }
    }
    Some(machine)
}

fn plan(fix: &FixReport, machine: &Machine) -> Plan {
    Plan::build(std::slice::from_ref(&fix.fix), |path| {
        match machine.answer(&Question::ReadFile { path: path.clone(), limit: u64::MAX }) {
            Some(Ok(Answer::File(bytes))) => file_state(&bytes),
            other => panic!("{path} answered {other:?}"),
        }
    })
}

type Offered = (&'static Seen, &'static Machine, &'static str, &'static CheckReport, &'static FixReport);

/// Every fix that a machine is offered, with the machine and the finding it is for.
fn offered() -> impl Iterator<Item = Offered> {
    SEEN.iter().filter_map(|seen| Some((seen, seen.cassette.machine()?))).flat_map(|(seen, machine)| {
        judged(&seen.report)
            .filter(|(_, check)| fires(check))
            .flat_map(move |(whose, check)| check.fixes.iter().map(move |fix| (seen, machine, whose, check, fix)))
    })
}

#[test]
fn an_edit_removes_its_finding() {
    let mut tried = 0;
    for (seen, machine, whose, check, fix) in offered() {
        let plan = plan(fix, machine);
        let of = format!("{}, {whose}, {}: `{}`", seen.name, check.id, fix.title);
        assert!(plan.refused.is_empty(), "{of}: {:?}", plan.refused);
        let Some(changed) = after(&plan, machine.clone()) else { continue };
        tried += 1;
        let report = diagnose(Arc::new(Changed(changed)));
        let left = judged(&report)
            .filter(|(_, check)| fires(check))
            .any(|(who, left)| (who, left.id, &left.message) == (whose, check.id, &check.message));
        assert!(!left, "{of}: applied, and the finding is still there");
    }
    assert!(tried > 0, "no machine is offered an edit");
}

#[test]
fn what_holds_for_one_machine_is_not_written_where_all_read_it() {
    let absolute =
        regex::Regex::new(r#"["'= ](/(home|Users|opt|usr|root|mnt|nix|Library|Applications)/|[A-Za-z]:[\\/])"#)
            .expect("a pattern");
    for (seen, machine, whose, check, fix) in offered().filter(|offered| offered.4.scope == Scope::Project) {
        for step in plan(fix, machine).steps {
            let Action::Write { before, after: Some(after), .. } = step.action else { continue };
            let before: BTreeSet<_> = before.as_deref().unwrap_or_default().lines().collect();
            for line in after.lines().filter(|line| !before.contains(line)) {
                let of = format!("{}, {whose}, {}: `{}`", seen.name, check.id, fix.title);
                assert!(!absolute.is_match(line), "{of}: writes `{line}` into the project");
            }
        }
    }
}

#[test]
fn a_command_runs_what_the_machine_has() {
    for (seen, machine, whose, check, fix) in offered() {
        for step in plan(fix, machine).steps {
            let Action::Run(CommandLine { program, args, .. }) = step.action else { continue };
            let program = if program == "sudo" { args[0].clone() } else { program };
            let there = match HostPath::parse(&program) {
                Some(path) => machine.answer(&Question::Metadata { path }),
                None => machine.answer(&Question::Which { program: program.clone() }),
            };
            let missing = match &there {
                Some(Ok(Answer::Which(found))) => found.is_empty(),
                Some(Ok(Answer::Metadata(found))) => !matches!(found, xdoctor_checks::answer::Metadata::Found(_)),
                other => panic!("{program}: {other:?}"),
            };
            let of = format!("{}, {whose}, {}: `{}`", seen.name, check.id, fix.title);
            assert!(!missing, "{of}: runs `{program}`, which is not on this machine");
        }
    }
}
