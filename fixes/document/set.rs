//! Setting a value: where it stands, or at the place where a person would have written it.

use super::{
    Document, EditError, Node, Shape, Table, Value,
    intent::Meaning,
    layout::{Leaf, Section, collect_leaves, enclosing_inline, sections},
    render::{NewValue, dotted, key, nested},
    splice::{Splice, checked},
};

impl Document {
    /// The text with `value` (TOML text) at `path`; the same text if it stands there already.
    pub fn set(&self, path: &[String], value: &str) -> Result<String, EditError> {
        let value = NewValue::parse(value, self.newline())?;
        let mut intended = Meaning::of_table(&self.root);
        intended.set(path, value.meaning.clone());
        let splices = match self.at(path) {
            Some(node) if Meaning::of(node) == value.meaning => return Ok(self.text.clone()),
            Some(node) => vec![self.replacement(path, node, &value)?],
            None => self.addition(path, &value.text)?,
        };
        checked(self, splices, intended, |_| {})
    }

    fn replacement(&self, path: &[String], node: &Node, value: &NewValue) -> Result<Splice, EditError> {
        match &node.value {
            Value::Table(table) if table.shape != Shape::Inline => Err(self.in_the_way(path, node, "value")),
            Value::Tables(_) => Err(self.in_the_way(path, node, "value")),
            Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Array(_)
            | Value::Table(_) => Ok(Splice::replace(node.span.clone(), value.text.clone())),
        }
    }

    pub(crate) fn in_the_way(&self, path: &[String], node: &Node, wanted: &'static str) -> EditError {
        EditError::InTheWay { key: dotted(path), line: self.line(node), found: node.kind(), wanted }
    }

    /// Splices that add `value` at `path`, where nothing stands.
    pub(super) fn addition(&self, path: &[String], value: &str) -> Result<Vec<Splice>, EditError> {
        let depth = (1..path.len()).rev().find(|&depth| self.at(&path[..depth]).is_some()).unwrap_or(0);
        let (known, rest) = path.split_at(depth);
        let container = match self.at(known) {
            None => &self.root,
            Some(node) => node.as_table().ok_or_else(|| self.in_the_way(known, node, "table"))?,
        };
        let splice = match container.shape {
            Shape::Inline => self.inline_entry(self.at(known).ok_or(EditError::NotAsIntended)?, container, rest, value),
            Shape::Dotted => self.beside_dotted(known, container, rest, value)?,
            Shape::Root | Shape::Header | Shape::Implied => self.section_entry(known, container, rest, value),
        };
        Ok(vec![splice])
    }

    /// `{ a = 1 }` -> `{ a = 1, rest = value }`
    fn inline_entry(&self, node: &Node, table: &Table, rest: &[String], value: &str) -> Splice {
        let mut leaves = Vec::new();
        collect_leaves(table, &mut leaves);
        let last = leaves.iter().max_by_key(|leaf| leaf.value.end);
        let Some(last) = last else {
            let inside = node.span.start + 1..node.span.end - 1;
            let empty = self.text.get(inside).is_some_and(|inner| inner.trim_matches([' ', '\t']).is_empty());
            let text = nested(rest, " = ", value);
            return if empty {
                Splice::replace(node.span.clone(), format!("{{ {text} }}"))
            } else {
                Splice::insert(node.span.start + 1, text)
            };
        };
        Splice::insert(last.value.end, format!(", {}", nested(rest, self.equals(last), value)))
    }

    /// A dotted key more, after the last one with the prefix `known`.
    fn beside_dotted(
        &self,
        known: &[String],
        table: &Table,
        rest: &[String],
        value: &str,
    ) -> Result<Splice, EditError> {
        let mut leaves = Vec::new();
        collect_leaves(table, &mut leaves);
        let last = leaves.iter().max_by_key(|leaf| leaf.value.end).ok_or(EditError::NotAsIntended)?;
        let path: Vec<_> = known.iter().chain(rest).cloned().collect();
        if let Some((depth, _)) = enclosing_inline(self, &path) {
            let text = format!(", {}{}{value}", dotted(&path[depth..]), self.equals(last));
            return Ok(Splice::insert(last.value.end, text));
        }
        let base = (0..=known.len())
            .rev()
            .find(|&depth| {
                depth == 0
                    || self.at(&known[..depth]).and_then(Node::as_table).is_some_and(|t| t.shape == Shape::Header)
            })
            .unwrap_or(0);
        let indentation = self.indentation(last.key.start);
        Ok(self.new_line_after(last, &format!("{indentation}{}{}{value}", dotted(&path[base..]), self.equals(last))))
    }

    fn section_entry(&self, known: &[String], container: &Table, rest: &[String], value: &str) -> Splice {
        let sections = sections(self);
        let own = sections.iter().find(|section| section.path == known && is_section_of(section, container));
        if let Some(own) = own
            && let Some(text) = self.entry_text(own, container, rest, value)
        {
            return self.entry_in(own, &sections, &text);
        }
        let path: Vec<_> = known.iter().chain(rest).cloned().collect();
        self.new_section(&sections, known, &path, value)
    }

    /// The line for `rest` if it is to stand in the section of `container`; none if it wants a header of its own.
    fn entry_text(&self, own: &Section, container: &Table, rest: &[String], value: &str) -> Option<String> {
        let equals = own.leaves.last().map_or(" = ", |leaf| self.equals(leaf));
        match rest {
            [name] => Some(format!("{}{equals}{value}", key(name))),
            // As the neighbours are written: only below a header, for at the top a header reads better.
            _ if container.shape == Shape::Header => {
                let shapes = || container.entries.iter().filter_map(|entry| entry.node.as_table()).map(|t| t.shape);
                let tables = container.entries.iter().any(|entry| matches!(entry.node.value, Value::Tables(_)));
                if tables || shapes().any(|shape| matches!(shape, Shape::Header | Shape::Implied)) {
                    return None;
                }
                match shapes().next_back()? {
                    Shape::Dotted => Some(format!("{}{equals}{value}", dotted(rest))),
                    Shape::Inline => Some(nested(rest, equals, value)),
                    Shape::Root | Shape::Header | Shape::Implied => None,
                }
            }
            _ => None,
        }
    }

    /// `text` as a new line of `own`.
    fn entry_in(&self, own: &Section, sections: &[Section], text: &str) -> Splice {
        let newline = self.newline();
        if let Some(last) = own.leaves.last() {
            return self.new_line_after(last, &format!("{}{text}", self.indentation(last.key.start)));
        }
        if let Some(header) = &own.header {
            return self.line_after(header.start, &format!("{}{text}", self.indentation(header.start)));
        }
        // The part before the first header is empty: above that header and the comment that belongs to it.
        match sections.iter().find(|section| section.header.is_some()) {
            Some(first) => Splice::insert(self.leading_comment(first.start()), format!("{text}{newline}{newline}")),
            None => self.at_the_end(text, ""),
        }
    }

    /// `[path but the last]` with one key, after the last section below `known`, or at the end.
    fn new_section(&self, sections: &[Section], known: &[String], path: &[String], value: &str) -> Splice {
        let newline = self.newline();
        let mut siblings = sections
            .iter()
            .filter(|section| section.header.is_some() && !known.is_empty() && section.path.starts_with(known));
        let sibling = siblings.next_back();
        let (last, table) = path.split_last().expect("a path has a last part");
        let name: Vec<_> =
            (0..table.len()).filter(|&at| !self.is_element(&table[..=at])).map(|at| table[at].clone()).collect();
        let (outer, inner, equals) = match sibling {
            None => ("", "", " = "),
            Some(sibling) => {
                let outer = self.indentation(sibling.start());
                let leaf = sibling.leaves.last();
                (
                    outer,
                    leaf.map_or(outer, |leaf| self.indentation(leaf.key.start)),
                    leaf.map_or(" = ", |leaf| self.equals(leaf)),
                )
            }
        };
        let text = format!("{outer}[{}]{newline}{inner}{}{equals}{value}", dotted(&name), key(last));
        let Some(sibling) = sibling else { return self.at_the_end(&text, newline) };
        let end = self.section_end(sibling, sections);
        if end >= self.text.trim_end().len() {
            return self.at_the_end(&text, newline);
        }
        // Set apart as the neighbours are.
        if self.is_blank(end) {
            Splice::insert(end, format!("{newline}{text}{newline}"))
        } else {
            Splice::insert(end, format!("{text}{newline}"))
        }
    }

    fn is_element(&self, path: &[String]) -> bool {
        let (_, parent) = path.split_last().expect("a path has a last part");
        self.at(parent).is_some_and(|node| node.as_array().is_some())
    }

    /// Where the section ends with the comments that belong to it: not those directly above the next header.
    fn section_end(&self, section: &Section, sections: &[Section]) -> usize {
        let own_end = self.line_end(self.last_byte(section.end()));
        let next = sections.iter().map(Section::start).find(|&start| start > section.start());
        let limit = next.map_or(self.text.len(), |start| self.leading_comment(start));
        let mut end = own_end;
        let mut at = own_end;
        while at < limit {
            let after = self.line_end(at);
            if !self.is_blank(at) {
                end = after;
            }
            at = after;
        }
        end
    }

    /// Where the comment lines directly above the line of `at` begin, or that line itself.
    fn leading_comment(&self, at: usize) -> usize {
        let mut start = self.line_start(at);
        while start > self.first() {
            let above = self.line_start(start - 1);
            if !self.is_comment(above) {
                break;
            }
            start = above;
        }
        start
    }

    /// A new line after the one on which `leaf` ends, and after comment lines that go on with that line's comment.
    fn new_line_after(&self, leaf: &Leaf, text: &str) -> Splice {
        let mut at = self.last_byte(leaf.value.end);
        let tail = self.text.get(leaf.value.end..self.line_end(at)).unwrap_or_default();
        if let Some(hash) = tail.find('#') {
            debug_assert!(tail[..hash].trim().is_empty(), "only white space stands before a comment");
            let column = leaf.value.end - self.line_start(at);
            loop {
                let next = self.line_end(at);
                let goes_on = next < self.text.len() && self.is_comment(next) && self.indentation(next).len() >= column;
                if !goes_on {
                    break;
                }
                at = next;
            }
        }
        self.line_after(at, text)
    }

    /// `text` on a line of its own after the line of `at`.
    fn line_after(&self, at: usize, text: &str) -> Splice {
        let newline = self.newline();
        let end = self.line_end(at);
        if self.text[..end].ends_with('\n') {
            Splice::insert(end, format!("{text}{newline}"))
        } else {
            Splice::insert(end, format!("{newline}{text}"))
        }
    }

    /// `text` after all that the file says; blank lines at its end stay there. `apart` goes before.
    fn at_the_end(&self, text: &str, apart: &str) -> Splice {
        let newline = self.newline();
        let said = self.text.trim_end().len();
        if said <= self.first() {
            return Splice::insert(self.first(), format!("{text}{newline}"));
        }
        let end = self.line_end(said - 1);
        if self.text[..end].ends_with('\n') {
            Splice::insert(end, format!("{apart}{text}{newline}"))
        } else {
            Splice::insert(end, format!("{newline}{apart}{text}"))
        }
    }

    /// An offset on the same line as what ends at `end`, even at the end of the text.
    fn last_byte(&self, end: usize) -> usize {
        end.saturating_sub(1).max(self.first().min(self.text.len()))
    }

    /// `=` with the spaces that `leaf` has round it, alignment apart.
    fn equals(&self, leaf: &Leaf) -> &'static str {
        if self.text.get(leaf.key.end..leaf.value.start) == Some("=") { "=" } else { " = " }
    }
}

/// Whether `section` is the one of `container`: an implied table has none.
fn is_section_of(section: &Section, container: &Table) -> bool {
    match container.shape {
        Shape::Root => section.header.is_none(),
        Shape::Header => section.header.is_some(),
        Shape::Implied | Shape::Dotted | Shape::Inline => false,
    }
}
