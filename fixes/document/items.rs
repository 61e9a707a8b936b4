//! The items of an array or an inline table, and the commas between them.

use std::ops::Range;

use super::{Document, Node, layout::collect_leaves, splice::Splice};

/// What stands between the brackets.
pub(super) struct Items {
    /// Behind the opening bracket.
    pub(super) open: usize,
    /// Before the closing one.
    pub(super) close: usize,
    pub(super) all: Vec<Item>,
}

pub(super) struct Item {
    /// Its key, in an inline table, begins here.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The comma behind it.
    pub(super) comma: Option<usize>,
}

impl Item {
    /// Behind its comma, or itself.
    pub(super) fn behind(&self) -> usize {
        self.comma.map_or(self.end, |comma| comma + 1)
    }
}

impl Document {
    /// The items of `holder`, which is `[..]` or `{..}`.
    pub(super) fn items(&self, holder: &Node) -> Items {
        let (open, close) = (holder.span.start + 1, holder.span.end - 1);
        let mut ends: Vec<_> = match (holder.as_array(), holder.as_table()) {
            (Some(nodes), _) => nodes.iter().map(|node| node.span.end).collect(),
            (None, Some(table)) => {
                let mut leaves = Vec::new();
                collect_leaves(table, &mut leaves);
                leaves.iter().map(|leaf| leaf.value.end).collect()
            }
            (None, None) => Vec::new(),
        };
        ends.sort_unstable();
        let mut at = open;
        let all = ends
            .into_iter()
            .map(|end| {
                let comma = Some(self.behind_trivia(end)).filter(|&next| self.text[next..].starts_with(','));
                let item = Item { start: self.behind_trivia(at), end, comma };
                at = item.behind();
                item
            })
            .collect();
        Items { open, close, all }
    }

    /// The first byte from `at` on that is neither white space nor comment.
    fn behind_trivia(&self, at: usize) -> usize {
        let mut in_comment = false;
        let text = &self.text[at..];
        let found = text.char_indices().find(|&(_, c)| {
            match c {
                '#' => in_comment = true,
                '\n' => in_comment = false,
                _ => {}
            }
            !in_comment && !c.is_ascii_whitespace()
        });
        at + found.map_or(text.len(), |(offset, _)| offset)
    }

    /// What to delete so that the items `run`, and one comma for each, go.
    pub(super) fn without_items(&self, held: &Items, run: Range<usize>) -> Vec<Splice> {
        let items = &held.all;
        let (Some(first), Some(last)) = (items.get(run.start), items.get(run.end - 1)) else { return Vec::new() };
        let previous = run.start.checked_sub(1).and_then(|index| items.get(index));
        let lines = self.line_start(first.start)..self.line_end(last.end);
        let alone = self.text[lines.start..first.start].trim().is_empty()
            && is_trivia(&self.text[last.behind().min(lines.end)..lines.end])
            && lines.end <= held.close;
        let orphan = previous.and_then(|item| item.comma).filter(|_| last.comma.is_none());
        if alone {
            let comma = orphan.map(|comma| Splice::delete(comma..comma + 1));
            return std::iter::once(Splice::delete(lines)).chain(comma).collect();
        }
        match previous.map(|item| item.comma) {
            None => {
                let end = last.behind();
                let tail = &self.text[end..held.close];
                let blank = tail.len() - tail.trim_start_matches([' ', '\t']).len();
                let end = if run.end < items.len() { end + blank } else { end };
                vec![Splice::delete(first.start..end)]
            }
            Some(Some(comma)) if self.text[comma + 1..first.start].trim().is_empty() => {
                vec![Splice::delete(comma..last.end)]
            }
            Some(comma) => {
                let comma = comma.map(|comma| Splice::delete(comma..comma + 1));
                comma.into_iter().chain([Splice::delete(first.start..last.end)]).collect()
            }
        }
    }
}

/// Whether `text`, the rest of a line, holds nothing but white space and a comment.
pub(super) fn is_trivia(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || text.starts_with('#')
}
