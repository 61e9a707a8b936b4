//! A plan as lines of a Dockerfile: one `RUN` for each step, as root.

use std::fmt::Write as _;

use xdoctor_fixes::Action;

use super::{Told, commands::commands, comment};

pub(super) fn dockerfile(told: &Told<'_>) -> String {
    let mut out = comment(&format!("{}.", told.origin("dockerfile")), "");
    out.push_str("# These lines go behind the `COPY` of the project, with its root as the working directory.\n");
    for step in &told.plan.steps {
        let _ = write!(out, "\n{}", comment(&told.title(step), ""));
        // An image has no sudo, and needs none.
        let step = super::without_sudo(step);
        // An image has no lists of packages either.
        let is_apt = matches!(&step.action, Action::Run(line) if line.program == "apt-get");
        let first = if is_apt { "apt-get update; " } else { "" };
        match commands(&step, told) {
            Ok(Some(lines)) => {
                // The first that fails ends the build: `&&` would bind weaker than the `||` of a refusal.
                let _ = writeln!(out, "RUN set -e; {first}{}", lines.join("; "));
            }
            Ok(None) => out.push_str(&comment(&told.diff(&step), "   ")),
            Err(_) => out.push_str("# by hand: a path in it has `..` or ends with a line break\n"),
        }
    }
    let rest = told.rest();
    if !rest.is_empty() {
        out.push('\n');
        out.extend(rest.iter().map(|line| comment(line, "")));
    }
    out
}
