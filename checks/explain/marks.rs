//! The structure of a log: where an error begins, where cargo goes on to something else, where a build has passed.

/// What a line is to the structure of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// An error of cargo, rustc or rustup begins.
    Opens,
    /// It closes the error before it and tells of nothing new.
    Closes,
    /// A build has passed.
    Passed,
    /// Source code that is quoted in a diagnostic: it says nothing of its own.
    Quoted,
    Plain,
}

/// What stands in every line that begins an error, in any case of letters. The third is cargo's JSON, whose rendered text
/// hides the first behind escaped colours.
pub(super) const ERRORS: [&str; 3] = ["error: ", "error[e", "\"level\":\"error"];

/// What stands in every line that ends a build, or that a panic announces; the last ones begin and end what libtest prints
/// (`running 2 tests`, with the line's end).
pub(super) const STRUCTURE: [&str; 9] = [
    "finished ",
    " panicked at ",
    " tests\n",
    " tests\r",
    " 1 test\n",
    " 1 test\r",
    " stdout ----",
    " stderr ----",
    "test result: ",
];

/// libtest's first line, and what stands before the captured output of a failed test (`library/test/src/formatters`).
pub(super) fn begins_tests(text: &str) -> bool {
    let count =
        text.strip_prefix("running ").and_then(|rest| rest.strip_suffix(" tests").or(rest.strip_suffix(" test")));
    count.is_some_and(|count| !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit()))
        || text.starts_with("---- ") && (text.ends_with(" stdout ----") || text.ends_with(" stderr ----"))
}

/// cargo's errors about tests (`src/cargo/ops/cargo_test.rs`).
pub(super) fn ends_tests(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("error: ") else { return false };
    ["test failed", "doctest failed", "bench failed", "could not execute process", "process didn't exit successfully"]
        .iter()
        .any(|start| rest.starts_with(start))
        || rest.ends_with(" failed:")
}

/// cargo's words for what it does (`src/cargo/core/compiler/job_queue`, `src/cargo/core/shell.rs`): right-aligned to 12.
const STATUS: [&str; 26] = [
    "Compiling",
    "Checking",
    "Downloading",
    "Downloaded",
    "Updating",
    "Fresh",
    "Dirty",
    "Running",
    "Documenting",
    "Locking",
    "Adding",
    "Installing",
    "Installed",
    "Replacing",
    "Building",
    "Blocking",
    "Packaging",
    "Verifying",
    "Vendoring",
    "Removing",
    "Unpacking",
    "Doc-tests",
    "Scraping",
    "Compiled",
    "Finished",
    "Skipping",
];

/// Is it one of cargo's status lines?
pub(super) fn is_status(text: &str) -> bool {
    let trimmed = text.trim_start_matches(' ');
    let Some((word, rest)) = trimmed.split_once(' ') else { return false };
    !rest.is_empty() && text.len() - trimmed.len() <= 10 && STATUS.contains(&word)
}

/// `text` is the line without what others wrote before it.
pub(super) fn of(text: &str, from_build_script: bool) -> Mark {
    if from_build_script {
        return Mark::Plain;
    }
    if is_quoted(text) {
        return Mark::Quoted;
    }
    if let Some(rest) = text.strip_prefix("error") {
        if let Some(rest) = rest.strip_prefix(": ") {
            return if closes(rest) { Mark::Closes } else { Mark::Opens };
        }
        if rest.starts_with("[E") {
            return Mark::Opens;
        }
    }
    if text.starts_with("warning: build failed") {
        return Mark::Closes;
    }
    if is_status(text) {
        // `Finished dev [unoptimized + debuginfo] target(s) in 0.1s`, with a backtick before the profile since 1.80.
        return if text.trim_start().starts_with("Finished ") && text.contains(" in ") {
            Mark::Passed
        } else {
            Mark::Closes
        };
    }
    Mark::Plain
}

/// What rustc and cargo say after the errors themselves.
fn closes(message: &str) -> bool {
    [
        "aborting due to",
        "could not compile ",
        "Could not compile ",
        "build failed",
        "failed to compile `",
        "`cargo build` failed",
    ]
    .iter()
    .any(|start| message.starts_with(start))
}

/// `12 |     let x = 1;`, as rustc, gcc and clang quote source.
fn is_quoted(text: &str) -> bool {
    let trimmed = text.trim_start_matches(' ');
    let rest = trimmed.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < trimmed.len() && rest.trim_start_matches(' ').starts_with('|') && rest.starts_with([' ', '|'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_cargo_and_rustc_have_their_marks() {
        for (line, mark) in [
            ("error: linker `cc` not found", Mark::Opens),
            ("error[E0463]: can't find crate for `std`", Mark::Opens),
            ("error: aborting due to previous error", Mark::Closes),
            ("error: could not compile `demo` (lib) due to 1 previous error", Mark::Closes),
            ("error: Could not compile `demo`.", Mark::Closes),
            ("warning: build failed, waiting for other jobs to finish...", Mark::Closes),
            ("   Compiling demo v0.1.0 (/home/user/demo)", Mark::Closes),
            ("    Finished `dev` profile [unoptimized + debuginfo] target(s) in 0.05s", Mark::Passed),
            ("    Finished release [optimized] target(s) in 2m 03s", Mark::Passed),
            ("12 |     println!(\"error: linker `cc` not found\");", Mark::Quoted),
            ("    9 | #include <openssl/ssl.h>", Mark::Quoted),
            ("   |", Mark::Plain),
            ("  error: unsupported linker arg", Mark::Plain),
            ("errors happened", Mark::Plain),
            ("12 errors", Mark::Plain),
            ("", Mark::Plain),
        ] {
            assert_eq!(of(line, false), mark, "{line}");
        }
        assert_eq!(of("error: unsupported linker arg: -x", true), Mark::Plain);
    }
}
