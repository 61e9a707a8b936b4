//! `ar` archives: System V's and BSD's member names, thin ones, rlibs.

use std::io;

use xdoctor_checks::answer::Header;

use super::{Source, classify};

const ENTRY: u64 = 60;
/// Indexes, name tables and metadata come first; the first object is never far behind.
const MAX_MEMBERS: usize = 64;

/// None where the source is no archive.
pub(super) fn first_object(source: &mut Source) -> io::Result<Option<Header>> {
    // The members of a thin archive are files elsewhere.
    if source.head.starts_with(b"!<thin>\n") {
        return Ok(Some(Header::Archive { member: None }));
    }
    if !source.head.starts_with(b"!<arch>\n") {
        return Ok(None);
    }
    let mut at = 8;
    for _ in 0..MAX_MEMBERS {
        let Some((name, size)) = member(source, at) else { break };
        let start = at + ENTRY;
        if !is_index(&name) {
            // BSD's long name stands before the contents.
            let skip = name.strip_prefix("#1/").and_then(|len| len.parse().ok()).unwrap_or(0).min(size);
            match classify(&mut source.part(start + skip, size - skip)?) {
                Header::Other | Header::Script { .. } => {}
                object => return Ok(Some(Header::Archive { member: Some(Box::new(object)) })),
            }
        }
        // Members begin at even offsets.
        at = start + size + size % 2;
    }
    Ok(Some(Header::Archive { member: None }))
}

/// The name and size in the entry at `at`.
fn member(source: &mut Source, at: u64) -> Option<(String, u64)> {
    let entry = source.bytes(at, usize::try_from(ENTRY).ok()?)?;
    if entry.get(58..)? != b"`\n" {
        return None;
    }
    let field = |range| std::str::from_utf8(entry.get(range)?).ok();
    let name = String::from_utf8_lossy(&entry[..16]).trim_end().to_owned();
    let size: u64 = field(48..58)?.trim().parse().ok()?;
    // No file is so large; it keeps the sums below from overflowing.
    (size < 1 << 48).then_some((name, size))
}

/// The symbol tables and the table of long names.
fn is_index(name: &str) -> bool {
    matches!(name, "/" | "//" | "/SYM64/" | "/<ECSYMBOLS>/") || name.starts_with("__.SYMDEF")
}
