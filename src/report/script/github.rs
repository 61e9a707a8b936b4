//! A plan as steps of a workflow.

use std::fmt::Write as _;

use super::{Told, commands::commands_of_anybody, comment};

pub(super) fn github(told: &Told<'_>) -> String {
    let mut out = comment(&format!("{}.", told.origin("github")), "");
    out.push_str("# These steps go behind the checkout, below `steps:`; they run in the project's root.\n");
    for step in &told.plan.steps {
        match commands_of_anybody(step, told) {
            Ok(Some(lines)) => {
                // A string of JSON is one of YAML; an expression would be evaluated.
                let name = serde_json::Value::from(told.title(step).replace("${{", "$ {{")).to_string();
                let _ = write!(out, "\n- name: {name}\n  shell: sh -eu {{0}}\n  run: |\n");
                for line in lines {
                    let _ = writeln!(out, "    {line}");
                }
            }
            Ok(None) => {
                let _ = write!(out, "\n{}{}", comment(&told.title(step), ""), comment(&told.diff(step), "   "));
            }
            Err(_) => {
                let _ = write!(
                    out,
                    "\n{}# by hand: a path in it has `..` or ends with a line break\n",
                    comment(&told.title(step), "")
                );
            }
        }
    }
    let rest = told.rest();
    if !rest.is_empty() {
        out.push('\n');
        out.extend(rest.iter().map(|line| comment(line, "")));
    }
    out
}
