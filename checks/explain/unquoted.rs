//! What cargo, rustc and cc name in backticks, where the log has lost them: a log that was pasted as text and not as code
//! comes out of a page without them, or with typographic quotes.

use std::{borrow::Cow, sync::LazyLock};

use memchr::memchr;

use super::needles::Needles;

/// What stands before a name and after it; nothing: the name ends with the line. (cargo's `src/cargo/core/compiler` and
/// `cargo-util`, `rustc_codegen_ssa/src/errors.rs`, `rustc_metadata/src/errors.rs`, cc's `src/lib.rs`, `cargo-component`'s
/// `src/lib.rs`, rust-overlay's `lib/mk-aggregated.nix`.)
const SENTENCES: [(&str, &str); 34] = [
    ("error: linker ", " not found"),
    ("linking with ", " failed: exit"),
    ("could not exec the linker ", ": "),
    ("msvc linker but ", " was not found"),
    ("failed to run custom build command for ", ""),
    ("process didn't exit successfully: ", " (exit"),
    ("could not execute process ", " (never executed)"),
    ("can't find crate for ", " which "),
    ("can't find crate for ", ""),
    ("could not compile ", " ("),
    ("could not compile ", " due to"),
    ("could not compile ", ""),
    ("the ", " target may not be installed"),
    ("the ", " target may not support the standard library"),
    ("downloading the target with ", ""),
    ("Failed to find tool. Is ", " installed"),
    ("s ", " not installed?"),
    ("could not exec the linker ", ""),
    ("metadata files for crate ", ""),
    ("warning: both ", " and "),
    (" and ", " exist. Using "),
    (" exist. Using ", ""),
    ("failed to find the ", " target and "),
    (" target and ", " is not available"),
    ("failed to create directory ", ""),
    ("expected a value of type ", ", but found"),
    ("Unknown target ", ", typo or not supported"),
    ("failed to run ", " to learn about target-specific information"),
    ("failed to parse manifest at ", ""),
    ("failed to compile ", ", intermediate artifacts"),
    ("The system library ", " required by crate"),
    ("required by crate ", " was not found"),
    ("feature ", " is required"),
    ("the ", " flag is only accepted on the nightly channel"),
];

/// Of each sentence the longer side, by which it is found.
static SIDES: LazyLock<Needles> = LazyLock::new(|| {
    let longer = |(before, after): &(&str, &str)| if before.len() < after.len() { *after } else { *before }.to_owned();
    let lowercase = |sentence| longer(sentence).to_ascii_lowercase().into_bytes();
    Needles::of(SENTENCES.iter().map(lowercase).collect())
});

fn has_sentence(line: &str) -> bool {
    let mut has = false;
    SIDES.find(line.as_bytes(), |_| has = true);
    has
}

const TYPOGRAPHIC: [char; 2] = ['‘', '’'];

/// The line with the backticks that its tool wrote.
pub(super) fn restored(line: Cow<'_, str>) -> Cow<'_, str> {
    if memchr(b'`', line.as_bytes()).is_some() {
        return line;
    }
    let line = straight(line);
    if !has_sentence(&line) {
        return line;
    }
    let mut names: Vec<_> = SENTENCES.iter().filter_map(|(before, after)| name(&line, before, after)).collect();
    names.sort_unstable();
    // Where one sentence ends at another's end or at the line's, the shorter name is the name.
    names.dedup_by_key(|(start, _)| *start);
    let Some((first, _)) = names.first() else { return line };
    let mut text = line[..*first].to_owned();
    let mut done = *first;
    for (start, end) in names {
        if start < done {
            continue;
        }
        text.push_str(&line[done..start]);
        text.push('`');
        text.push_str(line[start..end].trim_matches(['\'', '"']));
        text.push('`');
        done = end;
    }
    text.push_str(&line[done..]);
    Cow::Owned(text)
}

/// With the quotes of a typewriter, where one of the sentences stands in it: the C compilers' own quotes are left.
fn straight(line: Cow<'_, str>) -> Cow<'_, str> {
    if !line.contains(TYPOGRAPHIC) {
        return line;
    }
    let straight = line.replace(TYPOGRAPHIC, "'");
    if has_sentence(&straight) { Cow::Owned(straight) } else { line }
}

/// Where the name between them begins and ends.
fn name(line: &str, before: &str, after: &str) -> Option<(usize, usize)> {
    let (start, end) = if before.len() < after.len() {
        let end = line.find(after)?;
        (line[..end].rfind(before)? + before.len(), end)
    } else {
        let start = line.find(before)? + before.len();
        let rest = line[start..].trim_end();
        (start, start + if after.is_empty() { rest.len() } else { rest.find(after)? })
    };
    let name = &line[start..end];
    // A whole command stands in quotes word by word; a name alone may stand in them too.
    let is_command = name.starts_with('"') && name.matches('"').count() != 2;
    let is_bare = !name.is_empty() && !name.starts_with(' ') && !is_command;
    is_bare.then_some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_backticks_again() {
        for (line, expected) in [
            ("error: linker cc not found", "error: linker `cc` not found"),
            ("error: linker gcc -m32 not found", "error: linker `gcc -m32` not found"),
            ("error: linking with cc failed: exit status: 1", "error: linking with `cc` failed: exit status: 1"),
            ("error[E0463]: can't find crate for std", "error[E0463]: can't find crate for `std`"),
            (
                "error[E0463]: can't find crate for core which std depends on",
                "error[E0463]: can't find crate for `core` which std depends on",
            ),
            (
                "  = note: the thumbv6m-none-eabi target may not be installed",
                "  = note: the `thumbv6m-none-eabi` target may not be installed",
            ),
            ("error: could not compile demo (bin \"demo\")", "error: could not compile `demo` (bin \"demo\")"),
            (
                "error: could not compile demo due to previous error",
                "error: could not compile `demo` due to previous error",
            ),
            ("error: could not compile demo", "error: could not compile `demo`"),
            ("error: linker ‘cc’ not found", "error: linker `cc` not found"),
            ("error: linker \"cc\" not found", "error: linker `cc` not found"),
            ("error[E0463]: can’t find crate for ‘core’", "error[E0463]: can't find crate for `core`"),
            ("  Is musl-gcc not installed?", "  Is `musl-gcc` not installed?"),
            (
                "warning: both /a/config and /a/config.toml exist. Using /a/config",
                "warning: both `/a/config` and `/a/config.toml` exist. Using `/a/config`",
            ),
            (
                "The system library alsa required by crate alsa-sys was not found.",
                "The system library `alsa` required by crate `alsa-sys` was not found.",
            ),
            (
                "  error occurred: Failed to find tool. Is musl-gcc installed?",
                "  error occurred: Failed to find tool. Is `musl-gcc` installed?",
            ),
        ] {
            assert_eq!(restored(Cow::Borrowed(line)), expected);
        }
    }

    #[test]
    fn other_lines_stay_as_they_are() {
        for line in [
            "",
            "   Compiling demo v0.1.0",
            "error: linker `cc` not found",
            "cc: error: unrecognized command-line option ‘-m64’",
            "error: could not compile ",
            "error occurred in cc-rs: failed to find tool \"arm-gcc\": No such file or directory (os error 2)",
            "error: linking with \"cc\" \"-m64\" failed: exit status: 1",
        ] {
            assert_eq!(restored(Cow::Borrowed(line)), line);
        }
    }
}
