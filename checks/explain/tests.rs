//! Whole logs through the whole engine.

use super::*;

fn ids(text: &str) -> Vec<&'static str> {
    explain(text).causes.into_iter().map(|cause| cause.check.id).collect()
}

const LOG: &str = "   Compiling demo v0.1.0
\u{1b}[0m\u{1b}[1m\u{1b}[38;5;9merror[E0463]\u{1b}[0m\u{1b}[0m\u{1b}[1m: can't find crate for `core`\u{1b}[0m
  |
  = note: the `aarch64-unknown-linux-gnu` target may not be installed
";

#[test]
fn a_coloured_log_is_read_and_its_deciding_lines_are_numbered() {
    let causes = explain(LOG).causes;
    assert_eq!(causes[0].check.id, "target-std-missing");
    let lines: Vec<_> = causes[0].lines.iter().map(|(line, text)| (*line, text.as_str())).collect();
    assert_eq!(
        lines,
        [
            (2, "error[E0463]: can't find crate for `core`"),
            (4, "= note: the `aarch64-unknown-linux-gnu` target may not be installed"),
        ]
    );
}

#[test]
fn half_of_a_symptom_is_none() {
    assert_eq!(ids("Permission denied (os error 13)\n"), Vec::<&str>::new());
}

#[test]
fn an_ordinary_error_has_no_cause_here() {
    let found = explain("error[E0308]: mismatched types\n --> src/main.rs:1:1\n");
    assert!(found.causes.is_empty());
    assert_eq!(found.ordinary, [Line { number: 1, text: "error[E0308]: mismatched types".into() }]);
}

#[test]
fn a_line_of_megabytes_is_cut_between_characters() {
    let long = "é".repeat(1 << 20);
    assert_eq!(ids(&long), Vec::<&str>::new());
}

/// What lacks a standard library is not what was asked for.
#[test]
fn the_hosts_own_std_is_told_from_the_targets() {
    let log = "error[E0463]: can't find crate for `core`
  |
  = note: the `x86_64-unknown-linux-gnu` target may not be installed
  = help: consider building the standard library from source with `cargo build -Zbuild-std`

error: could not compile `version_check` (lib) due to 1 previous error
";
    let first = |target: &str| explain_for(log, &[Triple::new(target)]).causes[0].check.id;
    assert_eq!(first("riscv32imc-unknown-none-elf"), "host-std-missing");
    // Another program for the same system may be one of several that are built.
    assert_ne!(first("aarch64-unknown-linux-gnu"), "host-std-missing");
    assert_ne!(first("x86_64-unknown-linux-gnu"), "host-std-missing");
}
