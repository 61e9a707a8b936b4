//! Removing a value or elements, with the line they stand on and the table it leaves empty. Comments on lines of their own stay.

use std::ops::Range;

use super::{
    Document, EditError, Node, Shape, Table, Value,
    intent::Meaning,
    layout::{Leaf, collect_leaves, enclosing_inline, sections},
    render::NewValue,
    splice::{Splice, checked},
};

impl Document {
    /// The text without the value at `path` and without the table that it leaves empty; the same text if there is none.
    pub fn remove(&self, path: &[String]) -> Result<String, EditError> {
        let Some(node) = self.at(path) else { return Ok(self.text.clone()) };
        let mut intended = Meaning::of_table(&self.root);
        intended.remove(path);
        let path = self.emptied(path);
        let node = self.at(path).unwrap_or(node);
        let splices = if let Some(array) = self.array_of(path) {
            return Err(self.in_the_way(&path[..path.len() - 1], array, "table"));
        } else if let Some((_, inline)) = enclosing_inline(self, path) {
            self.without_entries(inline, node, path)
        } else {
            self.without_lines(path, node)
        };
        let normal = |meaning: &mut Meaning| meaning.prune(&path[..path.len() - 1]);
        let pruned = |meaning: &mut Meaning| {
            meaning.remove(path);
            normal(meaning);
        };
        checked(self, splices, intended, pruned)
    }

    /// The text without any run of `values` (TOML texts) among the elements of the array at `path`.
    pub fn pull(&self, path: &[String], values: &[String]) -> Result<String, EditError> {
        let Some(array) = self.at(path) else { return Ok(self.text.clone()) };
        let Value::Array(elements) = &array.value else { return Err(self.in_the_way(path, array, "array")) };
        let values: Vec<_> = values
            .iter()
            .map(|value| NewValue::parse(value, self.newline()).map(|value| value.meaning))
            .collect::<Result<_, _>>()?;
        let meanings: Vec<_> = elements.iter().map(Meaning::of).collect();
        let mut runs: Vec<Range<usize>> = Vec::new();
        let mut at = 0;
        while at < meanings.len() {
            if values.is_empty() || !meanings[at..].starts_with(&values) {
                at += 1;
                continue;
            }
            match runs.last_mut() {
                Some(last) if last.end == at => last.end += values.len(),
                Some(_) | None => runs.push(at..at + values.len()),
            }
            at += values.len();
        }
        let mut intended = Meaning::of_table(&self.root);
        let kept = (0..meanings.len()).filter(|index| !runs.iter().any(|run| run.contains(index)));
        intended.set(path, Meaning::Array(kept.map(|index| meanings[index].clone()).collect()));
        let held = self.items(array);
        let splices = runs.into_iter().flat_map(|run| self.without_items(&held, run)).collect();
        checked(self, splices, intended, |_| {})
    }

    /// The array that `path` is an element of.
    fn array_of(&self, path: &[String]) -> Option<&Node> {
        let (_, parent) = path.split_last()?;
        self.at(parent).filter(|parent| matches!(parent.value, Value::Array(_)))
    }

    /// `path`, or the table above it that would be left empty. An explicit `[header]` above that table stays.
    fn emptied<'a>(&self, path: &'a [String]) -> &'a [String] {
        let mut path = path;
        let mut first = true;
        while let Some((_, parent)) = path.split_last() {
            let Some(table) = self.at(parent).and_then(Node::as_table) else { break };
            let in_array = self.array_of(parent).is_some();
            let kept = table.entries.len() != 1 || in_array || (table.shape == Shape::Header && !first);
            if kept || self.is_array_table(parent) {
                break;
            }
            first = false;
            path = parent;
        }
        path
    }

    fn is_array_table(&self, path: &[String]) -> bool {
        let Some((_, parent)) = path.split_last() else { return false };
        self.at(parent).is_some_and(|node| matches!(node.value, Value::Tables(_)))
    }

    /// Without the lines of a key, or of a whole table: its header and its keys.
    fn without_lines(&self, path: &[String], node: &Node) -> Vec<Splice> {
        let mut lines = Vec::new();
        let mut leaves = Vec::new();
        match &node.value {
            Value::Table(table) if table.shape != Shape::Inline => collect_leaves(table, &mut leaves),
            Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Array(_)
            | Value::Table(_) => {
                if let Some(key) = self.key_span(path) {
                    leaves.push(Leaf { key, value: node.span.clone() });
                }
            }
            Value::Tables(_) => {}
        }
        for section in sections(self).iter().filter(|section| section.path.starts_with(path)) {
            lines.extend(section.header.clone());
            leaves.extend(section.leaves.iter().cloned());
        }
        lines.extend(leaves.iter().map(|leaf| leaf.key.start..leaf.value.end));
        self.lines_deleted(lines)
    }

    /// Deletions of the whole lines of `ranges`, with one blank line where two would meet.
    fn lines_deleted(&self, ranges: Vec<Range<usize>>) -> Vec<Splice> {
        let mut lines: Vec<_> = ranges
            .into_iter()
            .map(|range| self.line_start(range.start)..self.line_end(range.end.saturating_sub(1)))
            .collect();
        lines.sort_by_key(|range| range.start);
        let mut merged: Vec<Range<usize>> = Vec::new();
        for range in lines {
            match merged.last_mut() {
                // Blank lines between what goes, go with it.
                Some(last) if range.start <= last.end || self.text[last.end..range.start].trim().is_empty() => {
                    last.end = last.end.max(range.end);
                }
                Some(_) | None => merged.push(range),
            }
        }
        for range in &mut merged {
            let at_end = range.end >= self.text.len();
            let above = (range.start > self.first()).then(|| self.line_start(range.start - 1));
            if let Some(above) = above
                && self.is_blank(above)
                && (at_end || self.is_blank(range.end))
            {
                range.start = above;
            }
            if at_end && !self.text.ends_with('\n') {
                range.start = self.end_without_newline(range.start);
            }
        }
        merged.into_iter().map(Splice::delete).collect()
    }

    /// Where the text before `at` ends if it is to have no last newline and no blank lines at its end.
    fn end_without_newline(&self, at: usize) -> usize {
        let mut kept = &self.text[..at];
        while let Some(shorter) = kept.strip_suffix('\n') {
            kept = shorter.strip_suffix('\r').unwrap_or(shorter);
            let line = kept.rfind('\n').map_or(self.first().min(kept.len()), |newline| newline + 1);
            if !kept[line..].trim().is_empty() {
                break;
            }
            kept = &kept[..line];
        }
        kept.len().max(self.first())
    }

    /// Without one entry, or all the dotted ones below it, of an inline table.
    fn without_entries(&self, inline: &Node, node: &Node, path: &[String]) -> Vec<Splice> {
        let mut gone = Vec::new();
        match &node.value {
            Value::Table(inner) if inner.shape == Shape::Dotted => collect_leaves(inner, &mut gone),
            Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Array(_)
            | Value::Tables(_)
            | Value::Table(_) => {
                if let Some(key) = self.key_span(path) {
                    gone.push(Leaf { key, value: node.span.clone() });
                }
            }
        }
        let held = self.items(inline);
        let goes = |index: usize| gone.iter().any(|leaf| leaf.value.end == held.all[index].end);
        let mut splices = Vec::new();
        let mut index = 0;
        while index < held.all.len() {
            let run = (index..held.all.len()).take_while(|&at| goes(at)).count();
            if run > 0 {
                splices.extend(self.without_items(&held, index..index + run));
            }
            index += run.max(1);
        }
        splices
    }

    /// Where the last part of the key `path` is written.
    fn key_span(&self, path: &[String]) -> Option<Range<usize>> {
        let (last, parent) = path.split_last()?;
        let table: &Table = if parent.is_empty() { &self.root } else { self.at(parent)?.as_table()? };
        table.entry(last).map(|entry| entry.key_span.clone())
    }
}
