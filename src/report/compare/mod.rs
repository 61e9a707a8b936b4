//! Two machines side by side: what differs, and what of it decides whether a target builds.
//!
//! What changes a verdict comes first, each with the finding and the settings behind it; then versions; then the rest.

mod json;
mod setting;
mod text;
mod version;

use xdoctor_checks::{
    Answers, HostPath, Style,
    facts::cargo_config::Config,
    report::{CheckReport, Report, Status, TargetReport, Verdict},
};

pub use json::json as compare_json;
pub use text::text as compare_text;

/// A machine that was looked at.
pub struct Machine {
    /// `there`, `here`, or the name of its file.
    pub name: String,
    pub report: Report,
    pub answers: Answers,
    /// What cargo's configuration comes to; none where it cannot be read.
    pub config: Option<Config>,
    pub home: Option<HostPath>,
}

/// Something that is not the same; none: there is no such thing on that machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is: a setting, a tool, a variable.
    pub what: String,
    pub values: [Option<Value>; 2],
}

/// What stands on one machine, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    pub text: String,
    /// `~/.cargo/config.toml:4`, or the environment.
    pub place: Option<String>,
}

/// A target on both machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub triple: String,
    pub verdicts: [Option<Verdict>; 2],
    pub blockers: [Vec<&'static str>; 2],
    pub same: Sameness,
    /// What each machine says of the checks that fail on one of them.
    pub findings: Vec<(&'static str, [Option<String>; 2])>,
    /// The settings of this target and of every one that are not the same.
    pub settings: Vec<Difference>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sameness {
    /// Both build it, or neither does.
    Same,
    Differs,
    /// On one of them nobody could tell.
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub names: [String; 2],
    pub targets: Vec<Target>,
    pub versions: Vec<Difference>,
    pub rest: Vec<Difference>,
}

impl Comparison {
    pub fn of(machines: [&Machine; 2]) -> Self {
        let [a, b] = machines;
        let versions = version::differences(machines);
        let mut settings = setting::differences(machines);
        settings.extend(setting::variables(machines));
        let names = [a.name.clone(), b.name.clone()];
        let mut triples: Vec<&str> = Vec::new();
        for target in a.report.targets.iter().chain(&b.report.targets) {
            if !triples.contains(&target.triple.as_str()) {
                triples.push(target.triple.as_str());
            }
        }
        let mut targets: Vec<_> = triples.into_iter().map(|triple| target(triple, machines, &settings)).collect();
        targets.sort_by_key(|target| match target.same {
            Sameness::Differs => 0,
            Sameness::Unknown => 1,
            Sameness::Same => 2,
        });
        let told: Vec<_> = targets.iter().flat_map(|target| &target.settings).map(|one| one.what.clone()).collect();
        settings.retain(|one| !told.contains(&one.what));
        Self { names, targets, versions, rest: settings }
    }

    /// Both would build the same targets; none: nobody could tell.
    pub fn same(&self) -> Option<bool> {
        if self.targets.iter().any(|target| target.same == Sameness::Differs) {
            return Some(false);
        }
        self.targets.iter().all(|target| target.same == Sameness::Same).then_some(true)
    }
}

impl Target {
    /// On one of them at least.
    fn is_built(&self) -> bool {
        self.verdicts.iter().flatten().any(|verdict| builds(*verdict) == Some(true))
    }
}

fn target(triple: &str, machines: [&Machine; 2], settings: &[Difference]) -> Target {
    let reports = machines.map(|machine| machine.report.targets.iter().find(|target| target.triple.as_str() == triple));
    let verdicts = reports.map(|report| report.map(|report| report.verdict));
    let same = match verdicts.map(|verdict| verdict.and_then(builds)) {
        [Some(a), Some(b)] if a == b => Sameness::Same,
        [Some(_), Some(_)] => Sameness::Differs,
        [None, _] | [_, None] => Sameness::Unknown,
    };
    let blockers = reports.map(|report| report.map(|report| report.blockers.clone()).unwrap_or_default());
    let (mut findings, mut own) = (Vec::new(), Vec::new());
    if same == Sameness::Differs {
        for id in blockers.iter().flatten() {
            if findings.iter().all(|(known, _)| known != id) {
                findings.push((*id, reports.map(|report| report.and_then(|report| says(report, id)))));
            }
        }
        own = setting::of_target(triple, reports, machines, settings);
    }
    Target { triple: triple.to_owned(), verdicts, blockers, same, findings, settings: own }
}

/// Whether a build passes, as far as anybody knows.
fn builds(verdict: Verdict) -> Option<bool> {
    match verdict {
        Verdict::Ready | Verdict::Unproved => Some(true),
        Verdict::Blocked => Some(false),
        Verdict::Unknown | Verdict::Pending => None,
    }
}

fn says(report: &TargetReport, id: &str) -> Option<String> {
    let check: &CheckReport = report.checks.iter().find(|check| check.id == id)?;
    match check.status {
        Status::Skip | Status::Pending => None,
        Status::Pass | Status::Warn | Status::Unknown | Status::Fail => {
            Some(if check.message.is_empty() { check.title.to_owned() } else { check.message.clone() })
        }
    }
}

impl Machine {
    /// A file as its reader knows it: in the project, at home, or where it stands.
    fn shown(&self, path: &str) -> String {
        let Some(parsed) = HostPath::parse(path) else { return path.to_owned() };
        let slashed = |below: &str| match parsed.style() {
            Style::Unix => below.to_owned(),
            Style::Windows => below.replace('\\', "/"),
        };
        let project = self.report.project.as_ref().and_then(|project| HostPath::parse(&project.root));
        if let Some(below) = project.and_then(|root| parsed.below(&root).map(slashed)).filter(|below| !below.is_empty())
        {
            return below;
        }
        match self.home.as_ref().and_then(|home| parsed.below(home)) {
            Some(below) => format!("~/{}", slashed(below)),
            None => path.to_owned(),
        }
    }

    fn place(&self, file: &str, line: Option<u32>) -> String {
        let file = self.shown(file);
        line.map_or_else(|| file.clone(), |line| format!("{file}:{line}"))
    }

    /// A value without what is each machine's own: its project's place and its user's home.
    fn plain(&self, text: &str) -> String {
        let project = self.report.project.as_ref().and_then(|project| HostPath::parse(&project.root));
        let places = [(project.as_ref(), "<project>"), (self.home.as_ref(), "~")];
        // A root stands in every path.
        let places = places.into_iter().filter_map(|(place, name)| Some((place?, name)));
        let places = places.filter(|(place, _)| place.parent().is_some());
        places.fold(text.to_owned(), |text, (place, name)| text.replace(place.as_str(), name))
    }
}
