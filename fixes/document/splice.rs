//! A change as replaced ranges of the original text, and the proof that it means what was intended.

use std::ops::Range;

use super::{Document, EditError, intent::Meaning};

/// `text` in place of the bytes of `range`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Splice {
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

impl Splice {
    pub(super) fn insert(at: usize, text: impl Into<String>) -> Self {
        Self { range: at..at, text: text.into() }
    }

    pub(super) fn replace(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }

    pub(super) fn delete(range: Range<usize>) -> Self {
        Self { range, text: String::new() }
    }
}

/// The text after `splices`, which do not overlap.
pub(super) fn splice(text: &str, mut splices: Vec<Splice>) -> Option<String> {
    splices.sort_by_key(|splice| (splice.range.start, splice.range.end));
    let mut out = String::with_capacity(text.len() + splices.iter().map(|splice| splice.text.len()).sum::<usize>());
    let mut done = 0;
    for splice in &splices {
        out.push_str(text.get(done..splice.range.start)?);
        out.push_str(&splice.text);
        done = splice.range.end;
    }
    out.push_str(text.get(done..)?);
    Some(out)
}

/// The spliced text, if it means `intended`; `normal` is applied to both meanings first.
pub(super) fn checked(
    document: &Document,
    splices: Vec<Splice>,
    mut intended: Meaning,
    normal: impl Fn(&mut Meaning),
) -> Result<String, EditError> {
    let text = splice(&document.text, splices).ok_or(EditError::NotAsIntended)?;
    let result = Document::parse(&text).map_err(|_| EditError::NotAsIntended)?;
    let mut meaning = Meaning::of_table(&result.root);
    normal(&mut meaning);
    normal(&mut intended);
    if meaning == intended { Ok(text) } else { Err(EditError::NotAsIntended) }
}
