//! Commands of several fixes: equal ones run once, and those that add things to one place are joined.

use crate::{Action, Applicability, Change, CommandLine, Fix, Step};

/// The command steps of `fixes`, in their order.
pub(super) fn steps(fixes: &[Fix]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for fix in fixes.iter().filter(|fix| fix.applicability != Applicability::Manual) {
        let Change::Command(line) = &fix.change else { continue };
        let joined = steps.iter_mut().find_map(|step| match &step.action {
            Action::Run(other) => join(other, line).map(|joined| (step, joined)),
            Action::Write { .. } | Action::Relink { .. } | Action::Manual { .. } => None,
        });
        match joined {
            Some((step, joined)) => {
                step.serves(fix);
                step.action = Action::Run(joined);
            }
            None => steps.push(Step::new(fix, Action::Run(line.clone()))),
        }
    }
    steps
}

/// `rustup toolchain install ..`
pub(super) fn installs_toolchain(line: &CommandLine) -> bool {
    line.program == "rustup"
        && matches!(line.args.as_slice(), [what, verb, ..] if what == "toolchain" && verb == "install")
}

/// One command that does what both do: they are equal, or differ only in what they add.
fn join(one: &CommandLine, other: &CommandLine) -> Option<CommandLine> {
    if one == other {
        return Some(one.clone());
    }
    if one.program != other.program || one.env != other.env {
        return None;
    }
    let (left, right) = (Parts::of(one)?, Parts::of(other)?);
    if left.head != right.head || left.tail != right.tail {
        return None;
    }
    let mut added = left.added.to_vec();
    added.extend(right.added.iter().filter(|item| !left.added.contains(item)).cloned());
    let args = left.head.iter().cloned().chain(added).chain(left.tail.iter().cloned()).collect();
    Some(CommandLine { program: one.program.clone(), args, env: one.env.clone() })
}

/// A command that adds things: what stands before them, the things, the options behind them.
struct Parts<'a> {
    head: &'a [String],
    added: &'a [String],
    tail: &'a [String],
}

impl<'a> Parts<'a> {
    fn of(line: &'a CommandLine) -> Option<Self> {
        let verb = |verbs: &[&str]| line.args.iter().position(|arg| verbs.contains(&arg.as_str()));
        let is = |name: &str| line.program == name || line.args.first().is_some_and(|arg| arg == name);
        let at = if line.program == "rustup" {
            let [what, _, ..] = line.args.as_slice() else { return None };
            if what != "target" && what != "component" {
                return None;
            }
            verb(&["add"])?
        } else if ["apt-get", "apt", "dnf", "brew", "port", "zypper", "choco", "scoop"].into_iter().any(is) {
            verb(&["install"])?
        } else if is("apk") {
            verb(&["add"])?
        } else if is("pacman") {
            verb(&["-S"])?
        } else {
            return None;
        };
        // Options between the verb and the things belong to the head, those behind to the tail.
        let first = (at + 1..line.args.len()).find(|&index| !line.args[index].starts_with('-'))?;
        let count = line.args[first..].iter().take_while(|arg| !arg.starts_with('-')).count();
        let (head, rest) = line.args.split_at(first);
        let (added, tail) = rest.split_at(count);
        Some(Self { head, added, tail })
    }
}
