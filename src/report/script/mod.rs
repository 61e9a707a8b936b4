//! A plan in other forms: a shell script, steps of a workflow, lines of a Dockerfile, instructions for a colleague.
//!
//! Each does what `xdoctor fix` would do with the same options, and as carefully: a file that is not what it was is not
//! touched. What only a person can do is told as a comment.

mod commands;
mod dockerfile;
mod github;
mod markdown;
mod quote;
mod sh;

use xdoctor_checks::{HostPath, report::Report};
use xdoctor_fixes::{Action, Applicability, CommandLine, Fix, Plan, Step, diff};

use super::{clean, one_line};

/// The form to print a plan in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Sh,
    Github,
    Dockerfile,
    Markdown,
}

/// Where things stand on the machine that the plan was made on, so that they are found on another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    pub project: HostPath,
    pub cargo_home: Option<HostPath>,
    pub home: Option<HostPath>,
}

/// A plan, what it could not take, and where it was made.
pub struct Told<'a> {
    pub plan: &'a Plan,
    /// What needs another option, or a person.
    pub left: &'a [Fix],
    pub report: &'a Report,
    pub places: &'a Places,
}

pub fn script(told: &Told<'_>, form: Form) -> String {
    match form {
        Form::Sh => sh::sh(told),
        Form::Github => github::github(told),
        Form::Dockerfile => dockerfile::dockerfile(told),
        Form::Markdown => markdown::markdown(told),
    }
}

impl Told<'_> {
    /// Where a file stands, as a reader knows it.
    fn shown(&self, path: &HostPath) -> String {
        let below =
            |dir: &HostPath| path.below(dir).filter(|below| !below.is_empty()).map(|below| quote::slashed(below, path));
        if let Some(below) = below(&self.places.project) {
            return below;
        }
        match self.places.home.as_ref().and_then(below) {
            Some(below) => format!("~/{below}"),
            None => path.to_string(),
        }
    }

    /// The titles of a step on one line, without where the project stands on this machine.
    fn title(&self, step: &Step) -> String {
        let titles = one_line(&step.title());
        let root = &self.places.project;
        let titles = titles.replace(&format!("{root}{}", root.style().separator()), "");
        match self.places.home.as_ref().filter(|home| home.parent().is_some()) {
            Some(home) => titles.replace(home.as_str(), "~"),
            None => titles,
        }
    }

    /// A command as another machine needs it. rustup reads `stable` as the one for its own host, which need not be the
    /// same: an image is often built on the other architecture.
    fn elsewhere(&self, line: &CommandLine) -> CommandLine {
        let host = self.report.host.as_ref().and_then(|host| host.triple.as_ref());
        let mut line = line.clone();
        let (Some(host), "rustup") = (host, line.program.as_str()) else { return line };
        let of_host = format!("-{host}");
        let mut args = line.args.iter_mut().skip_while(|arg| *arg != "--toolchain").skip(1);
        if let Some(name) = args.next()
            && let Some(short) = name.strip_suffix(&of_host).map(str::to_owned)
        {
            *name = short;
        }
        line
    }

    fn diff(&self, step: &Step) -> String {
        diff::step(step, &|path| self.shown(path))
    }

    /// Who made it, on which machine, for what.
    fn origin(&self, form: &str) -> String {
        let host = self.report.host.as_ref().and_then(|host| host.triple.as_ref());
        let host = host.map_or("unknown host", |triple| triple.as_str());
        let project = self.report.project.as_ref().and_then(|project| project.name.as_deref());
        let of = project.map(|name| format!(" of {}", one_line(name))).unwrap_or_default();
        format!("The plan{of} on {host}, by `xdoctor fix --as {form}` (xdoctor {})", self.report.tool.version)
    }

    /// What the plan does not do, a line each: what was refused, what needs another option, what a person must do.
    fn rest(&self) -> Vec<String> {
        if self.plan.steps.is_empty() && self.plan.refused.is_empty() && self.left.is_empty() {
            return vec!["there is nothing to change".to_owned()];
        }
        let refused =
            self.plan.refused.iter().map(|refusal| format!("not planned: {}: {}", refusal.title, refusal.reason));
        let left = self.left.iter().map(|fix| match fix.applicability {
            Applicability::Safe => format!("left: {}", fix.title),
            Applicability::System => format!("left: {} (in the plan with `--system`)", fix.title),
            Applicability::Manual => format!("by hand: {}", fix.title),
        });
        refused.chain(left).map(|line| one_line(&line)).collect()
    }
}

/// A step as root takes it.
fn without_sudo(step: &Step) -> Step {
    let mut step = step.clone();
    if let Action::Run(line) = &step.action
        && line.program == "sudo"
        && let Some((program, args)) = line.args.split_first()
    {
        let line = CommandLine { program: program.clone(), args: args.to_vec(), env: line.env.clone() };
        step.action = Action::Run(line);
    }
    step
}

/// Each line as a comment of a shell, a Dockerfile or YAML.
fn comment(text: &str, indent: &str) -> String {
    clean(text).lines().map(|line| format!("# {indent}{line}").trim_end().to_owned() + "\n").collect()
}
