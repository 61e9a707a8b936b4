//! `xdoctor diff`: two machines side by side.

use std::{path::Path, sync::Arc};

use xdoctor_checks::{Answer, Question, Triple, diagnose::Request, facts::cargo_config::CargoConfig, report::Report};

use super::{
    args::{DiffArgs, GlobalArgs},
    driving,
    exit::Exit,
    out::{Trouble, print},
    progress::Progress,
};
use crate::{
    driver::Doctor,
    host::{Cassette, Host},
    report::{Comparison, Machine, compare_json, compare_text},
};

pub(super) fn diff(args: &DiffArgs, global: &GlobalArgs) -> Result<Exit, Trouble> {
    if global.machine.is_some() {
        return Err(Trouble::new("`diff` names its machines itself")
            .hint("`xdoctor diff A B`, or `xdoctor diff A` with this one"));
    }
    let request = driving::request(&args.target, &args.proof, false)?;
    let names = names(&args.a, args.b.as_deref());
    let a = recorded(&args.a)?;
    let b: Arc<dyn Host> = match &args.b {
        Some(file) => recorded(file)?,
        None => driving::host(global, &args.proof)?,
    };
    let mut sides = Vec::new();
    for (name, host) in names.into_iter().zip([a, b]) {
        sides.push(Side::look(name, host, &request, global)?);
    }
    // What only one of them wants is looked at on the other one too.
    let wanted = wanted(&sides);
    let mut machines = Vec::new();
    for side in sides {
        machines.push(side.machine(&Request { targets: wanted.clone(), ..request.clone() }, global)?);
    }
    let both = [&machines[0], &machines[1]];
    let compared = Comparison::of(both);
    print(&if args.json {
        compare_json(&compared, both)
    } else {
        compare_text(&compared, global.stdout(), global.verbose)
    })?;
    Ok(match compared.same() {
        Some(true) => Exit::Ready,
        Some(false) => Exit::Blocked,
        None => Exit::Unknown,
    })
}

/// A recording is `there`, this machine `here`; two recordings have the names of their files.
fn names(a: &Path, b: Option<&Path>) -> [String; 2] {
    let Some(b) = b else { return ["there".to_owned(), "here".to_owned()] };
    let stem = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let whole = |path: &Path| path.display().to_string();
    if stem(a) == stem(b) { [whole(a), whole(b)] } else { [stem(a), stem(b)] }
}

fn recorded(file: &Path) -> Result<Arc<dyn Host>, Trouble> {
    let cassette = Cassette::open(file).map_err(|error| Trouble::new(error.to_string()))?;
    Ok(Arc::new(cassette))
}

/// A machine that is being looked at.
struct Side {
    name: String,
    doctor: Doctor,
    report: Report,
}

impl Side {
    fn look(name: String, host: Arc<dyn Host>, request: &Request, global: &GlobalArgs) -> Result<Self, Trouble> {
        let mut doctor = Doctor::new(host);
        let report = diagnose(&mut doctor, request, global)?;
        Ok(Self { name, doctor, report })
    }

    fn machine(self, request: &Request, global: &GlobalArgs) -> Result<Machine, Trouble> {
        let Self { name, mut doctor, mut report } = self;
        let looked_at: Vec<_> = report.targets.iter().map(|target| &target.triple).collect();
        if request.targets.iter().any(|triple| !looked_at.contains(&triple)) {
            report = diagnose(&mut doctor, request, global)?;
        }
        let config = driving::block_on(doctor.conclude(|cx| cx.fact::<CargoConfig>(())))?;
        let home = match doctor.answers().answer(&Question::Host) {
            Some(Ok(Answer::Host(host))) => host.home.clone(),
            _ => None,
        };
        let answers = doctor.answers().clone();
        Ok(Machine { name, report, answers, config: config.ok().map(|config| (**config).clone()), home })
    }
}

fn diagnose(doctor: &mut Doctor, request: &Request, global: &GlobalArgs) -> Result<Report, Trouble> {
    let mut progress = Progress::new(global);
    let report = driving::block_on(doctor.diagnose(request, |event| progress.tell(&event)))?;
    drop(progress);
    driving::usable(report)
}

/// What counts on either of them.
fn wanted(sides: &[Side]) -> Vec<Triple> {
    let mut wanted: Vec<Triple> = Vec::new();
    for target in sides.iter().flat_map(|side| &side.report.targets).filter(|target| target.counts) {
        if !wanted.contains(&target.triple) {
            wanted.push(target.triple.clone());
        }
    }
    wanted
}
