//! Appending to an array in the array's own style.

use super::{
    Document, EditError, Node, Value,
    intent::Meaning,
    items::{Items, is_trivia},
    render::NewValue,
    splice::{Splice, checked},
};

impl Document {
    /// The text with `value` (TOML text) as last element of the array at `path`, which is made if it is missing; the
    /// same text if the array has such an element.
    pub fn push(&self, path: &[String], value: &str) -> Result<String, EditError> {
        let value = NewValue::parse(value, self.newline())?;
        let mut intended = Meaning::of_table(&self.root);
        intended.push(path, value.meaning.clone());
        let splices = match self.at(path) {
            None => self.addition(path, &format!("[{}]", value.text))?,
            Some(node) => {
                let Value::Array(elements) = &node.value else { return Err(self.in_the_way(path, node, "array")) };
                if elements.iter().any(|element| Meaning::of(element) == value.meaning) {
                    return Ok(self.text.clone());
                }
                self.appended(node, &value.text)
            }
        };
        checked(self, splices, intended, |_| {})
    }

    fn appended(&self, array: &Node, value: &str) -> Vec<Splice> {
        let held = self.items(array);
        let Some(last) = held.all.last() else { return vec![self.first_element(&held, value)] };
        let before = held.all.len().checked_sub(2).map_or(held.open, |index| held.all[index].behind());
        let own_line = self.text[before..last.start].contains('\n');
        if !own_line {
            return vec![match last.comma {
                Some(comma) => Splice::insert(comma + 1, format!(" {value},")),
                None => Splice::insert(last.end, format!(", {value}")),
            }];
        }
        let newline = self.newline();
        let indentation = self.indentation(last.start);
        let comma = if last.comma.is_some() { "," } else { "" };
        let line_end = self.line_end(last.behind() - 1);
        let rest = &self.text[last.behind()..line_end];
        if line_end <= held.close && is_trivia(rest) {
            let line = Splice::insert(line_end, format!("{indentation}{value}{comma}{newline}"));
            let separator = last.comma.is_none().then(|| Splice::insert(last.end, ","));
            return separator.into_iter().chain([line]).collect();
        }
        // The closing bracket stands behind the last element.
        vec![match last.comma {
            Some(comma) => Splice::insert(comma + 1, format!("{newline}{indentation}{value},")),
            None => Splice::insert(last.end, format!(",{newline}{indentation}{value}")),
        }]
    }

    fn first_element(&self, held: &Items, value: &str) -> Splice {
        let inside = &self.text[held.open..held.close];
        if !inside.contains('\n') {
            let space = &inside[..inside.len().min(1)];
            return Splice::insert(held.open, format!("{space}{value}"));
        }
        let newline = self.newline();
        let closing = self.line_start(held.close);
        let alone = self.text[closing..held.close].trim().is_empty();
        if !alone {
            return Splice::insert(held.close, value);
        }
        // Behind the comments in it, as the last of them is indented.
        let above = self.line_start(closing - 1);
        let indentation = if self.is_comment(above) {
            self.indentation(above).to_owned()
        } else {
            format!("{}    ", self.indentation(held.close))
        };
        Splice::insert(closing, format!("{indentation}{value},{newline}"))
    }
}
