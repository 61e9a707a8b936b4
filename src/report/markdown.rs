//! Markdown: a table of the targets and the findings below it, for a job summary or an issue.

use std::fmt::Write as _;

use xdoctor_checks::report::{Report, Verdict};

use super::{Shown, accepted, clean, findings, location, one_line, shown, text::fix_title};

pub fn markdown(report: &Report, show: &Shown) -> String {
    let mut out = String::from("| target | verdict | why |\n| --- | --- | --- |\n");
    for target in &report.targets {
        let why = match target.verdict {
            Verdict::Blocked => target.blockers.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", "),
            Verdict::Ready => format!("proved by {}", code(&target.build_command.join(" "))),
            Verdict::Unknown | Verdict::Unproved | Verdict::Pending => {
                cell(target.proof.reason.as_deref().unwrap_or(""))
            }
        };
        let mentioned = if target.required { "" } else { " (mentioned)" };
        let accepted = if target.accepted { ", accepted" } else { "" };
        let _ = writeln!(out, "| `{}`{mentioned} | {}{accepted} | {why} |", target.triple, word(target.verdict));
    }
    for (target, check) in findings(report).filter(|(_, check)| show.lists(check)) {
        let about = target.map_or_else(|| "this machine".to_owned(), |target| format!("`{}`", target.triple));
        let _ = write!(out, "\n### {}: {about}\n\n{}", check.id, escape(&one_line(&check.message)));
        if !check.why.is_empty() {
            let _ = write!(out, ": {}", escape(&one_line(&check.why)));
        }
        out.push('\n');
        if let Some(told) = accepted(check, report) {
            let _ = writeln!(out, "\nAccepted {}", escape(&one_line(&told)));
        }
        if let Some((file, line)) = location(check, None, report) {
            let file = shown(file.as_str(), report);
            let line = line.map(|line| format!(":{line}")).unwrap_or_default();
            let _ = writeln!(out, "\nSeen in {}", code(&format!("{file}{line}")));
        }
        for (index, fix) in check.fixes.iter().enumerate() {
            let label = if index == 0 { "Fix" } else { "Or" };
            let _ = writeln!(out, "\n{label}: {}", escape(&one_line(&fix_title(fix))));
            let (language, body) = match fix.kind {
                _ if !fix.command.is_empty() => ("sh", clean(&fix.command.join(" "))),
                "edit" | "symlink" => ("diff", clean(&fix.diff)),
                _ => ("", clean(&fix.diff)),
            };
            if !body.trim().is_empty() {
                let _ = writeln!(out, "\n{}", block(language, &body));
            }
        }
    }
    out
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ready => "ready",
        Verdict::Blocked => "**blocked**",
        Verdict::Unknown => "unknown",
        Verdict::Unproved => "unproved",
        Verdict::Pending => "pending",
    }
}

fn cell(text: &str) -> String {
    escape(&one_line(text)).replace('|', "\\|")
}

/// Backticks in messages mean code, as in Markdown; what else Markdown reads as a mark is escaped.
pub(super) fn escape(text: &str) -> String {
    let mut in_code = false;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '`' {
            in_code = !in_code;
        } else if !in_code && matches!(c, '*' | '_' | '<' | '[' | '\\' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A code span, with a fence longer than any run of backticks in it (`CommonMark` 6.1).
pub(super) fn code(text: &str) -> String {
    let text = one_line(text).replace('|', "\\|");
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

pub(super) fn block(language: &str, text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}", text.trim_end())
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_with_backticks_stays_code() {
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`x`"), "`` `x` ``");
    }

    #[test]
    fn marks_are_escaped_outside_code_only() {
        assert_eq!(escape("a_b `c_d` *e*"), "a\\_b `c_d` \\*e\\*");
    }
}
